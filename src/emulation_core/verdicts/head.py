"""What a verdict file says of itself: what was scored, by what, on which evidence, and what its codes mean."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from emulation_core.campaign import Loaded, Round
from emulation_core.errors import NotFound
from emulation_core.i18n import _
from emulation_core.intake import inputs
from emulation_core.model import KINDS, Status, Verdict
from emulation_core.outcome import LISTS

KEY = "emulation"
Digests = Sequence[tuple[str, str]]
"""The name and the SHA-256 of each file."""
_version = cache(version)


@frozen
class Head:
    """What a verdict file says of itself.

    `texts` are those of the campaign, (id, text) with the first base first; `evidence` has the name and the SHA-256 of
    each file that was read; `criteria` has for each kind the clause of every criterion by id.
    """

    campaign: str
    round: str
    on: date
    decided: date
    by: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    engine: str
    criteria: Mapping[str, Mapping[str, str]]
    awards: tuple[str, ...]

    def written(self) -> dict[str, str]:
        """The head as the file keeps it, with what the codes mean."""
        texts = [{"id": id, "sha256": _digest(text), "text": text} for id, text in self.texts]
        said = {name: getattr(self, name) for name in ("campaign", "round", "by", "engine", "criteria", "awards")}
        said |= {"on": self.on.isoformat(), "decided": self.decided.isoformat(), "texts": texts}
        said |= {"evidence": [{"file": name, "sha256": sha256} for name, sha256 in self.evidence]}
        said["codes"] = {
            "verdict": {verdict.value: verdict.word for verdict in Verdict},
            "status": {status.value: status.word for status in Status},
            "place": dict(enumerate(LISTS)),
            "kind": {n: kind.value for n, kind in enumerate(KINDS)},
        }
        return {KEY: json.dumps(said, ensure_ascii=False)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """The name and digest of every file that is read as evidence; none of what the reader cannot read and will name."""
    found = inputs(paths)
    files = [(file.name, file_digest(file.path) if _opens(file.path) else "") for file in found.files]
    return files + [(fault.where, "") for fault in found.faults]


def _opens(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def head(loaded: Loaded, round: Round, on: date, decided: date, evidence: Digests, by: Sequence[str] = ()) -> Head:
    """The head of the file that a run over `evidence` writes; `by` are the columns that keep tables apart."""
    campaign = loaded.campaign
    return Head(
        campaign=loaded.id,
        round=round.id,
        on=on,
        decided=decided,
        by=tuple(by),
        texts=loaded.texts,
        evidence=tuple(evidence),
        engine=_version("emulation-core"),
        criteria={kind.value: {str(c.id): str(c.clause) for c in campaign.criteria_in(round, kind)} for kind in KINDS},
        awards=tuple(award.id for award in campaign.awards_in(round)),
    )


def head_in(path: Path) -> Head:
    """What the verdict file at `path` says of itself; raises `NotFound` for any other file."""
    try:
        return _read(json.loads(pl.read_parquet_metadata(path)[KEY]))
    except (OSError, KeyError, TypeError, ValueError, pl.exceptions.PolarsError) as problem:
        raise NotFound(_("{path}: no verdict file").format(path=path)) from problem


def _read(raw: dict[str, Any]) -> Head:
    return Head(
        campaign=raw["campaign"],
        round=raw["round"],
        on=date.fromisoformat(raw["on"]),
        decided=date.fromisoformat(raw["decided"]),
        by=tuple(raw["by"]),
        texts=tuple((text["id"], text["text"]) for text in raw["texts"]),
        evidence=tuple((file["file"], file["sha256"]) for file in raw["evidence"]),
        engine=raw["engine"],
        criteria=raw["criteria"],
        awards=tuple(raw["awards"]),
    )
