"""Ids and names: who takes part is never guessed, whatever a spreadsheet made of what was typed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from emulation_core.intake import collect
from tables import ERRORS, HEADINGS, ROW, places, plan, refusal, sheet, styled


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
