"""Headings: a column is found however its heading is spelt, or what is wrong with it is said."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from emulation_core.intake import read
from typed import campaign, csv_in, frame, refused

csv = pytest.fixture(csv_in)
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
