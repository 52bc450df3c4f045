"""Money beyond the table of amounts: totals, what an amount hangs on, the decree a plan names, rounding as data."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation_core import law
from emulation_core.errors import CampaignRefused
from emulation_core.law.money import base_on, base_salaries
from emulation_core.model import Kind
from emulation_core.outcome import Outcome
from emulation_core.scoring import choose_round, score
from plans import FLAG, HEAD
from support import campaign_file, evidence, inside, loaded, shipped

NINH_THUAN = "ninh_thuan/so_ldtbxh_2023"
GIAY_KHEN, BANG_KHEN = "giay_khen", "bang_khen"
EACH = list(product((GIAY_KHEN, BANG_KHEN), (Kind.INDIVIDUAL, Kind.COLLECTIVE)))

# The last day of one regime or base salary and the first of the next: giấy khen of an individual and a collective,
# bằng khen of an individual and a collective, in thousands of đồng.
BOUNDARIES = [
    # what changes          last day before   amounts                    first day      amounts
    ("lương 1.490 → 1.800", "2023-06-30", (450, 900, 1490, 2980), "2023-07-01", (540, 1080, 1800, 3600)),
    ("NĐ 91 → NĐ 98", "2023-12-31", (540, 1080, 1800, 3600), "2024-01-01", (540, 1080, 2700, 5400)),
    ("lương 1.800 → 2.340", "2024-06-30", (540, 1080, 2700, 5400), "2024-07-01", (710, 1410, 3510, 7020)),
    ("NĐ 98 → NĐ 152", "2025-06-30", (710, 1410, 3510, 7020), "2025-07-01", (710, 1410, 3510, 7020)),
    ("lương 2.340 → 2.530", "2026-06-30", (710, 1410, 3510, 7020), "2026-07-01", (760, 1520, 3800, 7590)),
    ("NĐ 152 hết hạn", "2027-02-28", (760, 1520, 3800, 7590), "2027-03-01", (760, 1520, 3800, 7590)),
]


def amounts(day: str) -> tuple[int, ...]:
    """What one award pays on a day, in thousands of đồng."""
    return tuple(law.pay(form, kind, date.fromisoformat(day), 1).each // 1000 for form, kind in EACH)


@pytest.mark.parametrize(
    ("before", "old", "after", "new"), [row[1:] for row in BOUNDARIES], ids=[r[0] for r in BOUNDARIES]
)
def test_the_amounts_change_on_the_very_day(before, old, after, new):
    """The decision's day counts: the last day of one text pays by it, the next day by the next."""
    assert (amounts(before), amounts(after)) == (old, new)


PLAN: dict[str, Any] = {
    **HEAD,
    **FLAG,
    "awards": [
        {"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["collective", "individual"],
         "clause": "II", "quota": {"use": "open"}},
        {"id": "bang_khen", "name": "Bằng khen", "by": "chu_tich_ubnd_tinh", "kinds": ["individual"],
         "clause": "III", "quota": {"use": "open"}},
        {"id": "bieu_duong", "name": "Biểu dương", "by": "giam_doc_so", "kinds": ["collective"],
         "clause": "IV", "quota": {"use": "open"}},
    ],
}  # fmt: skip
PEOPLE = [
    {"id": "T1", "name": "Phòng Một", "kind": "collective", "dat": True},
    {"id": "T2", "name": "Phòng Hai", "kind": "collective", "dat": True},
    {"id": "C1", "name": "Trần Văn An", "kind": "individual", "dat": True},
    {"id": "C2", "name": "Lê Thị Bình", "kind": "individual", "dat": False},
]


def decided(on: date, **more: Any) -> Outcome:
    """The plan above scored for a decision on one day."""
    plan = loaded({**PLAN, **more})
    return score(plan, evidence(plan.campaign, PEOPLE), choose_round(plan.campaign, None, on), on)


def said(outcome: Outcome, about: str) -> list[str]:
    """The warnings about one thing."""
    return [note.says for note in outcome.warnings if note.about == about]


def test_money_is_added_up_by_form_and_for_the_run():
    """Two giấy khen of collectives, one of an individual, one bằng khen; a form without money is not in the sums."""
    totals = decided(date(2026, 7, 15)).totals
    assert totals.forms == {"bang_khen": 3_800_000, "giay_khen": 2 * 1_520_000 + 760_000}
    assert totals.total == sum(totals.forms.values()) == 7_600_000
    assert not totals.confirmed


def test_the_totals_stand_in_the_json(tmp_path, capsys):
    """`score --json` gives them under `totals`, whole đồng, also where nobody is selected."""
    people = tmp_path / "a.csv"
    people.write_text("id,name,kind\nP1,Phòng Một,collective\n", "utf-8")
    found = inside(capsys, "score", NINH_THUAN, people, "--on", "2023-12-01", "--json").json
    assert found["totals"] == {"forms": {"bang_khen": 0, "giay_khen": 0}, "total": 0, "confirmed": True}


@pytest.mark.parametrize(
    ("day", "sources"),
    [
        ("2023-12-31", []),
        ("2024-01-01", ["NĐ 98/2023"]),
        ("2025-07-01", ["NĐ 152/2025"]),  # the individual's 0.3
        ("2026-07-01", ["NĐ 152/2025", "NĐ 161/2026"]),
        ("2027-03-01", ["NĐ 152/2025", "2027-02-28", "NĐ 161/2026"]),  # past its last known day
    ],
)
def test_what_is_not_confirmed_is_said_with_its_text(day, sources):
    """No amount falls back silently: the warning names each text whose figure or end is not confirmed."""
    told = " ".join(said(decided(date.fromisoformat(day)), "giay_khen"))
    assert bool(told) == bool(sources)
    assert all(source in told for source in sources)


@pytest.mark.parametrize(("day", "first"), [(date(2019, 6, 30), "2019-07-01"), (date(2017, 9, 30), "2017-10-01")])
def test_before_the_first_text_there_is_no_amount_and_it_is_said(day, first):
    """No money rather than 0 or a later text's, with the day from which a text is held."""
    found = decided(day)
    assert {p.money for p in found.proposals} == {None}
    assert found.totals.total == 0
    assert any(first in line for line in said(found, "giay_khen"))
    assert said(found, "bieu_duong") == []


@given(st.dates(date(2010, 1, 1), date(2035, 12, 31)), st.sampled_from(EACH))
def test_an_amount_is_confirmed_or_doubted_never_both(day, award):
    """On every day: an amount that is not confirmed, or not there, has its reasons; a confirmed one has none."""
    form, kind = award
    paid, doubts = law.pay(form, kind, day, 1), law.doubts(form, kind, day)
    assert (paid is not None and paid.confirmed) == (doubts == ())


@given(st.dates(date(2019, 7, 1), date(2035, 12, 31)), st.sampled_from(EACH), st.integers(0, 10**6))
def test_money_is_rounded_up_once_to_the_step_of_the_decree(day, award, recipients):
    """Exact whole đồng: the smallest multiple of the decree's step that is not below coefficient × base."""
    form, kind = award
    paid, step = law.pay(form, kind, day, recipients), law.regime_on(day).rounding
    exact = Fraction(paid.coefficient) * base_on(day).amount
    assert paid.each % step == 0
    assert paid.each - step < exact <= paid.each
    assert paid.total == paid.each * recipients
    assert type(paid.each) is type(paid.total) is int


def test_regimes_follow_each_other_without_a_gap():
    """Each decree ends the day before the next starts, so no day between them is paid by an expired one."""
    regimes = law.regimes()
    assert [(b.starts - a.until).days for a, b in pairwise(regimes)] == [1] * (len(regimes) - 1)
    starts = [base.starts for base in base_salaries()]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(("day", "regime"), [("2023-12-31", "nd_91_2017"), ("2024-01-01", "nd_98_2023")])
def test_a_plan_that_names_a_decree_is_paid_by_that_of_the_day(day, regime):
    """Sở LĐTBXH Ninh Thuận names NĐ 91/2017 (IV.1); from 2024-01-01 the warning names both decrees and the clause."""
    plan, when = shipped(NINH_THUAN), date.fromisoformat(day)
    outcome = score(plan, evidence(plan.campaign, []), plan.campaign.period.rounds()[0], when)
    assert {p.money.regime for p in outcome.proposals} == {regime}
    told = said(outcome, "money")
    assert len(told) == (day > "2023-12-31")
    assert all("NĐ 91/2017" in line and "NĐ 98/2023" in line and "IV.1" in line for line in told)


def test_a_plan_cannot_name_a_decree_nobody_holds():
    """`[money] regime` is an id of the law's data; another is refused at its place, with those that are held."""
    with pytest.raises(CampaignRefused) as caught:
        loaded({**PLAN, "money": {"regime": "nd_1_1900", "clause": "V"}})
    [fault] = caught.value.faults
    assert fault.key == "money.regime"
    assert "nd_91_2017" in fault.what


def test_the_screen_prints_the_formula_with_its_sources(tmp_path, capsys):
    """Coefficient, base salary, exact product, rounded amount, and both texts; then what the run pays in all."""
    (tmp_path / "mau.toml").write_text(campaign_file(PLAN), "utf-8")
    (tmp_path / "a.csv").write_text("id,name,kind,dat\nC1,Trần Văn An,individual,có\n", "utf-8")
    ran = inside(capsys, "score", tmp_path / "mau.toml", tmp_path / "a.csv", "--on", "2026-06-30")
    assert "0.3 × 2340000 = 702000 → 710000" in ran.out
    assert "NĐ 73/2024/NĐ-CP" in ran.out
    assert "4 220 000" in ran.out  # giấy khen 710 000 and bằng khen 3 510 000
