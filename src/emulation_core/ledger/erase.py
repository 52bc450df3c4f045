"""Erasing a person: id, name, unit, free text and secret leave every byte of the file; what was proved stays proved."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from emulation_core.errors import LedgerFault, NotFound
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.canonical import nfc
from emulation_core.ledger.chain import append
from emulation_core.ledger.connect import opened
from emulation_core.ledger.people import everybody, framed, veil

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
        rows = connection.execute(
            "SELECT ref, id, name, unit FROM subject WHERE id = ? ORDER BY ref", (nfc(participant),)
        )
        known = rows.fetchall()
        if not known:
            _swept(connection, path)  # of somebody erased while another program read the file
            raise NotFound(_("no participant {id} in {path}").format(id=participant, path=path))
        refs = [row[0] for row in known]
        connection.execute("BEGIN IMMEDIATE")
        try:
            hidden = veil([reason], framed(everybody(connection)))
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
        others = [text for who in everybody(connection).values() for text in who if text]
        plans = [body for (body,) in connection.execute("SELECT body FROM source")]
    # A word of the plan itself ("Văn phòng") tells of nobody.
    own = [text for _ref, id, name, _unit in known for text in (id, name) if text]
    left = traces(path, [text for text in own if not any(text in body for body in plans)], others)
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


def traces(path: Path, texts: Sequence[str], others: Iterable[str] = ()) -> list[str]:
    """The ledger's files that still hold one of `texts`, in whichever Unicode form.

    Where one is part of an id, a name or a unit of `others`, who stay, it is theirs.
    """
    long = [text for text in texts if len(text) >= _SHORT]
    forms = [form for text in long for form in _forms(text)]
    theirs = {form for other in others if any(text in other for text in long) for form in _forms(other)}
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-journal", "-shm"))]
    return [file.name for file in files if file.is_file() and _holds(file.read_bytes(), forms, theirs)]


def _forms(text: str) -> set[bytes]:
    """The bytes `text` may be written in."""
    return {
        unicodedata.normalize(form, text).encode(encoding)
        for form in ("NFC", "NFD")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }


def _holds(body: bytes, forms: Iterable[bytes], theirs: Iterable[bytes]) -> bool:
    for form in sorted(theirs, key=len, reverse=True):
        body = body.replace(form, b"\0")
    return any(form in body for form in forms)
