"""Points of a whole table where one unit divides everything a scheme counts: in 64 bits, in one pass, nothing kept.

Most schemes give whole points, halves or hundredths; then nothing is ever divided, and sums are exact as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import gcd
from operator import add

import polars as pl

from emulation_core.evaluate import column
from emulation_core.groups import engine
from emulation_core.model import Verdict
from emulation_core.points.plan import Part, Plan
from emulation_core.scheme import HIGH, LOW, SHORT
from emulation_core.units import half_up, units

_ROOM = 2**61
_MAIN = ""
_NOTHING = pl.lit(0, pl.Int64)


def unit(plan: Plan) -> int | None:
    """The largest unit, in units of `units`, that divides whatever a row can come to; None where no such pass is right.

    That is so where a ratio is to be divided, where what falls away scales up the rest, and beyond 64 bits.
    """
    if plan.not_applicable == "rescale" or not all(part.direct for part in plan.parts):
        return None
    each = plan.step if plan.round_at == "criterion" else 1
    steps = [half_up(part.full, each) for part in plan.parts]
    steps += [each if each > 1 else part.weight for part in plan.parts if not part.all_or_nothing]
    steps += [units(group.cap) for group in plan.groups if group.cap is not None]
    steps += [plan.step] * (plan.round_at == "total")
    found = gcd(*steps)
    most = sum(half_up(part.full, each) for part in plan.parts) + plan.step
    return found if found and 4 * most // found < _ROOM else None


def with_ends(frame: pl.DataFrame, plan: Plan, one: int) -> pl.DataFrame | None:
    """Adds `points.low|high`, `group.<id>.low|high` (Int128 units), and `short.…` in units of `one` (Int64).

    None where a figure lies outside its criterion's maximum.
    """
    figures = [part for part in plan.parts if not part.all_or_nothing]
    got = frame.lazy().select(_got(part).alias(part.id) for part in figures).collect()
    if any(got[part.id].min() < 0 or got[part.id].max() * part.weight > part.full for part in figures if got.height):  # type: ignore[operator]
        return None
    wide = frame.select(column(part.id) for part in plan.parts).with_columns(got.iter_columns())
    # Step by step: a query that says an expression twice computes it twice.
    query = wide.lazy().select(**dict(_sums(plan, one))).select(**dict(_ends(plan, one)))
    if plan.round_at == "total":
        query = query.select(_half_up(pl.col(name), plan.step // one).alias(name) for name, _end in _ends(plan, one))
    short = query.collect(engine=engine(frame.height)).rechunk()
    long = short.select(pl.all().cast(pl.Int128) * pl.lit(one, pl.Int128))
    return frame.with_columns(*long.iter_columns(), *short.select(pl.all().name.prefix(SHORT)).iter_columns())


def _got(part: Part) -> pl.Expr:
    """What was given where it is known, else 0."""
    known = pl.col(column(part.id)).is_in([int(Verdict.MET), int(Verdict.NOT_MET)])
    return pl.when(known).then(part.given).otherwise(pl.lit(0, pl.Int128))


def _sums(plan: Plan, one: int) -> Iterator[tuple[str, pl.Expr]]:
    """What the main parts, and those of each group, give surely, and may give on top of that."""
    nothing = pl.repeat(0, pl.len(), dtype=pl.Int64)
    mine = {_MAIN: [part for part in plan.parts if part.sort == "part"]}
    mine |= {group.id: [part for part in plan.parts if part.group == group.id] for group in plan.groups}
    for id, parts in mine.items():
        each = [_range(plan, part, one) for part in parts]
        yield f"sure.{id}", reduce(add, [sure for sure, _open in each] or [nothing])
        yield f"open.{id}", reduce(add, [open_ for _sure, open_ in each] or [nothing])


def _ends(plan: Plan, one: int) -> Iterator[tuple[str, pl.Expr]]:
    """What every group adds, and the total, from least to most, before a total is rounded."""

    def ends(id: str) -> tuple[pl.Expr, pl.Expr]:
        return pl.col(f"sure.{id}"), pl.col(f"sure.{id}") + pl.col(f"open.{id}")

    least, most = ends(_MAIN)
    for group in plan.groups:
        low, high = ends(group.id)
        if group.cap is not None:
            cap = pl.lit(units(group.cap) // one, pl.Int64)
            low, high = pl.min_horizontal(low, cap), pl.min_horizontal(high, cap)
        if group.sort == "penalty":
            low, high = 0 - high, 0 - low
        yield f"group.{group.id}.low", low
        yield f"group.{group.id}.high", high
        if group.sort != "part":
            least, most = least + low, most + high
    yield LOW, least
    yield HIGH, most


def _range(plan: Plan, part: Part, one: int) -> tuple[pl.Expr, pl.Expr]:
    """What a part gives surely, and what it may give on top of that."""
    verdict, none = pl.col(column(part.id)), _NOTHING
    step = plan.step if plan.round_at == "criterion" else 1
    most = pl.lit(half_up(part.full, step) // one, pl.Int64)
    gone = verdict == int(Verdict.NOT_APPLICABLE)
    kept = plan.not_applicable == "full" and part.sort == "part"
    if part.all_or_nothing:
        whole = verdict == int(Verdict.MET)
        surely = pl.when(whole | gone if kept else whole).then(most).otherwise(none)
    else:
        surely = _worth(part, step, one)
        surely = pl.when(gone).then(most).otherwise(surely) if kept else surely
    said = verdict.is_in([int(Verdict.MET), int(Verdict.NOT_MET), int(Verdict.NOT_APPLICABLE)])
    return surely, pl.when(said).then(none).otherwise(most)


def _worth(part: Part, step: int, one: int) -> pl.Expr:
    """What the fact gives where it is known, else 0."""
    got = pl.col(part.id)
    if step == 1:
        return got.cast(pl.Int64) * (part.weight // one)
    return _half_up(got * pl.lit(part.weight, pl.Int128), step).floordiv(pl.lit(one, pl.Int128)).cast(pl.Int64)


def _half_up(value: pl.Expr, step: int) -> pl.Expr:
    """`value` to the nearest multiple of `step`; a half goes away from zero."""
    if step == 1:
        return value
    half = (value.abs() * 2 + step) // (2 * step) * step
    return pl.when(value < 0).then(0 - half).otherwise(half)
