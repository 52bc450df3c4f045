"""Plans that replace one another: which is in force on a day, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emulation_core.campaign import Loaded
from emulation_core.config import Catalogue, InForce, Replacements, load
from emulation_core.config.replacement import Tenure, broken, resolve
from emulation_core.errors import CampaignRefused
from emulation_core.plan import Interval
from plans import YEAR, plan, put
from support import inside, registry, shipped

OLD, NEW = "tinh_mau/so_mau_2026_thang_3", "tinh_mau/so_mau_2026_thang_4"
ISSUED = {"from": date(2026, 4, 16), "until": date(2026, 4, 30)}
CRITERION = plan()["criteria"][0]
EVIDENCE = "Mã,Tên,Loại,Số hồ sơ trễ hạn\nP1,Phòng A,Tập thể,1\nP2,Phòng B,Tập thể,0\n"


def newer(**keys: Any) -> dict[str, Any]:
    """A plan of April, its day left blank, that supersedes the one of March and allows two late files."""
    lenient = {**CRITERION, "evaluator": {"use": "at_most", "fact": "so_tre_han", "value": 2}}
    paper = {"number": "…/KH-SM", "issued": ISSUED, "source": "full", "supersedes": OLD, **keys}
    return plan(plan=paper, criteria=[lenient])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The test pair: the text of KH 48/KH-SCT, which a shipped plan replaces, is not held."""
    put(tmp_path, OLD, plan())
    put(tmp_path, NEW, newer())
    return tmp_path


def of(folder: Path, id: str = NEW) -> tuple[Replacements, Loaded]:
    known = Catalogue((folder,))
    return Replacements(known, registry()), load(folder / f"{id}.toml", id, registry(), known)


def in_force(folder: Path, on: date, id: str = NEW) -> InForce:
    plans, loaded = of(folder, id)
    return plans.in_force(loaded, on)


def refused(folder: Path, id: str = NEW) -> list[tuple[str, int, str]]:
    """Where the chain of a plan is refused: the file, the line and the key."""
    plans, loaded = of(folder, id)
    with pytest.raises(CampaignRefused) as found:
        plans.chain(loaded)
    return [(Path(fault.file).stem, fault.line, fault.key) for fault in found.value.faults]


AT = 5
"""The line of `plan` in the small plan's file."""


@pytest.mark.parametrize("asked", [OLD, NEW])
@pytest.mark.parametrize(
    ("on", "plan", "perhaps"),
    [
        (date(2026, 3, 1), OLD, ()),
        (date(2026, 4, 15), OLD, ()),
        (date(2026, 4, 16), OLD, (NEW,)),
        (date(2026, 4, 29), OLD, (NEW,)),
        (date(2026, 4, 30), NEW, ()),
        (date(2027, 3, 1), NEW, ()),
    ],
)
def test_the_plan_in_force_is_the_same_whichever_of_them_is_asked_about(folder, asked, on, plan, perhaps):
    """The older until the newer must have been issued; while its blank day may have passed, it is told as possible."""
    assert in_force(folder, on, asked) == InForce(plan, perhaps)


def test_a_day_of_effect_goes_before_the_day_of_issue(folder: Path):
    """Stated as a day, there is no uncertainty."""
    put(folder, NEW, newer(takes_effect=date(2026, 5, 1)))
    assert in_force(folder, date(2026, 4, 30)) == InForce(OLD, ())
    assert in_force(folder, date(2026, 5, 1)) == InForce(NEW, ())


def test_a_plan_that_replaces_nothing_is_in_force_every_day():
    """Also before its issue and after its end: there is no other."""
    plans, loaded = Replacements(Catalogue(), registry()), shipped("soc_trang/so_tnmt_2021_2030")
    for day in (date(2020, 1, 1), date(2031, 1, 1)):
        assert plans.in_force(loaded, day) == InForce(loaded.id, ())


def test_the_shipped_plan_says_that_the_text_it_replaces_is_not_held():
    """KH 48/KH-SCT: printed in `replaces`, listed among the texts not held, superseded by no file."""
    campaign = shipped("lam_dong/so_cong_thuong_2026").campaign
    [printed] = campaign.plan.replaces
    assert printed in {note.about for note in campaign.unresolved}
    assert campaign.plan.supersedes is None


# What is refused, and where


def test_a_plan_that_is_not_held_cannot_be_superseded(folder: Path):
    """A hole in the chain."""
    put(folder, NEW, newer(supersedes="tinh_mau/so_mau_2025"))
    assert refused(folder) == [("so_mau_2026_thang_4", AT, "plan.supersedes")]


def test_plans_that_supersede_one_another_are_refused(folder: Path):
    """A circle of two; and of one."""
    put(folder, OLD, newer(supersedes=NEW))
    assert refused(folder)[0][2] == "plan.supersedes"
    put(folder, NEW, newer(supersedes=NEW))
    assert refused(folder) == [("so_mau_2026_thang_4", AT, "plan.supersedes")]


@pytest.mark.parametrize("asked", [OLD, NEW, "tinh_mau/khac"])
def test_a_plan_is_superseded_once(folder: Path, asked: str):
    """Two successors of one plan: no day could be told which, whichever of the three is asked about."""
    put(folder, "tinh_mau/khac", newer())
    [(_file, line, key)] = refused(folder, asked)
    assert (line, key) == (AT, "plan.supersedes")


@pytest.mark.parametrize(
    ("keys", "period"),
    [
        ({"takes_effect": date(2027, 1, 2)}, YEAR),
        ({"takes_effect": date(2026, 3, 13)}, YEAR),
        ({}, {**YEAR, "starts": date(2026, 5, 1)}),
    ],
    ids=["after the older is over", "before the older", "starts later than it takes effect"],
)
def test_days_that_no_plan_covers_are_refused(folder: Path, keys: dict[str, Any], period: dict[str, Any]):
    """A gap before or after the day of effect, and a successor that comes first."""
    put(folder, NEW, {**newer(**keys), "period": period})
    assert refused(folder) == [("so_mau_2026_thang_4", AT, "plan.supersedes")]


@pytest.mark.parametrize(
    ("keys", "period"),
    [({"takes_effect": date(2027, 1, 1)}, YEAR), ({}, {**YEAR, "starts": date(2026, 4, 30)})],
    ids=["the day after the older is over", "starts on the last day it can be issued"],
)
def test_a_seam_without_a_gap_is_accepted(folder: Path, keys: dict[str, Any], period: dict[str, Any]):
    """Day next to day."""
    put(folder, NEW, {**newer(**keys), "period": period})
    plans, loaded = of(folder)
    assert [link.id for link in plans.chain(loaded)] == [OLD, NEW]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({"supersedes": "so_mau"}, "plan.supersedes"),
        ({"takes_effect": {"from": date(2026, 5, 2), "until": date(2026, 5, 1)}}, "plan.takes_effect.until"),
    ],
    ids=["not an id", "an interval that ends before it begins"],
)
def test_a_key_that_cannot_be_is_refused_when_the_file_is_read(folder: Path, keys: dict[str, Any], key: str):
    """By itself, before any other file is looked at."""
    put(folder, NEW, newer(**keys))
    with pytest.raises(CampaignRefused) as found:
        of(folder)
    assert [fault.key for fault in found.value.faults] == [key]


def test_a_day_of_effect_belongs_to_a_plan_that_supersedes_another(folder: Path):
    """Alone it would say nothing."""
    paper = {"number": "1/KH-SM", "issued": date(2026, 1, 5), "source": "full", "takes_effect": date(2026, 1, 6)}
    put(folder, NEW, plan(plan=paper))
    with pytest.raises(CampaignRefused, match=r"plan\.takes_effect"):
        of(folder)


# An agency's own version of a plan is that plan


def test_an_extended_plan_is_no_second_successor(folder: Path):
    """Asked about, the version stands in its plan's place; the plan's own chain does not know it."""
    put(folder, "co_quan/rieng", {"extends": NEW})
    assert in_force(folder, date(2026, 5, 1), "co_quan/rieng") == InForce("co_quan/rieng", ())
    assert in_force(folder, date(2026, 4, 1), "co_quan/rieng") == InForce(OLD, ())
    assert in_force(folder, date(2026, 5, 1)) == InForce(NEW, ())


def test_a_version_of_a_plan_is_superseded_with_its_plan(folder: Path):
    """Who extends the plan of March gives way to the plan of April."""
    put(folder, "co_quan/rieng", {"extends": OLD})
    assert in_force(folder, date(2026, 5, 1), "co_quan/rieng") == InForce(NEW, ())


def test_a_plan_may_amend_the_one_it_supersedes(folder: Path):
    """It extends and supersedes the same plan: kept, changed by its own number, and in its place."""
    paper = {"number": "60/KH-SM", "issued": date(2026, 6, 1), "source": "full", "supersedes": NEW}
    put(folder, "tinh_mau/sua_doi", {"extends": NEW, "decided_in": "KH 60/KH-SM 01/6/2026", "plan": paper})
    for asked in (OLD, NEW, "tinh_mau/sua_doi"):
        assert in_force(folder, date(2026, 5, 31), asked).campaign == NEW
        assert in_force(folder, date(2026, 6, 1), asked).campaign == "tinh_mau/sua_doi"


# On the command line


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "minh_chung.csv"
    path.write_text(EVIDENCE, "utf-8")
    return path


def test_the_same_evidence_is_scored_under_either_plan(folder: Path, evidence: Path, capsys):
    """One late file: out by the plan of March, in by the plan of April; the one not in force warns of the other."""
    answers = {
        id: inside(capsys, "score", id, evidence, "--on", "2026-06-30", "--provinces", folder, "--json").json
        for id in (OLD, NEW)
    }
    status = {id: [person["status"] for person in answers[id]["participants"]] for id in answers}
    assert status == {OLD: ["ineligible", "eligible"], NEW: ["eligible", "eligible"]}
    told = {id: [w["says"] for w in answers[id]["warnings"] if w["about"] == "plan"] for id in answers}
    assert told == {OLD: [f"ngày 2026-06-30 kế hoạch có hiệu lực là {NEW}"], NEW: []}


def test_both_plans_in_one_ledger_and_who_fares_otherwise(folder: Path, evidence: Path, capsys):
    """`diff` across the two campaigns names the one participant whose standing turns, and that the text turned it."""
    book, on = folder / "so.db", ("--on", "2026-06-30")
    old, new = (
        inside(capsys, "score", id, evidence, *on, "--provinces", folder, "--ledger", book, "--json").json["run"]
        for id in (OLD, NEW)
    )
    assert [row["supersedes"] for row in inside(capsys, "runs", "--ledger", book, "--json").json] == [None, None]
    told = inside(capsys, "diff", old, new, "--ledger", book, "--json").json
    assert {"what": "campaign", "before": OLD, "after": NEW} in told["inputs"]
    [one] = told["participants"]
    assert (one["id"], one["status"]["before"], one["status"]["after"]) == ("P1", "ineligible", "eligible")
    [turned] = one["verdicts"]
    assert (turned["before"], turned["after"], turned["because"]) == ("not_met", "met", ["text"])
    assert "Phòng A" in inside(capsys, "diff", old, new, "--ledger", book).out
    assert inside(capsys, "verify", "--replay", "--ledger", book).code == 0


def test_a_broken_chain_stops_the_check_and_not_the_scoring(folder: Path, evidence: Path, capsys):
    """The officer asked for this plan's answer and gets it, with what is wrong beside it."""
    put(folder, "tinh_mau/khac", newer())
    checked = inside(capsys, "check", OLD, "--provinces", folder)
    assert checked.code == 1
    assert "plan.supersedes" in checked.err
    scored = inside(capsys, "score", OLD, evidence, "--on", "2026-06-30", "--provinces", folder, "--json")
    assert scored.code == 0
    assert [w for w in scored.json["warnings"] if "plan.supersedes" in w["says"]]


def test_show_and_the_list_tell_the_plan_in_force(folder: Path, capsys):
    """By day, as JSON and on the terminal."""
    shown = inside(capsys, "show", OLD, "--on", "2026-04-20", "--provinces", folder, "--json").json
    assert shown["in_force"] == {"campaign": OLD, "perhaps": [NEW]}
    assert NEW in inside(capsys, "show", OLD, "--on", "2026-04-30", "--provinces", folder).out
    listed = {
        day: {row["id"]: row["state"] for row in rows if row["id"] in (OLD, NEW)}
        for day in ("2026-03-01", "2026-04-15", "2026-04-20", "2026-04-30", "2027-01-01")
        for rows in [inside(capsys, "campaigns", "--on", day, "--provinces", folder, "--json").json]
    }
    assert listed == {
        "2026-03-01": {OLD: "coming", NEW: "coming"},
        "2026-04-15": {OLD: "in_force", NEW: "coming"},
        "2026-04-20": {OLD: "uncertain", NEW: "uncertain"},
        "2026-04-30": {OLD: "replaced", NEW: "in_force"},
        "2027-01-01": {OLD: "replaced", NEW: "ended"},
    }


# Whatever the days

DAY0 = date(2026, 1, 1)
spans = st.tuples(st.integers(0, 60), st.integers(0, 20))


@st.composite
def chains(draw: st.DrawFn) -> list[Tenure]:
    """Plans in order, their days blank or not, with campaigns somewhere around them."""
    chain = []
    for n, (start, blank) in enumerate(draw(st.lists(spans, min_size=1, max_size=5).map(sorted))):
        effect = Interval(DAY0 + timedelta(start), DAY0 + timedelta(start + blank))
        first = DAY0 + timedelta(draw(st.integers(-5, 70)))
        chain.append(Tenure(f"k{n}", effect, first, first + timedelta(draw(st.integers(0, 90)))))
    return chain


PLANS = [f"tinh_mau/k{n}" for n in range(4)]


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from(PLANS), st.sampled_from(PLANS)), st.sampled_from(PLANS))
def test_plans_form_one_line_or_are_refused(superseded: dict[str, str], asked: str):
    """Whatever supersedes whatever: a line without circle and fork, every plan once, or a refusal."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for id in PLANS:
            more = {"supersedes": superseded[id], "takes_effect": date(2026, 6, 1)} if id in superseded else {}
            put(folder, id, plan(plan={**plan()["plan"], **more}))
        plans, loaded = of(folder, asked)
        reached = {asked}
        for _step in PLANS:
            reached |= {id for edge in superseded.items() if set(edge) & reached for id in edge}
        edges = [edge for edge in superseded.items() if edge[0] in reached]
        if len(edges) < len(reached) and len({old for _new, old in edges}) == len(edges):
            line = [link.id for link in plans.chain(loaded)]
            assert sorted(line) == sorted(reached)
            assert all(superseded[new] == old for old, new in pairwise(line))
        else:
            assert {key for _file, _line, key in refused(folder, asked)} == {"plan.supersedes"}


@given(chains(), st.integers(-10, 100))
def test_every_day_has_exactly_one_plan_and_none_comes_back(chain: list[Tenure], n: int):
    """From one day to the next the plan stays or gives way to a later one; what is possible is later than what is."""
    names = [plan.campaign for plan in chain]
    today, tomorrow = (resolve(chain, DAY0 + timedelta(day)) for day in (n, n + 1))
    assert names.index(today.campaign) <= names.index(tomorrow.campaign)
    assert all(names.index(later) > names.index(today.campaign) for later in today.perhaps)


@given(chains(), st.integers(0, 100), st.data())
def test_the_plan_in_force_is_one_that_the_blank_days_allow(chain: list[Tenure], n: int, data: st.DataObject):
    """Whatever day each blank turns out to be, the plan then in force was named, surely or perhaps."""
    day = DAY0 + timedelta(n)
    real = [data.draw(st.dates(plan.effect.from_, plan.effect.until)) for plan in chain]
    truth = max(k for k in range(len(chain)) if k == 0 or real[k] <= day)
    told = resolve(chain, day)
    assert chain[truth].campaign in (told.campaign, *told.perhaps)


@given(chains())
def test_two_plans_fit_when_some_day_of_effect_leaves_no_day_to_nobody(chain: list[Tenure]):
    """Of the days the newer plan can have taken effect on, one at least joins the two campaigns without a gap."""
    assume(len(chain) > 1)
    old, new = chain[:2]
    window = [DAY0 + timedelta(n) for n in range(-10, 170)]

    def nobody(effect: date) -> list[date]:
        return [day for day in window if old.last < day < effect or effect <= day < new.first]

    possible = [day for day in window if new.effect.from_ <= day <= new.effect.until]
    assert (broken(old, new) is None) == any(not nobody(day) for day in possible)
