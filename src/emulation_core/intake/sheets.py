"""Files as tables of raw cells, with the row number of each and the sign their numbers use."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

from emulation_core.errors import NotFound
from emulation_core.i18n import _
from emulation_core.intake.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, macros
from emulation_core.intake.rawsheet import FrameRows, RawSheet, Style, Unfit, contents, letter, refused

__all__ = ["RawSheet", "Style", "letter", "refused", "sheets"]

MOST_BYTES = 64 << 20
"""Bytes of a CSV or Parquet file."""
LONGEST_LINE = 1 << 20
"""Characters in a line of CSV."""

_MACROS = (".xlsm", ".xltm", ".xlam")


def sheets(path: Path) -> Iterator[RawSheet]:
    """Every table in `path`; raises `NotFound` or `EvidenceRefused` for a file that cannot be read.

    No bytes whatever end the program, and none make it wait or grow beyond the limits stated here, in `admit` and in
    `watch`. Sheets that hold nothing are left out.
    """
    if not path.is_file():
        raise NotFound(_("{path}: no such file").format(path=path))
    reader = READERS.get(path.suffix.lower())
    try:
        if path.suffix.lower() in _MACROS:
            raise Unfit(macros())
        if reader is None:
            what = _("not a kind of file that is read here ({kinds})")
            raise Unfit(what.format(kinds=", ".join(READERS)))
        found = list(reader(path))
        if not found:
            raise Unfit(_("the file is empty"))
    except Unfit as problem:
        raise refused(path.name, 1, str(problem)) from problem
    yield from found


def _csv(path: Path) -> Iterator[RawSheet]:
    data = contents(path, MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise refused(
            path.name, _line(data, problem.start), _("the file is not UTF-8; save it as CSV UTF-8")
        ) from problem
    if (at := data.find(b"\0")) >= 0:
        raise refused(path.name, _line(data, at), _("a byte that is no text; save the file as CSV UTF-8"))
    delimiter = ";" if ";" in text.lstrip("\r\n")[:LONGEST_LINE].partition("\n")[0] else ","
    del text
    records = list(_records(path.name, data, delimiter))
    if records:
        line, headings = records[0]
        yield RawSheet(path.name, None, tuple(headings), records[1:], "." if delimiter == "," else ",", line)


def _line(data: bytes, at: int) -> int:
    return data[:at].count(b"\n") + 1


def _records(file: str, data: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records that hold anything, each with the line it starts on."""
    stream = TextIOWrapper(BytesIO(data), "utf-8-sig", newline="")
    reader = csv.reader(_lines(stream), delimiter=delimiter, strict=True)
    line, cells = 1, 0
    try:
        for record in reader:
            cells += len(record)
            if cells > MOST_CELLS or len(record) > MOST_COLUMNS or line > MOST_ROWS:
                what = _("more than {columns} columns, {rows} lines or {cells} cells; divide the file")
                raise refused(file, line, what.format(columns=MOST_COLUMNS, rows=MOST_ROWS, cells=MOST_CELLS))
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as problem:
        raise refused(file, line, _("not CSV: {why}").format(why=problem)) from problem


def _lines(stream: TextIOWrapper) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(_("a line of more than {most} characters").format(most=LONGEST_LINE))
        yield line


def _parquet(path: Path) -> Iterator[RawSheet]:
    from emulation_core.intake import watch

    frame = watch.parquet(contents(path, MOST_BYTES))
    yield RawSheet(path.name, None, tuple(frame.columns), FrameRows(frame), ".")


def _workbook(path: Path) -> Iterator[RawSheet]:
    # Whoever brings CSV does not pay for what looks into packages.
    from emulation_core.intake.workbook import read_workbook

    return read_workbook(path)


READERS: dict[str, Callable[[Path], Iterator[RawSheet]]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": _workbook,
    ".xls": _workbook,
    ".ods": _workbook,
}
