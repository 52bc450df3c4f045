"""Tables as offices send them, for the tests of intake: a plan with a fact of each type, and sheets made of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from emulation_core.campaign import Campaign
from emulation_core.config import load_text
from emulation_core.errors import EvidenceRefused
from emulation_core.evidence import Evidence
from emulation_core.intake import RawSheet, collect
from emulation_core.intake.rawsheet import Style
from support import registry

PLAN = """
title = "Mẫu"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }

[facts]
co = { label = "Có giải quyết thủ tục", type = "flag" }
so = { label = "Số hồ sơ trễ hạn", type = "count" }
diem = { label = "Điểm đánh giá", type = "number" }
ty_le = { label = "Tỷ lệ hài lòng (%)", type = "percent", max = 100 }
giai_ngan = { label = "Tỷ lệ giải ngân (%)", type = "percent" }
xep_loai = { label = "Xếp loại", type = "rating", ladder = ["hoan_thanh", "hoan_thanh_tot", "xuat_sac"], labels = { hoan_thanh = "Hoàn thành nhiệm vụ", hoan_thanh_tot = "Hoàn thành tốt nhiệm vụ", xuat_sac = "Hoàn thành xuất sắc nhiệm vụ" } }
chi_so = { label = "Chỉ số được giao", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "Chuyển đổi số" } }
ngay = { label = "Ngày nộp", type = "date" }
ghi_chu = { label = "Mô tả sáng kiến", type = "text" }

[procedure]
use = "submit"
to = "Văn phòng Sở"
sets = 2
originals = 1
documents = [
  { id = "to_trinh", label = "Tờ trình đề nghị khen thưởng", clause = "V.1" },
  { id = "bien_ban", label = "Biên bản họp xét", clause = "V.2" },
]
"""
RULES = {
    "co": 'use = "flag"',
    "so": 'use = "equals_zero"',
    "diem": 'use = "at_least", value = 1',
    "ty_le": 'use = "at_least", value = 1',
    "giai_ngan": 'use = "at_least", value = 1',
    "xep_loai": 'use = "rated_at_least", rung = "hoan_thanh_tot"',
    "chi_so": 'use = "not_empty"',
    "ngay": 'use = "shown"',
    "ghi_chu": 'use = "shown"',
}
AWARD = """
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective", "individual"]
clause = "II"
quota = { use = "open" }
"""
CRITERION = """
[[criteria]]
id = "c_{fact}"
clause = "I"
text = "Mẫu"
applies_to = ["collective", "individual"]
evaluator = {{ {rule}, fact = "{fact}" }}
"""
FACTS = tuple(RULES)
HEADINGS = ("Mã", "Tên", "Số hồ sơ trễ hạn")
ROW = ("P1", "Phòng Một", 0)
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "####", "Err:502")


@cache
def plan(procedure: bool = True) -> Campaign:
    """A fact of each type for collectives and individuals; two papers to hand in, or none."""
    text = PLAN if procedure else PLAN[: PLAN.index("[procedure]")]
    criteria = "".join(CRITERION.format(fact=fact, rule=rule) for fact, rule in RULES.items())
    return load_text(text + criteria + AWARD, "ca_mau/mau", "mau.toml", registry()).campaign


def sheet(*rows: Sequence[object], name: str | None = "Tập thể", file: str = "a.xlsx", **more: Any) -> RawSheet:
    """A sheet whose headings, the first of `rows`, stand in row 4, as on our form."""
    top = more.pop("heading_row", 4)
    body = [(top + n, list(row)) for n, row in enumerate(rows[1:], 1)]
    return RawSheet(file, name, tuple(map(str, rows[0])), body, ",", top, **more)


def styled(formats: Mapping[tuple[int, int], str], fonts: Mapping[tuple[int, int], str] | None = None) -> Callable:
    """Cells by (row, column) with a number format or a font; all others are plain."""
    return lambda row, n: Style((fonts or {}).get((row, n), "Times New Roman"), formats.get((row, n), "General"))


def column(fact: str, *cells: object, formats: Sequence[str] = (), **options: Any) -> Evidence:
    """A table of one fact with `cells` below its heading, each with its number format."""
    rows = [(f"P{n}", f"Phòng số {n}", cell) for n, cell in enumerate(cells)]
    style = styled({(5 + n, 2): one for n, one in enumerate(formats)}) if formats else None
    return collect([sheet(("Mã", "Tên", fact), *rows, style=style)], plan(), **options)


def values(fact: str, *cells: object, formats: Sequence[str] = ()) -> list[object]:
    """What the column of `fact` holds after `cells` were read."""
    return column(fact, *cells, formats=formats).frame[fact].to_list()


def refusal(*sheets: RawSheet, campaign: Campaign | None = None, **options: Any) -> EvidenceRefused:
    """The refusal of these sheets."""
    with pytest.raises(EvidenceRefused) as refused:
        collect(sheets, campaign or plan(), **options)
    return refused.value


def places(refused: EvidenceRefused) -> list[str]:
    """Where the faults are, in their order."""
    return [fault.where for fault in refused.faults]


def told(evidence: Evidence) -> dict[str, str]:
    """The warnings, facts without a column aside, by what they are about."""
    return {note.about: note.says for note in evidence.warnings if note.about not in FACTS}


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook of sheets of rows; in names "_" stands for a space."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name if name.startswith("_") else name.replace("_", " "))
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)
    return path
