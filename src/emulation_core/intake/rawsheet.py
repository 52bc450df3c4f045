"""A table of raw cells as it was read, and the places in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field

from emulation_core.errors import EvidenceRefused, Fault
from emulation_core.frozen import frozen
from emulation_core.i18n import _

if TYPE_CHECKING:
    import polars as pl


class Unfit(Exception):
    """Why a file is not read, in words; whoever knows the file's name turns it into a refusal."""


@frozen
class Style:
    """How a workbook shows a cell: the name of its font, and its number format as Excel writes it ("0%")."""

    font: str
    number_format: str


@frozen
class RawSheet:
    """One table as read: headings, and rows as (row number, cells). Blank rows may be missing.

    `decimal` is the sign that numbers written as text use. Rows count from 1 and columns from 0 everywhere;
    a range of `merged` is (first row, first column, last row, last column), both ends within; it may be as large as
    a sheet, so it must not be spelt out cell by cell. `hidden_rows` and `style` are known of .xlsx alone; `style`
    gives the style of (row, column); it goes through the sheet once more when it is first asked.
    """

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[object]]]
    decimal: str
    heading_row: int = 1
    hidden: bool = False
    hidden_rows: frozenset[int] = field(default=frozenset())
    merged: tuple[tuple[int, int, int, int], ...] = ()
    style: Callable[[int, int], Style | None] | None = None

    def column(self, n: int) -> str:
        """How column `n` is named in a place: a letter in a workbook, else its heading."""
        return letter(n) if self.sheet is not None else self.headings[n]

    def where(self, row: int, n: int | None = None) -> str:
        """A place people can find: "file › sheet › cell" or "file:line"."""
        if self.sheet is None:
            return f"{self.file}:{row}"
        return f"{self.file} › {self.sheet} › {letter(n or 0)}{row}"


@frozen(eq=False)
class FrameRows(Sequence[tuple[int, Sequence[object]]]):
    """The rows of a table that was read as columns: they are taken apart only when somebody goes through them."""

    frame: pl.DataFrame
    numbers: Sequence[int] | None = None

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[tuple[int, Sequence[object]]]:
        numbers = range(1, len(self) + 1) if self.numbers is None else self.numbers
        return zip(numbers, self.frame.iter_rows(), strict=True)

    def __getitem__(self, n: Any) -> Any:
        return list(self)[n]


def letter(n: int) -> str:
    """The letters of column `n`, counted from 0: A, B, … Z, AA."""
    name = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """The column that `letters` name, counted from 0; they may be in either case."""
    n = 0
    for sign in letters.upper():
        n = n * 26 + ord(sign) - 64
    return n - 1


def refused(file: str, line: int, what: str) -> EvidenceRefused:
    """The refusal of a whole file for one reason."""
    return EvidenceRefused([Fault(file, line, 1, f"{file}:{line}", "", what)])


def contents(path: Path, most: int) -> bytes:
    """The bytes of the file at `path`, at most `most`; raises `Unfit`."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as problem:
        what = _("it cannot be opened ({why}); close it in other programs, or copy it to another folder")
        raise Unfit(what.format(why=problem.strerror)) from problem
    if len(data) > most:
        raise Unfit(_("it is larger than {most} MiB").format(most=most >> 20))
    if not data:
        raise Unfit(_("the file is empty"))
    return data
