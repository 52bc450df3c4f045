"""Evidence: what officers write is read as they mean it, or the file is refused with every fault at its cell."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
import xlsxwriter

from emulation_core.config import load_text
from emulation_core.errors import EvidenceRefused, NotFound
from emulation_core.intake import read
from support import CAMPAIGNS, inside, registry, shipped

CAMPAIGN = """
title = "Mẫu"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }

[facts]
co_thu_tuc = { label = "Có giải quyết thủ tục", type = "flag" }
so_tre_han = { label = "Số hồ sơ trễ hạn", type = "count" }
diem = { label = "Điểm đánh giá", type = "number", max = 1000000 }
hai_long = { label = "Tỷ lệ hài lòng (%)", type = "percent", max = 100 }
xep_loai = { label = "Xếp loại", type = "rating", ladder = ["kha", "tot"], labels = { kha = "Hoàn thành khá", tot = "Hoàn thành tốt" } }
chi_so = { label = "Chỉ số được giao", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "Chuyển đổi số" } }
ngay_nop = { label = "Ngày nộp", type = "date" }
cua_so = { label = "Điểm của Sở", type = "number" }
"""
CRITERION = """
[[criteria]]
id = "{id}"
clause = "I"
text = "Mẫu"
applies_to = ["{kind}"]
evaluator = {{ {rule} }}
"""
AWARD = """
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = { use = "open" }
order = ["fact.ngay_nop asc"]
"""
RULES = {
    "a": 'use = "flag", fact = "co_thu_tuc"',
    "b": 'use = "equals_zero", fact = "so_tre_han"',
    "c": 'use = "at_least", fact = "diem", value = 1',
    "d": 'use = "at_least", fact = "hai_long", value = 1',
    "e": 'use = "rated_at_least", fact = "xep_loai", rung = "tot"',
    "f": 'use = "not_empty", fact = "chi_so"',
}


@cache
def campaign():
    """A fact of each type for collectives, and one that concerns the agency alone."""
    rules = [(id, "collective", rule) for id, rule in RULES.items()]
    rules.append(("g", "agency", 'use = "at_least", fact = "cua_so", value = 1'))
    criteria = [CRITERION.format(id=id, kind=kind, rule=rule) for id, kind, rule in rules]
    return load_text(CAMPAIGN + "".join(criteria) + AWARD, "ca_mau/mau", "mau.toml", registry()).campaign


@pytest.fixture
def csv(tmp_path):
    """Writes a CSV file of lines and gives its path."""

    def write(*lines: str, name: str = "a.csv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path

    return write


def frame(*paths) -> pl.DataFrame:
    return read(paths, campaign()).frame


def refused(*paths) -> EvidenceRefused:
    with pytest.raises(EvidenceRefused) as refusal:
        read(paths, campaign())
    return refusal.value


def cell(csv, fact: str, *values: str, sign: str = ";") -> list[object]:
    """What a column of `fact` holds after the cells `values` were written below it, in a file separated by `sign`."""
    rows = [sign.join((f"P{n}", f"Phòng {n}", "collective", f'"{value}"')) for n, value in enumerate(values)]
    return frame(csv(sign.join(("id", "name", "kind", fact)), *rows))[fact].to_list()


def refusals(csv, fact: str, *values: str, sign: str = ";") -> list[tuple[str, str, str]]:
    """The place, heading and sentence of each refused cell."""
    with pytest.raises(EvidenceRefused) as refusal:
        cell(csv, fact, *values, sign=sign)
    return [(fault.where, fault.key, fault.what) for fault in refusal.value.faults]


# Headings and files.

HEADINGS = ("Mã", "Tên", "Loại", "Đơn vị", "Có giải quyết thủ tục", "Số hồ sơ trễ hạn")
ROW = ("P1", "Phòng Một", "Tập thể", "Sở Mẫu", "có", "0")


@pytest.mark.parametrize("sign", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    "spelt",
    [
        lambda heading: heading,
        str.upper,
        lambda heading: unicodedata.normalize("NFD", heading),
        lambda heading: f"  {unicodedata.normalize('NFD', heading.lower())} ",
    ],
    ids=["as printed", "in capitals", "with separate accents", "with blanks around"],
)
def test_headings_are_found_however_they_are_spelt(csv, sign, encoding, spelt):
    """Labels in any case and form of accents, either separator, with or without byte-order mark: the same table."""
    path = csv(sign.join(map(spelt, HEADINGS)), sign.join(ROW), encoding=encoding)
    rows = frame(path).select("id", "name", "kind", "unit", "co_thu_tuc", "so_tre_han").rows()
    assert rows == [("P1", "Phòng Một", "collective", "Sở Mẫu", True, 0)]


def test_headings_may_be_ids(csv):
    """The ids of the campaign file serve as headings too, in any case."""
    path = csv("ID,Name,KIND,Unit,CO_THU_TUC,so_tre_han", ",".join(ROW))
    assert frame(path).select("id", "kind", "co_thu_tuc", "so_tre_han").row(0) == ("P1", "collective", True, 0)


@pytest.mark.parametrize(("id", "name"), [("Mã số", "Họ và tên"), ("mã", "tên"), ("id", "name")])
def test_id_and_name_have_several_headings(csv, id, name):
    """What offices call these columns is understood."""
    assert frame(csv(f"{id},{name},Loại", "P1,Nguyễn Văn An,Cá nhân")).select("id", "name", "kind").row(0) == (
        "P1",
        "Nguyễn Văn An",
        "individual",
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("collective", "collective"),
        ("Tập thể", "collective"),
        ("TẬP THỂ", "collective"),
        ("individual", "individual"),
        ("cá nhân", "individual"),
        ("agency", "agency"),
        (unicodedata.normalize("NFD", "Cơ quan"), "agency"),
    ],
)
def test_kinds_are_written_in_vietnamese_or_as_ids(csv, written, kind):
    """Tập thể, Cá nhân, Cơ quan or their ids, in any case and form of accents."""
    assert frame(csv("id,name,kind", f"P1,Một,{written}"))["kind"].to_list() == [kind]


def test_an_unknown_kind_is_a_fault(csv):
    """Who a row speaks of is never guessed."""
    fault = refused(csv("id,name,kind", "P1,Một,tap the", "P2,Hai,")).faults
    assert [(one.where, one.key) for one in fault] == [("a.csv:2", "kind"), ("a.csv:3", "kind")]
    assert "tap the" in fault[0].what
    assert "Tập thể" in fault[0].what


@pytest.mark.parametrize("gone", ["id", "name", "kind"])
def test_a_table_without_its_own_columns_is_a_fault(csv, gone):
    """A table that does not say who takes part is refused at its heading row, by the column's name."""
    headings = [heading for heading in ("id", "name", "kind") if heading != gone]
    assert [(one.where, one.key) for one in refused(csv(",".join(headings), "P1,Một")).faults] == [("a.csv:1", gone)]


def test_a_column_twice_is_a_fault(csv):
    """One fact under its id and under its label would leave the choice to us."""
    (fault,) = refused(csv("id,name,kind,so_tre_han,Số hồ sơ trễ hạn", "P1,Một,collective,0,1")).faults
    assert (fault.where, fault.key) == ("a.csv:1", "Số hồ sơ trễ hạn")
    assert "so_tre_han" in fault.what


def test_a_heading_close_to_a_known_one_is_a_fault(csv):
    """A slip of the pen in a heading would silently drop a column: it is refused with what was meant."""
    (fault,) = refused(csv("id,name,kind,Số hồ sơ trẽ hạn", "P1,Một,collective,0")).faults
    assert (fault.where, fault.key) == ("a.csv:1", "Số hồ sơ trẽ hạn")
    assert "so_tre_han" in fault.what


def test_any_other_unknown_heading_is_a_warning(csv):
    """A column of the office's own is left unread, and said to be."""
    evidence = read([csv("id,name,kind,Ghi chú của phòng", "P1,Một,collective,x")], campaign())
    assert evidence.frame.height == 1
    assert "Ghi chú của phòng" in [note.about for note in evidence.warnings]


def test_what_is_unknown_is_told_also_when_the_file_is_refused(csv):
    """The warning about an unread column does not wait for the other faults to be put right."""
    refusal = refused(csv("id,name,kind,Ghi chú của phòng,so_tre_han", "P1,Một,collective,x,-1"))
    assert [fault.key for fault in refusal.faults] == ["so_tre_han"]
    assert any("Ghi chú của phòng" in note for note in refusal.notes)
    assert "Ghi chú của phòng" in str(refusal)


def test_a_fact_without_a_column_is_empty_and_named(csv):
    """Absence of a whole column is absence for everybody: a warning, never a fault; legal facts ask for no column."""
    evidence = read([csv("id,name,kind,so_tre_han", "P1,Một,collective,0")], campaign())
    absent = {"co_thu_tuc", "diem", "hai_long", "xep_loai", "chi_so", "ngay_nop", "cua_so"}
    assert {note.about for note in evidence.warnings} == absent
    assert all(evidence.frame[name].to_list() == [None] for name in (*absent, "dang_xem_xet_ky_luat", "ty_le_nu"))


def test_a_value_beside_the_kind_is_a_note(csv):
    """A value in a column that does not concern the participant is neither read nor a fault, but told with its count."""
    path = csv("id,name,kind,cua_so,so_tre_han", "P1,Một,collective,abc,0", "P2,Hai,collective,7,0", "S,Sở,agency,7,")
    evidence = read([path], campaign())
    assert evidence.frame["cua_so"].to_list() == [None, None, Decimal(7)]
    (note,) = [note for note in evidence.warnings if note.about == "cua_so"]
    assert "2" in note.says


def test_the_legal_columns_are_known_in_every_table(csv):
    """Pending discipline, the share of women and the sex of a person are read though no campaign declares them."""
    path = csv(
        "id;name;kind;Đang xem xét kỷ luật hoặc đang xác minh;Tỷ lệ nữ (%);Giới tính",
        "P1;Một;collective;có;72,5;",
        "P2;An;individual;không;;Nữ",
    )
    assert frame(path).select("dang_xem_xet_ky_luat", "ty_le_nu", "gioi_tinh").rows() == [
        (True, Decimal("72.5"), None),
        (False, None, 1),
    ]


def test_ids_are_text(csv):
    """Leading zeros stay, and an id is never a number."""
    assert frame(csv("id,name,kind", "007,Một,collective", "1e3,Hai,collective"))["id"].to_list() == ["007", "1e3"]


def test_blank_lines_and_line_breaks_inside_a_cell(csv):
    """Rows without anything are nobody; after a cell of two lines, faults still name the line an editor shows."""
    path = csv("id,name,kind,so_tre_han", ",,,", 'P1,"Phòng\nMột",collective,0', "", "P2,Hai,collective,-1")
    (fault,) = refused(path).faults
    assert fault.where == "a.csv:6"
    path = csv("id,name,kind,so_tre_han", ",,,", "P1,Một,collective,0", "", "P2,Hai,collective,1")
    assert frame(path)["id"].to_list() == ["P1", "P2"]


def test_several_files_are_one_table(csv):
    """CSV files with either separator and a Parquet file give one table, each row led back to its own file."""
    first = csv("id,name,kind,so_tre_han", "P1,Một,collective,0")
    second = csv("Mã;Tên;Loại;Điểm đánh giá", "P2;Hai;Tập thể;88,5", name="b.csv")
    third = first.with_name("c.parquet")
    pl.DataFrame({"id": ["P3"], "name": ["Ba"], "kind": ["collective"], "so_tre_han": [2]}).write_parquet(third)
    evidence = read([first, second, third], campaign())
    assert evidence.frame.select("id", "so_tre_han", "diem").rows() == [
        ("P1", 0, None),
        ("P2", None, Decimal("88.5")),
        ("P3", 2, None),
    ]
    places = [
        evidence.source(sheet, row, "so_tre_han") for sheet, row in evidence.frame.select("_sheet", "_row").rows()
    ]
    assert places == ["a.csv:2 › so_tre_han", None, "c.parquet:1 › so_tre_han"]


def test_one_id_twice_is_a_fault_with_both_places(csv):
    """The same id in two files, or in one, is refused where it stands again, naming where it stood first."""
    first = csv("id,name,kind", "P1,Một,collective", "P2,Hai,collective", "P1,Một,collective")
    second = csv("id,name,kind", "P2,Hai,collective", name="b.csv")
    faults = refused(first, second).faults
    assert [(one.where, one.key) for one in faults] == [("a.csv:4", "id"), ("b.csv:2", "id")]
    assert "a.csv:2" in faults[0].what
    assert "a.csv:3" in faults[1].what


@pytest.mark.parametrize(("line", "key"), [(",Một,collective", "id"), ("P1,  ,collective", "name")])
def test_everybody_has_an_id_and_a_name(csv, line, key):
    """A participant without an id or a name is a fault of that cell."""
    assert [(one.where, one.key) for one in refused(csv("id,name,kind", line)).faults] == [("a.csv:2", key)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.csv", "id,name,kind\nP1,Sở,collective\n".encode("utf-16")),
        ("a.csv", b'id,name,kind\nP1,"x" y,collective\n'),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.parquet", b"PAR1 not a table"),
        ("a.docx", b"PK\x03\x04"),
    ],
    ids=["an empty file", "UTF-16", "broken quotation marks", "no workbook", "no Parquet", "a letter"],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path, name, data):
    """An empty, damaged or foreign file is the user's fault, told by its name; never a crash, never an empty table."""
    path = tmp_path / name
    path.write_bytes(data)
    (fault,) = refused(path).faults
    assert fault.where.startswith(f"{name}:")


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path):
    """A mistyped path is not an empty table."""
    with pytest.raises(NotFound, match=r"khong_co\.csv"):
        read([tmp_path / "khong_co.csv"], campaign())


# Values.


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


def test_all_faults_of_all_files_come_at_once(csv):
    """Every faulty cell of every file is told in one pass, by file and line."""
    first = csv("id;name;kind;so_tre_han;xep_loai", "P1;Một;collective;3,7;giỏi", "P2;Hai;collective;0;tot", "P3;;?;;")
    second = csv("id;name;kind;so_tre_hen;diem", "P4;Bốn;collective;0;1.234", "P1;Năm;collective;;", name="b.csv")
    third = csv("x", name="c.csv", encoding="utf-16")
    assert [(fault.where, fault.key) for fault in refused(first, second, third).faults] == [
        ("a.csv:2", "so_tre_han"),
        ("a.csv:2", "xep_loai"),
        ("a.csv:4", "name"),
        ("a.csv:4", "kind"),
        ("b.csv:1", "so_tre_hen"),
        ("b.csv:2", "diem"),
        ("b.csv:3", "id"),
        ("c.csv:1", ""),
    ]


# Workbooks.


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


# Parquet.


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


# The command line, and the tables we ship.


def test_check_tells_the_faults_of_evidence(csv, capsys):
    """`emulation check C EVIDENCE` ends with 1 and one line for each fault on stderr, each with its place."""
    path = csv(
        "id,name,kind,so_ho_so_tre_han,so_sang_kien_hieu_qua", "P1,Một,collective,-1,3.7", "P2,Hai,collective,0,1"
    )
    ran = inside(capsys, "check", "lam_dong/so_cong_thuong_2026", path)
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert lines[0].startswith("a.csv:2: so_ho_so_tre_han: ")
    assert lines[1].startswith("a.csv:2: so_sang_kien_hieu_qua: ")
    assert "Traceback" not in ran.err


def test_score_never_judges_faulty_evidence(csv, capsys):
    """`emulation score` refuses the same table the same way, and prints no outcome."""
    path = csv("id,name,kind,so_ho_so_tre_han", "P1,Một,collective,-1", "P2,Hai,collective,0")
    ran = inside(capsys, "score", "lam_dong/so_cong_thuong_2026", path, "--json", "--on", "2027-03-01")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("a.csv:2: so_ho_so_tre_han: ")


@pytest.mark.parametrize(
    "path",
    [path for path in (path.with_suffix(".sample.csv") for path in CAMPAIGNS.values()) if path.is_file()],
    ids=lambda path: path.name,
)
def test_a_shipped_sample_is_read_without_a_word(path):
    """The tables beside the campaigns hold every column, under its own name, and no value that needs asking about."""
    id = f"{path.parent.name}/{path.name.removesuffix('.sample.csv')}"
    evidence = read([path], shipped(id).campaign)
    assert evidence.frame.height >= 20
    assert evidence.warnings == ()
