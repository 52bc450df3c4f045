"""The numbers of a campaign outside its rules, in which campaigns of one shape may differ."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from attrs import frozen

from emulation_core.campaign import Campaign, Round, judged_in


@frozen
class Measures:
    """Points, weight and floor of every criterion, caps of groups, and the thresholds of labels and awards."""

    criteria: tuple[tuple[Decimal | None, Decimal, Decimal | None], ...]
    caps: tuple[Decimal | None, ...]
    labels: tuple[Decimal | None, ...]
    awards: tuple[Decimal | None, ...]

    @classmethod
    def of(cls, campaign: Campaign, round: Round) -> Measures:
        """Those of `campaign`, of what is judged and given in `round`."""
        criteria = [(c.points, c.weight, c.floor) for c in campaign.criteria if judged_in(c.rounds, round)]
        caps = [group.cap for group in (campaign.scoring.groups if campaign.scoring else ())]
        lines = [label.at_least for label in campaign.labels]
        return cls(tuple(criteria), tuple(caps), tuple(lines), tuple([a.at_least for a in campaign.awards_in(round)]))

    def form(self) -> Hashable:
        """Which of them there are, and the order of the labels: that much campaigns of one shape have in common."""
        ladder = sorted(range(len(self.labels)), key=lambda n: (self.labels[n] is not None, self.labels[n] or 0))
        there = [
            number is None for numbers in (*self.criteria, self.caps, self.labels, self.awards) for number in numbers
        ]
        return tuple(ladder), tuple(there)


def alike(campaigns: Sequence[Campaign], measures: Sequence[Measures]) -> list[Campaign]:
    """For each campaign one with the same measures, as few as there can be; none where all have the same."""
    known: dict[Measures, Campaign] = {}
    found = [known.setdefault(mine, campaign) for campaign, mine in zip(campaigns, measures, strict=True)]
    return found if len(known) > 1 else []
