"""The sheets that officers fill: one for each kind of participant, and one for the papers handed in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from emulation_core.frozen import frozen
from emulation_core.intake.dossiers import NAME as DOSSIER
from emulation_core.intake.form import inputs, text
from emulation_core.intake.form.contents import Column, Contents
from emulation_core.intake.form.inputs import Input
from emulation_core.intake.form.paper import Paper, note, put
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import Kind

HEADING_ROW = 3
"""Counted from 0: below the title, whose form it is, and what an empty cell means."""
BLANK, SPARE = 300, 50
"""Lines left to fill: without participants, and after them."""
DEEPEST = 6
"""Lines of text in a heading before its column is made wider."""
MANY = 24
"""With more columns they are made narrow: a page of A4 across holds about 150 figures before it shrinks."""
LETTERS = 1.1
"""Letters that fit where one figure does; widths are counted in figures."""
ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}
"""What officers may do to a sheet beside filling it."""


@frozen
class Strip:
    """One column as drawn: what its heading says, what hangs on it as a note, and what stands below."""

    heading: str
    note: str
    input: Input
    style: str = "heading"


def draw_kind(paper: Paper, contents: Contents, kind: Kind) -> None:
    """The sheet of one kind: identity, then a column for each fact, then a line for each participant."""
    strips = [Strip(one, text.IDENTITY_HELP[one], inputs.of_identity(one)) for one in text.IDENTITY]
    strips += map(_strip, contents.columns[kind])
    people = [(one.id, one.name, one.unit) for one in contents.of(kind)]
    _draw(paper, contents, KIND_LABELS[kind], text.EMPTY, strips, people, BLANK if contents.people is None else SPARE)


def draw_dossier(paper: Paper, contents: Contents) -> None:
    """The sheet of papers: a line for each participant and document."""
    documents = contents.documents
    headings = (text.ID, text.NAME, text.DOCUMENT, text.SETS, text.ORIGINALS, text.RECEIVED)
    strips = [Strip(one, text.DOSSIER_HELP[one], inputs.of_dossier(one, documents)) for one in headings]
    people = [one for kind in contents.rewarded for one in contents.of(kind)]
    rows = [(one.id, one.name, document.label) for one in people for document in documents]
    spare = BLANK if contents.people is None else SPARE * len(documents)
    _draw(paper, contents, DOSSIER, text.dossier_line(*contents.copies), strips, rows, spare)


def _strip(column: Column) -> Strip:
    return Strip(
        column.fact.label,
        "\n".join(about(column)),
        inputs.of_fact(column),
        "legal" if column.legal else "heading",
    )


def about(column: Column) -> Iterator[str]:
    """What a column's note says: what to enter, the clauses that ask for it, and from which day."""
    yield told(column)
    yield from (f"• {one.clause} ({one.by})" for one in column.asked)
    if column.expected is not None:
        yield f"{text.GUIDE_HEADINGS[-1]}: {text.due(column.expected)}"


def told(column: Column) -> str:
    """What to enter, with the campaign's own help."""
    help = column.fact.help or text.LEGAL_HELP.get(column.name, "")
    return " ".join(filter(None, (text.how(column.fact, column.judged), help)))


def _draw(
    paper: Paper,
    contents: Contents,
    name: str,
    line: str,
    strips: Sequence[Strip],
    rows: Sequence[Sequence[str]],
    spare: int,
) -> None:
    sheet = paper.sheet(name, contents.campaign.title, contents.campaign.agency)
    top, last = HEADING_ROW + 1, HEADING_ROW + len(rows) + spare
    put(sheet, 0, 0, contents.campaign.title, paper.style("title"))
    put(sheet, 1, 0, f"{name} · {contents.whose}", paper.style("line"))
    put(sheet, 2, 0, line, paper.style("note"))
    deepest = 1
    for n, strip in enumerate(strips):
        filled = [row[n] for row in rows if n < len(row)]
        width, lines = _width(strip, filled, len(strips) > MANY)
        deepest = max(deepest, lines)
        sheet.set_column(n, n, width)
        put(sheet, HEADING_ROW, n, strip.heading, paper.style(strip.style))
        note(sheet, HEADING_ROW, n, strip.note)
        sheet.data_validation(top, n, last, n, strip.input.validation(paper.list_range))
        _fill(sheet, n, range(top, last + 1), filled, paper.style(strip.input.style, strip.input.format))
    # The last line of the heading is left to the arrows of the filter.
    sheet.set_row(HEADING_ROW, 13.5 * (deepest + 1) + 4)
    sheet.autofilter(HEADING_ROW, 0, last, len(strips) - 1)
    lined = {"type": "formula", "criteria": f"=LEN($A{top + 1})>0", "format": paper.style("filled")}
    sheet.conditional_format(top, 0, last, len(strips) - 1, lined)
    sheet.freeze_panes(top, 2)
    sheet.repeat_rows(HEADING_ROW)
    sheet.protect("", ALLOWED)


def _fill(sheet: Any, column: int, places: range, values: Sequence[str], style: Any) -> None:
    """What is known from the top down, then empty cells that may be filled."""
    for n, row in enumerate(places):
        put(sheet, row, column, values[n] if n < len(values) else "", style)


def _width(strip: Strip, values: Sequence[str], crowded: bool) -> tuple[float, int]:
    """A column's width in characters and the lines its heading takes there."""
    width = max(strip.input.narrow if crowded else strip.input.width, min(44, max(map(len, values), default=0) + 2))
    while len(lines := textwrap.wrap(strip.heading, int(width * LETTERS))) > (DEEPEST * 2 if crowded else DEEPEST):
        width += 1
    return width, len(lines)
