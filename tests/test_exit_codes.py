"""How a command ends: 0 done, 1 a fault of the user's files, 2 wrong usage, 3 a fault of ours, 130 stopped.

Never with a traceback.
"""

from __future__ import annotations

import pytest

from planted import MANY, SOUND, planted, written
from support import inside


def test_check_prints_one_block_and_ends_with_1(tmp_path, capsys):
    """`emulation check` tells the faults on stderr, a line each, nothing on stdout and no traceback."""
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    path = written(tmp_path, text.encode())
    ran = inside(capsys, "check", path)
    assert (ran.code, ran.out) == (1, "")
    starts = [f"{path}:{line}:{column}: {key}: " for (line, column), (*_texts, key) in zip(expected, MANY, strict=True)]
    lines = ran.err.rstrip("\n").split("\n")
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    assert "Traceback" not in ran.err


def test_check_tells_programs_the_same(tmp_path, capsys):
    """With --json the same faults stand on stdout, and the exit code is 1 all the same."""
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    path = written(tmp_path, text.encode())
    ran = inside(capsys, "check", path, "--json")
    assert ran.code == 1
    assert [(fault["where"], fault["key"]) for fault in ran.json["faults"]] == [
        (f"{path}:{line}:{column}", key) for (line, column), (*_texts, key) in zip(expected, MANY, strict=True)
    ]


def test_check_of_a_sound_file_ends_with_0(tmp_path, capsys):
    """A file without faults is accepted, also by its path alone."""
    ran = inside(capsys, "check", written(tmp_path, SOUND.encode()))
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("name", ["ca_mau/khong_co", "khong_co.toml"])
def test_a_campaign_that_does_not_exist_is_the_users_fault(name, capsys):
    """Exit 1 and the name that was asked for."""
    ran = inside(capsys, "check", name)
    assert (ran.code, ran.out) == (1, "")
    assert name in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("khong_co",),
        ("check",),
        ("check", "lam_dong/so_cong_thuong_2026", "--khong-co"),
        ("check", "lam_dong/so_cong_thuong_2026", "--lang", "fr"),
        ("score", "lam_dong/so_cong_thuong_2026"),
        ("score", "lam_dong/so_cong_thuong_2026", "a.csv", "--on", "32/13/2026"),
    ],
    ids=lambda arguments: " ".join(arguments) or "nothing",
)
def test_wrong_usage_ends_with_2(arguments, capsys):
    """A command that cannot be understood says so on stderr and does nothing."""
    ran = inside(capsys, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_crash_of_ours_ends_with_3_and_names_its_log(tmp_path, monkeypatch, capsys):
    """What happened goes to a file, and the user reads one sentence that names it."""

    def broken(*_arguments):
        raise ZeroDivisionError("lỗi của chúng tôi")

    monkeypatch.setattr("emulation_core.config.load", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = inside(capsys, "check", "lam_dong/so_cong_thuong_2026")
    (log,) = tmp_path.iterdir()
    assert (ran.code, ran.out) == (3, "")
    assert str(log) in ran.err
    assert "Traceback" not in ran.err
    assert "ZeroDivisionError: lỗi của chúng tôi" in log.read_text("utf-8")


def test_a_command_that_is_stopped_ends_with_130_and_says_so(monkeypatch, capsys):
    """Ctrl-C is what a shell expects of it, in one sentence."""

    def waits(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("emulation_core.config.load", waits)
    ran = inside(capsys, "check", "lam_dong/so_cong_thuong_2026")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip() == "đã dừng; không tệp nào viết dở"
