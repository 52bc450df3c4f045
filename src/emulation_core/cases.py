"""The cases beside a campaign: its tests, written so that an official can read and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import field, frozen

from emulation_core import law, toml
from emulation_core.campaign import Campaign, Loaded, Round
from emulation_core.config import load, schema
from emulation_core.config.catalogue import CASES, SUFFIX, Catalogue
from emulation_core.errors import CampaignRefused, EmulationError, EvidenceRefused, NotFound
from emulation_core.i18n import _
from emulation_core.intake import RawSheet, collect
from emulation_core.model import KINDS, Id, Kind, Text
from emulation_core.outcome import Outcome, Proposal
from emulation_core.plugins import Registry
from emulation_core.report import Document, Participant, participants
from emulation_core.scoring import choose_round, score


@frozen
class Profile:
    """A participant described once, for cases to start from."""

    kind: Kind
    facts: Mapping[Id, Any] = field(factory=dict)


@frozen
class Person:
    """One participant of a table: a profile's facts, some set or replaced, some taken away."""

    id: Text
    name: Text
    like: Id | None = None
    kind: Kind | None = None
    facts: Mapping[Id, Any] = field(factory=dict)
    without: tuple[Id, ...] = ()


@frozen
class Expected:
    """What a proposal should look like; only what is given is compared, lists in any order."""

    award: Id
    kind: Kind
    seats: int | None = None
    selected: tuple[str, ...] | None = None
    tied: tuple[str, ...] | None = None
    reserve: tuple[str, ...] | None = None
    open: tuple[str, ...] | None = None
    deferred: tuple[str, ...] | None = None
    certain: tuple[str, ...] | None = None
    depends: Mapping[str, tuple[str, ...]] | None = None


@frozen
class Case:
    """One sentence about the plan: who, on what evidence, asked when, and what is said.

    `on` defaults to the first day on which all evidence of the round is due.
    """

    name: Text
    like: Id | None = None
    kind: Kind | None = None
    facts: Mapping[Id, Any] = field(factory=dict)
    without: tuple[Id, ...] = ()
    on: date | None = None
    round: str | None = None
    expect: Mapping[str, str] = field(factory=dict)
    status: str | None = None
    participants: tuple[Person, ...] = ()
    expect_proposals: tuple[Expected, ...] = ()


@frozen
class CasesFile:
    """A file of cases."""

    cases: tuple[Case, ...]
    profiles: Mapping[Id, Profile] = field(factory=dict)


@frozen
class Result:
    """What became of one case: nothing in `differences` when it holds."""

    file: str
    name: str
    case: Case
    differences: tuple[str, ...]


def files(paths: Iterable[Path]) -> list[Path]:
    """Every cases file at or below `paths`; raises `NotFound` for a path that does not exist."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise NotFound(f"{path}: " + _("no such file or folder"))
        found += sorted(path.rglob("*" + CASES)) if path.is_dir() else [path]
    return found


def read(path: Path) -> CasesFile:
    """The cases in `path`; raises `CampaignRefused` with every fault."""
    text = toml.read_text(path)
    raw = toml.parse(text, str(path))
    made, problems = toml.structure(toml.converter(), raw, CasesFile)
    problems += [] if made is None else list(_problems(made))
    if made is None or problems:
        raise CampaignRefused(toml.faults(str(path), text, raw, problems))
    return made


def _problems(file: CasesFile) -> Iterator[toml.Problem]:
    names: set[str] = set()
    for n, case in enumerate(file.cases):
        if case.name in names:
            yield ("cases", n, "name"), _("the case stands twice")
        names.add(case.name)
        if not (case.expect or case.status or case.expect_proposals):
            yield ("cases", n), _("nothing is expected; give expect, status or expect_proposals")
        people: Sequence[tuple[tuple[str | int, ...], Case | Person]] = [
            (("cases", n, "participants", m), person) for m, person in enumerate(case.participants)
        ] or [(("cases", n), case)]
        for path, person in people:
            if person.like is not None and person.like not in file.profiles:
                yield (
                    (*path, "like"),
                    _("no profile {id}").format(id=person.like) + toml.meant(person.like, file.profiles),
                )
            elif person.like is None and person.kind is None:
                yield (*path, "kind"), _("missing key")


def run(path: Path, registry: Registry, catalogue: Catalogue | None = None) -> list[Result]:
    """Every case of one file against the campaign beside it; one it extends is found in `catalogue` or beside it."""
    campaign_path = path.with_name(path.name.removesuffix(CASES) + SUFFIX)
    loaded = load(campaign_path, f"{path.resolve().parent.name}/{path.name.removesuffix(CASES)}", registry, catalogue)
    file = read(path)
    alone = _judged_together(loaded, file)
    return [Result(str(path), case.name, case, tuple(_differences(loaded, file, case, alone))) for case in file.cases]


def _judged_together(loaded: Loaded, file: CasesFile) -> dict[str, Participant]:
    """The cases that only ask about one participant, judged in one table for each round and day: by case name.

    Cases whose evidence is refused are left out; each is then judged, and refused, by itself.
    """
    groups: dict[tuple[str, date], list[Case]] = {}
    for case in file.cases:
        if not case.participants and not case.expect_proposals:
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
        yield from _verdicts(case, alone[case.name])
        return
    try:
        outcome = _scored(loaded, file, case, case.participants or [_alone(case)])
    except EmulationError as problem:
        yield str(problem)
        return
    if case.expect or case.status is not None:
        for found in (person for kind in KINDS for person in participants(outcome, kind)):
            yield from _verdicts(case, found)
    for expected in case.expect_proposals:
        got = [p for p in outcome.proposals if (p.award, p.kind) == (expected.award, expected.kind)]
        if not got:
            yield _("no proposal for {award}, {kind}").format(award=expected.award, kind=expected.kind.value)
        for proposal in got:
            yield from _lists(expected, proposal)


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
    rows = [_row(person, file.profiles) for person in people]
    headings = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [(n, [row.get(name) for name in headings]) for n, row in enumerate(rows, 1)]
    return score(loaded, collect([RawSheet(case.name, None, headings, cells, ",")], loaded.campaign), round, on)


def _row(person: Person, profiles: Mapping[Id, Profile]) -> dict[str, object]:
    profile = profiles[person.like] if person.like else None
    kind = person.kind or (profile.kind if profile else None)
    facts = {**(profile.facts if profile else {}), **person.facts}
    cells: dict[str, object] = {name: _cell(value) for name, value in facts.items() if name not in person.without}
    return {"id": person.id, "name": person.name, "kind": kind.value if kind else None, **cells}


def _cell(value: object) -> object:
    """A TOML value as a cell: a list of members as people write it."""
    return ("; ".join(map(str, value)) or "không") if isinstance(value, list) else value


def _verdicts(case: Case, got: Participant) -> Iterator[str]:
    by_id = {finding.criterion: finding for finding in got.findings}
    for id, wanted in case.expect.items():
        finding = by_id.get(id)
        if finding is None:
            yield _("{id}: no such criterion for {kind} in this round").format(id=id, kind=got.kind.value)
        elif finding.verdict != wanted:
            yield _("{id} ({clause}): expected {wanted}, got {got}: {says}").format(
                id=id, clause=finding.clause, wanted=wanted, got=finding.verdict, says=finding.says
            )
    if case.status is not None and got.status != case.status:
        open_ = ", ".join(
            f"{f.criterion}={f.verdict}" for f in got.findings if f.verdict not in ("met", "not_applicable")
        )
        yield _("status: expected {wanted}, got {got} ({why})").format(wanted=case.status, got=got.status, why=open_)


def _lists(expected: Expected, got: Proposal) -> Iterator[str]:
    where = f"{expected.award}[{expected.kind.value}]"
    for key in ("seats", "selected", "tied", "reserve", "open", "deferred", "certain", "depends"):
        wanted, found = getattr(expected, key), getattr(got, key)
        if wanted is None:
            continue
        same = sorted(wanted) == sorted(found) if isinstance(wanted, tuple) else wanted == found
        if not same:
            yield _("{where}.{key}: expected {wanted}, got {got}").format(
                where=where, key=key, wanted=wanted, got=found
            )


def schemas(registry: Registry) -> dict[str, dict[str, Any]]:
    """The JSON Schema of every file and document, by name."""
    return {
        "campaign": schema.campaign_schema(registry),
        "cases": schema.schema_of(CasesFile, "cases"),
        "outcome": schema.schema_of(Document, "outcome", document=True),
        "jurisdictions": schema.schema_of(law.Jurisdictions, "jurisdictions"),
    }
