"""The form: an officer fills it without a manual; its sheets, headings and lines say whose it is and what is asked."""

from __future__ import annotations

from datetime import date

import pytest

from emulation_core import law
from emulation_core.errors import EvidenceRefused, NotFound
from emulation_core.evidence import HEADINGS, same
from emulation_core.intake import form
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import Kind
from emulation_core.scoring import choose_round
from forms import (
    EVERY,
    FIRST,
    HEADING_ROW,
    LAM_DONG,
    SOC_TRANG,
    blank,
    column,
    headings,
    kinds_of,
    listed_in,
    made_in,
    several,
)
from support import shipped

made = pytest.fixture(made_in)
listed = pytest.fixture(listed_in)


# What the form holds.


@EVERY
def test_the_sheets_are_a_guide_the_kinds_the_papers_and_the_stamp(id):
    """A sheet for each kind the campaign concerns; "Hồ sơ" only where the procedure lists documents."""
    loaded = shipped(id)
    procedure = loaded.campaign.procedure
    papers = ["Hồ sơ"] if procedure and procedure.documents else []
    kinds = [KIND_LABELS[kind] for kind in kinds_of(loaded)]
    book = blank(id)
    assert book.sheetnames == ["Hướng dẫn", *kinds, *papers, "_emulation"]
    assert book.active.title == "Hướng dẫn"


@EVERY
def test_the_headings_are_the_labels_of_the_facts_that_concern_the_kind(id):
    """Identity first, then the labels to the letter in the order of the file, the facts of the law last."""
    loaded = shipped(id)
    facts, kinds = {**loaded.campaign.facts, **law.FACTS}, law.kinds_of_facts(loaded.campaign)
    book = blank(id)
    for kind in kinds_of(loaded):
        labels = [fact.label for name, fact in facts.items() if kind in kinds[name]]
        assert headings(book[KIND_LABELS[kind]]) == ["Mã", "Tên", "Đơn vị", *labels]


@EVERY
def test_every_heading_says_in_a_note_which_clause_asks_for_it(id):
    """Pointing at a heading is enough to learn why the plan wants the figure."""
    loaded = shipped(id)
    contents = form.contents(loaded)
    book = blank(id)
    for kind, columns in contents.columns.items():
        sheet = book[KIND_LABELS[kind]]
        for one in columns:
            note = sheet.cell(HEADING_ROW, column(sheet, one.fact.label)).comment.text
            assert one.asked
            assert all(asked.clause in note for asked in one.asked)


def test_a_clause_is_that_of_the_criteria_that_read_the_fact():
    """Also of those it only decides whether they apply, of the scope, and of the law where no plan asks."""
    contents = form.contents(shipped(LAM_DONG))
    asked = {
        (kind, one.name): [(by.by, by.clause) for by in one.asked]
        for kind, columns in contents.columns.items()
        for one in columns
    }
    assert asked[Kind.COLLECTIVE, "so_ho_so_tre_han"] == [("khong_tre_han", "V.1.a, gạch đầu dòng 3")]
    assert asked[Kind.INDIVIDUAL, "so_ho_so_tre_han"] == [("khong_tre_han", "V.1.b, gạch đầu dòng 3")]
    applies = [("khong_tre_han", "V.1.a, gạch đầu dòng 3"), ("khong_phan_anh", "V.1.a, gạch đầu dòng 3")]
    assert asked[Kind.COLLECTIVE, "co_giai_quyet_tthc"] == applies
    assert [clause for _by, clause in asked[Kind.INDIVIDUAL, "lanh_dao_hoac_tham_muu_cchc"]] == ["V.1.b, đoạn mở đầu"]
    assert [clause for _by, clause in asked[Kind.INDIVIDUAL, "gioi_tinh"]] == ["NĐ 152/2025/NĐ-CP, Điều 4 khoản 6"]


@EVERY
def test_the_guide_explains_every_column(id):
    """Sheet, letter, heading, what to enter, who asks for it, and from which day it is expected."""
    loaded = shipped(id)
    book = blank(id)
    told = {tuple(row[:3]): row[3:] for row in book["Hướng dẫn"].iter_rows(values_only=True) if row[1]}
    for kind, columns in form.contents(loaded).columns.items():
        sheet = book[KIND_LABELS[kind]]
        for one in columns:
            place = sheet.cell(HEADING_ROW, column(sheet, one.fact.label)).column_letter
            enter, why, due = told[sheet.title, place, one.fact.label]
            assert all(one.fact.name_of(option) in enter for option in one.fact.options)
            assert all(asked.by in why and asked.clause in why for asked in one.asked)
            assert due == (one.expected.strftime("%d/%m/%Y") if one.expected else due)
            assert due


@EVERY
def test_the_guide_is_never_taken_for_a_table(id):
    """No row of it, and none above the headings of a kind's sheet, holds what names the column of ids."""
    words = {same(word) for word in HEADINGS["id"]}
    book = blank(id)
    for sheet in book:
        for row in sheet.iter_rows(max_row=11, values_only=True):
            is_heading = "Đơn vị" in row or "Tài liệu" in row
            assert is_heading or not words & {same(str(cell)) for cell in row}


def test_a_round_asks_only_for_what_it_judges():
    """A review of the stage asks for no figure that only the years look at."""
    loaded = shipped(SOC_TRANG)
    year, review = (choose_round(loaded.campaign, id, date.min) for id in ("2024", "so_ket_2025"))
    any_round, of_year, of_review = (
        [column.name for column in form.contents(loaded, round).columns[Kind.COLLECTIVE]]
        for round in (None, year, review)
    )
    assert any_round == of_year
    assert set(of_review) < set(of_year)
    judged = {fact for one in loaded.campaign.criteria_in(review, Kind.COLLECTIVE) for fact in reads(loaded, one)}
    assert set(of_review) == judged | {"dang_xem_xet_ky_luat", "ty_le_nu"}


def reads(loaded, criterion) -> set[str]:
    from emulation_core.reading import trial

    return set(trial(criterion.evaluator, law.dictionary(loaded.campaign.facts)).reads)


@EVERY
def test_the_stamp_is_there_and_no_spreadsheet_offers_to_show_it(made, id):
    """Campaign, round (empty: any) and version, in rows of key and value on a very hidden sheet."""
    loaded = shipped(id)
    round = loaded.campaign.period.rounds()[0]
    for given, name in ((None, "any.xlsx"), (round, "one.xlsx")):
        _path, book = made(loaded, given, name=name)
        assert book["_emulation"].sheet_state == "veryHidden"
        stamp = dict(row[:2] for row in book["_emulation"].iter_rows(max_row=3, values_only=True))
        assert stamp == {"campaign": id, "round": given and given.id, "version": form.VERSION}


# Whose form it is.


def test_participants_have_their_lines(made, listed):
    """Each on the sheet of its kind, ids with their zeros, then lines to spare; in "Hồ sơ" once for each document."""
    loaded = shipped(LAM_DONG)
    _path, book = made(loaded, None, None, form.people(listed(), loaded.campaign))
    sheet = book["Tập thể"]
    rows = [tuple(row[:3]) for row in sheet.iter_rows(min_row=FIRST, values_only=True)]
    assert rows[:3] == [("007", "Phòng Một", "Sở"), ("T2", "Phòng Hai", "Chi cục"), (None, None, None)]
    assert len(rows) == 2 + 50
    assert next(book["Cá nhân"].iter_rows(min_row=FIRST, values_only=True))[:2] == ("C1", "Lê Văn An")
    documents = [one.label for one in loaded.campaign.procedure.documents]
    papers = [tuple(row[:3]) for row in book["Hồ sơ"].iter_rows(min_row=FIRST, values_only=True)]
    assert papers[:3] == [("007", "Phòng Một", document) for document in documents]
    assert papers[6:9] == [("C1", "Lê Văn An", document) for document in documents]
    assert papers[9] == (None, None, None)


def test_a_unit_gets_its_own_people_and_its_name(made, listed):
    """However the list spells the unit; the title says whose form it is."""
    loaded = shipped(LAM_DONG)
    people = form.people(listed(), loaded.campaign, "Chi cục")
    assert [one.id for one in people] == ["T2", "C1"]
    _path, book = made(loaded, None, "Chi cục", people)
    assert "Chi cục" in book["Tập thể"]["A2"].value
    assert any("Chi cục" in str(row[0]) for row in book["Hướng dẫn"].iter_rows(max_row=5, values_only=True))


def test_a_unit_nobody_belongs_to_is_told_with_those_there(listed):
    """An empty form for a misspelt unit would look like a finished one."""
    with pytest.raises(NotFound) as lost:
        form.people(listed(), shipped(LAM_DONG).campaign, "Chi cụt")
    assert "Chi cục" in str(lost.value)


def test_a_list_is_read_for_its_people_alone(listed):
    """A list that is wrong is refused at its cells; what else stands in it, evidence even, is not looked at."""
    campaign = shipped(LAM_DONG).campaign
    people = form.people(listed("Mã,Tên,Loại,so_ho_so_tre_han,Ghi chú\nT1,Một,Tập thể,-5,x\n"), campaign)
    assert people == (form.Person("T1", "Một", "", Kind.COLLECTIVE),)
    with pytest.raises(EvidenceRefused) as refusal:
        form.people(listed("id,name,kind\nT1,Một,Tập thể\nT1,Hai,Tập thẻ\n"), campaign)
    assert {fault.where for fault in refusal.value.faults} == {"danh_sach.csv:3"}


HOSTILE = (
    "=1+1",
    "+84",
    "-7",
    "@SUM(A1)",
    "<b>&amp;</b>",
    "'x",
    "{=A1}",
    "https://a.vn",
    "00012",
    '"a"',
    "_x0041_",
    "<r>&</r>",
)


def test_names_stay_text_whatever_they_begin_with(made):
    """Nothing typed by people becomes a formula, a link, a number or markup."""
    people = tuple(form.Person(f"{text}#{n}", text, text, Kind.COLLECTIVE) for n, text in enumerate(HOSTILE))
    _path, book = made(several(), None, "=HYPERLINK(1)&<x>", people)
    sheet = book["Tập thể"]
    rows = [row[:3] for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + len(HOSTILE) - 1)]
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert [row[1].value for row in rows] == list(HOSTILE)
    assert [row[0].value for row in rows] == [f"{text}#{n}" for n, text in enumerate(HOSTILE)]
    assert not any(cell.hyperlink for row in rows for cell in row)
    assert sheet["A1"].value == several().campaign.title
