"""Several files of one campaign as one table of evidence."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from attrs import define, field

from emulation_core import law
from emulation_core.campaign import Campaign, Note
from emulation_core.errors import EvidenceRefused, Fault
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.i18n import _
from emulation_core.intake.headings import Headings, match
from emulation_core.intake.sheets import RawSheet, sheets
from emulation_core.intake.values import parse_kind, parse_value
from emulation_core.model import Fact, Kind, Text, column_type


def read(paths: Iterable[Path], campaign: Campaign) -> Evidence:
    """The evidence in `paths`; raises `EvidenceRefused` with every fault of every file, `NotFound` for a lost file."""
    raw: list[RawSheet] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            raw += sheets(path)
        except EvidenceRefused as refusal:
            faults += refusal.faults
    return collect(raw, campaign, faults)


def collect(raw: Iterable[RawSheet], campaign: Campaign, faults: Iterable[Fault] = ()) -> Evidence:
    """Tables that were read already as one table of evidence; `faults` are those found on the way."""
    table = _Table(law.dictionary(campaign.facts), law.kinds_of_facts(campaign), faults=list(faults))
    for sheet in raw:
        table.add(sheet)
    return table.evidence()


@define(eq=False)
class _Table:
    """The table under construction: columns of values, and what is wrong so far."""

    dictionary: Mapping[str, Fact]
    kinds: Mapping[str, tuple[Kind, ...]]
    sheets: list[Sheet] = field(factory=list)
    faults: list[Fault] = field(factory=list)
    columns: dict[str, list[Any]] = field(factory=dict)
    seen: dict[str, str] = field(factory=dict)
    unknown: list[str] = field(factory=list)
    beside: Counter[str] = field(factory=Counter)

    def add(self, raw: RawSheet) -> None:
        """Take in one sheet."""
        headings = match(raw.headings, self.dictionary)
        self.unknown += headings.unknown
        for n, what in headings.faults:
            self._fault(raw, 1, n, what)
        given = _kind_of_sheet(raw)
        needed = ["id", "name"] + ([] if given else ["kind"])
        lacking = [key for key in needed if key not in headings.columns]
        for key in lacking:
            self.faults.append(Fault(raw.file, 1, 0, raw.where(1), key, _("this column is needed")))
        if lacking:
            return
        names = {key: raw.column(n) for key, n in headings.columns.items()}
        self.sheets.append(Sheet(raw.file, names, raw.sheet))
        rows = [(row, cells) for row, cells in raw.rows if any(_filled(cell) for cell in cells)]
        kinds = list(self._participants(raw, headings, rows, given))
        for name, fact in self.dictionary.items():
            values = self.columns.setdefault(name, [])
            if name in headings.columns:
                values += self._values(raw, rows, kinds, name, fact, headings.columns[name])
            else:
                values += [None] * len(rows)

    def _participants(
        self, raw: RawSheet, headings: Headings, rows: Sequence[tuple[int, Sequence[object]]], given: Kind | None
    ) -> Iterator[Kind | None]:
        """Note who each row speaks of; gives the kind of each, None where it cannot be read."""
        columns = headings.columns
        for row, cells in rows:
            if any(_filled(cell) for cell in cells[len(raw.headings) :]):
                self._fault(raw, row, len(raw.headings) - 1, _("more cells than headings"))
            id, name = _text(_cell(cells, columns["id"])), _text(_cell(cells, columns["name"]))
            for key, text in (("id", id), ("name", name)):
                if not text:
                    self._fault(raw, row, columns[key], _("empty; every participant needs one"))
            if id and id in self.seen:
                self._fault(
                    raw, row, columns["id"], _("{id} stands twice, first at {place}").format(id=id, place=self.seen[id])
                )
            self.seen.setdefault(id, raw.where(row, columns["id"]))
            kind = given
            if "kind" in columns:
                try:
                    kind = parse_kind(_cell(cells, columns["kind"]))
                except ValueError as problem:
                    self._fault(raw, row, columns["kind"], str(problem))
            unit = _text(_cell(cells, columns["unit"])) if "unit" in columns else ""
            for key, value in (("id", id), ("name", name), ("unit", unit or None), ("kind", kind and kind.value)):
                self.columns.setdefault(key, []).append(value)
            self.columns.setdefault(SHEET, []).append(len(self.sheets) - 1)
            self.columns.setdefault(ROW, []).append(row)
            yield kind

    def _values(
        self,
        raw: RawSheet,
        rows: Sequence[tuple[int, Sequence[object]]],
        kinds: Sequence[Kind | None],
        name: str,
        fact: Fact,
        n: int,
    ) -> Iterator[object]:
        """The values of one fact; a value of a participant the fact does not concern is a note, not evidence."""
        read: dict[tuple[type, object], object] = {}
        for (row, cells), kind in zip(rows, kinds, strict=True):
            cell = _cell(cells, n)
            if kind is not None and kind not in self.kinds[name]:
                self.beside[name] += _filled(cell)
                yield None
                continue
            key = (type(cell), cell)
            if key not in read:
                try:
                    read[key] = parse_value(fact, cell, raw.decimal)
                except ValueError as problem:
                    read[key] = problem
            value = read[key]
            if isinstance(value, ValueError):
                self._fault(raw, row, n, str(value))
                value = None
            yield value

    def _fault(self, raw: RawSheet, row: int, n: int, what: str) -> None:
        heading = raw.headings[n] if n < len(raw.headings) else ""
        self.faults.append(Fault(raw.file, row, n, raw.where(row, n), heading.strip(), what))

    def evidence(self) -> Evidence:
        """The finished table; raises `EvidenceRefused` when anything is wrong with it."""
        warnings = tuple(sorted(self._warnings()))
        if self.faults:
            raise EvidenceRefused(self.faults, [f"{note.about}: {note.says}" for note in warnings])
        identity = {"id": pl.String(), "name": pl.String(), "unit": pl.String(), "kind": pl.String()}
        types = {**identity, SHEET: pl.Int64(), ROW: pl.Int64()}
        types |= {name: column_type(fact.type) for name, fact in self.dictionary.items()}
        frame = pl.DataFrame(
            {name: pl.Series(name, self.columns.get(name, []), type, strict=True) for name, type in types.items()}
        )
        return Evidence(frame, tuple(self.sheets), warnings)

    def _warnings(self) -> Iterator[Note]:
        for heading in sorted(set(self.unknown)):
            yield Note(Text(heading), Text(_("unknown column; nothing in it was read")))
        for name, count in self.beside.items():
            if count:
                what = _("{count} values stand with participants this column does not concern; they are not read")
                yield Note(Text(name), Text(what.format(count=count)))
        present = {name for sheet in self.sheets for name in sheet.columns}
        for name in self.dictionary:
            if self.sheets and name not in present and name not in law.FACTS:
                yield Note(Text(name), Text(_("no column; absent for everybody")))


def _kind_of_sheet(raw: RawSheet) -> Kind | None:
    try:
        return parse_kind(raw.sheet) if raw.sheet else None
    except ValueError:
        return None


def _cell(cells: Sequence[object], n: int) -> object:
    return cells[n] if n < len(cells) else None


def _filled(cell: object) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _text(cell: object) -> str:
    """An id or a name: text, never a number with a tail."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip() if cell is not None else ""
