"""Bình Định: what its plans ask that the common rules do not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from emulation_core import Evaluator, Facts, Id, Reading, Text, hookimpl, met


@frozen
class Group:
    """What the province calls the group of departments on one rung of the ladder."""

    rung: Id
    name: Text


@frozen
class IndexGroup:
    """The province placed the department in the group of `rung`, or in a higher one, by its PAR INDEX.

    `fact` is a rating: the group, entered as a rung of its ladder. `groups` gives the province's own names of the
    groups for whoever holds them; without them the ladder's labels stand.
    Source: summary of the plan of Sở Công Thương 2021-2025, paragraph 4.
    """

    fact: Id
    rung: Id
    groups: tuple[Group, ...] = ()

    def evaluate(self, facts: Facts) -> Reading:
        """Met in that group and above it."""
        for group in self.groups:
            # Read only so that a name given to a rung the ladder lacks is refused when the campaign loads.
            facts.level(self.fact, group.rung)
        return met(facts.level(self.fact, self.rung), facts.need(self.fact))

    def check(self) -> Iterable[str]:
        """One name to a rung, one rung to a name."""
        for key in ("rung", "name"):
            told = [str(getattr(group, key)) for group in self.groups]
            yield from (f"groups: {one} ×{told.count(one)}" for one in dict.fromkeys(told) if told.count(one) > 1)

    def says(self) -> tuple[str, str]:
        """The rule in words, with the province's name of the group where it is held."""
        names = {group.rung: group.name for group in self.groups}
        group = names.get(self.rung, Text("")).replace("{", "{{").replace("}", "}}") or "{rung}"
        return f"{{fact}} thuộc nhóm «{group}» trở lên", f"{{fact}} is in the group «{group}» or a higher one"


@hookimpl
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:
    """Rules that judge."""
    return {"binh_dinh.index_group": IndexGroup}
