"""`check` tells an officer what is wrong, in the office's own file, and what is still missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from support import CAMPAIGNS, inside

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")
HEADINGS = ("Mã", "Tên", "Số hồ sơ trễ hạn", "Xếp loại mức độ hoàn thành nhiệm vụ")


@pytest.fixture
def workbook(tmp_path) -> Path:
    """Three collectives, two wrong cells: a count of 3.7 in C3 and a rating off the ladder in D4."""
    path = tmp_path / "phong.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Tập thể")
        bold = book.add_format({"bold": True, "num_format": "0.00"})
        rows = [HEADINGS, ("T1", "Phòng Một", 0, "Hoàn thành tốt nhiệm vụ"), ("T2", "Phòng Hai", 3.7, None)]
        rows.append(("T3", "Phòng Ba", 0, "Rất tốt"))
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row, bold if n == 1 else None)
        book.add_worksheet("Ghi chú").write(0, 0, "giữ nguyên")
    return path


def test_a_marked_copy_holds_every_value_and_points_at_the_wrong_cells(workbook, capsys):
    """`--mark` writes phong.loi.xlsx: the same cells, the wrong two coloured with a comment, all listed on a first sheet."""
    before = workbook.read_bytes()
    ran = inside(capsys, "check", ID, workbook, "--mark")
    assert ran.code == 1
    assert workbook.read_bytes() == before
    copy = openpyxl.load_workbook(workbook.with_name("phong.loi.xlsx"))
    source = openpyxl.load_workbook(workbook)
    assert copy.sheetnames[1:] == source.sheetnames
    for name in source.sheetnames:
        same = [[cell.value for cell in row] for row in source[name].iter_rows()]
        assert [[cell.value for cell in row] for row in copy[name].iter_rows()] == same
    marked = {cell.coordinate for row in copy["Tập thể"].iter_rows() for cell in row if cell.comment}
    assert marked == {"C3", "D4"}
    assert copy["Tập thể"]["C3"].fill.start_color.rgb == copy["Tập thể"]["D4"].fill.start_color.rgb != "00000000"
    assert copy["Tập thể"]["C2"].number_format == "0.00"
    listed = [row[0].value for row in copy.worksheets[0].iter_rows(min_row=2)]
    assert listed == ["phong.xlsx › Tập thể › C3", "phong.xlsx › Tập thể › D4"]


def test_the_terminal_and_json_tell_the_same_faults(workbook, capsys):
    """Each fault is told with its cell and heading, on stderr or in the JSON, and the exit code is 1."""
    plain, json = inside(capsys, "check", ID, workbook), inside(capsys, "check", ID, workbook, "--json")
    assert (plain.code, json.code) == (1, 1)
    told = [(fault["where"], fault["key"]) for fault in json.json["faults"]]
    assert told == [("phong.xlsx › Tập thể › C3", HEADINGS[2]), ("phong.xlsx › Tập thể › D4", HEADINGS[3])]
    assert [f"{fault['where']}: {fault['key']}: {fault['what']}" in plain.err for fault in json.json["faults"]] == [
        True
    ] * 2


def test_a_marked_csv_becomes_a_workbook(tmp_path, capsys):
    """A CSV has no cells to colour; its rows come back as a workbook that has."""
    table = tmp_path / "phong.csv"
    table.write_text("Mã,Tên,Loại,so_ho_so_tre_han\nT1,=1+1,Tập thể,0\nT2,Phòng Hai,Tập thể,-1\n", "utf-8")
    assert inside(capsys, "check", ID, table, "--mark").code == 1
    [_list, page] = openpyxl.load_workbook(tmp_path / "phong.loi.xlsx").worksheets
    assert page["B2"].value == "=1+1"
    assert page["B2"].data_type == "s"
    assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment} == {"D3"}


def test_nothing_of_a_faulty_file_is_scored_unless_asked(workbook, capsys):
    """A faulty row refuses the file; with `--accept-partial` its participants are left out and named."""
    assert inside(capsys, "score", ID, workbook, "--on", "2027-03-01").code == 1
    ran = inside(capsys, "score", ID, workbook, "--on", "2027-03-01", "--accept-partial", "--json")
    assert ran.code == 0
    assert [person["id"] for person in ran.json["participants"]] == ["T1"]
    assert {"T2", "T3"} <= {warning["about"] for warning in ran.json["warnings"]}


def test_gaps_name_the_cell_the_clause_and_the_proposals_they_could_change(capsys):
    """Every absent cell that keeps something open is told once for each criterion, with where it would stand."""
    gaps = inside(capsys, "check", ID, SAMPLE, "--on", "2027-03-01", "--json").json["gaps"]
    scored = inside(capsys, "score", ID, SAMPLE, "--on", "2027-03-01", "--json").json
    open_ = {
        (person["id"], finding["criterion"])
        for person in scored["participants"]
        for finding in person["findings"]
        if finding["verdict"] in ("missing", "not_due", "council")
    }
    assert {(gap["participant"], gap["criterion"]) for gap in gaps if gap["criterion"] != "scope"} == open_
    assert [gap for gap in gaps if not gap["source"].startswith(SAMPLE.name)] == []
    for gap in gaps:
        hangs = [
            p["award"] for p in scored["proposals"] if gap["criterion"] in p["depends"].get(gap["participant"], [])
        ]
        assert gap["changes"] == hangs


def test_what_is_not_due_yet_is_told_with_its_day(capsys):
    """Before the index is published its cells are not due; from that day on they are missing."""
    early = inside(capsys, "check", ID, SAMPLE, "--on", "2027-02-27", "--json").json["gaps"]
    late = inside(capsys, "check", ID, SAMPLE, "--on", "2027-02-28", "--json").json["gaps"]
    waiting = [gap for gap in early if gap["fact"] == "so_ton_tai_cham_diem"]
    assert waiting
    assert {(gap["verdict"], gap["expected"]) for gap in waiting} == {("not_due", date(2027, 2, 28).isoformat())}
    assert {gap["verdict"] for gap in late if gap["fact"] == "so_ton_tai_cham_diem"} == {"missing"}
