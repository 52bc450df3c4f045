"""Rows into a table, many to a statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

AT_ONCE = 64
"""Rows to a statement: to begin one costs SQLite as much as to store a row."""


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]], entry: int | None = None) -> None:
    """Insert `rows` into `table`, where a number is given as rows of that entry."""
    number = "" if entry is None else f"{entry}, "
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        row = f"({number}{', '.join('?' * len(some[0]))})"
        values = ", ".join([row] * len(some))
        connection.execute(f"INSERT INTO {table} VALUES {values}", list(chain.from_iterable(some)))
