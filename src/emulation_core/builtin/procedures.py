"""What is handed in, to whom and by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import evolve, frozen

from emulation_core.campaign import Document, Round, Step
from emulation_core.i18n import _
from emulation_core.model import Text, YearsAfter


@frozen
class Submit:
    """A dossier handed in at one place, in so many sets of which so many are originals, and dated steps."""

    to: Text | None = None
    clause: Text | None = None
    sets: int | None = None
    originals: int | None = None
    documents: tuple[Document, ...] = ()
    steps_: tuple[Step, ...] = ()

    def steps(self, round: Round) -> tuple[Step, ...]:
        """The steps with the round's own days in place of days counted from its end."""
        return tuple(
            evolve(s, starts=_day(s.starts, round), before=_day(s.before, round), until=_day(s.until, round))
            for s in self.steps_
        )

    def check(self) -> Iterable[str]:
        """Ids once each, one end to a step, originals among the sets."""
        for key, parts in (("documents", self.documents), ("steps", self.steps_)):
            ids = [part.id for part in parts]
            yield from (
                f"{key}: " + _("{id} stands twice").format(id=id) for id in sorted(set(ids)) if ids.count(id) > 1
            )
        for step in self.steps_:
            if (step.before is None) == (step.until is None):
                yield "steps: " + _("{id} needs either before or until").format(id=step.id)
            elif not _in_order(step):
                yield "steps: " + _("{id} has a day the calendar lacks, or ends before it starts").format(id=step.id)
        if self.originals is not None and not 0 <= self.originals <= (self.sets or 1):
            yield "originals: " + _("more originals than sets")


def _day(day: date | YearsAfter | None, round: Round) -> date | None:
    return day.on(round.until) if isinstance(day, YearsAfter) else day


def _in_order(step: Step) -> bool:
    """Whether the step's days exist, in a leap year at least, and its end does not lie before its start."""
    some = Round("", date(2024, 1, 1), date(2024, 12, 31))
    try:
        start, before, until = (_day(day, some) for day in (step.starts, step.before, step.until))
    except ValueError:
        return False
    end = until or (before and before - timedelta(days=1))
    counted = [day for day in (step.starts, step.before or step.until) if isinstance(day, YearsAfter)]
    return start is None or end is None or start <= end or len(counted) == 1


def last_day(step: Step) -> date:
    """The last day on which `step` is in time: "trước ngày" excludes its day, "chậm nhất là" includes it.

    `step` is one that `steps(round)` gave, so its days are dates.
    """
    if isinstance(step.before, date):
        return step.before - timedelta(days=1)
    assert isinstance(step.until, date)
    return step.until


PROCEDURES: dict[str, type] = {"submit": Submit}
