"""The council decides where the rules leave room, each decision an entry beside the machine's result."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

import emulation_core.ledger as ledger
import schemes
from emulation_core.errors import DecisionRefused, NotFound
from emulation_core.ledger.council import Paper, decide, decisions_on, side_by_side
from emulation_core.ledger.room import Wish
from ledgers import BOTH, ON, PAPER, PEOPLE, PLAN, criterion, dump, person, plan, record, rows, second, wrong
from support import inside, registry

GIAY_KHEN_CA_NHAN = 760_000
"""0.3 × 2 530 000 đồng, rounded up to 10 000."""


@pytest.fixture
def book(tmp_path):
    """CN-01 to CN-03 are tied for two seats, CN-04 has late files, CN-05 waits for the council, CN-06 is deferred."""
    record(tmp_path / "so.db")
    return tmp_path / "so.db"


def taken(book, *ids: str, award: str = "giay_khen") -> list[Any]:
    return decide(book, "latest", award, [Wish("take", id) for id in ids], PAPER)


def refused(book, action: str, id: str, award: str = "giay_khen", **told: str) -> str:
    """Why the decision is refused; nothing is written."""
    before = dump(book)
    with pytest.raises(DecisionRefused) as why:
        decide(book, "latest", award, [Wish(action, id, **told)], PAPER)
    assert dump(book) == before
    return str(why.value)


def holds(book, award: str = "giay_khen") -> set[str]:
    return {line.participant for line in side_by_side(book, "latest")[1] if line.award == award and line.holds}


def test_a_tie_is_settled_up_to_the_seats(book):
    """Two of the three tied are taken, each for the award's sum; for the third there is no seat."""
    made = taken(book, "CN-01", "CN-03")
    assert [(one.participant, one.money) for one in made] == [
        ("CN-01", GIAY_KHEN_CA_NHAN),
        ("CN-03", GIAY_KHEN_CA_NHAN),
    ]
    assert holds(book) == {"CN-01", "CN-03", "TT-01"}
    assert "2" in refused(book, "take", "CN-02")
    assert wrong(book) == []
    assert second(book)[0] == 0


def test_all_or_none_of_one_command(book):
    """Three for two seats in one command: not one of them is written."""
    before = dump(book)
    with pytest.raises(DecisionRefused, match="CN-03"):
        taken(book, "CN-01", "CN-02", "CN-03")
    assert dump(book) == before


def test_what_the_council_judged_makes_room(book):
    """CN-05 waits for a judgement: not before it, but in the same command as it, may CN-05 be taken in."""
    assert "doan_ket" in refused(book, "take", "CN-05")
    made = decide(
        book, "latest", "giay_khen", [Wish("take", "CN-05"), Wish("judge", "CN-05", "doan_ket", "met")], PAPER
    )
    assert [(one.what, one.criterion, one.verdict, one.money) for one in made] == [
        ("judge", "doan_ket", "met", 0),
        ("take", None, None, GIAY_KHEN_CA_NHAN),
    ]
    assert "CN-05" in holds(book)


def test_who_was_judged_not_to_meet_a_criterion_is_out(book):
    """Judged not met, CN-05 cannot be taken in, and the refusal names the criterion and its clause."""
    decide(book, "latest", "giay_khen", [Wish("judge", "CN-05", "doan_ket", "not_met")], PAPER)
    why = refused(book, "take", "CN-05")
    assert "doan_ket" in why
    assert "II.2" in why


def test_a_judgement_cannot_be_turned_under_somebody_taken_in_on_it(book):
    """The award is cancelled first; then the council may judge otherwise."""
    decide(book, "latest", "giay_khen", [Wish("judge", "CN-05", "doan_ket", "met"), Wish("take", "CN-05")], PAPER)
    assert "giay_khen" in refused(book, "judge", "CN-05", criterion="doan_ket", verdict="not_met")
    decide(book, "latest", "giay_khen", [Wish("cancel", "CN-05")], PAPER)
    decide(book, "latest", "giay_khen", [Wish("judge", "CN-05", "doan_ket", "not_met")], PAPER)
    assert "CN-05" not in holds(book)


def test_who_fell_is_refused_with_the_clause(book):
    """CN-04 has late files (II.1): no decision brings CN-04 in."""
    why = refused(book, "take", "CN-04")
    assert "CN-04" in why
    assert "khong_tre_han (II.1)" in why


@pytest.mark.parametrize(
    ("action", "id", "award"),
    [
        ("take", "CN-02", "bang_khen"),  # reserve: below the cut by the stated order
        ("take", "CN-06", "giay_khen"),  # deferred while under examination
        ("take", "TT-02", "giay_khen"),  # evidence is missing
        ("cancel", "CN-01", "giay_khen"),  # tied: holds nothing yet
        ("defer", "CN-06", "giay_khen"),
        ("defer", "CN-04", "giay_khen"),
        ("take", "TT-01", "bang_khen"),  # not an award of collectives
        ("take", "CN-01", "khong_co"),
    ],
)
def test_where_the_rules_leave_no_room(book, action, id, award):
    """Who is in reserve, deferred, open, or has nothing to lose; an award there is not: refused, nothing written."""
    assert id in refused(book, action, id, award)


@pytest.mark.parametrize("criterion", ["khong_tre_han", "khong_co", "loai_kha"])
def test_only_what_is_the_councils_is_judged(book, criterion):
    """A verdict that the evidence gives, and a criterion there is not, cannot be judged."""
    assert criterion in refused(book, "judge", "CN-05", criterion=criterion, verdict="met")


def test_an_unknown_participant_or_run_is_told(book):
    """Who is not in the run cannot be decided on."""
    with pytest.raises(NotFound, match="CN-99"):
        taken(book, "CN-99")
    with pytest.raises(NotFound, match="abc"):
        decide(book, "abc", "giay_khen", [Wish("take", "CN-01")], PAPER)


def test_a_cancellation_takes_the_money_back(book):
    """TT-01's award by the machine and CN-01's by the council: each reversed by the same sum, and CN-01's seat is free."""
    [collective] = decide(book, "latest", "giay_khen", [Wish("cancel", "TT-01")], PAPER)
    assert collective.money == -2 * GIAY_KHEN_CA_NHAN
    taken(book, "CN-01", "CN-02")
    [own] = decide(book, "latest", "giay_khen", [Wish("cancel", "CN-01")], PAPER)
    assert own.money == -GIAY_KHEN_CA_NHAN
    taken(book, "CN-03")
    assert holds(book) == {"CN-02", "CN-03"}
    assert sum(one.money for one in side_by_side(book, "latest")[2]) == 0
    assert "CN-01" in refused(book, "cancel", "CN-01")


def test_somebody_put_off_gives_the_seat_back(book):
    """CN-01 is taken in, then put off: the money is reversed, CN-03 may have the seat; twice put off is refused."""
    taken(book, "CN-01", "CN-02")
    [off] = decide(book, "latest", "giay_khen", [Wish("defer", "CN-01")], PAPER)
    assert off.money == -GIAY_KHEN_CA_NHAN
    assert "CN-01" in refused(book, "defer", "CN-01")
    taken(book, "CN-03")
    assert holds(book) == {"CN-02", "CN-03", "TT-01"}


def test_cancelling_comes_before_taking_in_one_command(book):
    """A seat that the same command frees can be taken, however the wishes are written down."""
    taken(book, "CN-01", "CN-02")
    decide(book, "latest", "giay_khen", [Wish("take", "CN-03"), Wish("cancel", "CN-01")], PAPER)
    assert holds(book) == {"CN-02", "CN-03", "TT-01"}


def test_a_superseded_run_is_not_decided_on(book):
    """After a new run of the round the old one is closed; the refusal names the new one."""
    [old] = ledger.runs(book)
    new = record(book, PEOPLE[:3])
    with pytest.raises(DecisionRefused, match=new.run):
        decide(book, old.run, "giay_khen", [Wish("take", "CN-01")], PAPER)


def test_awards_of_one_pool_share_their_seats(tmp_path):
    """Two seats for two awards: P0 takes both awards in one seat, P4 the other; then both awards are full."""
    pool = {"by": "giam_doc_so", "kinds": ["individual"], "clause": "III"}
    awards = [
        {
            **pool,
            "id": id,
            "name": id,
            "requires": [rule],
            "quota": {"use": "pooled", "with": [other], "individual": 2},
        }
        for id, rule, other in (("mot", "khong_tre_han", "hai"), ("hai", "doan_ket", "mot"))
    ]
    people = [person(f"P{n}", f"Người {n}", so_tre_han=0, doan_ket=n < 3) for n in range(5)]
    facts = {name: fact for name, fact in PLAN["facts"].items() if name != "diem"}
    rules = [{**rule, "required": False} for rule in PLAN["criteria"]]
    record(tmp_path / "so.db", people, plan(facts=facts, criteria=rules, awards=awards))
    book = tmp_path / "so.db"
    places = {(line.award, line.participant): line.place for line in side_by_side(book, "latest")[1]}
    assert {places["mot", f"P{n}"] for n in range(5)} == {"tied"}
    taken(book, "P0", award="mot")
    taken(book, "P0", award="hai")
    taken(book, "P4", award="mot")
    assert "2" in refused(book, "take", "P1", "mot")
    assert "2" in refused(book, "take", "P1", "hai")


def test_machine_and_council_stand_side_by_side(book, capsys):
    """Decisions change no row of the run, and are shown beside what the machine said, never in its place."""
    tables = ("finding", "standing", "proposal", "participant")
    before = [rows(book, f"SELECT * FROM {table}") for table in tables]
    explained = inside(capsys, "explain", "latest", "CN-01", "--ledger", book, "--json").json
    taken(book, "CN-01")
    assert [rows(book, f"SELECT * FROM {table}") for table in tables] == before
    told = inside(capsys, "decide", "latest", "--ledger", book, "--json").json
    [line] = [line for line in told["lines"] if (line["participant"], line["award"]) == ("CN-01", "giay_khen")]
    assert (line["place"], line["decided"], line["holds"]) == ("tied", ["take"], True)
    again = inside(capsys, "explain", "latest", "CN-01", "--ledger", book, "--json").json
    assert again["proposals"] == explained["proposals"]
    assert again["participant"] == explained["participant"]
    assert [one["what"] for one in again["decisions"]] == ["take"]
    [row] = rows(book, "SELECT ma, hinh_thuc, viec, ly_do, bien_ban, nguoi_ky, tien FROM quyet_dinh")
    assert row == ("CN-01", "giay_khen", "take", PAPER.reason, PAPER.minutes, PAPER.by, GIAY_KHEN_CA_NHAN)


def test_the_command_needs_its_paper(book, capsys):
    """Without reason, minutes or signature, or with a word that is no answer, nothing is decided: wrong usage."""
    paper = ["--reason", "Biểu quyết", "--minutes", "BB 12", "--by", "Chủ tịch"]
    decided = ["decide", "latest", "--award", "giay_khen", "--take", "CN-01", "--ledger", book]
    before = dump(book)
    for left_out in range(0, 6, 2):
        assert inside(capsys, *decided, *paper[:left_out], *paper[left_out + 2 :]).code == 2
    assert inside(capsys, *decided, "--judge", "CN-05", "doan_ket", "có lẽ", *paper).code == 2
    assert dump(book) == before
    ran = inside(capsys, *decided, "--judge", "CN-05", "doan_ket", "đạt", *paper, "--json")
    assert [one["what"] for one in ran.json["decisions"]] == ["judge", "take"]
    refusal = inside(capsys, *decided[:-4], "--take", "CN-04", "--ledger", book, *paper)
    assert refusal.code == 1
    assert "khong_tre_han (II.1)" in refusal.err


@pytest.mark.parametrize("paper", [["--award", "giay_khen"], ["--reason", "Biểu quyết"], ["--minutes", "BB 12"]])
def test_a_paper_without_a_decision_is_wrong_usage(book, capsys, paper):
    """Who forgets whom it is about is told so, and does not believe that something was recorded."""
    ran = inside(capsys, "decide", "latest", "--ledger", book, *paper)
    assert ran.code == 2
    assert "--take" in ran.err


def test_a_decision_stands_in_the_chain_once(book):
    """Somebody named twice in one command is taken in once; the same command again is refused."""
    assert [one.participant for one in taken(book, "CN-01", "CN-01")] == ["CN-01"]
    refused(book, "take", "CN-01")


def test_who_is_below_the_points_asked_for_is_told_so(tmp_path):
    """70 points where 75 are asked for: refused for that, no criterion is named."""
    raw = schemes.plan({}, {"diem": "number"}, [schemes.fact_is_points("diem")], {"at_least": 75})
    ledger.record(tmp_path / "so.db", schemes.judge(raw, [{"id": "P1", "diem": "70"}]), registry())
    assert "—" not in refused(tmp_path / "so.db", "take", "P1")


def test_an_id_may_be_typed_in_either_form(tmp_path):
    """Some keyboards write Vietnamese in pieces (NFD): the same participant is found."""
    people = [person("ĐV-Ánh", "Một", "collective")]
    record(tmp_path / "so.db", people)
    typed = unicodedata.normalize("NFD", "ĐV-Ánh")
    decide(tmp_path / "so.db", "latest", "giay_khen", [Wish("cancel", typed)], PAPER)
    [one] = decisions_on(tmp_path / "so.db", "latest", typed)
    assert one.participant == "ĐV-Ánh"


def test_names_in_a_decision_are_put_back_when_it_is_read(book):
    """Minutes that name somebody are stored without the name, and read with it."""
    paper = Paper("Trần Văn Bảo (CN-02) có nhiều sáng kiến hơn", "BB 3", "Lê Thị Cúc")
    decide(book, "latest", "giay_khen", [Wish("take", "CN-02")], paper)
    [(manifest,)] = rows(book, "SELECT manifest FROM entry WHERE kind = 'decision'")
    assert not [text for text in ("Trần Văn Bảo", "CN-02", "Lê Thị Cúc") if text in manifest]
    [decision] = decisions_on(book, "latest", "CN-02")
    assert (decision.reason, decision.by) == (paper.reason, paper.by)


def test_where_no_criterion_applies_there_is_nothing_to_decide_on(tmp_path):
    """Everybody's only condition does not apply: the council has no basis to take somebody in."""
    only = criterion(
        "chi_khi", "II", "Chỉ khi phụ trách", applies_if={"use": "flag", "fact": "doan_ket"},
        evaluator={"use": "equals_zero", "fact": "so_tre_han"},
    )  # fmt: skip
    facts = {name: PLAN["facts"][name] for name in ("so_tre_han", "doan_ket")}
    award = {**PLAN["awards"][0], "kinds": BOTH}
    made = plan(facts=facts, criteria=[only], awards=[award])
    record(tmp_path / "so.db", [person("P1", "Một", doan_ket=False)], made, ON)
    assert "P1" in refused(tmp_path / "so.db", "take", "P1")
