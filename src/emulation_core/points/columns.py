"""Points of a whole table at once, in 128-bit whole numbers; rows that need fractions are counted one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import gcd

import polars as pl

from emulation_core.points.exact import SHOWN, Row, counted
from emulation_core.points.plan import Part, Plan, State
from emulation_core.scheme import HIGH, LOW, UNIT
from emulation_core.units import POINT, units

_ROOM = 2**126
_GIVEN = "given."
_FINE = POINT // 10**12
"""Where only the total is rounded a ratio is cut off here, once below and once above it: a row whose total depends on
which of the two is counted in fractions."""


def column(criterion: str) -> str:
    """The column of what a criterion gave (Int128 units; null: open, or fallen away)."""
    return _GIVEN + criterion


def in_units(name: str) -> pl.Expr:
    """A column of points, or of those of a group, in units (Int128)."""
    return pl.col(name).cast(pl.Int128) * pl.col(UNIT)


def with_points(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Adds `group.<id>.low|high` and `points.low|high` (Int128) and the unit they are counted in, which is 1."""
    counted = [column for column in counted_all(frame, plan) if not column.name.startswith(_GIVEN)]
    return frame.with_columns(*counted, _whole(1).alias(UNIT))


def level(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with all its points in one unit, where tables that were counted apart stand below one another in it."""
    if UNIT not in frame.columns:
        return frame
    known = frame[UNIT].unique()
    if len(known) == 1:
        return frame
    one = gcd(*known)
    names = [name for name in frame.columns if name in (LOW, HIGH) or name.startswith("group.")]
    even = [(in_units(name) // _whole(one)).alias(name) for name in names]
    return frame.with_columns(*even, _whole(one).alias(UNIT))


def with_given(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Adds `given.<criterion>` (Int128 units; null: open, or fallen away)."""
    return frame.with_columns(column for column in counted_all(frame, plan) if column.name.startswith(_GIVEN))


def counted_all(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """What every criterion gave, and the ends of every group and of the total, with any plan."""
    cells = cells_of(frame, plan)
    table, slow = _in_whole_numbers(cells, plan)
    if slow.any():
        place = pl.Series("_place", range(frame.height), pl.UInt32)
        exact = _one_by_one(cells.filter(slow), plan).with_columns(place.filter(slow))
        rest = table.with_columns(place).filter(~slow)
        table = pl.concat([rest, exact]).sort("_place").drop("_place")
    return table


def cells_of(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The cells to count, by the number of the part: `s` its state, `g` what was given, `o` of how much."""
    return frame.lazy().select(*(expr for n, part in enumerate(plan.parts) for expr in _cells(n, part))).collect()


def _cells(n: int, part: Part) -> tuple[pl.Expr, ...]:
    # As long as the table, also where a rule says the same of everybody.
    rows = pl.len()
    return (
        pl.repeat(0, rows, dtype=pl.UInt8).add(part.state).alias(f"s{n}"),
        pl.repeat(0, rows, dtype=pl.Int128).add(part.given).alias(f"g{n}"),
        pl.repeat(0, rows, dtype=pl.Int128).add(part.of).alias(f"o{n}"),
    )


def _in_whole_numbers(cells: pl.DataFrame, plan: Plan) -> tuple[pl.DataFrame, pl.Series]:
    """Every row counted in whole numbers, and which of them need fractions instead."""
    table, slow = _counted(cells, plan), _scaled(cells, plan)
    inexact = [n for n, part in enumerate(plan.parts) if not part.direct]
    if any(_too_large(cells, plan, n) for n in inexact):
        return table, pl.repeat(True, cells.height, eager=True)
    if inexact and plan.round_at == "total":
        other = _counted(cells, plan, up=True)
        for name in names(plan):
            slow = slow | table[name].ne_missing(other[name])
    return table, slow


def _scaled(cells: pl.DataFrame, plan: Plan) -> pl.Series:
    """The rows in which what falls away scales up the rest."""
    away = [f"s{n}" for n, part in enumerate(plan.parts) if part.sort == "part"]
    if plan.not_applicable != "rescale" or not away:
        return pl.repeat(False, cells.height, eager=True)
    fallen = pl.any_horizontal(pl.col(away).is_in([int(State.AWAY), int(State.PERHAPS)]))
    return cells.select(fallen).to_series()


def _too_large(cells: pl.DataFrame, plan: Plan, n: int) -> bool:
    """Whether a ratio could leave 128 bits, or its maximum has more digits than are kept."""
    part, most = plan.parts[n], cells[f"o{n}"].max()
    if not isinstance(most, int):
        return False
    if plan.round_at == "criterion":
        times, over = _lowest(part, plan.step)
        return most * 2 * (times + over) >= _ROOM
    return bool(part.full % _FINE) or most * (part.full // _FINE + 1) >= _ROOM


def _lowest(part: Part, step: int) -> tuple[int, int]:
    """full : step in lowest terms."""
    common = gcd(part.full, step)
    return part.full // common, step // common


@cache
def _whole(value: int) -> pl.Expr:
    return pl.lit(value, pl.Int128)


def _half_up(value: pl.Expr, step: int) -> pl.Expr:
    """`value` (0 or more) to the nearest multiple of `step`; a half goes up."""
    return value if step == 1 else (value * 2 + _whole(step)) // _whole(2 * step) * _whole(step)


def _counted(cells: pl.DataFrame, plan: Plan, *, up: bool = False) -> pl.DataFrame:
    """Every row as if nothing had to be scaled; ratios cut off below, or `up` above, where only totals are rounded."""
    columns: dict[str, pl.Expr] = {}
    for n, part in enumerate(plan.parts):
        columns |= _part(plan, part, n, _worth(plan, part, n, up=up))
    frame = cells.lazy().select(**columns).with_columns(**dict(_groups(plan)))
    low, high = (_sum(plan, end) for end in ("low", "high"))
    frame = frame.with_columns(low.alias(LOW), high.alias(HIGH))
    if plan.round_at == "total":
        rounded = [*(f"group.{g.id}.{end}" for g in plan.groups for end in ("low", "high")), LOW, HIGH]
        frame = frame.with_columns(_signed_half_up(pl.col(name), plan.step).alias(name) for name in rounded)
    return frame.select(names(plan)).collect()


def _worth(plan: Plan, part: Part, n: int, *, up: bool) -> pl.Expr:
    """What a part gives where its share is known."""
    got, of = pl.col(f"g{n}"), pl.col(f"o{n}")
    step = plan.step if plan.round_at == "criterion" else 1
    if part.direct:
        return _half_up(got * _whole(part.weight), step)
    if plan.round_at == "criterion":
        times, over = _lowest(part, step)
        return (got * _whole(2 * times) + of * _whole(over)) // (of * _whole(2 * over)) * _whole(step)
    fine = got * _whole(part.full // _FINE)
    return (fine + of - 1 if up else fine) // of * _whole(_FINE)


def _part(plan: Plan, part: Part, n: int, worth: pl.Expr) -> dict[str, pl.Expr]:
    """What a part gave, and what it gives at least and at most."""
    state, main = pl.col(f"s{n}"), part.sort == "part"
    most = _half_up(_whole(part.full), plan.step if plan.round_at == "criterion" else 1)
    away = most if plan.not_applicable == "full" and main else _whole(0)
    unsaid = pl.lit(None, pl.Int128) if plan.not_applicable == "rescale" and main else away
    known, gone = state == int(State.KNOWN), state == int(State.AWAY)
    given = pl.when(known).then(worth).when(gone).then(unsaid)
    shown = _half_up(given, SHOWN if plan.round_at == "total" else 1)
    return {
        column(part.id): 0 - shown if part.sort == "penalty" else shown,
        f"l{n}": pl.when(known).then(worth).when(gone).then(away).otherwise(_whole(0)),
        f"h{n}": pl.when(known).then(worth).when(gone).then(away).otherwise(most),
    }


def _groups(plan: Plan) -> Iterator[tuple[str, pl.Expr]]:
    """What each group adds to the total, from least to most."""
    for group in plan.groups:
        mine = [n for n, part in enumerate(plan.parts) if part.group == group.id]
        ends = [pl.sum_horizontal([f"{end}{n}" for n in mine]) for end in "lh"]
        if group.cap is not None:
            ends = [pl.min_horizontal(end, _whole(units(group.cap))) for end in ends]
        least, most = (0 - ends[1], 0 - ends[0]) if group.sort == "penalty" else ends
        yield f"group.{group.id}.low", least
        yield f"group.{group.id}.high", most


def _sum(plan: Plan, end: str) -> pl.Expr:
    main = [f"{end[0]}{n}" for n, part in enumerate(plan.parts) if part.sort == "part"]
    return pl.sum_horizontal(*main, *(f"group.{g.id}.{end}" for g in plan.groups if g.sort != "part"))


def _signed_half_up(value: pl.Expr, step: int) -> pl.Expr:
    return pl.when(value < 0).then(0 - _half_up(0 - value, step)).otherwise(_half_up(value, step))


def names(plan: Plan) -> list[str]:
    """The columns counted, in order."""
    groups = [f"group.{group.id}.{end}" for group in plan.groups for end in ("low", "high")]
    return [*(column(part.id) for part in plan.parts), *groups, LOW, HIGH]


def _one_by_one(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The same columns by exact fractions."""
    rows = [
        _flat(counted(plan, [(row[n], row[n + 1], row[n + 2]) for n in range(0, len(row), 3)]))
        for row in cells.iter_rows()
    ]
    columns: Sequence[Sequence[int | None]] = list(zip(*rows, strict=True)) or [()] * len(names(plan))
    return pl.DataFrame([pl.Series(n, values, pl.Int128) for n, values in zip(names(plan), columns, strict=True)])


def _flat(row: Row) -> tuple[int | None, ...]:
    return (*row.parts, *(end for group in row.groups for end in group), *row.total)
