"""Rules that turn a figure or a rating into points by rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING

from emulation_core.builtin.thresholds import Says
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import QUANTITY, FactType, Id, Text
from emulation_core.reading import Facts, Reading, scored

if TYPE_CHECKING:
    import polars as pl

_INFINITE = Decimal("Infinity")


@frozen
class Band:
    """One row: `from` includes its bound, `above` does not; `until` includes it, `below` does not."""

    points: Decimal
    from_: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    until: Decimal | None = None

    @property
    def start(self) -> tuple[Decimal, bool]:
        """The lower bound, and whether it lies outside."""
        if self.above is not None:
            return self.above, True
        return (-_INFINITE if self.from_ is None else self.from_), False

    @property
    def end(self) -> tuple[Decimal, bool]:
        """The upper bound, and whether it lies inside."""
        if self.until is not None:
            return self.until, True
        return (_INFINITE if self.below is None else self.below), False

    def whole(self) -> Band:
        """The same row of whole numbers: closed below, open above."""
        (start, outside), (end, inside) = self.start, self.end
        first = start if start.is_infinite() else _ceiling(start, beyond=outside)
        last = end if end.is_infinite() else _ceiling(end, beyond=inside)
        return Band(self.points, from_=first, below=last)

    def holds(self, measured: pl.Expr) -> pl.Expr:
        """Whether the figure lies in the row."""
        tests = []
        if self.from_ is not None:
            tests.append(measured >= self.from_)
        if self.above is not None:
            tests.append(measured > self.above)
        if self.below is not None:
            tests.append(measured < self.below)
        if self.until is not None:
            tests.append(measured <= self.until)
        held = measured.is_not_null() if not tests else tests[0]
        for test in tests[1:]:
            held = held & test
        return held


def _ceiling(bound: Decimal, *, beyond: bool) -> Decimal:
    """The first whole number from `bound` on, or beyond it."""
    if beyond:
        return bound.to_integral_value(ROUND_FLOOR) + 1
    return bound.to_integral_value(ROUND_CEILING)


def seams(bands: Iterable[Band], type: FactType | None) -> Iterator[str]:
    """What is wrong where rows meet: an empty row, a gap or an overlap, with both rows by number.

    Between counts nothing lies between 2 and 3; between other figures something does.
    """
    numbered = [(n, band.whole() if type is FactType.COUNT else band) for n, band in enumerate(bands, 1)]
    for n, band in numbered:
        if band.start >= band.end:
            yield _("row {n} holds no value").format(n=n)
    line = sorted(numbered, key=lambda row: (row[1].start, row[1].end))
    for (n, before), (m, after) in pairwise(line):
        if before.end < after.start:
            yield _("rows {n} and {m} leave a gap").format(n=n, m=m)
        elif before.end > after.start:
            yield _("rows {n} and {m} overlap").format(n=n, m=m)


@frozen
class Bands:
    """Points by the row the figure lies in; a figure outside every row is for people to judge."""

    fact: Id
    bands: tuple[Band, ...]

    @property
    def most(self) -> Decimal:
        """The most points it gives."""
        return max((band.points for band in self.bands), default=Decimal(0))

    def evaluate(self, facts: Facts) -> Reading:
        """The points of the one row that holds the figure."""
        import polars as pl

        measured = facts.need(self.fact, of=QUANTITY)
        for why in seams(self.bands, facts.type_of(self.fact)):
            facts.refuse(self.fact, why)
        points = pl.coalesce(
            *(pl.when(band.holds(measured)).then(pl.lit(band.points, pl.Decimal(38, 9))) for band in self.bands),
            pl.lit(None, pl.Decimal(38, 9)),
        )
        return scored(points, facts.full, measured, shown=measured)

    def check(self) -> Iterable[str]:
        """One bound at each end, and no points below 0."""
        if not self.bands:
            yield "bands: " + _("at least one is needed")
        for n, band in enumerate(self.bands, 1):
            if (band.from_ is not None and band.above is not None) or (
                band.below is not None and band.until is not None
            ):
                yield "bands: " + _("row {n} has two bounds at one end").format(n=n)
            if band.points < 0:
                yield "bands: " + _("row {n} gives less than 0 points").format(n=n)

    def says(self) -> Says:
        """The rule in words."""
        return "điểm theo khung của {fact}", "points by the bands of {fact}"


@frozen
class Table:
    """Points by a look-up: rungs of a rating, or figures written as keys.

    What is not listed gives `otherwise`; without that key it is for people to judge.
    """

    fact: Id
    points: Mapping[Text, Decimal]
    otherwise: Decimal | None = None

    @property
    def most(self) -> Decimal:
        """The most points it gives."""
        return max([*self.points.values(), self.otherwise or Decimal(0)])

    def evaluate(self, facts: Facts) -> Reading:
        """The points of the row that names the value."""
        import polars as pl

        measured = facts.need(self.fact, of=(FactType.RATING, *QUANTITY))
        kind = pl.Decimal(38, 9)
        rows = [
            pl.when(measured == key).then(pl.lit(points, kind))
            for name, points in self.points.items()
            if (key := self._key(facts, name)) is not None
        ]
        rest = pl.when(measured.is_not_null()).then(pl.lit(self.otherwise, kind))
        return scored(pl.coalesce(*rows, rest), facts.full, measured, shown=measured)

    def _key(self, facts: Facts, name: str) -> Decimal | int | None:
        """The value that `name` stands for; a name that cannot be one is refused."""
        if facts.type_of(self.fact) is FactType.RATING:
            options = facts.options(self.fact)
            if name not in options:
                facts.problems.append((self.fact, "option", name))
                return None
            return options.index(name)
        try:
            return Decimal(name)
        except InvalidOperation:
            facts.refuse(self.fact, _('"{key}" is not a number').format(key=name))
            return None

    def check(self) -> Iterable[str]:
        """Something is listed, and nothing gives less than 0 points."""
        if not self.points:
            yield "points: " + _("at least one is needed")
        if min([*self.points.values(), self.otherwise or Decimal(0)]) < 0:
            yield "points: " + _("0 or more")

    def says(self) -> Says:
        """The rule in words."""
        return "điểm theo bảng quy đổi {fact}", "points by the table of {fact}"
