"""`emulation batch`: many agencies in one go, and what poison in some of them does to the others: nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest
from attrs import frozen
from openpyxl import load_workbook

from deployments import GOOD, ON, answers, deployment, poisoned, put_evidence, put_plan, site
from deployments import RULES as POISON
from emulation_core.batch import Place, Processes, asked, batch, cluster
from emulation_core.batch.judge import judge
from emulation_core.batch.tasks import Asked, Item, Judged, Task
from emulation_core.batch.tasks import Ran as Ended
from emulation_core.batch.write import write
from emulation_core.config import Catalogue
from emulation_core.deployment import opened
from emulation_core.errors import EmulationError
from emulation_core.ledger import runs
from ledgers import rows, wrong
from support import Ran, distribute, inside, outside, registry

SOUND = ["tinh_mau/so_a_2026", "tinh_mau/so_a_2025", "tinh_mau/so_b_2026", "hong/so_lanh_2026"]
RULES = {"no": "ba con số", "thoat": "sys.exit(0)", "tat": "mã thoát 0", "chet": "SIGKILL", "treo": "2 giây"}
SPOILT = {f"hong/so_{name}_2026": why for name, why in RULES.items()} | {
    "nguy/so_x_2026": "mã thoát 3",
    "tinh_mau/so_bang_2026": "nhiều",
    "tinh_mau/so_ke_hoach_2026": "criteria",
    "tinh_mau/so_khong_co_2026": "so_khong_co_2026",
    "tinh_mau/so_khoa_2026": "locked",
    "tinh_mau/so_vo_2026": "so_vo.db",
}
"""Who is poisoned, and what the answer must speak of."""


@frozen
class Day:
    """A day with poison, then a day on which everybody has been put right."""

    root: Path
    first: Ran
    again: Ran
    before: Mapping[str, list[str]]


def poison(root: Path) -> None:
    """Plans with rules that end their process; a faulty table, a faulty plan, none at all; ledgers broken and held."""
    for name in RULES:
        put_plan(root, f"hong/so_{name}_2026", **poisoned(f"hong.{name}"))
    put_plan(root, "nguy/so_x_2026", **poisoned("nguy.gi"))
    put_evidence(root, "tinh_mau/so_bang_2026", GOOD.replace(",0\n", ",nhiều\n"))
    put_plan(root, "tinh_mau/so_ke_hoach_2026", criteria=[{}])
    (root / "provinces" / "tinh_mau" / "so_khong_co_2026.toml").unlink()
    (root / "ledger" / "tinh_mau").mkdir(parents=True)
    (root / "ledger" / "tinh_mau" / "so_vo.db").write_bytes(b"khong phai so" * 100)


def put_right(root: Path) -> None:
    """Everybody has the sound plan, the sound table and no broken ledger."""
    (root / "ledger" / "tinh_mau" / "so_vo.db").unlink()
    for campaign in SPOILT:
        put_plan(root, campaign)
        put_evidence(root, campaign)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Fifteen agencies, eleven of them poisoned; then `--resume` with the poison gone."""
    folder = tmp_path_factory.mktemp("batch")
    root = deployment(folder / "so", [*SOUND, *SPOILT], seconds=2, participants=10)
    path = site(folder / "site")
    poison(root)
    held = root / "ledger" / "tinh_mau" / "so_khoa.db"
    with closing(sqlite3.connect(held, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("BEGIN IMMEDIATE")
        first = outside([path], "batch", root, "--json", "--on", ON, "--workers", "2", "--lang", "en")
        before = heads(root)
        holder.execute("ROLLBACK")
    put_right(root)
    again = outside([path], "batch", root, "--json", "--on", ON, "--resume", "--lang", "en")
    return Day(root, first, again, before)


def heads(root: Path) -> dict[str, list[str]]:
    """The heads of every ledger that is one."""
    found = {}
    for path in sorted((root / "ledger").rglob("*.db")):
        if path.stem not in ("so_vo", "so_khoa"):
            found[path.stem] = [run.head for run in runs(path)]
    return found


def test_everybody_else_is_recorded(day):
    """However the poison kills, hangs or lies, the sound agencies have their runs, and the batch ends with 1."""
    lines = answers(day.first.json)
    assert day.first.code == 1
    assert {campaign for campaign, line in lines.items() if "run" in line} == {*SOUND}
    assert all("error" not in lines[campaign] for campaign in SOUND)


@pytest.mark.parametrize("campaign", SPOILT)
def test_what_is_wrong_is_said(day, campaign):
    """Each poisoned agency has an error that speaks of its own poison, and no run."""
    line = answers(day.first.json)[campaign]
    assert "run" not in line
    assert SPOILT[campaign] in line["error"]


def test_a_resumed_batch_redoes_those_that_failed(day):
    """With the poison gone, `--resume` records exactly the eleven that had failed and leaves the other runs alone."""
    lines = answers(day.again.json)
    assert day.again.code == 0
    assert {campaign for campaign, line in lines.items() if line["resumed"]} == {*SOUND}
    assert {campaign: lines[campaign]["run"] for campaign in SOUND} == {
        campaign: answers(day.first.json)[campaign]["run"] for campaign in SOUND
    }
    now = heads(day.root)
    assert {agency: now[agency] for agency in day.before} == day.before
    assert sum(map(len, now.values())) + 2 == len(SOUND) + len(SPOILT)


def test_a_ledger_holds_its_own_agency_alone(day):
    """One file for each agency, its campaigns of several years in it, sound, and nobody else's."""
    book = day.root / "ledger" / "tinh_mau" / "so_a.db"
    assert [run.campaign for run in runs(book)] == ["tinh_mau/so_a_2025", "tinh_mau/so_a_2026"]
    for path in (day.root / "ledger").rglob("*.db"):
        assert wrong(path) == []
        assert {run.campaign.partition("/")[2].rpartition("_")[0] for run in runs(path)} == {path.stem}


def test_the_same_batch_on_any_number_of_processes(tmp_path, capsys):
    """One process or two: the same findings, in the same order of runs, and byte for byte the same verdict files."""
    campaigns = [f"tinh_mau/so_{n}_{year}" for n in range(3) for year in (2025, 2026)]
    found = []
    for workers in (1, 2):
        root = deployment(tmp_path / str(workers), campaigns, participants=3)
        (root / "emulation.toml").write_text(
            'provinces = ["provinces/"]\nverdicts = "kq/"\n[limits]\nparticipants = 3\n'
        )
        ran = inside(capsys, "batch", root, "--json", "--on", ON, "--workers", str(workers))
        lines = [(line["campaign"], line["round"], line["said"]) for line in ran.json["agencies"]]
        files = {path.relative_to(root): path.read_bytes() for path in (root / "kq").rglob("*.parquet")}
        order = {path.name: [run.campaign for run in runs(path)] for path in (root / "ledger").rglob("*.db")}
        found.append((ran.code, lines, files, order))
    assert found[0] == found[1]
    assert len(found[0][2]) == len(campaigns)


def test_years_come_before_the_review_that_looks_back_on_them(tmp_path, capsys):
    """A review reads the runs of its years, written in the same batch; when one changes, `--resume` does both again."""
    root = deployment(tmp_path, [])
    table = "id,name,kind\nP1,Nguyễn Thị Ánh,individual\n"
    for round in ("so_ket_2025", "2024", "2025"):
        put_evidence(root, "soc_trang/so_tnmt_2021_2030", table, round)
    ran = inside(capsys, "batch", root, "--json", "--on", ON)
    book = root / "ledger" / "soc_trang" / "so_tnmt.db"
    assert ran.code == 0
    assert [run.round for run in runs(book)] == ["2024", "2025", "so_ket_2025"]
    [manifest] = [json.loads(text) for (text,) in rows(book, "SELECT manifest FROM entry ORDER BY seq DESC LIMIT 1")]
    years = {year: head for year, head in manifest["history"] if head}
    assert years == {run.round: run.head for run in runs(book)[:2]}
    put_evidence(root, "soc_trang/so_tnmt_2021_2030", table + "P2,Trần Văn Bảo,individual\n", "2025")
    again = inside(capsys, "batch", root, "--json", "--on", ON, "--resume")
    assert [(line["round"], line["resumed"]) for line in again.json["agencies"]] == [
        ("2024", True),
        ("2025", False),
        ("so_ket_2025", False),
    ]


def test_a_review_waits_for_a_year_that_failed(tmp_path, capsys):
    """Where a year cannot be judged the review is not judged on the others: it says which year it lacks."""
    root = deployment(tmp_path, [])
    table = "id,name,kind\nP1,Nguyễn Thị Ánh,individual\n"
    put_evidence(root, "soc_trang/so_tnmt_2021_2030", table, "so_ket_2025")
    put_evidence(root, "soc_trang/so_tnmt_2021_2030", "id\n", "2024")
    ran = inside(capsys, "batch", root, "--json", "--on", ON, "--lang", "en")
    assert [(line["round"], "run" in line) for line in ran.json["agencies"]] == [
        ("2024", False),
        ("so_ket_2025", False),
    ]
    assert "2024" in ran.json["agencies"][1]["error"]


def test_the_summary_as_a_workbook_and_as_a_table(tmp_path, capsys):
    """`--xlsx` and the terminal have a row for each round, with its run or its error.

    Evidence of one round in two places is not recorded twice: the folder is judged, the files beside it explained.
    """
    root = deployment(tmp_path / "so", ["tinh_mau/so_a_2026"])
    put_evidence(root, "tinh_mau/so_a_2026", round="2026")
    put_evidence(root, "tinh_mau/so_la_2026")
    ran = inside(capsys, "batch", root, "--on", ON, "--xlsx", tmp_path / "tong_hop.xlsx")
    sheet = load_workbook(tmp_path / "tong_hop.xlsx").active
    [run] = runs(root / "ledger" / "tinh_mau" / "so_a.db")
    assert [tuple(row[n] for n in (0, 1, 4)) for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        ("tinh_mau/so_a_2026", "2026", None),
        ("tinh_mau/so_a_2026", "2026", run.run),
        ("tinh_mau/so_la_2026", None, None),
    ]
    assert "2026" in sheet["G2"].value
    assert "so_la_2026" in sheet["G4"].value
    assert run.run in ran.out
    assert ran.code == 1


def test_nothing_that_was_handed_in_is_lost_from_sight(tmp_path, capsys):
    """Files nobody reads are named beside the run; a table out of place and a ledger without room are failures.

    Also with `--resume`; and where the workbook of the summary cannot be written, the summary is told all the same.
    """
    root = deployment(tmp_path, ["tinh_mau/so_a_2026", "tinh_mau/so_b_2026", "tinh_chat/so_c_2026"])
    put_evidence(root, "tinh_mau/so_b_2026", round="2026")
    (root / "evidence/tinh_mau/so_b_2026/minh_chung.csv").unlink()
    for name in ("so_a_2026/ca_nhan.docx", "so_b_2026/2026/anh.jpg", "tap_the.csv"):
        (root / "evidence/tinh_mau" / name).write_text(GOOD, "utf-8")
    (root / "ledger").mkdir()
    (root / "ledger" / "tinh_chat").write_text("", "utf-8")
    ran = inside(capsys, "batch", root, "--json", "--on", ON, "--xlsx", root)
    again = inside(capsys, "batch", root, "--json", "--on", ON, "--resume")
    for lines in (answers(ran.json), answers(again.json)):
        assert "ca_nhan.docx" in "".join(lines["tinh_mau/so_a_2026"]["warnings"])
        assert "anh.jpg" in "".join(lines["tinh_mau/so_b_2026"]["warnings"])
        assert "tap_the.csv" in lines["tinh_mau/tap_the.csv"]["error"]
        assert "không dùng được sổ ghi" in lines["tinh_chat/so_c_2026"]["error"]
        assert len(lines) == 4
    assert (ran.code, again.code) == (1, 1)
    assert str(root) in ran.err


class Watched:
    """A worker of this very process that is as late as its `victim` is scored, and counts how often."""

    capacity = 1

    def __init__(self, victim: str) -> None:
        self._victim = victim
        self.late = 0

    def submit(self, task: Task) -> Future[Ended]:
        """Do a task at once."""
        results: dict[int, Any] = {}
        at: list[tuple[int, ...]] = []
        victims = {item.asked.key for item in task.items if item.asked.campaign == self._victim}

        def tell(what: str, content: Any) -> None:
            # The victim is named when it is read, and again when its rules are at work: then nothing more is heard.
            if sum(bool(victims & {*keys}) for keys in at) == 2:
                return
            if what == "done":
                results.update([content])
            else:
                at.append(content)

        {"judge": judge, "write": write}[task.what](task, registry(), tell)
        hangs = sum(bool(victims & {*keys}) for keys in at) == 2
        self.late += hangs
        future: Future[Ended] = Future()
        future.set_result(Ended(results, at[-1], "treo", late=True) if hangs else Ended(results))
        return future

    def close(self) -> None:
        """There is nothing to end."""


def test_a_rule_that_hangs_is_waited_for_once(tmp_path, monkeypatch):
    """Whose rules are at work is known while they work: the patience of a batch is spent on them, not on everybody."""
    campaigns = [f"tinh_mau/so_{n}_2026" for n in range(12)]
    root = deployment(tmp_path, campaigns)
    put_plan(root, campaigns[5], **poisoned("above", value=0))
    monkeypatch.chdir(root)
    found = opened(root)
    rounds = asked(found, Catalogue(found.provinces()), date.fromisoformat(ON))
    worker = Watched(campaigns[5])
    lines = batch(rounds, Place.of(found, found.provinces(), "vi", "lan_1"), 25_000, worker)
    assert [line.campaign for line in lines if line.error] == [campaigns[5]]
    assert worker.late == 1


class Silent:
    """A worker of this very process that once writes and does not come to say so."""

    capacity = 1

    def __init__(self) -> None:
        self._late = False

    def submit(self, task: Task) -> Future[Ended]:
        """Do a task at once."""
        results: dict[int, Any] = {}
        {"judge": judge, "write": write}[task.what](task, registry(), lambda what, said: _kept(results, what, said))
        silent = task.what == "write" and not self._late
        self._late |= silent
        future: Future[Ended] = Future()
        future.set_result(Ended({}, (task.items[0].asked.key,), "treo", late=True) if silent else Ended(results))
        return future

    def close(self) -> None:
        """There is nothing to end."""


def _kept(results: dict[int, Any], what: str, said: Any) -> None:
    if what == "done":
        results.update([said])


def test_a_run_that_was_written_late_is_not_said_to_have_failed(tmp_path, monkeypatch):
    """Killed for its slowness just after the commit: the repetition finds the run, and writes no second one."""
    root = deployment(tmp_path, ["tinh_mau/so_a_2026"])
    monkeypatch.chdir(root)
    found = opened(root)
    rounds = asked(found, Catalogue(found.provinces()), date.fromisoformat(ON))
    [line] = batch(rounds, Place.of(found, found.provinces(), "vi", "lan_1"), 25_000, Silent())
    assert line.error is None
    assert [run.run for run in runs(rounds[0].ledger)] == [line.run]


def test_recording_has_time_by_who_was_judged(tmp_path):
    """A file's size only hints at its participants; once they are judged they are counted: a second for every 1 000."""
    one = Asked(0, "tinh_mau/so_a_2026", None, (), tmp_path / "so_a.db", date.fromisoformat(ON), None, size=1)
    judged = Judged("2026", 120_000, "", (), "", (), b"")
    place = Place(tmp_path, (), tmp_path, None, "vi", "lan_1", seconds=60)
    assert Task("write", place, (Item(one, judged),)).seconds == 180


def test_a_new_deployment_explains_itself_and_overwrites_nothing(tmp_path, capsys):
    """`new deployment` lays out a file that is a deployment as it stands; a second time it is refused untouched."""
    made = inside(capsys, "new", "deployment", tmp_path / "tinh")
    text = (tmp_path / "tinh" / "emulation.toml").read_text("utf-8")
    assert made.code == 0
    assert opened(tmp_path / "tinh").tables.provinces == ("provinces/",)
    (tmp_path / "tinh" / "emulation.toml").write_text(text + "# của tôi\n", "utf-8")
    assert inside(capsys, "new", "deployment", tmp_path / "tinh").code == 1
    assert (tmp_path / "tinh" / "emulation.toml").read_text("utf-8").endswith("# của tôi\n")


def test_a_new_deployment_is_filled_and_judged_as_its_pages_say(tmp_path, capsys, monkeypatch):
    """Empty it says where evidence goes; with a new plan and a table there it is judged, every key being uncommented."""
    assert inside(capsys, "new", "deployment", tmp_path / "tinh").code == 0
    monkeypatch.chdir(tmp_path / "tinh")
    empty = inside(capsys, "batch", ".", "--lang", "en")
    assert (empty.code, "<province>/<campaign>/<round>/" in empty.err) == (1, True)
    assert inside(capsys, "new", "campaign", "tinh_mau/so_mau_2026", "--json").code == 0
    Path("nop").mkdir()
    Path("nop", "so_mau.csv").write_text("id,name,kind\nP1,Phòng Một,collective\n", "utf-8")
    text = Path("emulation.toml").read_text("utf-8").replace("so_mau.xlsx", "so_mau.csv")
    Path("emulation.toml").write_text(re.sub(r"(?m)^# (?=\[\[|\w+ +=)", "", text), "utf-8")
    ran = inside(capsys, "batch", ".", "--json")
    [line] = ran.json["agencies"]
    assert (ran.code, line["participants"], line["ledger"]) == (0, 1, "tinh_mau/so_mau.db")
    assert len([*Path("verdicts/tinh_mau/so_mau_2026/2026").iterdir()]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_killed_while_it_writes_costs_a_repetition(tmp_path):
    """Killed from outside between one run and the next: everybody has a run, exactly one, and it is the one named."""
    root = deployment(tmp_path, [f"tinh_mau/so_{n}_2026" for n in range(8)])
    found = opened(root)
    rounds = asked(found, Catalogue(found.provinces()), date.fromisoformat(ON))
    processes, killed = Processes(1), []

    def kill() -> None:
        while len(list((root / "ledger").rglob("*.db"))) < 3:
            time.sleep(0.001)
        killed.extend(processes.pids())
        os.kill(killed[0], signal.SIGKILL)

    killer = Thread(target=kill, daemon=True)
    killer.start()
    lines = batch(rounds, Place.of(found, found.provinces(), "vi", "lan_1"), 25_000, processes)
    killer.join(10)
    assert len(killed) == 1
    assert [line.error for line in lines] == [None] * 8
    assert [[run.run for run in runs(one.ledger)] for one in rounds] == [[line.run] for line in lines]


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and a worker as processes of their own."""
    file = folder / "scheduler.json"
    module = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    known = ["--no-dashboard", "--scheduler-file", str(file)]
    started = [
        subprocess.Popen([*module, f"distributed.cli.dask_{what}", *options, *known], **quiet)
        for what, options in (
            ("scheduler", ["--host", "127.0.0.1", "--port", "0"]),
            ("worker", ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]),
        )
    ]
    try:
        while not file.exists() or not file.read_text():
            time.sleep(0.02)
        yield json.loads(file.read_text())["address"], started[1]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


@pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed (extra: cluster)")
def test_a_cluster_finds_the_same(tmp_path):
    """On a worker of a Dask scheduler: the same findings as here, written here, and poison does not end the worker."""
    campaigns = ["tinh_mau/so_a_2026", "tinh_mau/so_b_2026"]
    path = tmp_path / "site"
    distribute(path, "emulation-hong", {"hong": "emulation_hong"}, emulation_hong=POISON)
    here = outside([path], "batch", deployment(tmp_path / "here", campaigns), "--json", "--on", ON)
    root = deployment(tmp_path / "there", [*campaigns, "hong/so_tat_2026"])
    put_plan(root, "hong/so_tat_2026", **poisoned("hong.tat"))
    with (
        patch.dict(os.environ, PYTHONPATH=os.pathsep.join([*sys.path, str(path)])),
        dask(tmp_path) as (address, worker),
    ):
        there = outside([path], "batch", root, "--json", "--on", ON, "--cluster", address)
        assert worker.poll() is None
    bad, *good = there.json["agencies"]
    assert "mã thoát 0" in bad["error"]
    assert [line["said"] for line in good] == [line["said"] for line in here.json["agencies"]]
    assert sorted(path.name for path in (root / "ledger").rglob("*.db")) == ["so_a.db", "so_b.db"]


@pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed (extra: cluster)")
def test_a_cluster_without_a_worker_is_said_to_be_one(tmp_path, monkeypatch):
    """A scheduler that nobody works for would keep a batch waiting for ever: it is named instead."""
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with dask(tmp_path) as (address, worker):
        worker.kill()
        worker.wait()
        with pytest.raises(EmulationError, match=address):
            cluster.Cluster(address)
