"""Workbooks as raw sheets: every cell at its address, whatever program wrote it, with what its XML says beside."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from struct import pack

import pytest
import xlsxwriter

from emulation_core.errors import EvidenceRefused
from emulation_core.intake.sheets import RawSheet, Style, sheets
from packages import book, cells, part, strings, worksheet


@pytest.fixture
def written(tmp_path):
    """A workbook drawn by a function of its own, read back: its sheets by name."""

    def written(draw) -> dict[str | None, RawSheet]:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as file:
            draw(file)
        return {sheet.sheet: sheet for sheet in sheets(path)}

    return written


@pytest.fixture
def typed(tmp_path):
    """The only sheet of a workbook of this XML."""

    def typed(data: bytes) -> RawSheet:
        path = tmp_path / "a.xlsx"
        path.write_bytes(data)
        (sheet,) = sheets(path)
        return sheet

    return typed


def addressed(sheet: RawSheet) -> dict[str, object]:
    """The cells that hold anything, by address, those of the heading row too."""
    rows = [(sheet.heading_row, sheet.headings), *sheet.rows]
    return {
        sheet.where(row, n).split(" › ")[-1]: cell for row, cells in rows for n, cell in enumerate(cells) if cell != ""
    }


def test_values_keep_their_kinds(written):
    """Numbers, flags, days, moments, times, spans and texts come as what they are."""

    def draw(file):
        page = file.add_worksheet("Tập thể")
        page.write_row(0, 0, ["Mã", "x"])
        values = [1.5, 3, True, False, date(2026, 12, 31), datetime(2026, 12, 31, 7, 30), " hai  ", "007"]
        for n, value in enumerate(values, 1):
            page.write(n, 1, value) if not isinstance(value, str) else page.write_string(n, 1, value)
        page.write(9, 1, 0.3125, file.add_format({"num_format": "hh:mm"}))
        page.write(10, 1, 1.5, file.add_format({"num_format": "[h]:mm:ss"}))

    got = [row[1] for _number, row in written(draw)["Tập thể"].rows]
    expected = [
        1.5, 3.0, True, False, date(2026, 12, 31), datetime(2026, 12, 31, 7, 30), " hai  ", "007", time(7, 30),
        timedelta(hours=36),
    ]  # fmt: skip
    assert [(type(value), value) for value in got] == [(type(value), value) for value in expected]


def test_addresses_do_not_shift(typed):
    """A table that starts at C4, with blank rows in it, is where it is."""
    rows = (
        '<row r="4"><c r="C4" t="inlineStr"><is><t>Mã</t></is></c><c r="D4" t="inlineStr"><is><t>Tên</t></is></c></row>'
        '<row r="7"><c r="D7"><v>1</v></c></row><row r="9"><c r="C9"><v>2</v></c></row>'
    )
    sheet = typed(cells(rows))
    assert addressed(sheet) == {"C4": "Mã", "D4": "Tên", "D7": 1.0, "C9": 2.0}
    assert sheet.heading_row == 4


def test_a_large_table_comes_whole(written):
    """More rows than travel at once, columns of one kind and of several, in their order."""

    def row(n: int) -> tuple[object, ...]:
        return f"P{n}", n / 4, n % 2 == 0, "như nhau", n * 1.0 if n % 3 else f"chữ {n}", n % 5 == 0 or n * 1.0

    def draw(file):
        page = file.add_worksheet("Bảng")
        page.write_row(0, 0, ["Mã", "a", "b", "c", "d", "e"])
        for n in range(30_000):
            page.write_row(n + 1, 0, row(n))

    got = written(draw)["Bảng"].rows
    assert list(got) == [(n + 2, row(n)) for n in range(30_000)]
    assert [type(cell) for cell in got[1][1]] == [str, float, bool, str, float, float]
    assert type(got[5][1][5]) is bool


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="B2" t="b"><v>1</v></c></row>',
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>2</v></c></row><row r='2'><c r='B2' t='b'><v>1</v></c></row>",
        '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="B2" t="b"><x:v>1</x:v></x:c></x:row>',
        '<row><c t="s"><v>0</v></c><c><v>2</v></c></row><row><c/><c t="b"><v>1</v></c></row>',
        '<row r="1" spans="1:2"\n ht="15"><c\n s="0" t="s"\n r="A1"><v>0</v></c><c r="B1" s="0" t="n"><v>2</v></c></row>'
        '<row r="2"><c r="A2" s="0"/><c t="b" r="B2"><v>1</v></c></row><row r="900000"/>',
    ],
    ids=["as Excel writes", "with other quotes", "with a prefix", "without addresses", "with blanks and empty cells"],
)
def test_every_spelling_of_xml_gives_the_same_table(typed, rows):
    """What programs write differently is one table."""
    sheet = typed(
        book(
            part("xl/worksheets/sheet1.xml", worksheet(rows).replace("<worksheet", '<worksheet xmlns:x="x"')),
            part("xl/sharedStrings.xml", strings("Mã")),
        )
    )
    assert addressed(sheet) == {"A1": "Mã", "B1": "2", "B2": True}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2"><v>1</v></c></row><row r="5"><c r="D5" t="e"><f>NA()</f><v>#N/A</v></c></row>',
        "<row r='2'><c r='B2' t='e'><v>#DIV/0!</v></c><c><v>1</v></c></row><row r='5'><c r='D5' t='e'><f>NA()</f><v>#N/A</v></c></row>",
    ],
)
def test_errors_are_not_empty(typed, rows):
    """An error stands at its cell as it is shown, also where nothing else stands in its row or column."""
    sheet = typed(cells('<row r="1"><c r="A1" t="str"><v>Mã</v></c></row>' + rows))
    assert addressed(sheet) == {"A1": "Mã", "B2": "#DIV/0!", "C2": 1.0, "D5": "#N/A"}


@pytest.mark.parametrize(
    ("lines", "row"), [(0, 1), (3, 4), (10, 11), (11, 1)], ids=["at once", "below three", "in the last", "too late"]
)
def test_headings_are_looked_for_below_titles(written, lines, row):
    """The first of eleven rows with an id heading, however it is spelt; without one, the first row that holds anything."""

    def draw(file):
        page = file.add_worksheet("Tập thể")
        for n in range(lines):
            page.write(n, 0, f"Tiêu đề {n}")
        page.write_row(lines, 0, ["STT", "  MÃ  số", 2026])
        page.write_row(lines + 1, 0, [1, "P1", 3])

    sheet = written(draw)["Tập thể"]
    assert sheet.heading_row == row
    if row > lines:
        assert sheet.headings == ("STT", "  MÃ  số", "2026")
        assert [number for number, _cells in sheet.rows] == [row + 1]


def test_sheets_that_hold_nothing_are_left_out(written):
    """Every other sheet comes, hidden ones marked, in the order of the workbook."""

    def draw(file):
        for name in ("Hướng dẫn", "Trống", "Ẩn", "_emulation"):
            page = file.add_worksheet(name)
            if name != "Trống":
                page.write(0, 0, name)
        file.get_worksheet_by_name("Ẩn").hide()
        file.get_worksheet_by_name("_emulation").very_hidden()

    assert [(name, sheet.hidden) for name, sheet in written(draw).items()] == [
        ("Hướng dẫn", False),
        ("Ẩn", True),
        ("_emulation", True),
    ]


def test_a_workbook_of_nothing_is_refused(written):
    """A file without a single value is told to be empty."""
    with pytest.raises(EvidenceRefused):
        written(lambda file: file.add_worksheet("Tập thể"))


def test_hidden_rows_and_merged_cells_are_told(written):
    """By row from 1 and column from 0."""

    def draw(file):
        page = file.add_worksheet("Tập thể")
        page.write_column(0, 0, ["Mã", "P1", "P2", "P3"])
        page.set_row(2, None, None, {"hidden": True})
        page.set_row(3, 20, None, {"collapsed": True})
        page.merge_range("B2:C4", "chung")

    sheet = written(draw)["Tập thể"]
    assert sheet.hidden_rows == {3}
    assert sheet.merged == ((2, 1, 4, 2),)


def test_styles_are_told_when_asked(written):
    """Font and number format of each cell, builtin formats and those of the office's own; a cell without a style has the first."""

    def draw(file):
        page = file.add_worksheet("Tập thể")
        page.write(0, 0, "Mã")
        page.write(1, 0, "Phßng", file.add_format({"font_name": ".VnTime"}))
        page.write(1, 1, 0.9, file.add_format({"num_format": "0%"}))
        page.write(1, 2, 0.9, file.add_format({"num_format": '0.0" %"', "font_name": "VNI-Times"}))
        page.write(2, 0, "x", file.add_format({"bold": True}))

    style = written(draw)["Tập thể"].style
    assert style is not None
    usual = style(1, 0).font
    assert style(2, 0) == Style(".VnTime", "General")
    assert style(2, 1) == Style(usual, "0%")
    assert style(2, 2) == Style("VNI-Times", '0.0" %"')
    assert style(3, 0) == style(900, 900) == Style(usual, "General")


def test_styles_that_make_no_sense_are_none(typed):
    """A style that the workbook does not have, or has without a font, is no reason to fail."""
    odd = '<styleSheet><fonts><font/></fonts><cellXfs><xf fontId="7" numFmtId="x"/></cellXfs></styleSheet>'
    sheet = typed(book(part("xl/styles.xml", odd), part("xl/worksheets/sheet1.xml", worksheet('<row r="1"><c r="A1" s="9"><v>1</v></c><c r="B1"><v>1</v></c></row>'))))  # fmt: skip
    assert sheet.style is not None
    assert sheet.style(1, 0) is None
    assert sheet.style(1, 1) == Style("", "General")


def test_a_package_with_wide_sizes_is_read(typed):
    """Java's writers keep every size in the zip64 field, however small it is."""
    data = book()
    end = data.rfind(b"PK\5\6")
    count, start = _short(data, end + 10), int.from_bytes(data[end + 16 : end + 20], "little")
    out, at = bytearray(data[:start]), start
    for _entry in range(count):
        sizes, name, extra = data[at + 20 : at + 28], _short(data, at + 28), _short(data, at + 30)
        packed, size = (int.from_bytes(sizes[n : n + 4], "little") for n in (0, 4))
        wide = pack("<2H2Q", 1, 16, size, packed)
        out += data[at : at + 20] + b"\xff" * 8 + pack("<2H", name, len(wide)) + data[at + 32 : at + 46 + name] + wide
        at += 46 + name + extra
    out += data[end : end + 12] + pack("<2L", len(out) - start, start) + b"\0\0"
    with zipfile.ZipFile(io.BytesIO(bytes(out))) as file:
        assert file.testzip() is None
    assert typed(bytes(out)).headings == ("1",)


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def test_a_file_is_read_from_any_folder(tmp_path, monkeypatch):
    """Modules that lie about in the folder of the evidence are not run by the child."""
    for name in ("json", "array", "python_calamine", "gc"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)\n")
    (tmp_path / "a.xlsx").write_bytes(book())
    monkeypatch.chdir(tmp_path)
    assert [sheet.sheet for sheet in sheets(Path("a.xlsx"))] == ["S1"]
