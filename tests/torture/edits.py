"""Every column of every table edited by SQL, rows added and taken away, the schema changed: who notices?"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from attrs import field, frozen

from ledgers import caught, dump, fresh

Edit = tuple[str, str]
"""What is done, in words and in SQL."""


@frozen
class Seen:
    """How many edits both verifiers noticed, by kind; which one of them missed; what SQLite refused by itself."""

    noticed: Counter[str] = field(factory=Counter)
    missed: list[str] = field(factory=list)
    refused: Counter[str] = field(factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.noticed.total()} edits noticed by both, {len(self.missed)} missed, {self.refused.total()} refused"
        )


def tried(book: Path, edits: Iterable[Edit], work: Path) -> Seen:
    """Each edit on a copy of `book` of its own, in the folder `work`."""
    seen = Seen()
    for n, (what, sql) in enumerate(edits):
        copy = fresh(book, work / f"sua_{n}.db")
        try:
            _execute(copy, sql)
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            seen.refused[what.split()[0]] += 1
            continue
        first, second = caught(copy)
        if first and second:
            seen.noticed[what.split()[0]] += 1
        else:
            assert dump(copy) != dump(book), f"{what}: changes nothing"
            seen.missed.append(f"{what} ({'the engine' if not first else 'the second verifier'})")
    return seen


def _execute(path: Path, sql: str) -> None:
    """`sql` with the triggers out of the way and put back as they were; a change of the schema by itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        if sql.split()[0] not in ("UPDATE", "DELETE", "INSERT"):
            connection.executescript(sql)
            return
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.executescript("".join(f"DROP TRIGGER {name};" for name, _sql in triggers))
        connection.execute(sql)
        connection.executescript("".join(f"{text};" for _name, text in triggers))


def every(book: Path, dice: Random | None = None) -> Iterator[Edit]:
    """Every edit of every row of `book`; with `dice`, of one row drawn for each column."""
    with closing(sqlite3.connect(book)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in names:
            columns = connection.execute(f"SELECT name, type, pk FROM pragma_table_info('{table}')").fetchall()
            yield from _of_table(connection, table, columns, dice)


def _of_table(
    connection: sqlite3.Connection, table: str, columns: list[tuple[str, str, int]], dice: Random | None
) -> Iterator[Edit]:
    names = [name for name, _type, _pk in columns]
    quoted = ", ".join(f"quote({name})" for name in names)
    rows = connection.execute(f"SELECT {quoted} FROM {table}").fetchall()
    keys = [at for at, (_name, _type, pk) in enumerate(columns) if pk]

    def where(row: tuple[str, ...]) -> str:
        return " AND ".join(f"{names[at]} = {row[at]}" for at in keys)

    for at, (name, type_, _pk) in enumerate(columns):
        # Where a column is seldom filled, a value and an empty cell are both worth an edit.
        full, empty = ([row for row in rows if (row[at] == "NULL") is none] for none in (False, True))
        some = rows if dice is None else [dice.choice(kind) for kind in (full, empty) if kind]
        for row in some:
            for other in _others(row[at], type_):
                if other != row[at]:
                    yield (
                        f"update {table}.{name} of {where(row)[:60]}: {other[:20]}",
                        (f"UPDATE {table} SET {name} = {other} WHERE {where(row)}"),
                    )
    for row in rows if dice is None else [dice.choice(rows)]:
        yield f"delete {table} {where(row)[:60]}", f"DELETE FROM {table} WHERE {where(row)}"
        last = keys[-1]
        for other in _others(row[last], columns[last][1])[:1]:
            copied = (*row[:last], other, *row[last + 1 :])
            yield f"insert {table} {other[:30]}", f"INSERT INTO {table} VALUES ({', '.join(copied)})"


def _others(literal: str, type_: str) -> list[str]:
    """Values to put in the place of an SQL literal."""
    if type_ == "INTEGER":
        return ["0", "NULL"] if literal == "NULL" else [str(int(literal) + 1), str(-1 - int(literal)), "NULL"]
    if type_ == "BLOB":
        if literal == "NULL":
            return ["X''", "X'00'", f"X'{'00' * 32}'"]
        flipped = f"{int(literal[-2], 16) ^ 1:X}"
        return [f"{literal[:-2]}{flipped}'", f"{literal[:-1]}00'", "X''", "NULL"]
    if literal == "NULL":
        return ["''", "'x'"]
    text = literal[1:-1]
    return [f"'{text}x'", f"' {text}'", f"'{text.swapcase()}'", f"'{unicodedata.normalize('NFD', text)}'", "''", "NULL"]


def schema(book: Path) -> Iterator[Edit]:
    """Every trigger, view and index taken away, every trigger made toothless, and things that were never there."""
    with closing(sqlite3.connect(book)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    for type_, name, sql in made:
        if type_ != "table":
            yield f"drop {name}", f"DROP {type_} {name}"
        else:
            yield f"alter {name}: one column more", f"ALTER TABLE {name} ADD COLUMN them TEXT"
        if type_ == "trigger":
            tame = sql.replace("raise(ABORT, 'a ledger is append-only')", "1")
            yield f"tame {name}", f"DROP TRIGGER {name}; {tame}"
    yield "create a table", "CREATE TABLE them (a)"
    yield "create a view", "CREATE VIEW them AS SELECT 1"
    yield "create a trigger", "CREATE TRIGGER them AFTER INSERT ON entry BEGIN DELETE FROM finding; END"
    yield "mark", "PRAGMA application_id = 1"


def as_figure(seen: Seen) -> dict[str, Any]:
    """What is printed."""
    return {**seen.noticed, "missed": len(seen.missed), "refused by SQLite": seen.refused.total()}
