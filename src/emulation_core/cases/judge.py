"""Cases judged: each against the campaign beside its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from emulation_core import law, toml
from emulation_core.campaign import Campaign, Loaded, Round
from emulation_core.cases.compare import of_lists, of_one, of_table
from emulation_core.cases.file import Case, CasesFile, Person, Profile, read
from emulation_core.config import load
from emulation_core.config.catalogue import CASES, SUFFIX, Catalogue
from emulation_core.errors import EmulationError, EvidenceRefused, NotFound
from emulation_core.evidence import Evidence
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake import RawSheet, collect
from emulation_core.model import KINDS, Id
from emulation_core.outcome import Outcome
from emulation_core.plugins import Registry
from emulation_core.report import Participant, participants
from emulation_core.scoring import choose_round, score


@frozen
class Result:
    """What became of one case: nothing in `differences` when it holds."""

    file: str
    name: str
    case: Case
    differences: tuple[str, ...]


def run(path: Path, registry: Registry, catalogue: Catalogue | None = None) -> list[Result]:
    """Every case of one file against the campaign beside it; one it extends is found in `catalogue` or beside it."""
    loaded, file = beside(path, registry, catalogue), read(path)
    alone = _judged_together(loaded, file)
    return [Result(str(path), case.name, case, tuple(_differences(loaded, file, case, alone))) for case in file.cases]


def beside(path: Path, registry: Registry, catalogue: Catalogue | None = None) -> Loaded:
    """The campaign beside a file of cases."""
    name = path.name.removesuffix(CASES)
    return load(path.with_name(name + SUFFIX), f"{path.resolve().parent.name}/{name}", registry, catalogue)


def _judged_together(loaded: Loaded, file: CasesFile) -> dict[str, Participant]:
    """The cases that only ask about one participant, judged in one table for each round and day: by case name.

    Cases whose evidence is refused are left out; each is then judged, and refused, by itself.
    """
    groups: dict[tuple[str, date], list[Case]] = {}
    for case in file.cases:
        if not (case.participants or case.expect_proposals or case.expect_standings):
            try:
                round, on = _when(loaded.campaign, case)
            except NotFound:
                continue
            groups.setdefault((round.id, on), []).append(case)
    found: dict[str, Participant] = {}
    for cases in groups.values():
        try:
            outcome = _scored(loaded, file, cases[0], [_alone(case) for case in cases])
        except EvidenceRefused:
            continue
        found |= {person.id: person for kind in KINDS for person in participants(outcome, kind)}
    return found


def _alone(case: Case) -> Person:
    return Person(case.name, case.name, case.like, case.kind, case.facts, case.without)


def _differences(loaded: Loaded, file: CasesFile, case: Case, alone: Mapping[str, Participant]) -> Iterator[str]:
    strange = [*_strange(loaded, file, case)]
    yield from strange
    if strange:
        return
    if case.name in alone:
        yield from of_one(case, alone[case.name])
        return
    try:
        outcome = _scored(loaded, file, case, case.participants or [_alone(case)])
    except EmulationError as problem:
        yield str(problem)
        return
    people = {person.id: person for kind in KINDS for person in participants(outcome, kind)}
    for found in people.values() if case.of_each else ():
        yield from of_one(case, found)
    yield from of_table(case, people)
    for expected in case.expect_proposals:
        got = [p for p in outcome.proposals if (p.award, p.kind) == (expected.award, expected.kind)]
        if not got:
            yield _("no proposal for {award}, {kind}").format(award=expected.award, kind=expected.kind.value)
        for proposal in got:
            yield from of_lists(expected, proposal)


def _strange(loaded: Loaded, file: CasesFile, case: Case) -> Iterator[str]:
    """Facts the campaign does not know: a slip that could let a case hold by accident."""
    known = law.dictionary(loaded.campaign.facts)
    for person in case.participants or [_alone(case)]:
        profile = file.profiles[person.like].facts if person.like else {}
        for name in dict.fromkeys([*profile, *person.facts, *person.without]):
            if name not in known:
                yield _("no fact {name} is declared").format(name=name) + toml.meant(name, known)


def _when(campaign: Campaign, case: Case) -> tuple[Round, date]:
    """The round and the day a case asks about."""
    round = choose_round(campaign, case.round, case.on or date.max)
    return round, case.on or campaign.all_due(round)


def _scored(loaded: Loaded, file: CasesFile, case: Case, people: Sequence[Person]) -> Outcome:
    """Score people in the round and on the day of `case`."""
    round, on = _when(loaded.campaign, case)
    return score(loaded, _evidence(loaded, file, case, people), round, on)


def evidence_of(loaded: Loaded, file: CasesFile, case: Case) -> Evidence:
    """What the participants of one case bring; raises `EvidenceRefused`."""
    return _evidence(loaded, file, case, case.participants or [_alone(case)])


def _evidence(loaded: Loaded, file: CasesFile, case: Case, people: Sequence[Person]) -> Evidence:
    rows = [_row(person, file.profiles) for person in people]
    headings = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [(n, [row.get(name) for name in headings]) for n, row in enumerate(rows, 1)]
    return collect([RawSheet(case.name, None, headings, cells, ",")], loaded.campaign)


def _row(person: Person, profiles: Mapping[Id, Profile]) -> dict[str, object]:
    profile = profiles[person.like] if person.like else None
    kind = person.kind or (profile.kind if profile else None)
    facts = {**(profile.facts if profile else {}), **person.facts}
    cells: dict[str, object] = {name: _cell(value) for name, value in facts.items() if name not in person.without}
    return {"id": person.id, "name": person.name, "kind": kind.value if kind else None, **cells}


def _cell(value: object) -> object:
    """A TOML value as a cell: a list of members as people write it."""
    return ("; ".join(map(str, value)) or "không") if isinstance(value, list) else value
