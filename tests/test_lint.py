"""Remarks on a plan: computed from its days and numbers, never blocking, never said twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from emulation_core.lint import notes_of
from plans import HEAD
from support import CAMPAIGNS, inside, loaded, shipped

PLAN: dict[str, Any] = {
    **HEAD,
    "title": "Cải cách hành chính năm 2026",
    "facts": {"chi_so": {"label": "Chỉ số", "type": "flag", "expected": date(2027, 2, 28)}},
    "criteria": [
        {"id": "chi_so", "clause": "I", "text": "Chỉ số", "applies_to": ["collective"],
         "evaluator": {"use": "flag", "fact": "chi_so"}},
    ],
    "awards": [
        {"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["collective"], "clause": "II",
         "quota": {"use": "open"}},
    ],
}  # fmt: skip


def remarks(*, plan: Mapping[str, Any] = {}, **more: Any) -> dict[str, list[str]]:
    """The remarks on the plan above with some keys changed, by what they are about."""
    found: dict[str, list[str]] = {}
    for note in notes_of(loaded({**PLAN, **more, "plan": {**PLAN["plan"], **plan}})):
        found.setdefault(note.about, []).append(note.says)
    return found


def steps(**days: Any) -> dict[str, Any]:
    """A procedure of one step that takes dossiers, with these days."""
    return {"use": "submit", "steps": [{"id": "nop", "says": "Nộp", "clause": "V", "takes": "dossier", **days}]}


def test_a_plan_without_oddities_has_no_remarks():
    """Numbered, dated on a Monday, rounds and title agree, no steps."""
    assert remarks() == {}


@pytest.mark.parametrize(("day", "count"), [(2, 0), (3, 1), (4, 1), (5, 0)])
def test_a_plan_dated_on_a_weekend(day, count):
    """Saturday 3 and Sunday 4 January 2026; not the Friday before nor the Monday after."""
    assert len(remarks(plan={"issued": date(2026, 1, day)}).get("plan.issued", [])) == count


@pytest.mark.parametrize("key", ["basis", "replaces"])
def test_papers_dated_on_a_weekend(key):
    """As printed, 14/3/2026 or 14/03/2026; the paper is named without its day."""
    for written in ("14/3/2026", "14/03/2026"):
        found = remarks(plan={key: [f"KH 48/KH-SCT {written}"], "issued": date(2026, 4, 16)})
        assert list(found) == ["KH 48/KH-SCT"]
        assert len(found["KH 48/KH-SCT"]) == 1


def test_a_paper_cited_before_it_was_written():
    """A basis dated after the plan's last possible day, and a day the calendar lacks."""
    assert len(remarks(plan={"basis": ["QĐ 1/QĐ-UBND 06/01/2026"]})["QĐ 1/QĐ-UBND"]) == 1
    assert len(remarks(plan={"basis": ["QĐ 1/QĐ-UBND 31/02/2026"]})["QĐ 1/QĐ-UBND"]) == 1
    assert remarks(plan={"basis": ["QĐ 1/QĐ-UBND 05/01/2026"]}) == {}


def test_blank_numbers_and_days():
    """A number that starts with the ellipsis and a day given as an interval are blanks on the paper."""
    blank = {"number": "…/KH-SM", "issued": {"from": date(2026, 4, 16), "until": date(2026, 4, 30)}}
    assert set(remarks(plan=blank)) == {"plan.number", "plan.issued"}
    assert "16/04/2026" in remarks(plan=blank)["plan.issued"][0]


def test_parts_that_do_not_follow_each_other():
    """V followed by VII; parts in order give no remark."""
    assert len(remarks(plan={"sections": ["IV", "V", "VII"]})["plan.sections"]) == 1
    assert remarks(plan={"sections": ["I", "II", "III"]}) == {}


@pytest.mark.parametrize(
    ("title", "period", "odd"),
    [
        ("Thi đua giai đoạn 2021-2025", {"use": "stages", "first": 2021, "last": 2025}, False),
        ("Thi đua giai đoạn 2021 – 2025", {"use": "stages", "first": 2022, "last": 2025}, True),
        ("Thi đua năm 2026", {"use": "year", "year": 2026}, False),
        ("Thi đua năm 2026", {"use": "year", "year": 2027}, True),
        ("Thi đua theo KH 2481", {"use": "year", "year": 2026}, False),
    ],
)
def test_a_title_whose_years_are_not_those_of_the_rounds(title, period, odd):
    """A year or a period in the title against the yearly rounds; other numbers are no years."""
    issued = {"issued": date(2021, 1, 4)}
    assert ("title" in remarks(title=title, period=period, plan=issued)) is odd


def test_rounds_that_were_over_before_the_plan():
    """The plan of 15/4/2022 cannot have moved anybody in 2021; 2022 it can."""
    period = {"use": "stages", "first": 2021, "last": 2022}
    found = remarks(title="Thi đua", period=period, plan={"issued": date(2022, 4, 15)})
    assert set(found) == {"2021"}


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ({"until": date(2026, 1, 2)}, 1),  # Friday, before the plan of the 5th
        ({"until": date(2026, 1, 5)}, 2),  # the day of issue: due before the round ends and before its evidence
        ({"until": date(2026, 12, 30)}, 2),
        ({"until": date(2026, 12, 31)}, 1),  # with the round's last day: only before the evidence
        ({"until": date(2027, 1, 31)}, 2),  # a Sunday, before the evidence
        ({"before": date(2027, 2, 1)}, 2),  # the same day
        ({"until": date(2027, 2, 26)}, 1),
        ({"until": date(2027, 2, 28)}, 1),  # the evidence is there that day: only the Sunday
        ({"before": date(2027, 3, 2)}, 0),
        ({"until": {"years_after": 1, "month": 3, "day": 1}}, 0),
    ],
)
def test_the_last_day_of_a_step(days, count):
    """A weekend, before the plan, before the round ends, before the evidence is expected: each on its own days."""
    assert len(remarks(procedure=steps(**days)).get("nop (V)", [])) == count


def test_evidence_of_criteria_nobody_needs_holds_no_deadline_up():
    """A criterion that is only reported does not make the dossier's day too early."""
    reported = [{**PLAN["criteria"][0], "required": False}]
    assert remarks(criteria=reported, procedure=steps(until=date(2027, 1, 29))) == {}


def test_a_decree_named_for_money_that_ends_before_the_evidence_is_there():
    """NĐ 152/2025 holds to 28/02/2027 as far as we know, the evidence's own day; NĐ 91/2017 ended long before."""
    assert "money" in remarks(money={"regime": "nd_91_2017", "clause": "IV.1"})
    assert "money" not in remarks(money={"regime": "nd_152_2025", "clause": "IV.1"})


# What campaigns.md notes of the five plans and can be computed: about, and words or days the remark must hold.
SHIPPED = {
    "ninh_thuan/so_cong_thuong_2023": [("plan.number", "…/KH-SCT"), ("plan.issued", "31/03/2023"), ("xet_thi_dua (IV.4)", "31/05/2024")],
    "ninh_thuan/so_ldtbxh_2023": [
        ("KH 1223/KH-UBND", "02/04/2023"),
        ("nop_ho_so (III.3, gạch đầu dòng 1)", "29/11/2023"),
        ("nop_ho_so (III.3, gạch đầu dòng 1)", "31/05/2024"),
        ("money", "NĐ 91/2017"),
    ],
    "soc_trang/so_tnmt_2021_2030": [("2021", "31/12/2021"), ("plan.issued", "01/07/2022"), ("agency", "Cần Thơ")],
    "binh_dinh/so_cong_thuong_2021_2025": [("2021", "15/04/2022"), ("agency", "Gia Lai")],
    "lam_dong/so_cong_thuong_2026": [
        ("trien_khai (IV.2.a)", "31/03/2026"),
        ("KH 48/KH-SCT", "14/03/2026"),
        ("nop_ho_so (V.2.d)", "28/02/2027"),
        ("plan.sections", "VII"),
        ("plan.number", "…/KH-SCT"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_check_tells_the_remarks_and_does_not_block(id, capsys):
    """`check C`: exit code 0; every computed remark is there, in JSON and on the terminal."""
    ran = inside(capsys, "check", id, "--json")
    assert ran.code == 0
    told = [(note["about"], note["says"]) for note in ran.json["notes"]]
    for about, word in SHIPPED[id]:
        assert any(about == a and word in says for a, says in told), (about, word)
    plain = inside(capsys, "check", id)
    assert plain.code == 0
    assert all(says in plain.out for _about, says in told)


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_nothing_is_remarked_twice(id):
    """What is computed is not noted by hand as well: no two remarks on one subject share their days or words."""
    notes = notes_of(shipped(id))
    assert len(set(notes)) == len(notes)
    by_hand = {note.about for note in shipped(id).campaign.notes}
    computed = {note.about for note in notes} - by_hand
    assert not {about.split(" (")[0] for about in computed} & by_hand
