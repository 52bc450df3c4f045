"""`emulation.toml`: where a deployment keeps its plans, evidence and ledgers, and which agencies it serves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from emulation_core import toml
from emulation_core.errors import CampaignRefused, NotFound
from emulation_core.i18n import _
from emulation_core.model import CampaignId, Id, Text

FILE = "emulation.toml"
_PERIOD = re.compile(r"(?<=.)_\d{4}(_\d{4})?\Z")


@frozen
class Limits:
    """What one agency may cost before it is given up, and how many participants are judged at once.

    `seconds` are those without progress, and one more for every 1 000 participants; `participants` is what a task on a
    cluster holds, and what the memory of a worker must bear.
    """

    seconds: int = 60
    participants: int = 25_000


@frozen
class Agency:
    """One campaign that is served: its ledger's name, its evidence and its days, where they are not the usual ones."""

    campaign: CampaignId
    ledger: Id | None = None
    evidence: tuple[Text, ...] = ()
    round: Text | None = None
    on: date | None = None
    decided: date | None = None


@frozen
class Deployment:
    """A folder that serves many agencies. Folders are named from the folder of this file.

    With `agencies` only these are served, else everything that has evidence.
    """

    provinces: tuple[Text, ...] = ()
    evidence: Text = Text("evidence/")
    ledger: Text = Text("ledger/")
    verdicts: Text | None = None
    lang: Literal["vi", "en"] = "vi"
    limits: Limits = Limits()
    agencies: tuple[Agency, ...] = ()


@frozen
class Site:
    """A deployment and the folder it lies in."""

    folder: Path
    tables: Deployment

    def provinces(self) -> tuple[Path, ...]:
        """The folders of plans beside the shipped one."""
        return tuple(self.folder / name for name in self.tables.provinces)

    def ledger(self, campaign: str) -> Path:
        """The ledger of the agency whose campaign this is: `<ledger folder>/<province>/<agency>.db`."""
        stated = (agency.ledger for agency in self.tables.agencies if agency.campaign == campaign)
        province, _slash, name = campaign.partition("/")
        agency = next(filter(None, stated), None) or _PERIOD.sub("", name)
        return self.folder / self.tables.ledger / province / f"{agency}.db"

    @property
    def evidence(self) -> Path:
        """The folder whose folders `<province>/<campaign>/` hold the evidence."""
        return self.folder / self.tables.evidence

    @property
    def kept(self) -> Path:
        """Where a batch notes what it has written."""
        return self.folder / ".batch"


def opened(path: Path) -> Site:
    """The deployment in the folder, or in the file, `path`; raises `NotFound`, `CampaignRefused` with every fault."""
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        what = _("{path}: no deployment here; `emulation new deployment` lays one out")
        raise NotFound(what.format(path=file))
    text = toml.read_text(file)
    raw = toml.parse(text, str(file))
    made, problems = toml.structure(toml.plain(), raw, Deployment)
    problems += _problems(raw)
    if made is None or problems:
        raise CampaignRefused(toml.faults(str(file), text, raw, problems))
    return Site(file.absolute().parent, made)


def _problems(raw: Mapping[str, Any]) -> Iterator[toml.Problem]:
    """What no type forbids, read from the file's own tables, so that it is told beside the other faults."""
    limits, agencies = raw.get("limits"), raw.get("agencies")
    for key, value in limits.items() if isinstance(limits, dict) else ():
        if type(value) is int and value < 1:
            yield ("limits", key), _("1 or more")
    seen: set[tuple[str, str]] = set()
    for n, agency in enumerate(agencies if isinstance(agencies, list) else ()):
        if isinstance(agency, dict) and "campaign" in agency:
            mine = str(agency["campaign"]), str(agency.get("round"))
            if mine in seen:
                yield ("agencies", n, "campaign"), _("the campaign stands twice for one round")
            seen.add(mine)
