"""How a table lies on its sheet: the cells that hold something, and what merged cells cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from emulation_core.errors import Fault
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.rawsheet import RawSheet, letter
from emulation_core.intake.words import shown

Cells = Sequence[object]
Rows = Sequence[tuple[int, Cells]]


def filled(cell: object) -> bool:
    """Whether a cell holds anything but blanks."""
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def present(cell: object) -> bool:
    """Whether a cell says anything: a dash says that there is nothing."""
    return filled(cell) and not (isinstance(cell, str) and cell.strip() == "-")


def at(cells: Cells, n: int) -> object:
    """The cell in column `n`; None in a row too short."""
    return cells[n] if n < len(cells) else None


def rows_of(raw: RawSheet) -> Rows:
    """The rows that hold anything."""
    return [(row, cells) for row, cells in raw.rows if any(map(filled, cells))]


def fault(raw: RawSheet, row: int, n: int, what: str) -> Fault:
    """What is wrong with the cell in `row` and column `n` (from 0), under its heading."""
    heading = raw.headings[n] if n < len(raw.headings) else ""
    return Fault(raw.file, row, n, raw.where(row, n), shown(heading.strip()), what, raw.sheet)


def number_format(raw: RawSheet, row: int, n: int) -> str:
    """The number format of a cell; empty where the file has none."""
    style = raw.style(row, n) if raw.style is not None else None
    return style.number_format if style is not None else ""


def font(raw: RawSheet, row: int, n: int) -> str | None:
    """The font of a cell; None where the file has none."""
    style = raw.style(row, n) if raw.style is not None else None
    return style.font if style is not None else None


def headless(raw: RawSheet, rows: Rows) -> list[int]:
    """The columns that hold values below an empty heading."""
    blank = [n for n, heading in enumerate(raw.headings) if not heading.strip()]
    return [n for n in blank if any(filled(at(cells, n)) for _row, cells in rows)]


@frozen
class Merge:
    """Merged cells of a table: what is wrong, whether headings are among them, and the rows they cover."""

    fault: Fault
    headings: bool
    rows: tuple[int, ...]


def merges(raw: RawSheet, rows: Rows) -> Iterator[Merge]:
    """The merged cells that cover several rows or columns of the table; those above its headings do not matter."""
    width = max((n + 1 for n, heading in enumerate(raw.headings) if heading.strip()), default=0)
    numbers = [row for row, _cells in rows]
    for first, left, last, right in raw.merged:
        columns = min(right + 1, width) - left
        covered = numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
        headings = first <= raw.heading_row <= last
        # A heading merged with the line above it stands there, and not in its own row.
        if columns > 0 and ((len(covered) + headings) * columns > 1 or (headings and first < raw.heading_row)):
            area = f"{letter(left)}{first}:{letter(right)}{last}"
            where = f"{raw.file} › {raw.sheet} › {area}"
            what = _("merged cells; unmerge them and give every row its own value")
            yield Merge(Fault(raw.file, first, left, where, "", what, raw.sheet), headings, tuple(covered))
