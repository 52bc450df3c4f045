"""What a deployment has evidence of: one round of one campaign for each folder, in tasks of many."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve

from emulation_core.batch.tasks import Asked, Item
from emulation_core.config import Catalogue
from emulation_core.deployment import Agency, Site
from emulation_core.errors import NotFound
from emulation_core.i18n import _
from emulation_core.intake.files import reads
from emulation_core.model import CampaignId, Text

MOST_ROUNDS = 500
"""Rounds in one task: their outcomes come back together."""
TASKS_EACH = 4
"""Tasks for each process, so that none is idle for long while the last ones work."""
_ROWS = {".csv": 60, ".xlsx": 60, ".parquet": 15}
"""Bytes that a participant takes in a file, roughly."""
_Days = tuple[date, date | None]
_VALUES = re.compile(rb'"[^"\n]*"|\d+')


def asked(site: Site, catalogue: Catalogue, on: date, decided: date | None = None) -> tuple[Asked, ...]:
    """Every round that is to be judged, by campaign and folder; raises `NotFound` where there is none.

    `on` and `decided` are the days asked about where the deployment states no others.
    """
    days = (on, decided)
    if not site.evidence.is_dir():
        raise NotFound(_("{folder}: no such folder of evidence").format(folder=site.evidence))
    named = site.tables.agencies
    found = [one for agency in named for one in _named(site, agency, days)] if named else list(_all(site, days))
    if not found:
        what = _("{folder}: no evidence of any campaign; it goes into <province>/<campaign>/<round>/ there")
        raise NotFound(what.format(folder=site.evidence))
    shapes: dict[str, str] = {}
    for one in found:
        if one.campaign not in shapes:
            shapes[one.campaign] = _shape(catalogue, one.campaign)
    found.sort(key=lambda one: (one.campaign, one.round or ""))
    return tuple(
        evolve(one, key=key, shape=shapes[one.campaign], size=_size(site.folder / name for name in one.evidence))
        for key, one in enumerate(found)
    )


def _all(site: Site, days: _Days) -> Iterator[Asked]:
    try:
        provinces = _folders(site.evidence)
    except OSError as problem:
        raise NotFound(_shut(site.evidence)) from problem
    yield from _astray(site, site.evidence, days)
    for province in provinces:
        try:
            campaigns = _folders(province)
            yield from _astray(site, province, days)
        except OSError:
            yield _unfit(site, province, days, _shut(province))
            continue
        for folder in campaigns:
            agency = Agency(CampaignId(f"{province.name}/{folder.name}"))
            try:
                yield from list(_in(site, folder, agency, days))
            except OSError:
                yield _unfit(site, folder, days, _shut(folder))


def _named(site: Site, agency: Agency, days: _Days) -> Iterator[Asked]:
    folder = site.evidence / agency.campaign
    if agency.evidence:
        yield _one(site, agency, days, [site.folder / name for name in agency.evidence])
        return
    try:
        some = list(_in(site, folder, agency, days)) if folder.is_dir() else []
    except OSError:
        some = [_unfit(site, folder, days, _shut(folder))]
    # Named and without evidence: that is said, not passed over.
    yield from some or [_one(site, agency, days, [folder / (agency.round or "")])]


def _in(site: Site, folder: Path, agency: Agency, days: _Days) -> Iterator[Asked]:
    """The rounds in a campaign's folder: one for each folder in it, and one of the files beside them.

    Of a round that the deployment states only what is handed in for it: its folder, or else the files.
    """
    others = [inner for inner in _folders(folder) if _filled(inner)]
    rounds = [inner for inner in others if agency.round in (None, inner.name)]
    files = [path for path in sorted(folder.iterdir()) if not (path.is_dir() or path.name.startswith("."))]
    readable = [path for path in files if reads(path)]
    for inner in rounds:
        one = _one(site, evolve(agency, round=Text(inner.name)), days, [inner])
        yield evolve(one, passed=_passed_over(inner.rglob("*")))
    if agency.round is not None and rounds:
        return
    if readable or (files and not others):
        elsewhere = tuple(inner.name for inner in rounds)
        one = _one(site, agency, days, readable or [folder])
        yield evolve(one, elsewhere=elsewhere, passed=_passed_over(files))


def _filled(folder: Path) -> bool:
    """Whether something was handed in; a folder that cannot be opened is for its reader to name."""
    shut: list[OSError] = []
    walk = os.walk(folder, onerror=shut.append)
    return any(not name.startswith(".") for _at, _inner, names in walk for name in names) or bool(shut)


def _passed_over(paths: Iterable[Path]) -> tuple[str, ...]:
    names = (path.name for path in paths if path.is_file() and not reads(path))
    return tuple(sorted(name for name in names if not name.startswith(".")))


def _astray(site: Site, folder: Path, days: _Days) -> list[Asked]:
    """Tables beside the folders of provinces or campaigns: nobody can tell whose they are."""
    what = _("{path}: it lies in no campaign's folder; accepted: {folder}/<province>/<campaign>/<round>/")
    lost = [path for path in sorted(folder.iterdir()) if path.is_file() and reads(path)]
    return [_unfit(site, path, days, what.format(path=path, folder=site.evidence)) for path in lost]


def _unfit(site: Site, path: Path, days: _Days, fault: str) -> Asked:
    """What cannot be judged, called by where it lies."""
    agency = Agency(CampaignId(path.relative_to(site.evidence).as_posix()))
    return evolve(_one(site, agency, days, [path]), fault=fault)


def _shut(folder: Path) -> str:
    return f"{folder}: {_('this folder cannot be opened')}"


def _one(site: Site, agency: Agency, days: _Days, paths: Iterable[Path]) -> Asked:
    inside = [path.relative_to(site.folder) if path.is_relative_to(site.folder) else path for path in paths]
    return Asked(
        key=0,
        campaign=agency.campaign,
        round=agency.round,
        evidence=tuple(path.as_posix() for path in inside),
        ledger=site.ledger(agency.campaign),
        on=agency.on or days[0],
        decided=agency.decided or days[1],
    )


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def _size(paths: Iterable[Path]) -> int:
    """A guess at the participants in some files."""
    try:
        files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
        return 1 + sum(file.stat().st_size // _ROWS.get(file.suffix.lower(), 60) for file in files)
    except OSError:  # whoever reads them says what is wrong with them
        return 1


def _shape(catalogue: Catalogue, campaign: str) -> str:
    """Plans that differ in words and numbers alone have this in common; a guess that costs no parsing."""
    try:
        text = b"".join(path.read_bytes() for path in catalogue.called(campaign)[:1])
    except OSError:  # whoever loads it says what is wrong with it
        text = b""
    return hashlib.sha256(_VALUES.sub(b"", text)).hexdigest()


def together(items: Sequence[Item], participants: int) -> Iterator[tuple[Item, ...]]:
    """Items in groups of about so many participants, those of one shape beside one another."""
    group: list[Item] = []
    size = 0
    for item in sorted(items, key=lambda item: (item.asked.shape, item.asked.key)):
        group.append(item)
        size += item.asked.size
        if size >= participants or len(group) >= MOST_ROUNDS:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def fair(rounds: Sequence[Asked], most: int, workers: int) -> int:
    """How many participants a task should have, at most `most`, so that each of some processes gets several tasks."""
    return max(1, min(most, sum(one.size for one in rounds) // (TASKS_EACH * workers))) if workers > 1 else most
