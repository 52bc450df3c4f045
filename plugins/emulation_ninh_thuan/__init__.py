"""Ninh Thuận: what its plans ask that the common rules do not say."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from emulation_core import QUANTITY, Evaluator, Facts, Id, Reading, hookimpl, met


@frozen
class AllAssignedIndicesRise:
    """Every index assigned to the participant scores more than the year before.

    `assigned` is the set of indices; for each of its members the dictionary holds `<member>` and `<member>_nam_truoc`.
    A member that is not assigned asks for no evidence. Sources: KH Sở Công Thương 2023, III.2, bullet 5;
    KH Sở LĐTBXH 2023, II.2.a, bullet 10.
    """

    assigned: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met where no assigned index stood still or fell."""
        rose = []
        for index in facts.options(self.assigned):
            mine = facts.has(self.assigned, index)
            now = facts.need(index, where=mine, of=QUANTITY)
            before = facts.need(f"{index}_nam_truoc", where=mine, of=QUANTITY)
            rose.append(~mine | (now > before))
        return met(pl.all_horizontal(rose), facts.need(self.assigned))

    def says(self) -> tuple[str, str]:
        """The rule in words."""
        return "mọi chỉ số thuộc {assigned} đều tăng điểm", "every index in {assigned} scores more than the year before"


@hookimpl
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:
    """Rules that judge."""
    return {"ninh_thuan.all_assigned_indices_rise": AllAssignedIndicesRise}
