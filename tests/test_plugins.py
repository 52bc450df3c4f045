"""A plugin that is broken is named with its reason; everybody else's rules and campaigns go on working."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from emulation_core import plugins
from emulation_core.config import load_text
from emulation_core.config.schema import campaign_schema
from emulation_core.errors import EmulationError
from emulation_core.intake import RawSheet, collect
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, distribute, outside

RULE = """
from attrs import frozen
from emulation_core import Facts, FactType, Id, Reading, hookimpl, met

@frozen
class NoFault:
    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        counted = facts.need(self.fact, of=FactType.COUNT)
        return met(counted == 0, counted)
"""


def offering(rule: str, cls: str = "NoFault") -> str:
    """A plugin of one rule."""
    return f"{RULE}\n@hookimpl\ndef emulation_evaluators():\n    return {{'{rule}': {cls}}}\n"


# By entry point: its source, the state it must be given, and what the reason must name.
BROKEN = {
    "hong_khi_nap": ("raise RuntimeError('đứt cáp')", "failed", ["RuntimeError", "đứt cáp"]),
    "tu_thoat": ("import sys\nsys.exit(0)", "failed", ["SystemExit"]),
    "sai_cu_phap": ("def (:", "failed", ["SyntaxError"]),
    "sai_ten_moc": (
        f"{RULE}\n@hookimpl\ndef emulation_evaluator():\n    return {{}}\n",
        "failed",
        ["emulation_evaluator", "emulation_evaluators"],
    ),
    "quen_danh_dau": (
        f"{RULE}\ndef emulation_evaluators():\n    return {{'quen_danh_dau.r': NoFault}}\n",
        "failed",
        ["emulation_evaluators", "@hookimpl"],
    ),
    "lop_thuong": (
        offering("lop_thuong.r", "Plain") + "\nclass Plain:\n    evaluate = NoFault.evaluate\n",
        "failed",
        ["lop_thuong.r", "attrs"],
    ),
    "lop_sua_duoc": (
        offering("lop_sua_duoc.r").replace("@frozen", "@define").replace("frozen", "define"),
        "failed",
        ["lop_sua_duoc.r", "attrs"],
    ),
    "khong_phan_xet": (
        offering("khong_phan_xet.r", "Mute") + "\n@frozen\nclass Mute:\n    fact: Id\n",
        "failed",
        ["khong_phan_xet.r", "evaluate"],
    ),
    "khong_phai_lop": (offering("khong_phai_lop.r", "NoFault('x')"), "failed", ["khong_phai_lop.r"]),
    "moc_hong": (
        f"{RULE}\n@hookimpl\ndef emulation_quotas():\n    raise KeyError('suat')\n",
        "failed",
        ["KeyError", "suat"],
    ),
    "moc_tu_thoat": (
        f"{RULE}\n@hookimpl\ndef emulation_periods():\n    raise SystemExit(0)\n",
        "failed",
        ["emulation_periods", "SystemExit"],
    ),
    "tra_danh_sach": (
        f"{RULE}\n@hookimpl\ndef emulation_evaluators():\n    return [NoFault]\n",
        "failed",
        ["emulation_evaluators"],
    ),
    "tra_rong": (
        f"{RULE}\n@hookimpl\ndef emulation_evaluators():\n    return None\n",
        "failed",
        ["emulation_evaluators"],
    ),
    "ngoai_tinh": (offering("noi_khac.r"), "refused", ["noi_khac.r", "ngoai_tinh."]),
    "khong_tinh": (offering("khong_tinh_r"), "refused", ["khong_tinh_r", "khong_tinh."]),
    "tranh_ten_chung": (offering("at_least"), "refused", ["at_least"]),
    "hai_chu_mot": (offering("hai_chu_mot.chung"), "refused", ["hai_chu_mot.chung", "hai_chu_hai"]),
    "hai_chu_hai": (offering("hai_chu_mot.chung"), "refused", ["hai_chu_mot.chung", "hai_chu_mot"]),
}
FIRST_PARTY = {"binh_dinh", "lam_dong", "ninh_thuan", "soc_trang"}


def plan(province: str, use: str = "equals_zero") -> str:
    """A campaign of one criterion, judged by rule `use`."""
    return f"""
title = "Không để xảy ra lỗi"
agency = "Sở Mẫu"
province = "{province}"
period = {{ use = "year", year = 2026 }}
plan = {{ number = "1/KH", issued = 2026-01-05, source = "full" }}
facts.so_loi = {{ label = "Số lỗi", type = "count" }}

[[criteria]]
id = "khong_loi"
clause = "I.1"
text = "Không để xảy ra lỗi"
applies_to = ["collective"]
evaluator = {{ use = "{use}", fact = "so_loi" }}

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = {{ use = "open" }}
"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """A folder of every broken plugin, one name given by two distributions, and one sound plugin."""
    site = tmp_path_factory.mktemp("site")
    for name, (source, _state, _why) in BROKEN.items():
        distribute(site, name, {name: f"mod_{name}"}, **{f"mod_{name}": source})
    distribute(site, "khong_co_tep", {"khong_co_tep": "mod_khong_co_tep"})
    for number in ("mot", "hai"):
        module = f"mod_trung_ten_{number}"
        distribute(site, f"trung-ten-{number}", {"trung_ten": module}, **{module: offering(f"trung_ten.{number}")})
    distribute(site, "tot_lanh", {"tot_lanh": "mod_tot_lanh"}, mod_tot_lanh=offering("tot_lanh.khong_loi"))
    return site


@pytest.fixture(scope="module")
def told(gallery):
    """What `emulation plugins --json` says of the gallery."""
    ran = outside([gallery], "plugins", "--json")
    assert (ran.code, ran.err) == (0, "")
    return ran.json


def test_the_first_distribution_of_a_name_is_the_one_that_counts(tmp_path):
    """An older copy further down the path is as if it were not installed, as for the import of its modules."""
    first, later = tmp_path / "first", tmp_path / "later"
    distribute(first, "hai_noi", {"dau": "mod_dau"}, mod_dau=offering("dau.khong_loi"))
    distribute(later, "hai_noi", {"dau": "mod_sau"}, mod_sau=offering("dau.khong_loi"))
    found = [entry for entry in outside([first, later], "plugins", "--json").json if entry["name"] == "dau"]
    assert [(entry["module"], entry["state"]) for entry in found] == [("mod_dau", "ok")]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_named_with_its_reason(name, told):
    """`emulation plugins` gives the plugin's distribution and module, its state and why; none of its rules counts."""
    _source, state, clues = BROKEN[name]
    found = next(entry for entry in told if entry["name"] == name)
    assert found == {
        "name": name,
        "distribution": f"{name} 1.0",
        "module": f"mod_{name}",
        "rules": [],
        "state": state,
        "why": found["why"],
    }
    assert [clue for clue in clues if clue not in found["why"]] == []


def test_a_plugin_whose_module_is_gone_is_named(told):
    """An entry point that leads nowhere has failed, with the module it looked for."""
    found = next(entry for entry in told if entry["name"] == "khong_co_tep")
    assert found["state"] == "failed"
    assert "mod_khong_co_tep" in found["why"]


def test_one_name_given_by_two_distributions_is_refused_to_both(told):
    """Neither wins by the order of installation: both are refused, and each reason names both distributions."""
    found = [entry for entry in told if entry["name"] == "trung_ten"]
    assert {entry["distribution"] for entry in found} == {"trung-ten-mot 1.0", "trung-ten-hai 1.0"}
    for entry in found:
        assert (entry["state"], entry["rules"]) == ("refused", [])
        assert "trung-ten-mot" in entry["why"]
        assert "trung-ten-hai" in entry["why"]


def test_sound_plugins_among_broken_ones_are_ok(told):
    """The four shipped provinces and the sound newcomer keep their rules; every entry point is told exactly once."""
    sound = {entry["name"]: entry for entry in told if entry["state"] == "ok"}
    assert set(sound) == FIRST_PARTY | {"tot_lanh"}
    assert all(entry["rules"] and entry["why"] == "" for entry in sound.values())
    assert sound["tot_lanh"]["rules"] == ["tot_lanh.khong_loi"]
    assert len(told) == len(FIRST_PARTY) + len(BROKEN) + len(["khong_co_tep", "trung_ten", "trung_ten", "tot_lanh"])


def test_people_read_the_same_as_programs(gallery):
    """Without --json the table names every plugin, and the command still ends well."""
    ran = outside([gallery], "plugins")
    assert ran.code == 0
    assert [name for name in (*BROKEN, *FIRST_PARTY, "tot_lanh") if name not in ran.out] == []


def test_only_campaigns_that_need_a_broken_plugin_fail(gallery, tmp_path):
    """A campaign naming a rule of a broken plugin is refused with the plugin's reason; all others are listed as ever."""
    needy = {name for name in BROKEN if name not in ("tranh_ten_chung", "hong_khi_nap")} | {"trung_ten"}
    plans = {name: plan(name, f"{name}.r") for name in needy}
    plans |= {"hong_khi_nap": plan("hong_khi_nap"), "tot_lanh": plan("tot_lanh", "tot_lanh.khong_loi")}
    for name, text in plans.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "ke_hoach.toml").write_text(text, "utf-8")
    ran = outside([gallery], "campaigns", "--json", "--provinces", tmp_path)
    assert ran.code == 0
    errors = {entry["id"]: entry["error"] for entry in ran.json}
    assert set(errors) == {*CAMPAIGNS, *(f"{name}/ke_hoach" for name in plans)}
    assert {id.partition("/")[0] for id, error in errors.items() if error is not None} == needy
    for name in needy & set(BROKEN):
        _source, _state, clues = BROKEN[name]
        assert [clue for clue in clues if clue not in errors[f"{name}/ke_hoach"]] == []


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder on this process's path; modules imported from it are forgotten afterwards."""
    known = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("entry_points", "source"),
    [
        (["hoi_them"], f"{RULE}\n@hookimpl\ndef emulation_evaluators(registry):\n    return {{}}\n"),
        (["builtin"], offering("builtin.r")),
        (["mot_tep_hai_ten", "ten_thu_hai"], offering("mot_tep_hai_ten.r")),
    ],
    ids=["a hook that asks for an argument", "an entry point named builtin", "one module under two names"],
)
def test_no_plugin_stops_the_program(entry_points, source, site):
    """However a plugin misfits the hooks, it is reported and the others are loaded."""
    distribute(site, "la", dict.fromkeys(entry_points, "mod_la"), mod_la=source)
    found = {plugin.name: plugin.state for plugin in plugins.load().plugins}
    assert set(found) == FIRST_PARTY | set(entry_points)
    assert {found[name] for name in FIRST_PARTY} == {"ok"}


def test_what_a_plugin_prints_is_no_part_of_an_answer(site):
    """A plugin that talks while it is loaded, or asked for its rules, is heard on stderr alone."""
    hook = "def emulation_evaluators():\n"
    talks = offering("noi.r").replace(hook, f"{hook}    print('có mặt')\n") + "\nprint('đang nạp')\n"
    distribute(site, "noi", {"noi": "mod_noi"}, mod_noi=talks)
    ran = outside([site], "plugins", "--json")
    assert {"noi": "ok"}.items() <= {plugin["name"]: plugin["state"] for plugin in ran.json}.items()
    assert [word in ran.err for word in ("đang nạp", "có mặt")] == [True, True]


@pytest.mark.parametrize("annotation", ["'KhongCo'", "bytes"], ids=["a name that does not exist", "no type of TOML"])
def test_a_rule_whose_fields_cannot_be_read_fails_only_who_names_it(annotation, site):
    """A field that no file can fill refuses the campaign that needs the rule; other campaigns and the schema stay."""
    source = offering("truong_la.r").replace("fact: Id", f"fact: {annotation}")
    distribute(site, "truong_la", {"truong_la": "mod_truong"}, mod_truong=source)
    registry = plugins.load()
    assert load_text(plan("truong_la"), "truong_la/ke_hoach", "ke_hoach.toml", registry).campaign.criteria
    assert "evaluators.equals_zero" in campaign_schema(registry)["$defs"]
    with pytest.raises(EmulationError, match=r"truong_la\.r"):
        load_text(plan("truong_la", "truong_la.r"), "truong_la/ke_hoach", "ke_hoach.toml", registry)


def test_each_hook_is_called_once(site):
    """Loading, checking and scoring ask a plugin for its rules one time in all."""
    slots = ("evaluators", "quotas", "periods", "procedures")
    hooks = "".join(
        f"\n@hookimpl\ndef emulation_{slot}():\n    CALLS.append('{slot}')\n    return {offer}\n"
        for slot, offer in zip(slots, ("{'dem.khong_loi': NoFault}", "{}", "{}", "{}"), strict=True)
    )
    distribute(site, "dem", {"dem": "mod_dem"}, mod_dem=f"{RULE}\nCALLS = []\n{hooks}")
    registry = plugins.load()
    loaded = load_text(plan("dem", "dem.khong_loi"), "dem/ke_hoach", "ke_hoach.toml", registry)
    rows = [(2, ["P1", "Phòng Một", "collective", 0]), (3, ["P2", "Phòng Hai", "collective", 1])]
    evidence = collect([RawSheet("a.csv", None, ("id", "name", "kind", "so_loi"), rows, ".")], loaded.campaign)
    outcome = score(loaded, evidence, choose_round(loaded.campaign, None, date(2026, 6, 1)), date(2026, 6, 1))
    assert [proposal.selected for proposal in outcome.proposals] == [("P1",)]
    assert sorted(sys.modules["mod_dem"].CALLS) == sorted(slots)
