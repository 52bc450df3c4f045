"""One participant's points in exact fractions: for shares that no decimal holds, and for rows that are rescaled."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from emulation_core.points.plan import Part, Plan, State
from emulation_core.units import POINT, half_up

Cell = tuple[int, int | None, int | None]
"""A state, and the share as numerator and denominator."""
SHOWN = POINT // 10**9
"""What one criterion gave is shown to nine digits where only the total is rounded."""
Range = tuple[Fraction, Fraction]


@frozen
class Row:
    """What a participant comes to, in units: each part (None: open), each group and the total from least to most."""

    parts: tuple[int | None, ...]
    groups: tuple[tuple[int, int], ...]
    total: tuple[int, int]


def counted(plan: Plan, cells: Sequence[Cell]) -> Row:
    """Count one row; `cells` are those of the plan's parts."""
    rescaled = plan.not_applicable == "rescale"
    main = [n for n, part in enumerate(plan.parts) if part.sort == "part"]
    whole = sum(plan.parts[n].full for n in main)
    there = sum(plan.parts[n].full for n in main if cells[n][0] != State.AWAY)
    factor = Fraction(whole, there) if rescaled and there else Fraction(1)
    ranges, exact = [], []
    for part, cell in zip(plan.parts, cells, strict=True):
        raw = _range(plan, part, cell, factor if part.sort == "part" else Fraction(1))
        exact.append(raw)
        ranges.append(_rounded(raw, plan.step) if plan.round_at == "criterion" else raw)
    low, high = (sum((ranges[n][end] for n in main), Fraction(0)) for end in (0, 1))
    if rescaled and main and not there:
        step = plan.step if plan.round_at == "criterion" else 1
        low, high = Fraction(0), Fraction(sum(half_up(plan.parts[n].full, step) for n in main))  # no basis
    if rescaled and plan.round_at == "criterion" and any(cells[n][0] == State.PERHAPS for n in main):
        # Each further criterion that falls away shifts every rounding: no sum lies further off than this.
        slack = Fraction(len(main) * plan.step, 2)
        low = max(sum((exact[n][0] for n in main), Fraction(0)) - slack, Fraction(0))
        high = sum((exact[n][1] for n in main), Fraction(0)) + slack
    groups = [_group(plan, n, ranges) for n in range(len(plan.groups))]
    for group, (least, most) in zip(plan.groups, groups, strict=True):
        if group.sort != "part":
            low, high = low + least, high + most
    step = plan.step if plan.round_at == "total" else 1
    return Row(
        parts=tuple(_shown(plan, part, cell, r) for part, cell, r in zip(plan.parts, cells, ranges, strict=True)),
        groups=tuple((half_up(least, step), half_up(most, step)) for least, most in groups),
        total=(half_up(low, step), half_up(high, step)),
    )


def _range(plan: Plan, part: Part, cell: Cell, factor: Fraction) -> Range:
    """What one part is worth at least and at most, before rounding."""
    state, given, of = cell
    full = part.full * factor
    if state == State.KNOWN:
        assert given is not None
        assert of, part.id
        worth = full * Fraction(given, of)
        return worth, worth
    if state == State.AWAY:
        away = full if plan.not_applicable == "full" and part.sort == "part" else Fraction(0)
        return away, away
    return Fraction(0), full


def _rounded(worth: Range, step: int) -> Range:
    return Fraction(half_up(worth[0], step)), Fraction(half_up(worth[1], step))


def _group(plan: Plan, number: int, ranges: Sequence[Range]) -> Range:
    """What a group adds to the total: a penalty takes off."""
    group = plan.groups[number]
    mine = [r for part, r in zip(plan.parts, ranges, strict=True) if part.group == group.id]
    least, most = sum((r[0] for r in mine), Fraction(0)), sum((r[1] for r in mine), Fraction(0))
    if group.cap is not None:
        cap = Fraction(group.cap) * POINT
        least, most = min(least, cap), min(most, cap)
    return (-most, -least) if group.sort == "penalty" else (least, most)


def _shown(plan: Plan, part: Part, cell: Cell, worth: Range) -> int | None:
    """What a finding says: nothing where it is open or the criterion fell away."""
    state = cell[0]
    fell_away = state == State.AWAY and plan.not_applicable == "rescale" and part.sort == "part"
    if state in (State.OPEN, State.PERHAPS) or fell_away:
        return None
    shown = half_up(worth[0], SHOWN if plan.round_at == "total" else 1)
    return -shown if part.sort == "penalty" else shown
