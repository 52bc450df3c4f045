"""Lâm Đồng: what its plans ask that the common rules do not say."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from emulation_core import Evaluator, Facts, FactType, Id, Reading, hookimpl, met


@frozen
class NoComplaintByOwnFault:
    """No complaint arose from the participant's own fault in handling a file.

    `fact` counts only complaints whose cause is that fault: one with another cause does not belong in the number, so it
    never stands against the participant. Met by a stated 0 alone. Source: KH Sở Công Thương 2026, V.1.a and V.1.b,
    bullet 3.
    """

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        """Met by 0; no number entered is no evidence."""
        complaints = facts.need(self.fact, of=FactType.COUNT)
        return met(complaints == 0, complaints)

    def says(self) -> tuple[str, str]:
        """The rule in words."""
        return (
            "{fact} bằng 0 (phản ánh, kiến nghị do nguyên nhân khác không tính)",
            "{fact} is 0 (complaints with another cause do not count)",
        )


@hookimpl
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:
    """Rules that judge."""
    return {"lam_dong.no_complaint_by_own_fault": NoComplaintByOwnFault}
