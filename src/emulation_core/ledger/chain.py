"""The chain: entries one after another, each head standing on the one before."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from emulation_core.ledger.canonical import GENESIS, canonical, head_of, text_digest

VERSION = 1
KINDS_OF_ENTRY = ("run", "decision", "erasure", "migration")
RUN_DIGITS = 12
"""A run's id is so many digits of its head."""


def last_head(connection: sqlite3.Connection) -> str:
    """The head the next entry stands on."""
    found = connection.execute("SELECT head FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return found[0] if found else GENESIS


def migrations(connection: sqlite3.Connection) -> list[list[str | int]]:
    """The rows of the table of migrations, by id."""
    return [list(row) for row in connection.execute("SELECT * FROM _sqlite_migrations ORDER BY id")]


def schema_digest(connection: sqlite3.Connection) -> str:
    """The digest of every table, index, trigger and view there is."""
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
    return text_digest(canonical(sorted(list(row) for row in rows)))


def append(connection: sqlite3.Connection, kind: str, about: Mapping[str, Any]) -> tuple[int, str]:
    """Add an entry inside the transaction of `connection`; its number and its head."""
    previous = last_head(connection)
    manifest = canonical(
        {
            **about,
            "version": VERSION,
            "kind": kind,
            "recorded": datetime.now(UTC).isoformat(timespec="seconds"),
            "previous_head": previous,
            "migrations": migrations(connection),
            "schema": schema_digest(connection),
        }
    )
    head = head_of(previous, manifest)
    [seq] = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM entry").fetchone()
    connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", (seq, kind, previous, head, manifest))
    return seq, head
