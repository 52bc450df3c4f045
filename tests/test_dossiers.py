"""The sheet "Hồ sơ": which papers of whom were handed in, or every fault of it; it changes nobody's standing."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from emulation_core.intake import collect, read
from tables import places, plan, refusal, sheet, told, workbook

PEOPLE = sheet(("Mã", "Tên", "Số hồ sơ trễ hạn"), ("P1", "Phòng Một", 0), ("P2", "Phòng Hai", 1))
HEADINGS = ("Mã", "Tên", "Tài liệu", "Số bộ", "Bản gốc", "Ngày nhận")
WHOLE = ("P1", "Phòng Một", "Tờ trình đề nghị khen thưởng", 2, 1, date(2027, 1, 20))


def papers(*rows: tuple, headings: tuple = HEADINGS, **more):
    return sheet(headings, *rows, name="Hồ sơ", **more)


def taken(*rows: tuple, **options) -> pl.DataFrame:
    return collect([PEOPLE, papers(*rows)], plan(), **options).dossiers


def refused(*rows: tuple, headings: tuple = HEADINGS) -> list[str]:
    """The cells of the faults on the sheet of papers."""
    return [
        place.removeprefix("a.xlsx › Hồ sơ › ") for place in places(refusal(PEOPLE, papers(*rows, headings=headings)))
    ]


def test_the_papers_are_a_table_with_the_place_of_each():
    """Whose, which, how many sets and originals, when; each row leads back to its cell."""
    evidence = collect([PEOPLE, papers(WHOLE, ("P2", None, "bien_ban", "2", "1,0", "05/02/2027"))], plan())
    assert evidence.dossiers.schema == {
        "participant": pl.String,
        "document": pl.String,
        "sets": pl.Int64,
        "originals": pl.Int64,
        "received": pl.Date,
        "_sheet": pl.Int64,
        "_row": pl.Int64,
    }
    assert evidence.dossiers.rows() == [
        ("P1", "to_trinh", 2, 1, date(2027, 1, 20), 1, 5),
        ("P2", "bien_ban", 2, 1, date(2027, 2, 5), 1, 6),
    ]
    assert evidence.source(1, 6, "received") == "a.xlsx › Hồ sơ › F6"
    assert evidence.source(1, 5, "participant") == "a.xlsx › Hồ sơ › A5"
    assert evidence.frame["id"].to_list() == ["P1", "P2"]


def test_without_the_sheet_nothing_is_known_of_papers():
    """No sheet is not an empty one: the first says nothing, the second that nothing came."""
    assert collect([PEOPLE], plan()).dossiers is None
    assert taken().height == 0
    assert taken().columns[:2] == ["participant", "document"]


def test_a_row_left_empty_is_a_paper_that_did_not_come():
    """The form names every paper of everybody; what is not filled in stays absent."""
    assert taken(("P1", "Phòng Một", "Biên bản họp xét", None, "", "-")).rows() == [
        ("P1", "bien_ban", None, None, None, 1, 5)
    ]


@pytest.mark.parametrize(
    "said", ["to_trinh", "TO_TRINH", "tờ trình  đề nghị khen thưởng", "Tờ trình đề nghị khen thưởng "]
)
def test_a_paper_is_named_by_its_id_or_label(said):
    """In any case, with any spaces."""
    assert taken(("P1", "", said, 1, 1, None))["document"].to_list() == ["to_trinh"]


def test_a_paper_the_plan_does_not_ask_for_is_a_fault():
    """A slip is told with the paper that was meant."""
    found = refusal(
        PEOPLE, papers(("P1", "", "Biên ban hop xet", 1, 1, None), ("P1", "", "Sơ yếu lý lịch", 1, 1, None))
    )
    assert places(found) == ["a.xlsx › Hồ sơ › C5", "a.xlsx › Hồ sơ › C6"]
    assert found.faults[0].what.count("Biên bản họp xét") == 2


def test_a_paper_of_somebody_unknown_is_a_fault():
    """Whose paper it is, is never guessed; zeros that a spreadsheet took away are told."""
    people = sheet(("Mã", "Tên"), ("0007", "Phòng Bảy"))
    found = refusal(people, papers((7, "Phòng Bảy", "to_trinh", 1, 1, None), ("P9", "", "to_trinh", 1, 1, None)))
    assert places(found) == ["a.xlsx › Hồ sơ › A5", "a.xlsx › Hồ sơ › A6"]
    assert "0007" in found.faults[0].what


def test_papers_may_come_in_another_file_than_their_people():
    """Everybody is known before the first paper is read, whatever the order of sheets and files."""
    assert collect([papers(WHOLE, file="b.xlsx"), PEOPLE], plan()).dossiers["participant"].to_list() == ["P1"]


def test_strangers_are_not_counted_while_the_people_cannot_be_read():
    """When the sheet of participants is refused, its own fault is told, and not one for every paper."""
    faulty = sheet(("Mã", "Số hồ sơ trễ hạn"), ("P1", 0))
    assert places(refusal(faulty, papers(WHOLE))) == ["a.xlsx › Tập thể › A4"]


def test_one_paper_twice_is_a_fault_with_both_places():
    """By id and by label it is the same paper; in another file too."""
    again = papers(("P1", "", "to_trinh", None, None, None), file="b.xlsx")
    (fault,) = refusal(PEOPLE, papers(WHOLE), again).faults
    assert fault.where == "b.xlsx › Hồ sơ › C5"
    assert "a.xlsx › Hồ sơ › C5" in fault.what


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (("", "", "to_trinh", 1, 1, None), ["A5"]),
        (("P1", "", "", 1, 1, None), ["C5"]),
        (("P1", "", "-", 1, 1, None), ["C5"]),
        (("P1", "", "to_trinh", -1, None, None), ["D5"]),
        (("P1", "", "to_trinh", 1.5, "x", "31/02/2027"), ["D5", "E5", "F5"]),
        (("P1", "", "to_trinh", True, date(2027, 1, 1), 46_000), ["D5", "E5", "F5"]),
        (("P1", "", "to_trinh", "#N/A", "#REF!", "#VALUE!"), ["D5", "E5", "F5"]),
        (("P1", "", "to_trinh", 1, 2, None), ["E5"]),
        (("P\u200b1", "", "#N/A", 1, 1, None), ["A5", "C5"]),
        (("P1", "", "to_trinh", 1, 1, datetime(2027, 1, 1, 7)), ["F5"]),
    ],
)
def test_the_cells_keep_to_their_domains(row, cells):
    """The same domains as everywhere; more originals than sets cannot be."""
    assert refused(row) == cells


def test_every_fault_of_the_sheet_comes_with_those_of_the_others():
    """People and papers are refused in one go."""
    people = sheet(("Mã", "Tên", "Số hồ sơ trễ hạn"), ("P1", "Phòng Một", -1))
    found = places(refusal(people, papers(("P1", "", "to_trinh", "x", 1, None))))
    assert found == ["a.xlsx › Hồ sơ › D5", "a.xlsx › Tập thể › C5"]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("Tên", "Tài liệu"), ["A4"]),
        (("Mã", "Tên"), ["A4"]),
        (("Mã", "Tên", "Tài liệu", "Số bô"), ["D4"]),
        (("Mã", "Mã số", "Tài liệu"), ["B4"]),
    ],
)
def test_the_headings_are_those_of_the_form(headings, cells):
    """Whose and which are needed; a slip in a heading is a fault, and so is a heading twice."""
    assert refused(headings=headings) == cells


def test_other_headings_are_named_and_not_read():
    """A column of the office's own is no fault."""
    evidence = collect([PEOPLE, papers((*WHOLE, "x", "y"), headings=(*HEADINGS, "Người nộp", ""))], plan())
    assert list(told(evidence)) == ["Người nộp", "a.xlsx › Hồ sơ › H4"]


def test_merged_cells_are_a_fault():
    """One paper, one row."""
    raw = papers(WHOLE, ("", "", "bien_ban", 1, 1, None), merged=((5, 0, 6, 0),))
    assert "a.xlsx › Hồ sơ › A5:A6" in places(refusal(PEOPLE, raw))


def test_another_name_beside_the_id_is_a_warning():
    """The id says whose paper it is; a name that is not that one's is put before a person, another spelling is not."""
    rows = [WHOLE, ("P2", "Phòng Một", "to_trinh", 1, 1, None), ("P2", "PHÒNG  HAI", "bien_ban", 1, 1, None)]
    evidence = collect([PEOPLE, papers(*rows)], plan())
    assert evidence.dossiers.height == 3
    assert list(told(evidence)) == ["P2"]
    assert "Phòng Một" in told(evidence)["P2"]


def test_a_plan_that_asks_for_no_papers_reads_none():
    """The sheet is then the office's own: named, not read."""
    evidence = collect([PEOPLE, papers(WHOLE)], plan(procedure=False))
    assert evidence.dossiers is None
    assert list(told(evidence)) == ["a.xlsx › Hồ sơ"]
    assert told(collect([PEOPLE, papers()], plan(procedure=False))) == {}


def test_a_hidden_sheet_of_papers_is_not_read():
    """What nobody saw was not handed in."""
    evidence = collect([PEOPLE, papers(WHOLE, hidden=True)], plan())
    assert evidence.dossiers is None
    assert list(told(evidence)) == ["a.xlsx › Hồ sơ"]


def test_a_partial_reading_leaves_out_faulty_papers_and_those_of_who_is_left_out():
    """A faulty paper is named by whose it is, or by place; its owner stays."""
    people = sheet(("Mã", "Tên", "Số hồ sơ trễ hạn"), ("P1", "Phòng Một", 0), ("P2", "Phòng Hai", -1))
    rows = [
        WHOLE,
        ("P1", "", "bien_ban", -1, None, None),
        ("P2", "", "to_trinh", 1, 1, None),
        ("", "", "to_trinh", 1, 1, None),
    ]
    evidence = collect([people, papers(*rows)], plan(), partial=True)
    assert evidence.dossiers.select("participant", "document").rows() == [("P1", "to_trinh")]
    assert evidence.left_out == ("P2",)
    assert set(told(evidence)) == {"P1", "P2", "a.xlsx › Hồ sơ › A8"}


def test_a_sheet_of_a_real_workbook(tmp_path):
    """Typed into Excel, days and numbers as cells."""
    path = workbook(
        tmp_path / "a.xlsx",
        Tập_thể=[("Mã", "Tên"), ("P1", "Phòng Một")],
        Hồ_sơ=[HEADINGS, WHOLE, ("P1", "Phòng Một", "Biên bản họp xét", "", "", "")],
    )
    evidence = read([path], plan())
    assert evidence.dossiers.select("participant", "document", "sets", "originals", "received").rows() == [
        ("P1", "to_trinh", 2, 1, date(2027, 1, 20)),
        ("P1", "bien_ban", None, None, None),
    ]
    assert evidence.source(1, 2, "sets") == "a.xlsx › Hồ sơ › D2"
