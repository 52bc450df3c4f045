"""The chain: a run is whole or absent, stands on the entry before, and nothing written is changed, whoever writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest

from emulation_core import ledger
from emulation_core.errors import LedgerFault
from emulation_core.ledger import connect
from emulation_core.ledger.canonical import GENESIS
from emulation_core.ledger.schema import COLUMNS
from ledgers import ID, PEOPLE, book_in, dump, from_sample, full, outcome, person, plan, record, rows, wrong
from support import registry

book = pytest.fixture(book_in)


# The chain.


def test_heads_form_a_chain_and_a_rerun_supersedes(tmp_path):
    """Each entry stands on the head before it; another campaign's run supersedes nothing."""
    path = tmp_path / "so.db"
    first, again = record(path), record(path)
    other = ledger.record(path, from_sample(ID), registry())
    assert (first.supersedes, again.supersedes, other.supersedes) == (None, first.run, None)
    chain = rows(path, "SELECT previous_head, head FROM entry ORDER BY seq")
    assert [before for before, _head in chain] == [GENESIS, *(head for _before, head in chain[:-1])]
    assert ledger.last(path) == other.head


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "cùng đầu vào"),
        ({"people": PEOPLE[:3]}, "minh chứng"),
        ({"made": "text"}, "văn bản"),
        ({"on": date(2027, 3, 2)}, "ngày"),
        ({"decided": date(2027, 3, 9)}, "ngày"),
        ({"reason": "Bổ sung theo công văn 5"}, "Bổ sung theo công văn 5"),
    ],
)
def test_a_new_run_says_why_it_supersedes(tmp_path, change, reason):
    """The reason given, or else what changed: the text, the evidence, the day; or that nothing did."""
    path = tmp_path / "so.db"
    record(path)
    record(path, **{**change, **({"made": plan(title="Kế hoạch sửa đổi")} if "made" in change else {})})
    [said] = rows(path, "SELECT ly_do FROM luot_cham WHERE thay_cho IS NOT NULL")
    assert reason in said[0]


def test_a_blank_reason_is_none(tmp_path):
    """Who gives an empty reason is answered with what changed, as who gives none."""
    record(tmp_path / "so.db")
    record(tmp_path / "so.db", PEOPLE[:3], reason="  ")
    [_first, (why,)] = rows(tmp_path / "so.db", "SELECT manifest ->> 'reason' FROM entry ORDER BY seq")
    assert why
    assert why.strip()


def test_an_engine_that_changed_is_a_reason(tmp_path, monkeypatch):
    """The same inputs scored by another version of the program."""
    from emulation_core.ledger import origins

    record(tmp_path / "so.db")
    monkeypatch.setattr(origins, "engine", lambda: ("99", "0" * 64))
    record(tmp_path / "so.db")
    [(reason,)] = rows(tmp_path / "so.db", "SELECT ly_do FROM luot_cham WHERE thay_cho IS NOT NULL")
    assert "chương trình" in reason


def test_the_chain_cannot_fork(book):
    """A second entry on the head of another is refused by the file itself."""
    with closing(sqlite3.connect(book)) as connection, pytest.raises(sqlite3.IntegrityError, match="previous_head"):
        connection.execute("INSERT INTO entry SELECT 99, kind, previous_head, 'x', manifest FROM entry")


def test_every_table_is_strict(book):
    """SQLite itself refuses a text where a number belongs."""
    found = rows(book, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    strict = {name: flag for name, flag in found if not name.startswith(("sqlite_", "_sqlite"))}
    assert strict == dict.fromkeys(COLUMNS, 1)


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_is_updated_or_deleted(tmp_path, table):
    """Every UPDATE of every column and every DELETE is refused by a trigger, with no way round for the program itself."""
    full(tmp_path / "so.db")
    before = dump(tmp_path / "so.db")
    with closing(sqlite3.connect(tmp_path / "so.db")) as connection:
        for column in COLUMNS[table].split():
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"UPDATE {table} SET {column} = {column}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"DELETE FROM {table}")
    assert dump(tmp_path / "so.db") == before


def test_nobody_is_emptied_without_an_erasure(book):
    """Setting a name to nothing is refused as long as no entry says the person was erased."""
    with closing(sqlite3.connect(book)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE subject SET id = NULL, name = NULL, unit = NULL, secret = NULL")


# Whole or absent; many writers.


def test_a_run_that_fails_half_way_leaves_nothing(book):
    """When the write breaks off, the ledger holds what it held before and no row of the new run."""
    before, broken = dump(book), outcome([*PEOPLE, person("CN-07", "Mới")])
    object.__setattr__(broken, "proposals", (*broken.proposals, broken.proposals[0]))
    with pytest.raises(LedgerFault):
        ledger.record(book, broken, registry())
    assert dump(book) == before
    record(book)
    assert wrong(book) == []


def write_some(path: str, count: int) -> None:
    """What each process of the next test does."""
    for _ in range(count):
        record(Path(path))


def test_writers_take_turns(tmp_path):
    """Two processes that write to one new ledger at once both succeed, on one chain."""
    path = tmp_path / "chung.db"
    spawn = get_context("spawn")
    writers = [spawn.Process(target=write_some, args=(str(path), 5)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = ledger.runs(path)
    assert len(found) == 10
    assert [run.supersedes for run in found] == [None, *(run.run for run in found[:-1])]
    assert wrong(path) == []


def test_who_waited_for_the_tables_writes_nothing_for_them(book, monkeypatch):
    """A process that found no tables, and then waited while another made them and wrote a run, adds its run and no more."""
    now, stale = connect.steps.pending, iter([["tables"]])
    monkeypatch.setattr(connect.steps, "pending", lambda db: next(stale, None) or now(db))
    record(book)
    assert rows(book, "SELECT kind FROM entry ORDER BY seq") == [("run",), ("run",)]
    assert wrong(book) == []
