"""Domains: whatever stands in a cell has one stated behaviour, and none of them is a guess."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from emulation_core.errors import EvidenceRefused
from tables import ERRORS, FACTS, column, refusal, sheet, values


def refused(fact: str, *cells: object, formats: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The places and sentences of the faults after `cells` were written below `fact`."""
    with pytest.raises(EvidenceRefused) as refusal:
        column(fact, *cells, formats=formats)
    return [(fault.where, fault.what) for fault in refusal.value.faults]


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


def test_a_cell_that_is_a_list_is_a_fault():
    """A program's table may hold what no column takes; it is refused at its cell as anything else is."""
    headings = ("Mã", "Tên", *FACTS)
    refused = refusal(sheet(headings, ("P1", "Một", *([1, 2] for _fact in FACTS)), ([1], {"a": 1}, *FACTS[:0])))
    assert len(refused.faults) == len(FACTS) + 2


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
