"""Opening a ledger: durable, migrated, and refused where it could not keep its promises."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from emulation_core.errors import EmulationError, LedgerFault
from emulation_core.i18n import _
from emulation_core.ledger.chain import append
from emulation_core.ledger.schema import APPLICATION_ID, steps

BUSY_SECONDS = 600
"""How long a writer queues before it gives up: longer than the largest run takes to write."""
_UNWRITTEN = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
"""What SQLite says when the disk takes no more."""


@contextmanager
def opened(path: Path, *, create: bool = False, patience: float | None = None) -> Iterator[sqlite3.Connection]:
    """A connection to the ledger at `path`, migrated; raises `LedgerFault` when it is none or cannot be used."""
    if not create and not path.is_file():
        raise LedgerFault(_("{path}: no such ledger").format(path=path))
    if not path.absolute().parent.is_dir():
        raise LedgerFault(_("{path}: there is no folder {folder}").format(path=path, folder=path.parent))
    alone, patience = _alone(path), BUSY_SECONDS if patience is None else patience
    try:
        connection = _still(path, alone) if alone else sqlite3.connect(path, timeout=patience)
        connection.isolation_level = None
    except sqlite3.Error as problem:
        raise LedgerFault(f"{path}: {problem}") from problem
    try:
        _ours(connection, path)
        if not alone:
            _durable(connection, path, patience)
            _migrate(connection)
        yield connection
    except sqlite3.Error as problem:
        what = _("{path}: the ledger cannot be used: {why}")
        if getattr(problem, "sqlite_errorcode", None) in _UNWRITTEN:
            what = _("{path}: the disk is full or cannot be written ({why}); the ledger is as it was before")
        raise LedgerFault(what.format(path=path, why=problem)) from problem
    except EmulationError:
        raise
    except Exception as problem:
        # Who changed the bytes of the file is at fault, not the program that trips over them.
        if _is_whole(path):
            raise
        what = _("{path}: the ledger was damaged or changed; `emulation verify` says where")
        raise LedgerFault(what.format(path=path)) from problem
    finally:
        connection.close()


@contextmanager
def writing(path: Path, *, create: bool = False, patience: float | None = None) -> Iterator[sqlite3.Connection]:
    """A connection inside one `BEGIN IMMEDIATE` transaction: committed whole at the end, or the file is as it was."""
    with opened(path, create=create, patience=patience) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _alone(path: Path) -> bool:
    """Whether the ledger can only be read, and as it stands: in a folder that takes no log, and none holds anything."""
    whole = path.resolve()
    log = whole.with_name(f"{whole.name}-wal")
    return whole.is_file() and not os.access(whole.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _still(path: Path, alone: bool) -> sqlite3.Connection:
    """A connection that cannot write; `alone`: nobody else writes meanwhile."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable={alone:d}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)


def _is_whole(path: Path) -> bool:
    from emulation_core.ledger.verify import checks  # which itself opens ledgers

    return all(check.holds for check in checks(path))


def _durable(connection: sqlite3.Connection, path: Path, patience: float) -> None:
    """Write-ahead log, every commit on the disk, freed bytes overwritten."""
    deadline = time.monotonic() + patience
    while True:
        try:
            [mode] = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            break
        except sqlite3.OperationalError as problem:
            # Whoever turns the log on in a new file has it alone for a moment; SQLite does not queue for that.
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    if mode != "wal":
        raise LedgerFault(_("{path}: this file system cannot keep a write-ahead log").format(path=path))
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _ours(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse somebody else's database."""
    # The tables first: who made them meanwhile marked the file in the same transaction.
    [tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    [mark] = connection.execute("PRAGMA application_id").fetchone()
    if tables and mark != APPLICATION_ID:
        raise LedgerFault(_("{path}: not a ledger of this program").format(path=path))


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply pending steps; several processes opening a new file take turns."""
    db = Database(connection, execute_plugins=False)
    if steps.pending(db):
        connection.execute("BEGIN IMMEDIATE")
        # Whoever had the file until now may have done it.
        changes = bool(steps.pending(db))
        steps.apply(db)
        if changes and connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone():
            # The last entry speaks for the tables as they are; so one has to follow when they change.
            append(connection, "migration", {})
        connection.execute("COMMIT")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, in one transaction: what a verifier needs. Raises `LedgerFault`."""
    if not path.is_file():
        raise LedgerFault(_("{path}: no such ledger").format(path=path))
    try:
        with closing(_still(path, _alone(path))) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as problem:
        raise LedgerFault(_("{path}: the ledger cannot be used: {why}").format(path=path, why=problem)) from problem
