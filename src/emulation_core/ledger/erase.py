"""Erasing a person: id, name, unit, free text and secret leave every byte of the file; what was proved stays proved."""

from __future__ import annotations

import sqlite3
import unicodedata
from pathlib import Path

from attrs import frozen

from emulation_core.errors import LedgerFault, NotFound
from emulation_core.i18n import _
from emulation_core.ledger.chain import append
from emulation_core.ledger.connect import opened
from emulation_core.ledger.people import everybody, veil

_SHORT = 4
"""Ids and names shorter than this stand in a file by chance."""


@frozen
class Erasure:
    """What was erased: the head of the entry that says so, and under how many names the person was known."""

    head: str
    subjects: int


def erase(path: Path, participant: str, reason: str) -> Erasure:
    """Take `participant` (an id) out of the ledger for `reason`; returns when no byte of the files tells of them.

    Raises `NotFound` for somebody the ledger does not know, `LedgerFault` where traces cannot be removed now.
    """
    with opened(path) as connection:
        rows = connection.execute("SELECT ref, id, name, unit FROM subject WHERE id = ? ORDER BY ref", (participant,))
        known = rows.fetchall()
        if not known:
            raise NotFound(_("no participant {id} in {path}").format(id=participant, path=path))
        refs = [row[0] for row in known]
        connection.execute("BEGIN IMMEDIATE")
        try:
            hidden = veil([reason], ((who, ref) for ref, who in everybody(connection).items()))
            _seq, head = append(connection, "erasure", {"subjects": refs, "reason": hidden(reason)})
            some = [(ref,) for ref in refs]
            connection.executemany(
                "UPDATE subject SET id = NULL, name = NULL, unit = NULL, secret = NULL WHERE ref = ?", some
            )
            connection.executemany("UPDATE words SET body = NULL WHERE subject = ?", some)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        _swept(connection, path)
    left = traces(path, [text for _ref, id, name, _unit in known for text in (id, name) if text])
    if left:
        what = _("{path}: erased, but these files still hold the id or name in another text: {files}")
        raise LedgerFault(what.format(path=path, files=", ".join(left)))
    return Erasure(head, len(refs))


def _swept(connection: sqlite3.Connection, path: Path) -> None:
    """Rebuild the file without free pages and empty its log."""
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        [busy, *_pages] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as problem:
        raise LedgerFault(_unswept(path, str(problem))) from problem
    if busy:
        raise LedgerFault(_unswept(path, _("another program reads it")))


def _unswept(path: Path, why: str) -> str:
    what = _("{path}: erased, but traces stay in the file until it can be rebuilt ({why}); run erase again")
    return what.format(path=path, why=why)


def traces(path: Path, texts: list[str]) -> list[str]:
    """The ledger's files that still hold one of `texts`, in whichever Unicode form."""
    forms = {
        unicodedata.normalize(form, text).encode(encoding)
        for text in texts
        if len(text) >= _SHORT
        for form in ("NFC", "NFD")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-journal", "-shm"))]
    return [file.name for file in files if file.is_file() and any(form in file.read_bytes() for form in forms)]
