"""Everything said of each participant, as columns: verdicts, points, statuses, ranks and places for every award.

Pure, and nothing in it goes through participants one by one. Rows that differ in the columns `by` are tables of their
own: each is ranked by itself and has its own seats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache, cached_property, partial

import polars as pl
from attrs import field, frozen

from emulation_core import points
from emulation_core.allocate import CERTAIN, MATTERS, PLACE, SEATS, UNSURE, Claim, Place, allocate
from emulation_core.campaign import Award, Campaign, Quota, Round
from emulation_core.evaluate import SCOPE, Compiled, compiled, judge, with_computed
from emulation_core.evidence import Sheet
from emulation_core.groups import Groups, grouped
from emulation_core.model import BEST, JOB, STATUS, WORST, Id, Kind, Status, Verdict
from emulation_core.outcome import LISTS, PLACED
from emulation_core.rank import places, ranks
from emulation_core.scheme import HIGH, LOW, RANK, SHORT
from emulation_core.standing import order_of, status

HELD, HANGS, UNPLACED, GIVEN = "status.", "matters.", "unplaced.", "seats."
"""Before an award's id: the status for that award (UInt8), whether open evidence of the participant could change its
lists, whether the place by its order is open (Boolean), and its seats (Int64, null: no limit)."""

Ends = tuple[pl.Series, pl.Series]
"""The best and the worst place of everybody by one order."""
Line = Callable[[tuple[str, ...]], Ends]


@frozen(eq=False)
class Judging:
    """One campaign judged for one kind: the round, the day asked about, and whether the law of the day defers.

    `quotas` are those of each award; several where the rows of several campaigns, told apart by `model.JOB`, stand
    in one table: then there is one for each of them. `by` are the columns that keep tables apart.
    """

    campaign: Campaign
    round: Round
    on: date
    kind: Kind
    deferring: bool
    by: tuple[str, ...] = ()
    quotas: Mapping[Id, Sequence[Quota]] = field(factory=dict)

    @cached_property
    def criteria(self) -> tuple[Compiled, ...]:
        """The criteria, ready to run; built once, for however many tables."""
        return compiled(self.campaign, self.round, self.on, self.kind)

    @property
    def awards(self) -> tuple[Award, ...]:
        """The awards the kind can get in the round."""
        return self.campaign.awards_in(self.round, self.kind)


def assess(judging: Judging, frame: pl.DataFrame, sheets: Sequence[Sheet] = ()) -> pl.DataFrame:
    """`frame`, the evidence of one kind, with what is said of everybody in it; rows stay in their order.

    Adds the columns of `judge`, in a scored scheme those of `points.scored` and `points.rank`, then `status` (null
    where no award names the kind) and for every award `p.<id>`, the UInt8 code of the one of `outcome.LISTS` a
    participant stands in, and `status.<id>`, `matters.<id>`, `unplaced.<id>`, `seats.<id>`.
    Raises `RuleFailed` when a rule crashes, `EvidenceRefused` for points outside their maximum, placed in `sheets`.
    """
    campaign, round, kind = judging.campaign, judging.round, judging.kind
    table = judge(campaign, round, judging.on, kind, frame, judging.criteria)
    table = points.scored(table, campaign, round, kind, judging.criteria, sheets)
    table = table.with_columns(pl.lit(None, pl.UInt8).alias(STATUS))
    if campaign.scoring is not None and judging.awards:
        standing = status(campaign, judging.awards[0], round, kind, judging.deferring)
        table = with_computed(table, {STATUS: standing})
    groups, line = grouped(table, judging.by), cache(partial(places, points.short(table)))
    with ThreadPoolExecutor(1) as aside:
        # Ranks and seats do not ask one another, and each keeps but one processor busy most of the time.
        rank = (
            None if campaign.scoring is None else aside.submit(_ranked, judging, table, groups, line(_order(judging)))
        )
        said = [column for pool in _pools(judging.awards) for column in _allotted(judging, pool, table, groups, line)]
    table = table.with_columns(*([] if rank is None else [rank.result()]), *said)
    return table.drop(name for name in table.columns if name.startswith(SHORT))


def _order(judging: Judging) -> tuple[str, ...]:
    """The order of the ranking: that of the first award."""
    return order_of(judging.campaign, next(iter(judging.awards), None), judging.round, judging.kind)


def _ranked(judging: Judging, table: pl.DataFrame, groups: Groups, ends: Ends) -> pl.Series:
    """Ranks among all who take part and are not knocked out, of those whose place is known."""
    if not _order(judging):
        return pl.repeat(None, table.height, dtype=pl.UInt32, eager=True).alias(RANK)
    inside = pl.col(SCOPE) != int(Verdict.NOT_MET)
    if judging.awards:
        inside = ~pl.col(STATUS).is_in([int(Status.INELIGIBLE), int(Status.OUT_OF_SCOPE)])
    best, worst = ends
    rank = ranks(groups, best, table.select(inside & (best == worst)).to_series())
    if not points.counts(judging.campaign, judging.round, judging.kind):
        return rank
    # Whoever's points are open takes a place where the order knows it, and is shown none.
    return table.select(pl.when(pl.col(LOW) == pl.col(HIGH)).then(rank).alias(RANK)).to_series()


def _allotted(
    judging: Judging,
    pool: Sequence[Award],
    table: pl.DataFrame,
    groups: Groups,
    line: Line,
) -> Iterator[pl.Series]:
    """The columns of every award of a pool; without a scheme those of the first award tell the status as well."""
    claims = [_claim(judging, award, table, line) for award in pool]
    for award, served in zip(pool, allocate(claims, judging.kind, groups), strict=True):
        yield from _said(award, served)
        if judging.campaign.scoring is None and award is judging.awards[0]:
            yield served[STATUS]


def _pools(awards: Sequence[Award]) -> Iterator[list[Award]]:
    """`awards`, those that share seats together, in file order."""
    left = list(awards)
    while left:
        mine = {left[0].id, *left[0].quota.pool()}
        yield [award for award in left if award.id in mine]
        left = [award for award in left if award.id not in mine]


def _claim(judging: Judging, award: Award, table: pl.DataFrame, line: Line) -> Claim:
    campaign, round, kind = judging.campaign, judging.round, judging.kind
    standing = status(campaign, award, round, kind, judging.deferring, cut=True)
    order = order_of(campaign, award, round, kind)
    inside = pl.col(SCOPE)
    unsure = (inside != int(Verdict.MET)) & (inside != int(Verdict.NOT_MET))
    best, worst = line(order)
    known = [name for name in table.columns if name == JOB]
    frame = table.lazy().select(standing.alias(STATUS), unsure.alias(UNSURE), best, worst, *known).collect()
    return Claim(frame, judging.quotas.get(award.id, (award.quota,)), bool(order))


def _said(award: Award, served: pl.DataFrame) -> list[pl.Series]:
    """The columns of one award."""
    codes = pl.Series([LISTS.index(place.name.lower()) for place in Place], dtype=pl.UInt8)
    certain = pl.lit(LISTS.index("certain"), pl.UInt8)
    made = served.select(
        pl.when(CERTAIN).then(certain).otherwise(pl.lit(codes).gather(PLACE)).alias(PLACED + award.id),
        pl.col(STATUS).alias(HELD + award.id),
        pl.col(MATTERS).alias(HANGS + award.id),
        (pl.col(BEST) != pl.col(WORST)).alias(UNPLACED + award.id),
        pl.col(SEATS).alias(GIVEN + award.id),
    )
    return made.get_columns()
