"""What the papers are made of: an outcome, the run it came from, and what the council decided since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import chain

from attrs import define, evolve

from emulation_core.campaign import Award, Campaign
from emulation_core.decision import Decision
from emulation_core.evaluate import SCOPE
from emulation_core.explain import Finding
from emulation_core.i18n import language, set_language
from emulation_core.model import Kind, Verdict
from emulation_core.outcome import Outcome, Proposal
from emulation_core.report.document import Document, Participant, document


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Papers that an office signs are in Vietnamese, whatever language the command answers in."""
    before = language()
    set_language("vi")
    try:
        yield
    finally:
        set_language(before)


ANSWERS = {True: "đạt", False: "chưa đạt"}


def _with(person: Participant, answers: Mapping[str, Decision]) -> Participant:
    """`person` with the council's answers as verdicts, and the minutes they stand in."""
    return evolve(person, findings=tuple(_answered(f, answers.get(f.criterion)) for f in person.findings))


def _answered(finding: Finding, made: Decision | None) -> Finding:
    if made is None or made.verdict is None:
        return finding
    says = f"{finding.says} Hội đồng kết luận: {ANSWERS[made.verdict == 'met']} ({made.minutes})."
    return evolve(finding, verdict=made.verdict, says=says)


@define(eq=False, slots=False)
class Material:
    """One run, ready for its papers. `deputy`: a deputy signs for the director; `signer`: whose name goes below.

    `erased` are the ids that stand for people whose data were erased: they hold no place, and no paper is about them.
    """

    outcome: Outcome
    run: str
    head: str
    decisions: tuple[Decision, ...] = ()
    deputy: bool = False
    signer: str = ""
    erased: frozenset[str] = frozenset()

    @property
    def campaign(self) -> Campaign:
        """The plan."""
        return self.outcome.loaded.campaign

    @cached_property
    def told(self) -> Document:
        """The outcome with every finding said in Vietnamese."""
        with in_vietnamese():
            return document(self.outcome, self.run, self.head)

    @cached_property
    def people(self) -> Mapping[str, Participant]:
        """Every participant with its findings, by id, in the pinned order."""
        return {
            person.id: _with(person, self.answered[person.id]) if person.id in self.answered else person
            for person in self.told.participants
        }

    @cached_property
    def answered(self) -> Mapping[str, Mapping[str, Decision]]:
        """What the council answered since where only people can judge: its last word, by participant and criterion."""
        found: dict[str, dict[str, Decision]] = {}
        for made in self.decisions:
            if made.criterion is not None and made.verdict is not None:
                found.setdefault(made.participant, {})[made.criterion] = made
        return found

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The unit of every participant that has one."""
        return {id: unit for id, unit in self.outcome.evidence.frame.select("id", "unit").iter_rows() if unit}

    @cached_property
    def inside(self) -> Mapping[str, Verdict]:
        """Whether every participant is in the scope of the plan."""
        rows = (table.select("id", SCOPE).iter_rows() for table in self.outcome.tables.values())
        return {id: Verdict(code) for id, code in chain.from_iterable(rows)}

    @cached_property
    def _folded(self) -> Counter[str]:
        return Counter(id.casefold() for id in self.people)

    def alone(self, id: str) -> bool:
        """Whether no other participant's id differs from this one by capitals only."""
        return self._folded[id.casefold()] == 1

    def award(self, proposal: Proposal) -> Award:
        """The award that `proposal` is for."""
        return next(award for award in self.campaign.awards if award.id == proposal.award)

    @cached_property
    def _settled(self) -> Mapping[tuple[str, str], Decision]:
        return {(made.award, made.participant): made for made in self.decisions if made.what != "judge"}

    def decided(self, proposal: Proposal, id: str) -> Decision | None:
        """The last decision about one participant that settles whether it is proposed for an award."""
        return self._settled.get((proposal.award, id))

    def nominees(self, proposal: Proposal) -> tuple[str, ...]:
        """Who is proposed, in the pinned order: those selected and those the council took, less those it took away."""
        chosen = set(proposal.selected) - self.erased
        for id in self.people:
            decision = self.decided(proposal, id)
            if decision is not None and self.people[id].kind is proposal.kind:
                (chosen.add if decision.what == "take" else chosen.discard)(id)
        return tuple(id for id in self.people if id in chosen)

    @cached_property
    def proposed(self) -> Mapping[str, tuple[Proposal, ...]]:
        """For every nominee what it is proposed for, in the pinned order."""
        found: dict[str, list[Proposal]] = {}
        for proposal in self.outcome.proposals:
            for id in self.nominees(proposal):
                found.setdefault(id, []).append(proposal)
        return {id: tuple(found[id]) for id in self.people if id in found}

    def required(self, award: Award, kind: Kind, id: str) -> tuple[Finding, ...]:
        """What was found of one participant on the conditions of `award`."""
        wanted = {criterion.id for criterion in self.campaign.required_by(award, self.outcome.round, kind)}
        return tuple(finding for finding in self.people[id].findings if finding.criterion in wanted)
