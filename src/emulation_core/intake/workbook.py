"""Workbooks as raw sheets: admitted, parsed in a child, and given back with what only their XML knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from emulation_core.errors import EvidenceRefused, Fault
from emulation_core.evidence import HEADINGS, same
from emulation_core.i18n import _
from emulation_core.intake import watch
from emulation_core.intake.admit import MOST_BYTES, admit, errors_lost, no_value, too_wide
from emulation_core.intake.cells import Measure
from emulation_core.intake.limits import macros
from emulation_core.intake.package import again, locked
from emulation_core.intake.rawsheet import RawSheet, Style, Unfit, contents, letter
from emulation_core.intake.styles import looks_of, sheet_parts, style_of
from emulation_core.intake.words import shown

MOST_SHEETS = 1_000
"""Sheets of a workbook."""
HEADING_WITHIN = 11
"""Rows from the top among which the headings are looked for."""

PARSER = "python_calamine"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
"""Errors that the parser knows."""
StyleOf = Callable[[int, int], Style | None]
Row = tuple[int, tuple[object, ...]]

_ZIP, _OLE = b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
# In .xls, cells and formulas that hold an error; the parser gives both as empty.
_OLD_ERRORS = re.compile(
    rb"\x05\x02\x08\x00.{6}[\x00\x07\x0f\x17\x1d\x24\x2a]\x01|\x06\x00.{8}\x02.[\x00\x07\x0f\x17\x1d\x24\x2a].{3}\xff\xff",
    re.DOTALL,
)
_UNPACKED = 8  # bytes of a workbook in work done for one byte of .xls, which is not compressed


def read_workbook(path: Path) -> Iterator[RawSheet]:
    """The sheets of the .xlsx, .xls or .ods file at `path` that hold anything, hidden ones too.

    Raises `EvidenceRefused` for reasons that lie in single sheets or cells, as formulas without a stored result, and
    `Unfit` for any other reason.
    """
    data = contents(path, MOST_BYTES)
    if data.startswith(_OLE):
        _check_old(data, path)
        with watch.started(PARSER) as child:
            found = watch.tables(child, data, _UNPACKED * len(data))
        yield from (_sheet(path.name, table) for table in found if table.rows)
    elif data.startswith(_ZIP):
        yield from _package(path, data)
    else:
        raise Unfit(_("it is cut off, or not a workbook at all; {again}").format(again=again()))


def _check_old(data: bytes, path: Path) -> None:
    """Check a workbook in the format before .xlsx; in such a container Excel also keeps workbooks with a password."""
    if path.suffix.lower() != ".xls":
        raise Unfit(locked())
    if _MACROS in data:
        raise Unfit(macros())
    if _OLD_ERRORS.search(data):
        raise Unfit(errors_lost())


def _package(path: Path, data: bytes) -> Iterator[RawSheet]:
    ods = path.suffix.lower() == ".ods"
    with watch.started(PARSER) as child:
        admitted = admit(data, ods)
        parts = {} if ods else sheet_parts(admitted.parts)
        if len(parts) > MOST_SHEETS:
            raise Unfit(_("it has more than {most} sheets").format(most=MOST_SHEETS))
        looks = looks_of(admitted.parts.get("xl/styles.xml"))
        measures = {sheet: admitted.measures[part] for sheet, part in parts.items()}
        faults = [fault for sheet, measure in measures.items() for fault in _faults(path.name, sheet, measure)]
        if faults:
            raise EvidenceRefused(faults)
        found = watch.tables(child, admitted.package, sum(part.size for part in admitted.parts.values()))
    for table in found:
        if ods:
            measure, style = Measure(), None
        elif table.name in parts:
            measure, style = measures[table.name], style_of(admitted.parts[parts[table.name]], looks)
        else:  # the parser saw a sheet that we did not
            raise Unfit(_("the list of its sheets is damaged; {again}").format(again=again()))
        table.rows = _with_errors(table.rows, measure.errors)
        if table.rows:
            yield _sheet(path.name, table, frozenset(measure.hidden), style)


def _faults(file: str, sheet: str, measure: Measure) -> Iterator[Fault]:
    """Why the whole workbook is refused for a sheet: the parser would fail, or give nothing for some of its cells."""
    if too_wide(measure):
        what = _("{rows} rows and {columns} columns are in use; delete the stray cells far from the table")
        what = what.format(rows=measure.rows, columns=measure.columns)
        yield Fault(file, 1, 0, f"{file} › {sheet}", "", what, sheet)
    told = [(cell, no_value()) for cell in measure.bare]
    told += [
        (cell, _("{cell} is an error of the workbook").format(cell=shown(error)))
        for cell, error in measure.errors.items()
        if error not in ERRORS
    ]
    for (row, column), what in told:
        yield Fault(file, row, column, f"{file} › {sheet} › {letter(column)}{row}", "", what, sheet)


def _with_errors(rows: list[Row], errors: dict[tuple[int, int], str]) -> list[Row]:
    """Rows with the errors of their cells ("#DIV/0!"), which the parser gives as empty."""
    if not errors:
        return rows
    width = max(len(rows[0][1]) if rows else 0, *(column + 1 for _row, column in errors))
    found = {row: [*cells, *[""] * (width - len(cells))] for row, cells in rows}
    for (row, column), error in errors.items():
        found.setdefault(row, [""] * width)[column] = error
    return [(row, tuple(cells)) for row, cells in sorted(found.items())]


def _sheet(
    file: str, table: watch.Table, hidden_rows: frozenset[int] = frozenset(), style: StyleOf | None = None
) -> RawSheet:
    """A parsed sheet with its headings found: the first row near the top with an id heading, else the first row."""
    top = [n for n, (row, _cells) in enumerate(table.rows[:HEADING_WITHIN]) if row <= HEADING_WITHIN]
    at = next((n for n in top if any(map(_names_ids, table.rows[n][1]))), 0)
    row, cells = table.rows[at]
    return RawSheet(
        file,
        table.name,
        tuple(map(_heading, cells)),
        table.rows[at + 1 :],
        ",",
        row,
        table.hidden,
        hidden_rows,
        tuple((first + 1, left, last + 1, right) for first, left, last, right in table.merged),
        style,
    )


def _names_ids(cell: object) -> bool:
    return isinstance(cell, str) and same(cell) in HEADINGS["id"]


def _heading(cell: object) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
