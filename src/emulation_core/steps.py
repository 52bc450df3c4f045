"""What a plan asks people to hand in and to do, and by which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from emulation_core.frozen import frozen
from emulation_core.model import Id, Text, YearsAfter


@frozen
class Document:
    """One paper of a dossier."""

    id: Id
    label: Text
    clause: Text
    decided_in: Text | None = None


@frozen
class Within:
    """So many days after the last day of the step `after`, or after `after_day`; that day is not counted itself.

    `working_days` leaves out Saturdays, Sundays and public holidays; `days` leaves out nothing.
    """

    days: int | None = None
    working_days: int | None = None
    after: Id | None = None
    after_day: date | YearsAfter | None = None


@frozen
class Step:
    """One step of a procedure: `before` excludes its day, `until` includes it, `within` counts from another day.

    `undated` says that the plan sets no day. `takes` is what people hand in by it: the last day of a step that takes
    dossiers is the last day on which a dossier is in time.
    """

    id: Id
    says: Text
    clause: Text
    starts: date | YearsAfter | None = None
    before: date | YearsAfter | None = None
    until: date | YearsAfter | None = None
    within: Within | None = None
    undated: bool = False
    takes: Literal["dossier", "registration"] | None = None
    decided_in: Text | None = None

    @property
    def last_day(self) -> date | None:
        """The last day in time of a step that `steps(round)` gave; None where the plan sets none."""
        if isinstance(self.before, date):
            return self.before - timedelta(days=1)
        return self.until if isinstance(self.until, date) else None
