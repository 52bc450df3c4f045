"""Who has a seat: selected, tied at the cut, reserve, open, deferred; and who keeps it whatever is still open.

Pure. The machine breaks no tie and overflows no quota: a participant is selected only where everybody who may stand
before or level with it, itself included, fits into the seats.

Nobody is counted one by one. With n seats, at most n of a crowd have a best place before or level with my worst exactly
when my worst lies before the best place number n + 1 of the crowd; so a group needs the places at its cut alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property, reduce
from operator import or_

import polars as pl
from attrs import frozen

from emulation_core.campaign import Quota
from emulation_core.columns import fitting, same
from emulation_core.groups import Groups, Line, Order
from emulation_core.model import JOB, STATUS, Kind, Status
from emulation_core.outcome import Place
from emulation_core.seats import ELIGIBLE, PARTICIPANTS, Given

PLACE, MATTERS, SEATS = "place", "matters", "seats"
UNSURE = "unsure"
"""Boolean column: whether it is still open that the participant takes part at all."""


@frozen(eq=False)
class Claim:
    """One award's claim on the seats of a pool.

    `frame` has a row per participant of one kind: `status` (UInt8) and `unsure` (Boolean); `order` says where they may
    stand. The claims of a pool hold the same participants row by row. `quotas` has the quota; where `frame` holds
    several campaigns, that of each by the number in the column `model.JOB`.
    """

    frame: pl.DataFrame
    order: Order
    quotas: Sequence[Quota]


def allocate(pool: Sequence[Claim], kind: Kind) -> list[pl.DataFrame]:
    """For each claim, by rows: `place` (UInt8 of `Place`), `matters` (Boolean) and `seats` (Int64, null: no limit).

    Awards are served in the order given, one seat per recipient: who holds a seat of the pool keeps it for the next
    award too. `matters` marks participants whose open evidence could change the lists. Each group of the orders is a
    pool of its own.
    """
    served: list[pl.DataFrame] = []
    for claim in pool:
        crowd = _crowd(claim, _held(served) if served else None)
        served.append(_served(crowd, Given.by(claim.quotas, kind)))
    return served


@cache
def _code(value: int) -> pl.Expr:
    return pl.lit(int(value), pl.UInt8)


@cache
def _chosen() -> pl.Expr:
    """The place of everybody, over `status`, `fit` and what the cut says."""
    status = pl.col(STATUS)
    return (
        pl.when("certain")
        .then(_code(Place.CERTAIN))
        .when("selected")
        .then(_code(Place.SELECTED))
        .when("reserve")
        .then(_code(Place.RESERVE))
        .when("fit")
        .then(_code(Place.TIED))
        .when(status == int(Status.OPEN))
        .then(_code(Place.OPEN))
        .when(status == int(Status.DEFERRED))
        .then(_code(Place.DEFERRED))
        .otherwise(_code(Place.OUT))
        .alias(PLACE)
    )


@frozen(eq=False)
class _Crowd:
    """Who competes for the seats that earlier awards of the pool leave.

    `fit` and `open` say who competes. `held` says of everybody what earlier awards gave, `taken` and `claimed` how many
    of a group's seats they take surely and at most.
    """

    claim: Claim
    fit: pl.Series
    open: pl.Series
    held: pl.DataFrame | None
    taken: pl.Series
    claimed: pl.Series

    @property
    def order(self) -> Order:
        return self.claim.order

    @property
    def groups(self) -> Groups:
        return self.claim.order.groups

    @cached_property
    def competes(self) -> pl.Series:
        """Who competes, in the order of the best places (UInt8): 1 for the fit, 2 for the open, else 0."""
        open_ = fitting(self.open, pl.UInt8)
        return self.order.by_best.fetch(fitting(self.fit, pl.UInt8) + open_ + open_)

    @cached_property
    def fit_line(self) -> Line:
        """The fit by their best places."""
        return self.order.by_best.line(self.competes == 1)

    def counts(self, given: Given) -> pl.DataFrame:
        """What the quotas need to know of each group."""
        frame = pl.DataFrame({SEATS: self.taken})
        if given.fixed is None:
            inside = self.claim.frame[STATUS] != int(Status.OUT_OF_SCOPE)
            frame = self.groups.sums({ELIGIBLE: self.fit, PARTICIPANTS: inside})
        if len(given.quotas) > 1:
            frame = frame.with_columns(self.groups.first(self.claim.frame[JOB]).alias(JOB))
        return frame


def _crowd(claim: Claim, held: pl.DataFrame | None) -> _Crowd:
    status, groups = claim.frame[STATUS], claim.order.groups
    fit, open = status == int(Status.ELIGIBLE), _waits(status)
    if held is None:
        none = same(0, groups.count, pl.Int64)
        return _Crowd(claim, fit, open, None, none, none)
    inside = held["seated"] | held["at_cut"]
    sums = groups.sums(
        {"seated": held["seated"], "at_cut": held["at_cut"], "claimed": inside | held["waits"]},
    )
    # A tie is over every seat that is left: until it is settled, nobody else can have one.
    everybody = pl.lit(2**40, pl.Int64)
    taken = sums.select(pl.when(pl.col("at_cut") > 0).then(everybody).otherwise("seated")).to_series()
    return _Crowd(claim, fit & ~inside, open & ~inside, held, taken, sums["claimed"])


def _waits(status: pl.Series) -> pl.Series:
    """Who may yet become eligible."""
    return (status == int(Status.OPEN)) | (status == int(Status.DEFERRED))


def _held(served: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Who has a seat of the pool by earlier awards, is tied over one, may yet get one, or is sure of it."""

    def among(*places: Place) -> pl.Series:
        return reduce(or_, [frame[PLACE] == int(place) for frame in served for place in places])

    seated, sure = among(Place.SELECTED, Place.CERTAIN), among(Place.CERTAIN)
    at_cut, waits = among(Place.TIED) & ~seated, among(Place.OPEN, Place.DEFERRED)
    return pl.DataFrame({"seated": seated, "at_cut": at_cut, "waits": waits, "sure": sure})


def _served(crowd: _Crowd, given: Given) -> pl.DataFrame:
    """One award over the seats that are left to it."""
    counts = crowd.counts(given)
    seats = given.seats(counts)
    cut, order, each = _Cut.at(crowd, seats, given), crowd.order, crowd.groups.each
    first_out, last_in, surely_in = crowd.groups.each_of([cut.first_out, cut.last_in, cut.surely_in])
    selected, behind = crowd.fit & (order.worst < first_out), order.best > last_in
    if given.fixed is None:
        certain = _certain_by_counts(crowd, given, counts, selected)
    else:
        certain = selected & (order.worst < surely_in)
    spread = crowd.fit & ~order.known & each(cut.limit.is_not_null())
    matters = (crowd.open | spread) & ~behind
    reserve = crowd.fit & behind if order.stated else same(False, len(behind), pl.Boolean)
    status, said = crowd.claim.frame[STATUS], {"certain": certain, "selected": selected, "reserve": reserve}
    frame = pl.DataFrame({STATUS: status, "fit": crowd.fit, **said, MATTERS: matters, SEATS: each(seats)})
    frame = frame.select(_chosen(), MATTERS, SEATS)
    return frame if crowd.held is None else _kept(status, frame, crowd.held)


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
    def at(cls, crowd: _Crowd, seats: pl.Series, given: Given) -> _Cut:
        limit, order, line = seats - crowd.taken, crowd.order, crowd.fit_line
        beyond = _beyond(order, len(seats))
        if order.stated:
            spread = (crowd.fit & ~order.known).any()
            hindmost = order.by_worst.line(order.by_worst.fetch(crowd.fit)) if spread else line
            last, none = _or(hindmost.at(limit - 1), beyond), limit <= 0
        else:
            # Nobody is behind anybody, unless there is no seat at all.
            last, none = beyond, seats <= 0
        nobody = same(-1, len(seats), pl.Int64).zip_with(none, last)
        first_out = surely_in = _or(line.at(_least(limit)), beyond)
        if given.fixed is not None:
            everybody = order.by_best.line(crowd.competes != 0) if crowd.open.any() else line
            surely_in = _or(everybody.at(_least(limit + crowd.taken - crowd.claimed)), beyond)
        return cls(limit, *(places.cast(order.best.dtype) for places in (first_out, nobody, surely_in)))


def _beyond(order: Order, count: int) -> pl.Series:
    """A place behind every place."""
    return same(order.worst.upper_bound()[0], count, pl.Int64)


def _or(places: pl.Series, other: pl.Series) -> pl.Series:
    """`places`, and `other` where there is none."""
    return places.zip_with(places.is_not_null(), other)


def _least(seats: pl.Series) -> pl.Series:
    """`seats`, none where there are fewer than none."""
    return seats * (seats > 0).cast(pl.Int64)


def _certain_by_counts(crowd: _Crowd, given: Given, counts: pl.DataFrame, selected: pl.Series) -> pl.Series:
    """Who of the selected keeps the seat if everybody open before or level becomes eligible, and nobody behind does.

    The seats hang on counts, which are others for each: the selected are counted one by one. With a share of the
    participants those whose taking part is open leave, where they stand behind.
    """
    unsure = crowd.claim.frame[UNSURE]
    rows = selected.arg_true()
    group, worst = crowd.groups.of.gather(rows), crowd.order.worst.gather(rows)
    by_best = crowd.order.by_best
    may_open = by_best.line(crowd.competes == 2).upto(group, worst)
    staying = by_best.line((crowd.competes == 2) & by_best.fetch(unsure)).upto(group, worst)
    leaving = crowd.groups.sums({UNSURE: unsure})[UNSURE].gather(group) - staying
    told = counts[group].with_columns(pl.col(ELIGIBLE) + may_open, pl.col(PARTICIPANTS) - leaving)
    left = given.seats(told) - crowd.claimed.gather(group)
    keep = (crowd.fit_line.upto(group, worst) + may_open <= left).fill_null(True)
    return same(False, len(selected), pl.Boolean).scatter(rows.filter(keep), True)


def _kept(status: pl.Series, served: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Who already holds a seat of the pool, or is tied over one, does so for this award as well."""
    fit, inside = status == int(Status.ELIGIBLE), held["seated"] | held["at_cut"]
    waits = inside & _waits(status)
    again = {"selected": fit & held["seated"], "reserve": same(False, len(fit), pl.Boolean)}
    again |= {"certain": again["selected"] & held["sure"], "fit": fit & inside}
    kept = pl.DataFrame({STATUS: status, **again}).select(_chosen()).to_series()
    matters = waits.zip_with(inside, served[MATTERS]).alias(MATTERS)
    return served.with_columns(kept.zip_with(inside, served[PLACE]), matters)
