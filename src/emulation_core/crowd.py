"""Who competes for the seats of an award, and in what order they stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import or_

import polars as pl
from attrs import frozen

from emulation_core.campaign import Quota
from emulation_core.columns import code, computed, same
from emulation_core.groups import OF, Groups, Lineup, Order
from emulation_core.model import BEST, JOB, STATUS, WORST, Status
from emulation_core.outcome import Place
from emulation_core.seats import ELIGIBLE, PARTICIPANTS, Given

PLACE, SEATS = "place", "seats"
UNSURE = "unsure"
"""Boolean column: whether it is still open that the participant takes part at all."""
FIT, OPEN, OPEN_AND_UNSURE, RANKED = 1, 2, 4, 8
"""What somebody stands in line as."""
SEATED, AT_CUT, WAITS, SURE = "seated", "at_cut", "waits", "sure"
"""Boolean columns: what earlier awards of the pool gave."""
_IN_RANKS = "in_ranks"


@frozen(eq=False)
class Claim:
    """One award's claim on the seats of a pool.

    `frame` has a row per participant of one kind: `status` (UInt8) and `unsure` (Boolean); `order` says where they may
    stand. The claims of a pool hold the same participants row by row. `quotas` has the quota; where `frame` holds
    several campaigns, that of each by the number in the column `model.JOB`. `ranked` (Boolean) are to be given ranks by
    the same order, eligible or not.
    """

    frame: pl.DataFrame
    order: Order
    quotas: Sequence[Quota]
    ranked: pl.Series | None = None


def those(*statuses: Status) -> pl.Expr:
    """Whose `status` is one of these."""
    return reduce(or_, [pl.col(STATUS) == code(status) for status in statuses])


@frozen(eq=False)
class Crowd:
    """Who competes for the seats that earlier awards of the pool leave.

    `rows` are the columns of the claim, of its order and, if there were earlier awards, what they gave. `taken` and
    `claimed` are how many of a group's seats these take surely and at most.
    """

    claim: Claim
    rows: pl.DataFrame
    taken: pl.Series
    claimed: pl.Series

    @classmethod
    def of(cls, claim: Claim, served: Sequence[pl.DataFrame]) -> Crowd:
        """Who competes by `claim` when the earlier awards of the pool are `served`, as `allocate` says it."""
        order, groups = claim.order, claim.order.groups
        ranked = [] if claim.ranked is None else [claim.ranked.alias(_IN_RANKS)]
        rows = claim.frame.hstack([groups.of.alias(OF), order.best.alias(BEST), order.worst.alias(WORST), *ranked])
        if not served:
            none = same(0, groups.count, pl.Int64)
            return cls(claim, rows, none, none)
        rows = rows.hstack(_held(served))
        claimed = pl.col(SEATED) | pl.col(AT_CUT) | pl.col(WAITS)
        sums = groups.sums(rows, {SEATED: pl.col(SEATED), AT_CUT: pl.col(AT_CUT), "claimed": claimed})
        # A tie is over every seat that is left: until it is settled, nobody else can have one.
        everybody = pl.lit(2**40, pl.Int64)
        taken = sums.select(pl.when(pl.col(AT_CUT) > 0).then(everybody).otherwise(SEATED)).to_series()
        return cls(claim, rows, taken, sums["claimed"])

    @property
    def order(self) -> Order:
        """Where they may stand."""
        return self.claim.order

    @property
    def groups(self) -> Groups:
        """The tables of their own."""
        return self.claim.order.groups

    @property
    def later(self) -> bool:
        """Whether earlier awards of the pool were served."""
        return SEATED in self.rows.columns

    @property
    def inside(self) -> pl.Expr:
        """Who holds a seat of an earlier award, or is tied over one."""
        return pl.col(SEATED) | pl.col(AT_CUT)

    @property
    def fit(self) -> pl.Expr:
        """Who is eligible."""
        return those(Status.ELIGIBLE) & ~self.inside if self.later else those(Status.ELIGIBLE)

    @property
    def open(self) -> pl.Expr:
        """Who may yet become eligible."""
        waits = those(Status.OPEN, Status.DEFERRED)
        return waits & ~self.inside if self.later else waits

    @cached_property
    def lineup(self) -> Lineup:
        """Who competes, and who is to be ranked, by their best places."""
        masks = {FIT: self.fit, OPEN: self.open, OPEN_AND_UNSURE: self.open & pl.col(UNSURE)}
        if self.claim.ranked is not None:
            masks[RANKED] = pl.col(_IN_RANKS)
        return Lineup.of(self.groups, self.rows, BEST, masks)

    def any(self, mask: pl.Expr) -> bool:
        """Whether `mask` holds anybody."""
        return bool(self.rows.select(mask.any()).item())

    def counts(self, given: Given) -> pl.DataFrame:
        """What the quotas need to know of each group."""
        frame = pl.DataFrame({SEATS: self.taken})
        if given.fixed is None:
            inside = pl.col(STATUS) != code(Status.OUT_OF_SCOPE)
            frame = self.groups.sums(self.rows, {ELIGIBLE: self.fit, PARTICIPANTS: inside})
        if len(given.quotas) > 1:
            frame = frame.with_columns(self.groups.first(self.rows[JOB]).alias(JOB))
        return frame


def _held(served: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Who has a seat of the pool by earlier awards, is tied over one, may yet get one, or is sure of it."""
    frame = pl.DataFrame({f"{n}": earlier[PLACE] for n, earlier in enumerate(served)})

    def among(*places: Place) -> pl.Expr:
        return reduce(or_, [pl.col(name) == code(place) for name in frame.columns for place in places])

    seated, sure = among(Place.SELECTED, Place.CERTAIN), among(Place.CERTAIN)
    at_cut, waits = among(Place.TIED) & ~seated, among(Place.OPEN, Place.DEFERRED)
    return computed(frame, {SEATED: seated, AT_CUT: at_cut, WAITS: waits, SURE: sure})
