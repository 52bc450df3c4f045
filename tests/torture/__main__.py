"""`tox -e torture`: everything, and the figures. `python -m torture flips disk`: some of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ledgers import PEOPLE, caught, fresh, full, record, second, wrong
from torture import chain, crowd, disk, edits, erased, flips, kill

Line = tuple[str, bool]
"""A figure, and whether it is as it must be."""


def edited(work: Path) -> Iterator[Line]:
    """Every column of every row of every table, and the schema."""
    full(work / "so.db")
    for made in (edits.every(work / "so.db"), edits.schema(work / "so.db")):
        seen = edits.tried(work / "so.db", made, work)
        yield f"{seen} {dict(seen.noticed)} {seen.missed[:5] or ''}", not seen.missed


def flipped(work: Path) -> Iterator[Line]:
    """2 000 bits."""
    full(work / "so.db")
    found = flips.tried(work / "so.db", flips.drawn(work / "so.db", 2000), work)
    yield f"{found} {found.missed[:5] or ''}", not found.missed


def chained(work: Path) -> Iterator[Line]:
    """The last run cut off, and the whole chain made anew."""
    head = full(work / "so.db")
    for change in (chain.truncated, chain.made_anew):
        copy = fresh(work / "so.db", work / f"{change.__name__}_1.db")
        change(copy)
        alone, anchored = caught(copy), caught(copy, head)
        yield f"{change.__name__}: noticed by (engine, second) {alone} alone, {anchored} with the anchor", all(anchored)


def killed(work: Path) -> Iterator[Line]:
    """200 processes."""
    found = kill.tried(200, work)
    yield f"{found} {found.faults[:3] or ''}", not found.lost and not found.faults


def crowded(work: Path) -> Iterator[Line]:
    """4 processes of 100 runs each."""
    found = crowd.tried(4, 100, work)
    as_asked = found.asked == found.acknowledged == found.kept
    yield f"{found} {found.faults[:3] or ''}", as_asked and found.one_chain and not found.faults


def filled(work: Path) -> Iterator[Line]:
    """A limit at every 4 KiB from nothing to twice the file."""
    record(work / "so.db", PEOPLE)
    found = disk.tried(work / "so.db", range(0, 2 * (work / "so.db").stat().st_size, 4096), work)
    messages = sorted({text.replace(str(size), "…").split(".db", 1)[1] for size, text in found.refused.items()})
    yield f"{found} {found.faults[:3] or ''}\n         " + "\n         ".join(messages), not found.faults


def gone(work: Path) -> Iterator[Line]:
    """100 of 300 people."""
    before, after = erased.tried(work / "so.db", 100)
    faults = [*wrong(work / "so.db"), *second(work / "so.db")[1]]
    yield f"100 subjects erased: {before} hits before, {after} after, {len(faults)} faults", not after and not faults


ALL: Mapping[str, Callable[[Path], Iterator[Line]]] = {
    "edits": edited,
    "flips": flipped,
    "chain": chained,
    "erased": gone,
    "disk": filled,
    "crowd": crowded,
    "kill": killed,
}


def main(names: list[str]) -> int:
    """Print a line for each figure; 1 where one is not as it must be."""
    good = True
    for name in names or ALL:
        since = time.perf_counter()
        with TemporaryDirectory() as folder:
            for figure, holds in ALL[name](Path(folder)):
                good &= holds
                print(
                    f"{'ok  ' if holds else 'FAIL'} {name:6}: {figure} ({time.perf_counter() - since:.0f} s)",
                    flush=True,
                )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
