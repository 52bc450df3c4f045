"""Sheets: which of a workbook's are read, what is merged or hidden in them, and whose form they say they are."""

from __future__ import annotations

from decimal import Decimal

import pytest
import xlsxwriter

from emulation_core.errors import EvidenceRefused
from emulation_core.intake import collect, read
from tables import HEADINGS, ROW, places, plan, refusal, sheet, told, workbook

# Which sheets are read.


def test_a_hidden_sheet_is_not_read_but_named():
    """What nobody saw is no evidence; that it is there is said."""
    evidence = collect([sheet(HEADINGS, ROW), sheet(HEADINGS, ("C1", "An", 1), name="Cá nhân", hidden=True)], plan())
    assert evidence.frame["id"].to_list() == ["P1"]
    assert list(told(evidence)) == ["a.xlsx › Cá nhân"]


def test_the_guide_is_passed_over():
    """The sheet for people is no table and needs no word."""
    evidence = collect(
        [sheet(("PHIẾU MINH CHỨNG", ""), ("Mã", "Ghi gì"), name="Hướng dẫn"), sheet(HEADINGS, ROW)], plan()
    )
    assert told(evidence) == {}


def test_a_sheet_without_the_headings_of_a_table_is_named():
    """An office's own sheet is not read, and said not to be; an empty one is nothing at all."""
    own = sheet(("Danh mục", ""), ("x", "y"), name="Ghi chú")
    only_ids = sheet(("Mã", "Diễn giải"), ("T1", "Thủ tục"), name="Danh mục")
    empty = sheet((), name="Sheet3")
    evidence = collect([sheet(HEADINGS, ROW), own, only_ids, empty], plan())
    assert list(told(evidence)) == ["a.xlsx › Danh mục", "a.xlsx › Ghi chú"]


def test_a_sheet_of_any_name_is_read_when_it_says_who_takes_part():
    """Id, name and kind make a table; without the kind the sheet is refused, not left unread."""
    evidence = collect([sheet((*HEADINGS, "Loại"), (*ROW, "Tập thể"), name="Tổng hợp")], plan())
    assert evidence.frame.select("id", "kind").rows() == [("P1", "collective")]
    refused = refusal(sheet(HEADINGS, ROW, name="Tập thể (2)"))
    assert [(fault.where, fault.key) for fault in refused.faults] == [("a.xlsx › Tập thể (2) › A4", "kind")]


def test_a_workbook_without_participants_is_a_fault():
    """A file that adds nobody, because its sheets were renamed or hidden, is never taken for an empty one."""
    assert places(refusal(sheet(("Danh mục",), ("x",), name="Ghi chú", file="b.xlsx"), sheet(HEADINGS, ROW))) == [
        "b.xlsx:1"
    ]
    assert places(refusal(sheet(HEADINGS, ROW, hidden=True))) == ["a.xlsx:1"]


def test_hidden_rows_are_read_and_counted():
    """A filter left on hides no participant; blank rows that are hidden do not count."""
    raw = sheet(
        HEADINGS, ROW, ("P2", "Hai", 1), ("", None, ""), ("P3", "Ba", 2), hidden_rows=frozenset({2, 4, 6, 7, 8})
    )
    evidence = collect([raw], plan())
    assert evidence.frame["id"].to_list() == ["P1", "P2", "P3"]
    (says,) = [says for about, says in told(evidence).items() if about == "a.xlsx › Tập thể"]
    assert "2" in says


def test_a_column_without_a_heading_is_named():
    """Values below an empty heading are not read, and said not to be."""
    evidence = collect([sheet(("Mã", "Tên", "", "so", ""), ("P1", "Một", "x", 0, None))], plan())
    assert list(told(evidence)) == ["a.xlsx › Tập thể › C4"]


# Merged cells.


@pytest.mark.parametrize(
    ("merged", "faulty"),
    [
        ((1, 0, 3, 5), []),
        ((2, 0, 2, 9), []),
        ((5, 0, 6, 0), ["A5:A6"]),
        ((5, 1, 5, 2), ["B5:C5"]),
        ((4, 1, 4, 2), ["B4:C4"]),
        ((3, 1, 4, 1), ["B3:B4"]),
        ((4, 0, 5, 0), ["A4:A5"]),
        ((6, 2, 40, 2), []),
        ((7, 0, 9, 2), []),
        ((5, 2, 5, 9), []),
        ((5, 3, 6, 9), []),
        ((1, 0, 1_048_576, 16_383), ["A1:XFD1048576"]),
    ],
)  # fmt: skip
def test_merged_cells_inside_the_table_are_a_fault(merged, faulty):
    """A merge over several headings, rows or columns of the table names its range; above, below and beside it nothing."""
    raw = sheet(HEADINGS, ROW, ("P2", "Hai", 1), merged=(merged,))
    if not faulty:
        assert collect([raw], plan()).frame.height == 2
    else:
        assert places(refusal(raw)) == [f"a.xlsx › Tập thể › {area}" for area in faulty]


def test_the_value_of_merged_cells_is_never_spread():
    """The rows below the first of a merge are not given its value: the merge is a fault, and their cell is empty."""
    raw = sheet(HEADINGS, ("P1", "Một", 3), ("P2", "Hai", None), merged=((5, 2, 6, 2),))
    assert places(refusal(raw)) == ["a.xlsx › Tập thể › C5:C6"]
    assert collect([raw], plan(), partial=True).left_out == ("P1", "P2")


# The stamp of a form.


def stamped(campaign: str = "ca_mau/mau", round: object = "2026") -> list:
    rows = [("campaign", campaign), ("round", round), ("version", "1")]
    return [sheet(HEADINGS, ROW), sheet(*rows, name="_emulation", heading_row=1, hidden=True)]


@pytest.mark.parametrize("asked", [None, ("ca_mau/mau", None), ("ca_mau/mau", "2026")])
def test_the_stamp_of_a_form_is_no_evidence_and_needs_no_word(asked):
    """The form of the campaign and round asked for is read as any workbook; its stamp is never named as hidden."""
    for round in ("2026", 2026.0):
        assert told(collect(stamped(round=round), plan(), form_for=asked)) == {}


def test_a_form_without_a_round_serves_any():
    """So does a workbook without a stamp."""
    for round in ("", None):
        assert collect(stamped(round=round), plan(), form_for=("ca_mau/mau", "2027")).frame.height == 1
    assert collect([sheet(HEADINGS, ROW)], plan(), form_for=("ca_mau/mau", "2027")).frame.height == 1


def test_the_form_of_another_campaign_is_a_fault():
    """Both campaigns are named, at the cell of the stamp; a partial reading is no way around."""
    for partial in (False, True):
        (fault,) = refusal(*stamped("ca_mau/khac"), form_for=("ca_mau/mau", None), partial=partial).faults
        assert fault.where == "a.xlsx › _emulation › B1"
        assert "ca_mau/khac" in fault.what
        assert "ca_mau/mau" in fault.what


def test_the_form_of_another_round_is_a_fault_when_a_round_is_asked_for():
    """Both rounds are named; without a round nothing is compared."""
    (fault,) = refusal(*stamped(), form_for=("ca_mau/mau", "2027")).faults
    assert fault.where == "a.xlsx › _emulation › B2"
    assert "2026" in fault.what
    assert "2027" in fault.what


# A real workbook, end to end.


def test_a_workbook_says_of_itself_what_is_hidden_merged_and_formatted(tmp_path):
    """The facts of a file that are not its values reach the reading: formats, merges, hidden rows and sheets."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Tập thể")
        page.merge_range(0, 0, 1, 4, "TÊN PHIẾU")
        page.write_row(3, 0, ["Mã", "Tên", "Tỷ lệ hài lòng (%)", "Số hồ sơ trễ hạn"])
        page.write_row(4, 0, [7, "Một"], book.add_format({"num_format": "0000"}))
        page.write_number(4, 2, 0.9, book.add_format({"num_format": "0.0%"}))
        page.write_row(5, 0, ["0012", "Hai", 95.5, 1])
        page.set_row(5, None, None, {"hidden": True})
        hidden = book.add_worksheet("Nháp")
        hidden.write_row(0, 0, ["Mã", "Tên", "Loại"])
        hidden.hide()
        stamp = book.add_worksheet("_emulation")
        stamp.write_column(0, 0, ["campaign", "round", "version"])
        stamp.write_column(0, 1, ["ca_mau/mau", "2026", "1"])
        stamp.very_hidden()
    evidence = read([path], plan(), form_for=("ca_mau/mau", "2026"))
    assert evidence.frame.select("id", "ty_le").rows() == [("0007", Decimal(90)), ("0012", Decimal("95.5"))]
    assert set(told(evidence)) == {"a.xlsx › Tập thể", "a.xlsx › Nháp"}
    with pytest.raises(EvidenceRefused) as refused:
        read([path], plan(), form_for=("ca_mau/khac", None))
    assert places(refused.value) == ["a.xlsx › _emulation › B1"]


def test_a_merge_and_an_error_cell_of_a_workbook_are_faults(tmp_path):
    """Read from the file itself, as officers make them."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Tập thể")
        page.write_row(3, 0, ["Mã", "Tên", "Số hồ sơ trễ hạn", "Điểm đánh giá"])
        page.write_row(4, 0, ["P1", "Một"])
        page.write_row(5, 0, ["P2", "Hai"])
        page.merge_range(4, 2, 5, 2, 3)
        page.write_formula(5, 3, "=1/0", None, "#DIV/0!")
    with pytest.raises(EvidenceRefused) as refused:
        read([path], plan())
    assert places(refused.value) == ["a.xlsx › Tập thể › C5:C6", "a.xlsx › Tập thể › D6"]


def test_a_workbook_and_a_table_of_it_say_the_same(tmp_path):
    """Typed cells and the same cells as text give one evidence."""
    path = workbook(tmp_path / "a.xlsx", Tập_thể=[HEADINGS, ROW, ("P2", "Hai", 3)])
    frame = read([path], plan()).frame.drop("_sheet", "_row")
    assert frame.equals(collect([sheet(HEADINGS, ROW, ("P2", "Hai", "3"))], plan()).frame.drop("_sheet", "_row"))
