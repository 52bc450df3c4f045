"""Every fault of a campaign file is refused at its place, all of them in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve, frozen

from emulation_core import Facts, Id, Reading, met
from emulation_core.config import load, load_text
from emulation_core.errors import CampaignRefused
from emulation_core.plugins import Registry, Rule
from support import inside, registry

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


def refusal(text: str, rules: Registry | None = None) -> CampaignRefused:
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


def test_the_sound_file_is_accepted():
    """What the faults below are planted into has none of its own."""
    assert load_text(SOUND, "ca_mau/mau", "mau.toml", registry()).campaign.title == "Cải cách hành chính năm 2026"


YEAR = 'period = { use = "year", year = 2026, starts = 2026-02-01, until = 2026-11-30 }'
# By what is wrong: the keys told, in the order of the file, then what is written instead of what.
# fmt: off
ONE = {
    # Nothing is coerced.
    "a decimal is not an integer": ("procedure.sets", "sets = 2", "¦sets = 3.7"),
    "true is not an integer": ("procedure.sets", "sets = 2", "¦sets = true"),
    "a text is not an integer": ("procedure.sets", "sets = 2", '¦sets = "3"'),
    "a decimal is not a number of seats": ("awards.cup.quota.agency", "agency = 1 }", "¦agency = 3.7 }"),
    "true is not a number": ("criteria.diem.evaluator.of[0].value", "value = 80", "¦value = true"),
    "a text is not a number": ("criteria.diem.evaluator.of[0].value", "value = 80", '¦value = "80"'),
    "not a number is not a number": ("criteria.diem.evaluator.of[0].value", "value = 80", "¦value = nan"),
    "infinity is not a number": ("criteria.diem.evaluator.of[0].value", "value = 80", "¦value = inf"),
    "ten decimals are never shortened": ("criteria.diem.evaluator.of[0].value", "value = 80", "¦value = 80.0000000001"),
    "an integer beyond 64 bits": ("procedure.sets", "sets = 2", "¦sets = 9223372036854775808"),
    "1 is not true": ("criteria.khong_tre_han.required", "required = true", "¦required = 1"),
    "a text is not true": ("criteria.khong_tre_han.required", "required = true", '¦required = "true"'),
    "a text is not a list": ("criteria.chi_so.applies_to", 'applies_to = ["individual"]', '¦applies_to = "individual"'),
    "a list is not a text": ("title", 'title = "Cải cách hành chính năm 2026"', '¦title = ["Cải cách"]'),
    "a number is not a text": ("agency", 'agency = "Sở Mẫu"', "¦agency = 7"),
    "a text is not a table": ("criteria.khong_tre_han.evaluator", 'evaluator = { use = "equals_zero", fact = "so_tre_han" }', '¦evaluator = "equals_zero"'),
    "a text is not a date": ("facts.so_tre_han.expected", "expected = 2027-01-15", '¦expected = "2027-01-15"'),
    "a moment is not a date": ("procedure.steps.nop.before", "before = 2026-12-15", "¦before = 2026-12-15T07:30:00"),
    "a blank text": ("criteria.khong_tre_han.clause", 'clause = "II.1"', '¦clause = "  "'),
    "an id with accents": ("procedure.documents.biên_bản.id", 'id = "bien_ban"', '¦id = "biên_bản"'),
    "an unknown word": ("plan.source", 'source = "full"', '¦source = "whole"'),
    "an unknown kind": ("criteria.chi_so.applies_to[0]", 'applies_to = ["individual"]', 'applies_to = [¦"people"]'),
    "no kind": ("criteria.chi_so.applies_to", 'applies_to = ["individual"]', "¦applies_to = []"),
    "a kind twice": ("criteria.chi_so.applies_to", 'applies_to = ["individual"]', '¦applies_to = ["individual", "individual"]'),
    "an award for nobody": ("awards.cup.kinds", 'kinds = ["agency"]', "¦kinds = []"),
    "an unknown type of fact": ("facts.diem.type", 'label = "Điểm"\ntype = "number"', 'label = "Điểm"\n¦type = "float"'),
    # Names stand once, and mean something.
    "a criterion twice for one kind": ("criteria.khong_tre_han.id", 'id = "chi_so"\nclause = "II.3"', '¦id = "khong_tre_han"\nclause = "II.3"'),
    "an award twice": ("awards.cup.id", 'id = "co"\nname = "Cờ"', '¦id = "cup"\nname = "Cờ"'),
    "a document twice": ("procedure.documents", "[[procedure.documents]]", '¦[[procedure.documents]]\nid = "bien_ban"\nlabel = "Bản sao"\nclause = "IV.1"\n[[procedure.documents]]'),
    "a rung twice": ("facts.xep_loai.ladder", 'ladder = ["kha", "tot"]', '¦ladder = ["kha", "tot", "tot"]'),
    "a label of no rung": ("facts.xep_loai.labels.gioi", 'labels = { kha = "Khá", tot = "Tốt" }', 'labels = { kha = "Khá", ¦gioi = "Giỏi" }'),
    "a rating without a ladder": ("facts.muc facts.muc.ladder", "[facts.co_thu_tuc]", '¦¦[facts.muc]\nlabel = "Mức"\ntype = "rating"\n[facts.co_thu_tuc]'),
    "a ladder on a number": ("facts.diem.ladder", 'label = "Điểm"\ntype = "number"', 'label = "Điểm"\ntype = "number"\n¦ladder = ["kha", "tot"]'),
    "a largest value of a flag": ("facts.co_thu_tuc.max", 'type = "flag"', 'type = "flag"\n¦max = 1'),
    "a fact the engine declares": ("facts.gioi_tinh facts.gioi_tinh", "[facts.co_thu_tuc]", '¦¦[facts.gioi_tinh]\nlabel = "Giới"\ntype = "text"\n[facts.co_thu_tuc]'),
    # Facts and the rules that read them.
    "an undeclared fact": ("criteria.khong_tre_han.evaluator.fact", 'fact = "so_tre_han" }', '¦fact = "so_tre_hen" }'),
    "an undeclared fact in a condition": ("criteria.khong_tre_han.applies_if.fact", 'applies_if = { use = "flag", fact = "co_thu_tuc" }', 'applies_if = { use = "flag", ¦fact = "co_thue" }'),
    "a fact that nothing reads": ("facts.ghi_chu", "[[scope]]", '¦[facts.ghi_chu]\nlabel = "Ghi chú"\ntype = "text"\n[[scope]]'),
    "a number where a rule reads a flag": ("criteria.khong_tre_han.applies_if.fact", 'applies_if = { use = "flag", fact = "co_thu_tuc" }', 'applies_if = { use = "flag", ¦fact = "diem" }'),
    "a flag where a rule reads a number": ("criteria.khong_tre_han.evaluator.fact", 'fact = "so_tre_han" }', '¦fact = "co_thu_tuc" }'),
    "a rung that is not on the ladder": ("criteria.diem.evaluator.of[1].rung", 'rung = "tot"', '¦rung = "xuat_sac"'),
    "a member that is not in the set": ("criteria.chi_so.evaluator.indices", 'members = ["par", "dti"]', 'members = ["dti"]', 'indices = ["par"]', '¦indices = ["par"]'),
    "an order by an undeclared fact": ("awards.giay_khen.order[0]", 'order = ["fact.diem desc"]', 'order = [¦"fact.diam desc"]'),
    "an order that says no direction": ("awards.giay_khen.order[0]", 'order = ["fact.diem desc"]', 'order = [¦"fact.diem"]'),
    # Rules.
    "a rule that does not exist": ("criteria.khong_tre_han.evaluator.use", 'use = "equals_zero"', '¦use = "equal_zero"'),
    "a rule without its name": ("criteria.khong_tre_han.evaluator.use", 'evaluator = { use = "equals_zero", fact = "so_tre_han" }', '¦evaluator = { fact = "so_tre_han" }'),
    "another province's rule": ("criteria.chi_so.evaluator.use", 'use = "all_rise", fact = "chi_so", indices = ["par"]', '¦use = "ninh_thuan.all_assigned_indices_rise", assigned = "chi_so"'),
    "a quota where a judge is wanted": ("criteria.khong_tre_han.evaluator.use", 'use = "equals_zero"', '¦use = "open"'),
    "a key the rule does not know": ("criteria.diem.evaluator.of[0].values", "value = 80 }", "value = 80, ¦values = 90 }"),
    "a combination of nothing": ("criteria.diem.evaluator.of", 'of = [\n  { use = "at_least", fact = "diem", value = 80 },\n  { use = "rated_at_least", fact = "xep_loai", rung = "tot" },\n]', "¦of = []"),
    # Dates and rounds.
    "an end before the start": ("period.until", "starts = 2026-02-01, until = 2026-11-30", "starts = 2026-02-01, ¦until = 2026-01-31"),
    "a start in another year": ("period.starts", "starts = 2026-02-01, until", "¦starts = 2025-02-01, until"),
    "a blank day that ends before it begins": ("plan.issued.until", "from = 2026-01-05, until = 2026-01-31", "from = 2026-01-05, ¦until = 2026-01-04"),
    "a plan issued after its campaign": ("plan.issued", "issued = { from = 2026-01-05, until = 2026-01-31 }", "¦issued = 2027-01-05"),
    "evidence expected before the campaign": ("facts.so_tre_han.expected", "expected = 2027-01-15", "¦expected = 2026-01-15"),
    "evidence expected on 30 February": ("facts.so_tre_han.expected", "expected = 2027-01-15", "¦expected = { years_after = 1, month = 2, day = 30 }"),
    "years that run backwards": ("period.last", YEAR, 'period = { use = "stages", first = 2026, ¦last = 2025 }'),
    "a review outside the years": ("period.reviews", YEAR, 'period = { use = "stages", first = 2026, last = 2027, ¦reviews = [{ id = "so_ket", starts = 2025-01-01, until = 2027-12-31 }] }'),
    "a review that ends before it begins": ("period.reviews", YEAR, 'period = { use = "stages", first = 2026, last = 2027, ¦reviews = [{ id = "so_ket", starts = 2027-01-01, until = 2026-12-31 }] }'),
    "a round twice": ("period", YEAR, '¦period = { use = "stages", first = 2026, last = 2027, reviews = [{ id = "so_ket", starts = 2026-01-01, until = 2026-12-31 }, { id = "so_ket", starts = 2026-01-01, until = 2027-12-31 }] }'),
    "a step with two ends": ("procedure.steps.nop", "[[procedure.steps]]", "¦[[procedure.steps]]", "before = 2026-12-15", "before = 2026-12-15\nuntil = 2026-12-14"),
    "a step without an end": ("procedure.steps.nop", "[[procedure.steps]]", "¦[[procedure.steps]]", "before = 2026-12-15\n", ""),
    "a step that ends before it begins": ("procedure.steps.nop", "[[procedure.steps]]", "¦[[procedure.steps]]", "before = 2026-12-15", "before = 2026-11-15"),
    "a step in a thirteenth month": ("procedure.steps.nop", "[[procedure.steps]]", "¦[[procedure.steps]]", "starts = 2026-12-01\nbefore = 2026-12-15", "before = { years_after = 1, month = 13, day = 1 }"),
    "a year long before": ("period.year", "year = 2026, starts = 2026-02-01, until = 2026-11-30", "¦year = 26", 'rounds = ["2026"]', 'rounds = ["yearly"]'),
    "a round that does not exist": ("criteria.chi_so.rounds[0]", 'rounds = ["2026"]', 'rounds = [¦"2025"]'),
    # Awards.
    "an unknown issuer": ("awards.bieu_duong.by", 'name = "Biểu dương"\nby = "giam_doc_so"', 'name = "Biểu dương"\n¦by = "giam_doc"'),
    "a Giám đốc Sở who gives bằng khen": ("awards.cup.form", 'name = "Cúp"', 'name = "Cúp"\n¦form = "bang_khen"'),
    "a Giám đốc Sở who gives bằng khen by its id": ("awards.bang_khen.by", 'id = "cup"\nname = "Cúp"\nby', 'id = "bang_khen"\nname = "Cúp"\n¦by'),
    "seats below 0": ("awards.cup.quota.agency", "agency = 1 }", "¦agency = -1 }"),
    "seats of a pool below 0": ("awards.bieu_duong.quota.collective", '"giay_khen"], collective = 3', '"giay_khen"], ¦collective = -1'),
    "a condition that is no criterion": ("awards.giay_khen.requires[1]", 'requires = ["khong_tre_han", "diem"]', 'requires = ["khong_tre_han", ¦"diemm"]'),
    "a condition that concerns nobody the award names": ("awards.bieu_duong.requires[0]", 'clause = "III.2"', 'clause = "III.2"\nrequires = [¦"chi_so"]'),
    "a condition that is neither all nor a list": ("awards.giay_khen.requires", 'requires = ["khong_tre_han", "diem"]', '¦requires = "some"'),
    "a pool with an award that does not exist": ("awards.giay_khen.quota.with[1] awards.bieu_duong.quota.with[1]", 'with = ["bieu_duong"]', 'with = ["bieu_duong", ¦"cup_vang"]', 'with = ["giay_khen"]', 'with = ["giay_khen", ¦"cup_vang"]'),
    "a pool that one of its awards does not know": ("awards.co.quota.with[0]", 'quota = { use = "share", of = "participants", round = "down", collective = 0.2 }', 'quota = { use = "pooled", with = [¦"cup"], collective = 2 }'),
    "a pool whose awards state other seats": ("awards.giay_khen.quota.with[0] awards.bieu_duong.quota.with[0]", 'with = ["bieu_duong"]', 'with = [¦"bieu_duong"]', 'with = ["giay_khen"], collective = 3', 'with = [¦"giay_khen"], collective = 4'),
    "a pool of one": ("awards.co.quota.with", 'quota = { use = "share", of = "participants", round = "down", collective = 0.2 }', 'quota = { use = "pooled", ¦with = [], collective = 2 }'),
    "a share of more than all": ("awards.co.quota.collective", "collective = 0.2", "¦collective = 1.2"),
    "a share below 0": ("awards.co.quota.collective", "collective = 0.2", "¦collective = -0.2"),
    "seats written as a decimal": ("awards.cup.quota.agency", "agency = 1 }", "¦agency = 3.0 }"),
    "a quota that does not exist": ("awards.co.quota.use", 'use = "share", of = "participants"', '¦use = "shared", of = "participants"'),
    "more originals than sets": ("procedure.originals", "originals = 1", "¦originals = 3"),
    # Keys.
    "an unknown key": ("criteria.khong_tre_han.requird", "required = true", "¦requird = true"),
    "an unknown top-level key": ("agencies", 'agency = "Sở Mẫu"', 'agency = "Sở Mẫu"\n¦agencies = "Sở Mẫu"'),
    "an unknown key of the plan": ("plan.sourse", 'source = "full"', 'source = "full"\n¦sourse = "full"'),
    "an unknown key of a fact": ("facts.diem.labell", 'label = "Điểm"', 'label = "Điểm"\n¦labell = "Điểm"'),
    "an unknown key of a quota": ("awards.cup.quota.agencies", "agency = 1 }", "agency = 1, ¦agencies = 1 }"),
}
# fmt: on


@pytest.mark.parametrize("what", ONE)
def test_a_fault_is_told_at_its_place(what):
    """One fault gives one line, at the key that is wrong or the table that lacks it, and no other line."""
    keys, *texts = ONE[what]
    text, expected = planted(*zip(texts[::2], texts[1::2], strict=True))
    assert places(refusal(text)) == [(*place, key) for place, key in zip(expected, keys.split(), strict=True)]


REQUIRED = {
    "": ("title", "agency", "province", "period"),
    "[plan]": ("number", "issued", "source"),
    "[facts.diem]": ("label", "type"),
    "[[criteria]]": ("id", "clause", "text", "applies_to", "evaluator"),
    "[[awards]]": ("id", "name", "by", "kinds", "clause", "quota"),
    "[[scope]]": ("kinds", "clause", "evaluator"),
    "[[assumptions]]": ("about", "says"),
}


@pytest.mark.parametrize(("header", "key"), [(header, key) for header, keys in REQUIRED.items() for key in keys])
def test_a_missing_key_is_told_at_the_header_of_its_table(header, key):
    """A required key that is not there is told where its table begins; a top-level one at 1:1."""
    lines = SOUND.split("\n")
    start = lines.index(header) if header else 0
    gone = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{key} ="))
    told = places(refusal("\n".join(lines[:gone] + lines[gone + 1 :])))
    assert (start + 1, 1, key) in [(line, column, name.split(".")[-1]) for line, column, name in told]


def test_a_missing_table_is_told_at_the_top():
    """Without [plan] there is nothing to point to but the file."""
    lines = SOUND.split("\n")
    start = lines.index("[plan]")
    assert places(refusal("\n".join(lines[:start] + lines[start + 4 :]))) == [(1, 1, "plan")]


def test_a_missing_key_of_a_rule_is_told_at_the_rule():
    """A rule in a list is pointed to where it stands in the list."""
    text, expected = planted(
        ('{ use = "at_least", fact = "diem", value = 80 }', '¦{ use = "at_least", fact = "diem" }')
    )
    assert places(refusal(text)) == [(*expected[0], "criteria.diem.evaluator.of[0].value")]


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("required = true", "requird = true", "required"),
        ('use = "equals_zero"', 'use = "equal_zero"', "equals_zero"),
        ('fact = "so_tre_han" }', 'fact = "so_tre_hen" }', "so_tre_han"),
        ('rung = "tot"', 'rung = "totj"', "tot"),
        ('name = "Cúp"\nby = "giam_doc_so"', 'name = "Cúp"\nby = "giamdoc_so"', "giam_doc_so"),
        ('requires = ["khong_tre_han", "diem"]', 'requires = ["khong_tre_hen", "diem"]', "khong_tre_han"),
        ('rounds = ["2026"]', 'rounds = ["20266"]', "2026"),
        ('source = "full"', 'source = "ful"', "full"),
        ('with = ["bieu_duong"]', 'with = ["bieu_duongg"]', "bieu_duong"),
    ],
)
def test_what_was_meant_is_suggested(old, new, meant):
    """A slip of the pen is told together with the nearest word that would be accepted."""
    text, _places = planted((old, new))
    assert re.search(rf"\b{meant}\b", refusal(text).faults[0].what)


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


def test_all_faults_come_at_once_in_the_order_of_the_file():
    """Twenty faults of as many sorts in one file are all told in one pass, sorted by place, none hiding another."""
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    assert len(expected) == 20
    told = places(refusal(text))
    assert told == sorted(told)
    assert told == [(*place, key) for place, (_old, _new, key) in zip(expected, MANY, strict=True)]


def test_a_fault_of_the_plan_hides_none_beside_it():
    """A source that is no source and a blank day that ends before it begins are told together."""
    text, expected = planted(
        ("from = 2026-01-05, until = 2026-01-31", "from = 2026-01-05, ¦until = 2026-01-04"),
        ('source = "full"', '¦source = "whole"'),
    )
    assert places(refusal(text)) == [(*expected[0], "plan.issued.until"), (*expected[1], "plan.source")]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "mau.toml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "spelt",
    [lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.replace("\n", "\r\n").encode()],
    ids=["a byte-order mark", "line ends of Windows"],
)
def test_what_an_editor_adds_is_tolerated(spelt, tmp_path):
    """A file saved by Notepad loads as any other, and its faults stand where they would stand without the addition."""
    assert load(written(tmp_path, spelt(SOUND)), "ca_mau/mau", registry()).campaign.agency == "Sở Mẫu"
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    with pytest.raises(CampaignRefused) as refused:
        load(written(tmp_path, spelt(text)), "ca_mau/mau", registry())
    assert [(fault.line, fault.column) for fault in refused.value.faults] == expected


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path):
    """A file saved in an old Vietnamese code page is refused at the first line that cannot be read."""
    path = written(tmp_path, 'title = "C"\nagency = "S\xf4"\n'.encode("cp1258"))
    with pytest.raises(CampaignRefused) as refused:
        load(path, "ca_mau/mau", registry())
    assert [(fault.line, fault.where, fault.key) for fault in refused.value.faults] == [(2, f"{path}:2:1", "")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('agency = "Sở Mẫu"', 'agency = "Sở Mẫu¦'),
        ("sets = 2", "sets = ¦"),
        ("sets = 2", "sets = ¦hai"),
        ("[facts.diem]\n", "[facts.so_tre_han¦]\n"),
        ('title = "Cải', 'title = "x"\ntitle ¦= "Cải'),
    ],
    ids=["an open quotation", "no value", "a word without quotation marks", "a table twice", "a key twice"],
)
def test_what_is_not_toml_is_refused_at_its_line(old, new):
    """A slip of syntax is told at the line it stands on."""
    text, expected = planted((old, new))
    assert [line for line, _column, _key in places(refusal(text))] == [line for line, _column in expected]


@frozen
class FillsTheGap:
    """Takes an empty cell for 0."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact).fill_null(0) == 0)


@frozen
class AsksForAbsence(FillsTheGap):
    """Is met by an empty cell."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact).is_null())


@frozen
class Counts(FillsTheGap):
    """Answers a number."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact) + 1)


@frozen
class Crashes(FillsTheGap):
    """Raises while it is read."""

    def evaluate(self, facts: Facts) -> Reading:
        raise ZeroDivisionError(self.fact)


@frozen
class CrashesInItsColumn(FillsTheGap):
    """Reads a column nobody declared, behind the engine's back."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(pl.col("cot_la") == facts.need(self.fact))


@frozen
class CrashesInItsCheck(FillsTheGap):
    """Raises while it checks its fields."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact) == 0)

    def check(self) -> Iterable[str]:
        raise ZeroDivisionError(self.fact)


@frozen
class Complains(CrashesInItsCheck):
    """Finds its field wrong."""

    def check(self) -> Iterable[str]:
        yield "fact: not this one"


@frozen
class SaysNothing(FillsTheGap):
    """Answers nothing at all."""

    def evaluate(self, facts: Facts) -> Reading:
        facts.need(self.fact)
        return None


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (FillsTheGap, ""),
        (AsksForAbsence, ""),
        (Counts, ""),
        (Crashes, ""),
        (CrashesInItsColumn, ""),
        (CrashesInItsCheck, ""),
        (SaysNothing, ""),
        (Complains, ".fact"),
    ],
)
def test_a_rule_of_a_province_is_tried_before_it_judges(rule, key):
    """A rule that answers without evidence, answers no yes or no, or raises is refused at its table, as a fault."""
    rules = registry().rules
    made = Rule("ca_mau.rieng", "evaluators", rule, "ca_mau")
    tried = evolve(registry(), rules={**rules, "evaluators": {**rules["evaluators"], made.name: made}})
    new = (
        'evaluator = { use = "ca_mau.rieng", ¦fact = "so_tre_han" }'
        if key
        else '¦evaluator = { use = "ca_mau.rieng", fact = "so_tre_han" }'
    )
    text, expected = planted(('evaluator = { use = "equals_zero", fact = "so_tre_han" }', new))
    assert places(refusal(text, tried)) == [(*expected[0], f"criteria.khong_tre_han.evaluator{key}")]


def test_check_prints_one_block_and_ends_with_1(tmp_path, capsys):
    """`emulation check` tells the faults on stderr, a line each, nothing on stdout and no traceback."""
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    path = written(tmp_path, text.encode())
    ran = inside(capsys, "check", path)
    assert (ran.code, ran.out) == (1, "")
    starts = [f"{path}:{line}:{column}: {key}: " for (line, column), (*_texts, key) in zip(expected, MANY, strict=True)]
    lines = ran.err.rstrip("\n").split("\n")
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    assert "Traceback" not in ran.err


def test_check_tells_programs_the_same(tmp_path, capsys):
    """With --json the same faults stand on stdout, and the exit code is 1 all the same."""
    text, expected = planted(*((old, new) for old, new, _key in MANY))
    path = written(tmp_path, text.encode())
    ran = inside(capsys, "check", path, "--json")
    assert ran.code == 1
    assert [(fault["where"], fault["key"]) for fault in ran.json["faults"]] == [
        (f"{path}:{line}:{column}", key) for (line, column), (*_texts, key) in zip(expected, MANY, strict=True)
    ]


def test_check_of_a_sound_file_ends_with_0(tmp_path, capsys):
    """A file without faults is accepted, also by its path alone."""
    ran = inside(capsys, "check", written(tmp_path, SOUND.encode()))
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("name", ["ca_mau/khong_co", "khong_co.toml"])
def test_a_campaign_that_does_not_exist_is_the_users_fault(name, capsys):
    """Exit 1 and the name that was asked for."""
    ran = inside(capsys, "check", name)
    assert (ran.code, ran.out) == (1, "")
    assert name in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("khong_co",),
        ("check",),
        ("check", "lam_dong/so_cong_thuong_2026", "--khong-co"),
        ("check", "lam_dong/so_cong_thuong_2026", "--lang", "fr"),
        ("score", "lam_dong/so_cong_thuong_2026"),
        ("score", "lam_dong/so_cong_thuong_2026", "a.csv", "--on", "32/13/2026"),
    ],
    ids=lambda arguments: " ".join(arguments) or "nothing",
)
def test_wrong_usage_ends_with_2(arguments, capsys):
    """A command that cannot be understood says so on stderr and does nothing."""
    ran = inside(capsys, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_crash_of_ours_ends_with_3_and_names_its_log(tmp_path, monkeypatch, capsys):
    """What happened goes to a file, and the user reads one sentence that names it."""

    def broken(*_arguments):
        raise ZeroDivisionError("lỗi của chúng tôi")

    monkeypatch.setattr("emulation_core.config.load", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = inside(capsys, "check", "lam_dong/so_cong_thuong_2026")
    (log,) = tmp_path.iterdir()
    assert (ran.code, ran.out) == (3, "")
    assert str(log) in ran.err
    assert "Traceback" not in ran.err
    assert "ZeroDivisionError: lỗi của chúng tôi" in log.read_text("utf-8")


def test_a_table_that_lacks_several_keys_is_told_each_of_them():
    """An empty `[plan]`: three keys are missing, all told at its header."""
    [table] = re.findall(r"\[plan\]\n(?:.+\n)+", SOUND)
    refused = refusal(SOUND.replace(table, "[plan]\n"))
    assert [fault.key for fault in refused.faults] == ["plan.issued", "plan.number", "plan.source"]
    assert len({(fault.line, fault.column) for fault in refused.faults}) == 1
