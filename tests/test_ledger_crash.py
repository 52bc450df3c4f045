"""Killed processes, crowds of writers and full disks: a little of what `tox -e torture` does at length."""

from __future__ import annotations

import sys

import pytest

from ledgers import record
from torture import crowd, disk, kill

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files (RLIMIT_FSIZE)")


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    """Processes killed at random instants of `score --ledger`: no acknowledged run is lost, none is half there."""
    found = kill.tried(4, tmp_path)
    assert found.kills == 4
    assert found.acknowledged >= 2
    assert (found.lost, found.faults) == (0, ())


def test_a_crowd_of_writers_is_one_chain(tmp_path):
    """Three processes begin at once on a ledger that is not there yet: every run is acknowledged and in one chain."""
    found = crowd.tried(3, 4, tmp_path)
    assert (found.asked, found.acknowledged, found.kept) == (12, 12, 12)
    assert found.codes == (0, 0, 0)
    assert found.one_chain
    assert found.faults == ()


@POSIX
def test_a_full_disk_is_said_and_loses_nothing(tmp_path):
    """Wherever the disk ends: refused with a message that says so, the ledger as before; with room again, it goes on."""
    record(tmp_path / "so.db")
    size = (tmp_path / "so.db").stat().st_size
    found = disk.tried(tmp_path / "so.db", [0, 4096, 32768, 40960, size // 2, size, 4 * size], tmp_path)
    assert found.faults == []
    assert found.written[-1] == 4 * size
    assert found.refused.keys() >= {0, 4096, 32768, 40960}
    for message in found.refused.values():
        assert "day_" in message
        assert "disk is full" in message or "đĩa đầy" in message


@POSIX
def test_a_new_ledger_on_a_full_disk_can_be_begun_later(tmp_path):
    """Not even the tables fit: refused; with room the same file becomes a ledger."""
    for size in (0, 512, 4096, 40960):
        book = tmp_path / f"moi_{size}.db"
        with disk.limit(size), pytest.raises(Exception, match="moi_"):
            record(book)
        assert record(book).supersedes is None
