"""The file of a ledger: what is none is left as it was, and where no log can be kept nothing is written."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from emulation_core import ledger
from emulation_core.errors import LedgerFault
from emulation_core.ledger import connect
from emulation_core.ledger.connect import opened
from emulation_core.ledger.verify import checks
from ledgers import book_in, record, rows, wrong

book = pytest.fixture(book_in)


def test_what_is_no_ledger_is_said_to_be_none(tmp_path):
    """A missing file, a letter and another program's database are told, and nothing is created or changed."""
    with pytest.raises(LedgerFault, match="khong_co"):
        ledger.runs(tmp_path / "khong_co.db")
    assert not (tmp_path / "khong_co.db").exists()
    (tmp_path / "thu.db").write_text("đây là một lá thư" * 100, "utf-8")
    with closing(sqlite3.connect(tmp_path / "khac.db")) as other:
        other.execute("CREATE TABLE entry (seq)")
        other.commit()
    for name in ("thu.db", "khac.db"):
        with pytest.raises(LedgerFault, match=name):
            ledger.runs(tmp_path / name)
        with pytest.raises(LedgerFault, match=name):
            record(tmp_path / name)
        assert [check.holds for check in checks(tmp_path / name)].count(False)
    assert rows(tmp_path / "khac.db", "SELECT name FROM sqlite_master") == [("entry",)]


def test_somebody_elses_database_keeps_its_way(tmp_path):
    """Another program's database that is refused is not turned to a write-ahead log first."""
    with closing(sqlite3.connect(tmp_path / "khac.db")) as other:
        other.execute("CREATE TABLE entry (seq)")
        other.commit()
    before = (tmp_path / "khac.db").read_bytes()
    with pytest.raises(LedgerFault, match="khac"):
        record(tmp_path / "khac.db")
    assert (tmp_path / "khac.db").read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """The message names the folder, and no folder is made."""
    with pytest.raises(LedgerFault, match=r"khong_co\b.*khong_co$"):
        record(tmp_path / "khong_co" / "so.db")
    assert not (tmp_path / "khong_co").exists()


def test_a_ledger_in_a_folder_that_takes_no_log_is_read(book, monkeypatch):
    """From a read-only share or disc it is read and verified as it stands, nothing is put beside it; writing is refused."""
    beside = {path.name for path in book.parent.iterdir()}
    monkeypatch.setattr(connect.os, "access", lambda path, mode: False)
    with connect.opened(book) as connection, connect.reading(book) as verifier:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        assert verifier.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        assert {path.name for path in book.parent.iterdir()} == beside
    assert wrong(book) == []
    with pytest.raises(LedgerFault, match=r"so\.db"):
        record(book)


@pytest.mark.skipif(sys.platform == "win32", reason="SQLite has file systems without shared memory on POSIX alone")
def test_where_no_log_can_be_kept_the_ledger_is_refused(tmp_path, monkeypatch):
    """On a file system without shared memory (here SQLite's own `unix-dotfile`) the program says so and writes nothing."""
    plain = sqlite3.connect

    def without_shared_memory(path, **options):
        return plain(f"{Path(path).as_uri()}?vfs=unix-dotfile", uri=True, **options)

    monkeypatch.setattr(connect.sqlite3, "connect", without_shared_memory)
    with pytest.raises(LedgerFault, match=r"so\.db"):
        record(tmp_path / "so.db")
    monkeypatch.undo()
    assert (tmp_path / "so.db").read_bytes() == b""


def test_a_ledger_is_durable(book):
    """A log that is written ahead, every commit on the disk, freed bytes overwritten: for every connection of ours."""
    with opened(book) as connection:
        pragmas = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert pragmas == ["wal", 2, 1]
