"""What each section of the page says, computed here so that the template only lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from emulation_core.decision import Decision
from emulation_core.explain import KIND_WORDS, Finding, show_day
from emulation_core.frozen import frozen
from emulation_core.i18n import _, pick
from emulation_core.model import KINDS
from emulation_core.outcome import Dossier, Proposal
from emulation_core.report.document import Participant
from emulation_core.report.result import Result, kind_word, money_line, points_of
from emulation_core.report.signs import MEANINGS, PLACES, STATUSES, VERDICTS


@frozen
class Mark:
    """A verdict as people see it: the class that colours it, its sign and its word."""

    verdict: str
    sign: str
    word: str
    meaning: str = ""


@frozen
class Name:
    """A participant in a list: where its explanation stands, and whether its seat is certain."""

    id: str
    name: str
    anchor: str
    certain: bool = False


@frozen
class Listed:
    """One list of a proposal."""

    place: str
    title: str
    names: Sequence[Name]
    note: str


@frozen
class Proposed:
    """One award for one kind."""

    kind: str
    seats: str
    lists: Sequence[Listed]
    money: str
    dossiers: Sequence[tuple[str, str]]
    votes: str


@frozen
class Question:
    """One thing only the council can decide."""

    subject: str
    asks: str
    who: Sequence[str]
    advice: Sequence[tuple[str, Sequence[str]]] = ()


@frozen
class Decided:
    """A decision beside what the machine said."""

    award: str
    name: str
    machine: str
    council: str
    reason: str
    minutes: str
    by: str
    day: str


@frozen
class Person:
    """One participant: standing, and every finding with its mark, what was asked, and why."""

    anchor: str
    id: str
    name: str
    unit: str
    status: str
    status_word: str
    points: str
    rank: int | None
    label: str
    marks: Sequence[Mark]
    counts: Sequence[tuple[Mark, int]]
    standing: Sequence[tuple[str, str, Sequence[str]]]
    findings: Sequence[tuple[Mark, str, Finding]]
    decided: Sequence[Decided]


@frozen
class Matrix:
    """The participants of one kind and what they are judged by: (clause, text) of each criterion."""

    anchor: str
    kind: str
    criteria: Sequence[tuple[str, str]]
    people: Sequence[Person]


def mark(verdict: str) -> Mark:
    """The mark of a verdict."""
    sign, word = VERDICTS[verdict]
    return Mark(verdict, sign, pick(word), pick(MEANINGS[verdict]))


def legend() -> Sequence[Mark]:
    """The seven verdicts."""
    return [mark(verdict) for verdict in VERDICTS]


def anchors(result: Result) -> Mapping[str, str]:
    """Where each participant is explained: numbers, because an id may hold anything."""
    return {person.id: f"p{n}" for n, person in enumerate(result.document.participants, 1)}


def tally(result: Result) -> Sequence[tuple[str, str, int]]:
    """The page in a few numbers: (class, what, how many); how they stand, and who is tied for any award."""
    kinds = [("kind", pick(KIND_WORDS[kind]), len(people)) for kind, people in result.people.items()]
    counts = Counter(person.status for person in result.document.participants)
    standing = [(status, pick(word), counts[status]) for status, word in STATUSES.items()]
    tied = {id for proposal in result.document.proposals for id in proposal.tied}
    return [*kinds, *(line for line in (*standing, ("tied", pick(PLACES["tied"]), len(tied))) if line[2])]


def proposals(result: Result, where: Mapping[str, str]) -> Sequence[tuple[str, str, Sequence[Proposed]]]:
    """(award, clause, its kinds) in the order of the plan."""
    clauses: dict[str, str] = {award.id: award.clause for award in result.outcome.loaded.campaign.awards}
    made: dict[str, list[Proposed]] = {}
    for proposal in result.document.proposals:
        made.setdefault(proposal.award, []).append(_proposed(result, proposal, where))
    return [(result.awards[award], clauses[award], kinds) for award, kinds in made.items()]


def _proposed(result: Result, proposal: Proposal, where: Mapping[str, str]) -> Proposed:
    certain = set(proposal.certain)
    told = 0 < len(certain) < len(proposal.selected)
    lists = []
    for place, word in PLACES.items():
        ids: Sequence[str] = getattr(proposal, place)
        names = [Name(id, result.names[id], where[id], told and id in certain) for id in ids]
        if names:
            lists.append(Listed(place, pick(word), names, _note(proposal) if place == "selected" else ""))
    dossiers = [(result.names[id], _dossier(result, dossier)) for id, dossier in (proposal.dossier or {}).items()]
    seats, votes = result.seats(proposal), result.votes(proposal)
    return Proposed(kind_word(proposal.kind), seats, lists, money_line(proposal), dossiers, votes)


def _note(proposal: Proposal) -> str:
    sure = len(proposal.certain)
    if sure == len(proposal.selected):
        return _("all of them whatever is still open")
    return _("{sure} of them whatever is still open").format(sure=sure)


def _dossier(result: Result, dossier: Dossier) -> str:
    papers = ", ".join(result.documents.get(paper, paper) for paper in dossier.lacks)
    lacks = _("lacks {papers}").format(papers=papers) if papers else ""
    late = _("too late") if dossier.late else ""
    return "; ".join(filter(None, [lacks, late])) or _("complete")


def council(result: Result) -> Sequence[Question]:
    """Ties first, then what only people can judge."""
    ties = []
    for proposal in result.document.proposals:
        if proposal.tied:
            asks = _("{count} stand level at the cut; seats: {seats}, proposed: {proposed}").format(
                count=len(proposal.tied), seats=result.seats(proposal), proposed=len(proposal.selected)
            )
            advice = [(advice.by, [result.names[id] for id in advice.order]) for advice in proposal.advice]
            subject = f"{result.awards[proposal.award]} · {kind_word(proposal.kind)}"
            ties.append(Question(subject, asks, [result.names[id] for id in proposal.tied], advice))
    judged = []
    for kind, people in result.people.items():
        for n, found in enumerate(people[0].findings):
            who = [person.name for person in people if person.findings[n].verdict == "council"]
            if who:
                subject = f"{kind_word(kind)} · {found.clause}"
                judged.append(Question(subject, result.criterion(kind, found.criterion), who))
    return ties + judged


def decided(result: Result) -> Sequence[Decided]:
    """Every decision beside what the machine said."""
    return [_decided(result, made) for made in result.decisions]


def _decided(result: Result, made: Decision) -> Decided:
    place = result.place(made.award, made.participant)
    return Decided(
        award=result.awards.get(made.award, made.award),
        name=result.names.get(made.participant, made.participant),
        machine=pick(PLACES[place]) if place else _("in no list"),
        council=result.council(made),
        reason=made.reason,
        minutes=made.minutes,
        by=made.by,
        day=show_day(made.day),
    )


def matrices(result: Result, where: Mapping[str, str]) -> Sequence[Matrix]:
    """Participants × criteria for each kind that takes part."""
    return [
        Matrix(
            f"k{KINDS.index(kind)}",
            kind_word(kind),
            [(found.clause, result.criterion(kind, found.criterion)) for found in people[0].findings],
            [_person(result, person, where[person.id]) for person in people],
        )
        for kind, people in result.people.items()
    ]


def _person(result: Result, person: Participant, anchor: str) -> Person:
    marks = [mark(found.verdict) for found in person.findings]
    counted = Counter(found.verdict for found in person.findings)
    asked = [result.criterion(person.kind, found.criterion) for found in person.findings]
    return Person(
        anchor=anchor,
        id=person.id,
        name=person.name,
        unit=result.units.get(person.id, ""),
        status=person.status or "none",
        status_word=pick(STATUSES[person.status]) if person.status else _("not considered for an award"),
        points=points_of(person),
        rank=person.rank,
        label=result.label(person),
        marks=marks,
        counts=[(mark(verdict), counted[verdict]) for verdict in VERDICTS if counted[verdict]],
        standing=list(_standing(result, person)),
        findings=list(zip(marks, asked, person.findings, strict=True)),
        decided=[_decided(result, made) for made in result.decisions if made.participant == person.id],
    )


def _standing(result: Result, person: Participant) -> Iterator[tuple[str, str, Sequence[str]]]:
    """(award, place, what it waits for) for every list that names a participant."""
    for proposal, place in result.standing(person):
        waits = [result.awaited(person.kind, key) for key in proposal.depends.get(person.id, ())]
        yield result.awards[proposal.award], pick(PLACES[place]), waits
