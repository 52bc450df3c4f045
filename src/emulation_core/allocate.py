"""Who has a seat: selected, tied at the cut, reserve, open, deferred; and who keeps it whatever is still open.

Pure. The machine breaks no tie and overflows no quota: a participant is selected only where everybody who may stand
before or level with it, itself included, fits into the seats.

Nobody is counted one by one. With n seats, at most n of a crowd have a best place before or level with my worst exactly
when my worst lies before the best place number n + 1 of the crowd; so a group needs the places at its cut alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache, reduce
from operator import or_

import polars as pl
from attrs import frozen

from emulation_core.campaign import Quota
from emulation_core.groups import Groups, Line, grouped
from emulation_core.model import BEST, JOB, STATUS, WORST, Kind, Status
from emulation_core.seats import ELIGIBLE, PARTICIPANTS, Given

PLACE, CERTAIN, MATTERS, SEATS = "place", "certain", "matters", "seats"
UNSURE = "unsure"
"""Boolean column: whether it is still open that the participant takes part at all."""
_WAITING = [int(Status.OPEN), int(Status.DEFERRED)]
_BEYOND = 2**63 - 1
"""A place behind every place."""


class Place(IntEnum):
    """Where a participant ends up in one proposal; `OUT` is in none of its lists."""

    SELECTED = 0
    TIED = 1
    RESERVE = 2
    OPEN = 3
    DEFERRED = 4
    OUT = 5


@frozen(eq=False)
class Claim:
    """One award's claim on the seats of a pool.

    `frame` has a row per participant of one kind: `status` (UInt8), `unsure` (Boolean), `best` and `worst` (Int64, 0 or
    more, lower is better; all the same unless `ordered`). The claims of a pool hold the same participants row by row.
    `quotas` has the quota; where `frame` holds several campaigns, that of each by the number in the column `model.JOB`.
    """

    frame: pl.DataFrame
    quotas: Sequence[Quota]
    ordered: bool


def allocate(pool: Sequence[Claim], kind: Kind, groups: Groups | None = None) -> list[pl.DataFrame]:
    """Each claim's frame with `place` (UInt8), `certain`, `matters` (Boolean) and `seats` (Int64, null: no limit).

    Awards are served in the order given, one seat per recipient: who holds a seat of the pool keeps it for the next
    award too. `matters` marks participants whose open evidence could change the lists. Each of `groups` is a pool of
    its own.
    """
    served: list[pl.DataFrame] = []
    for claim in pool:
        groups = groups or grouped(claim.frame, ())
        crowd = _crowd(claim, groups, _held(served) if served else None)
        served.append(_served(crowd, Given.by(claim.quotas, kind)))
    return served


@cache
def _code(value: int) -> pl.Expr:
    return pl.lit(int(value), pl.UInt8)


def _waiting_place() -> pl.Expr:
    """The place of those who are not eligible."""
    return (
        pl.when(pl.col(STATUS) == int(Status.OPEN))
        .then(_code(Place.OPEN))
        .when(pl.col(STATUS) == int(Status.DEFERRED))
        .then(_code(Place.DEFERRED))
        .otherwise(_code(Place.OUT))
    )


@frozen(eq=False)
class _Crowd:
    """Who competes for the seats that earlier awards of the pool leave.

    `frame` is that of the claim, `fit` and `open` say who competes in it. `held` says of everybody what earlier awards
    gave, `taken` and `claimed` how many of a group's seats they take surely and at most.
    """

    frame: pl.DataFrame
    groups: Groups
    ordered: bool
    fit: pl.Series
    open: pl.Series
    held: pl.DataFrame | None
    taken: pl.Series
    claimed: pl.Series

    def line(self, place: str, who: pl.Series) -> Line:
        """Some of the crowd by their best or worst place."""
        return self.groups.line(self.frame[place], who)

    def counts(self, given: Given) -> pl.DataFrame:
        """What the quotas need to know of each group."""
        frame = pl.DataFrame({SEATS: self.taken})
        if given.fixed is None:
            inside = self.frame[STATUS] != int(Status.OUT_OF_SCOPE)
            frame = self.groups.sums({ELIGIBLE: self.fit, PARTICIPANTS: inside})
        if len(given.quotas) > 1:
            frame = frame.with_columns(self.groups.first(self.frame[JOB]).alias(JOB))
        return frame


def _crowd(claim: Claim, groups: Groups, held: pl.DataFrame | None) -> _Crowd:
    status = claim.frame[STATUS]
    fit, open = status == int(Status.ELIGIBLE), status.is_in(_WAITING)
    if held is None:
        none = pl.zeros(groups.count, pl.Int64, eager=True)
        return _Crowd(claim.frame, groups, claim.ordered, fit, open, None, none, none)
    inside = held["seated"] | held["at_cut"]
    sums = groups.sums(
        {"seated": held["seated"], "at_cut": held["at_cut"], "claimed": inside | held["waits"]},
    )
    # A tie is over every seat that is left: until it is settled, nobody else can have one.
    everybody = pl.lit(2**40, pl.Int64)
    taken = sums.select(pl.when(pl.col("at_cut") > 0).then(everybody).otherwise("seated")).to_series()
    return _Crowd(claim.frame, groups, claim.ordered, fit & ~inside, open & ~inside, held, taken, sums["claimed"])


def _held(served: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Who has a seat of the pool by earlier awards, is tied over one, may yet get one, or is sure of it."""

    def among(*places: Place) -> pl.Series:
        return reduce(or_, [frame[PLACE].is_in([int(place) for place in places]) for frame in served])

    seated, sure = among(Place.SELECTED), reduce(or_, [frame[CERTAIN] for frame in served])
    at_cut, waits = among(Place.TIED) & ~seated, among(Place.OPEN, Place.DEFERRED)
    return pl.DataFrame({"seated": seated, "at_cut": at_cut, "waits": waits, "sure": sure})


def _served(crowd: _Crowd, given: Given) -> pl.DataFrame:
    """One award over the seats that are left to it."""
    counts = crowd.counts(given)
    seats = given.seats(counts)
    cut = _Cut.at(crowd, seats)
    each = crowd.groups.each
    first_out, last_in = each(cut.first_out), each(cut.last_in)
    spread = (pl.col(BEST) < pl.col(WORST)) & each(cut.limit.is_not_null())
    frame = crowd.frame.with_columns(
        _fit=crowd.fit,
        _selected=crowd.fit & (crowd.frame[WORST] < first_out),
        _behind=crowd.frame[BEST] > last_in,
    )
    reserve = pl.col("_fit") & pl.col("_behind") if crowd.ordered else pl.lit(False)
    place = pl.when("_selected").then(_code(Place.SELECTED)).when(reserve).then(_code(Place.RESERVE))
    frame = frame.with_columns(
        place.when("_fit").then(_code(Place.TIED)).otherwise(_waiting_place()).alias(PLACE),
        _certain(crowd, given, counts, cut, frame["_selected"]).alias(CERTAIN),
        ((crowd.open | (pl.col("_fit") & spread)) & ~pl.col("_behind")).alias(MATTERS),
        each(seats).alias(SEATS),
    )
    return frame if crowd.held is None else _kept(frame, crowd.held)


@frozen(eq=False)
class _Cut:
    """Of each group the seats left, the first best place that is out of them, and the last place still in reach."""

    limit: pl.Series
    line: Line
    first_out: pl.Series
    last_in: pl.Series

    @classmethod
    def at(cls, crowd: _Crowd, seats: pl.Series) -> _Cut:
        limit = seats - crowd.taken
        line = crowd.line(BEST, crowd.fit)
        spread = bool((crowd.fit & (crowd.frame[BEST] < crowd.frame[WORST])).any())
        hindmost = crowd.line(WORST, crowd.fit) if spread else line
        # Without an order nobody is behind anybody, unless there is no seat at all.
        none = limit <= 0 if crowd.ordered else seats <= 0
        last = hindmost.at(limit - 1) if crowd.ordered else pl.repeat(None, len(seats), dtype=pl.Int64, eager=True)
        nobody = pl.when(none).then(pl.lit(-1, pl.Int64)).otherwise(last.fill_null(_BEYOND))
        return cls(limit, line, line.at(limit.clip(0)).fill_null(_BEYOND), pl.select(nobody).to_series())


def _certain(crowd: _Crowd, given: Given, counts: pl.DataFrame, cut: _Cut, selected: pl.Series) -> pl.Series:
    """Who of the selected keeps the seat if everybody open before or level becomes eligible, and nobody behind does."""
    if given.fixed is None:
        return _certain_by_counts(crowd, given, counts, cut, selected)
    left = (cut.limit + crowd.taken - crowd.claimed).clip(0)
    bound = cut.line.at(left).fill_null(_BEYOND)
    if crowd.open.any():
        # Whoever can push somebody out stands before or level with who would be out without them.
        near = (crowd.fit | crowd.open) & (crowd.frame[BEST] <= crowd.groups.each(bound))
        bound = crowd.line(BEST, near).at(left).fill_null(_BEYOND)
    return selected & (crowd.frame[WORST] < crowd.groups.each(bound))


def _certain_by_counts(crowd: _Crowd, given: Given, counts: pl.DataFrame, cut: _Cut, selected: pl.Series) -> pl.Series:
    """The same where the seats hang on counts, which are others for each: the selected are counted one by one.

    With a share of the participants those whose taking part is open leave, where they stand behind.
    """
    rows = selected.arg_true()
    group, worst = crowd.groups.of.gather(rows), crowd.frame[WORST].gather(rows)
    may_open = crowd.line(BEST, crowd.open).upto(group, worst)
    unsure = crowd.line(BEST, crowd.open & crowd.frame[UNSURE]).upto(group, worst)
    leaving = crowd.groups.sums({UNSURE: crowd.frame[UNSURE]})[UNSURE].gather(group) - unsure
    told = counts[group].with_columns(pl.col(ELIGIBLE) + may_open, pl.col(PARTICIPANTS) - leaving)
    left = given.seats(told) - crowd.claimed.gather(group)
    keep = (cut.line.upto(group, worst) + may_open <= left).fill_null(True)
    return pl.repeat(False, len(selected), eager=True).scatter(rows.filter(keep), True)


def _kept(frame: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Who already holds a seat of the pool, or is tied over one, does so for this award as well."""
    seated, at_cut, sure = held["seated"], held["at_cut"], held["sure"]
    fit, inside = pl.col(STATUS) == int(Status.ELIGIBLE), seated | at_cut
    kept = pl.when(fit & seated).then(_code(Place.SELECTED)).when(fit & at_cut).then(_code(Place.TIED))
    return frame.with_columns(
        kept.when(inside).then(_waiting_place()).otherwise(PLACE).alias(PLACE),
        pl.when(inside).then(fit & sure).otherwise(CERTAIN).alias(CERTAIN),
        pl.when(inside).then(pl.col(STATUS).is_in(_WAITING)).otherwise(MATTERS).alias(MATTERS),
    )
