"""What a deployment has evidence of: one round of one campaign for each folder, in tasks of many."""

from __future__ import annotations

import hashlib
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
    for province in _folders(site.evidence):
        for folder in _folders(province):
            agency = Agency(CampaignId(f"{province.name}/{folder.name}"))
            try:
                yield from list(_in(site, folder, agency, days))
            except OSError:  # whoever reads the evidence says what is wrong with the folder
                yield _one(site, agency, days, [folder])


def _named(site: Site, agency: Agency, days: _Days) -> Iterator[Asked]:
    folder = site.evidence / agency.campaign
    if agency.evidence:
        yield _one(site, agency, days, [site.folder / name for name in agency.evidence])
    elif agency.round is not None and (folder / agency.round).is_dir():
        yield _one(site, agency, days, [folder / agency.round])
    else:
        some = list(_in(site, folder, agency, days)) if folder.is_dir() else []
        # Named and without evidence: that is said, not passed over.
        yield from some or [_one(site, agency, days, [folder])]


def _in(site: Site, folder: Path, agency: Agency, days: _Days) -> Iterator[Asked]:
    """The rounds in a campaign's folder: one for each folder in it, and one of the files beside them."""
    rounds = [inner for inner in _folders(folder) if any(inner.rglob("*"))]
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    readable = [path for path in files if reads(path)]
    for inner in rounds:
        yield _one(site, evolve(agency, round=Text(inner.name)), days, [inner])
    if readable or (files and not rounds):
        elsewhere = tuple(inner.name for inner in rounds)
        yield evolve(_one(site, agency, days, readable or [folder]), elsewhere=elsewhere)


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
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return 1 + sum(file.stat().st_size // _ROWS.get(file.suffix.lower(), 60) for file in files)


def _shape(catalogue: Catalogue, campaign: str) -> str:
    """Plans that differ in words and numbers alone have this in common; a guess that costs no parsing."""
    text = b"".join(path.read_bytes() for path in catalogue.called(campaign)[:1])
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
