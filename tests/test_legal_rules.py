"""Rules of law that hold for every campaign, each on the days its text is in force: Luật 06/2022/QH15 and its decrees."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from emulation_core import law
from emulation_core.errors import CampaignRefused
from emulation_core.outcome import Outcome, Proposal
from emulation_core.scoring import choose_round, score
from plans import FLAG, HEAD
from support import campaign_file, evidence, inside, loaded

OLD, FIRST, LAST_98, FIRST_152 = date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1)
"""The days around the first day of NĐ 98/2023/NĐ-CP and the change to NĐ 152/2025/NĐ-CP."""

PLAN: dict[str, Any] = {
    **HEAD,
    **FLAG,
    "period": {"use": "year", "year": 2025},
    "plan": {"number": "1/KH", "issued": date(2022, 1, 5), "source": "full"},
}
GIAY_KHEN: dict[str, Any] = {
    "id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["collective", "individual"],
    "clause": "II", "quota": {"use": "fixed", "collective": 1, "individual": 1},
}  # fmt: skip
BANG_KHEN: dict[str, Any] = {
    "id": "bang_khen", "name": "Bằng khen", "by": "chu_tich_ubnd_tinh", "kinds": ["individual"],
    "clause": "III", "quota": {"use": "open"},
}  # fmt: skip


def person(id: str, kind: str = "individual", dat: bool | None = True, **facts: Any) -> dict[str, Any]:
    """Somebody who meets the one criterion, unless stated otherwise."""
    return {"id": id, "name": f"Người {id}", "kind": kind, "dat": dat, **facts}


def decided(day: date, *people: dict[str, Any], awards: tuple[dict[str, Any], ...] = (GIAY_KHEN,)) -> Outcome:
    """The plan scored for a decision on one day."""
    plan = loaded({**PLAN, "awards": list(awards)})
    return score(plan, evidence(plan.campaign, people), choose_round(plan.campaign, None, day), day)


def proposal(outcome: Outcome, award: str = "giay_khen", kind: str = "individual") -> Proposal:
    return next(p for p in outcome.proposals if (p.award, p.kind.value) == (award, kind))


def refused(*awards: dict[str, Any]) -> list[str]:
    """The keys of the faults of the plan with these awards."""
    with pytest.raises(CampaignRefused) as caught:
        loaded({**PLAN, "awards": list(awards)})
    return [fault.key for fault in caught.value.faults]


# NĐ 98/2023 Đ.4 k4, NĐ 152/2025 Đ.4 k4: no award while discipline is pending or something is being verified.


@pytest.mark.parametrize(("day", "list"), [(OLD, "selected"), (FIRST, "deferred"), (FIRST_152, "deferred")])
def test_who_is_under_examination_is_deferred_from_2024_on(day, list):
    """Deferred, not rejected, for decisions from 01/01/2024; before it only what the plan says counts."""
    found = proposal(decided(day, person("C1", dang_xem_xet_ky_luat=True)))
    assert getattr(found, list) == ("C1",)


@pytest.mark.parametrize("answer", [False, None])
def test_only_a_stated_yes_defers(answer):
    """ "Không" and an empty cell defer nobody; the warnings count the empty ones."""
    found = decided(FIRST, person("C1", dang_xem_xet_ky_luat=answer))
    assert proposal(found).selected == ("C1",)
    told = [note for note in found.warnings if note.about == "dang_xem_xet_ky_luat"]
    assert bool(told) is (answer is None)


# NĐ 98/2023 Đ.4 k6, NĐ 152/2025 Đ.4 k6: women, and collectives with at least 70 % women, are preferred among equals.


@pytest.mark.parametrize(
    ("day", "source"), [(OLD, None), (FIRST, "NĐ 98/2023"), (LAST_98, "NĐ 98/2023"), (FIRST_152, "NĐ 152/2025")]
)
def test_women_are_preferred_as_advice_by_the_decree_of_the_day(day, source):
    """Two level for one seat: nobody is selected, the advice puts the woman first and cites the decree of the day."""
    found = proposal(decided(day, person("C1", gioi_tinh="nam"), person("C2", gioi_tinh="nữ")))
    assert (found.selected, set(found.tied)) == ((), {"C1", "C2"})
    legal = [advice for advice in found.advice if "Điều 4 khoản 6" in advice.by]
    assert [advice.order for advice in legal] == ([("C2", "C1")] if source else [])
    assert all(advice.by.startswith(str(source)) for advice in legal)


@pytest.mark.parametrize(("share", "preferred"), [("69,9", False), ("70", True), ("70,1", True)])
def test_seventy_percent_is_enough_for_a_collective(share, preferred):
    """At least 70 %: the very 70 counts."""
    people = (person("T1", "collective", ty_le_nu="10"), person("T2", "collective", ty_le_nu=share))
    found = proposal(decided(FIRST_152, *people), kind="collective")
    assert [a.order for a in found.advice if "khoản 6" in a.by] == ([("T2", "T1")] if preferred else [])


# NĐ 98/2023 Đ.4 k3, NĐ 152/2025 Đ.4 k3: a movement by topic does not support a higher award for general merit.


@pytest.mark.parametrize(
    ("day", "source"), [(OLD, None), (FIRST, "NĐ 98/2023"), (LAST_98, "NĐ 98/2023"), (FIRST_152, "NĐ 152/2025")]
)
def test_a_higher_award_is_proposed_with_the_rule_on_movements_by_topic(day, source):
    """The warning stands with the award above the Sở, by the decree of the day; never with its own giấy khen."""
    found = decided(day, person("C1"), awards=(GIAY_KHEN, BANG_KHEN))
    told = {note.about: note.says for note in found.warnings if "Điều 4 khoản 3" in note.says}
    assert set(told) == ({"bang_khen"} if source else set())
    assert all(says.startswith(str(source)) for says in told.values())


def test_no_rule_on_higher_awards_where_nobody_may_be_proposed():
    """An award nobody is listed for needs no warning."""
    found = decided(FIRST, person("C1", dat=False), awards=(GIAY_KHEN, BANG_KHEN))
    assert not [note for note in found.warnings if "khoản 3" in note.says]


# Luật 06/2022/QH15 Đ.5 k2 c: one achievement is not awarded twice or in several forms.


@pytest.mark.parametrize(("day", "said"), [(OLD, False), (FIRST, True), (FIRST_152, True)])
def test_two_awards_for_one_achievement_are_pointed_out(day, said):
    """Selected for giấy khen and bằng khen at once: the lists stay, the warning counts them and cites the law."""
    found = decided(day, person("C1"), person("T1", "collective"), awards=(GIAY_KHEN, BANG_KHEN))
    assert proposal(found).selected == proposal(found, "bang_khen").selected == ("C1",)
    told = [note for note in found.warnings if note.about == "giay_khen, bang_khen"]
    assert [note.says[0] for note in told] == (["1"] if said else [])
    assert all("Luật 06/2022/QH15" in note.says for note in told)


# Luật 06/2022/QH15 Đ.74, Đ.80: who gives what.


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"by": "giam_doc_so"}, ["awards.bang_khen.by"]),
        ({"id": "khen", "form": "bang_khen", "by": "giam_doc_so"}, ["awards.khen.form"]),
        ({"by": "chu_tich_xa"}, ["awards.bang_khen.by"]),
    ],
)
def test_an_issuer_that_cannot_give_the_form_is_refused(change, keys):
    """A Giám đốc Sở gives no bằng khen, by its id or its form; an issuer unknown to the law is refused too."""
    assert refused({**BANG_KHEN, **change}) == keys


def test_a_chairman_may_give_what_the_law_does_not_withhold():
    """A bằng khen of the Chủ tịch UBND tỉnh and a giấy khen of the Giám đốc Sở load."""
    assert len(loaded({**PLAN, "awards": [GIAY_KHEN, BANG_KHEN]}).campaign.awards) == 2


# Votes: giấy khen and bằng khen have no threshold by law; a plan may set one, and only people count votes.


def test_there_is_no_threshold_of_votes_unless_a_plan_sets_one():
    """The law sets none for giấy khen and bằng khen, so none is there by default."""
    assert [award.votes for award in loaded({**PLAN, "awards": [GIAY_KHEN, BANG_KHEN]}).campaign.awards] == [None, None]


def test_votes_are_an_exact_fraction_printed_for_the_council(tmp_path, capsys):
    """2/3 stays 2/3; it stands in `show --json` and on the screen, and changes no list."""
    votes = {"of": "members", "at_least": "2/3", "clause": "IV.2"}
    plain, asked = {**GIAY_KHEN}, {**GIAY_KHEN, "votes": votes}
    [award] = loaded({**PLAN, "awards": [asked]}).campaign.awards
    assert award.votes.fraction == Fraction(2, 3)
    assert proposal(decided(FIRST, person("C1"), awards=(asked,))) == proposal(
        decided(FIRST, person("C1"), awards=(plain,))
    )
    (tmp_path / "mau.toml").write_text(campaign_file({**PLAN, "awards": [asked]}), "utf-8")
    (tmp_path / "a.csv").write_text("id,name,kind,dat\nC1,An,individual,có\n", "utf-8")
    assert inside(capsys, "show", tmp_path / "mau.toml", "--json").json["awards"][0]["votes"] == votes
    out = inside(capsys, "score", tmp_path / "mau.toml", tmp_path / "a.csv", "--on", "2025-12-31").out
    assert "2/3" in out
    assert "IV.2" in out


@pytest.mark.parametrize("share", ["0/3", "4/3", "2/0", "0.66", "66 %", "-1/2", "hai phần ba"])
def test_votes_that_are_no_fraction_are_refused(share):
    """A share above 0 and at most the whole, written as a fraction, so that nothing is rounded."""
    votes = {"of": "present", "at_least": share, "clause": "IV.2"}
    assert refused({**GIAY_KHEN, "votes": votes}) == ["awards.giay_khen.votes.at_least"]


@pytest.mark.parametrize("id", ["hoan_xet", "uu_tien_nu", "chuyen_de"])
def test_each_rule_has_one_text_a_day_from_2024_on(id):
    """Before 2024 none of them holds; then NĐ 98 to its last day and NĐ 152 from its first."""
    sources = [rule.source[:6] if (rule := law.in_force(id, day)) else None for day in (OLD, FIRST, LAST_98, FIRST_152)]
    assert sources == [None, "NĐ 98/", "NĐ 98/", "NĐ 152"]
