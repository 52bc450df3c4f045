"""The benchmarks compare like with like: the engine and the job written by hand say and store the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benches import script
from emulation_core.assess import assess
from emulation_core.model import Status, Verdict
from emulation_core.outcome import LISTS

SCRIPT, LEDGER, REPORT = script("score"), script("ledger"), script("report")
JOB = script("reference")
HOW = JOB.judging(JOB.campaign())


def result(size):
    return assess(HOW, JOB.participants(size))


@pytest.mark.parametrize("size", [1_000, 5_000])
def test_the_engine_and_the_job_by_hand_agree_on_everybody(size):
    """Same lists and same ranks, participant by participant, whichever way the cut is found by hand."""
    people = JOB.participants(size)
    SCRIPT.check(HOW, people, JOB.plain(people))


def test_a_difference_between_two_ways_is_seen():
    """Whoever ranks some participants otherwise does another job, and is not timed."""
    ours = JOB.found(HOW.campaign, result(1_000))
    with pytest.raises(AssertionError):
        JOB.same(ours.with_columns(rank=pl.when(pl.col("rank") == 1).then(2).otherwise("rank")), ours)


def test_the_job_leaves_out_nothing_it_could_get_wrong():
    """Every verdict but `unresolved`, every status and every list occur, and ranks that several share."""
    found = result(5_000)
    verdicts = {code for name in found.columns if name.startswith("v.") for code in found[name].unique()}
    assert verdicts == set(Verdict) - {Verdict.UNRESOLVED}
    assert set(found["status"]) == set(Status)
    assert set(found["p.giay_khen"]) == set(range(len(LISTS)))
    shared = found.group_by(JOB.GROUP, "points.rank").len().filter(pl.col("points.rank").is_not_null())
    assert shared["len"].max() > 1


def test_the_same_participants_come_each_time():
    """Two runs draw the same evidence, of which about five cells of a hundred are empty."""
    once, again = JOB.participants(5_000), JOB.participants(5_000)
    assert_frame_equal(once, again)
    facts = once.drop("id", JOB.GROUP)
    assert 0.04 < facts.null_count().sum_horizontal().item() / (facts.height * facts.width) < 0.06


def test_the_report_says_of_each_size_what_is_promised():
    """Every size has its ratios; a bound is said where one was set, and how the time grows at the end."""
    lines = list(SCRIPT.report([500, 1_000], 1))
    assert [line.split()[0] for line in lines if "participants:" in line] == ["500", "1,000"]
    assert sum("engine ÷ by hand" in line for line in lines) == 2
    assert sum(line.startswith("growth exponent") for line in lines) == 3
    said = list(SCRIPT.lines(1_000_000, 12, dict.fromkeys(("criteria", *SCRIPT.BY_HAND), 1.0) | TOOK))
    assert sum("bound" in line for line in said) == 2


TOOK = {"engine": 1.2, "trivial columns": 0.6, "criteria by hand": 0.9}


def contents(path, query):
    with closing(sqlite3.connect(path)) as file:
        return file.execute(query).fetchall()


def test_a_run_and_the_bare_write_store_the_same_number_of_rows_in_every_table(tmp_path):
    """Both files hold the same tables with as many rows, people and the entry included, after two runs."""
    LEDGER.as_rows(tmp_path, LEDGER.outcome(200), 1)
    ours, bare = (
        {name: contents(tmp_path / file, f"SELECT count(*) FROM {name}")[0][0] for name in LEDGER.write.COLUMNS}
        for file in ("ledger.db", "plain.db")
    )
    assert ours == bare
    assert ours["finding"] == 2 * 200 * LEDGER.EACH
    assert ours["subject"] == 200


def test_the_long_frame_is_the_table_of_findings(tmp_path):
    """What Parquet is given to write are the very findings that the ledger stores."""
    run, path = LEDGER.outcome(200), tmp_path / "a.db"
    LEDGER.write.record(path, run, LEDGER.REGISTRY)
    query = "SELECT id, criterion, verdict FROM finding JOIN subject ON ref = subject ORDER BY id, criterion"
    assert contents(path, query) == LEDGER.long(run).rows()


def test_the_ledgers_table_sets_both_forms_beside_a_bare_write():
    """What is printed has a line for each comparison, two of rows and three of columns, each with its ratio."""
    lines = list(LEDGER.report(2_600, 200, 1))
    assert sum("×" in line for line in lines) == 5
    assert any(line.startswith("verify") for line in lines)


def test_the_papers_that_are_timed_are_all_an_office_gets(tmp_path):
    """Everybody but the agency itself has a paper of their own; the lists, the workbook and the page are among them."""
    files = REPORT.measured(tmp_path, 40, 1).files
    assert set(files.values()) - {files["bao_cao_thanh_tich.docx"], files["thong_bao.docx"]} == {1}
    assert {f"{name}.docx" for name in ("to_trinh", "danh_sach", "bien_ban_hop")} < set(files)
    assert {"ket_qua.xlsx", "ket_qua.html"} < set(files)
    with REPORT.evidence(tmp_path, 40).open(encoding="utf-8") as rows:
        own = sum(",Cơ quan," not in row for row in rows) - 1
    assert files["bao_cao_thanh_tich.docx"] + files["thong_bao.docx"] == own


def test_the_bound_on_papers_is_said_for_its_own_size_alone():
    """Seconds are held against a bound only where the bound was set: at 500 participants."""
    assert REPORT.bound(500, 2.9).endswith("holds")
    assert REPORT.bound(500, 3.1).endswith("DOES NOT HOLD")
    assert REPORT.bound(40, 3.1) == ""
