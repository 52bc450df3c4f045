"""What a batch notes of the runs it wrote, beside the ledgers.

The note `<digest of the inputs>.json` is written just before the commit and names the head the run will have: it
holds if the ledger's last run of that campaign and round has that head. So a batch that was cut off anywhere can be
taken up again, and what is in a ledger is not written twice. Nothing else reads notes; they can be thrown away.
"""

from __future__ import annotations

import json
from pathlib import Path

import cattrs
from attrs import asdict

from emulation_core.frozen import frozen
from emulation_core.report.whole import write_whole


@frozen
class Note:
    """One run: the `batch` that wrote it, which of which campaign and round it is, and what was found in it."""

    batch: str
    campaign: str
    round: str
    run: str
    head: str
    participants: int
    said: str


def path(folder: Path, inputs: str) -> Path:
    """Where the run of these inputs is noted."""
    return folder / f"{inputs}.json"


def read(file: Path) -> Note | None:
    """A note; None where there is none that can be read."""
    try:
        return cattrs.structure(json.loads(file.read_bytes()), Note)
    except Exception:  # cut off, or not ours: as if it were not there
        return None


def write(file: Path, note: Note) -> None:
    """Put a note where it belongs, whole."""
    write_whole(file, json.dumps(asdict(note), indent=1).encode())
