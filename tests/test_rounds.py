"""How a campaign lies in time: every day of a period belongs to the right rounds, and no two of one kind share it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.builtin.periods import FIRST, LAST, Review, Stages, Year
from emulation_core.campaign import Round, RoundKind
from emulation_core.errors import CampaignRefused
from emulation_core.model import Id
from emulation_core.scoring import choose_round
from plans import plan
from support import loaded, shipped

SOC_TRANG = "soc_trang/so_tnmt_2021_2030"
years = st.integers(FIRST, LAST)


def days_of(year: int) -> st.SearchStrategy[date]:
    return st.dates(date(year, 1, 1), date(year, 12, 31))


@st.composite
def narrowed_years(draw: st.DrawFn) -> Year:
    """A year, its start or its end or both narrowed, in order."""
    year = draw(years)
    first, last = sorted((draw(days_of(year)), draw(days_of(year))))
    return Year(year, draw(st.sampled_from([None, first])), draw(st.sampled_from([None, last])))


@st.composite
def stages(draw: st.DrawFn) -> Stages:
    """Up to a dozen years with up to four reviews, right or wrong."""
    first = draw(st.integers(FIRST, LAST - 12))
    last = draw(st.integers(first, first + 12))
    day = st.dates(date(first, 1, 1), date(last, 12, 31))
    edges = st.sampled_from([date(first, 1, 1), date(last, 12, 31), date((first + last) // 2, 12, 31)])
    windows = st.lists(st.tuples(day | edges, day | edges), max_size=4)
    reviews = [Review(Id(f"dot_{n}"), *sorted(window)) for n, window in enumerate(draw(windows))]
    return Stages(first, last, tuple(reviews))


def days(review: Review) -> Iterator[date]:
    return (review.starts + timedelta(n) for n in range((review.until - review.starts).days + 1))


def holding(rounds: tuple[Round, ...], day: date, kind: RoundKind) -> list[str]:
    return [round.id for round in rounds if round.kind is kind and round.starts <= day <= round.until]


@given(narrowed_years(), st.data())
def test_a_day_of_a_yearly_campaign_is_in_its_round_exactly_when_it_is_inside(period: Year, data: st.DataObject):
    """One round, named after its year: its first and last day are inside, the days before and after are not."""
    assert not [*period.check()]
    [round] = period.rounds()
    day = data.draw(days_of(period.year))
    inside = (period.starts or date.min) <= day <= (period.until or date.max)
    assert (round.starts <= day <= round.until) is inside
    assert round.id == str(period.year)
    assert holding((round,), round.starts, RoundKind.YEARLY) == holding((round,), round.until, RoundKind.YEARLY)
    assert not holding((round,), round.until + timedelta(days=1), RoundKind.YEARLY)
    assert not holding((round,), round.starts - timedelta(days=1), RoundKind.YEARLY)


@given(stages(), st.data())
def test_every_day_of_a_period_belongs_to_its_year_and_to_the_reviews_that_look_back_over_it(
    period: Stages, data: st.DataObject
):
    """Exactly one yearly round holds a day, the one named after its year; a review holds it when its window does."""
    day = data.draw(st.dates(date(period.first, 1, 1), date(period.last, 12, 31)))
    rounds = period.rounds()
    assert holding(rounds, day, RoundKind.YEARLY) == [str(day.year)]
    assert holding(rounds, day, RoundKind.REVIEW) == [r.id for r in period.reviews if r.starts <= day <= r.until]
    for outside in (date(period.first, 1, 1) - timedelta(days=1), date(period.last, 12, 31) + timedelta(days=1)):
        assert not holding(rounds, outside, RoundKind.YEARLY)


@given(stages())
def test_rounds_of_one_kind_and_reach_share_no_day(period: Stages):
    """Years never overlap; reviews that are accepted are apart, or the later one looks back over all of the other."""
    yearly = [round for round in period.rounds() if round.kind is RoundKind.YEARLY]
    assert all(one.until < other.starts for one, other in combinations(yearly, 2))
    windows = [frozenset(days(review)) for review in period.reviews]
    crossing = [
        (one, other) for one, other in combinations(windows, 2) if one & other and not (one < other or other < one)
    ]
    assert len([*period.check()]) == len(crossing)


@given(stages(), st.data())
def test_without_a_round_asked_for_the_year_of_the_day_is_judged(period: Stages, data: st.DataObject):
    """Inside the period the year's own round; after it the last year; before it the first."""
    day = data.draw(st.dates(date(period.first - 2, 1, 1), date(period.last + 1, 12, 31)))
    campaign = shipped(SOC_TRANG).campaign
    chosen = choose_round(evolve(campaign, period=period), None, day)
    assert chosen.id == str(min(max(day.year, period.first), period.last))


def test_the_ten_years_of_soc_trang_have_two_reviews_one_inside_the_other():
    """2021-2025 lies inside 2021-2030: the only overlap that is accepted, twelve rounds in all."""
    rounds = shipped(SOC_TRANG).campaign.period.rounds()
    assert [round.id for round in rounds] == [*map(str, range(2021, 2031)), "so_ket_2025", "tong_ket_2030"]
    assert holding(rounds, date(2025, 12, 31), RoundKind.REVIEW) == ["so_ket_2025", "tong_ket_2030"]
    assert holding(rounds, date(2026, 1, 1), RoundKind.REVIEW) == ["tong_ket_2030"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2021-01-01", "2025-12-31"), ("2025-12-31", "2030-12-31")),
        (("2021-01-01", "2025-12-31"), ("2024-01-01", "2028-12-31")),
        (("2021-01-01", "2025-12-31"), ("2021-01-01", "2025-12-31")),
    ],
    ids=["a day shared", "years shared", "the same years"],
)
def test_reviews_that_overlap_are_refused_with_their_place(first: tuple[str, str], second: tuple[str, str]):
    """The fault stands at `reviews` and names both."""
    reviews = [
        {"id": id, "starts": date.fromisoformat(starts), "until": date.fromisoformat(until)}
        for id, (starts, until) in (("so_ket", first), ("tong_ket", second))
    ]
    period = {"use": "stages", "first": 2021, "last": 2030, "reviews": reviews}
    with pytest.raises(CampaignRefused) as refused:
        loaded(plan(period=period))
    [fault] = refused.value.faults
    assert (fault.line, fault.key) == (4, "period.reviews")
    assert "so_ket" in fault.what
    assert "tong_ket" in fault.what
