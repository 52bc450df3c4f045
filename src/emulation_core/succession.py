"""Who answers for a campaign as time goes on: offices in order, and the bodies that are no more."""

from __future__ import annotations

from datetime import date

from emulation_core.frozen import frozen


@frozen
class Office:
    """The body that answers for a campaign from `since` on (None: from the first day).

    `agency` is its name as papers are signed, `province` its id; None where a body ended and no successor is known.
    `source` is the text that put it in charge; `confirmed` says whether we hold that text.
    """

    agency: str | None
    province: str | None
    since: date | None = None
    source: str | None = None
    confirmed: bool = True


@frozen
class Ended:
    """A body of the campaign's province that is no more: its name, its last day, and the text that says so."""

    name: str
    until: date
    source: str
    confirmed: bool = True


@frozen
class Succession:
    """What the dated data say of one campaign: `line` in order of time, the agency of the plan first; and who ended."""

    line: tuple[Office, ...] = ()
    ended: tuple[Ended, ...] = ()

    def on(self, day: date) -> Office | None:
        """Who answers on `day`; None where nothing is known of the campaign's agency at all."""
        return next((office for office in reversed(self.line) if office.since is None or office.since <= day), None)

    def changes(self, until: date) -> tuple[Office, ...]:
        """Every change of the office that answers, up to and including day `until`, oldest first."""
        return tuple(office for office in self.line if office.since is not None and office.since <= until)

    def gone(self, day: date) -> tuple[Ended, ...]:
        """The bodies that are no more on `day`."""
        return tuple(body for body in self.ended if body.until < day)
