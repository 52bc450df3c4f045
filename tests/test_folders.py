"""Files and folders: many of them are one table, each row led back to its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulation_core.errors import EvidenceRefused, NotFound
from emulation_core.intake import inputs, read
from tables import places, plan, told


def csv(path: Path, *ids: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(["id,name,kind,so\n", *(f"{id},Phòng {id},collective,0\n" for id in ids)]), "utf-8")
    return path


def test_a_folder_stands_for_its_readable_files(tmp_path):
    """Sub-folders too, sorted by name; temporary files, our marked copies and other kinds are passed over and named."""
    csv(tmp_path / "nộp" / "b.csv", "P2")
    csv(tmp_path / "nộp" / "a.CSV", "P1")
    csv(tmp_path / "nộp" / "phòng" / "c.csv", "P3")
    for name in ("~$a.xlsx", "a.loi.xlsx", "A.LOI.XLSX", "ảnh.jpg", ".~lock.a.csv#", "._a.csv"):
        (tmp_path / "nộp" / name).write_bytes(b"\0")
    evidence = read([tmp_path / "nộp"], plan())
    assert evidence.frame["id"].to_list() == ["P1", "P2", "P3"]
    assert [sheet.file for sheet in evidence.sheets] == ["a.CSV", "b.csv", "c.csv"]
    (says,) = [note.says for note in evidence.warnings if note.about == (tmp_path / "nộp").as_posix()]
    assert all(name in says for name in ("~$a.xlsx", "a.loi.xlsx", "A.LOI.XLSX", "ảnh.jpg", "._a.csv"))
    assert "b.csv" not in says


def test_files_and_folders_are_one_table(tmp_path):
    """In the order given; a file reached twice is read once, and that is said."""
    first = csv(tmp_path / "z" / "b.csv", "P2")
    other = csv(tmp_path / "a.csv", "P1")
    evidence = read([first, other, tmp_path / "z"], plan())
    assert evidence.frame["id"].to_list() == ["P2", "P1"]
    assert list(told(evidence)) == ["b.csv"]


def test_one_name_in_two_folders_is_two_places(tmp_path, monkeypatch):
    """Files of one name are called by their path as it was given, with forward slashes; others by name alone."""
    for office in ("an", "bình"):
        csv(tmp_path / "nộp" / office / "mau.csv", f"P-{office}", "P-chung")
    csv(tmp_path / "riêng.csv", "P9")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvidenceRefused) as refused:
        read([Path("nộp"), Path("riêng.csv")], plan())
    (fault,) = refused.value.faults
    assert (fault.file, fault.where) == ("nộp/bình/mau.csv", "nộp/bình/mau.csv:3")
    assert "nộp/an/mau.csv:3" in fault.what
    assert [file.name for file in inputs([Path("nộp"), Path("riêng.csv")]).files] == [
        "nộp/an/mau.csv",
        "nộp/bình/mau.csv",
        "riêng.csv",
    ]


def test_a_file_that_cannot_be_read_is_called_as_its_namesakes_are(tmp_path, monkeypatch):
    """Faults of a whole file keep two files of one name apart too."""
    csv(tmp_path / "an" / "mau.csv", "P1")
    csv(tmp_path / "bình" / "mau.csv").write_bytes("id,name,kind\n".encode("utf-16"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvidenceRefused) as refused:
        read([Path("an/mau.csv"), Path("bình/mau.csv")], plan())
    assert places(refused.value) == ["bình/mau.csv:1"]


def test_a_folder_without_readable_files_is_a_fault(tmp_path):
    """A folder misnamed or empty is never an empty table; neither is a path that is not there."""
    (tmp_path / "trống").mkdir()
    with pytest.raises(EvidenceRefused) as refused:
        read([tmp_path / "trống"], plan())
    assert places(refused.value) == [(tmp_path / "trống").as_posix()]
    with pytest.raises(NotFound):
        read([tmp_path / "không có"], plan())


def test_a_temporary_file_named_outright_is_refused(tmp_path):
    """What Excel lays beside an open workbook is told apart from the workbook."""
    (tmp_path / "~$a.xlsx").write_bytes(b"\0")
    with pytest.raises(EvidenceRefused) as refused:
        read([tmp_path / "~$a.xlsx"], plan())
    assert places(refused.value) == [(tmp_path / "~$a.xlsx").as_posix()]
