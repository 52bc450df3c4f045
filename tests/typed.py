"""Evidence as an officer types it: a campaign with a fact of each type, and CSV files made of lines."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from emulation_core.config import load_text
from emulation_core.errors import EvidenceRefused
from emulation_core.intake import read
from support import registry

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


def csv_in(tmp_path):
    """A fixture: writes a CSV file of lines and gives its path."""

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
