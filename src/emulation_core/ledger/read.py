"""Runs read back: what they were made from, and what they said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from emulation_core.campaign import Note
from emulation_core.errors import NotFound
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger import packed
from emulation_core.ledger.canonical import GENESIS, nfc
from emulation_core.ledger.chain import RUN_DIGITS
from emulation_core.ledger.connect import opened
from emulation_core.ledger.people import some, unveil, veiled
from emulation_core.ledger.results import NO_STATUS, PLACES, STATUSES, VERDICTS, Result, read
from emulation_core.model import Text

LATEST = "latest"
_VERDICT = {word: str(code) for code, word in enumerate(VERDICTS)}
_STATUS: Mapping[str | None, str] = {None: str(NO_STATUS)} | {word: str(code) for code, word in enumerate(STATUSES)}
_PLACE = {word: str(code) for code, word in enumerate(PLACES)}


@frozen
class RunRow:
    """One run as `runs` lists it."""

    run: str
    head: str
    campaign: str
    round: str
    on: date
    supersedes: str | None


@frozen(eq=False)
class Stored:
    """One run as it stands in the file: its row, its number in the chain and its manifest."""

    row: RunRow
    seq: int
    manifest: Mapping[str, Any]

    @property
    def is_packed(self) -> bool:
        """Whether it holds columns and not rows."""
        return bool(self.manifest["packed"])


def runs(path: Path) -> list[RunRow]:
    """Every run, oldest first; raises `LedgerFault` when there is no ledger."""
    with opened(path) as connection:
        return [stored.row for stored in all_runs(connection)]


def all_runs(connection: sqlite3.Connection) -> list[Stored]:
    """Every run, oldest first."""
    rows = connection.execute("SELECT seq, head, manifest FROM entry WHERE kind = 'run' ORDER BY seq")
    return [_stored(*row) for row in rows]


def _stored(seq: int, head: str, text: str) -> Stored:
    manifest = json.loads(text)
    on = date.fromisoformat(manifest["on"])
    before = manifest.get("supersedes")
    return Stored(RunRow(head[:RUN_DIGITS], head, manifest["campaign"], manifest["round"], on, before), seq, manifest)


def last(path: Path) -> str:
    """The head of the last entry: what to keep outside the ledger."""
    with opened(path) as connection:
        found = connection.execute("SELECT head FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return found[0] if found else GENESIS


def run_named(path: Path, name: str) -> RunRow:
    """The run with id `name`, or the last one for "latest"; raises `NotFound`."""
    with opened(path) as connection:
        return named(connection, path, name).row


def named(connection: sqlite3.Connection, path: Path, name: str) -> Stored:
    """The run `name` (its id, its head, or "latest": the last one) of the open ledger `path`; raises `NotFound`."""
    query = "SELECT seq, head, manifest FROM entry WHERE kind = 'run'"
    if name == LATEST:
        found = connection.execute(f"{query} ORDER BY seq DESC LIMIT 1").fetchone()
    else:
        id = name.lower()
        found = connection.execute(f"{query} AND ? IN (substr(head, 1, {RUN_DIGITS}), head)", (id,)).fetchone()
    if found is None:
        rows = connection.execute(f"SELECT substr(head, 1, {RUN_DIGITS}) FROM entry WHERE kind = 'run' ORDER BY seq")
        known = ", ".join([run for (run,) in rows][-8:]) or "—"
        raise NotFound(
            _("no run {name} in {path}; the last ones are {known}").format(name=name, path=path, known=known)
        )
    return _stored(*found)


def results(connection: sqlite3.Connection, run: Stored) -> Iterator[tuple[int, str]]:
    """Every participant's number and result ("kind:status:verdicts:places"), by number."""
    if run.is_packed:
        yield from _unpacked(run, packed.stored(connection, run.seq))
        return
    seq = (run.seq,)
    where = "WHERE entry = ? ORDER BY subject"
    verdicts = _grouped(connection.execute(f"SELECT subject, criterion, verdict FROM finding {where}", seq))
    places = _grouped(
        connection.execute(
            f"SELECT subject, award, CASE WHEN certain THEN 'certain' ELSE place END FROM standing {where}", seq
        )
    )
    for ref, kind, status in connection.execute(f"SELECT subject, kind, status FROM participant {where}", seq):
        said, stands = verdicts.get(ref, {}), places.get(ref, {})
        criteria = "".join(_VERDICT.get(said.get(id, ""), "?") for id, *_more in run.manifest["criteria"].get(kind, []))
        awards = "".join(_PLACE.get(stands.get(id, "out"), "?") for id, *_more in run.manifest["awards"].get(kind, []))
        yield ref, f"{kind}:{_STATUS.get(status, '?')}:{criteria}:{awards}"


def _unpacked(run: Stored, parts: Sequence[packed.Part]) -> list[tuple[int, str]]:
    criteria = {kind: len(found) for kind, found in run.manifest["criteria"].items()}
    pairs = (
        (ref, result.decode())
        for mine in packed.judged(parts, criteria)
        for ref, result in zip(mine.refs, mine.results(), strict=True)
    )
    return sorted(pairs)


def _grouped(rows: sqlite3.Cursor) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for ref, key, value in rows:
        found.setdefault(ref, {})[key] = value
    return found


def result_of(connection: sqlite3.Connection, run: Stored, participant: str) -> tuple[int, Result]:
    """One participant's number in `run`, and the result in words; raises `NotFound` for somebody not in the run."""
    rows = connection.execute("SELECT ref FROM subject WHERE id = ? ORDER BY ref", (nfc(participant),)).fetchall()
    for (ref,) in rows:
        found = _unpacked(run, packed.around(connection, run.seq, ref)) if run.is_packed else _one(connection, run, ref)
        for other, text in found:
            if other == ref:
                return ref, read(text, run.manifest)
    raise NotFound(_("no participant {id} in run {run}").format(id=participant, run=run.row.run))


def _one(connection: sqlite3.Connection, run: Stored, ref: int) -> list[tuple[int, str]]:
    there = connection.execute("SELECT 1 FROM participant WHERE entry = ? AND subject = ?", (run.seq, ref)).fetchone()
    return [pair for pair in results(connection, run) if pair[0] == ref] if there else []


def notes(connection: sqlite3.Connection, run: Stored, sort: str) -> tuple[Note, ...]:
    """The run's `assumptions`, `unresolved` or `warnings`, names put back."""
    query = "SELECT about, says FROM note WHERE entry = ? AND sort = ? ORDER BY number"
    rows = connection.execute(query, (run.seq, sort)).fetchall()
    people = some(connection, veiled(text for row in rows for text in row))
    return tuple(Note(Text(unveil(about, people)), Text(unveil(says, people))) for about, says in rows)
