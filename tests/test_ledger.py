"""A run in the ledger is kept with all it was made from, found by the head on its papers, and explained from there."""

from __future__ import annotations

import json

import polars as pl
import pytest

from emulation_core import ledger
from emulation_core.errors import NotFound
from emulation_core.i18n import language, set_language
from emulation_core.ledger.canonical import GENESIS
from emulation_core.ledger.schema import COLUMNS
from emulation_core.report import document
from ledgers import ID, PEOPLE, SAMPLE, book_in, columns, from_sample, outcome, person, plan, record, rows
from support import inside, registry

book = pytest.fixture(book_in)


def test_a_run_of_rows_can_be_queried(book):
    """Verdicts, evidence with its place, lists and money stand in views with Vietnamese names, as the outcome says them."""
    made = document(outcome(papers=True))
    said = {(p.id, f.criterion): (f.verdict, f.clause) for p in made.participants for f in p.findings}
    asked = rows(book, "SELECT ma, tieu_chi, ket_luan, can_cu FROM ket_qua")
    assert {(id, criterion): tuple(rest) for id, criterion, *rest in asked} == said
    lists = {
        (proposal.award, id, place)
        for proposal in made.proposals
        for place in ("selected", "tied", "reserve", "open", "deferred")
        for id in getattr(proposal, place)
    }
    assert set(rows(book, "SELECT hinh_thuc, ma, vi_tri FROM danh_sach")) == lists
    [place] = rows(book, "SELECT gia_tri, noi_doc FROM bang_chung WHERE ma = 'CN-04' AND du_kien = 'so_tre_han'")
    assert place == ("2", "minh_chung.csv:5 › so_tre_han")
    money = rows(book, "SELECT moi_suat, che_do FROM de_nghi WHERE hinh_thuc = 'giay_khen' AND loai = 'individual'")
    assert money == [(760_000, "nd_152_2025")]
    [run] = ledger.runs(book)
    [listed] = rows(book, "SELECT luot, head, ke_hoach, ky, ngay, thay_cho FROM luot_cham")
    assert listed == (run.run, run.head, "tinh_mau/so_mau_2026", "2026", "2027-03-01", None)


def test_the_manifest_says_what_a_run_was_made_from(book):
    """Text, engine, law, plugins, days, language and the facts each criterion reads: integers and strings alone."""
    [(text,)] = rows(book, "SELECT manifest FROM entry")
    manifest = json.loads(text)
    assert rows(book, "SELECT body FROM source WHERE digest = ?", manifest["sources"][0][1]) == [(plan().text,)]
    assert manifest["previous_head"] == GENESIS
    assert {name for name, *_more in manifest["plugins"]} >= {"lam_dong", "ninh_thuan"}
    assert [manifest[key] for key in ("campaign", "round", "on", "decided", "language", "participants")] == [
        "tinh_mau/so_mau_2026", "2026", "2027-03-01", "2027-03-01", "vi", len(PEOPLE),
    ]  # fmt: skip
    assert manifest["criteria"]["individual"][0] == ["khong_tre_han", "II.1", ["so_tre_han"]]

    def kinds(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {type(value)}.union(*map(kinds, inner))

    assert kinds(manifest) == {dict, list, str, int}


def test_the_language_of_its_notes_is_kept(tmp_path):
    """A run scored in English says so."""
    before = language()
    try:
        set_language("en")
        record(tmp_path / "so.db")
    finally:
        set_language(before)
    assert rows(tmp_path / "so.db", "SELECT manifest ->> 'language' FROM entry") == [("en",)]


def test_people_stand_in_one_table_alone(book):
    """Outside `subject` nobody's id, name or unit is written: neither in a manifest nor in a row."""
    everything = [
        str(cell)
        for table in COLUMNS
        if table not in ("subject", "words", "source")
        for row in rows(book, f"SELECT * FROM {table}")
        for cell in row
    ]
    for one in PEOPLE:
        for text in (one["id"], one["name"]):
            assert not [cell for cell in everything if text in cell]


def test_a_run_of_columns_answers_like_a_run_of_rows(tmp_path, capsys):
    """The same root, the same explanation of everybody, the same lists: only the tables are empty."""
    record(tmp_path / "hang.db", papers=True)
    with columns(part=2):
        record(tmp_path / "cot.db", papers=True)
    counts = [rows(tmp_path / "cot.db", f"SELECT count(*) FROM {t}")[0][0] for t in ("finding", "evidence", "standing")]
    assert counts == [0, 0, 0]
    assert rows(tmp_path / "cot.db", "SELECT count(*) FROM packed WHERE name = 'digits.individual'") == [(3,)]
    for one in PEOPLE:
        said = [
            inside(capsys, "explain", "latest", one["id"], "--ledger", tmp_path / name, "--json").json
            for name in ("hang.db", "cot.db")
        ]
        assert {**said[0], "run": None} == {**said[1], "run": None}
        assert said[0]["differs"] == []
    held = [inside(capsys, "decide", "latest", "--ledger", tmp_path / n, "--json").json for n in ("hang.db", "cot.db")]
    assert held[0]["lines"] == held[1]["lines"]


def test_only_large_runs_are_columns(tmp_path, monkeypatch):
    """As many findings as stated are rows still; one more, and they are columns."""
    from emulation_core.ledger import packed

    findings = len(document(outcome()).participants) * 6
    for most, expected in ((findings, 0), (findings - 1, 6)):
        monkeypatch.setattr(packed, "MOST_FINDINGS", most)
        path = tmp_path / f"{most}.db"
        record(path)
        assert rows(path, "SELECT count(*) FROM packed") == [(expected,)]


def test_explain_says_what_the_run_said(tmp_path, capsys):
    """`explain` gives each finding of one participant, with the stored verdicts, from the ledger alone."""
    path, went = tmp_path / "so.db", from_sample(ID)
    ledger.record(path, went, registry())
    for one in (one for one in document(went).participants if one.id in ("T01", "C03", "S01")):
        ran = inside(capsys, "explain", "latest", one.id, "--ledger", path, "--json").json
        assert ran["differs"] == []
        assert ran["participant"]["status"] == one.status
        assert [(f["criterion"], f["verdict"], f["source"]) for f in ran["participant"]["findings"]] == [
            (f.criterion, f.verdict, f.source) for f in one.findings
        ]


def test_a_run_is_found_by_the_head_on_its_papers(book):
    """Papers print the whole head: it names the run as well as its first digits do."""
    [run] = ledger.runs(book)
    assert ledger.run_named(book, run.head) == ledger.run_named(book, run.run.upper()) == run


def test_an_unknown_run_or_participant_is_told(book, capsys):
    """Asking for a run or a participant that is not there names what was asked for, and the runs there are."""
    [run] = ledger.runs(book)
    with pytest.raises(NotFound, match=run.run):
        ledger.run_named(book, "abc")
    ran = inside(capsys, "explain", "latest", "P404", "--ledger", book)
    assert ran.code == 1
    assert "P404" in ran.err


def test_score_answers_only_after_the_commit(tmp_path, capsys):
    """With a ledger the JSON and the file written name the run and head that the ledger holds; without one both are null."""
    path = tmp_path / "so.db"
    asked = ("score", ID, SAMPLE, "--on", "2027-03-01", "--json")
    ran = inside(capsys, *asked, "--ledger", path, "--out", tmp_path)
    [run] = ledger.runs(path)
    kept = json.loads((tmp_path / "outcome.json").read_text("utf-8"))
    assert (ran.json["run"], ran.json["head"]) == (kept["run"], kept["head"]) == (run.run, run.head)
    assert inside(capsys, *asked).json["run"] is None
    listed = inside(capsys, "runs", "--ledger", path)
    assert run.head in listed.out.replace("\n", "")


def test_no_two_people_share_a_number(tmp_path):
    """Numbers are random, positive, new for each, and say nothing of the order people came in."""
    record(tmp_path / "so.db", [person(f"P-{n:03}", f"Người {n}") for n in range(300)])
    refs = [ref for (ref,) in rows(tmp_path / "so.db", "SELECT ref FROM subject ORDER BY id")]
    assert len(set(refs)) == 300
    assert min(refs) > 0
    assert pl.Series(refs).is_sorted() is False
