"""What is handed in, to whom and by when."""

from __future__ import annotations

from collections.abc import Iterable

from emulation_core.builtin import schedule
from emulation_core.campaign import Document, Round, Step
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id, Text


@frozen
class Submit:
    """A dossier handed in at one place, in so many sets of which so many are originals, and the steps of the plan.

    `awards` are those that `sets`, `originals` and the last day for dossiers are stated for; without it every award.
    """

    to: Text | None = None
    clause: Text | None = None
    sets: int | None = None
    originals: int | None = None
    awards: tuple[Id, ...] | None = None
    documents: tuple[Document, ...] = ()
    steps_: tuple[Step, ...] = ()

    def steps(self, round: Round) -> tuple[Step, ...]:
        """The steps with days in place of what they are counted from: the round's end, or one another."""
        return schedule.laid_out(self.steps_, round)

    def check(self) -> Iterable[str]:
        """Ids once each, steps that can be laid out, originals among the sets."""
        ids = [document.id for document in self.documents]
        yield from (
            "documents: " + _("{id} stands twice").format(id=id) for id in sorted(set(ids)) if ids.count(id) > 1
        )
        yield from schedule.problems(self.steps_)
        if self.sets is not None and self.sets < 0:
            yield "sets: " + _("0 or more")
        elif self.originals is not None and not 0 <= self.originals <= (1 if self.sets is None else self.sets):
            yield "originals: " + _("more originals than sets")


PROCEDURES: dict[str, type] = {"submit": Submit}
