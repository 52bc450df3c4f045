"""Single bits of the file turned over: noticed by both verifiers, or a bit that held nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

from attrs import field, frozen

from ledgers import caught, dump, fresh

SEED = 2026


@frozen
class Flips:
    """How many flips both verifiers noticed, how many left every row, the schema and the mark as they were, which did not."""

    noticed: list[int] = field(factory=list)
    nothing: list[int] = field(factory=list)
    missed: list[int] = field(factory=list)

    def __str__(self) -> str:
        total = len(self.noticed) + len(self.nothing) + len(self.missed)
        return f"{total} bits: {len(self.noticed)} noticed by both, {len(self.nothing)} held nothing, {len(self.missed)} missed"


def drawn(book: Path, count: int) -> list[int]:
    """Bits of the file, always the same for a file of one size."""
    return Random(SEED).sample(range(book.stat().st_size * 8), count)


def tried(book: Path, bits: Iterable[int], work: Path) -> Flips:
    """Each bit turned over in a copy of `book` of its own, in the folder `work`."""
    found, original, says = Flips(), book.read_bytes(), dump(book)
    for bit in bits:
        turned = bytearray(original)
        turned[bit // 8] ^= 1 << bit % 8
        copy = fresh(bytes(turned), work / f"bit_{bit}.db")
        if all(caught(copy)):
            found.noticed.append(bit)
        elif dump(copy) == says:
            found.nothing.append(bit)
        else:
            found.missed.append(bit)
    return found
