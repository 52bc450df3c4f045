"""A run in the ledger is whole or absent, stands on the one before, and answers for every participant."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest

from emulation_core import ledger
from emulation_core.errors import LedgerFault, NotFound
from emulation_core.intake import read
from emulation_core.report import document
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, inside, registry, shipped

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")
ON = date(2027, 3, 1)


def outcome(id: str = ID, on: date = ON):
    loaded = shipped(id)
    return score(
        loaded,
        read([CAMPAIGNS[id].with_suffix(".sample.csv")], loaded.campaign),
        choose_round(loaded.campaign, None, on),
        on,
    )


@pytest.fixture
def book(tmp_path) -> Path:
    """A ledger with one run of the Lâm Đồng sample."""
    ledger.record(tmp_path / "so.db", outcome(), registry())
    return tmp_path / "so.db"


def test_a_run_stores_what_it_was_made_from_and_what_it_said(book):
    """Campaign text, versions, evidence, findings, standings and proposals are plain tables one can query."""
    [run] = ledger.runs(book)
    made = document(outcome())
    with closing(sqlite3.connect(book)) as connection:
        text, engine = connection.execute("SELECT campaign_text, engine FROM run").fetchone()
        plugins = {name for (name,) in connection.execute("SELECT name FROM plugin WHERE state = 'ok'")}
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table} WHERE run = ?", (run.run,)).fetchone()[0]
            for table in ("participant", "finding", "proposal")
        }
        selected = [
            id
            for (id,) in connection.execute(
                "SELECT participant FROM standing WHERE place = 'selected' AND award = 'giay_khen'"
            )
        ]
        verdicts = connection.execute("SELECT verdict FROM finding WHERE participant = 'T01' ORDER BY rowid").fetchall()
    assert text == CAMPAIGNS[ID].read_text("utf-8")
    assert engine
    assert plugins >= {"lam_dong"}
    assert counts == {
        "participant": len(made.participants),
        "finding": sum(len(person.findings) for person in made.participants),
        "proposal": len(made.proposals),
    }
    assert selected == [id for proposal in made.proposals if proposal.award == "giay_khen" for id in proposal.selected]
    [person] = [person for person in made.participants if person.id == "T01"]
    assert [verdict for (verdict,) in verdicts] == [finding.verdict for finding in person.findings]


def test_every_table_is_strict(book):
    """SQLite itself refuses a text where a number belongs."""
    with closing(sqlite3.connect(book)) as connection:
        tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    ours = {name: strict for name, strict in tables if not name.startswith(("sqlite_", "_sqlite"))}
    assert len(ours) == 9
    assert set(ours.values()) == {1}


def test_evidence_comes_back_as_it_went_in(book):
    """The evidence of a run, read from the ledger, is the table that was scored, value for value and place for place."""
    went = outcome()
    [run] = ledger.runs(book)
    back = ledger.evidence_of(book, run, went.loaded.campaign)
    columns = went.evidence.frame.columns
    assert back.frame.select(columns).sort("id").equals(went.evidence.frame.sort("id"))
    assert back.source(0, 2, "xep_loai") == went.evidence.source(0, 2, "xep_loai")


def test_heads_form_a_chain_and_a_rerun_supersedes(book):
    """Each run stands on the head before it; the same inputs again are a run of their own that supersedes the last."""
    ledger.record(book, outcome(), registry())
    ledger.record(book, outcome("ninh_thuan/so_ldtbxh_2023"), registry())
    first, second, third = ledger.runs(book)
    assert (first.supersedes, second.supersedes, third.supersedes) == (None, first.run, None)
    assert len({first.head, second.head, third.head}) == 3
    with closing(sqlite3.connect(book)) as connection:
        chain = connection.execute("SELECT previous_head, head FROM run ORDER BY seq").fetchall()
    assert [before for before, _head in chain[1:]] == [head for _before, head in chain[:-1]]


def test_a_run_that_fails_half_way_leaves_nothing(book, monkeypatch):
    """When the write breaks off, the ledger holds the runs it held before and no row of the new one."""
    broken = outcome()
    twice = broken.proposals[0]
    object.__setattr__(broken, "proposals", (*broken.proposals, twice))
    with pytest.raises(LedgerFault):
        ledger.record(book, broken, registry())
    with closing(sqlite3.connect(book)) as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (1,)
        assert connection.execute("SELECT count(DISTINCT run) FROM finding").fetchone() == (1,)


def write_some(path: str, count: int) -> None:
    """What each process of the next test does."""
    for _ in range(count):
        ledger.record(Path(path), outcome(), registry())


def test_writers_take_turns(tmp_path):
    """Two processes that write to one new ledger at once both succeed, on one chain."""
    path = tmp_path / "chung.db"
    spawn = get_context("spawn")
    writers = [spawn.Process(target=write_some, args=(str(path), 3)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    runs = ledger.runs(path)
    assert len(runs) == 6
    assert [run.supersedes for run in runs] == [None, *(run.run for run in runs[:-1])]


def test_what_is_no_ledger_is_said_to_be_none(tmp_path):
    """A missing file, another kind of file and an unknown run are told, and nothing is created."""
    with pytest.raises(LedgerFault):
        ledger.runs(tmp_path / "khong_co.db")
    assert not (tmp_path / "khong_co.db").exists()
    (tmp_path / "thu.db").write_text("đây là một lá thư" * 100, "utf-8")
    with pytest.raises(LedgerFault):
        ledger.runs(tmp_path / "thu.db")


def test_an_unknown_run_or_participant_is_told(book):
    """Asking for a run or a participant that is not there names what was asked for."""
    with pytest.raises(NotFound, match="abc"):
        ledger.run_named(book, "abc")
    with pytest.raises(NotFound, match="P404"):
        ledger.verdicts_of(book, ledger.run_named(book, "latest"), "P404")


def test_score_prints_json_only_after_the_commit(tmp_path, capsys):
    """With a ledger the JSON names the run and head that the ledger holds; without one both are null."""
    path = tmp_path / "so.db"
    ran = inside(capsys, "score", ID, SAMPLE, "--on", "2027-03-01", "--ledger", path, "--json")
    [run] = ledger.runs(path)
    assert (ran.json["run"], ran.json["head"]) == (run.run, run.head)
    assert inside(capsys, "score", ID, SAMPLE, "--on", "2027-03-01", "--json").json["run"] is None


def test_explain_says_what_the_run_said(book, capsys):
    """`explain` gives each finding of one participant, with the stored verdicts, from the ledger alone."""
    for person in (person for person in document(outcome()).participants if person.id in ("T01", "C03", "S01")):
        ran = inside(capsys, "explain", "latest", person.id, "--ledger", book, "--json").json
        assert ran["differs"] == []
        assert [(f["criterion"], f["verdict"]) for f in ran["participant"]["findings"]] == [
            (f.criterion, f.verdict) for f in person.findings
        ]
        assert [f["source"] for f in ran["participant"]["findings"]] == [f.source for f in person.findings]
