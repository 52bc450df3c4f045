"""One kind's table with its points and labels; figures outside a criterion's maximum are refused where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from emulation_core.campaign import Campaign, Round
from emulation_core.errors import EvidenceRefused, Fault
from emulation_core.evaluate import compiled
from emulation_core.evidence import ROW, SHEET, Sheet
from emulation_core.i18n import _
from emulation_core.model import JOB, Kind
from emulation_core.points.columns import cells_of, with_given, with_points
from emulation_core.points.plan import Plan, State, counts, plan
from emulation_core.points.quick import with_ends
from emulation_core.units import plain

_PLACE = "_place"


def scored(
    frame: pl.DataFrame, plans: tuple[Plan, ...], labels: Mapping[str, pl.Expr], sheets: Sequence[Sheet]
) -> pl.DataFrame:
    """`frame` (as `judge` gives it) with points, and `labels` as `points.rungs` gives them.

    `plans` has the scheme; where campaigns of several stand in `frame`, that of each by its number in `model.JOB`.
    Raises `EvidenceRefused` with every figure below 0 or above its criterion's maximum, placed in `sheets`.
    """
    counted = with_ends(frame, plans)
    if counted is None:
        counted = _at_length(frame, plans, sheets)
    return counted.with_columns(**labels) if labels else counted


def _at_length(frame: pl.DataFrame, plans: tuple[Plan, ...], sheets: Sequence[Sheet]) -> pl.DataFrame:
    """Points where one pass in machine words does not do."""
    if len(plans) > 1 and frame.height:
        rows = frame.with_row_index(_PLACE).partition_by(JOB, as_dict=True, maintain_order=True)
        each = [_at_length(part, (plans[job],), sheets) for (job,), part in rows.items()]
        return pl.concat(each).sort(_PLACE).drop(_PLACE)
    faults = list(_outside(frame, plans[0], sheets))
    if faults:
        raise EvidenceRefused(faults)
    return with_points(frame, plans[0])


def explained(frame: pl.DataFrame, campaign: Campaign, round: Round, on: date, kind: Kind) -> pl.DataFrame:
    """`frame` (as `judge` gives it) with what every scored criterion gave, for those to whom it is told."""
    if not counts(campaign, round, kind):
        return frame
    return with_given(frame, plan(campaign, compiled(campaign, round, on, kind)))


def _outside(frame: pl.DataFrame, scheme: Plan, sheets: Sequence[Sheet]) -> Iterator[Fault]:
    cells = cells_of(frame, scheme).with_columns(frame.select("id", SHEET, ROW))
    for n, part in enumerate(scheme.parts):
        got, of = pl.col(f"g{n}"), pl.col(f"o{n}")
        wrong = cells.filter((pl.col(f"s{n}") == int(State.KNOWN)) & ((got < 0) | (got > of)))
        for id, sheet, row, points in wrong.select("id", SHEET, ROW, f"g{n}").iter_rows():
            where = None if part.fact is None else sheets[sheet].place(row, part.fact)
            what = _("{participant}: {points} lies outside 0 to {most}").format(
                participant=id, points=plain(points * 10**9), most=plain(part.full * 10**9 // max(part.weight, 1))
            )
            file = sheets[sheet].file
            yield Fault(file, row, 0, where or file, part.id, what, sheets[sheet].sheet)
