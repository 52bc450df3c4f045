"""Several files and folders of one campaign as one table of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from attrs import evolve

from emulation_core import law
from emulation_core.campaign import Campaign, Note
from emulation_core.errors import EvidenceRefused, Fault
from emulation_core.evidence import Evidence, same
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.dossiers import NAME as DOSSIERS
from emulation_core.intake.files import Input, inputs
from emulation_core.intake.headings import match
from emulation_core.intake.layout import Cells, at, filled, rows_of
from emulation_core.intake.rawsheet import FrameRows, RawSheet, Unfit
from emulation_core.intake.sheets import sheets
from emulation_core.intake.table import Table
from emulation_core.intake.values import parse_kind
from emulation_core.intake.whole import finished
from emulation_core.intake.words import shown
from emulation_core.model import Kind, Text

GUIDE, STAMP = "Hướng dẫn", "_emulation"
"""Sheets of the form beside those of evidence: for people, and for the program."""
PEOPLE = "participants"
FormFor = tuple[str, str | None]
"""A campaign's id and the round asked for; None: any round."""


def read(paths: Iterable[Path], campaign: Campaign, form_for: FormFor | None = None, partial: bool = False) -> Evidence:
    """The evidence in `paths`, files or folders.

    With `form_for`, a form that was made for another campaign or round is a fault. With `partial`, participants whose
    rows are faulty are left out and named in the warnings; faults of a file, heading or whole column refuse even so.
    Raises `EvidenceRefused` with every fault of every file, `NotFound` for a lost file.
    """
    found = inputs(paths)
    raw: list[RawSheet] = []
    faults = [*found.faults]
    for file in found.files:
        try:
            raw += (sheet if sheet.file == file.name else evolve(sheet, file=file.name) for sheet in sheets(file.path))
        except EvidenceRefused as refusal:
            faults += (_named(fault, file) for fault in refusal.faults)
    if len(raw) == 1 and not faults and isinstance(raw[0].rows, FrameRows):
        from emulation_core.intake import columnar

        with suppress(columnar.Unsure):
            return columnar.evidence(raw[0], campaign, found.notes)
    return collect(raw, campaign, faults, form_for, partial, found.notes)


def _named(fault: Fault, file: Input) -> Fault:
    """A fault of a file under the name that places give it."""
    return evolve(fault, file=file.name, where=file.name + fault.where.removeprefix(fault.file))


def collect(
    raw: Iterable[RawSheet],
    campaign: Campaign,
    faults: Iterable[Fault] = (),
    form_for: FormFor | None = None,
    partial: bool = False,
    notes: Iterable[Note] = (),
) -> Evidence:
    """Tables that were read already as one table of evidence; `faults` and `notes` are those found on the way."""
    table = Table(law.dictionary(campaign.facts), law.kinds_of_facts(campaign))
    table.faults += faults
    table.notes += notes
    sorting = _Sorting(table, form_for)
    used: dict[str, set[str | None]] = {}
    papers = []
    for sheet in raw:
        try:
            taken = sorting.take(sheet)
        except Unfit as problem:  # its styles, which are read only now
            table.faults.append(Fault(sheet.file, 1, 0, f"{sheet.file}:1", "", str(problem)))
            taken = PEOPLE
        if taken is DOSSIERS:
            papers.append(sheet)
        used.setdefault(sheet.file, set()).add(taken)
    anybody = any(PEOPLE in taken for taken in used.values())
    for file, taken_of in used.items():
        # A file of papers alone goes with the participants of another file.
        if PEOPLE not in taken_of and not (anybody and DOSSIERS in taken_of):
            what = _("no sheet of it is a table of participants with the headings Mã and Tên")
            table.faults.append(Fault(file, 1, 0, f"{file}:1", "", what))
    return finished(table, papers, campaign, partial)


@frozen
class _Sorting:
    """What becomes of each sheet: read into the table, kept for later, or passed over and named."""

    table: Table
    form_for: FormFor | None

    def take(self, raw: RawSheet) -> str | None:
        """Read a sheet of participants, or note why a sheet is not read.

        Gives `PEOPLE` for one that was read, `DOSSIERS` for one to be read when everybody is known, else None.
        """
        name = same(raw.sheet) if raw.sheet is not None else None
        if name == STAMP:
            self._stamp(raw)
        elif raw.hidden:
            self._pass_over(raw, _("a hidden sheet; it was not read"))
        elif name == same(GUIDE):
            pass
        elif name == same(DOSSIERS):
            return DOSSIERS
        elif (given := _kind_of(raw)) is not None or raw.sheet is None or self._speaks_of_people(raw):
            self.table.add(raw, given)
            return PEOPLE
        elif rows_of(raw) or any(heading.strip() for heading in raw.headings):
            self._pass_over(raw, _("a sheet without the headings of a table of participants; it was not read"))
        return None

    def _speaks_of_people(self, raw: RawSheet) -> bool:
        """Whether a sheet of any other name has an id and something that is said of participants."""
        columns = match(raw.headings, self.table.dictionary).columns
        return "id" in columns and len(columns) > 1

    def _pass_over(self, raw: RawSheet, says: str) -> None:
        self.table.notes.append(Note(Text(f"{raw.file} › {raw.sheet}"), Text(says)))

    def _stamp(self, raw: RawSheet) -> None:
        """A form says which campaign and round it was made for: rows of a key and a value."""
        if self.form_for is None:
            return
        pairs = [(raw.heading_row, raw.headings), *raw.rows]
        made = {_word(cells, 0): (row, _word(cells, 1)) for row, cells in pairs}
        campaign, round = self.form_for
        row, made_for = made.get("campaign", (raw.heading_row, ""))
        if made_for != campaign:
            what = _("this form was made for the campaign {made}, not for {asked}")
            self._fault(raw, row, what.format(made=made_for, asked=campaign))
        row, made_for = made.get("round", (raw.heading_row, ""))
        if made_for and round not in (None, made_for):
            what = _("this form was made for the round {made}, not for {asked}")
            self._fault(raw, row, what.format(made=made_for, asked=round))

    def _fault(self, raw: RawSheet, row: int, what: str) -> None:
        self.table.faults.append(Fault(raw.file, row, 1, raw.where(row, 1), "", what, raw.sheet))


def _kind_of(raw: RawSheet) -> Kind | None:
    try:
        return parse_kind(raw.sheet) if raw.sheet is not None else None
    except ValueError:
        return None


def _word(cells: Cells, n: int) -> str:
    cell = at(cells, n)
    return shown(cell).strip() if filled(cell) else ""
