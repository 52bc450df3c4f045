"""The benchmarks compare like with like: the engine and the job written by hand say and store the same."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from unittest.mock import patch

import pytest
from polars.testing import assert_frame_equal

from emulation_core.allocate import Place
from emulation_core.model import Status, Verdict

FOLDER = Path(__file__).parents[1] / "benchmarks"


def _script(name):
    spec = spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    script = module_from_spec(spec)
    with patch.object(sys, "path", [str(FOLDER), *sys.path]):
        spec.loader.exec_module(script)
    return script


SCRIPT, LEDGER, REPORT = _script("score"), _script("ledger"), _script("report")
PLAN = SCRIPT.campaign()


def result(size):
    *_, last = SCRIPT.engine(SCRIPT.participants(size), PLAN)
    return last


@pytest.mark.parametrize("size", [1_000, 5_000])
@pytest.mark.parametrize("stages", [SCRIPT.RANKED, SCRIPT.PACKED], ids=["ranked", "packed"])
def test_the_engine_and_the_job_by_hand_agree_on_everybody(size, stages):
    """Same verdicts, statuses, places and certainties, participant by participant."""
    assert_frame_equal(result(size), SCRIPT.by_hand(SCRIPT.participants(size), stages))


def test_the_job_leaves_out_nothing_it_could_get_wrong():
    """Every verdict but `unresolved`, every status, and in each award somebody selected for certain, or not, occur."""
    found = result(5_000)
    verdicts = {code for name in found.columns if name.startswith("v.") for code in found[name].unique()}
    assert verdicts == set(Verdict) - {Verdict.UNRESOLVED}
    assert set(found["status"]) == set(Status)
    assert set(found["tieu_bieu.place"]) == set(Place)
    assert set(found["giay_khen.place"]) == set(Place) - {Place.RESERVE}  # nobody stands behind where there is no order
    for award in ("tieu_bieu", "giay_khen"):
        chosen = found.filter(found[f"{award}.place"] == Place.SELECTED)[f"{award}.certain"]
        assert 0 < chosen.sum() < len(chosen)


def test_the_same_participants_come_each_time():
    """Two runs draw the same evidence, of which about five cells of a hundred are empty."""
    once, again = SCRIPT.participants(5_000), SCRIPT.participants(5_000)
    assert_frame_equal(once, again)
    facts = once.drop("id", SCRIPT.GROUP)
    assert 0.04 < facts.null_count().sum_horizontal().item() / (facts.height * facts.width) < 0.06


def test_the_table_has_a_line_for_each_size():
    """What is printed names every size asked for, and how the time grows from one to the next."""
    lines = list(SCRIPT.report(PLAN, [500, 1_000], 1))
    assert [line.split()[0] for line in lines if "participants " in line] == ["500", "1,000"]
    assert sum(line.startswith("growth exponent") for line in lines) == 2


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
