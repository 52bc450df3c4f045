"""Evidence: what officers write is read as they mean it, or the file is refused with every fault at its cell."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from emulation_core.errors import NotFound
from emulation_core.intake import read
from support import CAMPAIGNS, inside, shipped
from typed import campaign, csv_in, frame, refused

csv = pytest.fixture(csv_in)


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


@pytest.mark.parametrize("name", ["b.csv", "b.parquet"])
def test_a_file_with_nobody_in_it_is_told(csv, tmp_path, name):
    """A form that comes back as it went out refuses nothing, but the office hears of it, by the name of the file."""
    empty = csv("id,name,kind", name="b.csv")
    if name == "b.parquet":
        pl.DataFrame(schema={"id": pl.String, "name": pl.String, "kind": pl.String}).write_parquet(tmp_path / name)
        empty = tmp_path / name
    for paths, people in (([csv("id,name,kind", "P1,Một,collective"), empty], 1), ([empty], 0)):
        evidence = read(paths, campaign())
        told = [note.about for note in evidence.warnings if note.says == "không có đối tượng nào trong tệp"]
        assert (told, evidence.frame.height) == ([name], people)


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
