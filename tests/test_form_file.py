"""The file of a form: the same bytes from the same plan, written whole or not at all, and never over another unasked."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from emulation_core.cli import EXIT
from emulation_core.errors import EmulationError
from emulation_core.intake import form
from forms import EVERY, LAM_DONG, LIST, SOC_TRANG, listed_in, several
from support import inside, shipped

listed = pytest.fixture(listed_in)


@EVERY
def test_the_same_form_is_the_same_bytes(id, monkeypatch):
    """No clock and no name of a machine is in it."""
    contents = form.contents(shipped(id))
    first = form.workbook(contents)
    monkeypatch.setenv("TZ", "Pacific/Apia")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert form.workbook(form.contents(shipped(id))) == first


def test_the_form_is_vietnamese_in_every_language(tmp_path, capsys):
    """It is a paper of a Vietnamese office; only what the terminal says follows --lang."""
    paths = [tmp_path / f"{language}.xlsx" for language in ("vi", "en")]
    told = [inside(capsys, "form", LAM_DONG, "-o", path, "--lang", path.stem) for path in paths]
    assert [one.code for one in told] == [0, 0]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_form_is_not_written_over_without_being_told_to(tmp_path, capsys):
    """What an officer has filled in already is worth more than an empty form: exit 1 and the file untouched."""
    path = tmp_path / "F.xlsx"
    path.write_bytes(b"filled")
    refused = inside(capsys, "form", LAM_DONG, "-o", path)
    assert refused.code == EXIT["users_fault"]
    assert str(path) in refused.err
    assert path.read_bytes() == b"filled"
    assert inside(capsys, "form", LAM_DONG, "-o", path, "--force").code == EXIT["done"]
    assert openpyxl.load_workbook(path).sheetnames[0] == "Hướng dẫn"


def test_a_form_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the disk fails at the last step, the old file stands and nothing is left beside it."""

    def broken(_fd):
        raise OSError(28, "No space left on device")

    path = tmp_path / "F.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EmulationError):
        form.write(form.contents(several()), path, force=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["F.xlsx"]


def test_the_command_says_what_it_wrote(tmp_path, capsys, listed):
    """The file and its sheets, as JSON too; people of a kind without a sheet are named."""
    path = tmp_path / "F.xlsx"
    shown = inside(capsys, "form", LAM_DONG, "-o", path, "--round", "2026", "--json")
    assert shown.code == EXIT["done"]
    assert shown.json == {"file": str(path), "sheets": ["Hướng dẫn", "Tập thể", "Cá nhân", "Cơ quan", "Hồ sơ"]}
    people = listed(LIST + "S,Sở,Cơ quan,\n")
    told = inside(capsys, "form", SOC_TRANG, "-o", path, "--force", "--participants", people, "--unit", "Sở")
    assert (told.code, "S" in told.err) == (EXIT["done"], False)
    told = inside(capsys, "form", SOC_TRANG, "-o", path, "--force", "--participants", people)
    assert told.code == EXIT["done"]
    assert told.err.strip().endswith(" S")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "usage"),
        (("-o", "F.xls"), "usage"),
        (("-o", "lost/F.xlsx"), "users_fault"),
        (("-o", "F.xlsx", "--round", "1999"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "lost.csv"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "bad.csv"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "good.csv", "--unit", "không có"), "users_fault"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, capsys, monkeypatch, arguments, code):
    """No file is left behind by a refusal."""
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text("id,name,kind\nT1,,x\n", "utf-8")
    Path("good.csv").write_text(LIST, "utf-8")
    told = inside(capsys, "form", LAM_DONG, *arguments)
    assert told.code == EXIT[code]
    assert told.err
    assert not list(tmp_path.rglob("F.*"))
