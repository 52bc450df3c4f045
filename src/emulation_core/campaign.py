"""What a plan says, as frozen values: the campaign file turned into objects, and the Protocols of its slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal, Protocol, runtime_checkable

from attrs import field, frozen

from emulation_core.model import Fact, Id, Kind, Kinds, Share, Text, YearsAfter
from emulation_core.reading import Evaluator
from emulation_core.scheme import Label, Scoring


class RoundKind(Enum):
    """A yearly round judges a year; a review looks back over several."""

    YEARLY = "yearly"
    REVIEW = "review"


@frozen
class Round:
    """One judging of a campaign: its id and its first and last day inside."""

    id: str
    starts: date
    until: date
    kind: RoundKind = RoundKind.YEARLY


@runtime_checkable
class Period(Protocol):
    """The rule that lays the rounds of a campaign out in time."""

    def rounds(self) -> tuple[Round, ...]:
        """Every round, in order of time, reviews after the years they look back on."""
        ...


@frozen
class Counts:
    """How many of one kind take part in a round, for quotas that are shares."""

    participants: int
    eligible: int


@runtime_checkable
class Quota(Protocol):
    """The rule that says how many seats an award has."""

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """Seats for `kind`, or None where the plan sets no number."""
        ...

    def pool(self) -> tuple[str, ...]:
        """The other awards that draw on the same seats."""
        ...


@frozen
class Document:
    """One paper of a dossier."""

    id: Id
    label: Text
    clause: Text


@frozen
class Step:
    """One dated step of a procedure: `before` excludes its day, `until` includes it."""

    id: Id
    says: Text
    clause: Text
    starts: date | YearsAfter | None = None
    before: date | YearsAfter | None = None
    until: date | YearsAfter | None = None


@runtime_checkable
class Procedure(Protocol):
    """The rule that says what is handed in, to whom and by when."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The papers a complete dossier holds."""
        ...

    def steps(self, round: Round) -> tuple[Step, ...]:
        """The dated steps of one round, in the order of the plan."""
        ...


@frozen
class Interval:
    """A day left blank on paper: it lies from `from_` to `until`, both inside."""

    from_: date
    until: date


@frozen
class Plan:
    """The paper itself: number and day as printed, what it stands on, and whether we hold the full text."""

    number: Text
    issued: date | Interval
    source: Literal["full", "summary"]
    basis: tuple[Text, ...] = ()
    replaces: tuple[Text, ...] = ()

    @property
    def earliest(self) -> date:
        """The first day on which the plan can have been issued."""
        return self.issued.from_ if isinstance(self.issued, Interval) else self.issued

    @property
    def latest(self) -> date:
        """The last day on which the plan can have been issued."""
        return self.issued.until if isinstance(self.issued, Interval) else self.issued


@frozen
class Criterion:
    """One condition of the plan. A criterion is identified by (id, kind).

    In a scored scheme `points` is its maximum, `weight` what each point counts for, `floor` the share of the maximum
    below which it is not met, and `group` where it is counted.
    """

    id: Id
    clause: Text
    text: Text
    applies_to: Kinds
    evaluator: Evaluator
    applies_if: Evaluator | None = None
    required: bool = True
    rounds: tuple[str, ...] | None = None
    points: Decimal | None = None
    weight: Decimal = Decimal(1)
    floor: Share | None = None
    group: Id | None = None


@frozen
class Scope:
    """Who is in at all."""

    kinds: Kinds
    clause: Text
    evaluator: Evaluator


@frozen
class Award:
    """One form of recognition and its conditions.

    `requires` is "all" (every criterion with `required = true`) or a list of criterion ids. `order` is
    lexicographic ("fact.<id> desc"); without it nobody is put before anybody. In a scored scheme `at_least` (points)
    and `label` (that one or better) cut the list, and without an order more points come first.
    """

    id: Id
    name: Text
    by: Id
    kinds: Kinds
    clause: Text
    quota: Quota
    form: Literal["giay_khen", "bang_khen", "other"] | None = None
    requires: Literal["all"] | tuple[Id, ...] = "all"
    order: tuple[str, ...] = ()
    rounds: tuple[str, ...] | None = None
    at_least: Decimal | None = None
    label: Id | None = None

    @property
    def law_form(self) -> str:
        """The form the law knows this award as: stated, or the id when it is one, else "other"."""
        return self.form or (self.id if self.id in ("giay_khen", "bang_khen") else "other")


@frozen(order=True)
class Note:
    """One sentence about a subject: an assumption, a text not held, a lint note, a warning."""

    about: Text
    says: Text


def _no_notes() -> tuple[Note, ...]:
    return ()


@frozen
class Campaign:
    """One emulation plan, ready to be applied. `id` is its path, `text` the file as read."""

    title: Text
    agency: Text
    province: Id
    period: Period
    plan: Plan
    facts: Mapping[Id, Fact] = field(factory=dict)
    scope: tuple[Scope, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    awards: tuple[Award, ...] = ()
    scoring: Scoring | None = None
    labels: tuple[Label, ...] = ()
    procedure: Procedure | None = None
    assumptions: tuple[Note, ...] = field(factory=_no_notes)
    unresolved: tuple[Note, ...] = field(factory=_no_notes)
    notes: tuple[Note, ...] = field(factory=_no_notes)

    def criteria_in(self, round: Round, kind: Kind) -> tuple[Criterion, ...]:
        """The criteria that judge `kind` in `round`, in the order of the file."""
        return tuple(c for c in self.criteria if kind in c.applies_to and judged_in(c.rounds, round))

    def awards_in(self, round: Round, kind: Kind | None = None) -> tuple[Award, ...]:
        """The awards given in `round` (to `kind`), in the order of the file."""
        return tuple(a for a in self.awards if judged_in(a.rounds, round) and (kind is None or kind in a.kinds))

    def all_due(self, round: Round) -> date:
        """The first day after `round` on which all its evidence is due."""
        return max([round.until, *(fact.expected_in(round.until) for fact in self.facts.values())])

    def scope_of(self, kind: Kind) -> tuple[Evaluator, ...]:
        """What a participant of `kind` must satisfy to take part."""
        return tuple(s.evaluator for s in self.scope if kind in s.kinds)

    def required_by(self, award: Award, round: Round, kind: Kind) -> tuple[Criterion, ...]:
        """The criteria that are conditions of `award` for `kind` in `round`."""
        wanted = award.requires
        return tuple(c for c in self.criteria_in(round, kind) if (c.required if wanted == "all" else c.id in wanted))

    def evaluators(self) -> Iterator[tuple[tuple[str | int, ...], tuple[Kind, ...], Evaluator]]:
        """Every rule that judges: where it stands in the file, whom it concerns, and the rule."""
        for n, scope in enumerate(self.scope):
            yield ("scope", n, "evaluator"), scope.kinds, scope.evaluator
        for n, criterion in enumerate(self.criteria):
            yield ("criteria", n, "evaluator"), criterion.applies_to, criterion.evaluator
            if criterion.applies_if is not None:
                yield ("criteria", n, "applies_if"), criterion.applies_to, criterion.applies_if


def judged_in(rounds: Iterable[str] | None, round: Round) -> bool:
    """Whether a criterion or award with this `rounds` key belongs to `round`; without the key, always."""
    return rounds is None or round.id in rounds or round.kind.value in rounds


@frozen
class Loaded:
    """A campaign with its id, the path it was read from, and the text of its file."""

    id: str
    path: str
    text: str
    campaign: Campaign


@frozen
class Money:
    """What an award pays, in whole đồng, by the law of the day it is decided."""

    each: int
    total: int
    decided: date
    regime: str
    base: int
    coefficient: Decimal
    confirmed: bool
    formula: str
