"""Who has a seat: selected, tied at the cut, reserve, open, deferred; and who keeps it whatever is still open.

Pure. The machine breaks no tie and overflows no quota: a participant is selected only where everybody who may stand
before or level with it, itself included, fits into the seats.

Nobody is counted one by one. With n seats, at most n of a crowd have a best place before or level with my worst exactly
when my worst lies before the best place number n + 1 of the crowd; so a group needs the places at its cut alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl
from attrs import frozen

from emulation_core.columns import MANY, code, computed, same
from emulation_core.crowd import (
    FIT,
    OPEN,
    OPEN_AND_UNSURE,
    PLACE,
    RANKED,
    SEATED,
    SEATS,
    SURE,
    UNSURE,
    Claim,
    Crowd,
    those,
)
from emulation_core.groups import OF, Lineup
from emulation_core.model import BEST, WORST, Kind, Status
from emulation_core.outcome import Place
from emulation_core.scheme import RANK
from emulation_core.seats import ELIGIBLE, PARTICIPANTS, Given

MATTERS = "matters"
_BEYOND: Mapping[pl.DataType, int] = {pl.Int32(): 2**31 - 1, pl.Int64(): 2**63 - 1}
"""A place behind every place."""


def allocate(pool: Sequence[Claim], kind: Kind) -> list[pl.DataFrame]:
    """For each claim, by rows: `place` (UInt8 of `Place`), `matters` (Boolean) and `seats` (Int64, null: no limit).

    And `scheme.RANK` (UInt32, null for the others) where the claim says who is `ranked`.

    Awards are served in the order given, one seat per recipient: who holds a seat of the pool keeps it for the next
    award too. `matters` marks participants whose open evidence could change the lists. Each group of the orders is a
    pool of its own.
    """
    if not pool[0].frame.height:
        return [_nobody(claim) for claim in pool]
    served: list[pl.DataFrame] = []
    with ThreadPoolExecutor(1) as aside:
        for claim in pool:
            crowd = Crowd.of(claim, served)
            ranks = _ranks(crowd, aside)
            served.append(_served(crowd, Given.by(claim.quotas, kind)).with_columns(ranks()))
    return served


def _nobody(claim: Claim) -> pl.DataFrame:
    """What is said where there is no participant."""
    ranks = {} if claim.ranked is None else {RANK: pl.UInt32}
    return pl.DataFrame(schema={PLACE: pl.UInt8, MATTERS: pl.Boolean, SEATS: pl.Int64, **ranks})


def _ranks(crowd: Crowd, aside: ThreadPoolExecutor) -> Callable[[], Iterable[pl.Series]]:
    """The ranks, if any are asked for: they and the seats do not ask one another, and neither keeps all cores busy."""
    if crowd.claim.ranked is None:
        return tuple
    ranks = partial(crowd.lineup.ranks, RANKED)
    made = aside.submit(ranks).result if crowd.rows.height > MANY else ranks
    return lambda: [made().alias(RANK)]


def _served(crowd: Crowd, given: Given) -> pl.DataFrame:
    """One award over the seats that are left to it."""
    counts = crowd.counts(given)
    seats = given.seats(counts)
    cut, order, told = _Cut.at(crowd, seats, given), crowd.order, crowd.groups.told
    fit, best, worst = crowd.fit, pl.col(BEST), pl.col(WORST)
    selected, behind = fit & (worst < told(cut.first_out)), best > told(cut.last_in)
    if given.fixed is None:
        sure = _certain_by_counts(crowd, given, counts, selected)
        rows, certain = crowd.rows.with_columns(certain=sure), pl.col("certain")
    else:
        rows, certain = crowd.rows, selected & (worst < told(cut.surely_in))
    spread = fit & (best != worst) & told(cut.limit).is_not_null()
    matters = (crowd.open | spread) & ~behind
    place = _place(certain, selected, fit & behind if order.stated else pl.lit(False), fit)
    if crowd.later:
        # Who already holds a seat of the pool, or is tied over one, does so for this award as well.
        again = those(Status.ELIGIBLE)
        seated = again & pl.col(SEATED)
        kept = _place(seated & pl.col(SURE), seated, pl.lit(False), again)
        place = pl.when(crowd.inside).then(kept).otherwise(place)
        matters = pl.when(crowd.inside).then(those(Status.OPEN, Status.DEFERRED)).otherwise(matters)
    each = rows.with_columns(told(seats).alias(SEATS)).select(SEATS)
    return pl.concat([computed(rows, {PLACE: place, MATTERS: matters}), each], how="horizontal")


def _place(certain: pl.Expr, selected: pl.Expr, reserve: pl.Expr, fit: pl.Expr) -> pl.Expr:
    """The place of everybody, from what the cut says of them and their status."""
    whens = {
        Place.CERTAIN: certain,
        Place.SELECTED: selected,
        Place.RESERVE: reserve,
        Place.TIED: fit,
        Place.OPEN: those(Status.OPEN),
        Place.DEFERRED: those(Status.DEFERRED),
    }
    place = code(Place.OUT)
    for where, mask in reversed(whens.items()):
        place = pl.when(mask).then(code(where)).otherwise(place)
    return place


@frozen(eq=False)
class _Cut:
    """Of each group the seats left, the first best place that is out of them, and the last place still in reach.

    Before `surely_in` one keeps the seat if everybody open before or level becomes eligible, where the seats are fixed.
    """

    limit: pl.Series
    first_out: pl.Series
    last_in: pl.Series
    surely_in: pl.Series

    @classmethod
    def at(cls, crowd: Crowd, seats: pl.Series, given: Given) -> _Cut:
        limit, order, [line, everybody] = seats - crowd.taken, crowd.order, crowd.lineup.lines(FIT, FIT | OPEN)
        hindmost, beyond = line, _BEYOND[order.worst.dtype]
        if order.stated and crowd.any(crowd.fit & (pl.col(BEST) != pl.col(WORST))):
            [hindmost] = Lineup.of(crowd.groups, crowd.rows, WORST, {FIT: crowd.fit}).lines(FIT)
        certain = limit + crowd.taken - crowd.claimed if given.fixed is not None else limit
        first_out, last_in, surely_in = pl.select(
            first_out=line.at(_least(limit), beyond),
            last_in=hindmost.at(limit - 1, beyond),
            surely_in=everybody.at(_least(certain), beyond),
        )
        if not order.stated:
            # Nobody is behind anybody, unless there is no seat at all.
            last_in = same(beyond, len(seats), pl.Int64)
        none = limit <= 0 if order.stated else seats <= 0
        last_in = same(-1, len(seats), pl.Int64).zip_with(none, last_in)
        return cls(limit, *(places.cast(order.best.dtype) for places in (first_out, last_in, surely_in)))


def _least(seats: pl.Series) -> pl.Series:
    """`seats`, none where there are fewer than none."""
    return seats * (seats > 0).cast(pl.Int64)


def _certain_by_counts(crowd: Crowd, given: Given, counts: pl.DataFrame, selected: pl.Expr) -> pl.Series:
    """Who of the selected keeps the seat if everybody open before or level becomes eligible, and nobody behind does.

    The seats hang on counts, which are others for each: the selected are counted one by one. With a share of the
    participants those whose taking part is open leave, where they stand behind.
    """
    rows = computed(crowd.rows, {"selected": selected}).to_series().arg_true()
    of, worst = (crowd.rows[name].gather(rows) for name in (OF, WORST))
    lines = crowd.lineup.lines(FIT, OPEN, OPEN_AND_UNSURE)
    fit, may_open, staying = (line.upto(of, worst) for line in lines)
    leaving = crowd.groups.sums(crowd.rows, {UNSURE: pl.col(UNSURE)})[UNSURE].gather(of) - staying
    told = counts[of].with_columns(pl.col(ELIGIBLE) + may_open, pl.col(PARTICIPANTS) - leaving)
    left = given.seats(told) - crowd.claimed.gather(of)
    keep = (fit + may_open <= left).fill_null(True)
    return same(False, crowd.rows.height, pl.Boolean).scatter(rows.filter(keep), True)
