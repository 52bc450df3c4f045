"""Rules of review rounds: what the years before come to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from emulation_core import history
from emulation_core.builtin.thresholds import Says
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id
from emulation_core.reading import Facts, Reading, council, met

if TYPE_CHECKING:
    import polars as pl


@frozen
class Sustained:
    """The years a review looks back on: proposed in at least `years` of them, the figure `rises` or `falls` each year.

    With none of these the years are laid before the council, who alone can weigh them. A year that is not known could
    still turn the answer: it is never counted as a no.
    """

    years: int | None = None
    rises: Id | None = None
    falls: Id | None = None

    def evaluate(self, facts: Facts) -> Reading:
        """Met where every condition that is set holds of the years in the ledger."""
        conditions: list[pl.Expr] = []
        if self.years is not None:
            proposed, unknown = facts.history(history.PROPOSED), facts.history(history.UNKNOWN)
            conditions.append(_reached(proposed, proposed + unknown, self.years))
            facts.history(history.UNKNOWN, absent=conditions[0].is_null())
        for way, figure in ((history.RISES, self.rises), (history.FALLS, self.falls)):
            if figure is not None:
                conditions.append(facts.history(history.trend(way, figure)))
        if not conditions:
            return council(shown=facts.years())
        shown = facts.history(history.PROPOSED) if self.years is not None else self._series(facts)
        return met(reduce(and_, conditions), shown)

    def _series(self, facts: Facts) -> pl.Expr:
        return facts.history(history.trend(history.SERIES, str(self.rises or self.falls)))

    def check(self) -> Iterable[str]:
        """At least one year; a figure does not rise and fall at once."""
        if self.years is not None and self.years < 1:
            yield "years: " + _("1 or more is expected")
        if self.rises is not None and self.rises == self.falls:
            yield "falls: " + _("the same figure cannot rise and fall")

    def says(self) -> Says:
        """The rule in words."""
        parts = [
            ("được đề nghị khen từ {years} năm trở lên", "proposed in {years} years or more", self.years),
            ("{rises} năm sau cao hơn năm trước", "{rises} rises every year", self.rises),
            ("{falls} năm sau thấp hơn năm trước", "{falls} falls every year", self.falls),
        ]
        told = [(vi, en) for vi, en, value in parts if value is not None]
        vi, en = zip(*told or [("hội đồng xem xét kết quả các năm", "the council weighs the years")], strict=True)
        return " và ".join(vi), " and ".join(en)


def _reached(least: pl.Expr, most: pl.Expr, wanted: int) -> pl.Expr:
    """True from `wanted` on, false where it is out of reach, null between."""
    import polars as pl

    return pl.when(least >= wanted).then(True).when(most < wanted).then(False)
