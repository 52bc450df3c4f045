"""Files as tables of raw cells, with the row number of each and the sign their numbers use."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from emulation_core.errors import EvidenceRefused, Fault, NotFound
from emulation_core.i18n import _


@frozen
class RawSheet:
    """One table as read: headings, and rows as (row number, cells).

    `decimal` is the sign that numbers written as text use; `letters` says whether columns are named by letter.
    """

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[object]]]
    decimal: str

    def column(self, n: int) -> str:
        """How column `n` is named in a place: a letter in a workbook, else its heading."""
        return letter(n) if self.sheet is not None else self.headings[n]

    def where(self, row: int, n: int | None = None) -> str:
        """A place people can find: "file › sheet › cell" or "file:line"."""
        if self.sheet is None:
            return f"{self.file}:{row}"
        return f"{self.file} › {self.sheet} › {letter(n or 0)}{row}"


def letter(n: int) -> str:
    """The letters of column `n`, counted from 0: A, B, … Z, AA."""
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets(path: Path) -> Iterator[RawSheet]:
    """Every table in `path`; raises `NotFound` or `EvidenceRefused` for a file that cannot be read."""
    if not path.is_file():
        raise NotFound(_("{path}: no such file").format(path=path))
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise refused(
            path.name, 1, _("not a kind of file that is read here ({kinds})").format(kinds=", ".join(_READERS))
        )
    yield from reader(path)


def refused(file: str, line: int, what: str) -> EvidenceRefused:
    """The refusal of a whole file for one reason."""
    return EvidenceRefused([Fault(file, line, 1, f"{file}:{line}", "", what)])


def _csv(path: Path) -> Iterator[RawSheet]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise refused(path.name, line, _("the file is not UTF-8; save it as CSV UTF-8")) from problem
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            records.append((line, record))
            line = reader.line_num + 1
    except csv.Error as problem:
        raise refused(path.name, line, _("not CSV: {why}").format(why=problem)) from problem
    if not records:
        raise refused(path.name, 1, _("the file is empty"))
    yield RawSheet(path.name, None, tuple(records[0][1]), records[1:], "." if delimiter == "," else ",")


def _parquet(path: Path) -> Iterator[RawSheet]:
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as problem:
        raise refused(path.name, 1, _("not Parquet: {why}").format(why=problem)) from problem
    yield RawSheet(path.name, None, tuple(frame.columns), list(enumerate(frame.iter_rows(), 1)), ".")


def _workbook(path: Path) -> Iterator[RawSheet]:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        tables = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except (calamine.CalamineError, OSError) as problem:
        raise refused(path.name, 1, _("not a workbook that can be read: {why}").format(why=problem)) from problem
    filled = [(name, table) for name, table in tables if table]
    if not filled:
        raise refused(path.name, 1, _("the file is empty"))
    for name, table in filled:
        headings = tuple(str(cell) for cell in table[0])
        yield RawSheet(path.name, name, headings, [(n, row) for n, row in enumerate(table[1:], 2)], ",")


_READERS: dict[str, Callable[[Path], Iterator[RawSheet]]] = {".csv": _csv, ".parquet": _parquet, ".xlsx": _workbook}
