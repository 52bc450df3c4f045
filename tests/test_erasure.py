"""A person erased leaves no byte of their id or name in the ledger's files; what was proved stays proved."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import emulation_core.ledger as ledger
from emulation_core import replay
from emulation_core.errors import LedgerFault, NotFound
from emulation_core.ledger import connect
from emulation_core.ledger import people as people_of
from emulation_core.ledger.council import Paper, decide, side_by_side
from emulation_core.ledger.erase import erase
from emulation_core.ledger.people import framed, unveil, veil
from emulation_core.ledger.receipt import receipt
from emulation_core.ledger.room import Wish
from emulation_core.report import to_json
from ledgers import PAPER, PEOPLE, columns, dump, outcome, person, record, rows, second, wrong
from support import inside, registry, shipped
from torture import erased
from torture.erased import hits

GONE = ("CN-04", "Phạm Văn Dũng")


@pytest.fixture(params=["rows", "columns"])
def book(request, tmp_path):
    """A run whose papers name CN-04 wherever they can: the file, its reason, a decision, free text."""
    path = tmp_path / "so.db"

    def written(reason: str | None) -> None:
        made = outcome([{**PEOPLE[3], "giai_trinh": "Phạm Văn Dũng (CN-04) đi học"}, *PEOPLE[:3], *PEOPLE[4:]])
        [sheet] = made.evidence.sheets
        object.__setattr__(sheet, "file", "minh_chung_Phạm Văn Dũng.csv")
        ledger.record(path, made, registry(), reason)

    if request.param == "rows":
        written(None)
        written("Phạm Văn Dũng nộp lại; CN-04 đã ký")
    else:
        with columns():
            written(None)
            written("Phạm Văn Dũng nộp lại; CN-04 đã ký")
    paper = Paper("Xét sau Phạm Văn Dũng", "BB 3, ý kiến của CN-04", "Phạm Văn Dũng")
    decide(path, "latest", "giay_khen", [Wish("take", "CN-01")], paper)
    return path


def test_no_byte_is_left_of_who_was_erased(book):
    """NFC, NFD, UTF-16: the id and the name stand nowhere in the file, its log and its index; before they did."""
    assert hits(book, GONE) > 0
    assert erase(book, "CN-04", "Phạm Văn Dũng (CN-04) yêu cầu").subjects == 1
    assert hits(book, GONE) == 0


def test_what_was_proved_stays_proved(book, tmp_path):
    """Verify, the second verifier and replay find nothing wrong, heads from before are in the chain, others keep receipts."""
    head = ledger.last(book)
    erase(book, "CN-04", "yêu cầu")
    assert wrong(book, head) == []
    assert second(book, "--anchor", head) == (0, [])
    assert [check.wrong for check in replay.checks(book, registry())] == ["", ""]
    for id in ("CN-01", "CN-05", "TT-02"):
        (tmp_path / "giay.json").write_text(json.dumps(to_json(receipt(book, "latest", id))), "utf-8")
        assert second("--receipt", tmp_path / "giay.json") == (0, [])
    with pytest.raises(NotFound, match="CN-04"):
        receipt(book, "latest", "CN-04")


def test_a_receipt_kept_from_before_still_holds(book, tmp_path):
    """Erasing takes nothing away from who holds a receipt: it carries its own secret."""
    (tmp_path / "giay.json").write_text(json.dumps(to_json(receipt(book, "latest", "CN-04"))), "utf-8")
    erase(book, "CN-04", "yêu cầu")
    assert second("--receipt", tmp_path / "giay.json") == (0, [])


def test_others_are_read_as_before(book, capsys):
    """Who is left is explained and listed with names; the erased have a word in their place."""
    explain = ("explain", "latest", "CN-01", "--ledger", book, "--json")
    before = inside(capsys, *explain).out
    erase(book, "CN-04", "yêu cầu")
    assert inside(capsys, *explain).out == before.replace("Phạm Văn Dũng", "(đã xoá)").replace("CN-04", "(đã xoá)")
    assert inside(capsys, "explain", "latest", "CN-04", "--ledger", book).code == 1
    [decision] = side_by_side(book, "latest")[2]
    assert decision.reason == "Xét sau (đã xoá)"
    assert decision.by == "(đã xoá)"


def test_erasing_twice_or_an_unknown_id_is_told(book):
    """Who is not there any more, and who never was, cannot be erased; the ledger stays as it is."""
    erase(book, "CN-04", "yêu cầu")
    head = ledger.last(book)
    for id in ("CN-04", "CN-99"):
        with pytest.raises(NotFound, match=id):
            erase(book, id, "yêu cầu")
    assert ledger.last(book) == head


def test_an_erasure_needs_its_reason(book, capsys):
    """An empty reason is wrong usage; nobody is erased."""
    before = dump(book)
    assert inside(capsys, "erase", "CN-01", "--reason", " ", "--ledger", book).code == 2
    assert dump(book) == before


def test_all_names_of_one_id_go(tmp_path):
    """CN-02 stood under two names and in two units: erasing the id takes all of them, in every run."""
    book = tmp_path / "so.db"
    record(book)
    record(book, [person("CN-02", "Trần Thị Bảo Trân", unit="Phòng Ba"), *PEOPLE[2:]])
    assert len(rows(book, "SELECT 1 FROM subject WHERE id = 'CN-02'")) == 2
    assert erase(book, "CN-02", "yêu cầu").subjects == 2
    assert hits(book, ["CN-02", "Trần Văn Bảo", "Trần Thị Bảo Trân"]) == 0
    assert wrong(book) == []
    assert second(book)[0] == 0


def test_somebody_left_out_is_erased_too(tmp_path):
    """A faulty row was not judged, but its id is known: it goes, and the warning about it names nobody."""
    book = tmp_path / "so.db"
    record(book, [*PEOPLE, person("CN-09", "Hồ Văn Sai", so_tre_han="nhiều")], partial=True)
    assert hits(book, ["CN-09"]) > 0
    erase(book, "CN-09", "yêu cầu")
    assert hits(book, ["CN-09"]) == 0
    assert wrong(book) == []
    assert second(book)[0] == 0


def test_an_id_inside_another_word_stays_the_others(tmp_path):
    """NV-10 goes, NV-100 and a second person of the same name stay, and nobody's reason is torn apart."""
    book = tmp_path / "so.db"
    same = [person("NV-10", "Lê Thị Cúc"), person("NV-100", "Lê Thị Cúc"), person("NV-11", "Lê Thị Cúc Anh")]
    record(book, same, papers=False)
    record(book, same, reason="NV-100 nộp thêm, không phải NV-10")
    erase(book, "NV-10", "yêu cầu")
    assert rows(book, "SELECT id, name FROM subject WHERE id IS NOT NULL ORDER BY id") == [
        ("NV-100", "Lê Thị Cúc"),
        ("NV-11", "Lê Thị Cúc Anh"),
    ]
    [(reason,)] = rows(book, "SELECT manifest ->> 'reason' FROM entry WHERE seq = 2")
    assert reason.count("⟦") == 2
    assert hits(book, ["NV-10"]) == hits(book, ["NV-100"])
    assert wrong(book) == []


def test_a_reason_may_name_somebody_of_another_run(tmp_path):
    """Who is not in the new run but in an earlier one is veiled in its reason as well."""
    book = tmp_path / "so.db"
    record(book)
    record(book, PEOPLE[:3], reason="Phạm Văn Dũng rút hồ sơ")
    erase(book, "CN-04", "yêu cầu")
    assert hits(book, GONE) == 0


def test_what_the_program_cannot_take_out_is_said(tmp_path):
    """Another's free text names CN-04: erased, but the text is that person's own; the command says which file holds it."""
    book = tmp_path / "so.db"
    record(book, [{**PEOPLE[0], "giai_trinh": "Thay Phạm Văn Dũng trực một cửa"}, *PEOPLE[1:]])
    with pytest.raises(LedgerFault, match=r"so\.db"):
        erase(book, "CN-04", "yêu cầu")
    assert rows(book, "SELECT 1 FROM subject WHERE id = 'CN-04'") == []


def test_a_reader_that_keeps_the_old_state_is_told_of(tmp_path, monkeypatch):
    """While another program reads, traces stay and the command says so; run again afterwards, it sweeps them away."""
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.1)
    book = tmp_path / "so.db"
    record(book)
    with closing(sqlite3.connect(book, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM subject").fetchone()
        with pytest.raises(LedgerFault, match=r"so\.db"):
            erase(book, "CN-04", "yêu cầu")
        assert hits(book, GONE) > 0
        reader.execute("COMMIT")
        with pytest.raises(NotFound, match="CN-04"):
            erase(book, "CN-04", "yêu cầu")
        assert hits(book, GONE) == 0
    assert rows(book, "SELECT count(*) FROM entry WHERE kind = 'erasure'") == [(1,)]
    assert wrong(book) == []


def test_the_record_of_an_erasure_names_nobody(book, capsys):
    """The entry keeps the reason and the number; whom it was about it does not say, nor does the command."""
    ran = inside(capsys, "erase", "CN-04", "--reason", "Phạm Văn Dũng yêu cầu", "--ledger", book)
    assert ran.code == 0
    assert not any(text in ran.out for text in GONE)
    [(manifest,)] = rows(book, "SELECT manifest FROM entry WHERE kind = 'erasure'")
    assert "yêu cầu" in json.loads(manifest)["reason"]


def test_decisions_go_on_after_an_erasure(book):
    """The erased hold no place of anybody's; the council settles the tie among who is left."""
    erase(book, "CN-04", "yêu cầu")
    decide(book, "latest", "giay_khen", [Wish("take", "CN-03")], PAPER)
    assert wrong(book) == []
    assert second(book)[0] == 0


def test_many_are_erased_without_a_trace(tmp_path):
    """Ten of thirty people, in runs of rows and of columns, in reasons, minutes and free text: 0 hits, all checks hold."""
    before, after = erased.tried(tmp_path / "so.db", 10)
    assert before > 10
    assert after == 0
    assert wrong(tmp_path / "so.db") == []
    assert second(tmp_path / "so.db")[0] == 0


WHO = [("CN-1", "Lê An", None), ("CN-10", "Lê An Bình", "Phòng Một"), ("7", "Đỗ Én", None), ("Văn", "Văn", None)]
PIECES = st.sampled_from(
    ["CN-1", "CN-10", "Lê An", "Lê An Bình", "7", "17", "Đỗ Én", "Văn", "văn", "x", "_", " ", ", ", "."]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_veiled_text_is_read_as_it_was_written(text):
    """Ids and names that are words of their own go behind numbers; read back, the text is the same, letter for letter."""
    people = dict(enumerate(WHO, start=1))
    hidden = veil([text], framed(people))(text)
    assert unveil(hidden, people) == text
    apart = re.sub(r"⟦\d+\.(id|name)⟧", "⟦⟧", hidden)
    words = [word for id, name, _unit in WHO for word in (id, name)]
    assert not [word for word in words if re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", apart)]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_text_that_names_many_is_veiled_as_a_short_one(text):
    """Where a text is so long that nobody is looked for in it one by one, the same names go behind the same numbers."""
    known = framed(dict(enumerate(WHO, start=1)))
    with patch.object(people_of, "LONG", 0):
        hidden = veil([text], known)(text)
    assert hidden == veil([text], known)(text)


def test_a_name_that_is_a_word_of_the_plan_is_no_trace(tmp_path, capsys):
    """A unit called as the plan calls its office: the plan's text stays, and the erasure is done."""
    ledger = tmp_path / "so.db"
    evidence = tmp_path / "minh_chung.csv"
    evidence.write_text("id,name,kind\nTT-77,Văn phòng Sở,Tập thể\n", "utf-8")
    assert "Văn phòng Sở" in shipped("lam_dong/so_cong_thuong_2026").text
    inside(capsys, "score", "lam_dong/so_cong_thuong_2026", evidence, "--on", "2027-03-05", "--ledger", ledger)
    ran = inside(capsys, "erase", "TT-77", "--reason", "theo yêu cầu", "--ledger", ledger)
    assert (ran.code, ran.err) == (0, "")
    assert b"TT-77" not in ledger.read_bytes()
