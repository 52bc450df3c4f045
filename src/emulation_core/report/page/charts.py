"""What the charts of the page show, as whole numbers to be drawn: no float, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from emulation_core.explain import shown
from emulation_core.frozen import frozen
from emulation_core.report.document import Participant
from emulation_core.report.page.sections import Mark, mark
from emulation_core.report.result import Result, kind_word
from emulation_core.report.signs import VERDICTS

WIDTH = 600
"""How wide a bar of a criterion is, in units of its drawing."""
COUNTED, SIGNED = 44, 18
"""The narrowest part of a bar that a sign and a number fit into, and a sign alone."""
BINS = 12
MOVERS = 30
"""How many participants the drawing of rank changes shows; the table beside it names everybody."""


@frozen
class Part:
    """One part of a bar: a verdict, how many, where it starts and how wide it is, and the label that fits."""

    mark: Mark
    count: int
    x: int
    width: int
    label: str


@frozen
class Bar:
    """One criterion: how the verdicts of a kind are shared out."""

    clause: str
    text: str
    parts: Sequence[Part]
    met: int
    of: int


@frozen
class Bars:
    """The criteria of one kind."""

    kind: str
    bars: Sequence[Bar]


def met_bars(result: Result) -> Sequence[Bars]:
    """For each kind, a bar per criterion in the order of the plan."""
    made = []
    for kind, people in result.people.items():
        bars = []
        for n, found in enumerate(people[0].findings):
            counts = Counter(person.findings[n].verdict for person in people)
            judged = len(people) - counts["not_applicable"]
            text = result.criterion(kind, found.criterion)
            bars.append(Bar(found.clause, text, _parts(counts, len(people)), counts["met"], judged))
        made.append(Bars(kind_word(kind), bars))
    return made


def _parts(counts: Counter[str], total: int) -> Sequence[Part]:
    parts, before = [], 0
    for verdict in VERDICTS:
        if counts[verdict]:
            x, end = WIDTH * before // total, WIDTH * (before + counts[verdict]) // total
            parts.append(_part(verdict, counts[verdict], x, end - x))
            before += counts[verdict]
    return parts


def _part(verdict: str, count: int, x: int, width: int) -> Part:
    made = mark(verdict)
    label = f"{made.sign} {count}" if width >= COUNTED else made.sign if width >= SIGNED else ""
    return Part(made, count, x, width, label)


@frozen
class Bin:
    """So many participants with points from `low` to below `high` (the last bin includes it)."""

    low: str
    high: str
    count: int
    height: int


def distribution(people: Sequence[Participant], height: int = 160) -> Sequence[Bin]:
    """The points of everybody who has some, in bins of equal and round width; empty where nobody has."""
    points = [Decimal(person.points) for person in people if person.points is not None]
    if not points:
        return ()
    step = _step((max(points) - min(points)) / BINS)
    first = (min(points) / step).to_integral_value(ROUND_FLOOR)
    counts = Counter(int((value / step).to_integral_value(ROUND_FLOOR) - first) for value in points)
    most = max(counts.values())
    return [
        Bin(shown(None, (first + n) * step), shown(None, (first + n + 1) * step), counts[n], height * counts[n] // most)
        for n in range(max(counts) + 1)
    ]


def _step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that is `least` or more; 1 for points that are all the same."""
    if not least:
        return Decimal(1)
    ten = Decimal(1).scaleb(least.adjusted())
    return next(step for step in (ten, 2 * ten, 5 * ten, 10 * ten) if step >= least)


@frozen
class Move:
    """One participant's rank before and now; `change` is up, down or same, by so many places."""

    kind: str
    name: str
    before: int
    now: int
    change: str
    places: int
    drawn: bool
    y_before: int
    y_now: int


def rank_change(people: Sequence[Participant], earlier: Sequence[Participant], row: int = 26) -> Sequence[Move]:
    """Everybody ranked both times, kind by kind in order of rank; the first `MOVERS` of each kind are drawn."""
    was = {(person.kind, person.id): person.rank for person in earlier}
    ranked = [(p, was.get((p.kind, p.id)), p.rank) for p in people]
    both = [(person, before, now) for person, before, now in ranked if before is not None and now is not None]
    moves: list[Move] = []
    for kind in dict.fromkeys(person.kind for person, _before, _now in both):
        mine = sorted(((p, b, n) for p, b, n in both if p.kind is kind), key=lambda m: (m[2], m[1]))
        shown = mine[:MOVERS]
        left = sorted(range(len(shown)), key=lambda n: shown[n][1])
        lines = {n: line for line, n in enumerate(left)}
        for n, (person, before, now) in enumerate(mine):
            change = "up" if now < before else "down" if now > before else "same"
            at = (row * lines[n] + row, row * n + row) if n in lines else (0, 0)
            moves.append(Move(kind_word(kind), person.name, before, now, change, abs(now - before), n in lines, *at))
    return moves
