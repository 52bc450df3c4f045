"""The form: an officer fills it without a manual, and what is filled in reads as if it had been written in a CSV."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from emulation_core import law
from emulation_core.cli import EXIT
from emulation_core.config import load_text
from emulation_core.errors import EmulationError, EvidenceRefused, NotFound
from emulation_core.evidence import HEADINGS, same
from emulation_core.intake import form, read
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import FactType, Kind
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from forms import FIRST, HEADING_ROW, SAMPLES, column, fill, filled_from_sample, headings
from support import CAMPAIGNS, inside, registry, shipped

LAM_DONG, SOC_TRANG = "lam_dong/so_cong_thuong_2026", "soc_trang/so_tnmt_2021_2030"
EVERY = pytest.mark.parametrize("id", CAMPAIGNS)
LIST = "id,name,kind,unit\n007,Phòng Một,Tập thể,Sở\nT2,Phòng Hai,Tập thể,Chi cục\nC1,Lê Văn An,Cá nhân,chi  CỤC\n"

SEVERAL = """
title = "Mẫu & thử <một>"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }

[facts]
co = { label = "Có thủ tục", type = "flag" }
hoi_dong = { label = "Hội đồng công nhận", type = "flag", help = "Sau khi họp" }
dem = { label = "Số hồ sơ", type = "count", max = 40 }
diem = { label = "Điểm", type = "number" }
ty_le = { label = "Tỷ lệ (%)", type = "percent", max = 100, expected = { years_after = 1, month = 2, day = 28 } }
xep_loai = { label = "Xếp loại", type = "rating", ladder = ["kha", "tot"], labels = { kha = "Khá, còn hạn chế", tot = "Tốt" } }
nhom = { label = "Nhóm", type = "rating", ladder = [LADDER] }
chi_so = { label = "Chỉ số", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "Chuyển đổi số" } }
ngay = { label = "Ngày nộp", type = "date" }
ghi_chu = { label = "Giải trình", type = "text" }

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = { use = "open" }
""".replace("LADDER", ", ".join(f'"muc_rat_dai_so_{n}"' for n in range(30)))
RULES = {
    "flag": 'fact = "co"',
    "judged": 'fact = "hoi_dong"',
    "equals_zero": 'fact = "dem"',
    "above": 'fact = "diem", value = 0',
    "at_least": 'fact = "ty_le", value = 1',
    "rated_at_least": 'fact = "xep_loai", rung = "tot"',
    "not_empty": 'fact = "chi_so"',
    "shown": 'fact = "ngay"',
}
SHOWN = ("nhom", "ghi_chu")


@cache
def several():
    """A campaign with a fact of every type, a list too long for a cell and one with a comma in it."""
    rules = [*RULES.items(), *(("shown", f'fact = "{name}"') for name in SHOWN)]
    criteria = (
        f'\n[[criteria]]\nid = "c{n}"\nclause = "I.{n}"\ntext = "Mẫu"\napplies_to = ["collective"]\n'
        f'evaluator = {{ use = "{use}", {fields} }}\n'
        for n, (use, fields) in enumerate(rules)
    )
    return load_text(SEVERAL + "".join(criteria), "ca_mau/mau", "mau.toml", registry())


@cache
def blank(id: str):
    """The form of a shipped campaign for any round, opened once and only looked at."""
    return openpyxl.load_workbook(BytesIO(form.workbook(form.contents(shipped(id)))))


@pytest.fixture
def made(tmp_path):
    """Writes a form and opens it again: gives its path and the workbook."""

    def make(loaded, *arguments, name: str = "F.xlsx"):
        path = tmp_path / name
        form.write(form.contents(loaded, *arguments), path)
        return path, openpyxl.load_workbook(path)

    return make


@pytest.fixture
def listed(tmp_path):
    """Writes a list of participants and gives its path."""

    def write(text: str = LIST):
        path = tmp_path / "danh_sach.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def kinds_of(loaded) -> list[Kind]:
    """The kinds that some criterion, scope or award of a campaign names, in their order."""
    campaign = loaded.campaign
    named = {kind for one in (*campaign.criteria,) for kind in one.applies_to}
    named |= {kind for one in (*campaign.scope, *campaign.awards) for kind in one.kinds}
    return [kind for kind in Kind if kind in named]


def validation(sheet, heading: str):
    """The validation of the cells below a heading, which begins at the first of them and is the only one there."""
    n = column(sheet, heading)
    [found] = [
        one for one in sheet.data_validations.dataValidation if range_boundaries(str(one.sqref).split()[0])[0] == n
    ]
    assert range_boundaries(str(found.sqref))[1] == FIRST
    return found


def options(book, found) -> list[str]:
    """The drop-down list of a validation, wherever it stands."""
    if found.formula1.startswith('"'):
        return found.formula1.strip('"').split(",")
    [(sheet, cells)] = book.defined_names[found.formula1].destinations
    return [cell.value for cell in book[sheet][cells.replace("$", "")][0]]


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


# What its cells accept.


@EVERY
def test_every_column_has_its_validation(id):
    """The kind of validation follows from the type of the fact; a rating offers the labels of its ladder."""
    types = {
        FactType.FLAG: "list",
        FactType.RATING: "list",
        FactType.COUNT: "whole",
        FactType.NUMBER: "decimal",
        FactType.PERCENT: "decimal",
        FactType.DATE: "date",
        FactType.SET: None,
        FactType.TEXT: None,
    }
    loaded = shipped(id)
    book = blank(id)
    for kind, columns in form.contents(loaded).columns.items():
        for one in columns:
            found = validation(book[KIND_LABELS[kind]], one.fact.label)
            assert (found.type if found.type != "none" else None) == types[one.fact.type]
            assert found.allowBlank
            assert found.errorStyle in (None, "stop")
            assert 0 < len(found.promptTitle) <= 32
            assert 0 < len(found.prompt) <= 255
            if one.fact.type is FactType.FLAG:
                assert options(book, found) == ["có", "không"]
            if one.fact.type is FactType.RATING:
                assert options(book, found) == [one.fact.name_of(option) for option in one.fact.options]


def test_every_type_of_fact_has_its_bounds_and_its_format(made):
    """Counts from 0 to their most, percents with no % format so that 90 is 90, days as days, text as text."""
    _path, book = made(several())
    sheet = book["Tập thể"]
    count, number, percent = (validation(sheet, label) for label in ("Số hồ sơ", "Điểm", "Tỷ lệ (%)"))
    assert (count.operator or "between", count.formula1, count.formula2) == ("between", "0", "40")
    assert (percent.formula1, percent.formula2) == ("0", "100")
    assert Decimal(number.formula1) < -(10**14)
    formats = {label: sheet.cell(FIRST, column(sheet, label)).number_format for label in headings(sheet)}
    assert {formats[label] for label in ("Số hồ sơ", "Điểm", "Tỷ lệ (%)", "Xếp loại")} == {"General"}
    assert {formats[label] for label in ("Mã", "Tên", "Đơn vị", "Chỉ số", "Giải trình")} == {"@"}
    assert formats["Ngày nộp"] == "dd/mm/yyyy"
    assert "PAR INDEX; Chuyển đổi số" in validation(sheet, "Chỉ số").prompt


@pytest.mark.parametrize(("label", "count"), [("Xếp loại", 2), ("Nhóm", 30)])
def test_a_list_that_a_cell_cannot_hold_stands_on_the_hidden_sheet(made, label, count):
    """An option with a comma would be two, and more than 255 characters are lost: both lists are cells of their own."""
    _path, book = made(several())
    found = validation(book["Tập thể"], label)
    fact = next(fact for fact in several().campaign.facts.values() if fact.label == label)
    assert not found.formula1.startswith('"')
    assert options(book, found) == [fact.name_of(option) for option in fact.ladder]
    assert len(fact.ladder) == count


@EVERY
def test_only_cells_to_fill_are_unlocked(id):
    """Headings and titles are kept; every cell below a heading is open, and no password shuts the rest."""
    book = blank(id)
    for sheet in book.worksheets[:-1]:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.formatColumns
        filled = sheet.title != "Hướng dẫn"
        last = sheet.max_row
        for row in sheet.iter_rows():
            below = filled and row[0].row > HEADING_ROW
            assert {cell.protection.locked for cell in row} == {not below}
        if filled:
            assert last == HEADING_ROW + 300
            assert (not sheet.protection.sort, not sheet.protection.autoFilter) == (True, True)
            assert sheet.auto_filter.ref.startswith(f"A{HEADING_ROW}:")


@EVERY
def test_the_form_is_ready_to_be_printed(id):
    """A4 across, one page wide, the headings on every page; frozen below the headings and right of the name."""
    book = blank(id)
    for sheet in book.worksheets[:-1]:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_title_rows
        if sheet.title != "Hướng dẫn":
            assert sheet.freeze_panes == f"C{FIRST}"


def test_the_papers_are_chosen_from_the_list_of_the_procedure():
    """Documents by their labels, commas and all; copies in whole numbers; the day as a day."""
    loaded, book = shipped(LAM_DONG), blank(LAM_DONG)
    sheet = book["Hồ sơ"]
    assert headings(sheet) == ["Mã", "Tên", "Tài liệu", "Số bộ", "Bản gốc", "Ngày nhận"]
    assert options(book, validation(sheet, "Tài liệu")) == [one.label for one in loaded.campaign.procedure.documents]
    types = {label: validation(sheet, label).type for label in ("Số bộ", "Bản gốc", "Ngày nhận")}
    assert types == {"Số bộ": "whole", "Bản gốc": "whole", "Ngày nhận": "date"}


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


# The file.


@EVERY
def test_the_same_form_is_the_same_bytes(id, monkeypatch):
    """No clock and no name of a machine is in it."""
    contents = form.contents(shipped(id))
    first = form.workbook(contents)
    monkeypatch.setenv("TZ", "Pacific/Apia")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert form.workbook(form.contents(shipped(id))) == first


def test_the_form_is_vietnamese_in_every_language(tmp_path, capsys):
    """It is a paper of a Vietnamese office; only what the terminal says follows --lang."""
    paths = [tmp_path / f"{language}.xlsx" for language in ("vi", "en")]
    told = [inside(capsys, "form", LAM_DONG, "-o", path, "--lang", path.stem) for path in paths]
    assert [one.code for one in told] == [0, 0]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_form_is_not_written_over_without_being_told_to(tmp_path, capsys):
    """What an officer has filled in already is worth more than an empty form: exit 1 and the file untouched."""
    path = tmp_path / "F.xlsx"
    path.write_bytes(b"filled")
    refused = inside(capsys, "form", LAM_DONG, "-o", path)
    assert refused.code == EXIT["users_fault"]
    assert str(path) in refused.err
    assert path.read_bytes() == b"filled"
    assert inside(capsys, "form", LAM_DONG, "-o", path, "--force").code == EXIT["done"]
    assert openpyxl.load_workbook(path).sheetnames[0] == "Hướng dẫn"


def test_a_form_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the disk fails at the last step, the old file stands and nothing is left beside it."""

    def broken(_fd):
        raise OSError(28, "No space left on device")

    path = tmp_path / "F.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(EmulationError):
        form.write(form.contents(several()), path, force=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["F.xlsx"]


def test_the_command_says_what_it_wrote(tmp_path, capsys, listed):
    """The file and its sheets, as JSON too; people of a kind without a sheet are named."""
    path = tmp_path / "F.xlsx"
    shown = inside(capsys, "form", LAM_DONG, "-o", path, "--round", "2026", "--json")
    assert shown.code == EXIT["done"]
    assert shown.json == {"file": str(path), "sheets": ["Hướng dẫn", "Tập thể", "Cá nhân", "Cơ quan", "Hồ sơ"]}
    people = listed(LIST + "S,Sở,Cơ quan,\n")
    told = inside(capsys, "form", SOC_TRANG, "-o", path, "--force", "--participants", people, "--unit", "Sở")
    assert (told.code, "S" in told.err) == (EXIT["done"], False)
    told = inside(capsys, "form", SOC_TRANG, "-o", path, "--force", "--participants", people)
    assert told.code == EXIT["done"]
    assert told.err.strip().endswith(" S")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "usage"),
        (("-o", "F.xls"), "usage"),
        (("-o", "lost/F.xlsx"), "users_fault"),
        (("-o", "F.xlsx", "--round", "1999"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "lost.csv"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "bad.csv"), "users_fault"),
        (("-o", "F.xlsx", "--participants", "good.csv", "--unit", "không có"), "users_fault"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, capsys, monkeypatch, arguments, code):
    """No file is left behind by a refusal."""
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text("id,name,kind\nT1,,x\n", "utf-8")
    Path("good.csv").write_text(LIST, "utf-8")
    told = inside(capsys, "form", LAM_DONG, *arguments)
    assert told.code == EXIT[code]
    assert told.err
    assert not list(tmp_path.rglob("F.*"))


# There and back.


CELLS = {
    "Có thủ tục": ("có", "không", None),
    "Hội đồng công nhận": ("có", None, "không"),
    "Số hồ sơ": (0, 40, None),
    "Điểm": (84.3, -7, "1234,5"),
    "Tỷ lệ (%)": (90, 88.5, "0,5%"),
    "Xếp loại": ("Tốt", "Khá, còn hạn chế", None),
    "Nhóm": ("muc_rat_dai_so_29", None, "muc_rat_dai_so_0"),
    "Chỉ số": ("PAR INDEX; Chuyển đổi số", "không", "par"),
    "Ngày nộp": (datetime(2026, 12, 31), "01/02/2027", None),
    "Giải trình": ("=A1", "007", None),
}
AS_TEXT = {84.3: "84,3", 88.5: "88,5", datetime(2026, 12, 31): "31/12/2026", None: ""}


def test_what_is_filled_in_reads_as_the_same_csv(made, tmp_path):
    """For every type of fact the form gives the values that a CSV gives, and the cell where each was read."""
    people = tuple(form.Person(f"0{n}", f"Phòng {n}", "", Kind.COLLECTIVE) for n in range(3))
    path, _book = made(several(), None, None, people)
    given = {f"0{n}": {label: cells[n] for label, cells in CELLS.items()} for n in range(3)}
    fill(path, given)
    lines = [";".join(["Mã", "Tên", "Loại", *CELLS])]
    for one in people:
        cells = [AS_TEXT.get(value, str(value)) for value in given[one.id].values()]
        lines.append(";".join([one.id, one.name, "Tập thể", *(f'"{cell}"' for cell in cells)]))
    same_csv = tmp_path / "a.csv"
    same_csv.write_text("\n".join(lines), "utf-8")
    campaign = several().campaign
    form_read, csv_read = read([path], campaign), read([same_csv], campaign)
    facts = ["id", "name", "kind", *campaign.facts]
    assert form_read.frame.select(facts).equals(csv_read.frame.select(facts))
    assert form_read.frame["xep_loai"].to_list() == [1, 0, None]
    sheets, rows = (form_read.frame[name].to_list() for name in ("_sheet", "_row"))
    places = [form_read.source(*place, "dem") for place in zip(sheets, rows, strict=True)]
    assert places == ["F.xlsx › Tập thể › F5", "F.xlsx › Tập thể › F6", "F.xlsx › Tập thể › F7"]
    assert form_read.source(sheets[0], rows[0], "co") == "F.xlsx › Tập thể › D5"


def test_the_papers_filled_in_are_read_with_their_participants(made, listed):
    """Copies, originals and the day received, by the participant and the document; a line left alone says nothing."""
    loaded = shipped(LAM_DONG)
    path, book = made(loaded, None, None, form.people(listed(), loaded.campaign))
    sheet = book["Hồ sơ"]
    for n, value in enumerate((2, 1, datetime(2027, 1, 15)), 4):
        sheet.cell(FIRST, n).value = value
    book.save(path)
    papers = read([path], loaded.campaign).dossiers.select("participant", "document", "sets", "originals", "received")
    document = loaded.campaign.procedure.documents[0].id
    assert [row for row in papers.rows() if any(row[2:])] == [("007", document, 2, 1, date(2027, 1, 15))]


def without_sources(value):
    """An outcome's JSON but for where its values were read."""
    if isinstance(value, dict):
        return {key: without_sources(inner) for key, inner in value.items() if key != "source"}
    return [without_sources(inner) for inner in value] if isinstance(value, list) else value


def scored(loaded, path: Path, on: date):
    campaign = loaded.campaign
    outcome = score(loaded, read([path], campaign), choose_round(campaign, None, on), on)
    return to_json(document(outcome, None, None))


ON = date(2027, 3, 1)


@pytest.mark.parametrize("id", SAMPLES)
def test_a_filled_form_gives_the_outcome_of_the_csv(tmp_path, id):
    """Same values, same outcome, but for where they were read."""
    sample, path = filled_from_sample(id, tmp_path)
    outcome = scored(shipped(id), path, ON)
    assert without_sources(outcome) == without_sources(scored(shipped(id), sample, ON))
    assert "F.xlsx › Tập thể › " in json.dumps(outcome, ensure_ascii=False)


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it again: gives the path of what it saved."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    own = tmp_path_factory.mktemp("libreoffice")

    def save(path: Path) -> Path:
        saved = path.parent / "saved"
        profile = f"-env:UserInstallation={(own / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", saved, path]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return saved / path.name

    return save


@pytest.mark.parametrize("id", SAMPLES)
def test_a_form_saved_by_libreoffice_gives_the_outcome_of_the_csv(tmp_path, libreoffice, id):
    """Another office program changes the file, not what it says; the stamp and the drop-downs survive it."""
    sample, path = filled_from_sample(id, tmp_path)
    saved = libreoffice(path)
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(saved)
    assert after.sheetnames == before.sheetnames
    assert after["_emulation"].sheet_state != "visible"
    assert after["_emulation"]["B1"].value == id
    for kind, columns in form.contents(shipped(id)).columns.items():
        for label in [one.fact.label for one in columns if one.fact.type in (FactType.FLAG, FactType.RATING)]:
            lists = [options(book, validation(book[KIND_LABELS[kind]], label)) for book in (before, after)]
            assert lists[0] == lists[1]
    assert without_sources(scored(shipped(id), saved, ON)) == without_sources(scored(shipped(id), sample, ON))


def test_what_libreoffice_saves_of_every_type_reads_the_same(made, libreoffice):
    """Days, percentages, zeros in front and text like a formula come through another program unharmed."""
    people = tuple(form.Person(f"0{n}", f"Phòng {n}", "", Kind.COLLECTIVE) for n in range(3))
    path, _book = made(several(), None, None, people)
    fill(path, {f"0{n}": {label: cells[n] for label, cells in CELLS.items()} for n in range(3)})
    campaign = several().campaign
    columns = ["id", "name", *campaign.facts]
    assert (
        read([libreoffice(path)], campaign).frame.select(columns).equals(read([path], campaign).frame.select(columns))
    )
