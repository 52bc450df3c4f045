"""The command line: what every verb shares, what the demo shows."""

from __future__ import annotations

import json

import pytest

from emulation_core.cli.verbs import verbs
from support import CAMPAIGNS, inside

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_accepts_the_shared_options(verb, capsys):
    """`--provinces`, `--lang` and `--json` stand behind every verb."""
    text = inside(capsys, verb, "--help").out
    assert [option for option in ("--provinces", "--lang", "--json") if option not in text] == []


def test_the_demo_is_one_screen_and_leaves_a_ledger(tmp_path, capsys, monkeypatch):
    """Three campaigns fit on a screen, and what was shown can be asked for afterwards."""
    monkeypatch.chdir(tmp_path)
    shown = inside(capsys, "demo")
    assert shown.code == 0
    assert len(shown.out.splitlines()) <= 50
    runs = inside(capsys, "runs", "--ledger", "emulation-demo.db", "--json").json
    assert len(runs) == 3
    [line] = [line for line in shown.out.splitlines() if "emulation explain" in line]
    again = inside(capsys, *line.split()[1:])
    assert again.code == 0
    assert line.split()[3] in again.out


def test_show_gives_the_whole_contract(capsys):
    """`show --json` has the keys that programs rely on, rounds laid out and legal facts listed."""
    shown = inside(capsys, "show", "soc_trang/so_tnmt_2021_2030", "--json").json
    keys = {"title", "agency", "province", "period", "plan", "facts", "criteria", "awards", "procedure"}
    assert keys | {"assumptions", "unresolved"} <= set(shown)
    assert [round["id"] for round in shown["period"]["rounds"]][-2:] == ["so_ket_2025", "tong_ket_2030"]
    assert {"id", "starts", "until"} <= set(shown["period"]["rounds"][0])
    fact = shown["facts"]["dang_xem_xet_ky_luat"]
    assert {"label", "type", "kinds", "ladder", "expected"} <= set(fact)


def test_score_writes_the_outcome_whole(tmp_path, capsys):
    """`--out` leaves the JSON document in a folder, the same that `--json` prints."""
    ran = inside(capsys, "score", ID, SAMPLE, "--on", "2027-03-01", "--out", tmp_path / "ra", "--json")
    assert json.loads((tmp_path / "ra" / "outcome.json").read_text("utf-8")) == ran.json
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["outcome.json"]


@pytest.mark.parametrize(
    ("on", "round"),
    [("2020-05-01", "2021"), ("2024-07-01", "2024"), ("01/03/2025", "2025"), ("2035-01-01", "2030")],
)
def test_the_round_follows_the_day(on, round, tmp_path, capsys):
    """Without `--round`: the year that holds the day, else the last that ended before it, else the first."""
    table = tmp_path / "a.csv"
    table.write_text("Mã,Tên,Loại\nP1,Phòng A,Tập thể\n", "utf-8")
    assert inside(capsys, "score", "soc_trang/so_tnmt_2021_2030", table, "--on", on, "--json").json["round"] == round


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["score", "khong/co", "a.csv"], 1),
        (["score", ID, "khong_co.csv"], 1),
        (["score", ID, SAMPLE, "--round", "1999"], 1),
        (["score", ID], 2),
        (["score", ID, SAMPLE, "--on", "hôm nay"], 2),
        (["chấm", ID], 2),
        (["runs", "--ledger", "khong_co.db"], 1),
        ([], 2),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else " ".join(map(str, value))[:40],
)
def test_exit_codes_tell_whose_fault_it_is(arguments, code, capsys, tmp_path, monkeypatch):
    """1: the user's data; 2: wrong usage; always one block on stderr and no traceback."""
    monkeypatch.chdir(tmp_path)
    ran = inside(capsys, *arguments)
    assert ran.code == code
    assert ran.err
    assert "Traceback" not in ran.err
