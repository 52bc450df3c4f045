"""The cells of a worksheet's XML, counted and measured as its bytes go by.

No XML parser sees them: what Excel, LibreOffice and XlsxWriter write is counted by searching bytes, and any other
spelling (prefixes, other quotes, cells without an address) is walked tag by tag. The parser comes after, in a child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import define, field, frozen

from emulation_core.i18n import _
from emulation_core.intake.package import CHUNK
from emulation_core.intake.rawsheet import Unfit, column_number

MOST_TOLD = 100
"""Formulas without a value that are told one by one."""
MOST_ERRORS = 100_000
"""Cells with an error (#DIV/0!) in one sheet."""

_NEAR = 1 << 14  # bytes at the end of a piece in which a cell nearly always starts
_P = rb"(?:[^\s<>/:]+:)?"  # a namespace prefix; the parser looks at local names alone
_OPENS = re.compile(rb"<" + _P + rb"sheetData(?:\s[^<>]*)?(?<!/)>")
_CLOSES = re.compile(rb"</" + _P + rb"sheetData\s*>")
_STARTS = re.compile(rb"<" + _P + rb"(?:c|row)(?=[\s/>])")
_PREFIXED = re.compile(rb":c[\s/>]")
_TAG = re.compile(rb"<(/?)" + _P + rb"(row|c)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,9})([0-9]{1,10})[\"']")
_BEYOND_Z99999 = re.compile(rb'<c r="(?:[A-Z]{2}|[A-Z][0-9]{6})')
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_HIDDEN = re.compile(rb"<" + _P + rb"row(?=\s)([^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
_FORMULA = re.compile(
    rb"\s*<" + _P + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + _P + rb"f\s*>)(\s*<" + _P + rb"v(?:\s[^<>]*)?>[^<])?"
)
_VALUE = re.compile(
    rb"(?:\s*<" + _P + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + _P + rb"f\s*>))?\s*<" + _P + rb"v[^<>]*>([^<]*)"
)
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")


@frozen
class Cell:
    """A cell as its tag says: row from 1, column from 0, attributes, where the tag ends, whether anything follows."""

    row: int
    column: int
    attributes: bytes
    end: int
    filled: bool


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The rows of a worksheet in pieces that hold whole cells; nothing for other XML. Takes `chunks` to their end."""
    waiting, inside, over = b"", False, False
    for chunk in chunks:
        if over:
            continue
        text = waiting + chunk
        name = text.find(b"sheetData")
        if not inside:
            opens = _OPENS.search(text) if name >= 0 else None
            if opens is None:
                waiting = text[-_NEAR:]
                continue
            text, inside = text[opens.end() :], True
            name = text.find(b"sheetData")
        if name >= 0 and (closes := _CLOSES.search(text, max(0, name - _NEAR))):
            over = True
            yield text[: closes.start()]
            continue
        cut = _last_start(text)
        waiting = text[cut:]
        if len(waiting) > CHUNK:
            raise Unfit(_("a cell in it is longer than {most} MiB").format(most=CHUNK >> 20))
        yield text[:cut]
    if inside and not over:
        yield waiting


def _last_start(text: bytes) -> int:
    for reach in (_NEAR, len(text)):
        starts = [found.start() for found in _STARTS.finditer(text, max(0, len(text) - reach))]
        if starts:
            return starts[-1]
    return 0


def walk(texts: Iterable[bytes], row: int = 1, column: int = 0) -> Iterator[Cell]:
    """The cells of pieces of a sheet, those without an address numbered as the parser does, from `row`, `column` on."""
    for text in texts:
        for tag in _TAG.finditer(text):
            closing, name, attributes = tag.groups()
            empty = attributes.endswith(b"/")
            found = [] if closing else _ADDRESS.findall(attributes)
            if name == b"row":
                row = int(found[-1][1]) if found else row
                if closing or empty:
                    row, column = row + 1, 0
            elif not closing:
                if found:
                    row, column = int(found[-1][1]), column_number(found[-1][0].decode())
                yield Cell(row, column, attributes, tag.end(), not empty and not text.startswith(b"</", tag.end()))
                column += 1


@define
class Measure:
    """What stands in one worksheet: cells, the grid they span, hidden rows, errors, formulas without a value.

    `rows` and `columns` may be more than there are, never less, for sheets within Z99999.
    """

    cells: int = 0
    rows: int = 0
    columns: int = 0
    hidden: set[int] = field(factory=set)
    bare: list[tuple[int, int]] = field(factory=list)
    errors: dict[tuple[int, int], str] = field(factory=dict)

    def take(self, text: bytes) -> None:
        """Measure the next piece; raises `Unfit` for too many errors."""
        before = max(self.rows, 1), self.columns  # where a cell without an address may stand, on the safe side
        plain = text.count(b'<c r="')
        if plain != text.count(b"<c") or (b":" in text and _PREFIXED.search(text)) or not self._plain(text, plain):
            for cell in walk([text], *before):
                self.cells += 1
                self._reach(cell.row, cell.column + 1)
        if b"hidden" in text:
            self.hidden.update(int(number) for tag in _HIDDEN.findall(text) for _n, number in _ADDRESS.findall(tag))
        # One byte is found ten times as fast as several.
        errors = b'"e"' in text or (b"'" in text and b"'e'" in text)
        formulas = b"f" in text and (b"<f" in text or b":f" in text)
        if errors or (formulas and not all(formula[1] for formula in _FORMULA.finditer(text))):
            self._look(walk([text], *before), text)

    def _plain(self, text: bytes, cells: int) -> bool:
        """Measure a piece whose cells are all spelt alike; False where their addresses are not."""
        rows, columns = (99_999, 26) if cells else (0, 0)
        if _BEYOND_Z99999.search(text):
            found = _PLAIN.findall(text)
            if len(found) < cells:
                return False
            letters, numbers = map(set, zip(*found, strict=True))
            rows, columns = max(map(int, numbers)), max(column_number(name.decode()) for name in letters) + 1
        self.cells += cells
        self._reach(rows, columns)
        return True

    def _reach(self, rows: int, columns: int) -> None:
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)

    def _look(self, cells: Iterable[Cell], text: bytes) -> None:
        """Note the cells that hold an error, and those with a formula but no value."""
        for cell in cells:
            if _ERROR.search(cell.attributes):
                value = _VALUE.match(text, cell.end)
                self.errors[cell.row, cell.column] = value[1].decode(errors="replace") if value else ""
            elif not _TEXT.search(cell.attributes):  # a text may be empty, a number may not
                formula = _FORMULA.match(text, cell.end)
                if formula and not formula[1] and len(self.bare) < MOST_TOLD:
                    self.bare.append((cell.row, cell.column))
        if len(self.errors) > MOST_ERRORS:
            raise Unfit(_("more than {most} of its cells hold errors").format(most=MOST_ERRORS))


def grid(texts: Iterable[bytes]) -> tuple[int, int]:
    """(rows, columns) that the filled cells of a sheet span, exactly; cells that only have a format do not count."""
    rows = columns = 0
    for cell in walk(texts):
        if cell.filled:
            rows, columns = max(rows, cell.row), max(columns, cell.column + 1)
    return rows, columns
