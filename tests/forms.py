"""Forms to look at, of a plan with a fact of every type too, and forms filled in by a script in place of an officer."""

from __future__ import annotations

import csv
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from emulation_core import law
from emulation_core.config import load_text
from emulation_core.intake import form
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import FactType, Kind
from support import CAMPAIGNS, registry, shipped

HEADING_ROW, FIRST = 4, 5
SAMPLES = [id for id, path in CAMPAIGNS.items() if path.with_name(path.stem + ".sample.csv").exists()]
LAM_DONG, SOC_TRANG = "lam_dong/so_cong_thuong_2026", "soc_trang/so_tnmt_2021_2030"
EVERY = pytest.mark.parametrize("id", CAMPAIGNS)
LIST = "id,name,kind,unit\n007,Phòng Một,Tập thể,Sở\nT2,Phòng Hai,Tập thể,Chi cục\nC1,Lê Văn An,Cá nhân,chi  CỤC\n"
SEVERAL = """
title = "Mẫu & thử <một>"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }

[facts]
co = { label = "Có thủ tục", type = "flag" }
hoi_dong = { label = "Hội đồng công nhận", type = "flag", help = "Sau khi họp" }
dem = { label = "Số hồ sơ", type = "count", max = 40 }
diem = { label = "Điểm", type = "number" }
ty_le = { label = "Tỷ lệ (%)", type = "percent", max = 100, expected = { years_after = 1, month = 2, day = 28 } }
xep_loai = { label = "Xếp loại", type = "rating", ladder = ["kha", "tot"], labels = { kha = "Khá, còn hạn chế", tot = "Tốt" } }
nhom = { label = "Nhóm", type = "rating", ladder = [LADDER] }
chi_so = { label = "Chỉ số", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "Chuyển đổi số" } }
ngay = { label = "Ngày nộp", type = "date" }
ghi_chu = { label = "Giải trình", type = "text" }

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = { use = "open" }
""".replace("LADDER", ", ".join(f'"muc_rat_dai_so_{n}"' for n in range(30)))
RULES = {
    "flag": 'fact = "co"',
    "judged": 'fact = "hoi_dong"',
    "equals_zero": 'fact = "dem"',
    "above": 'fact = "diem", value = 0',
    "at_least": 'fact = "ty_le", value = 1',
    "rated_at_least": 'fact = "xep_loai", rung = "tot"',
    "not_empty": 'fact = "chi_so"',
    "shown": 'fact = "ngay"',
}
SHOWN = ("nhom", "ghi_chu")


@cache
def several():
    """A campaign with a fact of every type, a list too long for a cell and one with a comma in it."""
    rules = [*RULES.items(), *(("shown", f'fact = "{name}"') for name in SHOWN)]
    criteria = (
        f'\n[[criteria]]\nid = "c{n}"\nclause = "I.{n}"\ntext = "Mẫu"\napplies_to = ["collective"]\n'
        f'evaluator = {{ use = "{use}", {fields} }}\n'
        for n, (use, fields) in enumerate(rules)
    )
    return load_text(SEVERAL + "".join(criteria), "ca_mau/mau", "mau.toml", registry())


@cache
def blank(id: str):
    """The form of a shipped campaign for any round, opened once and only looked at."""
    return openpyxl.load_workbook(BytesIO(form.workbook(form.contents(shipped(id)))))


def made_in(tmp_path):
    """A fixture: writes a form and opens it again: gives its path and the workbook."""

    def make(loaded, *arguments, name: str = "F.xlsx"):
        path = tmp_path / name
        form.write(form.contents(loaded, *arguments), path)
        return path, openpyxl.load_workbook(path)

    return make


def listed_in(tmp_path):
    """A fixture: writes a list of participants and gives its path."""

    def write(text: str = LIST):
        path = tmp_path / "danh_sach.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def kinds_of(loaded) -> list[Kind]:
    """The kinds that some criterion, scope or award of a campaign names, in their order."""
    campaign = loaded.campaign
    named = {kind for one in (*campaign.criteria,) for kind in one.applies_to}
    named |= {kind for one in (*campaign.scope, *campaign.awards) for kind in one.kinds}
    return [kind for kind in Kind if kind in named]


def headings(sheet) -> list[str]:
    return [cell.value for cell in sheet[HEADING_ROW]]


def column(sheet, heading: str) -> int:
    """The column of a heading, counted from 1."""
    return headings(sheet).index(heading) + 1


def validation(sheet, heading: str):
    """The validation of the cells below a heading, which begins at the first of them and is the only one there."""
    n = column(sheet, heading)
    [found] = [
        one for one in sheet.data_validations.dataValidation if range_boundaries(str(one.sqref).split()[0])[0] == n
    ]
    assert range_boundaries(str(found.sqref))[1] == FIRST
    return found


def options(book, found) -> list[str]:
    """The drop-down list of a validation, wherever it stands."""
    if found.formula1.startswith('"'):
        return found.formula1.strip('"').split(",")
    [(sheet, cells)] = book.defined_names[found.formula1].destinations
    return [cell.value for cell in book[sheet][cells.replace("$", "")][0]]


def typed(fact, text: str):
    """A cell of a sample CSV as an officer types it into a workbook."""
    if text and fact.type in (FactType.COUNT, FactType.NUMBER, FactType.PERCENT):
        return int(text) if text.isdecimal() else float(text)
    return text or None


def fill(path: Path, people: dict[str, dict[str, object]]) -> None:
    """Fill the cells of people, found by id, below labels: what a script does in place of an officer."""
    book = openpyxl.load_workbook(path)
    for label in KIND_LABELS.values():
        if label not in book.sheetnames:
            continue
        sheet = book[label]
        for row in sheet.iter_rows(min_row=FIRST):
            for heading, value in people.get(row[0].value, {}).items():
                cell = row[column(sheet, heading) - 1]
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # typed into a cell of text, "=A1" is text
    book.save(path)


def filled_from_sample(id: str, folder: Path) -> tuple[Path, Path]:
    """A campaign's sample of evidence, and its form filled with the same values."""
    loaded = shipped(id)
    sample = CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + ".sample.csv")
    facts = law.dictionary(loaded.campaign.facts)
    path = folder / "F.xlsx"
    form.write(form.contents(loaded, None, None, form.people(sample, loaded.campaign)), path)
    with sample.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    concerned = law.kinds_of_facts(loaded.campaign)
    kinds = {label: kind for kind, label in KIND_LABELS.items()} | {kind.value: kind for kind in Kind}
    fill(
        path,
        {
            row["id"]: {
                fact.label: typed(fact, row[name])
                for name, fact in facts.items()
                if name in row and kinds[row["kind"]] in concerned[name]
            }
            for row in rows
        },
    )
    return sample, path
