"""Points of a whole table in machine words: one unit divides everything that is counted, and nothing is divided.

Most schemes give whole points, halves or hundredths; then sums are exact as they are, in 32 bits or in 64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from math import gcd
from operator import add

import polars as pl
from attrs import frozen

from emulation_core.evaluate import column
from emulation_core.groups import divisor, engine
from emulation_core.model import Verdict
from emulation_core.points.plan import Part, Plan
from emulation_core.scheme import HIGH, LOW, UNIT
from emulation_core.units import half_up, units

_ROOMS = {pl.Int32: 2**29, pl.Int64: 2**61}
_MAIN = ""
_NINTHS = 10**9
_SAID = [int(Verdict.MET), int(Verdict.NOT_MET)]
_Type = type[pl.DataType]


def unit(plan: Plan) -> int | None:
    """The largest unit, in units of `units`, that divides whatever a row can come to; None where no such pass is right.

    That is so where a ratio is to be divided, where what falls away scales up the rest, and beyond 64 bits.
    """
    if plan.not_applicable == "rescale" or not all(part.direct for part in plan.parts):
        return None
    found = _rounded(plan, gcd(_steps(plan), *(part.weight for part in _given(plan) if _step(plan) == 1)))
    return found if found and _type(plan, found) else None


def _given(plan: Plan) -> Iterator[Part]:
    """The parts that give more than everything or nothing."""
    return (part for part in plan.parts if not part.all_or_nothing)


def _step(plan: Plan) -> int:
    """What each part is rounded to."""
    return plan.step if plan.round_at == "criterion" else 1


def _steps(plan: Plan) -> int:
    """The largest unit that divides whatever the plan itself adds and caps."""
    each = _step(plan)
    steps = [half_up(part.full, each) for part in plan.parts]
    steps += [each for _part in _given(plan) if each > 1]
    steps += [units(group.cap) for group in plan.groups if group.cap is not None]
    return gcd(*steps)


def _rounded(plan: Plan, one: int) -> int:
    """The unit in which totals that are multiples of `one` can be rounded."""
    return gcd(one, plan.step) if plan.round_at == "total" and one % plan.step else one


def _type(plan: Plan, one: int) -> _Type | None:
    """The fewest bits in which a row can be counted."""
    most = sum(half_up(part.full, _step(plan)) for part in plan.parts) + plan.step
    return next((kind for kind, room in _ROOMS.items() if 4 * most // one < room), None)


@frozen(eq=False)
class _Figures:
    """What a part was given by everybody, as whole numbers (Int64), each of them `each` units."""

    part: Part
    values: pl.Series
    each: int

    @classmethod
    def of(cls, part: Part, given: pl.Series, verdicts: pl.Series) -> _Figures | None:
        """None where one lies outside the maximum, or has no room."""
        whole = given.dtype.is_integer()
        values = (given if whole else given.cast(pl.Decimal(38, 9)).to_physical()).cast(pl.Int64, strict=False)
        each = part.weight * (_NINTHS if whole else 1)
        if values.null_count() != given.null_count():
            return None
        inside = _inside(values, part.full // each) or _inside(values.filter(verdicts.is_in(_SAID)), part.full // each)
        return cls(part, values, each) if inside else None

    def coarse(self, found: int) -> _Figures:
        """The same in steps as large as they can be, to divide `found` as well."""
        known = found // gcd(found, self.each) if found else 0
        step = divisor(self.values, known)
        values = self.values if step == 1 else self.values // step
        return _Figures(self.part, values, self.each * step)

    def points(self, plan: Plan, one: int, dtype: _Type) -> pl.Series:
        """The points in units of `one`."""
        if _step(plan) == 1:
            factor = self.each // one
            points = self.values if factor == 1 else self.values * factor
        else:
            times, half, step, back = (
                pl.Series([number], dtype=pl.Int128)
                for number in (2 * self.each, plan.step, 2 * plan.step, plan.step // one)
            )
            points = (self.values.cast(pl.Int128) * times + half) // step * back
        return points.cast(dtype, strict=False).alias(self.part.id)


def with_ends(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame | None:
    """Adds `points.low|high`, `group.<id>.low|high` (Int32 or Int64) and the unit they are counted in.

    None where `unit` finds no unit, or a figure lies outside its criterion's maximum.
    """
    one = unit(plan)
    if one is None:
        return None
    figures = _figures(frame, plan)
    if figures is None:
        return None
    if _step(plan) == 1:
        # What was given is seldom as fine as it might be.
        figures = [each.coarse(_steps(plan)) for each in figures]
        one = _rounded(plan, gcd(_steps(plan), *(each.each for each in figures))) or one
    dtype = _type(plan, one)
    assert dtype
    given = [each.points(plan, one, dtype) for each in figures]
    query = frame.select(column(part.id) for part in plan.parts).with_columns(given).lazy()
    # Step by step: a query that says an expression twice computes it twice.
    for stage in _stages(plan, one, dtype):
        query = query.select(stage)
    counted = query.collect(engine=engine(frame.height)).rechunk()
    if counted[LOW].null_count():
        return None
    return frame.with_columns(*counted, pl.lit(one, pl.Int128).alias(UNIT))


def _inside(values: pl.Series, most: int) -> bool:
    low, high = values.min() or 0, values.max() or 0
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low >= 0 and high <= most


def _figures(frame: pl.DataFrame, plan: Plan) -> list[_Figures] | None:
    given = frame.select(pl.repeat(0, pl.len()).alias("rows"), *(part.share.alias(part.id) for part in _given(plan)))
    found = [_Figures.of(part, given[part.id], frame[column(part.id)]) for part in _given(plan)]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


@lru_cache(64)
def _stages(plan: Plan, one: int, dtype: _Type) -> Sequence[Sequence[pl.Expr]]:
    """The query from verdicts and figures to the ends of the total and of every group."""
    sums = [expr.alias(name) for name, expr in _sums(plan, one, dtype)]
    ends = [expr.alias(name) for name, expr in _ends(plan, one, dtype)]
    if plan.round_at != "total" or one % plan.step == 0:
        return sums, ends
    return sums, ends, [_half_up(pl.col(end.meta.output_name()), plan.step // one) for end in ends]


def _sums(plan: Plan, one: int, dtype: _Type) -> Iterator[tuple[str, pl.Expr]]:
    """What the main parts, and those of each group, give surely, and may give on top of that."""
    mine = {_MAIN: [part for part in plan.parts if part.sort == "part"]}
    mine |= {group.id: [part for part in plan.parts if part.group == group.id] for group in plan.groups}
    for id, parts in mine.items():
        each = [_range(plan, part, one, dtype) for part in parts]
        nothing = [] if each else [pl.repeat(0, pl.len(), dtype=dtype)]
        yield f"sure.{id}", reduce(add, [sure for sure, _open in each] or nothing)
        yield f"open.{id}", reduce(add, [open_ for _sure, open_ in each] or nothing)


def _ends(plan: Plan, one: int, dtype: _Type) -> Iterator[tuple[str, pl.Expr]]:
    """What every group adds, and the total, from least to most, before a total is rounded."""

    def ends(id: str) -> tuple[pl.Expr, pl.Expr]:
        return pl.col(f"sure.{id}"), pl.col(f"sure.{id}") + pl.col(f"open.{id}")

    least, most = ends(_MAIN)
    for group in plan.groups:
        low, high = ends(group.id)
        if group.cap is not None:
            cap = pl.lit(units(group.cap) // one, dtype)
            low, high = pl.min_horizontal(low, cap), pl.min_horizontal(high, cap)
        if group.sort == "penalty":
            low, high = 0 - high, 0 - low
        yield f"group.{group.id}.low", low
        yield f"group.{group.id}.high", high
        if group.sort != "part":
            least, most = least + low, most + high
    yield LOW, least
    yield HIGH, most


def _range(plan: Plan, part: Part, one: int, dtype: _Type) -> tuple[pl.Expr, pl.Expr]:
    """What a part gives surely, and what it may give on top of that."""
    verdict, none = pl.col(column(part.id)), pl.lit(0, dtype)
    most = pl.lit(half_up(part.full, _step(plan)) // one, dtype)
    gone = verdict == int(Verdict.NOT_APPLICABLE)
    kept = plan.not_applicable == "full" and part.sort == "part"
    if part.all_or_nothing:
        whole = verdict == int(Verdict.MET)
        surely = pl.when(whole | gone if kept else whole).then(most).otherwise(none)
    else:
        known = pl.when(verdict.is_in(_SAID)).then(part.id)
        surely = (known.when(gone).then(most) if kept else known).otherwise(none)
    said = verdict.is_in([*_SAID, int(Verdict.NOT_APPLICABLE)])
    return surely, pl.when(said).then(none).otherwise(most)


def _half_up(value: pl.Expr, step: int) -> pl.Expr:
    """`value` to the nearest multiple of `step`; a half goes away from zero."""
    half = (value.abs() * 2 + step) // (2 * step) * step
    return pl.when(value < 0).then(0 - half).otherwise(half).alias(value.meta.output_name())
