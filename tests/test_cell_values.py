"""Values: what stands in a cell of text is read exactly as its column means it, or told at its place."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from emulation_core.errors import EvidenceRefused
from typed import csv_in, frame, refused

csv = pytest.fixture(csv_in)


def cell(csv, fact: str, *values: str, sign: str = ";") -> list[object]:
    """What a column of `fact` holds after the cells `values` were written below it, in a file separated by `sign`."""
    rows = [sign.join((f"P{n}", f"Phòng {n}", "collective", f'"{value}"')) for n, value in enumerate(values)]
    return frame(csv(sign.join(("id", "name", "kind", fact)), *rows))[fact].to_list()


def refusals(csv, fact: str, *values: str, sign: str = ";") -> list[tuple[str, str, str]]:
    """The place, heading and sentence of each refused cell."""
    with pytest.raises(EvidenceRefused) as refusal:
        cell(csv, fact, *values, sign=sign)
    return [(fault.where, fault.key, fault.what) for fault in refusal.value.faults]


def test_flags_are_yes_or_no(csv):
    """Có, đạt, true, 1 and their opposites, in any case."""
    yes = ("có", "Có", "CÓ", unicodedata.normalize("NFD", "có"), "đạt", "true", "TRUE", "1")
    no = ("không", "Không", "không đạt", "KHÔNG  ĐẠT", "false", "0")
    assert cell(csv, "co_thu_tuc", *yes) == [True] * len(yes)
    assert cell(csv, "co_thu_tuc", *no) == [False] * len(no)


@pytest.mark.parametrize("value", ["x", "2", "co", "yes", "đúng", "chưa đạt"])
def test_anything_else_is_no_flag(csv, value):
    """Nothing is guessed from a mark or a foreign word."""
    ((where, key, what),) = refusals(csv, "co_thu_tuc", value)
    assert (where, key) == ("a.csv:2", "co_thu_tuc")
    assert value in what
    assert "không đạt" in what


def test_sets_are_lists_of_members(csv):
    """Members by id or label, separated by either sign, in any order; "không" is the empty set."""
    read_ = cell(csv, "chi_so", "par", "DTI; par", "PAR INDEX, chuyển đổi số", "Chuyển đổi số", "không", "Không")
    assert read_ == [0b01, 0b11, 0b11, 0b10, 0, 0]


@pytest.mark.parametrize("value", ["pci", "par; pci", "par dti", "không; par", ";"])
def test_an_unknown_member_is_a_fault(csv, value):
    """A member that the campaign does not list is told with the list."""
    ((where, _key, what),) = refusals(csv, "chi_so", value)
    assert where == "a.csv:2"
    assert "PAR INDEX" in what
    assert "Chuyển đổi số" in what


def test_ratings_are_rungs_of_the_ladder(csv):
    """By id or label, in any case and form of accents."""
    spelt = ("kha", "KHA", "Hoàn thành khá", "hoàn thành khá", unicodedata.normalize("NFD", "Hoàn thành tốt"), "tot")
    assert cell(csv, "xep_loai", *spelt) == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize("value", ["Hoàn thành", "xuat_sac", "1", "tốt"])
def test_an_unknown_rating_is_a_fault(csv, value):
    """A rung that is not on the ladder is told with the ladder's labels."""
    ((where, _key, what),) = refusals(csv, "xep_loai", value)
    assert where == "a.csv:2"
    assert value in what
    assert "Hoàn thành khá" in what


def test_dates_are_days(csv):
    """Day first with slashes, or ISO."""
    assert cell(csv, "ngay_nop", "31/12/2026", "1/2/2026", "2026-02-01") == [
        date(2026, 12, 31),
        date(2026, 2, 1),
        date(2026, 2, 1),
    ]


@pytest.mark.parametrize("value", ["31/02/2026", "12/31/2026", "31.12.2026", "2026", "46387", "31/12/26"])
def test_what_is_no_day_is_a_fault(csv, value):
    """A day the calendar lacks, or written so that it could mean another, is asked about."""
    ((where, _key, what),) = refusals(csv, "ngay_nop", value)
    assert where == "a.csv:2"
    assert value in what


@pytest.mark.parametrize(
    ("sign", "written", "meant"),
    [
        (";", "88,5", "88.5"),
        (";", "84.30", "84.3"),
        (";", "1,234", "1.234"),
        (";", "1234,5678", "1234.5678"),
        (",", "84.30", "84.3"),
        (",", "88,5", "88.5"),
        (",", "1.234", "1.234"),
        (",", "0.1234", "0.1234"),
        (";", "-3,25", "-3.25"),
        (";", "+7", "7"),
        (";", " 7 ", "7"),
        (";", "007", "7"),
        (";", "0", "0"),
        (";", "0,000000001", "0.000000001"),
        (",", "999999.999999999", "999999.999999999"),
    ],
)
def test_numbers_are_read_exactly(csv, sign, written, meant):
    """The file's separator says which sign is decimal, the other is understood where it can mean only one thing."""
    assert cell(csv, "diem", written, sign=sign) == [Decimal(meant)]


@pytest.mark.parametrize(("sign", "written"), [(";", "1.234"), (",", "1,234"), (";", "12.500"), (",", "100,000")])
def test_a_thousand_or_a_fraction_is_asked_about(csv, sign, written):
    """One sign and exactly three digits can be read two ways: both are told, neither is taken."""
    ((where, key, what),) = refusals(csv, "diem", written, sign=sign)
    assert (where, key) == ("a.csv:2", "diem")
    assert written in what
    assert written.replace(".", "").replace(",", "") in what


@pytest.mark.parametrize(
    "value",
    ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "NaN", "nan", "inf", "-Infinity", "1e3", "12 500", "1.2.3", "1,2,3", "7 điểm", "¹", "½", "0x10", "--", "true", "có"],
)  # fmt: skip
def test_what_is_no_number_is_a_fault(csv, value):
    """Error cells, words, infinities and figures of other scripts never become a number."""
    ((where, key, what),) = refusals(csv, "diem", value)
    assert (where, key) == ("a.csv:2", "diem")
    assert value in what


@pytest.mark.parametrize("value", ["0,0000000001", "1,12345678901", "1" + 29 * "0", "123456789012345678901234567890,5"])
def test_digits_are_never_shortened(csv, value):
    """More than 9 decimals or 29 digits before the sign is a fault, not a rounding."""
    ((_where, _key, what),) = refusals(csv, "diem", value)
    assert value in what


def test_a_value_above_the_largest_is_a_fault(csv):
    """What the campaign sets as the most is accepted, and not a hair more."""
    assert cell(csv, "hai_long", "100") == [Decimal(100)]
    assert [where for where, _key, _what in refusals(csv, "hai_long", "100", "100,01")] == ["a.csv:3"]


@pytest.mark.parametrize("value", ["3,7", "-1", "true", "có", "1,5", "9223372036854775808", "3%"])
def test_a_count_is_a_whole_number_from_0(csv, value):
    """No fraction, nothing negative, no word, nothing a column cannot hold."""
    ((where, key, what),) = refusals(csv, "so_tre_han", value)
    assert (where, key) == ("a.csv:2", "so_tre_han")
    assert value in what


def test_counts_may_carry_an_empty_fraction(csv):
    """3,0 is 3, as a spreadsheet writes it; 0 is 0 and an empty cell is not."""
    assert cell(csv, "so_tre_han", "3,0", "0", "", "0,00") == [3, 0, None, 0]


def test_percents_are_hundredths(csv):
    """90, 90%, 90,0 and 90 % are the same; a share below one needs its sign; 0 and 1 are plain."""
    read_ = cell(csv, "hai_long", "90", "90%", "90,0", "90 %", "0,9%", "0", "1", "100%")
    assert read_ == [Decimal(n) for n in ("90", "90", "90", "90", "0.9", "0", "1", "100")]


@pytest.mark.parametrize(("sign", "value"), [(";", "0,9"), (";", "0.9"), (",", "0.9"), (",", "0.985")])
def test_a_share_in_a_percent_column_is_asked_about(csv, sign, value):
    """0,9 may be nine tenths of a percent or ninety percent: both readings are told, neither is taken."""
    ((where, key, what),) = refusals(csv, "hai_long", value, sign=sign)
    assert (where, key) == ("a.csv:2", "hai_long")
    assert "90" in what or "98" in what


@pytest.mark.parametrize("value", ["-5", "-5%", "90%%", "%", "chín mươi"])
def test_what_is_no_percent_is_a_fault(csv, value):
    """Nothing negative, nothing that is not a number with at most one sign."""
    assert [where for where, _key, _what in refusals(csv, "hai_long", value)] == ["a.csv:2"]


@pytest.mark.parametrize("fact", ["co_thu_tuc", "so_tre_han", "diem", "hai_long", "xep_loai", "chi_so", "ngay_nop"])
def test_empty_and_a_dash_are_absent(csv, fact):
    """An empty cell, blanks, a dash and a row too short are absence of evidence for every type, never 0 or no."""
    path = csv(f"id;name;kind;{fact}", "P0;A;collective;", "P1;B;collective;  ", "P2;C;collective;-", "P3;D;collective")
    assert frame(path)[fact].to_list() == [None] * 4


def test_more_cells_than_headings_is_a_fault(csv):
    """A value that slid out of the table, as a decimal comma in a comma-separated file does, is not dropped."""
    assert [fault.where for fault in refused(csv("id,name,kind,diem", "P1,Một,collective,88,5")).faults] == ["a.csv:2"]
