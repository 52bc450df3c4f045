"""How a campaign lies in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from emulation_core.campaign import Round, RoundKind
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id

FIRST, LAST = 1945, 9998
"""Years a campaign can lie in: days are counted a year beyond its end."""


@frozen
class Year:
    """One calendar year, one round named after it; `starts` and `until` (last day inside) narrow it."""

    year: int
    starts: date | None = None
    until: date | None = None

    def rounds(self) -> tuple[Round, ...]:
        """The one round."""
        return (Round(str(self.year), self.starts or date(self.year, 1, 1), self.until or date(self.year, 12, 31)),)

    def check(self) -> Iterable[str]:
        """A real year, and days of it in order."""
        if not FIRST <= self.year <= LAST:
            yield "year: " + _("a year from {first} to {last}").format(first=FIRST, last=LAST)
            return
        for key in ("starts", "until"):
            day = getattr(self, key)
            if day is not None and day.year != self.year:
                yield f"{key}: " + _("{day} is not in {year}").format(day=day.isoformat(), year=self.year)
        if self.starts and self.until and self.starts > self.until:
            days = {"until": self.until.isoformat(), "start": self.starts.isoformat()}
            yield "until: " + _("{until} lies before {start}").format(**days)


@frozen
class Review:
    """A look back over several years (sơ kết, tổng kết)."""

    id: Id
    starts: date
    until: date


@frozen
class Stages:
    """A round for each year from `first` to `last`, named after it, and reviews over several of them.

    Of two reviews one may look back over the whole of another and further (2021-2025, then 2021-2030); otherwise they
    share no day.
    """

    first: int
    last: int
    reviews: tuple[Review, ...] = ()

    def rounds(self) -> tuple[Round, ...]:
        """The yearly rounds in order, then the reviews in the order of the file."""
        years = [Round(str(y), date(y, 1, 1), date(y, 12, 31)) for y in range(self.first, self.last + 1)]
        return (*years, *(Round(r.id, r.starts, r.until, RoundKind.REVIEW) for r in self.reviews))

    def check(self) -> Iterable[str]:
        """Years in order, and reviews inside them."""
        if not FIRST <= self.first <= self.last <= LAST:
            yield "last: " + _("the years {first} to {last} are out of order").format(first=self.first, last=self.last)
            return
        for review in self.reviews:
            if not date(self.first, 1, 1) <= review.starts <= review.until <= date(self.last, 12, 31):
                yield "reviews: " + _("{id} does not lie within the years of the campaign").format(id=review.id)
        for one, other in combinations(self.reviews, 2):
            if _cross(one, other):
                yield "reviews: " + _("{id} and {other} overlap").format(id=one.id, other=other.id)


def _cross(one: Review, other: Review) -> bool:
    """Whether two reviews share days and neither holds the other and more."""
    if max(one.starts, other.starts) > min(one.until, other.until):
        return False
    ends = (min(one.starts, other.starts), max(one.until, other.until))
    holders = [review for review in (one, other) if (review.starts, review.until) == ends]
    return len(holders) != 1


PERIODS: dict[str, type] = {"year": Year, "stages": Stages}
