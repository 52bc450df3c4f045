"""Seats for many groups at once are those that the quota gives each of them."""

from __future__ import annotations

import polars as pl
import pytest
from attrs import frozen

from emulation_core.campaign import Counts
from emulation_core.model import JOB, Kind
from emulation_core.seats import ELIGIBLE, PARTICIPANTS, Given

GROUPS = [(eligible, participants) for eligible in range(8) for participants in range(eligible, 12)] * 3


@frozen
class Told:
    """A quota from outside that answers by a formula, and keeps the counts it was asked with."""

    rule: str
    asked: list[int]

    def seats(self, kind: Kind, counts: Counts) -> int | None:
        """By `rule`."""
        self.asked.append(1)
        if self.rule == "three":
            return 3
        if self.rule == "half of the eligible":
            return counts.eligible // 2
        if self.rule == "half of the participants":
            return counts.participants // 2
        if self.rule == "no number for few":
            return None if counts.eligible < 3 else counts.eligible - 1
        return (
            counts.participants // 3 if counts.eligible > 4 else 1
        )  # looks at the second only where the first is large

    def pool(self) -> tuple[str, ...]:
        """Draws on nobody else's seats."""
        return ()


RULES = [
    "three",
    "half of the eligible",
    "half of the participants",
    "no number for few",
    "a third of the participants once five are eligible",
]


def counts() -> pl.DataFrame:
    """Groups of every size, with the campaign each stands in."""
    frame = pl.DataFrame(GROUPS, {ELIGIBLE: pl.Int64, PARTICIPANTS: pl.Int64}, orient="row")
    return frame.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).mod(len(RULES)).alias(JOB))


@pytest.mark.parametrize("rule", RULES)
def test_every_group_has_the_seats_the_quota_gives_it(rule):
    """Whatever a quota looks at, and if only sometimes: each group's seats are its answer to that group's counts."""
    quota = Told(rule, [])
    found = Given.by([quota], Kind.AGENCY).seats(counts())
    wanted = [quota.seats(Kind.AGENCY, Counts(participants=all, eligible=fit)) for fit, all in GROUPS]
    assert found.to_list() == wanted


def test_every_campaign_is_asked_by_its_own_quota():
    """Campaigns with other quotas in one table: each group has the seats its own campaign gives."""
    quotas = [Told(rule, []) for rule in RULES]
    found = Given.by(quotas, Kind.AGENCY).seats(counts())
    jobs = counts()[JOB]
    wanted = [
        quotas[job].seats(Kind.AGENCY, Counts(participants=all, eligible=fit))
        for job, (fit, all) in zip(jobs, GROUPS, strict=True)
    ]
    assert found.to_list() == wanted


def test_a_quota_is_asked_once_for_each_count_it_looks_at():
    """A share of the eligible is asked for eight numbers, not for every group; a fixed number once."""
    for rule, times in (("three", 1), ("half of the eligible", 1 + 8)):
        quota = Told(rule, [])
        Given.by([quota], Kind.AGENCY).seats(counts())
        assert len(quota.asked) == times
