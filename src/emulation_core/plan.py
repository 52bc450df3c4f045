"""The paper a campaign is read from, and what an agency's own version of it leaves out."""

from __future__ import annotations

from datetime import date
from typing import Literal

from emulation_core.frozen import frozen
from emulation_core.model import CampaignId, Id, Kinds, Text


@frozen
class Interval:
    """A day left blank on paper: it lies from `from_` to `until`, both inside."""

    from_: date
    until: date


@frozen
class Plan:
    """The paper itself: number and day as printed, what it stands on, and whether we hold the full text.

    `replaces` is as printed; `supersedes` is the campaign of the replaced plan, where its file is held, and
    `takes_effect` the day from which this plan stands in its place (default: the day of issue). `sections` lists the
    numbers of its parts as printed ("I", "II", …), so that a part left out is noticed.
    """

    number: Text
    issued: date | Interval
    source: Literal["full", "summary"]
    basis: tuple[Text, ...] = ()
    replaces: tuple[Text, ...] = ()
    supersedes: CampaignId | None = None
    takes_effect: date | Interval | None = None
    sections: tuple[Text, ...] = ()

    @property
    def earliest(self) -> date:
        """The first day on which the plan can have been issued."""
        return self.issued.from_ if isinstance(self.issued, Interval) else self.issued

    @property
    def latest(self) -> date:
        """The last day on which the plan can have been issued."""
        return self.issued.until if isinstance(self.issued, Interval) else self.issued

    @property
    def effect(self) -> Interval:
        """The first and last day on which the plan can have taken effect."""
        day = self.takes_effect or self.issued
        return day if isinstance(day, Interval) else Interval(day, day)


@frozen
class Removed:
    """What an extending campaign takes away from its base, one thing to an entry, and the document that decides it.

    A criterion by id (of all kinds, or of `kinds`), an award, document or step by id, a scope by its clause,
    an assumption or a text not held by what it is about.
    """

    decided_in: Text
    criterion: Id | None = None
    kinds: Kinds | None = None
    award: Id | None = None
    scope: Text | None = None
    document: Id | None = None
    step: Id | None = None
    assumption: Text | None = None
    unresolved: Text | None = None

    @property
    def name(self) -> str:
        """The one thing that is named."""
        named = (self.criterion, self.award, self.scope, self.document, self.step, self.assumption, self.unresolved)
        return next(filter(None, named), "")
