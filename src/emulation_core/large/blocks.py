"""A Parquet table in blocks of rows; where columns keep tables apart, in blocks of whole tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import TypeVar

import polars as pl
from attrs import frozen

_T = TypeVar("_T")
NUMBER = "_emulation_row"
"""The column of a block that counts the rows of the file from 1."""
READ = 32_768
"""Rows read in one go at least: smaller slices would unpack the same pages many times."""
LOOKED_AT = 8 * READ
"""Ids that are looked at in one go: what larger pieces took is not given back before the blocks are read."""
SAMPLED = 16_384


@frozen(eq=False)
class Survey:
    """What one look at the ids tells: how many rows, whether each table stands in one piece, ids at even steps."""

    height: int
    together: bool
    sample: pl.Series


def survey(path: Path, id: str, by: Sequence[str]) -> Survey:
    """Look at the ids of the file at `path`, and at the columns `by`."""
    height = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
    step = max(height // SAMPLED, 1)
    sample, pieces, seen = [], 0, []
    before = None
    for block in _read(path, [id, *by], LOOKED_AT):
        sample.append(block[id].gather_every(step).cast(pl.String))
        if by:
            keys = block.select(pl.struct(by).alias("key")).with_columns(pl.col("key").rle_id().alias("piece"))
            first = keys.unique("piece", keep="first", maintain_order=True)["key"]
            pieces += len(first) - (before is not None and first[0] == before)
            before = keys["key"][-1]
            seen.append(first.unique())
    tables = pl.concat(seen).n_unique() if seen else 0
    return Survey(height, pieces == tables, pl.concat(sample) if sample else pl.Series([], dtype=pl.String))


def ahead(work: Iterator[_T]) -> Iterator[_T]:
    """The same as `work`, each piece done while the one before it is in use: each keeps few processors busy."""
    context = copy_context()  # the language of messages

    def following() -> _T | None:
        return context.run(next, work, None)

    with ThreadPoolExecutor(1) as aside:
        coming = aside.submit(following)
        while (done := coming.result()) is not None:
            coming = aside.submit(following)
            yield done


def blocks(
    path: Path, columns: Sequence[str], by: Sequence[str], rows: int, room: Path | None
) -> Iterator[pl.DataFrame]:
    """The rows of the file in blocks of some `rows`, none of which divides a table.

    Tables that are not in one piece are gathered in the folder `room`; None says that all are.
    """
    wanted = list(dict.fromkeys([*columns, *by]))
    if room is None:
        yield from _cut(_read(path, wanted, max(READ, rows)), by, rows)
        return
    parts = _gathered(path, wanted, by, rows, room)
    for part in parts:
        pieces = [pl.read_ipc(piece) for piece in sorted(part.iterdir())]
        for piece in part.iterdir():
            piece.unlink()
        yield from _cut(iter([pl.concat(pieces).sort(*by, NUMBER)]), by, rows)


def _read(path: Path, columns: Sequence[str], rows: int) -> Iterator[pl.DataFrame]:
    table = pl.scan_parquet(path, glob=False, parallel="columns").select(columns)
    start = 0
    while (block := table.slice(start, rows).collect()).height:
        numbers = pl.int_range(start + 1, start + block.height + 1, eager=True)
        yield block.with_columns(numbers.alias(NUMBER))
        start += block.height


def _cut(frames: Iterator[pl.DataFrame], by: Sequence[str], rows: int) -> Iterator[pl.DataFrame]:
    """`frames` as one table, cut after some `rows` where a table ends."""
    rest: pl.DataFrame | None = None
    for frame in frames:
        held = frame if rest is None else pl.concat([rest, frame])
        starts = _starts(held, by)
        done = 0
        while held.height - done > rows:
            cut = _ends(starts, done, rows) if by else done + rows
            if cut is None:
                break
            yield held[done:cut]
            done = cut
        rest = held[done:]
    if rest is not None and rest.height:
        yield rest


def _starts(frame: pl.DataFrame, by: Sequence[str]) -> pl.Series:
    """The rows on which a table begins, the first row aside."""
    if not by:
        return pl.Series([], dtype=pl.Int64)
    piece = frame.select(pl.struct(by).rle_id()).to_series()
    return (piece != piece.shift()).fill_null(False).arg_true().cast(pl.Int64)


def _ends(starts: pl.Series, done: int, rows: int) -> int | None:
    """The last start at most `rows` further on, else the next one; None where the table may go on."""
    near = starts.search_sorted(done + rows, side="right")
    if near and starts[near - 1] > done:
        return int(starts[near - 1])
    return int(starts[near]) if near < len(starts) else None


def _gathered(path: Path, columns: Sequence[str], by: Sequence[str], rows: int, room: Path) -> list[Path]:
    """The rows of the file divided among folders of `room`, each table in one of them."""
    height = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
    parts = [room / f"part{n}" for n in range(height // max(READ, 2 * rows) + 1)]
    for part in parts:
        part.mkdir()
    for count, block in enumerate(_read(path, columns, READ)):
        key = block.select(pl.struct(by).hash() % len(parts)).to_series()
        for n, part in enumerate(parts):
            piece = block.filter(key == n)
            if piece.height:
                piece.write_ipc(part / f"{count:06}.arrow", compression="lz4")
    return [part for part in parts if any(part.iterdir())]
