"""Rules that compare figures: with a number, with zero, with another figure, or with a rank."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import QUANTITY, FactType, Id
from emulation_core.reading import Facts, Reading, met

Says = tuple[str, str]
"""A sentence in Vietnamese and English, with the rule's fields as {slots}."""


def _bound(value: object) -> Any:
    """A whole number as an integer: a count is compared with it as it stands, not turned into a decimal first.

    Anything else passes, also a column that stands in the value's place.
    """
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


@frozen
class AtLeast:
    """The fact is the value or more ("ít nhất", "tối thiểu")."""

    fact: Id
    value: Decimal
    better: ClassVar[str] = "high"

    def evaluate(self, facts: Facts) -> Reading:
        """Met at the value and above it."""
        measured = facts.need(self.fact, of=QUANTITY)
        return met(measured >= _bound(self.value), measured)

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
        return met(measured > _bound(self.value), measured)

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
        return met(measured <= _bound(self.value), measured)

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
        return met(measured < _bound(self.value), measured)

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
            yield "value: " + _("{least} or more").format(least=1)

    def says(self) -> Says:
        """The rule in words."""
        return "{fact} trong nhóm {value} hạng đầu", "{fact} is within the first {value}"
