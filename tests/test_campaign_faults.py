"""Every fault of a campaign file is refused at its place, all of them in one pass."""

from __future__ import annotations

import re

import pytest

from emulation_core.config import load_text
from planted import MANY, SOUND, places, planted, refusal
from support import registry


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


def test_a_table_that_lacks_several_keys_is_told_each_of_them():
    """An empty `[plan]`: three keys are missing, all told at its header."""
    [table] = re.findall(r"\[plan\]\n(?:.+\n)+", SOUND)
    refused = refusal(SOUND.replace(table, "[plan]\n"))
    assert [fault.key for fault in refused.faults] == ["plan.issued", "plan.number", "plan.source"]
    assert len({(fault.line, fault.column) for fault in refused.faults}) == 1


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
