"""The sheet "Hồ sơ": which papers of whom were handed in, how many sets, how many originals, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, field

from emulation_core.campaign import Document, Note
from emulation_core.errors import Fault
from emulation_core.evidence import ROW, SHEET, Sheet, same
from emulation_core.i18n import _
from emulation_core.intake.headings import Headings, match
from emulation_core.intake.layout import Cells, at, fault, headless, merges, present, rows_of
from emulation_core.intake.rawsheet import RawSheet
from emulation_core.intake.spelling import skeleton
from emulation_core.intake.values import parse_value
from emulation_core.intake.words import identity, shown, unlike
from emulation_core.model import Fact, FactType, Text

if TYPE_CHECKING:
    import polars as pl

NAME = "Hồ sơ"
COLUMNS: Mapping[str, Fact] = {
    "document": Fact(Text("Tài liệu"), FactType.TEXT),
    "sets": Fact(Text("Số bộ"), FactType.COUNT),
    "originals": Fact(Text("Bản gốc"), FactType.COUNT),
    "received": Fact(Text("Ngày nhận"), FactType.DATE),
}
"""What is read beside whose paper it is."""
_NEEDED = ("id", "document")


@define(eq=False)
class Dossiers:
    """The papers under construction.

    `names` are the participants by id, `left_out` those among them that are not taken in; `whole` says that every
    participant is known, so that an id which is not among them is a fault. `first` is the number of the next sheet.
    """

    documents: Sequence[Document]
    names: Mapping[str, str]
    whole: bool
    left_out: frozenset[str]
    first: int
    faults: list[Fault] = field(factory=list)
    wrong: list[tuple[str, Fault]] = field(factory=list)
    notes: list[Note] = field(factory=list)
    sheets: list[Sheet] = field(factory=list)
    rows: list[tuple[Any, ...]] = field(factory=list)
    seen: dict[tuple[str, str], str] = field(factory=dict)
    read: bool = False

    def add(self, raw: RawSheet) -> None:
        """Take in one sheet."""
        rows = rows_of(raw)
        if not self.documents:
            if rows:
                self._note(f"{raw.file} › {raw.sheet}", _("the plan asks for no papers; this sheet was not read"))
            return
        headings = match(raw.headings, COLUMNS)
        self.faults += [fault(raw, raw.heading_row, n, what) for n, what in headings.faults]
        for name in headings.unknown:
            self._note(name, _("unknown column; nothing in it was read"))
        for n in headless(raw, rows):
            self._note(raw.where(raw.heading_row, n), _("a column without a heading; nothing in it was read"))
        self.faults += [merge.fault for merge in merges(raw, rows)]
        lacking = [key for key in _NEEDED if key not in headings.columns]
        for key in lacking:
            where, what = raw.where(raw.heading_row), _("this column is needed")
            self.faults.append(Fault(raw.file, raw.heading_row, 0, where, key, what, raw.sheet))
        if lacking:
            return
        self.read = True
        columns = {_name(key): raw.column(n) for key, n in headings.columns.items()}
        self.sheets.append(Sheet(raw.file, columns, raw.sheet))
        for row, cells in rows:
            self._row(raw, headings, row, cells)

    def _row(self, raw: RawSheet, headings: Headings, row: int, cells: Cells) -> None:
        """One paper of one participant; of one who is left out nothing is read."""
        found: dict[str, Any] = {}
        problems: list[tuple[int, str]] = []
        for key, n in headings.columns.items():
            try:
                cell = at(cells, n)
                found[key] = parse_value(COLUMNS[key], cell, raw.decimal) if key in COLUMNS else _word(key, cell)
                if key in _NEEDED and not present(cell):
                    raise ValueError(_("empty; every row needs one"))
                if key == "id" and self.whole and found["id"] not in self.names:
                    raise self._stranger(found["id"])
                if key == "document":
                    found["document"] = self._document(found["document"])
            except ValueError as problem:
                problems.append((n, str(problem)))
        id, document = found.get("id"), found.get("document")
        if id in self.left_out:
            return
        sets, originals = found.get("sets"), found.get("originals")
        if sets is not None and originals is not None and originals > sets:
            problems.append((headings.columns["originals"], _("more originals than sets")))
        if id and document:
            place = raw.where(row, headings.columns["document"])
            before = self.seen.setdefault((id, document), place)
            if before != place:
                what = _("this paper of {id} stands twice, first at {place}").format(id=shown(id), place=before)
                problems.append((headings.columns["document"], what))
        if problems:
            self.wrong += [(shown(id) if id else raw.where(row), fault(raw, row, n, what)) for n, what in problems]
            return
        told, name = found.get("name"), self.names.get(str(id))
        if told and name and skeleton(told) != skeleton(name):
            what = _("called {name} on the sheet of papers; is it the right one?")
            self._note(str(id), what.format(name=shown(told)))
        self.rows.append((id, document, sets, originals, found.get("received"), self.first + len(self.sheets) - 1, row))

    def _document(self, said: str) -> str:
        """The id of the paper that `said` names by its id or label."""
        for document in self.documents:
            if same(said) in (document.id, same(document.label)):
                return str(document.id)
        labels = [str(document.label) for document in self.documents]
        raise unlike(said, labels, labels)

    def _stranger(self, id: str) -> ValueError:
        bare = {other.lstrip("0").casefold(): other for other in self.names}
        near = bare.get(id.lstrip("0").casefold())
        hint = "; " + _("did you mean {word}?").format(word=near) if near else ""
        return ValueError(_("{id} is no participant").format(id=shown(id)) + hint)

    def _note(self, about: str, says: str) -> None:
        self.notes.append(Note(Text(about), Text(says)))

    def frame(self) -> pl.DataFrame | None:
        """The papers as a table; None where no sheet of them was read."""
        import polars as pl

        types = {"participant": pl.String(), "document": pl.String(), "sets": pl.Int64(), "originals": pl.Int64()}
        schema = {**types, "received": pl.Date(), SHEET: pl.Int64(), ROW: pl.Int64()}
        return pl.DataFrame(self.rows, schema=schema, orient="row", strict=True) if self.read else None


def _name(key: str) -> str:
    return "participant" if key == "id" else key


def _word(key: str, cell: object) -> str:
    return identity(key, cell) if key in ("id", "name", "unit") else ""
