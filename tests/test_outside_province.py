"""A province nobody here has heard of: a package of its own, one rule, one campaign, its cases. No line of the core."""

from __future__ import annotations

from functools import partial

import pytest

from support import CAMPAIGNS, distribute, outside

RULE = '''
"""Cà Mau: what its plans ask that the common rules do not say."""

from attrs import frozen
from emulation_core import Facts, FactType, Id, Reading, hookimpl, met


@frozen
class HalvedAtLeast:
    """The fact is at most half of the same fact the year before."""

    fact: Id
    before: Id

    def evaluate(self, facts: Facts) -> Reading:
        measured = facts.need(self.fact, of=FactType.COUNT)
        return met(measured * 2 <= facts.need(self.before, of=FactType.COUNT), measured)

    def says(self) -> tuple[str, str]:
        return "{fact} giảm ít nhất một nửa so với {before}", "{fact} is at most half of {before}"


@hookimpl
def emulation_evaluators():
    return {"ca_mau.halved_at_least": HalvedAtLeast}
'''

CAMPAIGN = """
title    = "Giảm hồ sơ trễ hạn năm 2026"
agency   = "Sở Tư pháp tỉnh Cà Mau"
province = "ca_mau"
period   = { use = "year", year = 2026 }
plan     = { number = "7/KH-STP", issued = 2026-01-12, source = "full" }

[facts.so_tre_han]
label    = "Số hồ sơ trễ hạn"
type     = "count"
expected = 2027-01-15
[facts.so_tre_han_nam_truoc]
label = "Số hồ sơ trễ hạn năm trước"
type  = "count"

[[criteria]]
id         = "giam_mot_nua"
clause     = "Mục II, điểm 3"
text       = "Giảm ít nhất một nửa số hồ sơ trễ hạn"
applies_to = ["collective"]
evaluator  = { use = "ca_mau.halved_at_least", fact = "so_tre_han", before = "so_tre_han_nam_truoc" }

[[awards]]
id     = "giay_khen"
name   = "Giấy khen của Giám đốc Sở"
by     = "giam_doc_so"
kinds  = ["collective"]
clause = "Mục III"
quota  = { use = "fixed", collective = 1 }

[[assumptions]]
about = "giam_mot_nua"
says  = "Năm trước không trễ hồ sơ nào thì năm nay cũng phải không trễ."
"""

CASES = """
[profiles.phong]
kind  = "collective"
facts = { so_tre_han = 5, so_tre_han_nam_truoc = 10 }

[[cases]]
name   = "Giảm vừa đúng một nửa: đạt"
like   = "phong"
expect = { giam_mot_nua = "met" }
status = "eligible"

[[cases]]
name   = "Giảm chưa đến một nửa: chưa đạt"
like   = "phong"
facts  = { so_tre_han = 6 }
expect = { giam_mot_nua = "not_met" }
status = "ineligible"

[[cases]]
name    = "Chưa có số năm trước: thiếu minh chứng"
like    = "phong"
without = ["so_tre_han_nam_truoc"]
expect  = { giam_mot_nua = "missing" }
status  = "open"

[[cases]]
name    = "Giữa năm chưa thể có số cả năm: chưa đến hạn"
like    = "phong"
without = ["so_tre_han"]
on      = 2026-06-30
expect  = { giam_mot_nua = "not_due" }
status  = "open"
"""

EVIDENCE = """\
Mã,Tên,Loại,Số hồ sơ trễ hạn,Số hồ sơ trễ hạn năm trước
P1,Phòng Hộ tịch,Tập thể,5,10
P2,Phòng Công chứng,Tập thể,6,10
"""


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """The newcomer's own checkout: `site/` with its package, `provinces/ca_mau/` with its plan, and some evidence."""
    home = tmp_path_factory.mktemp("ca_mau")
    distribute(home / "site", "ke-hoach-ca-mau", {"ca_mau": "ke_hoach_ca_mau"}, ke_hoach_ca_mau=RULE)
    folder = home / "provinces" / "ca_mau"
    folder.mkdir(parents=True)
    (folder / "so_tu_phap_2026.toml").write_text(CAMPAIGN, "utf-8")
    (folder / "so_tu_phap_2026.cases.toml").write_text(CASES, "utf-8")
    (home / "minh_chung.csv").write_text(EVIDENCE, "utf-8")
    return home


@pytest.fixture(scope="module")
def emulation(province):
    """The command line where the newcomer's package is installed."""
    return partial(outside, [province / "site"])


def test_its_plugin_is_there(emulation):
    """The package's entry point alone brings the rule in."""
    found = {plugin["name"]: plugin for plugin in emulation("plugins", "--json").json}
    assert found["ca_mau"] == {
        "name": "ca_mau",
        "distribution": "ke-hoach-ca-mau 1.0",
        "module": "ke_hoach_ca_mau",
        "rules": ["ca_mau.halved_at_least"],
        "state": "ok",
        "why": "",
    }


def test_its_campaign_stands_beside_the_shipped_ones(emulation, province):
    """`campaigns --provinces` lists it with the five; none is in error."""
    ran = emulation("campaigns", "--json", "--provinces", province / "provinces")
    assert {entry["id"]: entry["error"] for entry in ran.json} == dict.fromkeys([*CAMPAIGNS, "ca_mau/so_tu_phap_2026"])


def test_its_campaign_is_shown_with_its_rule(emulation, province):
    """`show --json` tells the rule by its own name, with its fields, and the round the period makes."""
    shown = emulation("show", "ca_mau/so_tu_phap_2026", "--json", "--provinces", province / "provinces").json
    assert shown["agency"] == "Sở Tư pháp tỉnh Cà Mau"
    assert [round["id"] for round in shown["period"]["rounds"]] == ["2026"]
    assert shown["criteria"][0]["evaluator"] == {
        "use": "ca_mau.halved_at_least",
        "fact": "so_tre_han",
        "before": "so_tre_han_nam_truoc",
    }
    assert shown["facts"]["so_tre_han_nam_truoc"]["kinds"] == ["collective"]


def test_its_participants_are_judged(emulation, province):
    """`score --json` judges by the outside rule, names the clause and the places read, and fills the one seat."""
    scored = emulation(
        "score",
        "ca_mau/so_tu_phap_2026",
        province / "minh_chung.csv",
        "--json",
        *("--on", "2027-02-01", "--provinces", province / "provinces"),
    ).json
    told = {person["id"]: (person["status"], person["findings"][0]) for person in scored["participants"]}
    assert {id: (status, finding["verdict"], finding["measured"]) for id, (status, finding) in told.items()} == {
        "P1": ("eligible", "met", "5"),
        "P2": ("ineligible", "not_met", "6"),
    }
    finding = told["P2"][1]
    assert finding["clause"] == "Mục II, điểm 3"
    assert [read["source"] for read in finding["reads"]] == [
        "minh_chung.csv:3 › Số hồ sơ trễ hạn",
        "minh_chung.csv:3 › Số hồ sơ trễ hạn năm trước",
    ]
    assert "giảm ít nhất một nửa so với" in finding["says"]
    assert [(p["award"], p["seats"], p["selected"], p["certain"]) for p in scored["proposals"]] == [
        ("giay_khen", 1, ["P1"], ["P1"])
    ]
    assert scored["assumptions"] == [
        {"about": "giam_mot_nua", "says": "Năm trước không trễ hồ sơ nào thì năm nay cũng phải không trễ."}
    ]


def test_its_cases_hold(emulation, province):
    """`emulation test` runs the newcomer's cases: by path, and beside all others with --provinces."""
    ran = emulation("test", province / "provinces" / "ca_mau", "--json")
    assert ran.code == 0
    assert [(case["name"], case["differences"]) for case in ran.json] == [
        ("Giảm vừa đúng một nửa: đạt", []),
        ("Giảm chưa đến một nửa: chưa đạt", []),
        ("Chưa có số năm trước: thiếu minh chứng", []),
        ("Giữa năm chưa thể có số cả năm: chưa đến hạn", []),
    ]


def test_without_its_package_its_campaign_alone_fails(province):
    """Where the package is not installed the campaign is refused at the rule it names; the shipped ones still load."""
    ran = outside([], "campaigns", "--json", "--provinces", province / "provinces")
    errors = {entry["id"]: entry["error"] for entry in ran.json}
    assert {id for id, error in errors.items() if error} == {"ca_mau/so_tu_phap_2026"}
    assert "so_tu_phap_2026.toml:21:16: criteria.giam_mot_nua.evaluator.use: " in errors["ca_mau/so_tu_phap_2026"]
