"""The evidence of one campaign: a typed table, and where each of its values was read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from emulation_core.campaign import Note
from emulation_core.model import KINDS, Kind

if TYPE_CHECKING:
    import polars as pl

SHEET, ROW = "_sheet", "_row"
"""Columns of the table that lead back to the paper: the number of the sheet read, and the row in it."""
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "mã", "mã số"),
    "name": ("name", "tên", "họ và tên"),
    "kind": ("kind", "loại"),
    "unit": ("unit", "đơn vị"),
}
"""What every table calls who it speaks of, as `same` spells it."""


def same(text: str) -> str:
    """What two spellings of one word have in common: NFC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@frozen
class Sheet:
    """One table that was read. `columns` gives for each fact its column: a letter in a workbook, else the heading."""

    file: str
    columns: Mapping[str, str]
    sheet: str | None = None

    def place(self, row: int, fact: str) -> str | None:
        """Where `fact` stands in `row`: "file › sheet › cell", or "file:line › heading"; None without a column."""
        column = self.columns.get(fact)
        if column is None:
            return None
        if self.sheet is None:
            return f"{self.file}:{row} › {column}"
        return f"{self.file} › {self.sheet} › {column}{row}"


@frozen(eq=False)
class Evidence:
    """Participants and their facts.

    `frame` has `id`, `name`, `unit` (String), `kind` (String), `_sheet` and `_row` (Int64) and a column for every
    fact of the campaign and of the law, typed as `model.column_type` says; null is absence.

    `dossiers` has a row for each participant and document listed: `participant`, `document` (String: ids), `sets`,
    `originals` (Int64), `received` (Date), `_sheet` and `_row` (Int64); None where no sheet of dossiers was read.
    In a review `frame` has a column for each fact of the years before (`history`) that a rule reads, and `history` says
    for every year the head of the run it came from ("": none).
    `origins` says of a table put together from other ledgers which runs it came from: campaign, round, head of the run,
    last head of its ledger, and the head kept outside that vouches for it ("": none).
    `left_out` are the ids, sorted, of participants whose rows were faulty and not taken in, where that was asked for.
    """

    frame: pl.DataFrame
    sheets: tuple[Sheet, ...]
    warnings: tuple[Note, ...] = field(default=())
    dossiers: pl.DataFrame | None = None
    left_out: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    origins: tuple[tuple[str, ...], ...] = ()

    def source(self, sheet: int, row: int, fact: str) -> str | None:
        """Where a value was read, or None where its fact has no column."""
        return self.sheets[sheet].place(row, fact)


def by_kind(frame: pl.DataFrame) -> dict[Kind, pl.DataFrame]:
    """The rows of each kind; where all are of one, nothing is copied."""
    import polars as pl

    kinds = frame["kind"].unique().to_list()
    if len(kinds) == 1:
        return {kind: frame if kind.value in kinds else frame.clear() for kind in KINDS}
    return {kind: frame.filter(pl.col("kind") == kind.value) for kind in KINDS}
