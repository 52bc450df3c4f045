"""The cells of a worksheet's XML, counted and measured as its bytes go by.

No XML parser sees them: what Excel, LibreOffice and XlsxWriter write is counted by searching bytes, and any other
spelling (prefixes, other quotes, cells without an address) by patterns. The parser comes after, in a child.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import define, field

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.package import CHUNK, again
from emulation_core.intake.rawsheet import Unfit, column_number

MOST_TOLD = 100
"""Formulas without a value that are told one by one."""
MOST_ERRORS = 100_000
"""Cells with an error (#DIV/0!) in one sheet."""
MOST_ODD = 300_000
"""Cells in an odd spelling that are looked at one by one for errors and formulas: 3 µs each."""

_NEAR = 1 << 14  # bytes at the end of a piece in which a cell nearly always starts
_P = rb"(?:[^\s<>/:]+:)?"  # a namespace prefix; the parser looks at local names alone
_OPENS = re.compile(rb"<" + _P + rb"sheetData(?:\s[^<>]*)?(?<!/)>")
_CLOSES = re.compile(rb"</" + _P + rb"sheetData\s*>")
_STARTS = re.compile(rb"<" + _P + rb"(?:c|row)(?=[\s/>])")
_CELL = re.compile(rb"<" + _P + rb"c(?=[\s/>])")
_ROW = re.compile(rb"<" + _P + rb"row(?=[\s/>])")
_EMPTY = re.compile(rb"<" + _P + rb"c\s[^<>]*(?:/>|></)")
_PREFIXED = re.compile(rb":c[\s/>]")
_TAG = re.compile(rb"<(/?)" + _P + rb"(row|c)(?=[\s/>])((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,9})([0-9]{1,10})[\"']")
_LETTERS = re.compile(rb"r(?<=\sr)\s*=\s*[\"']([A-Za-z]{1,9})[0-9]{1,10}[\"']")
_NUMBERS = re.compile(rb"r(?<=\sr)\s*=\s*[\"'][A-Za-z]{0,9}([0-9]{1,10})[\"']")
_CELL_NUMBERS = re.compile(rb"r(?<=\sr)\s*=\s*[\"'][A-Za-z]{1,9}([0-9]{1,10})[\"']")
_BEYOND_Z99999 = re.compile(rb'<c(?! r="[A-Z][0-9]{1,5}")')  # or in another spelling
_Z99999 = (99_999, 26)
_HIDDEN = re.compile(rb"<" + _P + rb"row(?=\s)([^<>]*\shidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*)>")
_FORMULA = rb"<" + _P + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + _P + rb"f\s*>)"
_VALUE = rb"\s*<" + _P + rb"v(?:\s[^<>]*)?>"
_BARE = re.compile(rb"\s*" + _FORMULA + rb"(?!" + _VALUE + rb"[^<])")
_SAYS = re.compile(rb"(?:\s*" + _FORMULA + rb")?" + _VALUE + rb"([^<]*)")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TEXT = re.compile(rb"\st\s*=\s*[\"']str[\"']")
_SUSPECT = re.compile(rb'<c( r="[A-Z]{1,3}[0-9]{1,7}"(?=[^<>]*(?:\st="e"|><f))[^<>]*)>')


@frozen
class Cell:
    """A cell as its tag says: row from 1, column from 0, attributes, and where the tag ends."""

    row: int
    column: int
    attributes: bytes
    end: int


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


def walk(texts: Iterable[bytes]) -> Iterator[Cell]:
    """The cells of pieces of a sheet, those without an address numbered as the parser does: 3 µs each."""
    row, column = 1, 0
    for text in texts:
        for tag in _TAG.finditer(text):
            closing, name, attributes = tag.groups()
            found = [] if closing else _ADDRESS.findall(attributes)
            if name == b"row":
                row = int(found[-1][1]) if found else row
                if closing or attributes.endswith(b"/"):
                    row, column = row + 1, 0
            elif not closing:
                if found:
                    row, column = int(found[-1][1]), column_number(found[-1][0].decode())
                yield Cell(row, column, attributes, tag.end())
                column += 1


def _suspects(text: bytes) -> Iterator[Cell]:
    """The cells with an error or a formula in a piece of the usual spelling."""
    for tag in _SUSPECT.finditer(text):
        ((letters, number),) = _ADDRESS.findall(tag[1])[:1]
        yield Cell(int(number), column_number(letters.decode()), tag[1], tag.end())


@define
class Measure:
    """What stands in one worksheet: cells, the grid they span, hidden rows, errors, formulas without a value.

    The grid may be larger than it is, never smaller. `exactly` leaves out of it cells that only have a format.
    """

    exactly: bool = False
    cells: int = 0
    rows: int = 0
    hidden: set[int] = field(factory=set)
    bare: list[tuple[int, int]] = field(factory=list)
    errors: dict[tuple[int, int], str] = field(factory=dict)
    _named: int = 0  # the columns that addresses reach
    _run: int = 0  # the most cells without an address in one row, or in what a piece holds of it
    _odd: int = 0

    @property
    def columns(self) -> int:
        """The columns of the grid."""
        return self._named + self._run

    def take(self, text: bytes) -> None:
        """Measure the next piece; raises `Unfit` for more than anybody needs."""
        cells = text.count(b"<c")
        prefixed = b":" in text and _PREFIXED.search(text) is not None
        near = not prefixed and not _BEYOND_Z99999.search(text)
        odd = prefixed or (not near and text.count(b'<c r="') < cells)
        if odd:
            cells = len(_CELL.findall(text))
        if not near or self.exactly:
            self._reach(text, cells)
        elif cells:
            self.rows, self._named = max(self.rows, _Z99999[0]), max(self._named, _Z99999[1])
        self.cells += cells
        if b"hidden" in text:
            self.hidden.update(int(number) for tag in _HIDDEN.findall(text) for _n, number in _ADDRESS.findall(tag))
        # One byte is found ten times as fast as several.
        errors = b'"e"' in text or (b"'" in text and b"'e'" in text)
        if errors or (b"f" in text and (b"<f" in text or b":f" in text) and _BARE.search(text)):
            self._odd += cells if odd else 0
            self._look(walk([text]) if odd else _suspects(text), text, first=self.cells == cells)

    def _reach(self, text: bytes, cells: int) -> None:
        """Widen the grid by the addresses in a piece, and by cells and rows without one."""
        letters = _LETTERS.findall(text)
        if cells > len(letters):
            rows = _ROW.split(text)
            numbers = set(map(int, _NUMBERS.findall(text)))
            self.rows = max(self.rows, *numbers, 1) + len(rows)
            self._run = max(self._run, *(len(_CELL.findall(row)) for row in rows))
        else:
            if self.exactly and any(end in text for end in (b"/>", b'"></', b"'></")):
                text = _EMPTY.sub(b"", text)
                letters = _LETTERS.findall(text)
            numbers = set(map(int, set(_CELL_NUMBERS.findall(text))))
            self.rows = max(self.rows, *numbers, 0)
        self._named = max(self._named, *(column_number(name.decode()) + 1 for name in set(letters)), 0)

    def _look(self, suspects: Iterable[Cell], text: bytes, first: bool) -> None:
        """Note the cells that hold an error, and those with a formula but no value."""
        for cell in suspects:
            # Where a cell without an address stands is known in the first piece alone.
            if self._odd > MOST_ODD or not (first or _ADDRESS.search(cell.attributes)):
                raise Unfit(_("its cells are written as no office program does; {again}").format(again=again()))
            if _ERROR.search(cell.attributes):
                says = _SAYS.match(text, cell.end)
                self.errors[cell.row, cell.column] = says[1].decode(errors="replace") if says else ""
            # A text may be empty, a number may not.
            elif _BARE.match(text, cell.end) and not _TEXT.search(cell.attributes) and len(self.bare) < MOST_TOLD:
                self.bare.append((cell.row, cell.column))
        if len(self.errors) > MOST_ERRORS:
            raise Unfit(_("more than {most} of its cells hold errors").format(most=MOST_ERRORS))
