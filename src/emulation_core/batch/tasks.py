"""What travels between the driver of a batch and the processes that work for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from emulation_core.deployment import Site

Manifest = tuple[object, ...]


@frozen
class Asked:
    """One round of one campaign that has evidence; `key` is its place in the batch.

    `round` is None where the evidence names none: the rule for `--round` applies, but for the rounds of `elsewhere`,
    which have a folder of their own. Paths of `evidence` are relative to the deployment's folder where they lie in it.
    `size` is a guess at the participants, `shape` at what other campaigns are judged with it. `passed` are files beside
    the evidence that are not read; a `fault` is known before anything is.
    """

    key: int
    campaign: str
    round: str | None
    evidence: tuple[str, ...]
    ledger: Path
    on: date
    decided: date | None
    elsewhere: tuple[str, ...] = ()
    size: int = 1
    shape: str = ""
    passed: tuple[str, ...] = ()
    fault: str = ""


@frozen
class Place:
    """Where a batch works, and in which language: the same for all its tasks."""

    folder: Path
    provinces: tuple[Path, ...]
    kept: Path
    verdicts: Path | None
    language: str
    token: str
    seconds: int

    @classmethod
    def of(cls, site: Site, provinces: tuple[Path, ...], language: str, token: str) -> Place:
        """Work in a deployment; `token` names the batch, `provinces` are all folders of plans but the shipped one."""
        tables = site.tables
        verdicts = None if tables.verdicts is None else site.folder / tables.verdicts
        return cls(site.folder, provinces, site.kept, verdicts, language, token, tables.limits.seconds)


@frozen
class Failed:
    """Why there is no run; `round` where it is known."""

    says: str
    round: str | None = None


@frozen
class Later:
    """A review: it is judged when the runs it looks back on are in the ledger."""

    round: str


@frozen
class Same:
    """The ledger has a run of the same inputs."""

    round: str
    run: str
    head: str
    participants: int
    said: str


@frozen
class Judged:
    """An outcome on its way to the ledger.

    `inputs` is the digest of all that was judged, `files` has that of each file of evidence by its name, `said` is the
    digest of all that was found; `made_by` names the program, the legal data and the plugins.
    """

    round: str
    participants: int
    inputs: str
    files: tuple[tuple[str, str], ...]
    said: str
    made_by: Manifest
    outcome: bytes = field(repr=False)


@frozen
class Written:
    """A run that is in the ledger; `warnings` say what else the ledger and the other plans hold against it."""

    round: str
    run: str
    head: str
    participants: int
    said: str
    warnings: tuple[str, ...] = ()


Result = Failed | Later | Same | Judged | Written | Mapping[tuple[str, str], str]


@frozen
class Item:
    """One step of a task: what is asked, and for `write` what was judged; `tried` where a process died over it.

    `known` gives for `judge` the runs by the digest of their inputs, where runs of the same inputs are kept.
    """

    asked: Asked
    judged: Judged | None = None
    tried: bool = False
    known: Mapping[str, Same] = field(factory=dict)


@frozen
class Task:
    """Work for one process: `recall` what ledgers hold, `judge`, judge a `review`, or `write` into ledgers."""

    what: Literal["recall", "judge", "review", "write"]
    place: Place
    items: tuple[Item, ...]

    @property
    def seconds(self) -> float:
        """How long the process may go on without a sign of progress: by who was judged, or a guess at who will be."""
        sizes = (item.judged.participants if item.judged else item.asked.size for item in self.items)
        return self.place.seconds + sum(sizes) / 1000


@frozen
class Ran:
    """What became of a task: results by key, and where the process died (`died` says how), whom it was at."""

    results: Mapping[int, Result]
    at: tuple[int, ...] = ()
    died: str = ""
    late: bool = False
