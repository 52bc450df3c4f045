"""Faults back in the office's own file: a copy with the wrong cells coloured and a list of them in front."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emulation_core.errors import Fault, NotFound
from emulation_core.i18n import _
from emulation_core.intake.sheets import sheets

SUFFIX = ".loi.xlsx"
LIST = "Lỗi"
MOST_CELLS = 1_000_000
"""A workbook with more filled cells is not copied: openpyxl needs some 100 bytes and 5 µs for each."""
_RED = "FFFFC7CE"
_LONGEST_NAME = 31


def mark(path: Path, faults: Sequence[Fault]) -> Path:
    """Write `<name>.loi.xlsx` beside `path` with `faults`, those of that file, and return where it stands.

    Values and formats are those of `path`; a CSV or Parquet file becomes one sheet. Raises `NotFound` when the file
    is too large to be copied or cannot be read at all.
    """
    book = _opened(path)
    for fault in faults:
        sheet = _sheet_of(book, fault)
        if sheet is not None:
            _mark_cell(sheet.cell(max(fault.line, 1), fault.column + 1), fault.what)
    _list(book, faults)
    target = path.with_name(path.stem + SUFFIX)
    draft = target.with_name(target.name + ".part")
    book.save(draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    return target


def _opened(path: Path) -> Any:
    """The workbook at `path` as openpyxl holds it; other tables as a workbook of one sheet."""
    import openpyxl

    raw = list(sheets(path))  # also admits the file: openpyxl only ever opens what passed
    if sum(len(cells) for sheet in raw for _row, cells in sheet.rows) > MOST_CELLS:
        raise NotFound(_("{file} is too large to be marked").format(file=path.name))
    if path.suffix.lower() == ".xlsx":
        return openpyxl.load_workbook(path)
    book = openpyxl.Workbook()
    page: Any = book.active
    for table in raw:
        for n, heading in enumerate(table.headings, 1):
            _put(page.cell(1, n), heading)
        for row, cells in table.rows:
            for n, cell in enumerate(cells, 1):
                _put(page.cell(row, n), cell)
    return book


def _put(cell: Any, value: object) -> None:
    """A value as text: nothing that a file says becomes a formula."""
    if value is not None:
        cell.value = str(value)
        cell.data_type = "s"


def _sheet_of(book: Any, fault: Fault) -> Any:
    if fault.sheet is None:
        return book.worksheets[0]
    return book[fault.sheet] if fault.sheet in book.sheetnames else None


def _mark_cell(cell: Any, what: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=_RED)
    if isinstance(cell, MergedCell):
        return
    said = f"{cell.comment.text}\n{what}" if cell.comment else what
    comment = Comment(said, "emulation")
    comment.width, comment.height = 320, 120
    cell.comment = comment


def _list(book: Any, faults: Sequence[Fault]) -> None:
    """A first sheet that lists every fault, with a link to its cell."""
    name = next(n for n in (LIST, *(f"{LIST} {i}" for i in range(2, 99))) if n not in book.sheetnames)
    sheet = book.create_sheet(name[:_LONGEST_NAME], 0)
    rows = [(_("Where"), _("Heading"), _("What is wrong, and what is accepted"))]
    rows += [(fault.where, fault.key, fault.what) for fault in faults]
    for n, row in enumerate(rows, 1):
        for m, value in enumerate(row, 1):
            _put(sheet.cell(n, m), value)
    for letter, width in (("A", 34), ("B", 40), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    book.active = 0
