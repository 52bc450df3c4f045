"""A run in the ledger is whole or absent, stands on the entry before, and gives back all it was made from."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from emulation_core import ledger, replay
from emulation_core.cases import Person, read
from emulation_core.config.catalogue import CASES
from emulation_core.errors import LedgerFault, NotFound
from emulation_core.evidence import Evidence
from emulation_core.i18n import language, set_language
from emulation_core.intake import RawSheet, collect
from emulation_core.intake import read as read_files
from emulation_core.law import dictionary
from emulation_core.ledger import connect
from emulation_core.ledger.canonical import GENESIS
from emulation_core.ledger.connect import opened
from emulation_core.ledger.evidence import evidence_of
from emulation_core.ledger.read import named
from emulation_core.ledger.schema import COLUMNS
from emulation_core.ledger.verify import checks
from emulation_core.model import FactType
from emulation_core.outcome import Outcome
from emulation_core.report import document
from emulation_core.scoring import choose_round, score
from ledgers import ON, PEOPLE, columns, dump, full, outcome, person, plan, record, rows, second, wrong
from support import CAMPAIGNS, inside, registry, shipped

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")


@pytest.fixture
def book(tmp_path) -> Path:
    """A ledger with one run."""
    record(tmp_path / "so.db", papers=True)
    return tmp_path / "so.db"


# What is kept.


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


# Evidence comes back as it went in.


@cache
def from_cases(id: str) -> Outcome:
    """Every participant of every case of a campaign, in one table."""
    loaded = shipped(id)
    file = read(CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + CASES))
    people = []
    for case in file.cases:
        alone = Person(case.name, case.name, case.like, case.kind, case.facts, case.without)
        for one in case.participants or [alone]:
            like = file.profiles.get(one.like)
            facts = {**(like.facts if like else {}), **one.facts}
            kind = (one.kind or like.kind).value
            people.append({"kind": kind, **{name: v for name, v in facts.items() if name not in one.without}})
    headings = ("id", "name", *dict.fromkeys(name for one in people for name in one))
    cells = [
        (n, [_cell({"id": f"P-{n:04}", "name": f"Người thứ {n}", **one}.get(name)) for name in headings])
        for n, one in enumerate(people, 1)
    ]
    round = choose_round(loaded.campaign, None, date.max)
    on = loaded.campaign.all_due(round)
    return score(loaded, collect([RawSheet("cases", None, headings, cells, ",")], loaded.campaign), round, on)


def _cell(value: object) -> object:
    return ("; ".join(map(str, value)) or "không") if isinstance(value, list) else value


def from_sample(id: str) -> Outcome:
    """The sample beside a campaign, as an office would send it."""
    loaded = shipped(id)
    table = read_files([CAMPAIGNS[id].with_suffix(".sample.csv")], loaded.campaign)
    return score(loaded, table, choose_round(loaded.campaign, None, ON), ON)


def back(path: Path, went: Outcome) -> Evidence:
    """The evidence of the last run."""
    with opened(path) as connection:
        return evidence_of(connection, named(connection, path, "latest"), went.loaded.campaign)[0]


def same(went: Evidence, came: Evidence) -> None:
    order = went.frame.columns
    assert_frame_equal(came.frame.select(order).sort("id"), went.frame.sort("id"))
    assert came.sheets == went.sheets
    assert (came.dossiers is None) == (went.dossiers is None)
    if went.dossiers is not None:
        assert_frame_equal(came.dossiers, went.dossiers)
    assert came.left_out == went.left_out


SHIPPED = [pytest.param(from_cases, id, id=f"cases of {id}") for id in CAMPAIGNS] + [
    pytest.param(from_sample, id, id=f"sample of {id}")
    for id, path in CAMPAIGNS.items()
    if path.with_suffix(".sample.csv").is_file()
]


@pytest.mark.parametrize("stored", ["rows", "columns"])
@pytest.mark.parametrize(("made", "id"), SHIPPED)
def test_evidence_of_every_campaign_comes_back(tmp_path, made, id, stored):
    """Value for value and place for place, absence as absence; the run verifies by both and is scored the same again."""
    went, path = made(id), tmp_path / "so.db"
    if stored == "rows":
        ledger.record(path, went, registry())
    else:
        with columns(part=7):
            ledger.record(path, went, registry())
    same(went.evidence, back(path, went))
    assert wrong(path) == []
    assert second(path) == (0, [])
    assert [check.wrong for check in replay.checks(path, registry())] == [""]


@pytest.mark.parametrize("stored", ["rows", "columns"])
def test_every_type_of_fact_comes_back(tmp_path, stored):
    """Texts, sets (the empty one too), days, decimals, dossiers and who was left out, in either form."""
    people = [
        *PEOPLE,
        person("CN-07", "Lương Thế Vinh", chi_so=frozenset(), diem="0,000001", ngay_nop=date(1999, 12, 31)),
        person("CN-08", "Hoàng Văn Thụ", giai_trinh='Dòng «một»; \\ "hai" ⟦12.id⟧ 😀'),
        person("CN-09", "Hồ Văn Sai", so_tre_han="nhiều"),
    ]
    went, path = outcome(people, papers=True, partial=True), tmp_path / "so.db"
    types = {fact.type for fact in dictionary(went.loaded.campaign.facts).values()}
    assert types == set(FactType)
    if stored == "rows":
        ledger.record(path, went, registry())
    else:
        with columns():
            ledger.record(path, went, registry())
    same(went.evidence, back(path, went))
    assert wrong(path) == []
    assert second(path) == (0, [])


# Runs of rows and runs of columns are one.


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


# The chain.


def test_heads_form_a_chain_and_a_rerun_supersedes(tmp_path):
    """Each entry stands on the head before it; another campaign's run supersedes nothing."""
    path = tmp_path / "so.db"
    first, again = record(path), record(path)
    other = ledger.record(path, from_sample(ID), registry())
    assert (first.supersedes, again.supersedes, other.supersedes) == (None, first.run, None)
    chain = rows(path, "SELECT previous_head, head FROM entry ORDER BY seq")
    assert [before for before, _head in chain] == [GENESIS, *(head for _before, head in chain[:-1])]
    assert ledger.last(path) == other.head


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "cùng đầu vào"),
        ({"people": PEOPLE[:3]}, "minh chứng"),
        ({"made": "text"}, "văn bản"),
        ({"on": date(2027, 3, 2)}, "ngày"),
        ({"decided": date(2027, 3, 9)}, "ngày"),
        ({"reason": "Bổ sung theo công văn 5"}, "Bổ sung theo công văn 5"),
    ],
)
def test_a_new_run_says_why_it_supersedes(tmp_path, change, reason):
    """The reason given, or else what changed: the text, the evidence, the day; or that nothing did."""
    path = tmp_path / "so.db"
    record(path)
    record(path, **{**change, **({"made": plan(title="Kế hoạch sửa đổi")} if "made" in change else {})})
    [said] = rows(path, "SELECT ly_do FROM luot_cham WHERE thay_cho IS NOT NULL")
    assert reason in said[0]


def test_a_blank_reason_is_none(tmp_path):
    """Who gives an empty reason is answered with what changed, as who gives none."""
    record(tmp_path / "so.db")
    record(tmp_path / "so.db", PEOPLE[:3], reason="  ")
    [_first, (why,)] = rows(tmp_path / "so.db", "SELECT manifest ->> 'reason' FROM entry ORDER BY seq")
    assert why
    assert why.strip()


def test_an_engine_that_changed_is_a_reason(tmp_path, monkeypatch):
    """The same inputs scored by another version of the program."""
    from emulation_core.ledger import origins

    record(tmp_path / "so.db")
    monkeypatch.setattr(origins, "engine", lambda: ("99", "0" * 64))
    record(tmp_path / "so.db")
    [(reason,)] = rows(tmp_path / "so.db", "SELECT ly_do FROM luot_cham WHERE thay_cho IS NOT NULL")
    assert "chương trình" in reason


def test_the_chain_cannot_fork(book):
    """A second entry on the head of another is refused by the file itself."""
    with closing(sqlite3.connect(book)) as connection, pytest.raises(sqlite3.IntegrityError, match="previous_head"):
        connection.execute("INSERT INTO entry SELECT 99, kind, previous_head, 'x', manifest FROM entry")


def test_every_table_is_strict(book):
    """SQLite itself refuses a text where a number belongs."""
    found = rows(book, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    strict = {name: flag for name, flag in found if not name.startswith(("sqlite_", "_sqlite"))}
    assert strict == dict.fromkeys(COLUMNS, 1)


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_is_updated_or_deleted(tmp_path, table):
    """Every UPDATE of every column and every DELETE is refused by a trigger, with no way round for the program itself."""
    full(tmp_path / "so.db")
    before = dump(tmp_path / "so.db")
    with closing(sqlite3.connect(tmp_path / "so.db")) as connection:
        for column in COLUMNS[table].split():
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"UPDATE {table} SET {column} = {column}")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"DELETE FROM {table}")
    assert dump(tmp_path / "so.db") == before


def test_nobody_is_emptied_without_an_erasure(book):
    """Setting a name to nothing is refused as long as no entry says the person was erased."""
    with closing(sqlite3.connect(book)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE subject SET id = NULL, name = NULL, unit = NULL, secret = NULL")


# Whole or absent; many writers.


def test_a_run_that_fails_half_way_leaves_nothing(book):
    """When the write breaks off, the ledger holds what it held before and no row of the new run."""
    before, broken = dump(book), outcome([*PEOPLE, person("CN-07", "Mới")])
    object.__setattr__(broken, "proposals", (*broken.proposals, broken.proposals[0]))
    with pytest.raises(LedgerFault):
        ledger.record(book, broken, registry())
    assert dump(book) == before
    record(book)
    assert wrong(book) == []


def write_some(path: str, count: int) -> None:
    """What each process of the next test does."""
    for _ in range(count):
        record(Path(path))


def test_writers_take_turns(tmp_path):
    """Two processes that write to one new ledger at once both succeed, on one chain."""
    path = tmp_path / "chung.db"
    spawn = get_context("spawn")
    writers = [spawn.Process(target=write_some, args=(str(path), 5)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = ledger.runs(path)
    assert len(found) == 10
    assert [run.supersedes for run in found] == [None, *(run.run for run in found[:-1])]
    assert wrong(path) == []


def test_who_waited_for_the_tables_writes_nothing_for_them(book, monkeypatch):
    """A process that found no tables, and then waited while another made them and wrote a run, adds its run and no more."""
    now, stale = connect.steps.pending, iter([["tables"]])
    monkeypatch.setattr(connect.steps, "pending", lambda db: next(stale, None) or now(db))
    record(book)
    assert rows(book, "SELECT kind FROM entry ORDER BY seq") == [("run",), ("run",)]
    assert wrong(book) == []


# What is no ledger.


def test_what_is_no_ledger_is_said_to_be_none(tmp_path):
    """A missing file, a letter and another program's database are told, and nothing is created or changed."""
    with pytest.raises(LedgerFault, match="khong_co"):
        ledger.runs(tmp_path / "khong_co.db")
    assert not (tmp_path / "khong_co.db").exists()
    (tmp_path / "thu.db").write_text("đây là một lá thư" * 100, "utf-8")
    with closing(sqlite3.connect(tmp_path / "khac.db")) as other:
        other.execute("CREATE TABLE entry (seq)")
        other.commit()
    for name in ("thu.db", "khac.db"):
        with pytest.raises(LedgerFault, match=name):
            ledger.runs(tmp_path / name)
        with pytest.raises(LedgerFault, match=name):
            record(tmp_path / name)
        assert [check.holds for check in checks(tmp_path / name)].count(False)
    assert rows(tmp_path / "khac.db", "SELECT name FROM sqlite_master") == [("entry",)]


def test_somebody_elses_database_keeps_its_way(tmp_path):
    """Another program's database that is refused is not turned to a write-ahead log first."""
    with closing(sqlite3.connect(tmp_path / "khac.db")) as other:
        other.execute("CREATE TABLE entry (seq)")
        other.commit()
    before = (tmp_path / "khac.db").read_bytes()
    with pytest.raises(LedgerFault, match="khac"):
        record(tmp_path / "khac.db")
    assert (tmp_path / "khac.db").read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """The message names the folder, and no folder is made."""
    with pytest.raises(LedgerFault, match=r"khong_co\b.*khong_co$"):
        record(tmp_path / "khong_co" / "so.db")
    assert not (tmp_path / "khong_co").exists()


def test_a_ledger_in_a_folder_that_takes_no_log_is_read(book, monkeypatch):
    """From a read-only share or disc it is read and verified as it stands, nothing is put beside it; writing is refused."""
    beside = {path.name for path in book.parent.iterdir()}
    monkeypatch.setattr(connect.os, "access", lambda path, mode: False)
    with connect.opened(book) as connection, connect.reading(book) as verifier:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        assert verifier.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        assert {path.name for path in book.parent.iterdir()} == beside
    assert wrong(book) == []
    with pytest.raises(LedgerFault, match=r"so\.db"):
        record(book)


@pytest.mark.skipif(sys.platform == "win32", reason="SQLite has file systems without shared memory on POSIX alone")
def test_where_no_log_can_be_kept_the_ledger_is_refused(tmp_path, monkeypatch):
    """On a file system without shared memory (here SQLite's own `unix-dotfile`) the program says so and writes nothing."""
    plain = sqlite3.connect

    def without_shared_memory(path, **options):
        return plain(f"{Path(path).as_uri()}?vfs=unix-dotfile", uri=True, **options)

    monkeypatch.setattr(connect.sqlite3, "connect", without_shared_memory)
    with pytest.raises(LedgerFault, match=r"so\.db"):
        record(tmp_path / "so.db")
    monkeypatch.undo()
    assert (tmp_path / "so.db").read_bytes() == b""


def test_a_ledger_is_durable(book):
    """A log that is written ahead, every commit on the disk, freed bytes overwritten: for every connection of ours."""
    with opened(book) as connection:
        pragmas = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert pragmas == ["wal", 2, 1]


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
