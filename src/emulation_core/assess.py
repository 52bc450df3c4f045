"""Everything said of each participant, as columns: verdicts, points, statuses, ranks and places for every award.

Pure, and nothing in it goes through participants one by one. Rows that differ in the columns `by` are tables of their
own: each is ranked by itself and has its own seats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import TypeVar

import polars as pl
from attrs import evolve, field, frozen

from emulation_core import points
from emulation_core.allocate import MATTERS, allocate
from emulation_core.campaign import Award, Campaign, Quota, Round
from emulation_core.columns import of_job, same, with_computed
from emulation_core.crowd import PLACE, SEATS, UNSURE, Claim
from emulation_core.evaluate import SCOPE, Compiled, compiled, judge
from emulation_core.evidence import Sheet
from emulation_core.groups import Order, grouped
from emulation_core.model import JOB, STATUS, Id, Kind, Status, Verdict
from emulation_core.outcome import PLACED
from emulation_core.rank import places
from emulation_core.scheme import HIGH, LOW, RANK
from emulation_core.standing import order_of, status

_T = TypeVar("_T")
HELD, HANGS, UNPLACED, GIVEN = "status.", "matters.", "unplaced.", "seats."
"""Before an award's id: the status for that award (UInt8), whether open evidence of the participant could change its
lists, whether the place by its order is open (Boolean), and its seats (Int64, null: no limit)."""


@frozen(eq=False)
class Judging:
    """One campaign judged for one kind: the round, the day asked about, and whether the law of the day defers.

    `by` are the columns that keep tables apart. Where the rows of several campaigns, told apart by `model.JOB`, stand
    in one table, `quotas` has for each award the quota of each of them, and `alike` the campaigns themselves, if their
    points, weights, caps or thresholds differ; nothing else does.
    """

    campaign: Campaign
    round: Round
    on: date
    kind: Kind
    deferring: bool
    by: tuple[str, ...] = ()
    quotas: Mapping[Id, Sequence[Quota]] = field(factory=dict)
    alike: Sequence[Campaign] = ()

    @cached_property
    def criteria(self) -> tuple[Compiled, ...]:
        """The criteria, ready to run; built once, for however many tables."""
        points, floors = self._differing("points"), self._differing("floor")
        return compiled(self.campaign, self.round, self.on, self.kind, points, floors)

    @cached_property
    def schemes(self) -> tuple[points.Plan, ...]:
        """How points are counted, in each campaign where they differ; nothing where nobody is given any."""
        if not points.counts(self.campaign, self.round, self.kind):
            return ()
        scheme = points.plan(self.campaign, self.criteria)
        return tuple(self._each(partial(points.like, scheme))) or (scheme,)

    @cached_property
    def labels(self) -> Mapping[str, pl.Expr]:
        """The columns of the labels, over those of the points."""
        ladders = self._each(lambda campaign: points.ladder(campaign, self.kind))
        return points.rungs(self.campaign, self.round, self.kind, ladders)

    def _differing(self, field: str) -> Mapping[Id, pl.Expr]:
        """A number of the criteria, where it is not the same in all campaigns, by criterion."""
        each = self._each(lambda campaign: {c.id: getattr(c, field) for c in campaign.criteria})
        numbers = {c.id: [known[c.id] for known in each] for c in self.campaign.criteria_in(self.round, self.kind)}
        return {id: of_job(of, pl.Decimal(38, 9)) for id, of in numbers.items() if len(set(of)) > 1}

    def _each(self, make: Callable[[Campaign], _T]) -> list[_T]:
        """What is made of every campaign of `alike`; those that are the same are asked once."""
        made: dict[int, _T] = {}
        for campaign in self.alike:
            if id(campaign) not in made:
                made[id(campaign)] = make(campaign)
        return [made[id(campaign)] for campaign in self.alike]

    @cached_property
    def awards(self) -> tuple[Award, ...]:
        """The awards the kind can get in the round."""
        return self.campaign.awards_in(self.round, self.kind)

    def order_of(self, award: Award | None) -> tuple[str, ...]:
        """The terms of the order that puts participants before one another for `award`."""
        return order_of(self.campaign, award, self.round, self.kind)

    @cached_property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        """Every order, once; the first is that of the ranking, which is the first award's."""
        return tuple(dict.fromkeys(self.order_of(award) for award in self.awards or (None,)))

    @cached_property
    def standings(self) -> Mapping[str, pl.Expr]:
        """What `standing` computes."""
        found = {HELD + award.id: self._standing(award, cut=True) for award in self.awards}
        if not self._status_is_first:
            found[STATUS] = self._standing(self.awards[0]) if self.awards else pl.lit(None, pl.UInt8)
        return found

    @property
    def _status_is_first(self) -> bool:
        """Whether the status as such is that for the first award: in a scored scheme not where that has a threshold."""
        first = next(iter(self.awards), None)
        return first is not None and (self.campaign.scoring is None or (first.at_least is None and first.label is None))

    def standing(self, table: pl.DataFrame) -> pl.DataFrame:
        """`table` (as `counted` gives it) with `status` and `status.<award>` for every award."""
        table = with_computed(table, self.standings)
        # A query that says the same twice would compute every part of it twice.
        return table.with_columns(table[HELD + self.awards[0].id].alias(STATUS)) if self._status_is_first else table

    def _standing(self, award: Award, *, cut: bool = False) -> pl.Expr:
        each = self._each(lambda campaign: next(a.at_least for a in campaign.awards if a.id == award.id))
        lines = [line for line in each if line is not None]
        return status(self.campaign, award, self.round, self.kind, self.deferring, cut=cut, lines=lines)


def assess(judging: Judging, frame: pl.DataFrame, sheets: Sequence[Sheet] = ()) -> pl.DataFrame:
    """`frame`, the evidence of one kind, with what is said of everybody in it; rows stay in their order.

    Adds the columns of `judge`, in a scored scheme those of `points.scored` and `points.rank`, then `status` (null
    where no award names the kind) and for every award `p.<id>`, the UInt8 code of the one of `outcome.LISTS` a
    participant stands in, and `status.<id>`, `matters.<id>`, `unplaced.<id>`, `seats.<id>`.
    Raises `RuleFailed` when a rule crashes, `EvidenceRefused` for points outside their maximum, placed in `sheets`.
    """
    return placed(judging, counted(judging, frame, sheets))


def counted(judging: Judging, frame: pl.DataFrame, sheets: Sequence[Sheet] = ()) -> pl.DataFrame:
    """The part of `assess` that asks nothing of the other participants: verdicts and points."""
    table = judge(judging.campaign, judging.round, judging.on, judging.kind, frame, judging.criteria)
    return points.scored(table, judging.schemes, judging.labels, sheets) if judging.schemes else table


def placed(judging: Judging, table: pl.DataFrame) -> pl.DataFrame:
    """The part of `assess` that sets participants beside one another, over the columns of `counted`.

    Of the evidence it reads the facts of the orders, the legal ones and the columns `by`.
    """
    table = judging.standing(table)
    groups = grouped(table, judging.by)
    orders = {terms: Order(groups, *places(table, terms), bool(terms)) for terms in judging.orders}
    first = orders[judging.orders[0]]
    ranked = None if judging.campaign.scoring is None else _ranked(judging, table, first)
    said = [table]
    for pool in _pools(judging.awards):
        claims = [_claim(judging, award, table, orders) for award in pool]
        if pool[0] is judging.awards[0]:
            claims[0] = evolve(claims[0], ranked=ranked)
        said += map(_said, pool, claims, allocate(claims, judging.kind))
    if ranked is not None and not judging.awards:
        said.append(first.ranks(ranked).alias(RANK).to_frame())
    # Beside one another as they are: a column that says the same of everybody stays one value.
    table = pl.concat(said, how="horizontal")
    return table if ranked is None or not judging.schemes else _shown(table, ranked)


def _ranked(judging: Judging, table: pl.DataFrame, order: Order) -> pl.Series:
    """Who is ranked: all who take part and are not knocked out, of those whose place is known."""
    if not order.stated:
        return same(False, table.height, pl.Boolean)
    inside = table[SCOPE] != int(Verdict.NOT_MET)
    if judging.awards:
        inside = (table[STATUS] != int(Status.INELIGIBLE)) & (table[STATUS] != int(Status.OUT_OF_SCOPE))
    return inside & order.known


def _shown(table: pl.DataFrame, ranked: pl.Series) -> pl.DataFrame:
    """Whoever's points are open takes a place where the order knows it, and is shown none."""
    open = table[LOW] != table[HIGH]
    return table.with_columns(pl.when(~open).then(RANK).alias(RANK)) if (open & ranked).any() else table


def _pools(awards: Sequence[Award]) -> Iterator[list[Award]]:
    """`awards`, those that share seats together, in file order."""
    left = list(awards)
    while left:
        mine = {left[0].id, *left[0].quota.pool()}
        yield [award for award in left if award.id in mine]
        left = [award for award in left if award.id not in mine]


def _claim(judging: Judging, award: Award, table: pl.DataFrame, orders: Mapping[tuple[str, ...], Order]) -> Claim:
    scope, known = table[SCOPE], [table[JOB]] if JOB in table.columns else []
    unsure = (scope != int(Verdict.MET)) & (scope != int(Verdict.NOT_MET))
    frame = pl.DataFrame([table[HELD + award.id].alias(STATUS), unsure.alias(UNSURE), *known])
    return Claim(frame, orders[judging.order_of(award)], judging.quotas.get(award.id, (award.quota,)))


def _said(award: Award, claim: Claim, served: pl.DataFrame) -> pl.DataFrame:
    """The columns of one award, and the ranks if it gave them."""
    names = {PLACE: PLACED + award.id, MATTERS: HANGS + award.id, SEATS: GIVEN + award.id}
    return served.rename(names).with_columns((~claim.order.known).alias(UNPLACED + award.id))
