"""The tables of a ledger, as migrations: each step is applied once to a file and never edited afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from emulation_core.errors import LedgerFault
from emulation_core.i18n import _

BUSY_SECONDS = 60
steps = Migrations("emulation")

_TABLES: dict[str, dict[str, Any]] = {
    "run": {
        "seq": int,
        "id": str,
        "previous_head": str,
        "head": str,
        "campaign": str,
        "round": str,
        "day": str,
        "decided": str,
        "supersedes": str,
        "engine": str,
        "language": str,
        "campaign_text": str,
        "manifest": str,
        "recorded_at": str,
    },
    "plugin": {"run": str, "name": str, "distribution": str, "module": str, "state": str},
    "sheet": {"run": str, "number": int, "file": str, "name": str, "columns": str},
    "participant": {
        "run": str,
        "place": int,
        "id": str,
        "name": str,
        "kind": str,
        "unit": str,
        "status": str,
        "sheet": int,
        "row": int,
    },
    "evidence": {"run": str, "participant": str, "fact": str, "value": str, "source": str},
    "finding": {
        "run": str,
        "participant": str,
        "criterion": str,
        "clause": str,
        "verdict": str,
        "measured": str,
        "source": str,
    },
    "standing": {"run": str, "participant": str, "award": str, "place": str, "certain": int},
    "proposal": {
        "run": str,
        "award": str,
        "kind": str,
        "seats": int,
        "money_each": int,
        "money_total": int,
        "body": str,
    },
    "note": {"run": str, "sort": str, "about": str, "says": str},
}
_KEYS: dict[str, str | tuple[str, ...]] = {
    "run": "seq",
    "plugin": ("run", "name", "distribution"),
    "sheet": ("run", "number"),
    "participant": ("run", "id"),
    "evidence": ("run", "participant", "fact"),
    "finding": ("run", "participant", "criterion"),
    "standing": ("run", "participant", "award"),
    "proposal": ("run", "award", "kind"),
    "note": ("run", "sort", "about", "says"),
}
_MAY_BE_NULL = {
    "plugin": (),
    "sheet": ("name",),
    "run": ("supersedes",),
    "participant": ("unit", "status"),
    "evidence": ("source",),
    "finding": ("measured", "source"),
    "standing": (),
    "proposal": ("seats", "money_each", "money_total"),
    "note": (),
}


@steps()
def tables(db: Any) -> None:
    """Runs and what belongs to them, every table STRICT."""
    for name, columns in _TABLES.items():
        db[name].create(columns, pk=_KEYS[name], not_null=columns.keys() - _MAY_BE_NULL[name], strict=True)
    db["run"].create_index(["id"], unique=True)
    db["run"].create_index(["head"], unique=True)
    # Two runs cannot stand on the same head: the chain never forks.
    db["run"].create_index(["previous_head"], unique=True)


@contextmanager
def opened(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to the ledger at `path`, migrated; raises `LedgerFault` when it is none or cannot be used."""
    if not create and not path.is_file():
        raise LedgerFault(_("{path}: no such ledger").format(path=path))
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as problem:
        raise LedgerFault(f"{path}: {problem}") from problem
    try:
        [mode] = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise LedgerFault(_("{path}: this file system cannot keep a write-ahead log").format(path=path))
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection)
        yield connection
    except sqlite3.Error as problem:
        raise LedgerFault(_("{path}: the ledger cannot be used: {why}").format(path=path, why=problem)) from problem
    finally:
        connection.close()


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply pending steps; several processes opening a new file take turns."""
    db = Database(connection, execute_plugins=False)
    if steps.pending(db):
        connection.execute("BEGIN IMMEDIATE")
        steps.apply(db)
        connection.execute("COMMIT")
