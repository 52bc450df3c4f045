"""The table of participants under construction: their values column by column, and what is wrong so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, field

from emulation_core.campaign import Note
from emulation_core.errors import Fault
from emulation_core.evidence import ROW, SHEET, Sheet
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.encodings import garbled, recognise
from emulation_core.intake.headings import Headings, match
from emulation_core.intake.layout import (
    Rows,
    at,
    fault,
    filled,
    font,
    headless,
    merges,
    number_format,
    present,
    rows_of,
)
from emulation_core.intake.rawsheet import RawSheet
from emulation_core.intake.values import KIND_LABELS, day_of, parse_kind, parse_value
from emulation_core.intake.words import identity, pads, shown
from emulation_core.model import Fact, FactType, Kind, Text

IDENTITY = ("id", "name", "unit", "kind")
_PADDED = re.compile("0[0-9]+")
WORDS = (FactType.TEXT, FactType.RATING, FactType.SET, FactType.FLAG)
"""The types whose cells hold words, and so can be written in letters of old."""


@frozen
class Wrong:
    """Why one participant cannot be taken in; `fault` is None for the first of two rows that share an id."""

    fault: Fault | None
    why: str


@define(eq=False)
class Table:
    """Participants as columns of values. `faults` are those of files, headings and whole columns; `wrong` has those of
    single participants, by their number in the columns."""

    dictionary: Mapping[str, Fact]
    kinds: Mapping[str, tuple[Kind, ...]]
    sheets: list[Sheet] = field(factory=list)
    faults: list[Fault] = field(factory=list)
    wrong: dict[int, list[Wrong]] = field(factory=dict)
    columns: dict[str, list[Any]] = field(factory=dict)
    notes: list[Note] = field(factory=list)
    seen: dict[str, tuple[int, RawSheet, int, int]] = field(factory=dict)
    unknown: set[str] = field(factory=set)
    beside: dict[str, int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.columns |= {name: [] for name in (*IDENTITY, SHEET, ROW, *self.dictionary)}

    def __len__(self) -> int:
        return len(self.columns["id"])

    def add(self, raw: RawSheet, given: Kind | None) -> None:
        """Take in one sheet; `given` is the kind that its name says."""
        headings = match(raw.headings, self.dictionary)
        self.unknown |= set(headings.unknown)
        self.faults += [fault(raw, raw.heading_row, n, what) for n, what in headings.faults]
        needed = ["id", "name"] + ([] if given else ["kind"])
        lacking = [key for key in needed if key not in headings.columns]
        for key in lacking:
            where, what = raw.where(raw.heading_row), _("this column is needed")
            self.faults.append(Fault(raw.file, raw.heading_row, 0, where, key, what, raw.sheet))
        if lacking:
            return
        self.sheets.append(Sheet(raw.file, {key: raw.column(n) for key, n in headings.columns.items()}, raw.sheet))
        rows = rows_of(raw)
        first = len(self)
        kinds = [self._participant(raw, headings, row, cells, given) for row, cells in rows]
        self._zeros(raw, rows, headings.columns["id"], first)
        self._merged(raw, rows, first)
        for key in ("id", "name", "unit"):
            if key in headings.columns:
                n = headings.columns[key]
                texts = {cell for _row, cells in rows if isinstance(cell := at(cells, n), str)}
                self._letters(raw, rows, n, texts)
        for name in self.dictionary:
            if name in headings.columns:
                self.columns[name] += self._values(raw, rows, kinds, name, headings.columns[name], first)
            else:
                self.columns[name] += [None] * len(rows)
        self._remarks(raw, rows)

    def _participant(
        self, raw: RawSheet, headings: Headings, row: int, cells: Sequence[object], given: Kind | None
    ) -> Kind | None:
        """Note whom a row speaks of; gives the kind, None where it cannot be read."""
        columns, number = headings.columns, len(self)
        if any(map(filled, cells[len(raw.headings) :])):
            self._wrong(raw, row, len(raw.headings) - 1, _("more cells than headings"), number)
        said: dict[str, str] = {}
        for key in ("id", "name", "unit"):
            n = columns.get(key)
            said[key] = ""
            if n is None:
                continue
            cell = at(cells, n)
            try:
                figures = key == "id" and isinstance(cell, (int, float)) and raw.style is not None
                said[key] = identity(key, cell, number_format(raw, row, n) if figures else "")
                if not said[key] and key != "unit":
                    raise ValueError(_("empty; every participant needs one"))
            except ValueError as problem:
                self._wrong(raw, row, n, str(problem), number)
        self._once(raw, row, columns["id"], said["id"], number)
        kind = given
        try:
            kind = _kind(at(cells, columns["kind"]), given) if "kind" in columns else given
        except ValueError as problem:
            self._wrong(raw, row, columns["kind"], str(problem), number)
        values = (said["id"], said["name"], said["unit"] or None, kind and kind.value, len(self.sheets) - 1, row)
        for key, value in zip((*IDENTITY, SHEET, ROW), values, strict=True):
            self.columns[key].append(value)
        return kind

    def _once(self, raw: RawSheet, row: int, n: int, id: str, number: int) -> None:
        """An id stands once: else both rows are wrong, and nobody knows which of them is right."""
        here = (number, raw, row, n)
        before, sheet, line, column = self.seen.setdefault(id, here) if id else here
        if before != number:
            what, why = _("{id} stands twice, first at {place}"), _("this id stands twice")
            what = what.format(id=shown(id), place=sheet.where(line, column))
            self.wrong.setdefault(number, []).append(Wrong(fault(raw, row, n, what), why))
            self.wrong.setdefault(before, []).append(Wrong(None, why))

    def _zeros(self, raw: RawSheet, rows: Rows, n: int, first: int) -> None:
        """A number as id beside ids that are text with zeros in front: it may have lost its own."""
        ids = [at(cells, n) for _row, cells in rows]
        padded = next((id for id in ids if isinstance(id, str) and _PADDED.fullmatch(id.strip())), None)
        for k, id in enumerate(ids) if padded else ():
            if isinstance(id, (int, float)) and not pads(number_format(raw, rows[k][0], n)):
                what = _("{id} is a number and lost its zeros, if it had any like {other}; format the cell as text")
                told = what.format(id=shown(id), other=shown(padded))
                self._wrong(raw, rows[k][0], n, told, first + k)

    def _merged(self, raw: RawSheet, rows: Rows, first: int) -> None:
        numbers = {row: first + k for k, (row, _cells) in enumerate(rows)} if raw.merged else {}
        for merge in merges(raw, rows):
            if merge.headings:
                self.faults.append(merge.fault)
            for row in () if merge.headings else merge.rows:
                self.wrong.setdefault(numbers[row], []).append(Wrong(merge.fault, merge.fault.what))

    def _values(
        self, raw: RawSheet, rows: Rows, kinds: Sequence[Kind | None], name: str, n: int, first: int
    ) -> list[object]:
        """The values of one fact; a value of a participant the fact does not concern is a note, not evidence."""
        fact, concerned = self.dictionary[name], (*self.kinds[name], None)
        formats = fact.type is FactType.PERCENT and raw.style is not None
        known: dict[object, object] = {None: None}
        problems: dict[object, str] = {}
        values: list[object] = []
        for k, (row, cells) in enumerate(rows):
            cell = key = cells[n] if n < len(cells) else None
            if kinds[k] not in concerned:
                self.beside[name] = self.beside.get(name, 0) + present(cell)
                values.append(None)
                continue
            shows = ""
            if not isinstance(cell, str):
                shows = number_format(raw, row, n) if formats and isinstance(cell, (int, float)) and cell else ""
                # 1, 1.0 and True are one key but not one value; a Parquet table may hold lists, which are no key.
                key = (type(cell), str(cell) if isinstance(cell, (list, dict)) else cell, shows)
            if key not in known:
                known[key] = None
                try:
                    known[key] = parse_value(fact, cell, raw.decimal, shows)
                except ValueError as problem:
                    problems[key] = str(problem)
            if problems and key in problems:
                self._wrong(raw, row, n, problems[key], first + k)
            values.append(known[key])
        if fact.type in WORDS:
            self._letters(raw, rows, n, {key for key in known if isinstance(key, str)})
        elif fact.type is FactType.DATE:
            self._exchanged(name, (key[1] if isinstance(key, tuple) else key for key in known))
        return values

    def _letters(self, raw: RawSheet, rows: Rows, n: int, texts: set[str]) -> None:
        """A column in letters of old is refused as a whole, and never converted."""

        def look(text: str) -> str | None:
            row = next((row for row, cells in rows if at(cells, n) == text), None)
            return None if row is None else font(raw, row, n)

        told = old_letters(texts, look)
        if told is not None:
            self.faults.append(fault(raw, raw.heading_row, n, told))

    def _exchanged(self, name: str, cells: Iterable[object]) -> None:
        """Days typed on a computer set to month/day: those up to the 12th are exchanged, the others stay text."""
        typed: list[int] = []
        written: list[int] = []
        for cell in cells:
            if isinstance(cell, date):
                typed.append(cell.day)
            elif isinstance(cell, str) and (day := day_of(cell)) is not None:
                written.append(day)
        if len(typed) > 1 and max(typed) <= 12 < max(written, default=0):
            what = _("some days are text and all that are not fall on the 1st to 12th; check day and month in them")
            self.notes.append(Note(Text(name), Text(what)))

    def _remarks(self, raw: RawSheet, rows: Rows) -> None:
        """Hidden rows, and columns that nobody can read for want of a heading."""
        hidden = sum(row in raw.hidden_rows for row, _cells in rows) if raw.hidden_rows else 0
        if hidden:
            what = _("{count} hidden rows were read").format(count=hidden)
            self.notes.append(Note(Text(f"{raw.file} › {raw.sheet}"), Text(what)))
        for n in headless(raw, rows):
            about = raw.where(raw.heading_row, n)
            self.notes.append(Note(Text(about), Text(_("a column without a heading; nothing in it was read"))))

    def _wrong(self, raw: RawSheet, row: int, n: int, what: str, number: int) -> None:
        told = fault(raw, row, n, what)
        self.wrong.setdefault(number, []).append(Wrong(told, f"{told.key}: {what}" if told.key else what))


def old_letters(texts: Iterable[str], look: Callable[[str], str | None] = lambda text: None) -> str | None:
    """Why a column of `texts` is refused for its letters; `look` gives the font of a text."""
    ordered = sorted(texts)
    found, broken = recognise(ordered, look), garbled(ordered)
    if found is not None:
        encoding, text, meant = found
        what = _("this column is written in {encoding} ({text} for {meant}); convert it to Unicode and paste it back")
        how = _("UniKey does it: Ctrl+Shift+F6, from {encoding} to Unicode").format(encoding=encoding.name)
        told = what.format(encoding=encoding.name, text=shown(text), meant=shown(meant))
        return f"{told}. {how}"
    if broken is not None:
        what = _("UTF-8 opened as another encoding ({text} for {meant}); open the original again as UTF-8")
        return what.format(text=shown(broken[0]), meant=shown(broken[1]))
    return None


def _kind(cell: object, given: Kind | None) -> Kind:
    """The kind a row states; on a sheet of one kind it may state nothing, and no other."""
    if not present(cell):
        if given is None:
            raise ValueError(_("empty; every participant needs one"))
        return given
    kind = parse_kind(cell)
    if given is not None and kind is not given:
        what = _("{kind}, on the sheet {sheet}")
        raise ValueError(what.format(kind=KIND_LABELS[kind], sheet=KIND_LABELS[given]))
    return kind
