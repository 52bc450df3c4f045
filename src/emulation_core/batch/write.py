"""Writing, in a process of its own: one run after another into the ledgers, each noted beside them."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

from emulation_core import verdicts
from emulation_core.batch import notes
from emulation_core.batch.judge import made_by, told
from emulation_core.batch.pipe import Tell
from emulation_core.batch.tasks import Failed, Item, Place, Result, Task, Written
from emulation_core.config import Catalogue, Replacements
from emulation_core.errors import EmulationError, LedgerFault
from emulation_core.i18n import _
from emulation_core.ledger import Receipt, conflicts, record, runs
from emulation_core.outcome import Outcome
from emulation_core.plugins import Registry

Heads = Mapping[tuple[str, str], str]
"""The head of the last run of each campaign and round."""


def recall(task: Task, registry: Registry, tell: Tell) -> None:
    """Tell of each ledger which runs stand in it; one that cannot be read has none, and says why when it is written."""
    for item in task.items:
        tell("at", (item.asked.key,))
        try:
            tell("done", (item.asked.key, _heads(item.asked.ledger)))
        except Exception:
            tell("done", (item.asked.key, {}))


def _heads(ledger: Path) -> Heads:
    return {(run.campaign, run.round): run.head for run in runs(ledger)} if ledger.is_file() else {}


def _stands(note: notes.Note, ledger: Path) -> bool:
    """Whether the run of a note is in the ledger, and the last of its round."""
    return _heads(ledger).get((note.campaign, note.round)) == note.head


def write(task: Task, registry: Registry, tell: Tell) -> None:
    """Tell of each outcome under which run it is in its ledger, or why it is not."""
    by = made_by(registry)
    replaced = Replacements(Catalogue(task.place.provinces), registry)
    for item in task.items:
        tell("at", (item.asked.key,))
        assert item.judged is not None
        try:
            if item.judged.made_by != by:
                what = _("it was judged by another version of the program, of its legal data or of its plugins")
                raise EmulationError(what)
            tell("done", (item.asked.key, _written(task.place, item, registry, replaced)))
        except BaseException as problem:  # a rule may raise anything, and Polars panics
            tell("done", (item.asked.key, Failed(told(problem), item.judged.round)))


def _room(ledger: Path) -> None:
    """The ledger's folder; raises `LedgerFault` where there can be none."""
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        what = _("{path}: the ledger cannot be used: {why}")
        raise LedgerFault(what.format(path=ledger, why=problem.strerror)) from problem


def _written(place: Place, item: Item, registry: Registry, replaced: Replacements) -> Result:
    asked, judged = item.asked, item.judged
    assert judged is not None
    note = notes.path(place.kept, judged.inputs)
    mine = notes.read(note)
    if mine is not None and mine.batch == place.token and _stands(mine, asked.ledger):
        # Written by a process that died before it could say so.
        return Written(judged.round, mine.run, mine.head, judged.participants, judged.said)
    outcome: Outcome = pickle.loads(judged.outcome)
    if place.verdicts is not None:
        file = place.verdicts / asked.campaign / judged.round / f"{judged.inputs}.parquet"
        verdicts.write_outcome(outcome, judged.files, file)
    _room(asked.ledger)

    def witness(receipt: Receipt) -> None:
        about = (asked.campaign, judged.round, receipt.run, receipt.head, judged.participants, judged.said)
        notes.write(note, notes.Note(place.token, *about))

    receipt = record(asked.ledger, outcome, registry, witness=witness, patience=place.seconds / 2)
    found = {*conflicts(asked.ledger, receipt.run), *replaced.notes(outcome.loaded, asked.on)}
    warnings = tuple(f"{one.about}: {one.says}" for one in sorted(found))
    return Written(judged.round, receipt.run, receipt.head, judged.participants, judged.said, warnings)
