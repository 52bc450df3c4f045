"""How many seats an award has."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from emulation_core.campaign import Counts
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id, Kind, Seats, Share

NO_SEAT = Seats(0)


@frozen
class Open:
    """The plan sets no number: everybody eligible is proposed."""

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """None: no limit."""
        return None

    def pool(self) -> tuple[str, ...]:
        """Draws on nobody else's seats."""
        return ()


@frozen
class Fixed:
    """A number of seats for each kind; a kind that is not named has none."""

    collective: Seats = NO_SEAT
    individual: Seats = NO_SEAT
    agency: Seats = NO_SEAT

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """The number the plan prints."""
        return int(getattr(self, kind.value))

    def pool(self) -> tuple[str, ...]:
        """Draws on nobody else's seats."""
        return ()


@frozen
class Pooled:
    """A number of seats for each kind that several awards share: one seat per recipient, allotted in file order."""

    with_: tuple[Id, ...]
    collective: Seats = NO_SEAT
    individual: Seats = NO_SEAT
    agency: Seats = NO_SEAT

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """The number of seats of the whole pool."""
        return int(getattr(self, kind.value))

    def pool(self) -> tuple[str, ...]:
        """The awards that share the seats."""
        return self.with_

    def check(self) -> Iterable[str]:
        """A pool of one is not a pool."""
        if not self.with_:
            yield "with: " + _("one award or more")


NO_SHARE = Share(Decimal(0))


@frozen
class ShareOf:
    """A share of the eligible or of the participants of each kind, rounded as the plan says.

    A participant who is out of scope is not counted among the participants.
    """

    of: Literal["eligible", "participants"]
    round: Literal["down", "up", "nearest"]
    collective: Share = NO_SHARE
    individual: Share = NO_SHARE
    agency: Share = NO_SHARE

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """The share, rounded once; "nearest" takes a half up."""
        whole = Fraction(getattr(self, kind.value)) * getattr(counts, self.of)
        up = {"down": Fraction(0), "nearest": Fraction(1, 2), "up": Fraction(whole.denominator - 1, whole.denominator)}
        return int(whole + up[self.round])

    def pool(self) -> tuple[str, ...]:
        """Draws on nobody else's seats."""
        return ()


QUOTAS: dict[str, type] = {"open": Open, "fixed": Fixed, "pooled": Pooled, "share": ShareOf}
