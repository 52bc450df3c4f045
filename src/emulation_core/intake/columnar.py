"""Columns of a Parquet file as evidence, without going through participants: only what is surely fine.

Nothing here says that anything is wrong. Where a column is not surely fine `Unsure` is raised, and `table`, which looks
at every cell, reads the same rows and says what is the matter: one truth for every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import polars as pl
from attrs import define, field

from emulation_core import law
from emulation_core.campaign import Campaign, Note
from emulation_core.columns import same
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.intake.encodings import recognisable
from emulation_core.intake.headings import Headings, match
from emulation_core.intake.layout import present
from emulation_core.intake.rawsheet import FrameRows, RawSheet
from emulation_core.intake.spelling import candidates, suspects
from emulation_core.intake.table import IDENTITY, WORDS
from emulation_core.intake.values import FIRST_DAY, LAST_DAY, MOST_COUNT, parse_kind, parse_value
from emulation_core.intake.whole import about_columns
from emulation_core.intake.words import LONGEST, MOST_DIGITS, identity
from emulation_core.model import DECIMALS, WHOLE_DIGITS, Fact, FactType, column_type

_LETTER = r"!-~\x{a1}-\x{ac}\x{ae}-\x{24f}\x{1e00}-\x{1eff}"
# Nothing that a reader of one cell would change or refuse: NFC, visible, no blank at an end, no "-", no "#N/A".
_PLAIN = rf"^[{_LETTER}&&[^#E-]](?:[ {_LETTER}]*[{_LETTER}])?$"
_DIGITS = 38
_LONGEST_FIGURE = 10**MOST_DIGITS - 1
_BYTES_OF_A_TEXT = 4_000


class Unsure(Exception):
    """Something in a column has to be looked at cell by cell."""


def evidence(raw: RawSheet, campaign: Campaign, notes: Iterable[Note] = ()) -> Evidence:
    """The evidence in the table of a Parquet file, as `collect` gives it; raises `Unsure`."""
    assert isinstance(raw.rows, FrameRows)
    columns = Columns.of(raw.file, raw.headings, campaign)
    frame = columns.block(raw.rows.frame, pl.int_range(1, len(raw.rows) + 1, eager=True))
    if frame.is_empty() or not columns.sound() or frame["id"].n_unique() < frame.height:
        raise Unsure
    alike = suspects(candidates(frame.select(IDENTITY)).iter_rows())
    return Evidence(frame, (columns.sheet,), tuple(sorted({*notes, *columns.notes(), *alike})))


@define(eq=False)
class Columns:
    """The columns of one table, taken in block by block.

    `beside` counts, by fact, the values of participants it does not concern; `words` has for each column the words that
    are not plain ASCII, by which letters of old are known; `known` what different cells were read as.
    """

    dictionary: Mapping[str, Fact]
    kinds: Mapping[str, Sequence[str]]
    headings: Headings
    sheet: Sheet
    beside: dict[str, int] = field(factory=dict)
    words: dict[str, set[str]] = field(factory=dict)
    known: dict[str, dict[object, object]] = field(factory=dict)

    @classmethod
    def of(cls, file: str, names: Sequence[str], campaign: Campaign, by: Sequence[str] = ()) -> Columns:
        """The columns called `names`, `by` aside, for the facts of `campaign`; raises `Unsure` where one is amiss."""
        dictionary = law.dictionary(campaign.facts)
        kinds = {name: [kind.value for kind in held] for name, held in law.kinds_of_facts(campaign).items()}
        headings = match(tuple("" if name in by else name for name in names), dictionary)
        blank = [name for name in names if not name.strip()]
        if blank or headings.faults or not {"id", "name", "kind"} <= headings.columns.keys():
            raise Unsure
        sheet = Sheet(file, {key: names[n] for key, n in headings.columns.items()})
        return cls(dictionary, kinds, headings, sheet)

    def block(self, raw: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        """Some rows of the table, with these numbers, as a frame of `Evidence`; raises `Unsure`."""
        cells = {key: _cells(raw[name]) for key, name in self.sheet.columns.items()}
        made = [self._identity(key, cells.get(key), raw.height) for key in ("id", "name", "unit")]
        kind = self._by_word("kind", cells["kind"], _kind, pl.String())
        if kind.null_count():
            raise Unsure
        made += [kind.alias("kind"), same(0, raw.height, pl.Int64).alias(SHEET)]
        made += [rows.cast(pl.Int64).alias(ROW)]
        here = set(kind.unique())
        for name, fact in self.dictionary.items():
            concerned = None if here.issubset(self.kinds[name]) else kind.is_in(self.kinds[name])
            made.append(self._fact(name, fact, cells.get(name), raw.height, concerned).alias(name))
        return pl.DataFrame(made)

    def notes(self) -> Iterator[Note]:
        """What is said of the columns of the whole table."""
        return about_columns(self.headings.unknown, self.beside, self.sheet.columns, self.dictionary, self.kinds)

    def sound(self) -> bool:
        """Whether no column is written in letters of old."""
        return not any(recognisable(words) for words in self.words.values())

    def _identity(self, key: str, cells: pl.Series | None, height: int) -> pl.Series:
        if cells is None:
            return same(None, height, pl.String).alias(key)
        if cells.dtype == pl.String:
            self._look(key, cells)
            usual = cells.str.contains(_PLAIN) & (cells.str.len_bytes() <= LONGEST[key])
            if not usual.all(ignore_nulls=False):
                odd = cells.filter(~usual).unique()
                read = pl.Series([_read(lambda cell: identity(key, cell), cell) for cell in odd], dtype=pl.String)
                cells = cells.replace(odd, read)
        elif cells.dtype.is_integer() and _between(cells, -_LONGEST_FIGURE, _LONGEST_FIGURE):
            cells = cells.cast(pl.String)
        else:
            cells = self._by_word(key, cells, lambda cell: identity(key, cell), pl.String())
        empty = cells.is_null() | (cells == "")
        if key == "unit":
            return cells.zip_with(~empty, same(None, height, pl.String)).alias(key)
        if empty.any():
            raise Unsure
        return cells.alias(key)

    def _fact(
        self, name: str, fact: Fact, cells: pl.Series | None, height: int, concerned: pl.Series | None
    ) -> pl.Series:
        """The values of one fact; those of participants it does not concern (None: nobody) are counted and left out."""
        type = column_type(fact.type)
        if cells is None:
            return same(None, height, type)
        if concerned is not None:
            other = cells.filter(~concerned)
            if other.null_count() < len(other):
                said = other.value_counts(name="_count").iter_rows()
                self.beside[name] = self.beside.get(name, 0) + sum(count for cell, count in said if present(cell))
                cells = cells.zip_with(concerned, same(None, height, cells.dtype))
        if fact.type in WORDS and cells.dtype == pl.String:
            self._look(name, cells)
        quick = _typed(fact, cells)
        return (
            quick if quick is not None else self._by_word(name, cells, lambda cell: parse_value(fact, cell, "."), type)
        )

    def _by_word(self, key: str, cells: pl.Series, read: Callable[[object], object], type: pl.DataType) -> pl.Series:
        """`cells` of `type`, each different one read once, as a single cell is."""
        known = self.known.setdefault(key, {})
        different = cells.drop_nulls().unique()
        values = []
        for cell in different:
            if cell not in known:
                known[cell] = _read(read, cell)
            values.append(known[cell])
        if len(different) == 1 and not cells.null_count():
            return same(values[0], len(cells), type)
        held = pl.DataFrame({"cell": different, "value": pl.Series(values, dtype=type, strict=True)})
        return cells.alias("cell").to_frame().join(held, on="cell", how="left", maintain_order="left")["value"]

    def _look(self, key: str, cells: pl.Series) -> None:
        """Keep the words of a column that are not plain ASCII."""
        texts = cells.filter(cells.str.len_bytes() > cells.str.len_chars()).unique()
        words = texts.str.split(" ").explode().unique()
        self.words.setdefault(key, set()).update(words.filter(words.str.len_bytes() > words.str.len_chars()))


def _cells(cells: pl.Series) -> pl.Series:
    """A column as a reader of single cells meets it: categories are their words."""
    return cells.cast(pl.String) if isinstance(cells.dtype, (pl.Categorical, pl.Enum)) else cells


def _read(read: Callable[[object], object], cell: object) -> object:
    try:
        return read(cell)
    except ValueError as problem:
        raise Unsure from problem


def _kind(cell: object) -> str | None:
    return parse_kind(cell).value if present(cell) else None


def _narrow(type: pl.Decimal) -> bool:
    return type.scale <= DECIMALS and (type.precision or _DIGITS) - type.scale <= WHOLE_DIGITS


def _between(cells: pl.Series, least: object, most: object) -> bool:
    """Whether no value lies below `least` or above `most` (None: no end)."""
    low, high = cells.min(), cells.max()
    return low is None or bool((least is None or low >= least) and (most is None or high <= most))  # type: ignore[operator]


def _typed(fact: Fact, cells: pl.Series) -> pl.Series | None:
    """`cells` where their type alone, or one look at all of them, tells that every one is fine; else None."""
    held, type = cells.dtype, column_type(fact.type)
    if fact.type is FactType.FLAG and held == pl.Boolean:
        return cells
    if fact.type is FactType.DATE and held == pl.Date:
        return cells if _between(cells, FIRST_DAY, LAST_DAY) else None
    if fact.type is FactType.TEXT and held == pl.String:
        usual = cells.str.contains(_PLAIN) & (cells.str.len_bytes() <= _BYTES_OF_A_TEXT)
        return cells if usual.all() else None
    exact = held.is_integer() or (isinstance(held, pl.Decimal) and _narrow(held) and fact.type is not FactType.COUNT)
    if fact.type not in (FactType.COUNT, FactType.NUMBER, FactType.PERCENT) or not exact or held == pl.Int128:
        return None
    least = None if fact.type is FactType.NUMBER else 0
    most = MOST_COUNT if fact.type is FactType.COUNT and fact.max is None else fact.max
    if not _between(cells, least, most):
        return None
    if fact.type is FactType.PERCENT and not held.is_integer() and ((cells > 0) & (cells < 1)).any():
        return None
    return cells.cast(type, strict=True)
