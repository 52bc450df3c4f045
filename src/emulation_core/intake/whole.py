"""The finished evidence: everything, everything but the faulty rows, or the refusal with every fault."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import polars as pl

from emulation_core import law
from emulation_core.campaign import Campaign, Note
from emulation_core.errors import EvidenceRefused
from emulation_core.evidence import ROW, SHEET, Evidence
from emulation_core.i18n import _
from emulation_core.intake.dossiers import Dossiers
from emulation_core.intake.rawsheet import RawSheet
from emulation_core.intake.spelling import suspects
from emulation_core.intake.table import IDENTITY, Table
from emulation_core.intake.words import shown
from emulation_core.model import Text, column_type


def finished(table: Table, papers: Iterable[RawSheet], campaign: Campaign, partial: bool) -> Evidence:
    """The evidence of `table` and of the sheets of `papers`.

    With `partial`, participants whose rows are faulty are left out. Raises `EvidenceRefused` when anything is wrong
    that cannot be left out.
    """
    gone = set(table.wrong) if partial else set()
    ids = table.columns["id"]
    left_out = frozenset(ids[number] for number in gone if ids[number])
    documents = campaign.procedure.documents if campaign.procedure is not None else ()
    names = dict(zip(ids, table.columns["name"], strict=True))
    dossiers = Dossiers(documents, names, not table.faults, left_out, len(table.sheets))
    for raw in papers:
        dossiers.add(raw)
    faults = [*table.faults, *dossiers.faults]
    notes = [*table.notes, *dossiers.notes, *_columns(table), *_suspects(table, gone), *_nobody(table)]
    if partial:
        notes += [*_left_out(table), *(_note(about, _why(f"{f.key}: {f.what}")) for about, f in dossiers.wrong)]
    else:
        faults += [wrong.fault for wrongs in table.wrong.values() for wrong in wrongs if wrong.fault is not None]
        faults += [fault for _about, fault in dossiers.wrong]
    warnings = tuple(sorted(set(notes)))
    if faults:
        raise EvidenceRefused(faults, [f"{note.about}: {note.says}" for note in warnings])
    sheets = (*table.sheets, *dossiers.sheets)
    return Evidence(_frame(table, gone), sheets, warnings, dossiers.frame(), tuple(sorted(left_out)))


def _frame(table: Table, gone: set[int]) -> pl.DataFrame:
    """The participants that are taken in, each column of its type."""
    types: dict[str, pl.DataType] = dict.fromkeys(("id", "name", "unit", "kind"), pl.String())
    types |= {SHEET: pl.Int64(), ROW: pl.Int64()}
    types |= {name: column_type(fact.type) for name, fact in table.dictionary.items()}
    kept = [number for number in range(len(table)) if number not in gone] if gone else None
    columns = {
        name: values if kept is None else [values[number] for number in kept] for name, values in table.columns.items()
    }
    return pl.DataFrame({name: pl.Series(name, columns[name], type, strict=True) for name, type in types.items()})


def _left_out(table: Table) -> Iterator[Note]:
    """Who is left out, and why: by id, or by place where nobody knows whom the row speaks of."""
    reasons: dict[str, set[str]] = {}
    for number, wrongs in table.wrong.items():
        id, sheet, row = (table.columns[key][number] for key in ("id", SHEET, ROW))
        who = shown(id) if id else str(table.sheets[sheet].place(row, "id"))
        reasons.setdefault(who, set()).update(wrong.why for wrong in wrongs)
    for who, why in reasons.items():
        yield _note(who, _why("; ".join(sorted(why))))


def _why(reasons: str) -> str:
    return _("left out: {reasons}").format(reasons=reasons)


def _suspects(table: Table, gone: set[int]) -> Iterator[Note]:
    people = zip(*(table.columns[key] for key in IDENTITY), strict=True)
    known = ((n, person) for n, person in enumerate(people) if n not in gone)
    yield from suspects((id, name, unit, kind) for _n, (id, name, unit, kind) in known if id and name and kind)


def _nobody(table: Table) -> Iterator[Note]:
    """The files whose tables hold nobody: a form that was sent in as it was made, most likely."""
    filled = {table.sheets[number].file for number in set(table.columns[SHEET])}
    yield from (nobody_in(file) for file in {sheet.file for sheet in table.sheets} - filled)


def nobody_in(file: str) -> Note:
    """That a file of evidence holds no participant."""
    return _note(file, _("no participant in it"))


def _columns(table: Table) -> Iterator[Note]:
    present = {name for sheet in table.sheets for name in sheet.columns}
    return about_columns(table.unknown, table.beside, present, table.dictionary if table.sheets else {}, table.kinds)


def about_columns(
    unknown: Iterable[str],
    beside: Mapping[str, int],
    present: Container[str],
    dictionary: Iterable[str],
    kinds: Mapping[str, Sequence[object]],
) -> Iterator[Note]:
    """Columns nobody knows, values beside the kind they concern, and facts of `dictionary` without a column."""
    for heading in unknown:
        yield _note(heading, _("unknown column; nothing in it was read"))
    for name, count in beside.items():
        if count:
            what = _("{count} values stand with participants this column does not concern; they are not read")
            yield _note(name, what.format(count=count))
    for name in dictionary:
        if kinds[name] and name not in law.KNOWN and name not in present:
            yield _note(name, _("no column; absent for everybody"))


def _note(about: str, says: str) -> Note:
    return Note(Text(about), Text(says))
