"""The first sheet: what the form is for, how to fill it, and for every column what to enter and who asks for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from emulation_core.intake.dossiers import NAME as DOSSIER
from emulation_core.intake.form import text
from emulation_core.intake.form.contents import Column, Contents
from emulation_core.intake.form.lines import told
from emulation_core.intake.form.paper import Paper, put
from emulation_core.intake.rawsheet import letter
from emulation_core.intake.read import GUIDE
from emulation_core.intake.values import KIND_LABELS

WIDTHS = (14, 6, 38, 58, 50, 18)
LINE = 150
"""Characters that fit on one line across all columns."""


def draw_guide(paper: Paper, contents: Contents) -> None:
    """Draw it; nothing on it can be edited, and no row of it looks like the headings of a table of evidence."""
    campaign = contents.campaign
    sheet = paper.sheet(GUIDE, campaign.title, campaign.agency)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    row = 0
    for style, line in _opening(contents):
        put(sheet, row, 0, line, paper.style(style))
        row += 1
    for column, heading in enumerate(text.GUIDE_HEADINGS):
        put(sheet, row, column, heading, paper.style("heading"))
    sheet.repeat_rows(row)
    for cells in _columns(contents):
        row += 1
        _draw_row(sheet, row, cells, paper.style("told"))
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.activate()


def _opening(contents: Contents) -> Iterator[tuple[str, str]]:
    """The lines above the table: style and text."""
    yield "title", text.FORM
    yield from (("section", line) for line in textwrap.wrap(contents.campaign.title, LINE))
    yield from (("line", line) for line in textwrap.wrap(contents.whose, LINE))
    yield "line", ""
    sheets = ", ".join(f"«{KIND_LABELS[kind]}»" for kind in contents.columns)
    for number, rule in enumerate(text.GUIDE_RULES, 1):
        yield "line", f"{number}. {rule.format(sheets=sheets)}"
    if contents.documents:
        yield "line", ""
        yield "section", text.DOSSIER_TITLE
        for document in contents.documents:
            yield from (("line", line) for line in textwrap.wrap(f"• {document.label} ({document.clause})", LINE))
    yield "line", ""


def _columns(contents: Contents) -> Iterator[tuple[str, ...]]:
    """A row for each column of each sheet."""
    names = ", ".join(KIND_LABELS[kind] for kind in contents.columns)
    for n, heading in enumerate(text.IDENTITY):
        yield names, letter(n), heading, text.IDENTITY_HELP[heading], "", ""
    for kind, columns in contents.columns.items():
        for n, column in enumerate(columns, len(text.IDENTITY)):
            yield (
                KIND_LABELS[kind],
                letter(n),
                column.fact.label,
                told(column),
                _asked(column),
                text.due(column.expected),
            )
    if contents.documents:
        for n, (heading, help) in enumerate(text.DOSSIER_HELP.items()):
            yield DOSSIER, letter(n), heading, help, "", ""


def _asked(column: Column) -> str:
    return "\n".join(f"{one.clause} ({one.by})" for one in column.asked)


def _draw_row(sheet: Any, row: int, cells: tuple[str, ...], style: Any) -> None:
    """One row, as high as its longest cell: the height is not left to each spreadsheet to find."""
    deepest = 1
    for column, cell in enumerate(cells):
        put(sheet, row, column, cell, style)
        lines = sum(max(1, len(textwrap.wrap(line, WIDTHS[column]))) for line in cell.split("\n"))
        deepest = max(deepest, lines)
    sheet.set_row(row, 15 * deepest + 1)
