"""What only a head kept outside can tell: the last entry cut off, or the whole chain made anew, with the engine's own code."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from emulation_core.ledger.canonical import GENESIS, canonical, head_of, leaves, root, table_digest, turned
from emulation_core.ledger.chain import RUN_DIGITS
from emulation_core.ledger.read import all_runs, results
from emulation_core.ledger.schema import COLUMNS, KEYS

OF_ENTRIES = [table for table, columns in COLUMNS.items() if columns.startswith("entry ")]


def truncated(book: Path) -> None:
    """Take the last entry away with everything that was written for it alone."""
    with closing(_unguarded(book)) as connection:
        [seq] = connection.execute("SELECT max(seq) FROM entry").fetchone()
        connection.execute("DELETE FROM entry WHERE seq = ?", (seq,))
        for table in OF_ENTRIES:
            connection.execute(f"DELETE FROM {table} WHERE entry = ?", (seq,))
        named = [digest for run in all_runs(connection) for _id, digest in run.manifest["sources"]]
        marks = ", ".join("?" * len(named))
        connection.execute(f"DELETE FROM source WHERE digest NOT IN ({marks})", named)
        left = {ref for run in all_runs(connection) for ref, *_more in run.manifest.get("left_out", [])}
        judged = {ref for run in all_runs(connection) for ref, _result in results(connection, run)}
        for (ref,) in connection.execute("SELECT ref FROM subject").fetchall():
            if ref not in left | judged:
                connection.execute("DELETE FROM subject WHERE ref = ?", (ref,))
        _guard(connection)


def made_anew(book: Path) -> None:
    """Turn a verdict of the first run, then compute every digest, root, manifest and head again."""
    with closing(_unguarded(book)) as connection:
        connection.execute(
            "UPDATE finding SET verdict = 'met' WHERE (entry, subject, criterion) = "
            "(SELECT entry, subject, criterion FROM finding WHERE verdict = 'not_met' ORDER BY entry LIMIT 1)"
        )
        seals = dict(connection.execute("SELECT ref, seal FROM subject"))
        again: dict[int, dict[str, Any]] = {}
        for run in all_runs(connection):
            again[run.seq] = dict(run.manifest)
            if run.is_packed:
                continue
            tables = {table: _digest(connection, table, run.seq) for table in KEYS}
            words = dict(connection.execute("SELECT subject, seal FROM words WHERE entry = ?", (run.seq,)))
            found = [*results(connection, run)]
            worded = {n: words[ref] for n, (ref, _result) in enumerate(found) if ref in words}
            made = leaves((seals[ref] for ref, _result in found), worded, [result.encode() for _ref, result in found])
            again[run.seq] |= {"tables": tables, "root": root(made)}
        _chained(connection, again)
        _guard(connection)


def _digest(connection: sqlite3.Connection, table: str, seq: int) -> str:
    columns = COLUMNS[table].split()[1:]
    order = ", ".join(KEYS[table].split())
    found = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE entry = ? ORDER BY {order}", (seq,))
    return table_digest(table, columns, turned(found.fetchall(), len(columns)))


def _chained(connection: sqlite3.Connection, manifests: dict[int, dict[str, Any]]) -> None:
    """Every entry again on the head before it; runs are named by their new ids."""
    entries = connection.execute("SELECT seq, kind, head, manifest FROM entry ORDER BY seq").fetchall()
    connection.execute("DELETE FROM entry")
    previous, ids = GENESIS, dict[str, str]()
    for seq, kind, old, text in entries:
        manifest = {**manifests.get(seq, json.loads(text)), "previous_head": previous}
        manifest |= {key: ids[manifest[key]] for key in ("run", "supersedes") if key in manifest}
        written = canonical(manifest)
        head = head_of(previous, written)
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", (seq, kind, previous, head, written))
        ids[old[:RUN_DIGITS]], previous = head[:RUN_DIGITS], head


def _unguarded(book: Path) -> sqlite3.Connection:
    """A connection with the triggers kept aside."""
    connection = sqlite3.connect(book, isolation_level=None)
    connection.execute("CREATE TEMP TABLE aside AS SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'")
    for (name,) in connection.execute("SELECT name FROM aside").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _guard(connection: sqlite3.Connection) -> None:
    for (sql,) in connection.execute("SELECT sql FROM aside").fetchall():
        connection.execute(sql)
