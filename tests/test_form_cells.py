"""The cells of a form: each accepts what its fact takes and nothing else, and only those to fill are open."""

from __future__ import annotations

from decimal import Decimal

import pytest

from emulation_core.intake import form
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import FactType
from forms import EVERY, FIRST, HEADING_ROW, LAM_DONG, blank, column, headings, made_in, options, several, validation
from support import shipped

made = pytest.fixture(made_in)


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
