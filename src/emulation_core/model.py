"""The vocabulary of a rule: verdicts, facts, and what an evaluator answers. Read this file first.

Nothing here touches a file, a clock or a database; Polars is imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import TYPE_CHECKING, NewType, Protocol, runtime_checkable

from attrs import field, frozen

if TYPE_CHECKING:
    import polars as pl

Id = NewType("Id", str)
"""An unaccented lower-case identifier: the office's word, `[a-z][a-z0-9_]*`."""
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


@frozen
class Reading:
    """What an evaluator answers, as column expressions over all participants.

    `met` is Boolean; null where it cannot be said. `measured` is the value that decides, for explanations.
    `open_as` is what a null `met` means: `MISSING` (then `NOT_DUE` where nothing absent is due yet), `COUNCIL` or
    `UNRESOLVED`. `shown` is evidence that must be there before people can judge: its absence is `MISSING`.
    `text` names the norm that is not held, for `UNRESOLVED`.
    """

    met: pl.Expr
    measured: pl.Expr | None = None
    open_as: Verdict = Verdict.MISSING
    shown: pl.Expr | None = None
    text: str = ""


def met(condition: pl.Expr, measured: pl.Expr | None = None) -> Reading:
    """The criterion is met where `condition` is true; `measured` is the value that decides."""
    return Reading(condition, measured)


def council(*, shown: pl.Expr | None = None, answer: pl.Expr | None = None) -> Reading:
    """Only people can judge: `answer` (Boolean) is theirs once given, `shown` the evidence they judge on."""
    import polars as pl

    verdict = pl.lit(None, pl.Boolean) if answer is None else answer
    return Reading(verdict, answer if shown is None else shown, Verdict.COUNCIL, shown)


def unresolved(text: str) -> Reading:
    """The plan points to `text`, which we do not hold."""
    import polars as pl

    return Reading(pl.lit(None, pl.Boolean), open_as=Verdict.UNRESOLVED, text=text)


class Facts:
    """The evidence as a rule sees it: names become column expressions, and every read is noted.

    Null means no evidence. What a rule reads wrongly is collected in `problems` as (fact, "undeclared" | "type" |
    "option", detail) and refused when the campaign loads; nothing raises while rules are read.
    """

    HISTORY = "lich_su."

    def __init__(self, dictionary: Mapping[str, Fact]) -> None:
        self._dictionary = dictionary
        self.reads: dict[str, list[pl.Expr | None]] = {}
        self.problems: list[tuple[str, str, str]] = []

    def need(self, name: str, *, where: pl.Expr | None = None, of: FactType | Iterable[FactType] = ()) -> pl.Expr:
        """The column of fact `name`; null where there is no evidence.

        An absence counts only where `where` (Boolean) is true; `of` lists the types the rule can read.
        """
        import polars as pl

        accepted = (of,) if isinstance(of, FactType) else tuple(of)
        fact = self._dictionary.get(name)
        if fact is None:
            self.problems.append((name, "undeclared", ""))
        elif accepted and fact.type not in accepted:
            self.problems.append((name, "type", ", ".join(kind.value for kind in accepted)))
        wheres = self.reads.setdefault(name, [])
        wheres.append(where)
        return pl.col(name)

    def history(self, name: str) -> pl.Expr:
        """A column of earlier rounds from the ledger (`lich_su.<name>`); null where there is none."""
        import polars as pl

        return pl.col(self.HISTORY + name)

    def has(self, name: str, member: str) -> pl.Expr:
        """Whether set fact `name` holds `member`: true, false, or null without evidence."""
        column = self.need(name, of=FactType.SET)
        return (column & (1 << self._index(name, member))) != 0

    def not_empty(self, name: str) -> pl.Expr:
        """Whether set fact `name` holds anything: true, false, or null without evidence."""
        return self.need(name, of=FactType.SET) != 0

    def level(self, name: str, rung: str) -> pl.Expr:
        """Whether rating `name` stands on `rung` of its ladder or above."""
        return self.need(name, of=FactType.RATING) >= self._index(name, rung)

    def options(self, name: str) -> tuple[str, ...]:
        """The members of a set or the rungs of a rating, as the dictionary lists them."""
        fact = self._dictionary.get(name)
        return tuple(fact.options) if fact else ()

    def _index(self, name: str, option: str) -> int:
        fact = self._dictionary.get(name)
        options = fact.options if fact else ()
        if option in options:
            return options.index(Id(option))
        if fact and fact.type in (FactType.RATING, FactType.SET):
            self.problems.append((name, "option", option))
        return 0


@runtime_checkable
class Evaluator(Protocol):
    """A rule that judges: a frozen attrs class whose fields are the keys of its TOML table.

    Optional beside `evaluate`: `check(self) -> Iterable[str]` yields what is wrong with the fields, as
    "field: what"; `says(self) -> tuple[str, str]` states the rule in Vietnamese and English with `{field}` slots;
    `better`, "high" or "low", says which way the measured value counts as stronger.
    """

    def evaluate(self, facts: Facts) -> Reading:
        """Read the evidence of every participant at once."""
        ...


@runtime_checkable
class Combined(Protocol):
    """An evaluator made of others, whose verdicts the core combines by the truth table."""

    @property
    def of(self) -> tuple[Evaluator, ...]:
        """The parts, in the order of the file."""
        ...

    @property
    def any(self) -> bool:
        """True: one met part suffices. False: every part must be met."""
        ...


def leaves(rule: Evaluator) -> Iterable[Evaluator]:
    """The rules that read evidence themselves, below any combination."""
    if isinstance(rule, Combined):
        for part in rule.of:
            yield from leaves(part)
    else:
        yield rule


def trial(rule: Evaluator, dictionary: Mapping[str, Fact]) -> Facts:
    """What `rule` reads and what it reads wrongly, found by running it once over column names."""
    facts = Facts(dictionary)
    for leaf in leaves(rule):
        leaf.evaluate(facts)
    return facts


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
