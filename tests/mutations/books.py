"""Workbooks: what else people do to a sheet."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from emulation_core.intake.values import KIND_LABELS


def _merge(rng: random.Random, book: Any, sheet: Any) -> None:
    row, column = rng.randint(1, 8), rng.randint(1, 6)
    sheet.merge_cells(
        start_row=row, end_row=row + rng.randint(0, 3), start_column=column, end_column=column + rng.randint(0, 3)
    )


def _hide_row(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.row_dimensions[rng.randint(1, 8)].hidden = True


def _hide_sheet(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.sheet_state = rng.choice(["hidden", "veryHidden"])


def _hide_all(rng: random.Random, book: Any, sheet: Any) -> None:
    for label in KIND_LABELS.values():
        if label in book.sheetnames:
            book[label].sheet_state = "hidden"


def _more_sheets(rng: random.Random, book: Any, sheet: Any) -> None:
    other = book.copy_worksheet(sheet)
    other.title = rng.choice(["Tập thể (2)", "tap the", "Sheet1", "Bản nháp", "Cá nhân "])


def _rename(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.title = rng.choice(["Tập thể ", "TAP THE", "Sheet1", "Hồ  sơ 2", "›", "_emulation2", "A1", "😀", "Lỗi"])


def _rows_above(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.insert_rows(1, rng.choice([1, 3, 7, 9]))


def _far_cell(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.cell(rng.choice([5, 40_000, 1_048_576]), rng.choice([60, 16_384])).value = rng.choice(["x", 0, None])


def _sheet_gone(rng: random.Random, book: Any, sheet: Any) -> None:
    del book[sheet.title]


def _stamp(rng: random.Random, book: Any, sheet: Any) -> None:
    rng.choice(list(book["_emulation"].iter_rows()))[rng.randint(0, 1)].value = rng.choice([None, "x", 2026, "2031"])


def _papers(rng: random.Random, book: Any, sheet: Any) -> None:
    if "Hồ sơ" in book.sheetnames:
        page = book["Hồ sơ"]
        for row in range(5, 8):
            for column in range(1, 7):
                page.cell(row, column).value = rng.choice(
                    ["C01", "I02", 1, -1, "", None, "Báo cáo", datetime(2026, 5, 5)]
                )


SHEETS = (
    _merge,
    _hide_row,
    _hide_sheet,
    _hide_all,
    _more_sheets,
    _rename,
    _rows_above,
    _far_cell,
    _sheet_gone,
    _stamp,
    _papers,
)
