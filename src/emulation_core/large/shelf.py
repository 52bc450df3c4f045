"""What is said of participants, put by in the order it is found and taken out sorted by id."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
from attrs import define, field

IN_HAND, IN_A_BOX = 131_072, 131_072
"""Rows that are held before they are put on the disk, and rows of one box.

They lie there as they are: to pack and unpack thousands of small pieces took a tenth of a run.
"""


@define(eq=False)
class Shelf:
    """Boxes on the disk, each for the ids from one bound to the next."""

    room: Path
    bounds: pl.Series
    twice: list[str] = field(factory=list)
    held: list[pl.DataFrame] = field(factory=list)
    flushed: int = 0

    @classmethod
    def of(cls, room: Path, sample: pl.Series, height: int) -> Shelf:
        """A shelf in the folder `room` for some `height` rows whose ids are like those of `sample`."""
        count = -(-height // IN_A_BOX)
        step = max(len(sample) // count, 1) if count else 1
        return cls(room, sample.sort().gather_every(step, step)[: max(count - 1, 0)])

    def add(self, rows: pl.DataFrame) -> None:
        """Put some rows by."""
        self.held.append(rows)
        if sum(frame.height for frame in self.held) >= IN_HAND:
            self._flush()

    def _flush(self) -> None:
        rows = pl.concat(self.held).sort("id")
        self.held.clear()
        bounds = rows["id"].search_sorted(self.bounds, side="left").to_list() if len(self.bounds) else []
        starts = [0, *bounds, rows.height]
        for box, (start, end) in enumerate(pairwise(starts)):
            if start < end:
                rows[start:end].write_ipc_stream(self.room / f"box{box:05}.{self.flushed:05}")
        self.flushed += 1

    def sorted(self) -> Iterator[pl.DataFrame]:
        """Everything by id, box by box; ids that stand twice are noted in `twice`."""
        if not self.flushed:
            yield from [self._box(self.held)] if self.held else []
            return
        if self.held:
            self._flush()
        for box in range(len(self.bounds) + 1):
            pieces = sorted(self.room.glob(f"box{box:05}.*"))
            if pieces:
                yield self._box([pl.read_ipc_stream(piece) for piece in pieces])
            for piece in pieces:
                piece.unlink()

    def _box(self, pieces: list[pl.DataFrame]) -> pl.DataFrame:
        rows = pl.concat(pieces).sort("id")
        self.twice.extend(rows.filter(pl.col("id") == pl.col("id").shift())["id"])
        return rows
