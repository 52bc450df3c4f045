"""A sound campaign file, and faults planted into it: each with the place where it must be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulation_core.config import load_text
from emulation_core.errors import CampaignRefused
from emulation_core.plugins import Registry
from support import registry

SOUND = """\
title = "Cải cách hành chính năm 2026"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026, starts = 2026-02-01, until = 2026-11-30 }

[plan]
number = "…/KH-SM"
issued = { from = 2026-01-05, until = 2026-01-31 }
source = "full"

[facts.so_tre_han]
label = "Số hồ sơ trễ hạn"
type = "count"
expected = 2027-01-15
[facts.diem]
label = "Điểm"
type = "number"
[facts.xep_loai]
label = "Xếp loại"
type = "rating"
ladder = ["kha", "tot"]
labels = { kha = "Khá", tot = "Tốt" }
[facts.chi_so]
label = "Chỉ số được giao"
type = "set"
members = ["par", "dti"]
[facts.par]
label = "PAR INDEX"
type = "number"
[facts.par_nam_truoc]
label = "PAR INDEX năm trước"
type = "number"
[facts.co_thu_tuc]
label = "Có giải quyết thủ tục"
type = "flag"

[[scope]]
kinds = ["collective"]
clause = "I"
evaluator = { use = "flag", fact = "co_thu_tuc" }

[[criteria]]
id = "khong_tre_han"
clause = "II.1"
text = "Không để hồ sơ trễ hạn"
applies_to = ["collective", "individual"]
applies_if = { use = "flag", fact = "co_thu_tuc" }
evaluator = { use = "equals_zero", fact = "so_tre_han" }
required = true

[[criteria]]
id = "diem"
clause = "II.2"
text = "Điểm từ 80 hoặc xếp loại tốt"
applies_to = ["collective"]
[criteria.evaluator]
use = "any_of"
of = [
  { use = "at_least", fact = "diem", value = 80 },
  { use = "rated_at_least", fact = "xep_loai", rung = "tot" },
]

[[criteria]]
id = "chi_so"
clause = "II.3"
text = "PAR INDEX tăng"
applies_to = ["individual"]
evaluator = { use = "all_rise", fact = "chi_so", indices = ["par"] }
rounds = ["2026"]

[[criteria]]
id = "cua_so"
clause = "II.4"
text = "Sở không trễ hồ sơ, xếp loại khá và PAR INDEX tăng"
applies_to = ["agency"]
required = false
[criteria.evaluator]
use = "all_of"
of = [
  { use = "at_most", fact = "so_tre_han", value = 5 },
  { use = "rated_at_least", fact = "xep_loai", rung = "kha" },
  { use = "rises", fact = "par", before = "par_nam_truoc" },
]

[[awards]]
id = "giay_khen"
name = "Giấy khen của Giám đốc Sở"
by = "giam_doc_so"
kinds = ["collective", "individual"]
clause = "III.1"
quota = { use = "pooled", with = ["bieu_duong"], collective = 3, individual = 5 }
requires = ["khong_tre_han", "diem"]
order = ["fact.diem desc"]
[[awards]]
id = "bieu_duong"
name = "Biểu dương"
by = "giam_doc_so"
kinds = ["collective"]
clause = "III.2"
quota = { use = "pooled", with = ["giay_khen"], collective = 3, individual = 5 }
[[awards]]
id = "cup"
name = "Cúp"
by = "giam_doc_so"
kinds = ["agency"]
clause = "III.3"
quota = { use = "fixed", agency = 1 }
[[awards]]
id = "co"
name = "Cờ"
by = "giam_doc_so"
kinds = ["collective"]
clause = "III.4"
quota = { use = "share", of = "participants", round = "down", collective = 0.2 }

[procedure]
use = "submit"
sets = 2
originals = 1
[[procedure.documents]]
id = "bien_ban"
label = "Biên bản họp"
clause = "IV.1"
[[procedure.steps]]
id = "nop"
says = "Nộp hồ sơ"
clause = "IV.2"
starts = 2026-12-01
before = 2026-12-15

[[assumptions]]
about = "diem"
says = "Điểm do Sở chấm."
"""
Place = tuple[int, int, str]


def planted(*changes: tuple[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """The sound file with each (old, new) change made once; a fault is expected wherever `¦` stands in a new text."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    places, lines = [], []
    for number, line in enumerate(text.split("\n"), 1):
        first, *rest = line.split("¦")
        for piece in rest:
            places.append((number, len(first) + 1))
            first += piece
        lines.append(first)
    return "\n".join(lines), places


# fmt: off
MANY = (
    ('agency = "Sở Mẫu"', "¦agency = 7", "agency"),
    ("starts = 2026-02-01, until = 2026-11-30", "starts = 2026-02-01, ¦until = 2026-01-31", "period.until"),
    ("from = 2026-01-05, until = 2026-01-31", "from = 2026-01-05, ¦until = 2026-01-04", "plan.issued.until"),
    ("expected = 2027-01-15", '¦expected = "2027-01-15"', "facts.so_tre_han.expected"),
    ('label = "Điểm"', 'label = "Điểm"\n¦labell = "Điểm"', "facts.diem.labell"),
    ("[facts.co_thu_tuc]", '¦[facts.ghi_chu]\nlabel = "Ghi chú"\ntype = "text"\n[facts.co_thu_tuc]', "facts.ghi_chu"),
    ('applies_if = { use = "flag", fact = "co_thu_tuc" }', 'applies_if = { use = "flag", ¦fact = "diem" }', "criteria.khong_tre_han.applies_if.fact"),
    ('fact = "so_tre_han" }', '¦fact = "so_tre_hen" }', "criteria.khong_tre_han.evaluator.fact"),
    ("required = true", "¦requird = true", "criteria.khong_tre_han.requird"),
    ("value = 80", '¦value = "80"', "criteria.diem.evaluator.of[0].value"),
    ('applies_to = ["individual"]', '¦applies_to = "individual"', "criteria.chi_so.applies_to"),
    ('use = "all_rise", fact = "chi_so", indices = ["par"]', '¦use = "ninh_thuan.all_assigned_indices_rise", assigned = "chi_so"', "criteria.chi_so.evaluator.use"),
    ('rounds = ["2026"]', 'rounds = [¦"2025"]', "criteria.chi_so.rounds[0]"),
    ('requires = ["khong_tre_han", "diem"]', 'requires = ["khong_tre_han", ¦"diemm"]', "awards.giay_khen.requires[1]"),
    ('order = ["fact.diem desc"]', 'order = [¦"fact.diam desc"]', "awards.giay_khen.order[0]"),
    ('name = "Cúp"\nby = "giam_doc_so"', 'name = "Cúp"\n¦form = "bang_khen"\nby = "giam_doc_so"', "awards.cup.form"),
    ('name = "Cờ"\nby = "giam_doc_so"', 'name = "Cờ"\n¦by = "giam_doc"', "awards.co.by"),
    ("collective = 0.2", "¦collective = -1", "awards.co.quota.collective"),
    ("originals = 1", "¦originals = 3.7", "procedure.originals"),
    ('[[assumptions]]\nabout = "diem"', "¦[[assumptions]]", "assumptions[0].about"),
)
# fmt: on


def refusal(text: str, rules: Registry | None = None) -> CampaignRefused:
    """The refusal of a file of this text."""
    with pytest.raises(CampaignRefused) as refused:
        load_text(text, "ca_mau/mau", "mau.toml", rules or registry())
    return refused.value


def places(refused: CampaignRefused) -> list[Place]:
    """Line, column and key of each fault, in the order told; each is also spelt out in front of its sentence."""
    for fault in refused.faults:
        assert (fault.file, fault.where) == ("mau.toml", f"mau.toml:{fault.line}:{fault.column}")
        assert str(fault).startswith(f"{fault.where}: {fault.key}: " if fault.key else f"{fault.where}: ")
        assert fault.what
    return [(fault.line, fault.column, fault.key) for fault in refused.faults]


def written(folder: Path, data: bytes) -> Path:
    """The file of these bytes."""
    path = folder / "mau.toml"
    path.write_bytes(data)
    return path
