"""What is said of participants, put by in the order it is found and taken out sorted by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import polars as pl
from attrs import define, field

IN_HAND, IN_A_BOX = 50_000, 98_304
"""Rows that are held before they are put on the disk, and rows of one box.

They lie there as they are: to pack and unpack thousands of small pieces took a tenth of a run.
"""
Place = tuple[int, int]
"""Where a piece lies in the file: its first byte, and how many there are."""


@define(eq=False)
class Shelf:
    """Boxes in the file `path`, each for the ids from one bound to the next; `boxes` says where their pieces lie."""

    path: Path
    bounds: pl.Series
    boxes: Sequence[list[Place]]
    twice: list[str] = field(factory=list)
    held: list[pl.DataFrame] = field(factory=list)

    @classmethod
    def of(cls, path: Path, sample: pl.Series, height: int) -> Shelf:
        """A shelf in the file `path` for some `height` rows whose ids are like those of `sample`."""
        count = -(-height // IN_A_BOX)
        step = max(len(sample) // count, 1) if count else 1
        bounds = sample.sort().gather_every(step, step)[: max(count - 1, 0)]
        return cls(path, bounds, [[] for _box in range(len(bounds) + 1)])

    def add(self, rows: pl.DataFrame) -> None:
        """Put some rows by."""
        self.held.append(rows)
        if sum(frame.height for frame in self.held) >= IN_HAND:
            self._flush()

    def _flush(self) -> None:
        rows = pl.concat(self.held).sort("id")
        self.held.clear()
        bounds = rows["id"].search_sorted(self.bounds, side="left").to_list() if len(self.bounds) else []
        with self.path.open("ab") as file:
            for box, (start, end) in zip(self.boxes, pairwise([0, *bounds, rows.height]), strict=True):
                if start < end:
                    begins = file.tell()
                    rows[start:end].write_ipc_stream(file)
                    box.append((begins, file.tell() - begins))

    def sorted(self) -> Iterator[pl.DataFrame]:
        """Everything by id, box by box; ids that stand twice are noted in `twice`."""
        if not any(self.boxes):
            yield from [self._box(self.held)] if self.held else []
            return
        if self.held:
            self._flush()
        with self.path.open("rb") as file:
            for box in filter(None, self.boxes):
                yield self._box([_piece(file, *place) for place in box])

    def _box(self, pieces: list[pl.DataFrame]) -> pl.DataFrame:
        rows = pl.concat(pieces).sort("id")
        self.twice.extend(rows.filter(pl.col("id") == pl.col("id").shift())["id"])
        return rows


def _piece(file: BinaryIO, begins: int, size: int) -> pl.DataFrame:
    file.seek(begins)
    return pl.read_ipc_stream(file.read(size))
