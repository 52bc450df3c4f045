"""Which verdicts and thresholds the cases cover: all of them, in the shipped campaigns; and what a missing one says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from emulation_core.cases import beside, coverage, junit, read, run
from support import CAMPAIGNS, inside, registry, shipped
from test_cases import results

LAM_DONG = "lam_dong/so_cong_thuong_2026"


def cases_of(id: str):
    return CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + ".cases.toml")


def covered(path):
    return coverage(beside(path, registry()), read(path), run(path, registry()))


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_shipped_cases_cover_every_verdict_and_threshold(id):
    """Each criterion has a case for each verdict it can give, and for the value exactly on its threshold."""
    lines = coverage(shipped(id), read(cases_of(id)), results(id).values())
    assert lines
    assert [(line.criterion, line.kind.value, line.missing) for line in lines if line.missing] == []


@pytest.fixture(scope="module")
def lines():
    return {(line.criterion, line.kind.value): line for line in covered(cases_of(LAM_DONG))}


@pytest.mark.parametrize(
    ("criterion", "verdicts", "thresholds"),
    [
        ("noi_bo_doan_ket[collective]", {"met", "not_met", "council"}, set()),
        ("hoan_thanh_tot[individual]", {"met", "not_met", "missing"}, {"xep_loai"}),
        ("khong_tre_han[collective]", {"met", "not_met", "missing", "not_applicable"}, {"so_ho_so_tre_han"}),
        ("khong_ton_tai[collective]", {"met", "not_met", "missing", "not_due"}, {"so_ton_tai_cham_diem"}),
        ("tieu_chuan_khen_cap_tinh[collective]", {"unresolved"}, set()),
        ("chi_so_cchc[agency]", {"met", "not_met", "missing", "not_due"}, {"diem_chi_so_cchc"}),
    ],
)
def test_what_a_criterion_can_give_is_found_by_trying_it(criterion, verdicts, thresholds, lines):
    """A rule only people answer is never missing, one whose text is not held never decided, and so on."""
    line = lines[tuple(re.split(r"[\[\]]", criterion)[:2])]
    assert (set(line.verdicts), set(line.thresholds)) == (verdicts, thresholds)


PLAN = """
title = "Giảm hồ sơ trễ hạn"
agency = "Sở Mẫu"
province = "mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }
facts.so = { label = "Số", type = "count" }
facts.ty_le = { label = "Tỷ lệ", type = "percent" }
facts.nam_truoc = { label = "Năm trước", type = "percent" }
[[criteria]]
id = "c"
clause = "I.1"
text = "Tiêu chí"
applies_to = ["collective"]
evaluator = %s
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = { use = "open" }
"""


@pytest.mark.parametrize(
    ("rule", "on", "beside_it"),
    [
        ('{ use = "at_least", fact = "so", value = 3 }', {"so": 3}, {"so": 2}),
        ('{ use = "above", fact = "ty_le", value = 85.5 }', {"ty_le": 85.5}, {"ty_le": 85.6}),
        ('{ use = "at_most", fact = "ty_le", value = 85.5 }', {"ty_le": 85.5}, {"ty_le": 85.4}),
        ('{ use = "equals_zero", fact = "so" }', {"so": 0}, {"so": 1}),
        ('{ use = "rank_within", fact = "so", value = 5 }', {"so": 5}, {"so": 1}),
        (
            '{ use = "rises", fact = "ty_le", before = "nam_truoc" }',
            {"ty_le": 7, "nam_truoc": 7},
            {"ty_le": 8, "nam_truoc": 7},
        ),
        (
            '{ use = "reaches", fact = "ty_le", target = "nam_truoc" }',
            {"ty_le": 7, "nam_truoc": 7},
            {"ty_le": 6, "nam_truoc": 7},
        ),
    ],
)
def test_the_value_on_the_threshold_is_told_from_the_one_beside_it(rule, on, beside_it, tmp_path):
    """Only evidence exactly on the number a rule states covers its threshold."""
    read_ = {"so", "ty_le", "nam_truoc"} & set(re.findall(r"\w+", rule))
    plan = "\n".join(
        line for line in (PLAN % rule).splitlines() if not line.startswith("facts.") or line.split()[0][6:] in read_
    )
    (tmp_path / "mau.toml").write_text(plan, "utf-8")
    found = []
    for values in (on, beside_it):
        facts = ", ".join(f"{name} = {value}" for name, value in values.items())
        case = f'[[cases]]\nname = "Một"\nkind = "collective"\nfacts = {{ {facts} }}\nexpect = {{ c = "%s" }}\n'
        for verdict in ("met", "not_met"):
            (tmp_path / "mau.cases.toml").write_text(case % verdict, "utf-8")
            (line,) = covered(tmp_path / "mau.cases.toml")
            if line.verdicts[verdict]:
                found.append([*line.thresholds.values()])
    assert found == [[("Một",)], [()]]


@pytest.mark.parametrize(
    ("rule", "floor", "verdicts", "thresholds"),
    [
        ('{ use = "points", fact = "diem" }', "", {"met", "missing"}, set()),
        ('{ use = "points", fact = "diem" }', "floor = 0.5", {"met", "not_met", "missing"}, {"diem"}),
        ('{ use = "deduct", fact = "so", each = 2 }', "floor = 0.5", {"met", "not_met", "missing"}, {"so"}),
        ('{ use = "flag", fact = "co" }', "", {"met", "not_met", "missing"}, set()),
    ],
)
def test_a_scored_criterion_turns_at_its_floor(rule, floor, verdicts, thresholds, tmp_path):
    """Points are met from the floor up, without one always; the floor is a threshold like any other."""
    types = {"diem": "number", "so": "count", "co": "flag"}
    (name,) = [name for name in types if f'"{name}"' in rule]
    plan = PLAN.replace("[[criteria]]", f"[scoring]\n[[criteria]]\nrequired = false\npoints = 20\n{floor}", 1) % rule
    facts = f'facts.{name} = {{ label = "Minh chứng", type = "{types[name]}" }}'
    lines = [line for line in plan.splitlines() if not line.startswith("facts.")]
    lines.insert(lines.index("[scoring]"), facts)
    (tmp_path / "mau.toml").write_text("\n".join(lines), "utf-8")
    case = '[[cases]]\nname = "Một"\nkind = "collective"\nexpect = { c = "missing" }\n'
    (tmp_path / "mau.cases.toml").write_text(case, "utf-8")
    (line,) = covered(tmp_path / "mau.cases.toml")
    assert (set(line.verdicts), set(line.thresholds)) == (verdicts, thresholds)


@pytest.fixture
def incomplete(tmp_path):
    """Lâm Đồng without its case of an initiative that was not reported, and with one case that does not hold."""
    text = cases_of(LAM_DONG).read_text("utf-8")
    dropped = [part for part in text.split("\n[[cases]]\n") if 'sang_kien_cua_so = "not' not in part]
    text = "\n[[cases]]\n".join(part for part in dropped if 'tim_kiem_sang_kien = "not_met"' not in part)
    text = text.replace('noi_bo_doan_ket = "council"', 'noi_bo_doan_ket = "met"', 1)
    (tmp_path / CAMPAIGNS[LAM_DONG].name).write_text(CAMPAIGNS[LAM_DONG].read_text("utf-8"), "utf-8")
    path = tmp_path / cases_of(LAM_DONG).name
    path.write_text(text, "utf-8")
    return path


def test_what_is_missing_is_named(incomplete, capsys):
    """`--coverage` names criterion, clause and verdict that no case covers; `--json` gives the same."""
    ran = inside(capsys, "test", incomplete, "--coverage", "--json")
    assert ran.code == 1
    missing = {(line["criterion"], line["kind"]): line["missing"] for line in ran.json["coverage"] if line["missing"]}
    assert missing == {("tim_kiem_sang_kien", "agency"): ["not_met"]}
    shown = inside(capsys, "test", incomplete, "--coverage")
    assert "tim_kiem_sang_kien[agency] (III.4): not_met" in shown.out


def test_junit_holds_every_case(incomplete, capsys, tmp_path):
    """`--junit FILE` writes a suite per file and a test per case, its failures with their differences; twice the same."""
    ran = inside(capsys, "test", incomplete, "--junit", tmp_path / "a.xml")
    assert ran.code == 1
    (suite,) = ET.parse(tmp_path / "a.xml").getroot()
    names = [case.name for case in read(incomplete).cases]
    assert [case.get("name") for case in suite] == names
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": str(len(names)),
        "failures": "1",
        "errors": "0",
        "skipped": "0",
    }
    (failure,) = suite.iter("failure")
    assert "noi_bo_doan_ket (V.1.a, gạch đầu dòng 1)" in failure.text
    inside(capsys, "test", incomplete, "--junit", tmp_path / "b.xml")
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "b.xml").read_bytes()


def test_junit_is_xml_whatever_a_sentence_holds(tmp_path):
    """Characters that XML cannot hold do not break the file."""
    (tmp_path / "mau.toml").write_text(PLAN % '{ use = "unresolved", text = "x" }', "utf-8")
    (result,) = run(cases_of(LAM_DONG), registry())[:1]
    odd = type(result)(result.file, 'a <b> & "c" \x07', result.case, ("\x00 <đ>",))
    (suite,) = ET.fromstring(junit([odd]))
    assert suite[0].get("name") == 'a <b> & "c" \ufffd'


def test_a_difference_tells_what_was_read(incomplete):
    """Expected, got, the clause, and every value read."""
    (told,) = [result.differences[0] for result in run(incomplete, registry()) if result.differences]
    for part in ("noi_bo_doan_ket", "V.1.a, gạch đầu dòng 1", "met", "council", "noi_bo_doan_ket = ∅"):
        assert part in told
