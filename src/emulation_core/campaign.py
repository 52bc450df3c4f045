"""What a plan says, as frozen values: the campaign file turned into objects, and the Protocols of its slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal, Protocol, runtime_checkable

from attrs import field, frozen

from emulation_core.clauses import MoneyClause, Votes
from emulation_core.model import CampaignId, Fact, Id, Kind, Kinds, Share, Text
from emulation_core.plan import Plan, Removed
from emulation_core.reading import Evaluator
from emulation_core.scheme import Label, Scoring
from emulation_core.steps import Document as Document
from emulation_core.steps import Step as Step
from emulation_core.succession import Succession


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
        """Seats for `kind`, or None where the plan sets no number.

        A pure function: it is asked once for all tables that are the same in the counts it looks at.
        """
        ...

    def pool(self) -> tuple[str, ...]:
        """The other awards that draw on the same seats."""
        ...


@runtime_checkable
class Procedure(Protocol):
    """The rule that says what is handed in, to whom and by when.

    Optional beside the two below: `sets` and `originals` (int or None), how many a dossier needs; `awards` (ids or
    None), those whose dossiers the numbers and the last day are stated for, None meaning every award.
    """

    @property
    def documents(self) -> tuple[Document, ...]:
        """The papers a complete dossier holds."""
        ...

    def steps(self, round: Round) -> tuple[Step, ...]:
        """The steps of one round in the order of the plan, with days where the plan sets any."""
        ...


@frozen
class Criterion:
    """One condition of the plan. A criterion is identified by (id, kind).

    `decided_in` names the document that decides it where that is not the plan itself. In a scored scheme `points` is
    its maximum, `weight` what each point counts for, `floor` the share of the maximum below which it is not met and
    one is out, `required` or not, and `group` where it is counted.
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
    decided_in: Text | None = None


@frozen
class Scope:
    """Who is in at all."""

    kinds: Kinds
    clause: Text
    evaluator: Evaluator
    decided_in: Text | None = None


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
    decided_in: Text | None = None
    votes: Votes | None = None

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
    """One emulation plan, ready to be applied.

    `extends` is the campaign it is an agency's own version of; `decided_in` the document that decides what differs
    and names no document of its own; `removed` what the base has and this one does not.
    """

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
    money: MoneyClause | None = None
    assumptions: tuple[Note, ...] = field(factory=_no_notes)
    unresolved: tuple[Note, ...] = field(factory=_no_notes)
    notes: tuple[Note, ...] = field(factory=_no_notes)
    extends: CampaignId | None = None
    decided_in: Text | None = None
    removed: tuple[Removed, ...] = ()

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
        """The criteria that are conditions of `award` for `kind` in `round`; a floor is one of every award."""
        wanted = award.requires
        return tuple(
            c
            for c in self.criteria_in(round, kind)
            if c.floor is not None or (c.required if wanted == "all" else c.id in wanted)
        )

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
    """A campaign with its id, the path it was read from, the text of its file, and who answers for it in time.

    `texts` holds the (id, text) of every file it was made of: first the campaigns it extends, last its own.
    """

    id: str
    path: str
    text: str
    campaign: Campaign
    texts: tuple[tuple[str, str], ...] = field()
    succession: Succession = field(factory=Succession)

    @texts.default
    def _own(self) -> tuple[tuple[str, str], ...]:
        return ((self.id, self.text),)
