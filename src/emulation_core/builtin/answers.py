"""Rules over answers, ratings and sets, those only people can judge, and combinations of rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from emulation_core.builtin.thresholds import Says
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import QUANTITY, FactType, Id, Text
from emulation_core.reading import Evaluator, Facts, Reading, council, met, unresolved


@frozen
class Flag:
    """The flag is "có" (with `value = false`: "không")."""

    fact: Id
    value: bool = True

    def evaluate(self, facts: Facts) -> Reading:
        """Met by the stated answer."""
        measured = facts.need(self.fact, of=FactType.FLAG)
        return met(measured if self.value else ~measured, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} là {value}", "{fact} is {value}"


@frozen
class RatedAtLeast:
    """The rating stands on the rung or above it ("từ loại … trở lên", "đạt loại")."""

    fact: Id
    rung: Id
    better: ClassVar[str] = "high"

    def evaluate(self, facts: Facts) -> Reading:
        """Met on the rung and above it."""
        return met(facts.level(self.fact, self.rung), facts.need(self.fact))

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} từ mức «{rung}» trở lên", "{fact} is «{rung}» or better"


@frozen
class AllRise:
    """Each index of the set that a participant is assigned rises: `<index>` is more than `<index><suffix>`."""

    fact: Id
    indices: tuple[Id, ...]
    suffix: Text = Text("_nam_truoc")

    def evaluate(self, facts: Facts) -> Reading:
        """Met where every assigned index rose; an index not assigned asks for no evidence."""
        import polars as pl

        rose = []
        for index in self.indices:
            assigned = facts.has(self.fact, index)
            now = facts.need(index, where=assigned, of=QUANTITY)
            before = facts.need(index + self.suffix, where=assigned, of=QUANTITY)
            rose.append(~assigned | (now > before))
        return met(pl.all_horizontal(rose), facts.need(self.fact))

    def check(self) -> Iterable[str]:
        """At least one index, none twice."""
        if not self.indices or len(set(self.indices)) < len(self.indices):
            yield "indices: " + _("one or more, none twice")

    def says(self) -> Says:
        """The rule in words."""
        return (
            "mọi chỉ số trong {fact} đều tăng so với năm trước liền kề",
            "every index in {fact} rises over the year before",
        )


@frozen
class NotEmpty:
    """The set holds at least one member."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met by any member; "không" is the empty set and is not met."""
        return met(facts.not_empty(self.fact), facts.need(self.fact))

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} không rỗng", "{fact} is not empty"


@frozen
class Judged:
    """A flag that only people can set. With `shown`, the evidence they judge on must be there first."""

    fact: Id
    shown: Id | None = None

    def evaluate(self, facts: Facts) -> Reading:
        """What the council stated; until then the question stays with it."""
        answer = facts.need(self.fact, of=FactType.FLAG)
        return council(answer=answer, shown=None if self.shown is None else facts.need(self.shown))

    def says(self) -> Says:
        """The rule in words."""
        return "hội đồng xác nhận {fact}", "people confirm {fact}"


@frozen
class Shown:
    """The plan sets no threshold: the evidence goes before the council, and the criterion is never met by itself."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """With the evidence there the question is the council's."""
        return council(shown=facts.need(self.fact))

    def says(self) -> Says:
        """The rule in words."""
        return (
            "hội đồng xem xét {fact}, kế hoạch không đặt ngưỡng",
            "people weigh {fact}, for which no threshold is set",
        )


@frozen
class Unresolved:
    """The plan points to a text that is not held; nobody can be judged by it yet."""

    text: Text

    def evaluate(self, facts: Facts) -> Reading:
        """Never met, never not met."""
        return unresolved(self.text)

    def says(self) -> Says:
        """The rule in words."""
        return "theo {text}", "by {text}"


@frozen
class AnyOf:
    """One part that is met suffices; else the highest open part; else not met."""

    of: tuple[Evaluator, ...]
    any: ClassVar[bool] = True


@frozen
class AllOf:
    """Every part must be met; one part not met decides, else the highest open part."""

    of: tuple[Evaluator, ...]
    any: ClassVar[bool] = False
