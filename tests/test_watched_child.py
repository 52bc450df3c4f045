"""The child that parses workbooks: whatever becomes of it, the file is refused and the parent goes on."""

from __future__ import annotations

import subprocess

import pytest

from emulation_core.intake import watch
from packages import book, refusal, write_in

write = pytest.fixture(write_in)


def test_a_child_that_is_killed_is_a_refusal(write, monkeypatch):
    """Whoever ends the child, the file is refused and nothing is left behind."""
    path = write("a.xlsx", book())
    started = []
    popen = subprocess.Popen

    def killed(*arguments, **options):
        started.append(popen(*arguments, **options))
        started[0].kill()
        return started[0]

    monkeypatch.setattr(watch.subprocess, "Popen", killed)
    assert refusal(path).faults[0].file == "a.xlsx"
    assert started[0].returncode is not None


def test_a_child_that_is_late_is_ended(write, monkeypatch):
    """The clock of the parent ends a child that says nothing."""
    monkeypatch.setattr(watch, "_CHILD", write("sleeper.py", b"import time\ntime.sleep(60)\n"))
    monkeypatch.setattr(watch, "PATIENCE", 0.2)
    monkeypatch.setattr(watch, "SLOWNESS", 0)
    assert refusal(write("a.xlsx", book())).faults[0].file == "a.xlsx"


@pytest.mark.parametrize(
    "chatter",
    [
        "print('x' * 100)",
        "print('{')",
        "while True: print('x' * 100000, end='')",
        'while True: print(\'{"sheet": "S", "hidden": false, "merged": []}\')',
        "raise SystemExit(0)",
    ],
)
def test_a_child_that_talks_nonsense_is_a_refusal(write, monkeypatch, chatter):
    """Endless, broken or missing answers end in a refusal, not in a traceback or in all of the memory."""
    monkeypatch.setattr(watch, "_CHILD", write("talker.py", chatter.encode()))
    monkeypatch.setattr(watch, "MOST_OUTPUT", 1 << 22)
    monkeypatch.setattr(watch, "MOST_LINE", 1 << 20)
    assert refusal(write("a.xlsx", book())).faults[0].file == "a.xlsx"


def test_a_child_that_cannot_be_started_is_a_refusal(write, monkeypatch):
    """No interpreter, no process left: the user is told, with the file."""
    monkeypatch.setattr(watch.sys, "executable", "/nowhere/python")
    assert refusal(write("a.xlsx", book())).faults[0].file == "a.xlsx"
