"""The vocabulary: verdicts, statuses, kinds, and the facts that evidence consists of. Read this file first.

Nothing here touches a file, a clock or a database; Polars is imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NewType

from attrs import field

from emulation_core.frozen import frozen

if TYPE_CHECKING:
    import polars as pl

Id = NewType("Id", str)
"""An unaccented lower-case identifier: the office's word, `[a-z][a-z0-9_]*`."""
CampaignId = NewType("CampaignId", str)
"""The id of another campaign: the folder and the name of its file, `tinh_mau/so_mau_2026`."""
Text = NewType("Text", str)
"""A sentence or name that people read; never empty."""
Seats = NewType("Seats", int)
"""A number of seats, 0 or more."""
Share = NewType("Share", Decimal)
"""A share of a whole: from 0 to 1."""


class Verdict(IntEnum):
    """What is said of one participant and one criterion: a closed set.

    The codes are ordered so that the greatest of several *is* the truth table of "all of":
    a `NOT_MET` decides; else the highest open state; else `MET`; `NOT_APPLICABLE` only where all are.
    """

    NOT_APPLICABLE = 0
    MET = 1
    NOT_DUE = 2
    MISSING = 3
    COUNCIL = 4
    UNRESOLVED = 5
    NOT_MET = 6

    @property
    def word(self) -> str:
        """The verdict as files and JSON spell it."""
        return self.name.lower()

    @property
    def is_open(self) -> bool:
        """Whether more evidence, a judgement or a text could still turn it either way."""
        return Verdict.NOT_DUE <= self <= Verdict.UNRESOLVED


class Status(IntEnum):
    """Where a participant stands; the greatest of several takes precedence."""

    ELIGIBLE = 0
    OPEN = 1
    DEFERRED = 2
    INELIGIBLE = 3
    OUT_OF_SCOPE = 4

    @property
    def word(self) -> str:
        """The status as files and JSON spell it."""
        return self.name.lower()


STATUS, BEST, WORST = "status", "best", "worst"
"""Columns that rooms hand to each other: a status code, and the best and worst place by a stated order."""
JOB = "_job"
"""Column (UInt32) of a table that holds the participants of several campaigns: the number of the campaign."""


class Kind(Enum):
    """Who takes part: tập thể, cá nhân, or the agency itself with its own targets."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    AGENCY = "agency"


KINDS = tuple(Kind)
Kinds = NewType("Kinds", tuple[Kind, ...])
"""One or more kinds, none twice."""


class FactType(Enum):
    """The type of a fact, stated in the dictionary and never guessed from values.

    Columns: flag Boolean; count Int64; number and percent Decimal(38, 9) (percent in hundredths: 90 is 90 %);
    rating Int8 (rung of the ladder, 0 lowest); date Date; text String; set Int64 (a bit per member).
    """

    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    RATING = "rating"
    DATE = "date"
    TEXT = "text"
    SET = "set"


WHOLE_DIGITS, DECIMALS = 29, 9
"""The most digits of a number before and after its decimal sign."""


def fits(number: Decimal) -> bool:
    """Whether a column of numbers holds `number` to its last digit.

    Told from the digits themselves: Decimal's own operations round to 28 of them.
    """
    _sign, digits, exponent = number.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return not number or (number.adjusted() < WHOLE_DIGITS and int(exponent) + zeros >= -DECIMALS)


QUANTITY = (FactType.COUNT, FactType.NUMBER, FactType.PERCENT)


@frozen
class YearsAfter:
    """A day counted from the end of a round: so many years after its last year, that month and day."""

    years_after: int
    month: int
    day: int

    def on(self, until: date) -> date:
        """The day for a round that ends on `until`; raises `ValueError` for a day the calendar lacks."""
        return date(until.year + self.years_after, self.month, self.day)


@frozen
class Fact:
    """One kind of evidence: an entry of a campaign's dictionary.

    `expected` is the first day on which its absence counts as missing; before it the evidence is not due.
    `ladder` (ratings, lowest first) and `members` (sets) list the accepted ids; `labels` says how people write them.
    `max` is the largest value accepted, where the measure has one.
    """

    label: Text
    type: FactType
    expected: date | YearsAfter | None = None
    ladder: tuple[Id, ...] = ()
    members: tuple[Id, ...] = ()
    labels: Mapping[Id, Text] = field(factory=dict)
    max: Decimal | None = None
    help: Text | None = None
    decided_in: Text | None = None

    @property
    def options(self) -> tuple[Id, ...]:
        """The ids a rating or a set may hold."""
        return self.ladder or self.members

    def expected_in(self, until: date) -> date:
        """The first day on which absence counts as missing in a round that ends on `until`; `date.min`: always."""
        if isinstance(self.expected, YearsAfter):
            return self.expected.on(until)
        return self.expected or date.min

    def name_of(self, option: Id) -> str:
        """How people write one rung or member."""
        return self.labels.get(option, Text(option))


def column_type(type: FactType) -> pl.DataType:
    """The Polars type of a column of facts of `type`."""
    import polars as pl

    return {
        FactType.FLAG: pl.Boolean(),
        FactType.COUNT: pl.Int64(),
        FactType.NUMBER: pl.Decimal(38, 9),
        FactType.PERCENT: pl.Decimal(38, 9),
        FactType.RATING: pl.Int8(),
        FactType.DATE: pl.Date(),
        FactType.TEXT: pl.String(),
        FactType.SET: pl.Int64(),
    }[type]
