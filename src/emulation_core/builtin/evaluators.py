"""The common rules of judgement. Each reads like a sentence about one participant and runs on the whole column."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from emulation_core.model import QUANTITY, Evaluator, Facts, FactType, Id, Reading, Text, council, met, unresolved

Says = tuple[str, str]


@frozen
class AtLeast:
    """The fact is the value or more ("ít nhất", "tối thiểu")."""

    fact: Id
    value: Decimal
    better: ClassVar[str] = "high"

    def evaluate(self, facts: Facts) -> Reading:
        """Met at the value and above it."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured >= self.value, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} từ {value} trở lên", "{fact} is {value} or more"


@frozen
class Above:
    """The fact is more than the value ("trên", "hơn")."""

    fact: Id
    value: Decimal
    better: ClassVar[str] = "high"

    def evaluate(self, facts: Facts) -> Reading:
        """Met above the value, not at it."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured > self.value, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} trên {value}", "{fact} is more than {value}"


@frozen
class AtMost:
    """The fact is the value or less ("không quá", "tối đa")."""

    fact: Id
    value: Decimal
    better: ClassVar[str] = "low"

    def evaluate(self, facts: Facts) -> Reading:
        """Met at the value and below it."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured <= self.value, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} không quá {value}", "{fact} is {value} or less"


@frozen
class Below:
    """The fact is less than the value ("dưới")."""

    fact: Id
    value: Decimal
    better: ClassVar[str] = "low"

    def evaluate(self, facts: Facts) -> Reading:
        """Met below the value, not at it."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured < self.value, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} dưới {value}", "{fact} is less than {value}"


@frozen
class EqualsZero:
    """The fact is a stated 0 ("không để xảy ra", "không có"): absence never passes."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met by 0 alone."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured == 0, measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} bằng 0", "{fact} is 0"


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
        return "{fact}: {value}", "{fact}: {value}"


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
class Rises:
    """The fact is more than the same fact before ("tăng so với năm trước")."""

    fact: Id
    before: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met by a rise; standing still is not one."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured > facts.need(self.before, of=QUANTITY), measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} cao hơn {before}", "{fact} is more than {before}"


@frozen
class Falls:
    """The fact is less than the same fact before: a rank that improves, a count that shrinks."""

    fact: Id
    before: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met by a fall; standing still is not one."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured < facts.need(self.before, of=QUANTITY), measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} thấp hơn {before}", "{fact} is less than {before}"


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
            yield "indices: one or more, none twice"

    def says(self) -> Says:
        """The rule in words."""
        return (
            "mọi chỉ số trong {fact} đều tăng so với năm trước liền kề",
            "every index in {fact} rises over the year before",
        )


@frozen
class Reaches:
    """The fact is another fact or more: a result and the target that was set for it."""

    fact: Id
    target: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met at the target and above it; a target not entered is missing evidence."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured >= facts.need(self.target, of=QUANTITY), measured)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} đạt {target} trở lên", "{fact} reaches {target}"


@frozen
class RankWithin:
    """The rank (1 is best) is within the first so many ("trong top 5")."""

    fact: Id
    value: int
    better: ClassVar[str] = "low"

    def evaluate(self, facts: Facts) -> Reading:
        """Met on the last rank inside and before it."""
        measured = facts.need(self.fact, of=FactType.COUNT)
        return met((measured >= 1) & (measured <= self.value), measured)

    def check(self) -> Iterable[str]:
        """Ranks start at 1."""
        if self.value < 1:
            yield "value: 1 or more"

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} trong nhóm {value} hạng đầu", "{fact} is within the first {value}"


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
        return "{fact}: hội đồng xác nhận", "{fact}: for people to confirm"


@frozen
class Shown:
    """The plan sets no threshold: the evidence goes before the council, and the criterion is never met by itself."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """With the evidence there the question is the council's."""
        return council(shown=facts.need(self.fact))

    def says(self) -> Says:
        """The rule in words."""
        return "{fact}: hội đồng xem xét, kế hoạch không đặt ngưỡng", "{fact}: for the council, no threshold is set"


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


EVALUATORS: dict[str, type] = {
    "at_least": AtLeast,
    "above": Above,
    "at_most": AtMost,
    "below": Below,
    "equals_zero": EqualsZero,
    "flag": Flag,
    "rated_at_least": RatedAtLeast,
    "rises": Rises,
    "falls": Falls,
    "all_rise": AllRise,
    "reaches": Reaches,
    "rank_within": RankWithin,
    "not_empty": NotEmpty,
    "judged": Judged,
    "shown": Shown,
    "unresolved": Unresolved,
    "any_of": AnyOf,
    "all_of": AllOf,
}
