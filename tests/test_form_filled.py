"""There and back: what is filled in reads as if it had been written in a CSV, another office program in between or not."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from emulation_core.intake import form, read
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import FactType, Kind
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from forms import FIRST, LAM_DONG, SAMPLES, fill, filled_from_sample, listed_in, made_in, options, several, validation
from support import shipped

made = pytest.fixture(made_in)
listed = pytest.fixture(listed_in)
CELLS = {
    "Có thủ tục": ("có", "không", None),
    "Hội đồng công nhận": ("có", None, "không"),
    "Số hồ sơ": (0, 40, None),
    "Điểm": (84.3, -7, "1234,5"),
    "Tỷ lệ (%)": (90, 88.5, "0,5%"),
    "Xếp loại": ("Tốt", "Khá, còn hạn chế", None),
    "Nhóm": ("muc_rat_dai_so_29", None, "muc_rat_dai_so_0"),
    "Chỉ số": ("PAR INDEX; Chuyển đổi số", "không", "par"),
    "Ngày nộp": (datetime(2026, 12, 31), "01/02/2027", None),
    "Giải trình": ("=A1", "007", None),
}
AS_TEXT = {84.3: "84,3", 88.5: "88,5", datetime(2026, 12, 31): "31/12/2026", None: ""}


def test_what_is_filled_in_reads_as_the_same_csv(made, tmp_path):
    """For every type of fact the form gives the values that a CSV gives, and the cell where each was read."""
    people = tuple(form.Person(f"0{n}", f"Phòng {n}", "", Kind.COLLECTIVE) for n in range(3))
    path, _book = made(several(), None, None, people)
    given = {f"0{n}": {label: cells[n] for label, cells in CELLS.items()} for n in range(3)}
    fill(path, given)
    lines = [";".join(["Mã", "Tên", "Loại", *CELLS])]
    for one in people:
        cells = [AS_TEXT.get(value, str(value)) for value in given[one.id].values()]
        lines.append(";".join([one.id, one.name, "Tập thể", *(f'"{cell}"' for cell in cells)]))
    same_csv = tmp_path / "a.csv"
    same_csv.write_text("\n".join(lines), "utf-8")
    campaign = several().campaign
    form_read, csv_read = read([path], campaign), read([same_csv], campaign)
    facts = ["id", "name", "kind", *campaign.facts]
    assert form_read.frame.select(facts).equals(csv_read.frame.select(facts))
    assert form_read.frame["xep_loai"].to_list() == [1, 0, None]
    sheets, rows = (form_read.frame[name].to_list() for name in ("_sheet", "_row"))
    places = [form_read.source(*place, "dem") for place in zip(sheets, rows, strict=True)]
    assert places == ["F.xlsx › Tập thể › F5", "F.xlsx › Tập thể › F6", "F.xlsx › Tập thể › F7"]
    assert form_read.source(sheets[0], rows[0], "co") == "F.xlsx › Tập thể › D5"


def test_the_papers_filled_in_are_read_with_their_participants(made, listed):
    """Copies, originals and the day received, by the participant and the document; a line left alone says nothing."""
    loaded = shipped(LAM_DONG)
    path, book = made(loaded, None, None, form.people(listed(), loaded.campaign))
    sheet = book["Hồ sơ"]
    for n, value in enumerate((2, 1, datetime(2027, 1, 15)), 4):
        sheet.cell(FIRST, n).value = value
    book.save(path)
    papers = read([path], loaded.campaign).dossiers.select("participant", "document", "sets", "originals", "received")
    document = loaded.campaign.procedure.documents[0].id
    assert [row for row in papers.rows() if any(row[2:])] == [("007", document, 2, 1, date(2027, 1, 15))]


def without_sources(value):
    """An outcome's JSON but for where its values were read."""
    if isinstance(value, dict):
        return {key: without_sources(inner) for key, inner in value.items() if key != "source"}
    return [without_sources(inner) for inner in value] if isinstance(value, list) else value


def scored(loaded, path: Path, on: date):
    campaign = loaded.campaign
    outcome = score(loaded, read([path], campaign), choose_round(campaign, None, on), on)
    return to_json(document(outcome, None, None))


ON = date(2027, 3, 1)


@pytest.mark.parametrize("id", SAMPLES)
def test_a_filled_form_gives_the_outcome_of_the_csv(tmp_path, id):
    """Same values, same outcome, but for where they were read."""
    sample, path = filled_from_sample(id, tmp_path)
    outcome = scored(shipped(id), path, ON)
    assert without_sources(outcome) == without_sources(scored(shipped(id), sample, ON))
    assert "F.xlsx › Tập thể › " in json.dumps(outcome, ensure_ascii=False)


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """Opens a workbook in LibreOffice and saves it again: gives the path of what it saved."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    own = tmp_path_factory.mktemp("libreoffice")

    def save(path: Path) -> Path:
        saved = path.parent / "saved"
        profile = f"-env:UserInstallation={(own / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", saved, path]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return saved / path.name

    return save


@pytest.mark.parametrize("id", SAMPLES)
def test_a_form_saved_by_libreoffice_gives_the_outcome_of_the_csv(tmp_path, libreoffice, id):
    """Another office program changes the file, not what it says; the stamp and the drop-downs survive it."""
    sample, path = filled_from_sample(id, tmp_path)
    saved = libreoffice(path)
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(saved)
    assert after.sheetnames == before.sheetnames
    assert after["_emulation"].sheet_state != "visible"
    assert after["_emulation"]["B1"].value == id
    for kind, columns in form.contents(shipped(id)).columns.items():
        for label in [one.fact.label for one in columns if one.fact.type in (FactType.FLAG, FactType.RATING)]:
            lists = [options(book, validation(book[KIND_LABELS[kind]], label)) for book in (before, after)]
            assert lists[0] == lists[1]
    assert without_sources(scored(shipped(id), saved, ON)) == without_sources(scored(shipped(id), sample, ON))


def test_what_libreoffice_saves_of_every_type_reads_the_same(made, libreoffice):
    """Days, percentages, zeros in front and text like a formula come through another program unharmed."""
    people = tuple(form.Person(f"0{n}", f"Phòng {n}", "", Kind.COLLECTIVE) for n in range(3))
    path, _book = made(several(), None, None, people)
    fill(path, {f"0{n}": {label: cells[n] for label, cells in CELLS.items()} for n in range(3)})
    campaign = several().campaign
    columns = ["id", "name", *campaign.facts]
    assert (
        read([libreoffice(path)], campaign).frame.select(columns).equals(read([path], campaign).frame.select(columns))
    )
