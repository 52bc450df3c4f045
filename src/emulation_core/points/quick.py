"""Points of a whole table in machine words: one unit divides everything that is counted, and nothing is divided.

Most schemes give whole points, halves or hundredths; then sums are exact as they are, in 16 bits, in 32 or in 64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from math import gcd
from operator import add, or_

import polars as pl
from attrs import evolve, frozen

from emulation_core.columns import computed, divisor, of_job
from emulation_core.evaluate import column
from emulation_core.model import JOB, Id, Verdict
from emulation_core.points.plan import Part, Plan
from emulation_core.scheme import HIGH, LOW, UNIT
from emulation_core.units import half_up, units

_ROOMS: Mapping[type[pl.DataType], int] = {pl.Int16: 2**13, pl.Int32: 2**29, pl.Int64: 2**61}
_MAIN, _WRONG = "", "wrong"
_NINTHS, _FEW = 10**9, 200
_SAID = [int(Verdict.MET), int(Verdict.NOT_MET)]
_Type = type[pl.DataType]


@lru_cache(64)
def unit(*plans: Plan) -> int | None:
    """The largest unit, in units of `units`, that divides whatever a row can come to; None where no such pass is right.

    That is so where a ratio is to be divided, where what falls away scales up the rest, and beyond 64 bits.
    """
    if plans[0].not_applicable == "rescale" or not all(part.direct for part in plans[0].parts):
        return None
    weights = (part.weight for plan in plans for part in _given(plan) if _step(plan) == 1)
    found = _rounded(plans[0], gcd(_steps(plans), *weights))
    return found if found and _type(plans, found) else None


def _given(plan: Plan) -> Iterator[Part]:
    """The parts that give more than everything or nothing."""
    return (part for part in plan.parts if not part.all_or_nothing)


def _step(plan: Plan) -> int:
    """What each part is rounded to."""
    return plan.step if plan.round_at == "criterion" else 1


@lru_cache(64)
def _steps(plans: tuple[Plan, ...]) -> int:
    """The largest unit that divides whatever the plans themselves add and cap."""
    each = _step(plans[0])
    steps = [half_up(part.full, each) for plan in plans for part in plan.parts]
    steps += [each for _part in _given(plans[0]) if each > 1]
    steps += [units(group.cap) for plan in plans for group in plan.groups if group.cap is not None]
    return gcd(*steps)


def _rounded(plan: Plan, one: int) -> int:
    """The unit in which totals that are multiples of `one` can be rounded."""
    return gcd(one, plan.step) if plan.round_at == "total" and one % plan.step else one


@lru_cache(64)
def _type(plans: tuple[Plan, ...], one: int) -> _Type | None:
    """The fewest bits in which a row can be counted."""
    far = max(map(highest, plans))
    return next((kind for kind, room in _ROOMS.items() if 4 * far // one < room), None)


def highest(plan: Plan) -> int:
    """Units beyond which no total lies, rounded up or not."""
    return sum(half_up(part.full, _step(plan)) for part in plan.parts) + plan.step


@frozen(eq=False)
class _Figures:
    """What a part was given, as the rule says it: `raw` are whole numbers, each `step` times 10^-9.

    `weights` and `most`, what may be given, are those of each plan.
    """

    id: Id
    raw: pl.Expr
    step: int
    weights: tuple[int, ...]
    most: tuple[int, ...]

    @property
    def values(self) -> pl.Expr:
        """The same in 64 bits, once it is known that they suffice."""
        return self.raw.cast(pl.Int64, wrap_numerical=True)

    def wrong(self, step: int) -> pl.Expr:
        """Which lie below 0 or beyond some plan's maximum, or are not divided by `step`."""
        outside = (self.raw < 0) | (self.raw > min(*self.most, _ROOMS[pl.Int64] - 1))
        return outside if step == 1 else outside | (self.values % pl.lit(step, pl.Int64) != 0)

    def by(self, step: int) -> _Figures:
        """The same in steps so large."""
        return evolve(self, raw=self.values // pl.lit(step, pl.Int64), step=self.step * step) if step > 1 else self


def with_ends(frame: pl.DataFrame, plans: tuple[Plan, ...]) -> pl.DataFrame | None:
    """Adds `points.low|high`, `group.<id>.low|high` (Int32 or Int64) and the unit they are counted in.

    `plans` are those of the campaigns of `model.JOB`, or one. None where `unit` finds no unit, or a figure lies outside
    its criterion's maximum.
    """
    if unit(*plans) is None:
        return None
    few = frame.head(_FEW)
    figures = list(_of(plans, few.select(**{part.id: part.share for part in _given(plans[0])})))
    # What a few rows say is nearly always true of all: the same pass that counts tells whether it is.
    counted, one, sound = _counted(frame, plans, {each: _step_of(each, few, plans) for each in figures})
    if not sound:
        if not all(_inside(frame, each) for each in figures):
            return None
        counted, one, _sound = _counted(frame, plans, {each: _step_of(each, frame, plans) for each in figures})
    if any(end.null_count() for end in counted if end.name == LOW):
        return None
    return frame.with_columns(*counted, pl.lit(one, pl.Int128).alias(UNIT))


def _counted(
    frame: pl.DataFrame, plans: tuple[Plan, ...], steps: Mapping[_Figures, int]
) -> tuple[list[pl.Series], int, bool]:
    """The ends, the unit they are in, and whether all figures lie inside their maximum and in steps so large."""
    plan, one = plans[0], unit(*plans)
    assert one
    figures = [each.by(step) for each, step in steps.items()]
    if _step(plan) == 1:
        # What was given is seldom as fine as it might be.
        one = _rounded(plan, gcd(_steps(plans), *(each.step * gcd(*each.weights) for each in figures))) or one
    dtype = _type(plans, one)
    assert dtype
    wrong = reduce(or_, [each.wrong(step) for each, step in steps.items()] or [pl.lit(False)])
    told = {name: pl.col(name) for name in (*(column(part.id) for part in plan.parts), *_jobs(plans))}
    given = {str(each.id): _points(plan, each, one, dtype) for each in figures}
    # Step by step: a query that says an expression twice computes it twice.
    later = [[*stage, pl.col(_WRONG)] for stage in _stages(plans, one, dtype)]
    *ends, strays = computed(frame, {**told, **given, _WRONG: wrong}, *later)
    return ends, one, not strays.any()


def _step_of(figures: _Figures, seen: pl.DataFrame, plans: tuple[Plan, ...]) -> int:
    """The largest step that divides what is `seen` and everything else as well: only such a one is of use."""
    rest = _steps(plans)
    known = rest // gcd(rest, figures.step * gcd(*figures.weights)) if rest else 0
    return 1 if known == 1 or _step(plans[0]) > 1 else divisor(seen.select(figures.values).to_series(), known)


def _of(plans: Sequence[Plan], few: pl.DataFrame) -> Iterator[_Figures]:
    """The figures of each part; `few` tells in what type a rule gives them."""
    for n, part in enumerate(plans[0].parts):
        if not part.all_or_nothing:
            whole = few[part.id].dtype.is_integer()
            raw = part.share if whole else part.share.cast(pl.Decimal(38, 9)).to_physical()
            step, weights = _NINTHS if whole else 1, tuple(plan.parts[n].weight for plan in plans)
            most = tuple(
                plan.parts[n].full // max(weight * step, 1) for plan, weight in zip(plans, weights, strict=True)
            )
            yield _Figures(part.id, raw, step, weights, most)


def _inside(frame: pl.DataFrame, figures: _Figures) -> bool:
    """Whether what counts among figures lies from 0 to the maximum of its campaign, and all have room."""
    low, high = frame.select(figures.raw.min().alias("low"), figures.raw.max().alias("high")).row(0)
    if not -_ROOMS[pl.Int64] < low <= high < _ROOMS[pl.Int64]:
        return False
    outside = (figures.values < 0) | (figures.values > of_job(figures.most, pl.Int128))
    return not frame.select((outside & pl.col(column(figures.id)).is_in(_SAID)).any()).item()


def _points(plan: Plan, figures: _Figures, one: int, dtype: _Type) -> pl.Expr:
    """What a part gives, in units of `one`, where it is known what."""
    if _step(plan) == 1:
        factors = [figures.step * weight // one for weight in figures.weights]
        points = figures.values if set(factors) == {1} else figures.values * of_job(factors, pl.Int64)
    else:
        half, step, back = (pl.lit(number, pl.Int128) for number in (plan.step, 2 * plan.step, plan.step // one))
        twice = figures.raw.cast(pl.Int128) * of_job([2 * figures.step * each for each in figures.weights], pl.Int128)
        points = (twice + half) // step * back
    return points.cast(dtype, wrap_numerical=True).alias(figures.id)


def _jobs(plans: Sequence[Plan]) -> list[str]:
    return [JOB] if len(plans) > 1 else []


@lru_cache(16)
def _stages(plans: tuple[Plan, ...], one: int, dtype: _Type) -> Sequence[Sequence[pl.Expr]]:
    """The query from verdicts and figures to the ends of the total and of every group."""
    plan = plans[0]
    sums = [*(expr.alias(name) for name, expr in _sums(plans, one, dtype)), *map(pl.col, _jobs(plans))]
    told = pl.Int32 if dtype is pl.Int16 else dtype
    ends = [expr.cast(told).alias(name) for name, expr in _ends(plans, one, dtype)]
    if plan.round_at != "total" or one % plan.step == 0:
        return sums, ends
    return sums, ends, [_half_up(pl.col(end.meta.output_name()), plan.step // one) for end in ends]


def _sums(plans: Sequence[Plan], one: int, dtype: _Type) -> Iterator[tuple[str, pl.Expr]]:
    """What the main parts, and those of each group, give at least and at most."""
    ranges: dict[str, list[tuple[pl.Expr, pl.Expr]]] = {_MAIN: [], **{group.id: [] for group in plans[0].groups}}
    for n, part in enumerate(plans[0].parts):
        most = of_job([half_up(plan.parts[n].full, _step(plan)) // one for plan in plans], dtype)
        found = _range(plans[0], part, most, dtype)
        if part.sort == "part":
            ranges[_MAIN].append(found)
        if part.group is not None:
            ranges[part.group].append(found)
    for id, each in ranges.items():
        nothing = [] if each else [pl.repeat(0, pl.len(), dtype=dtype)]
        yield f"low.{id}", reduce(add, [low for low, _high in each] or nothing)
        yield f"high.{id}", reduce(add, [high for _low, high in each] or nothing)


def _ends(plans: Sequence[Plan], one: int, dtype: _Type) -> Iterator[tuple[str, pl.Expr]]:
    """What every group adds, and the total, from least to most, before a total is rounded."""
    least, most = pl.col(f"low.{_MAIN}"), pl.col(f"high.{_MAIN}")
    for n, group in enumerate(plans[0].groups):
        low, high = pl.col(f"low.{group.id}"), pl.col(f"high.{group.id}")
        # Nothing comes near the room of its word, so a cap beyond that caps as well as the room does.
        room = _ROOMS[dtype]
        caps = [min(units(cap) // one, room) for plan in plans if (cap := plan.groups[n].cap) is not None]
        if caps:
            most_of_it = of_job(caps, dtype)
            low, high = pl.min_horizontal(low, most_of_it), pl.min_horizontal(high, most_of_it)
        if group.sort == "penalty":
            low, high = 0 - high, 0 - low
        yield f"group.{group.id}.low", low
        yield f"group.{group.id}.high", high
        if group.sort != "part":
            least, most = least + low, most + high
    yield LOW, least
    yield HIGH, most


def _range(plan: Plan, part: Part, most: pl.Expr, dtype: _Type) -> tuple[pl.Expr, pl.Expr]:
    """What a part gives at least and at most; `most` is its maximum."""
    verdict, none = pl.col(column(part.id)), pl.lit(0, dtype)
    met, no, gone = (verdict == int(word) for word in (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE))
    kept = plan.not_applicable == "full" and part.sort == "part"
    if part.all_or_nothing:
        surely, never = (met | gone, no) if kept else (met, no | gone)
        return pl.when(surely).then(most).otherwise(none), pl.when(never).then(none).otherwise(most)
    known = pl.when(met | no).then(part.id).when(gone).then(most if kept else none)
    return known.otherwise(none), known.otherwise(most)


def _half_up(value: pl.Expr, step: int) -> pl.Expr:
    """`value` to the nearest multiple of `step`; a half goes away from zero."""
    half = (value.abs() * 2 + step) // (2 * step) * step
    return pl.when(value < 0).then(0 - half).otherwise(half).alias(value.meta.output_name())
