"""What the shell offers after a tab: verbs, campaigns, runs; asked through click's own completion classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

from emulation_core.cli import VERBS, Verbs
from support import CAMPAIGNS, inside, outside

LAM_DONG = "lam_dong/so_cong_thuong_2026"


def offered(*typed: str, shell: type[ShellComplete] = BashComplete) -> list[CompletionItem]:
    """What is offered for the last of the words typed after `emulation`."""
    *words, incomplete = typed
    return shell(Verbs("emulation"), {}, "emulation", "_EMULATION_COMPLETE").get_completions(words, incomplete)


def values(*typed: str) -> list[str]:
    return [item.value for item in offered(*typed)]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, without the environment of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EMULATION_PROVINCES", raising=False)
    return tmp_path


def test_every_verb_is_offered():
    """In the order people meet them."""
    assert values("") == list(VERBS)


@pytest.mark.parametrize("verb", ["show", "timeline", "form", "check", "score", "whatif", "coverage"])
def test_campaigns_are_offered_where_one_is_asked_for(verb):
    """All of them, or those that begin so."""
    assert values(verb, "") == list(CAMPAIGNS)
    assert values(verb, "lam") == [LAM_DONG]


def test_campaigns_of_an_added_folder_are_offered(elsewhere, monkeypatch):
    """Of `--provinces` typed before, and of the environment."""
    (elsewhere / "p" / "tinh_mau").mkdir(parents=True)
    (elsewhere / "p" / "tinh_mau" / "so_mau_2026.toml").touch()
    assert values("show", "--provinces", "p", "tinh") == ["tinh_mau/so_mau_2026"]
    monkeypatch.setenv("EMULATION_PROVINCES", "p")
    assert values("show", "tinh") == ["tinh_mau/so_mau_2026"]


def test_what_is_no_id_may_be_a_path():
    """The shell then completes files."""
    assert [(item.type, item.value) for item in offered("show", "./co_quan")] == [("file", "./co_quan")]


def test_a_folder_that_is_not_there_offers_nothing():
    """Between two keystrokes nothing is complained of; the command itself says it."""
    assert values("show", "--provinces", "khong_co", "lam") == []


def test_runs_of_the_ledger_are_offered(elsewhere, capsys):
    """`latest`, and each run with the campaign and round it is of; no ledger is made by asking."""
    assert values("explain", "") == ["latest"]
    assert not (elsewhere / "emulation.db").exists()
    (elsewhere / "a.csv").write_text("id,name,kind\nP1,Phòng A,Tập thể\n", "utf-8")
    for ledger in ("emulation.db", "khac.db"):
        ran = inside(capsys, "score", LAM_DONG, "a.csv", "--on", "2027-03-01", "--ledger", ledger, "--json")
        run = ran.json["run"]
        arguments = () if ledger == "emulation.db" else ("--ledger", ledger)
        assert values("explain", *arguments, "") == ["latest", run]
        assert values("diff", *arguments, "latest", run[:4]) == [run]
        assert offered("report", *arguments, run)[0].help == f"{LAM_DONG} · 2026"


def test_a_file_that_is_no_ledger_offers_latest_alone(elsewhere):
    """Whatever the file holds."""
    (elsewhere / "emulation.db").write_text("không phải sổ", "utf-8")
    assert values("receipt", "") == ["latest"]


@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_the_program_speaks_to_every_shell(shell, monkeypatch):
    """The script that switches completion on comes from the program itself."""
    monkeypatch.setenv("_EMULATION_COMPLETE", f"{shell.name}_source")
    assert "_EMULATION_COMPLETE" in outside([], "--help").out
