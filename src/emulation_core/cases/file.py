"""The file of cases: its keys, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import field, frozen

from emulation_core import toml
from emulation_core.config.catalogue import CASES
from emulation_core.errors import CampaignRefused, NotFound
from emulation_core.i18n import _
from emulation_core.model import Id, Kind, Text


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
class Standing:
    """What is said of one participant of a table, in points or otherwise; only what is given is compared."""

    id: Text
    status: str | None = None
    points: Decimal | None = None
    points_range: tuple[Decimal, Decimal] | None = None
    rank: int | None = None
    label: Id | None = None


@frozen
class Case:
    """One sentence about the plan: who, on what evidence, asked when, and what is said.

    `on` defaults to the first day on which all evidence of the round is due. `expect_standings` holds what is said of
    each of several participants; a rank, one among others, stands there alone.
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
    points: Decimal | None = None
    points_range: tuple[Decimal, Decimal] | None = None
    label: Id | None = None
    participants: tuple[Person, ...] = ()
    expect_proposals: tuple[Expected, ...] = ()
    expect_standings: tuple[Standing, ...] = ()

    @property
    def of_each(self) -> bool:
        """Whether something is expected of every participant by itself."""
        said = (self.status, self.points, self.points_range, self.label)
        return bool(self.expect) or any(one is not None for one in said)


@frozen
class CasesFile:
    """A file of cases."""

    cases: tuple[Case, ...]
    profiles: Mapping[Id, Profile] = field(factory=dict)


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
    made, problems = toml.structure(toml.plain(), raw, CasesFile)
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
        if not (case.of_each or case.expect_proposals or case.expect_standings):
            keys = "expect, status, points, points_range, label, expect_proposals, expect_standings"
            yield ("cases", n), _("nothing is expected; give one of: {keys}").format(keys=keys)
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
