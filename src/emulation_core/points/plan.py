"""A scheme laid out for one kind and round: what each scored criterion can give, and where it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property
from typing import Literal

import polars as pl
from attrs import evolve, frozen

from emulation_core.campaign import Campaign, Criterion, Round
from emulation_core.columns import code, ninths
from emulation_core.evaluate import Compiled, column
from emulation_core.model import Id, Kind, Verdict
from emulation_core.scheme import Group
from emulation_core.units import POINT, weighed


class State(IntEnum):
    """What is known of one participant's points by one criterion."""

    KNOWN = 0
    AWAY = 1  # it does not concern the participant
    OPEN = 2
    PERHAPS = 3  # it is open even whether it concerns the participant


@frozen(eq=False)
class Part:
    """One scored criterion: `full` units at most, and its share as a pair of whole numbers.

    Where `direct`, `given` × `weight` is the points in units already. `all_or_nothing` parts give everything where the
    criterion is met, else nothing.
    """

    criterion: Criterion
    rule: Compiled
    sort: Literal["part", "bonus", "penalty"]
    full: int
    weight: int

    @classmethod
    def of_criterion(cls, criterion: Criterion, rule: Compiled, sort: Literal["part", "bonus", "penalty"]) -> Part:
        """What `criterion` gives, judged by `rule`."""
        return cls(criterion, rule, sort, maximum(criterion), int(criterion.weight.scaleb(9)))

    @property
    def id(self) -> Id:
        """Its criterion."""
        return self.criterion.id

    @property
    def group(self) -> Id | None:
        """The group it is counted in."""
        return self.criterion.group

    @property
    def fact(self) -> str | None:
        """The fact whose value is measured."""
        return self.rule.judged.fact

    @property
    def all_or_nothing(self) -> bool:
        """Whether it is a yes or no."""
        return self.rule.judged.share is None

    @property
    def direct(self) -> bool:
        """Whether its denominator is the maximum itself."""
        return self.all_or_nothing or self.rule.judged.direct

    @cached_property
    def state(self) -> pl.Expr:
        """A column of `State`."""
        return _state(self.rule, pl.col(column(self.id)))

    @cached_property
    def share(self) -> pl.Expr:
        """What is given, as the rule says it."""
        share = self.rule.judged.share
        met = pl.col(column(self.id)) == int(Verdict.MET)
        return pl.when(met).then(self.of).otherwise(0) if share is None else share[0]

    @cached_property
    def given(self) -> pl.Expr:
        """What is given (Int128)."""
        return self.share if self.all_or_nothing else ninths(self.share)

    @cached_property
    def of(self) -> pl.Expr:
        """Of how much (Int128)."""
        share = self.rule.judged.share
        if share is not None:
            return ninths(share[1])
        assert self.criterion.points is not None
        return pl.lit(int(self.criterion.points.scaleb(9)), pl.Int128)


@frozen(eq=False)
class Plan:
    """The parts of a scheme in the order of the file, its groups, and how it rounds: `step` units, 1 for never."""

    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    round_at: Literal["criterion", "total", "never"]
    step: int
    not_applicable: Literal["rescale", "full", "zero"]


def counts(campaign: Campaign, round: Round, kind: Kind) -> bool:
    """Whether `kind` is given points in `round`."""
    scored = campaign.scoring is not None
    return scored and any(c.points is not None for c in campaign.criteria_in(round, kind))


def plan(campaign: Campaign, criteria: Sequence[Compiled]) -> Plan:
    """The scheme of a campaign that has one, for the kind and round of `criteria`."""
    scoring = campaign.scoring
    assert scoring is not None
    sorts = {group.id: group.sort for group in scoring.groups}
    parts = []
    for each in criteria:
        if each.criterion.points is not None:
            group = each.criterion.group
            parts.append(Part.of_criterion(each.criterion, each, "part" if group is None else sorts[group]))
    used = {part.group for part in parts}
    step = 1 if scoring.round_at == "never" else POINT // 10 ** (scoring.decimals or 0)
    return Plan(
        tuple(parts),
        tuple(group for group in scoring.groups if group.id in used),
        scoring.round_at,
        step,
        scoring.not_applicable or "zero",
    )


def like(scheme: Plan, campaign: Campaign) -> Plan:
    """`scheme` with the numbers of another campaign of the same shape: its points, weights and caps."""
    assert campaign.scoring is not None
    criteria = {criterion.id: criterion for criterion in campaign.criteria}
    groups = {group.id: group for group in campaign.scoring.groups}
    parts = [Part.of_criterion(criteria[part.id], part.rule, part.sort) for part in scheme.parts]
    return evolve(scheme, parts=tuple(parts), groups=tuple(groups[group.id] for group in scheme.groups))


def maximum(criterion: Criterion) -> int:
    """What a criterion gives at most, in units."""
    assert criterion.points is not None
    return weighed(criterion.points, criterion.weight)


def _state(each: Compiled, verdict: pl.Expr) -> pl.Expr:
    state = (
        pl.when(verdict == int(Verdict.NOT_APPLICABLE))
        .then(code(State.AWAY))
        .when(verdict.is_in([int(Verdict.MET), int(Verdict.NOT_MET)]))
        .then(code(State.KNOWN))
        .otherwise(code(State.OPEN))
    )
    if each.applies is None:
        return state
    decided = each.applies.verdict.is_in([int(Verdict.MET), int(Verdict.NOT_MET)])
    return pl.when(decided).then(state).otherwise(code(State.PERHAPS))
