"""What a change would do: a key set, a criterion dropped, compared participant by participant, and nothing recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from emulation_core.config.changes import supposed
from emulation_core.errors import CampaignRefused, NotFound
from emulation_core.model import Kind
from schemes import Table, fact_is_points, plan
from support import CAMPAIGNS, campaign_file, inside, loaded, registry, shipped

TABLE = "id,name,kind,cm,sk\nA,An,individual,60,10\nB,Bình,individual,65,0\nC,Chi,individual,50,5\n"


def scheme() -> Table:
    """Work of 70 and initiatives of 10 points, one seat, 60 points at least."""
    criteria = [fact_is_points("cm", 70), fact_is_points("sk", 10)]
    seat = {"quota": {"use": "fixed", "individual": 1}, "at_least": 60}
    return plan({}, {"cm": "number", "sk": "number"}, criteria, seat)


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, Path]:
    """The plan and its evidence, as files."""
    campaign, evidence = tmp_path / "tinh_mau" / "so_mau_2026.toml", tmp_path / "minh_chung.csv"
    campaign.parent.mkdir()
    campaign.write_text(campaign_file(scheme()), "utf-8")
    evidence.write_text(TABLE, "utf-8")
    return campaign, evidence


def by_id(found: Any) -> dict[str, Any]:
    return {person["id"]: person for person in found["participants"]}


def test_dropping_a_criterion_compares_each_with_and_without_it(office, capsys):
    """Without initiatives B leads with 65 points and takes the only seat from A; C falls below the line all the same."""
    ran = inside(capsys, "whatif", *office, "--drop", "sk", "--on", "2027-01-01", "--json")
    found = by_id(ran.json)
    assert (ran.code, ran.json["changes"]) == (0, ["--drop sk"])
    assert [(p["before"]["points"], p["after"]["points"]) for p in found.values()] == [
        ("70", "60"),
        ("65", "65"),
        ("55", "50"),
    ]
    assert (found["A"]["before"]["places"], found["A"]["after"]["places"]) == (
        {"giay_khen": "selected"},
        {"giay_khen": "reserve"},
    )
    assert found["B"]["after"]["rank"] == 1
    assert found["C"]["after"]["places"] == {}
    assert all(person["differs"] for person in found.values())


def test_what_open_points_could_come_to_is_compared_too(office, capsys):
    """Work of A is not known: 10 to 80 points, and 10 to 100 when work counts up to 90."""
    office[1].write_text(TABLE.replace("60", ""), "utf-8")
    asked = ("whatif", *office, "--set", "criteria.cm.points=90")
    found = by_id(inside(capsys, *asked, "--json").json)["A"]
    assert (found["before"]["points_range"], found["after"]["points_range"]) == (["10", "80"], ["10", "100"])
    assert found["differs"]
    assert "10 – 100" in " ".join(inside(capsys, *asked).out.split())


def test_a_change_that_changes_nobody_says_so(office, capsys):
    """A line one point lower lets nobody in or out."""
    ran = inside(capsys, "whatif", *office, "--set", "awards.giay_khen.at_least=59", "--json")
    assert not any(person["differs"] for person in ran.json["participants"])


def test_the_comparison_names_those_who_stand_otherwise_on_the_screen(office, capsys):
    """People read names, points and places."""
    ran = inside(capsys, "whatif", *office, "--drop", "sk")
    assert ran.code == 0
    assert all(name in ran.out for name in ("An (A)", "Bình (B)", "--drop sk"))


def test_score_takes_a_key_as_supposed(office, capsys):
    """Initiatives counted twice."""
    ran = inside(capsys, "score", *office, "--set", "criteria.sk[individual].weight=2", "--json")
    assert {id: person["points"] for id, person in by_id(ran.json).items()} == {"A": "80", "B": "65", "C": "60"}
    assert (ran.json["run"], ran.json["head"]) == (None, None)


def test_what_is_supposed_enters_no_ledger(office, capsys, tmp_path):
    """`--set` with `--ledger` is wrong usage, and no ledger is made; `whatif` does not know the option."""
    ledger = tmp_path / "so.db"
    asked = inside(capsys, "score", *office, "--set", "criteria.sk.points=15", "--ledger", ledger)
    compared = inside(capsys, "whatif", *office, "--drop", "sk", "--ledger", ledger)
    assert (asked.code, compared.code, ledger.exists()) == (2, 2, False)


def test_nothing_supposed_is_wrong_usage(office, capsys):
    """A comparison of a campaign with itself tells nobody anything."""
    assert inside(capsys, "whatif", *office).code == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("criteria.sang_kien.points=15", "sang_kien"),
        ("criteria.sk[individuel].points=15", "individual"),
        ("criteria.sk[agency].points=15", "sk[agency]"),
        ("scorin.decimals=1", "scoring"),
        ("points=15", "points=15"),
        ("criteria.sk.points", "criteria.sk.points"),
    ],
)
def test_what_the_file_does_not_have_cannot_be_set(text, named):
    """The answer names what was asked for, or what was meant."""
    with pytest.raises(NotFound, match=named.replace("[", r"\[")):
        supposed(loaded(scheme()), [text], [], registry())


@pytest.mark.parametrize("text", ["criteria.sk.points=nhieu", "criteria.sk.point=15", "criteria.sk.points=0"])
def test_what_the_file_cannot_say_is_refused_as_in_the_file(text):
    """A word for a number, a key that does not exist, a maximum of nothing."""
    with pytest.raises(CampaignRefused, match=r"criteria\.sk\.point"):
        supposed(loaded(scheme()), [text], [], registry())


def test_a_criterion_of_two_kinds_is_changed_for_the_one_that_is_named():
    """Collectives keep their 10 points."""
    raw = scheme()
    raw["criteria"][1]["applies_to"] = ["collective", "individual"]
    found = supposed(loaded(raw), ["criteria.sk[individual].points=20"], [], registry()).campaign
    points = {kind: [c.points for c in found.criteria if c.id == "sk" and kind in c.applies_to] for kind in Kind}
    assert points == {Kind.COLLECTIVE: [10], Kind.INDIVIDUAL: [20], Kind.AGENCY: []}


def test_a_criterion_of_two_kinds_is_dropped_for_the_one_that_is_named():
    """And the awards and labels that asked for it ask no more."""
    raw = scheme()
    raw["criteria"][1]["applies_to"] = ["collective", "individual"]
    raw["labels"] = [{"id": "tot", "name": "Tốt", "at_least": 50, "requires": ["sk"]}]
    found = supposed(loaded(raw), [], ["sk[individual]"], registry()).campaign
    assert [c.applies_to for c in found.criteria if c.id == "sk"] == [(Kind.COLLECTIVE,)]
    assert supposed(loaded(raw), [], ["sk"], registry()).campaign.labels[0].requires == ()


@pytest.mark.parametrize("id", sorted(CAMPAIGNS))
def test_every_shipped_campaign_can_do_without_any_one_criterion(id):
    """Dropping leaves a campaign that holds together: nobody asks for what is gone."""
    campaign = shipped(id)
    for criterion in campaign.campaign.criteria:
        found = supposed(campaign, [], [criterion.id], registry()).campaign
        asked = {wanted for award in found.awards if award.requires != "all" for wanted in award.requires}
        assert asked <= {c.id for c in found.criteria}
        assert criterion.id not in {c.id for c in found.criteria}


def test_the_answer_is_one_document(office, capsys):
    """JSON on stdout and nothing else."""
    ran = inside(capsys, "whatif", *office, "--drop", "sk", "--json")
    assert list(json.loads(ran.out)) == ["campaign", "round", "on", "changes", "participants"]
    assert ran.err == ""
