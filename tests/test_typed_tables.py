"""Workbooks and Parquet: cells that have types of their own say what the same table says as text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from emulation_core.intake import read
from typed import campaign, csv_in, frame, refused

csv = pytest.fixture(csv_in)


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook of sheets, rows and cells and gives its path; a formula is written with its result."""

    def write(name: str = "a.xlsx", **sheets):
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet.replace("_", " "))
            for n, row in enumerate(rows):
                for m, value in enumerate(row):
                    if isinstance(value, tuple):
                        page.write_formula(n, m, value[0], None, value[1])
                    elif isinstance(value, str):
                        page.write_string(n, m, value)
                    else:
                        page.write(n, m, value)
        book.close()
        return path

    return write


def test_a_sheet_for_each_kind(workbook):
    """The sheet says who its rows speak of; a sheet without rows adds nobody."""
    path = workbook(
        Tập_thể=[["Mã", "Tên", "Số hồ sơ trễ hạn"], ["P1", "Phòng Một", 0]],
        Cá_nhân=[["Mã", "Họ và tên", "Đơn vị"], ["C1", "Nguyễn Văn An", "Phòng Một"]],
        Cơ_quan=[["Mã", "Tên", "Điểm của Sở"]],
    )
    assert frame(path).select("id", "kind", "unit", "so_tre_han").rows() == [
        ("P1", "collective", None, 0),
        ("C1", "individual", "Phòng Một", None),
    ]


def test_cells_are_read_by_the_type_of_their_column(workbook):
    """Numbers, booleans, days and formulas of a workbook, and text typed into cells, mean what they show."""
    facts = ["co_thu_tuc", "so_tre_han", "diem", "hai_long", "xep_loai", "chi_so", "ngay_nop"]
    path = workbook(
        Tập_thể=[
            ["id", "name", *facts],
            ["P1", "Một", True, 3, 0.1, 90, "Hoàn thành tốt", "PAR INDEX; Chuyển đổi số", datetime(2026, 12, 31)],
            ["P2", "Hai", 1, 3.0, "88,5", "90,5%", "kha", "không", "31/12/2026"],
            ["P3", "Ba", "không", ("=1+1", 2), ("=1/8", 0.125), 0, None, None, None],
            ["P4", "Bốn", 0, "0", -7.5, 100.0, "-", "-", "-"],
        ]
    )
    assert frame(path).select(facts).rows() == [
        (True, 3, Decimal("0.1"), Decimal(90), 1, 0b11, date(2026, 12, 31)),
        (True, 3, Decimal("88.5"), Decimal("90.5"), 0, 0, date(2026, 12, 31)),
        (False, 2, Decimal("0.125"), Decimal(0), None, None, None),
        (False, 0, Decimal("-7.5"), Decimal(100), None, None, None),
    ]


def test_numeric_ids_have_no_tail(workbook):
    """An id that the office typed as a number is the figure it shows, without a tail."""
    assert frame(workbook(Tập_thể=[["id", "name"], [12, "Một"], ["7a", "Bảy"], [3.0, "Ba"]]))["id"].to_list() == [
        "12",
        "7a",
        "3",
    ]


def test_faults_of_a_workbook_name_file_sheet_and_cell(workbook):
    """Every faulty cell is told as file › sheet › cell, with the value seen, all sheets at once."""
    facts = ["Có giải quyết thủ tục", "Số hồ sơ trễ hạn", "Điểm đánh giá", "Tỷ lệ hài lòng (%)", "Xếp loại", "Ngày nộp"]
    path = workbook(
        Tập_thể=[
            ["Mã", "Tên", *facts],
            ["P1", "Một", "có", 3.7, ("=1/0", "#DIV/0!"), 0.9, "Hoàn thành", 46387],
            ["P2", "Hai", 2, True, "1.234", 100.5, 1, datetime(2026, 1, 1, 7, 30)],
            ["P3", "Ba", None, -1, ("=NA()", "#N/A"), False, "tot", "31/02/2026"],
        ],
        Cá_nhân=[["Mã", "Tên"], ["P1", "An"]],
    )
    told = [(fault.where, fault.key) for fault in refused(path).faults]
    expected = {
        ("D2", 1), ("E2", 2), ("F2", 3), ("G2", 4), ("H2", 5),
        ("C3", 0), ("D3", 1), ("E3", 2), ("F3", 3), ("G3", 4), ("H3", 5),
        ("D4", 1), ("E4", 2), ("F4", 3), ("H4", 5),
    }  # fmt: skip
    assert set(told) == {(f"a.xlsx › Tập thể › {cell}", facts[n]) for cell, n in expected} | {
        ("a.xlsx › Cá nhân › A2", "Mã")
    }
    what = {fault.where.split(" › ")[-1]: fault.what for fault in refused(path).faults}
    seen = {"D2": "3.7", "E2": "#DIV/0!", "F2": "0.9", "G2": "Hoàn thành", "D3": "true", "E3": "1.234", "F3": "100.5"}
    assert {cell: value for cell, value in seen.items() if value not in what[cell]} == {}
    assert "a.xlsx › Tập thể › A2" in what["A2"]


def test_where_a_value_of_a_workbook_was_read(workbook):
    """Each value leads back to its cell, below blank rows and beside blank columns too."""
    path = workbook(
        Tập_thể=[["Mã", None, "Tên", "Số hồ sơ trễ hạn"], [], ["P1", None, "Một", 0], [None], ["P2", None, "Hai", 1]]
    )
    evidence = read([path], campaign())
    places = [
        evidence.source(sheet, row, "so_tre_han") for sheet, row in evidence.frame.select("_sheet", "_row").rows()
    ]
    assert places == ["a.xlsx › Tập thể › D3", "a.xlsx › Tập thể › D5"]
    assert evidence.source(0, 3, "diem") is None


def test_a_workbook_says_what_the_same_csv_says(workbook, csv):
    """One table, typed into Excel and saved as CSV with ";", gives the same evidence."""
    rows = [
        ["Mã", "Tên", "Loại", "Có giải quyết thủ tục", "Điểm đánh giá", "Xếp loại", "Chỉ số được giao", "Ngày nộp"],
        ["P1", "Phòng Một", "Tập thể", "có", "88,5", "Hoàn thành tốt", "PAR INDEX, Chuyển đổi số", "31/12/2026"],
        ["S", "Sở", "Cơ quan", "", "", "", "", ""],
    ]
    typed = frame(workbook(Bảng=rows)).drop("_sheet", "_row")
    assert typed.equals(frame(csv(*(";".join(row) for row in rows))).drop("_sheet", "_row"))


def test_a_parquet_table_keeps_its_types(tmp_path):
    """Booleans, integers, decimals, floats, days and nulls of a program's table are read as they are."""
    columns = {
        "id": ["P1", "P2"],
        "name": ["Một", "Hai"],
        "kind": ["collective", "Tập thể"],
        "co_thu_tuc": [True, None],
        "so_tre_han": [0, None],
        "diem": [Decimal("88.125"), None],
        "hai_long": [90.5, None],
        "ngay_nop": [date(2026, 12, 31), None],
        "chi_so": ["par; dti", None],
        "xep_loai": ["tot", None],
    }
    path = tmp_path / "a.parquet"
    pl.DataFrame(columns).write_parquet(path)
    assert frame(path).select(
        "co_thu_tuc", "so_tre_han", "diem", "hai_long", "ngay_nop", "chi_so", "xep_loai"
    ).rows() == [
        (True, 0, Decimal("88.125"), Decimal("90.5"), date(2026, 12, 31), 0b11, 1),
        (None,) * 7,
    ]


def test_faults_of_a_parquet_table_name_file_and_row(tmp_path):
    """Not-a-number, infinity, a negative count and a share below one are refused by row and column."""
    path = tmp_path / "a.parquet"
    columns = {
        "id": ["P1", "P2", "P3"],
        "name": ["Một", "Hai", "Ba"],
        "kind": ["collective"] * 3,
        "diem": [float("nan"), float("inf"), 1.5],
        "so_tre_han": [0, -1, 2],
        "hai_long": [0.9, 90.0, float("-inf")],
    }
    pl.DataFrame(columns).write_parquet(path)
    assert [(fault.where, fault.key) for fault in refused(path).faults] == [
        ("a.parquet:1", "diem"),
        ("a.parquet:1", "hai_long"),
        ("a.parquet:2", "diem"),
        ("a.parquet:2", "so_tre_han"),
        ("a.parquet:3", "hai_long"),
    ]
