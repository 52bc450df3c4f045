"""Rules that give points: the fact itself, a ratio, so much off for each occurrence, or assessments side by side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from attrs import frozen

from emulation_core.builtin.thresholds import Says
from emulation_core.i18n import _
from emulation_core.model import QUANTITY, FactType, Id
from emulation_core.reading import Facts, Reading, scored

_MOST_STEPS = 1000


@frozen
class Points:
    """The fact is the points, from 0 to the criterion's maximum."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """The points as they stand."""
        measured = facts.need(self.fact, of=QUANTITY)
        return scored(measured, facts.full, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "điểm là {fact}", "the points are {fact}"


@frozen
class Ratio:
    """The fact's share of another fact, times the maximum; more than the whole counts as the whole.

    Nought of nought is no share of anything: that is for people to judge.
    """

    fact: Id
    of: Id

    def evaluate(self, facts: Facts) -> Reading:
        """The pair itself: nothing is divided here."""
        import polars as pl

        part, whole = facts.need(self.fact, of=QUANTITY), facts.need(self.of, of=QUANTITY)
        within = pl.when(part > whole).then(whole).otherwise(part)
        some = whole != 0
        return scored(pl.when(some).then(within), pl.when(some).then(whole), part, shown=part + whole)

    def says(self) -> Says:
        """The rule in words."""
        return "điểm theo tỷ lệ {fact} trên {of}", "points by the share of {fact} in {of}"


@frozen
class Deduct:
    """The maximum less `each` for every occurrence, down to 0."""

    fact: Id
    each: Decimal

    def evaluate(self, facts: Facts) -> Reading:
        """What is left."""
        import polars as pl

        times, most = facts.need(self.fact, of=FactType.COUNT), facts.maximum
        columns = isinstance(most, pl.Expr) or isinstance(self.each, pl.Expr)
        if columns or self.each <= 0 or most > _MOST_STEPS * self.each:
            left = facts.full - self.each * times
            return scored(pl.when(left <= 0).then(pl.lit(Decimal(0))).otherwise(left), facts.full, times)
        assert isinstance(most, Decimal)
        if most == int(most) and self.each == int(self.each):
            whole, each = int(most), int(self.each)
            left = pl.when(times > whole // each).then(pl.lit(0, pl.Int64)).otherwise(whole - each * times)
            return Reading(times >= 0, times, share=(left, facts.full))
        # What is left after so many occurrences, looked up: decimals are slow to multiply.
        steps = [most]
        while steps[-1] > 0:
            steps.append(max(steps[-1] - self.each, Decimal(0)))
        left = pl.lit(pl.Series(steps, dtype=pl.Decimal(38, 9))).gather(times.clip(0, len(steps) - 1))
        return Reading(times >= 0, times, share=(left, facts.full))

    def check(self) -> Iterable[str]:
        """Something is taken off."""
        if self.each <= 0:
            yield "each: " + _("more than 0 is expected")

    def says(self) -> Says:
        """The rule in words."""
        return "mỗi lần ở {fact} trừ {each} điểm", "{each} points off for each of {fact}"


@frozen
class Assessed:
    """Points given in turn: by the participant, by who appraises, and in the end; `score_of` says which of them count.

    Where they lie more than `limit` apart, `reason` must say why: without it the evidence is not complete.
    """

    self_: Id
    appraised: Id
    final: Id
    score_of: Literal["self", "appraised", "final"] = "final"
    limit: Decimal | None = None
    reason: Id | None = None

    def evaluate(self, facts: Facts) -> Reading:
        """The column that counts, once its differences are explained."""
        import polars as pl

        columns = {"self": self.self_, "appraised": self.appraised, "final": self.final}
        given = {key: facts.need(name, of=QUANTITY) for key, name in columns.items()}
        counts = given[self.score_of]
        if self.limit is None or self.reason is None:
            return scored(counts, facts.full, counts)
        apart = pl.max_horizontal(*given.values()) - pl.min_horizontal(*given.values()) > self.limit
        said = facts.need(self.reason, where=apart, of=FactType.TEXT).is_not_null()
        return scored(pl.when(said | apart.not_()).then(counts), facts.full, counts)

    def check(self) -> Iterable[str]:
        """A limit and the reason beyond it belong together."""
        if (self.limit is None) != (self.reason is None):
            yield ("limit: " if self.limit is None else "reason: ") + _("limit and reason belong together")
        elif self.limit is not None and self.limit < 0:
            yield "limit: " + _("0 or more")

    def says(self) -> Says:
        """The rule in words."""
        words = {"self": "{self}", "appraised": "{appraised}", "final": "{final}"}
        return f"điểm là {words[self.score_of]}", f"the points are {words[self.score_of]}"
