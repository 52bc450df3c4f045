"""A workbook of tables: plain values, filters, frozen headings, pages that print, and no text lost for its length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import Any

from attrs import define, field

from emulation_core.frozen import frozen
from emulation_core.i18n import _

FONT = "Times New Roman"
MADE = datetime(2000, 1, 1)
"""Told as the day the workbook was made, so that the same result is the same bytes."""
LONGEST = 32_767
"""What a cell holds, counted as Excel counts: in UTF-16."""
EXACT_DIGITS = 15
"""Excel keeps so many digits of a number; one with more is written as text."""
A4 = 9
LINE = 15
"""The height of a line of text, in points."""
FIRST = 4
"""The heading row, counted from 0: above it stand the title and whose result this is."""
_LINE = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CDD3"}
TONES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#1F3864"},
    "about": {"font_color": "#4A5560"},
    "heading": {**_LINE, "bold": True, "bg_color": "#DCE6F1", "font_color": "#1F3864", "valign": "vcenter"},
    "cell": _LINE,
    "met": {**_LINE, "bg_color": "#E4F2E8", "font_color": "#14572F"},
    "not_met": {**_LINE, "bg_color": "#FBE5E3", "font_color": "#8E1D21", "bold": True},
    "not_applicable": {**_LINE, "bg_color": "#EEF0F2", "font_color": "#4A5560"},
    "missing": {**_LINE, "bg_color": "#FDF0D2", "font_color": "#6B4500"},
    "not_due": {**_LINE, "bg_color": "#DFF1F6", "font_color": "#0A4F62"},
    "council": {**_LINE, "bg_color": "#F1E6F8", "font_color": "#5B2580"},
    "unresolved": {**_LINE, "bg_color": "#E4EAFB", "font_color": "#243F86"},
}


@frozen
class Toned:
    """A text in the tone of a verdict."""

    text: str
    tone: str


Cell = str | int | Decimal | Toned | None


@frozen
class Column:
    """A column of a table: its heading and its width in signs."""

    heading: str
    width: int


@define(eq=False)
class Book:
    """The workbook under construction, in memory. `about` are the lines that every sheet carries below its title."""

    about: Sequence[str]
    footer: str
    file: BytesIO = field(factory=BytesIO, init=False)
    book: Any = field(init=False)
    _tones: dict[str, Any] = field(init=False)
    _rest: list[tuple[str, int, str]] = field(factory=list, init=False)

    @book.default
    def _open(self) -> Any:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 11}}
        options |= {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        return xlsxwriter.Workbook(self.file, options)

    @_tones.default
    def _formats(self) -> dict[str, Any]:
        return {tone: self.book.add_format(dict(style)) for tone, style in TONES.items()}

    def table(
        self, name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], frozen: int = 0
    ) -> None:
        """A sheet with one table; its heading and the first `frozen` columns stay in sight."""
        sheet = self._sheet(name, title, frozen)
        for n, column in enumerate(columns):
            sheet.set_column(n, n, column.width)
        last = FIRST - 1
        for last, row in enumerate(chain([[Toned(c.heading, "heading") for c in columns]], rows), FIRST):
            lines = 1
            for n, cell in enumerate(row):
                text, tone = (cell.text, cell.tone) if isinstance(cell, Toned) else (cell, "cell")
                self._put(sheet, last, n, text, tone)
                lines = max(lines, _lines(text, columns[n].width) if isinstance(text, str) else 1)
            # Not every program makes a row as high as its text; the highest a row can be is 409 points.
            sheet.set_row(last, min(LINE * lines + 1, 409))
        sheet.autofilter(FIRST, 0, last, len(columns) - 1)
        sheet.print_area(0, 0, last, len(columns) - 1)

    def whole(self) -> bytes:
        """The finished workbook, after a sheet with what no cell could hold."""
        if self._rest:
            rest, self._rest = self._rest, []
            columns = [Column(_("Cell"), 28), Column(_("Part"), 8), Column(_("Text"), 100)]
            self.table(_continued(), _("Texts too long for one cell"), columns, rest)
        self.book.set_properties({"created": MADE})
        self.book.close()
        return self.file.getvalue()

    def _sheet(self, name: str, title: str, frozen: int) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.65)
        sheet.repeat_rows(0, FIRST)
        sheet.freeze_panes(FIRST + 1, frozen)
        # No names in the margins: what stands there is a small language of its own.
        sheet.set_footer(f'&L&"{FONT},Regular"&9{self.footer}&R&"{FONT},Regular"&9&A · &P/&N')
        for row, (line, tone) in enumerate([(title, "title"), *((line, "about") for line in self.about)]):
            self._put(sheet, row, 0, line, tone)
        return sheet

    def _put(self, sheet: Any, row: int, column: int, value: str | int | Decimal | None, tone: str) -> None:
        style = self._tones[tone]
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            _write(sheet, row, column, self._fitted(sheet.name, row, column, value), style)
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) > EXACT_DIGITS:
            _write(sheet, row, column, f"{value:f}", style)
        else:
            sheet.write_number(row, column, value, style)

    def _fitted(self, sheet: str, row: int, column: int, text: str) -> str:
        """`text`, or as much of it as the cell holds and where the rest stands."""
        if len(text) <= LONGEST // 2 or _units(text) <= LONGEST:
            return text
        place = f"{sheet}!{_letters(column)}{row + 1}"
        mark = " " + _("[…] continued on the sheet «{sheet}»: {place}").format(sheet=_continued(), place=place)
        first, *others = _parts(text, LONGEST - _units(mark))
        self._rest += [(place, number, part) for number, part in enumerate(others, 2)]
        return first + mark


def _continued() -> str:
    return _("Continued")


def _lines(text: str, width: int) -> int:
    """How many lines `text` takes in a column of so many signs; most letters are narrower than a sign."""
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(1 + max(len(part) - 1, 0) // width for part in text.split("\n"))


def _letters(column: int) -> str:
    """What a spreadsheet calls a column counted from 0."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str, most: int) -> list[str]:
    """`text` cut into parts of at most `most` UTF-16 units, no sign cut in two."""
    parts, start, room = [], 0, most
    for n, sign in enumerate(text):
        size = 2 if sign > "\uffff" else 1
        if size > room:
            parts.append(text[start:n])
            start, room = n, most
        room -= size
    return [*parts, text[start:]]


def _write(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write text as text, whatever sign it starts with."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup; as two runs it stays text.
        sheet.write_rich_string(row, column, text[0], style, text[1:], style)
    else:
        sheet.write_string(row, column, text, style)
