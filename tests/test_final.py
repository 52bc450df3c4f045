"""From which day a provisional result can be final, and when no day can be named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from emulation_core.scoring import choose_round, score
from plans import HEAD
from support import CAMPAIGNS, evidence, inside, loaded

LAM_DONG = "lam_dong/so_cong_thuong_2026"
DUE = date(2027, 2, 28)
FACTS: dict[str, Any] = {
    "chi_so": {"label": "Chỉ số", "type": "flag", "expected": DUE},
    "som_hon": {"label": "Sớm hơn", "type": "flag", "expected": date(2027, 1, 31)},
    "ho_so": {"label": "Hồ sơ", "type": "flag"},
    "hop": {"label": "Họp", "type": "flag"},
}
FLAG = {name: {"use": "flag", "fact": name} for name in FACTS}


def told(
    *rules: dict[str, Any], on: date = date(2027, 1, 15), beside: dict[str, Any] | None = None, **facts: Any
) -> list[str]:
    """What is said of finality of one giấy khen with these rules, for one collective with these facts and one more."""
    criteria = [
        {"id": f"c{n}", "clause": "I", "text": "Mẫu", "applies_to": ["collective"], **rule}
        if "evaluator" in rule
        else {"id": f"c{n}", "clause": "I", "text": "Mẫu", "applies_to": ["collective"], "evaluator": rule}
        for n, rule in enumerate(rules)
    ]
    named = {name: fact for name, fact in FACTS.items() if f'"{name}"' in repr(rules).replace("'", '"')}
    plan = loaded(
        {
            **HEAD, "facts": named, "criteria": criteria,
            "awards": [{"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["collective"],
                        "clause": "II", "quota": {"use": "open"}}],
        }
    )  # fmt: skip
    more = [] if beside is None else [{"id": "T2", "name": "Phòng Hai", "kind": "collective", **beside}]
    people = evidence(plan.campaign, [{"id": "T1", "name": "Phòng Một", "kind": "collective", **facts}, *more])
    outcome = score(plan, people, choose_round(plan.campaign, None, on), on)
    return [note.says for note in outcome.warnings if note.about == "final"]


def days(lines: list[str]) -> list[str]:
    """The days named, as people write them."""
    return [word.strip(",;().") for line in lines for word in line.split() if word.count("/") == 2]


def test_evidence_still_to_come_names_its_day():
    """The award, the day and the label of what is due last."""
    [line] = told(FLAG["chi_so"], FLAG["som_hon"])
    assert line.startswith("Giấy khen")
    assert days([line]) == ["28/02/2027"]
    assert "Chỉ số" in line
    assert "Sớm hơn" not in line


@pytest.mark.parametrize(
    ("facts", "named"),
    [({"chi_so": True}, ["31/01/2027"]), ({"som_hon": True}, ["28/02/2027"]), ({"chi_so": True, "som_hon": True}, [])],
)
def test_what_has_come_is_not_waited_for(facts, named):
    """Only absent evidence counts; with all of it there is nothing provisional and nothing is said."""
    assert days(told(FLAG["chi_so"], FLAG["som_hon"], **facts)) == named


def test_a_result_that_cannot_change_is_final():
    """Not met for good by another criterion: what is still to come changes nothing, so nothing is said."""
    assert told(FLAG["chi_so"], FLAG["ho_so"], ho_so=False) == []


@pytest.mark.parametrize(
    ("rule", "facts"), [(FLAG["chi_so"], {"chi_so": True}), ({"use": "judged", "fact": "hop"}, {"hop": True})]
)
def test_nobody_waits_for_one_who_is_out_for_good(rule, facts):
    """Evidence or a judgement that another lacks is waited for only while it can still change what that one gets."""
    rules, mine = (FLAG["som_hon"], FLAG["ho_so"], rule), {"ho_so": True, **facts}
    alone = told(*rules, **mine)
    assert days(alone) == ["31/01/2027"]
    assert told(*rules, **mine, beside={"ho_so": False}) == alone
    assert told(*rules, **mine, beside={"ho_so": True}) != alone


@pytest.mark.parametrize(("day", "named"), [(date(2027, 2, 27), ["28/02/2027"]), (DUE, [])])
def test_on_the_day_itself_absence_has_no_day_any_more(day, named):
    """The day before it is still to come; on the day the evidence is missing and no day can be named."""
    found = told(FLAG["chi_so"], on=day)
    assert len(found) == 1
    assert days(found) == named


@pytest.mark.parametrize(
    "rule", [FLAG["ho_so"], {"use": "judged", "fact": "hop"}, {"use": "unresolved", "text": "KH 52"}]
)
def test_without_an_expected_day_none_can_be_named(rule):
    """Evidence that was due from the start, the council's judgement, a text not held: no day is invented."""
    found = told(rule)
    assert len(found) == 1
    assert days(found) == []


def test_both_kinds_of_waiting_are_told_apart():
    """A day for what is to come, and beside it what has none."""
    both, dated = told(FLAG["chi_so"], FLAG["ho_so"]), told(FLAG["chi_so"])
    assert days(both) == days(dated) == ["28/02/2027"]
    assert len(both[0]) > len(dated[0])


def test_of_any_of_the_first_day_counts():
    """One met part suffices: the earlier evidence can settle it; where a part has no day, there is none."""
    either = {"use": "any_of", "of": [FLAG["chi_so"], FLAG["som_hon"]]}
    assert days(told(either)) == ["31/01/2027"]
    assert days(told({"use": "any_of", "of": [FLAG["chi_so"], FLAG["ho_so"]]})) == []
    assert days(told({"use": "all_of", "of": [FLAG["chi_so"], FLAG["som_hon"]]})) == ["28/02/2027"]


@pytest.mark.parametrize(("condition", "named"), [(True, ["28/02/2027"]), (False, []), (None, [])])
def test_a_condition_decides_whether_evidence_is_waited_for(condition, named):
    """With a condition not met there is nothing to wait for; with one not known only the condition is waited for."""
    rule = {"evaluator": FLAG["chi_so"], "applies_if": FLAG["ho_so"]}
    facts = {} if condition is None else {"ho_so": condition}
    assert days(told(rule, FLAG["hop"], hop=True, **facts)) == named


def test_a_participant_under_examination_has_no_day():
    """The end of a disciplinary case cannot be foreseen."""
    found = told(FLAG["hop"], hop=True, dang_xem_xet_ky_luat=True)
    assert len(found) == 1
    assert days(found) == []


def test_the_screen_and_the_json_say_it(capsys):
    """Lâm Đồng on 31/12/2026: the index comes on 28/02/2027, in `warnings` about "final" and on the terminal."""
    asked = ("score", LAM_DONG, CAMPAIGNS[LAM_DONG].with_suffix(".sample.csv"), "--on", "2026-12-31")
    told = [note["says"] for note in inside(capsys, *asked, "--json").json["warnings"] if note["about"] == "final"]
    [giay_khen] = [line for line in told if line.startswith("Giấy khen")]
    assert days([giay_khen]) == ["28/02/2027"]
    assert giay_khen in inside(capsys, *asked).out


def test_the_summary_of_several_campaigns_says_it_too(tmp_path, capsys):
    """The demo asks on the day everything is due: what is still open has no day, said once for each giấy khen."""
    out = inside(capsys, "demo", "--ledger", tmp_path / "demo.db").out
    asked = inside(capsys, "demo", "--ledger", tmp_path / "demo.db", "--json").json
    told = [n["says"] for run in asked for n in run["warnings"] if n["about"] == "final" and n["says"][:4] == "Giấy"]
    assert told
    assert all(line in out for line in told)
