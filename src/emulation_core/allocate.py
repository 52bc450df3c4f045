"""Who has a seat: selected, tied at the cut, reserve, open, deferred; and who keeps it whatever is still open.

Pure. The machine breaks no tie and overflows no quota: a participant is selected only where everybody who may stand
before or level with it, itself included, fits into the seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import Literal

import polars as pl
from attrs import frozen

from emulation_core.campaign import Counts, Quota
from emulation_core.model import BEST, JOB, STATUS, WORST, Kind, Status

PLACE, CERTAIN, MATTERS, SEATS = "place", "certain", "matters", "seats"
UNSURE = "unsure"
"""Boolean column: whether it is still open that the participant takes part at all."""


class Place(IntEnum):
    """Where a participant ends up in one proposal; `OUT` is in none of its lists."""

    SELECTED = 0
    TIED = 1
    RESERVE = 2
    OPEN = 3
    DEFERRED = 4
    OUT = 5


@frozen(eq=False)
class Claim:
    """One award's claim on the seats of a pool.

    `frame` has a row per participant of one kind: `status` (UInt8), `unsure` (Boolean) and, where an order is
    stated, `best` and `worst` (Int64, lower is better). The claims of a pool hold the same participants row by row.
    `quotas` has the quota; where `frame` holds several campaigns, that of each by the number in the column `model.JOB`.
    """

    frame: pl.DataFrame
    quotas: Sequence[Quota]
    ordered: bool


def allocate(pool: Sequence[Claim], kind: Kind, by: Sequence[str] = ()) -> list[pl.DataFrame]:
    """Each claim's frame with `place` (UInt8), `certain`, `matters` (Boolean) and `seats` (Int64, null: no limit).

    Awards are served in the order given, one seat per recipient: who holds a seat of the pool keeps it for the next
    award too. `matters` marks participants whose open evidence could change the lists. Rows that differ in the
    columns `by` are pools of their own.
    """
    served: list[pl.DataFrame] = []
    for claim in pool:
        frame = _served(_after(claim.frame, served, by), claim, kind, by)
        served.append(_kept(frame, served) if served else frame)
    return served


def _code(value: int) -> pl.Expr:
    return pl.lit(int(value), pl.UInt8)


def _across(expr: pl.Expr, by: Sequence[str]) -> pl.Expr:
    """`expr` once for each pool."""
    return expr.over(by) if by else expr


def _after(frame: pl.DataFrame, served: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """What earlier awards of the pool leave: seats `taken`, at most `claimed`; who competes is in `_competes`."""
    if not served:
        none = pl.lit(0, pl.Int64)
        return frame.with_columns(pl.col(STATUS).alias("_competes"), taken=none, claimed=none)
    seated, at_cut = _among(served, [Place.SELECTED]), _among(served, [Place.TIED])
    waiting = _among(served, [Place.OPEN, Place.DEFERRED])
    frame = frame.with_columns(_seated=seated, _at_cut=at_cut & ~seated, _waits=waiting)
    inside = pl.col("_seated") | pl.col("_at_cut")
    everybody = pl.lit(2**40, pl.Int64)
    return frame.with_columns(
        pl.when(inside).then(_code(Status.INELIGIBLE)).otherwise(STATUS).alias("_competes"),
        # A tie is over every seat that is left: until it is settled, nobody else can have one.
        taken=pl.when(_across(pl.col("_at_cut").any(), by))
        .then(everybody)
        .otherwise(_across(pl.col("_seated").sum().cast(pl.Int64), by)),
        claimed=_across((inside | pl.col("_waits")).sum().cast(pl.Int64), by),
    )


def _among(served: Sequence[pl.DataFrame], places: Sequence[Place]) -> pl.Series:
    return reduce(or_, [frame[PLACE].is_in([int(place) for place in places]) for frame in served])


def _kept(frame: pl.DataFrame, served: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Who already holds a seat of the pool, or is tied over one, does so for this award as well."""
    fit = pl.col(STATUS) == int(Status.ELIGIBLE)
    sure = reduce(or_, [earlier[CERTAIN] for earlier in served])
    kept = pl.when(fit & pl.col("_seated")).then(_code(Place.SELECTED)).when(fit & pl.col("_at_cut"))
    held = pl.col("_seated") | pl.col("_at_cut")
    return frame.with_columns(
        kept.then(_code(Place.TIED)).when(held).then(_waiting_place()).otherwise(PLACE).alias(PLACE),
        pl.when(held).then(fit & sure).otherwise(CERTAIN).alias(CERTAIN),
        pl.when(held).then(pl.col(STATUS).is_in(_WAITING)).otherwise(MATTERS).alias(MATTERS),
    )


_WAITING = [int(Status.OPEN), int(Status.DEFERRED)]


def _waiting_place() -> pl.Expr:
    """The place of those who are not eligible."""
    return (
        pl.when(pl.col(STATUS) == int(Status.OPEN))
        .then(_code(Place.OPEN))
        .when(pl.col(STATUS) == int(Status.DEFERRED))
        .then(_code(Place.DEFERRED))
        .otherwise(_code(Place.OUT))
    )


def _served(frame: pl.DataFrame, claim: Claim, kind: Kind, by: Sequence[str]) -> pl.DataFrame:
    """One award over the seats that are left to it."""
    status = pl.col("_competes")
    frame = frame.with_columns(
        _fit=status == int(Status.ELIGIBLE),
        _open=status.is_in(_WAITING),
        _unsure=pl.col(UNSURE) & status.is_in(_WAITING),
    )
    counts = _ordered() if claim.ordered else _level()
    counts["_eligible"] = pl.col("_fit").sum()
    counts["_participants"] = (pl.col(STATUS) != int(Status.OUT_OF_SCOPE)).sum()
    # All in one go: the pools are told apart once.
    frame = frame.with_columns(**{name: _across(count, by) for name, count in counts.items()})
    frame = _seats(frame, claim.quotas, kind, SEATS, "_eligible", "_participants")
    limit = pl.col(SEATS) - pl.col("taken")
    behind = pl.col("_surely") >= limit if claim.ordered else pl.col(SEATS) <= 0
    spread = (pl.col(BEST) < pl.col(WORST)) & limit.is_not_null() if claim.ordered else pl.lit(False)
    frame = frame.with_columns(
        _selected=pl.col("_fit") & (limit.is_null() | (pl.col("_may") <= limit)),
        _behind=behind.fill_null(False),
        _most=pl.col("_eligible") + pl.col("_may_open"),
        _fewest=pl.col("_participants").cast(pl.Int64) - pl.col("_unsure_behind"),
    )
    frame = _seats(frame, claim.quotas, kind, "_worst_seats", "_most", "_fewest", where="_selected")
    worst = pl.col("_worst_seats") - pl.col("claimed")
    reserve = pl.col("_fit") & pl.col("_behind") if claim.ordered else pl.lit(False)
    place = pl.when("_selected").then(_code(Place.SELECTED)).when(reserve).then(_code(Place.RESERVE))
    return frame.with_columns(
        place.when("_fit").then(_code(Place.TIED)).otherwise(_waiting_place()).alias(PLACE),
        (pl.col("_selected") & (worst.is_null() | (pl.col("_may") + pl.col("_may_open") <= worst))).alias(CERTAIN),
        ((pl.col("_open") | (pl.col("_fit") & spread)) & ~pl.col("_behind")).alias(MATTERS),
    )


def _level() -> dict[str, pl.Expr]:
    """No order is stated: everybody stands level with everybody.

    `_may` counts the eligible that may stand before an eligible participant or level with it, itself included,
    `_may_open` the same among those still open, `_unsure_behind` those behind who may not take part at all.
    """
    behind = pl.col(UNSURE).sum() - pl.col("_unsure").sum()
    return {"_may": pl.col("_fit").sum(), "_may_open": pl.col("_open").sum(), "_unsure_behind": behind}


def _ordered() -> dict[str, pl.Expr]:
    """The counts of `_level` by the stated order, and `_surely`: the eligible surely before each.

    Behind are also the ineligible who may not take part at all: their leaving costs seats of a share.
    """
    return {
        "_surely": _ahead("_fit", WORST, BEST, "left"),
        "_may": _ahead("_fit", BEST, WORST, "right"),
        "_may_open": _ahead("_open", BEST, WORST, "right"),
        "_unsure_behind": pl.col(UNSURE).sum() - _ahead("_unsure", BEST, WORST, "right"),
    }


def _ahead(who: str, theirs: str, mine: str, side: Literal["left", "right"]) -> pl.Expr:
    """For each row: how many with `who` have `theirs` before (from the right: or level with) `mine`."""
    return pl.col(theirs).filter(pl.col(who)).sort().search_sorted(pl.col(mine), side=side)


def _seats(
    frame: pl.DataFrame,
    quotas: Sequence[Quota],
    kind: Kind,
    name: str,
    eligible: str,
    participants: str,
    where: str | None = None,
) -> pl.DataFrame:
    """Adds `name`: the seats the quota gives for the two counts; only `where` they are asked for."""
    asked = frame.lazy() if where is None else frame.lazy().filter(where)
    told = [eligible, participants, *([JOB] if len(quotas) > 1 else [])]
    counts = asked.select(told).unique().collect()
    seats = [
        quotas[job[0] if job else 0].seats(kind, Counts(participants=n, eligible=e))
        for e, n, *job in counts.iter_rows()
    ]
    if len(set(seats)) <= 1:
        return frame.with_columns(pl.lit(seats[0] if seats else None, pl.Int64).alias(name))
    table = counts.with_columns(pl.Series(name, seats, pl.Int64))
    return frame.join(table, on=told, how="left", maintain_order="left")
