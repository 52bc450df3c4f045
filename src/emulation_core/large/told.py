"""What is told of a large table beside its verdicts: people that may be one, ids that stand twice, old letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from emulation_core.campaign import Note
from emulation_core.errors import Fault
from emulation_core.i18n import _
from emulation_core.intake.columnar import Columns
from emulation_core.intake.encodings import recognisable
from emulation_core.intake.spelling import candidates, suspects
from emulation_core.intake.table import IDENTITY, old_letters
from emulation_core.intake.words import shown

MOST_TOLD = 200
"""Notes and faults of one sort that are listed."""


def alike(frame: pl.DataFrame, by: Sequence[str]) -> Iterator[Note]:
    """Who may be one and the same, in each table."""
    people = candidates(frame.select(*IDENTITY, *by), by)
    for table in people.partition_by(by, maintain_order=True) if by else [people]:
        yield from suspects(table.select(IDENTITY).iter_rows())


def twice(path: Path, columns: Columns, ids: Sequence[str]) -> Iterator[Fault]:
    """Ids that stand twice, each with the rows it stands in."""
    heading = columns.sheet.columns["id"]
    for id in sorted(set(ids))[:MOST_TOLD]:
        table = pl.scan_parquet(path, glob=False).select(
            pl.col(heading).cast(pl.String).str.strip_chars().str.normalize("NFC") == id
        )
        first, *others = [row + 1 for row in table.collect().to_series().arg_true()] or [1]
        for row in others or [first]:
            what = _("{id} stands twice, first at {place}").format(id=shown(id), place=f"{path.name}:{first}")
            yield Fault(path.name, row, columns.headings.columns["id"], f"{path.name}:{row}", heading, what)


def letters(columns: Columns) -> Iterator[Fault]:
    """Columns written in letters of old."""
    for key, words in columns.words.items():
        told = old_letters(words) if recognisable(words) else None
        if told is not None:
            file, heading = columns.sheet.file, columns.sheet.columns[key]
            yield Fault(file, 1, columns.headings.columns[key], f"{file}:1", heading, told)
