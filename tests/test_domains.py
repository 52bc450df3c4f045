"""Domains: whatever stands in a cell, a sheet or a folder has one stated behaviour, and none of them is a guess."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from emulation_core.errors import EvidenceRefused, NotFound
from emulation_core.intake import collect, inputs, read
from tables import FACTS, column, places, plan, refusal, sheet, styled, told, values, workbook

HEADINGS = ("Mã", "Tên", "Số hồ sơ trễ hạn")
ROW = ("P1", "Phòng Một", 0)
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "####", "Err:502")


def refused(fact: str, *cells: object, formats: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The places and sentences of the faults after `cells` were written below `fact`."""
    with pytest.raises(EvidenceRefused) as refusal:
        column(fact, *cells, formats=formats)
    return [(fault.where, fault.what) for fault in refusal.value.faults]


# Ids and names.


def ids(*cells: object, formats: tuple[str, ...] = ()) -> list[str]:
    rows = [(cell, f"Phòng {n}") for n, cell in enumerate(cells)]
    style = styled({(5 + n, 0): one for n, one in enumerate(formats)}) if formats else None
    return collect([sheet(("Mã", "Tên"), *rows, style=style)], plan()).frame["id"].to_list()


def refused_ids(*cells: object) -> list[str]:
    rows = [(cell, f"Phòng {n}") for n, cell in enumerate(cells)]
    refused = refusal(sheet(("Mã", "Tên"), *rows))
    assert {fault.key for fault in refused.faults} == {"Mã"}
    assert all(fault.what.isprintable() for fault in refused.faults)
    return [place.split(" › ")[-1] for place in places(refused)]


def test_a_number_as_id_is_the_figure_it_shows():
    """12 and 12.0 are "12", and no other id says that there may have been zeros."""
    assert ids(12, 3.0, 100, 0) == ["12", "3", "100", "0"]


def test_ids_of_several_lengths_are_no_fault():
    """Figures alone, or texts alone, stay as they are typed, however long they are."""
    assert ids("7", "0012", "007", "P1") == ["7", "0012", "007", "P1"]
    assert ids(7, "P0012", "12", 100) == ["7", "P0012", "12", "100"]


def test_a_number_beside_ids_with_zeros_may_have_lost_its_own():
    """7 beside 0012 may have been 0007: every number of the column is asked about, wherever the zeros stand."""
    assert refused_ids(7, "0012", 100, "P1") == ["A5", "A7"]
    assert refused_ids("0012", 0) == ["A6"]
    raw = sheet(("Mã", "Tên"), (7, "Bảy"), ("0012", "Hai"), style=styled({(5, 0): "0"}))
    assert places(refusal(raw)) == ["a.xlsx › Tập thể › A5"]


def test_a_number_format_of_zeros_shows_the_id():
    """A cell formatted 0000 shows 0007, and that is the id; other formats add nothing."""
    assert ids(7, "0012", 34567, formats=("0000", "@", "0000")) == ["0007", "0012", "34567"]
    assert ids(7, 8, formats=("0", "#,##0")) == ["7", "8"]


@pytest.mark.parametrize(
    "cell",
    [1.5, 1.1, float("nan"), float("inf"), 10**15, 1e20, True, date(2026, 2, 1), datetime(2026, 2, 1, 7), *ERRORS],
    ids=str,
)
def test_what_is_no_id_is_a_fault(cell):
    """A fraction, a day that a spreadsheet made of 1-2, a figure too long for it, and an error cell name nobody."""
    assert refused_ids(cell) == ["A5"]


@pytest.mark.parametrize(
    "cell",
    ["P\x001", "P\x1b[2J", "P1\u202e", "\u200fP1", "P\u200b1", "P1\ufeffA", "P\u00ad1", "P1\nP2", "P\t1", "P\x851", "\ue000"],
    ids=ascii,
)  # fmt: skip
def test_an_id_of_characters_nobody_sees_is_a_fault(cell):
    """Control characters, marks that turn the writing and letters without shape would make two ids look the same."""
    assert refused_ids(cell) == ["A5"]


def test_a_name_may_have_a_line_break_and_nothing_that_turns_it():
    """A line break in a name or unit is a space; control characters and turning marks are faults there too."""
    headings = ("Mã", "Tên", "Đơn vị")
    evidence = collect([sheet(headings, ("P1", "Phòng\n Một", "Sở\r\nMẫu"))], plan())
    assert evidence.frame.select("name", "unit").row(0) == ("Phòng Một", "Sở Mẫu")
    faulty = refusal(sheet(headings, ("P1", "Phòng\x07", "Sở\u202e"), ("P2", "#REF!", "#N/A")))
    assert places(faulty) == [f"a.xlsx › Tập thể › {cell}" for cell in ("B5", "C5", "B6", "C6")]


def test_ids_and_names_have_a_longest():
    """200 characters in an id and 500 in a name are read; one more is a fault."""
    assert ids("P" * 200) == ["P" * 200]
    assert refused_ids("P" * 201) == ["A5"]
    headings = ("Mã", "Tên")
    assert collect([sheet(headings, ("P1", "A" * 500))], plan()).frame.height == 1
    assert places(refusal(sheet(headings, ("P1", "A" * 501)))) == ["a.xlsx › Tập thể › B5"]


def test_a_dash_is_no_id_and_no_name():
    """A dash says that there is nothing, in identity columns too."""
    refused = refusal(sheet(("Mã", "Tên", "Đơn vị"), ("-", "-", "-")))
    assert places(refused) == ["a.xlsx › Tập thể › A5", "a.xlsx › Tập thể › B5"]


def test_one_id_twice_names_both_places():
    """The second is the fault, and says where the first one stands."""
    (fault,) = refusal(sheet(HEADINGS, ROW, ("P2", "Hai", 0), ROW)).faults
    assert fault.where == "a.xlsx › Tập thể › A7"
    assert "a.xlsx › Tập thể › A5" in fault.what


def test_a_row_on_the_sheet_of_a_kind_states_no_other():
    """A column Loại may be there and empty; another kind than the sheet's is a fault."""
    headings = ("Mã", "Tên", "Loại")
    evidence = collect([sheet(headings, ("P1", "A", "Tập thể"), ("P2", "B", None), ("P3", "C", "-"))], plan())
    assert evidence.frame["kind"].to_list() == ["collective"] * 3
    refused = refusal(sheet(headings, ("P1", "A", "Cá nhân")), sheet(headings, ("P2", "B", ""), name="Bảng"))
    assert places(refused) == ["a.xlsx › Bảng › C5", "a.xlsx › Tập thể › C5"]


# Percentages and the number format of their cell.


@pytest.mark.parametrize(
    ("cell", "shown_as", "meant"),
    [
        (0.9, "0%", "90"),
        (0.9667, "0.00%", "96.67"),
        (1, "0%", "100"),
        (0.005, "0.0%", "0.5"),
        (0.07, "0%", "7"),
        (0.29, "0%", "29"),
        (0.57, "0%", "57"),
        (0, "0%", "0"),
        (90, "General", "90"),
        (90, "0.0", "90"),
        (1, "General", "1"),
        (0, "General", "0"),
        (0.9, '0.0"%"', "0.9"),
        (0.9, "0.0\\%", "0.9"),
        (90, '0" %"', "90"),
        ("90%", "0%", "90"),
        ("90", "0%", "90"),
        (0.9, "0%;[Red]-0%", "90"),
    ],
)
def test_a_percent_format_makes_hundredths(cell, shown_as, meant):
    """0.9 in a cell formatted 0% is 90 %; a sign % that is only a word, or a text, changes no number."""
    assert values("ty_le", cell, formats=(shown_as,)) == [Decimal(meant)]


def test_hundredths_are_exact():
    """Every tenth of a percent that a spreadsheet can show comes back to the digit."""
    cells = [n / 1000 for n in range(1001)]
    assert values("ty_le", *cells, formats=("0.0%",) * 1001) == [Decimal(n) / 10 for n in range(1001)]


def test_a_share_without_a_percent_format_is_asked_about():
    """0.9 in a plain cell may be 90 % or 0.9 %; so may the text 0,9, whatever the format of its cell."""
    for cell, shown_as in ((0.9, "General"), (0.9, "0.00"), (0.985, "@"), ("0,9", "0%")):
        ((where, what),) = refused("ty_le", cell, formats=(shown_as,))
        assert where == "a.xlsx › Tập thể › C5"
        assert "90" in what or "98" in what


def test_a_plain_number_under_a_percent_format_is_asked_about():
    """90 in a cell formatted 0% shows 9000 %, with or without a largest value; 101 % of a budget is none of these."""
    for fact in ("ty_le", "giai_ngan"):
        ((_where, what),) = refused(fact, 90, formats=("0%",))
        assert "9000" in what
    assert values("giai_ngan", 1.01, 9.99, formats=("0%", "0%")) == [Decimal(101), Decimal(999)]
    assert [where for where, _what in refused("ty_le", 1.01, formats=("0%",))] == ["a.xlsx › Tập thể › C5"]


# Every type.


def test_an_error_cell_is_a_fault_in_every_column():
    """What a formula could not compute is no evidence: not 0, not absent, not text."""
    for fact in FACTS:
        assert len(refused(fact, *ERRORS)) == len(ERRORS), fact


NOTHING = (None, "", "   ", "-", " - ", "\u00a0")


@pytest.mark.parametrize("fact", FACTS)
def test_nothing_is_absent_in_every_column(fact):
    """An empty cell, blanks and a dash are absence: never 0, never no."""
    assert values(fact, *NOTHING) == [None] * len(NOTHING)


@pytest.mark.parametrize(
    ("fact", "cells"),
    [
        ("co", (2, 0.5, -1, float("nan"), "co", "yes", "x", date(2026, 1, 1), timedelta(days=1))),
        ("so", (-1, 3.7, "-1", "3,7", "ba", "1e3", "3 hồ sơ", True, False, float("nan"), float("inf"), 1e19, "٣", date(2026, 1, 5), datetime(2026, 1, 5), time(7))),
        ("diem", ("tám", "1 000", "1.2.3", "8..5", "NaN", "inf", "-inf", True, float("nan"), float("-inf"), "1/2", "½", "0x1F", "9" * 81, 1e30, 1e-10, date(2026, 1, 5), datetime(1899, 12, 31), timedelta(1))),
        ("ty_le", (-1, "-1%", "90%%", "%", "chín mươi", True, float("nan"), 100.1, "100,01", date(2026, 1, 5))),
        ("xep_loai", ("Giỏi", 1, 0, True, date(2026, 1, 5), 1.0, "hoàn thành")),
        ("chi_so", ("pci", "par; pci", "không; par", ";", 1, True, date(2026, 1, 5))),
        ("ngay", (46387, 46387.5, "2026", "31.12.2026", "31-12-2026", "31/12/26", "1/2", "hôm nay", "31/02/2026", True, datetime(2026, 1, 1, 7, 30), time(7), date(1949, 12, 31), date(2101, 1, 1), "01/01/0026", datetime(1899, 12, 31), "٠١/٠٢/٢٠٢٦", "2026-01-05T00:00:00")),
        ("ghi_chu", (True, float("nan"), "a\x00b", "a\x1b[31m", "x" * 32_768, time(7), timedelta(1), datetime(2026, 1, 1, 7))),
    ],
)  # fmt: skip
def test_what_is_outside_its_domain_is_a_fault(fact, cells):
    """Each cell alone is refused at its place, in a sentence that any terminal can show."""
    found = refused(fact, *cells)
    assert [where for where, _what in found] == [f"a.xlsx › Tập thể › C{5 + n}" for n in range(len(cells))]
    assert all(what.isprintable() and len(what) < 600 for _where, what in found)


def test_a_comma_is_a_decimal_sign():
    """88,5 is 88.5, exactly; 1.234 can be read two ways and is asked about."""
    assert values("diem", "88,5", "84.30", "-0,25", "1234,5678") == [
        Decimal(n) for n in ("88.5", "84.3", "-0.25", "1234.5678")
    ]
    ((_where, what),) = refused("diem", "1.234")
    assert "1234" in what
    assert "1,234" in what


def test_a_number_computed_to_more_than_9_decimals_is_a_fault():
    """29/30 is never shortened for the officer."""
    assert len(refused("diem", 29 / 30)) == 1
    assert len(refused("ty_le", 29 / 30, formats=("0%",))) == 1
    assert values("diem", 0.966666667) == [Decimal("0.966666667")]


@pytest.mark.parametrize(
    ("fact", "written", "meant"),
    [
        ("xep_loai", "Hoan thanh tot nhiem vu", "Hoàn thành tốt nhiệm vụ"),
        ("xep_loai", "Hoàn thành tốt nhiêm vụ", "Hoàn thành tốt nhiệm vụ"),
        ("xep_loai", "Hoàn thành suất sắc nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"),
        ("chi_so", "PAR INDEX; Chuyen doi so", "Chuyển đổi số"),
        ("chi_so", "PAR INDX", "PAR INDEX"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(fact, written, meant):
    """A rung or member nearly right is a fault that names the one that was meant last, and never that one itself."""
    ((_where, what),) = refused(fact, written)
    assert what.count(meant) == 2
    ((_where, what),) = refused(fact, "Bạch tuộc")
    assert what.count(meant) == 1


# Days.


def test_the_day_comes_first():
    """dd/mm/yyyy or ISO, and cells that are days; nothing else."""
    cells = ("05/02/2026", "5/2/2026", "2026-02-05", date(2026, 2, 5), datetime(2026, 2, 5))
    assert values("ngay", *cells) == [date(2026, 2, 5)] * 5


def test_a_day_and_a_month_that_changed_places_are_told():
    """02/13/2026 is a fault with the day that may be meant; 31/02/2026 has none to tell."""
    ((_where, what),) = refused("ngay", "02/13/2026")
    assert "13/02/2026" in what
    ((_where, what),) = refused("ngay", "31/02/2026")
    assert not re.findall(r"\d\d/\d\d/\d{4}", what.replace("31/02/2026", "").replace("31/12/2026", ""))


def test_days_that_a_spreadsheet_may_have_exchanged_are_a_warning():
    """Typed on a computer set to month/day, 05/02 becomes the 2nd of May and 13/02 stays text."""
    exchanged = column("ngay", date(2026, 5, 2), date(2026, 3, 12), "13/02/2026")
    assert [note.about for note in exchanged.warnings].count("ngay") == 1
    for cells in (
        (date(2026, 5, 2), date(2026, 2, 13), "13/02/2026"),
        (date(2026, 5, 2), date(2026, 3, 12), "12/02/2026"),
        (date(2026, 5, 2), "13/02/2026"),
        ("05/02/2026", "13/02/2026"),
    ):
        assert "ngay" not in [note.about for note in column("ngay", *cells).warnings]


# Text.


def test_text_stays_as_it_was_typed():
    """Zeros in front, line breaks, double spaces, signs of other columns and marks of direction are the officer's."""
    cells = (
        "0012",
        "dòng 1\ndòng 2\ttab",
        "hai  khoảng trắng",
        "#1 toàn tỉnh",
        "=1+1",
        "90%",
        "1.234",
        "a\u200eb",
        "có",
        "x" * 32_767,
    )
    assert values("ghi_chu", *cells) == list(cells)


def test_other_cells_of_a_text_column_are_what_they_show():
    """A whole number has no tail, a day is written as days are here."""
    assert values("ghi_chu", 3.0, 12, 0.5, date(2026, 2, 5), datetime(2026, 2, 5)) == [
        "3",
        "12",
        "0.5",
        "05/02/2026",
        "05/02/2026",
    ]


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


# Files and folders.


def csv(path: Path, *ids: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(["id,name,kind,so\n", *(f"{id},Phòng {id},collective,0\n" for id in ids)]), "utf-8")
    return path


def test_a_folder_stands_for_its_readable_files(tmp_path):
    """Sub-folders too, sorted by name; temporary files, our marked copies and other kinds are passed over and named."""
    csv(tmp_path / "nộp" / "b.csv", "P2")
    csv(tmp_path / "nộp" / "a.CSV", "P1")
    csv(tmp_path / "nộp" / "phòng" / "c.csv", "P3")
    for name in ("~$a.xlsx", "a.loi.xlsx", "A.LOI.XLSX", "ảnh.jpg", ".~lock.a.csv#", "._a.csv"):
        (tmp_path / "nộp" / name).write_bytes(b"\0")
    evidence = read([tmp_path / "nộp"], plan())
    assert evidence.frame["id"].to_list() == ["P1", "P2", "P3"]
    assert [sheet.file for sheet in evidence.sheets] == ["a.CSV", "b.csv", "c.csv"]
    (says,) = [note.says for note in evidence.warnings if note.about == (tmp_path / "nộp").as_posix()]
    assert all(name in says for name in ("~$a.xlsx", "a.loi.xlsx", "A.LOI.XLSX", "ảnh.jpg", "._a.csv"))
    assert "b.csv" not in says


def test_files_and_folders_are_one_table(tmp_path):
    """In the order given; a file reached twice is read once, and that is said."""
    first = csv(tmp_path / "z" / "b.csv", "P2")
    other = csv(tmp_path / "a.csv", "P1")
    evidence = read([first, other, tmp_path / "z"], plan())
    assert evidence.frame["id"].to_list() == ["P2", "P1"]
    assert list(told(evidence)) == ["b.csv"]


def test_one_name_in_two_folders_is_two_places(tmp_path, monkeypatch):
    """Files of one name are called by their path as it was given, with forward slashes; others by name alone."""
    for office in ("an", "bình"):
        csv(tmp_path / "nộp" / office / "mau.csv", f"P-{office}", "P-chung")
    csv(tmp_path / "riêng.csv", "P9")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvidenceRefused) as refused:
        read([Path("nộp"), Path("riêng.csv")], plan())
    (fault,) = refused.value.faults
    assert (fault.file, fault.where) == ("nộp/bình/mau.csv", "nộp/bình/mau.csv:3")
    assert "nộp/an/mau.csv:3" in fault.what
    assert [file.name for file in inputs([Path("nộp"), Path("riêng.csv")]).files] == [
        "nộp/an/mau.csv",
        "nộp/bình/mau.csv",
        "riêng.csv",
    ]


def test_a_file_that_cannot_be_read_is_called_as_its_namesakes_are(tmp_path, monkeypatch):
    """Faults of a whole file keep two files of one name apart too."""
    csv(tmp_path / "an" / "mau.csv", "P1")
    csv(tmp_path / "bình" / "mau.csv").write_bytes("id,name,kind\n".encode("utf-16"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvidenceRefused) as refused:
        read([Path("an/mau.csv"), Path("bình/mau.csv")], plan())
    assert places(refused.value) == ["bình/mau.csv:1"]


def test_a_folder_without_readable_files_is_a_fault(tmp_path):
    """A folder misnamed or empty is never an empty table; neither is a path that is not there."""
    (tmp_path / "trống").mkdir()
    with pytest.raises(EvidenceRefused) as refused:
        read([tmp_path / "trống"], plan())
    assert places(refused.value) == [(tmp_path / "trống").as_posix()]
    with pytest.raises(NotFound):
        read([tmp_path / "không có"], plan())


def test_a_temporary_file_named_outright_is_refused(tmp_path):
    """What Excel lays beside an open workbook is told apart from the workbook."""
    (tmp_path / "~$a.xlsx").write_bytes(b"\0")
    with pytest.raises(EvidenceRefused) as refused:
        read([tmp_path / "~$a.xlsx"], plan())
    assert places(refused.value) == [(tmp_path / "~$a.xlsx").as_posix()]


def test_a_cell_that_is_a_list_is_a_fault():
    """A program's table may hold what no column takes; it is refused at its cell as anything else is."""
    headings = ("Mã", "Tên", *FACTS)
    refused = refusal(sheet(headings, ("P1", "Một", *([1, 2] for _fact in FACTS)), ([1], {"a": 1}, *FACTS[:0])))
    assert len(refused.faults) == len(FACTS) + 2


# Partial acceptance.


def test_a_partial_reading_leaves_out_every_faulty_row_whole():
    """The others stay; who is left out is named by id, or by place where there is none, with what is wrong."""
    rows = [ROW, ("P2", "Hai", -1), ("P3", "", 0), ("", "Bốn", 0), ("P5", "Năm", 0), (6.5, "Sáu", 0)]
    evidence = collect([sheet(HEADINGS, *rows)], plan(), partial=True)
    assert evidence.frame.select("id", "so").rows() == [("P1", 0), ("P5", 0)]
    assert evidence.left_out == ("P2", "P3")
    warnings = told(evidence)
    assert set(warnings) == {"P2", "P3", "a.xlsx › Tập thể › A8", "a.xlsx › Tập thể › A10"}
    assert "Số hồ sơ trễ hạn" in warnings["P2"]
    assert "-1" in warnings["P2"]


def test_where_a_kept_row_was_read_does_not_shift():
    """Places are those of the paper, whoever was left out before."""
    evidence = collect([sheet(HEADINGS, ("P1", "Một", -1), ("P2", "Hai", 4))], plan(), partial=True)
    assert [evidence.source(n, row, "so") for n, row in evidence.frame.select("_sheet", "_row").rows()] == [
        "a.xlsx › Tập thể › C6"
    ]


def test_of_an_id_that_stands_twice_no_row_is_kept():
    """Nobody knows which of them is right, so the order of rows must not decide it."""
    rows = [ROW, ("P2", "Hai", 0), ("P1", "Phòng Một", 5), ("P1", "Phòng Một", 6)]
    taken = []
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        evidence = collect([sheet(HEADINGS, *rows)], plan(), partial=True)
        taken.append((evidence.frame["id"].to_list(), evidence.left_out, told(evidence)))
    assert taken == [(["P2"], ("P1",), taken[0][2])] * 4
    assert list(taken[0][2]) == ["P1"]


def test_who_is_left_out_is_suspected_of_nothing():
    """Duplicates are looked for among those that are taken in."""
    rows = [("P1", "Phòng Hòa", 0), ("P2", "Phòng Hoà", -1)]
    assert set(told(collect([sheet(HEADINGS, *rows)], plan(), partial=True))) == {"P2"}


@pytest.mark.parametrize(
    "wrong",
    [
        sheet(("Mã", "Tên", "Số hồ sơ trẽ hạn"), ROW, file="b.xlsx"),
        sheet(("Mã", "Số hồ sơ trễ hạn"), ("P1", 0), file="b.xlsx"),
        sheet(("Danh mục",), ("x",), name="Ghi chú", file="b.xlsx"),
        sheet(HEADINGS, ("P7", "Bảy", 0), merged=((4, 0, 4, 1),), file="b.xlsx"),
    ],
    ids=["a heading", "a column that lacks", "a file without participants", "merged headings"],
)
def test_faults_of_a_file_or_heading_refuse_even_a_partial_reading(wrong):
    """Nobody can say which rows they spoil; the faults of rows wait until those are put right."""
    refused = refusal(sheet(HEADINGS, ("P2", "Hai", -1)), wrong, partial=True)
    assert {fault.file for fault in refused.faults} == {"b.xlsx"}


def test_nothing_is_left_out_unasked():
    """Without being told to, a reading is whole or refused."""
    assert collect([sheet(HEADINGS, ROW)], plan()).left_out == ()
    assert places(refusal(sheet(HEADINGS, ROW, ("P2", "Hai", -1)))) == ["a.xlsx › Tập thể › C6"]


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


# The page that says all this.

PAGE = Path(__file__).parents[1] / "docs" / "evidence.md"
TESTED = re.compile(r"`(test_\w+)`")


def test_every_row_of_the_page_has_its_test():
    """docs/evidence.md names for each behaviour the test that holds it to its word."""
    written = {
        name
        for path in Path(__file__).parent.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and "---" not in line]
    behaviours = [row for row in rows if not row.startswith("| What is seen")]
    assert len(behaviours) > 40
    assert [row for row in behaviours if not TESTED.findall(row)] == []
    assert [name for row in behaviours for name in TESTED.findall(row) if name not in written] == []
