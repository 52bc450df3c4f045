"""What `emulation check --json` prints."""

from __future__ import annotations

from attrs import frozen

from emulation_core.campaign import Note
from emulation_core.explain.gaps import Gap


@frozen
class Faulty:
    """One fault of a campaign or of its evidence: `where` it stands, the `key` or heading, and what is wrong."""

    where: str
    key: str
    what: str


@frozen
class Checked:
    """What is wrong with a campaign and its evidence, and what is still missing.

    `participants` is null where no evidence was given or it was refused; `marked` are the copies with marked cells.
    """

    faults: tuple[Faulty, ...] = ()
    notes: tuple[Note, ...] = ()
    unresolved: tuple[Note, ...] = ()
    participants: int | None = None
    gaps: tuple[Gap, ...] = ()
    marked: tuple[str, ...] = ()
