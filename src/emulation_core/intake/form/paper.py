"""The workbook as XlsxWriter sees it: its formats, its pages, and the lists that drop-downs point to."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from attrs import define, field

from emulation_core.errors import EmulationError
from emulation_core.i18n import _
from emulation_core.intake.rawsheet import letter
from emulation_core.intake.read import STAMP

FONT = "Times New Roman"
MADE = datetime(2000, 1, 1)
"""Told as the day the workbook was made, so that the same form is the same bytes."""
_MARGIN = f'&"{FONT},Regular"&9 '
A4 = 9
LISTS = 11
"""The first row of the stamp sheet that may hold a list, counted from 0."""
_INK, _RULE = "#1F3864", "#808080"
_HEADING = {"bold": True, "font_size": 10, "text_wrap": True, "align": "center", "valign": "top", "border": 1}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "section": {"bold": True, "font_size": 12, "font_color": _INK},
    "line": {},
    "note": {"italic": True, "font_color": "#7F3F00"},
    "heading": {**_HEADING, "bg_color": "#DCE6F1"},
    "legal": {**_HEADING, "bg_color": "#EDEDED"},
    "told": {"text_wrap": True, "valign": "top", "border": 1, "border_color": _RULE},
    "filled": {"border": 1, "border_color": _RULE},
    "words": {"text_wrap": True, "valign": "top", "locked": False},
    "answers": {"text_wrap": True, "valign": "top", "align": "center", "locked": False},
}


@define(eq=False)
class Paper:
    """The workbook under construction, in memory."""

    file: BytesIO = field(factory=BytesIO, init=False)
    book: Any = field(init=False)
    _formats: dict[tuple[str, str], Any] = field(factory=dict, init=False)
    _lists: dict[tuple[str, ...], str] = field(factory=dict, init=False)

    @book.default
    def _open(self) -> Any:
        import xlsxwriter  # type: ignore[import-untyped]

        options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 11}}
        options |= {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        return xlsxwriter.Workbook(self.file, options)

    def style(self, name: str, number_format: str = "General") -> Any:
        """One of the formats of the form."""
        key = (name, number_format)
        if key not in self._formats:
            self._formats[key] = self.book.add_format({**_STYLES[name], "num_format": number_format})
        return self._formats[key]

    def sheet(self, name: str, header: str, footer: str) -> Any:
        """A new sheet that prints on A4 across, one page wide, with what it is above and page numbers below."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
        sheet.set_header(f"&L{_MARGIN}{_printed(header)}&R{_MARGIN}&A")
        sheet.set_footer(f"&L{_MARGIN}{_printed(footer)}&R{_MARGIN}Trang &P/&N")
        return sheet

    def list_range(self, options: Sequence[str]) -> str:
        """The name of the cells of the stamp sheet that hold `options`, one row for each list.

        A name and not the cells: what points to another sheet is kept by some programs in a place that others drop.
        """
        return self._lists.setdefault(tuple(options), f"=danh_muc_{len(self._lists) + 1}")

    def stamp(self, values: Mapping[str, str]) -> None:
        """The last sheet, which spreadsheets do not offer to show: whose form this is, and the lists."""
        sheet = self.book.add_worksheet(STAMP)
        sheet.very_hidden()
        for row, pair in enumerate(values.items()):
            for column, value in enumerate(pair):
                put(sheet, row, column, value, self.style("line", "@"))
        for row, (options, name) in enumerate(self._lists.items(), LISTS):
            cells = f"$B${row + 1}:${letter(len(options))}${row + 1}"
            self.book.define_name(name.removeprefix("="), f"='{STAMP}'!{cells}")
            for column, option in enumerate(options, 1):
                put(sheet, row, column, option, self.style("line", "@"))

    def whole(self, title: str) -> bytes:
        """The finished workbook."""
        self.book.set_properties({"title": title, "created": MADE})
        self.book.close()
        return self.file.getvalue()


def put(sheet: Any, row: int, column: int, value: str, style: Any) -> None:
    """Write text as text, whatever sign it starts with; raises `EmulationError` for what no cell can hold."""
    if value.startswith("<r>") and value.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup; as two runs it stays text.
        wrong = sheet.write_rich_string(row, column, value[0], style, value[1:], style)
    else:
        wrong = sheet.write_string(row, column, value, style) if value else sheet.write_blank(row, column, None, style)
    if wrong:
        raise EmulationError(_("{text}: too long for a cell, or too far down for a sheet").format(text=value[:80]))


def note(sheet: Any, row: int, column: int, value: str) -> None:
    """A cell note that is as large as its text."""
    lines = [line for paragraph in value.split("\n") for line in textwrap.wrap(paragraph, 44) or [""]]
    shape = {"width": 280, "height": 18 * len(lines) + 12, "font_name": FONT, "font_size": 10}
    sheet.write_comment(row, column, value, shape)


def _printed(line: str) -> str:
    """A line for the margin of a page: short, and & is a letter there."""
    return textwrap.shorten(line, 100, placeholder=" …").replace("&", "&&")
