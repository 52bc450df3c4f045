"""A run as papers read it: its document, and what they look up in it. One source for every paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from attrs import define

from emulation_core import law
from emulation_core.campaign import Campaign
from emulation_core.decision import Decision
from emulation_core.dossiers import ORIGINALS, SETS
from emulation_core.evaluate import SCOPE
from emulation_core.explain import KIND_WORDS, Finding, show_day, shown, typed, votes_asked
from emulation_core.i18n import _, pick
from emulation_core.model import KINDS, Fact, Kind
from emulation_core.outcome import Outcome, Proposal
from emulation_core.report.document import Document, Participant, document
from emulation_core.report.signs import DECIDED, PLACES, VERDICTS

HEAD_SHOWN = 16
"""How many signs of a head make its short code."""


@define(eq=False, slots=False)
class Result:
    """One outcome, the run it was recorded as (None without a ledger) and what the council decided since."""

    outcome: Outcome
    run: str | None
    head: str | None
    decisions: Sequence[Decision] = ()
    told: Document | None = None

    @cached_property
    def document(self) -> Document:
        """The outcome with every finding rendered in the language in force; `told`, where that is done already."""
        return self.told or document(self.outcome, self.run, self.head)

    @cached_property
    def people(self) -> Mapping[Kind, Sequence[Participant]]:
        """The participants of each kind that has any, in the pinned order."""
        every = {kind: [p for p in self.document.participants if p.kind is kind] for kind in KINDS}
        return {kind: people for kind, people in every.items() if people}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every participant's name by id."""
        return {person.id: person.name for person in self.document.participants}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The unit of every participant that states one, by id."""
        tables = self.outcome.tables.values()
        pairs = (pair for table in tables if table.height for pair in table.select("id", "unit").iter_rows())
        return {id: unit for id, unit in pairs if unit}

    @cached_property
    def awards(self) -> Mapping[str, str]:
        """What the plan calls each award, by id."""
        return {award.id: award.name for award in self.outcome.loaded.campaign.awards}

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """What a dossier can lack, by id: the papers as the plan calls them, and enough of them."""
        return documents(self.outcome.loaded.campaign)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The dictionary of evidence: the plan's facts and the law's."""
        return law.dictionary(self.outcome.loaded.campaign.facts)

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], str]:
        return {
            (proposal.award, id): place
            for proposal in self.document.proposals
            for place in PLACES
            for id in getattr(proposal, place)
        }

    def place(self, award: str, id: str) -> str | None:
        """Where the machine put a participant for an award: a key of `PLACES`, or None where it is in no list."""
        return self._places.get((award, id))

    def standing(self, person: Participant) -> Iterator[tuple[Proposal, str]]:
        """Every list that names a participant: the proposal, and a key of `PLACES`."""
        for proposal in self.document.proposals:
            place = self.place(proposal.award, person.id)
            if proposal.kind is person.kind and place is not None:
                yield proposal, place

    def criterion(self, kind: Kind, id: str) -> str:
        """What the plan asks by a criterion of `kind`."""
        return next(c.text for c in self.outcome.loaded.campaign.criteria if c.id == id and kind in c.applies_to)

    def awaited(self, kind: Kind, key: str) -> str:
        """What a key of `Proposal.depends` stands for: a criterion, the scope, or a fact."""
        if key == SCOPE:
            return _("whether it takes part")
        asked = [c.text for c in self.outcome.loaded.campaign.criteria if c.id == key and kind in c.applies_to]
        fact = self.facts.get(key)
        return asked[0] if asked else fact.label if fact else key

    def subject(self, about: str) -> str:
        """What a note speaks of, as people call it: the ids of facts, awards and criteria by their names."""
        criteria: dict[str, str] = {c.id: c.text for c in self.outcome.loaded.campaign.criteria}
        labels: dict[str, str] = {name: fact.label for name, fact in self.facts.items()}
        known: dict[str, str] = {**criteria, **labels, **self.awards}
        return ", ".join(known.get(part, part) for part in about.split(", "))

    def measured(self, finding: Finding) -> str:
        """The value that decided, as people write it."""
        if finding.measured is None:
            return ""
        for read in finding.reads:
            fact = self.facts.get(read.fact)
            if fact and read.value == finding.measured and read.source == finding.source:
                return shown(fact, typed(fact, finding.measured))
        return finding.measured

    def seats(self, proposal: Proposal) -> str:
        """The seats of a proposal, in words where the plan sets none."""
        return _("no limit") if proposal.seats is None else str(proposal.seats)

    def votes(self, proposal: Proposal) -> str:
        """The votes the plan asks for, in words; empty where it asks for none."""
        votes = next(award.votes for award in self.outcome.loaded.campaign.awards if award.id == proposal.award)
        return votes_asked(votes) if votes else ""

    def label(self, person: Participant) -> str:
        """What the plan calls the label somebody reached; empty where there is none, or not yet."""
        return next((str(label.name) for label in self.outcome.loaded.campaign.labels if label.id == person.label), "")

    def council(self, made: Decision) -> str:
        """What the council did, in a few words; where it judged, how and what."""
        word = pick(DECIDED[made.what])
        if made.criterion is None or made.verdict is None:
            return word
        asked = [c.text for c in self.outcome.loaded.campaign.criteria if c.id == made.criterion]
        return f"{word} – {asked[0] if asked else made.criterion}: {pick(VERDICTS[made.verdict][1])}"

    @property
    def identity(self) -> Sequence[tuple[str, str]]:
        """What every paper says of itself: whose, by which plan, which round and day, which run."""
        campaign, outcome = self.outcome.loaded.campaign, self.outcome
        round = f"{outcome.round.id} ({show_day(outcome.round.starts)} – {show_day(outcome.round.until)})"
        unrecorded = _("not recorded")
        return (
            (_("Agency"), " → ".join(outcome.agencies)),
            (_("Plan"), campaign.plan.number),
            (_("Round"), round),
            (_("Asked on"), show_day(outcome.on)),
            (_("Decided on"), show_day(outcome.decided)),
            (_("Run"), self.run or unrecorded),
            (_("Head"), short(self.head) if self.head else unrecorded),
        )


def documents(campaign: Campaign) -> Mapping[str, str]:
    """What a dossier can lack, by id, in the language in force."""
    named = {str(paper.id): str(paper.label) for paper in campaign.procedure.documents} if campaign.procedure else {}
    return {**named, SETS: _("enough sets"), ORIGINALS: _("enough originals")}


def short(head: str) -> str:
    """The short code of a head."""
    return head[:HEAD_SHOWN]


def points_of(person: Participant) -> str:
    """A participant's points, or the range they lie in while evidence is open; empty where nothing is scored."""
    ends = person.points_range or [person.points]
    return " – ".join(shown(None, Decimal(end)) for end in ends if end is not None)


def kind_word(kind: Kind) -> str:
    """What a kind is called in a heading."""
    word = pick(KIND_WORDS[kind])
    return word[:1].upper() + word[1:]


def grouped(amount: int) -> str:
    """An amount of đồng as people read it: 1.520.000 in Vietnamese, 1,520,000 in English."""
    return f"{amount:,}".replace(",", pick((".", ",")))


def money_line(proposal: Proposal) -> str:
    """What the award pays and by which law; empty where the law says nothing or nobody is proposed."""
    money = proposal.money
    if money is None or not proposal.selected:
        return ""
    line = _("{each} đồng each, {total} in all")
    sure = "" if money.confirmed else " " + _("(not confirmed)")
    return line.format(each=grouped(money.each), total=grouped(money.total)) + sure
