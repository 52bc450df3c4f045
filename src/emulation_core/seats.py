"""How many seats the quotas give, for many groups at once: each quota is asked once for each pair of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import cast

import polars as pl
from attrs import frozen

from emulation_core.campaign import Counts, Quota
from emulation_core.columns import same
from emulation_core.model import JOB, Kind

ELIGIBLE, PARTICIPANTS = "eligible", "participants"


class _Watched:
    """Counts of which some are `known`; it notes at which anybody looks."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self.known, self.seen = known, set[str]()

    def _look(self, name: str) -> int:
        self.seen.add(name)
        return self.known.get(name, 1)

    participants = property(lambda self: self._look(PARTICIPANTS))
    eligible = property(lambda self: self._look(ELIGIBLE))


@frozen(eq=False)
class Given:
    """The seats of one award for one kind; `fixed` holds them by campaign where no quota looks at its counts.

    A quota is a pure function: what it answers without looking at a count it answers whatever that count is. `looks`
    are the counts some quota looked at when it was first asked.
    """

    quotas: Sequence[Quota]
    kind: Kind
    fixed: tuple[int | None, ...] | None
    looks: frozenset[str]

    @classmethod
    def by(cls, quotas: Sequence[Quota], kind: Kind) -> Given:
        """What `quotas` give `kind`: one for everybody, or one for each campaign by its number in `model.JOB`."""
        watched = _Watched({})
        answers = tuple(quota.seats(kind, cast(Counts, watched)) for quota in quotas)
        return cls(quotas, kind, None if watched.seen else answers, frozenset(watched.seen))

    def seats(self, counts: pl.DataFrame) -> pl.Series:
        """Seats (Int64, null: no limit) for every row of `eligible`, `participants` and, of several quotas, `_job`.

        The counts may be absent where the seats are `fixed`.
        """
        seats, seen = self._seats(counts, self.looks)
        # A quota may look at another count as soon as the first is large.
        return seats if seen <= self.looks else self._seats(counts, seen | self.looks)[0]

    def _seats(self, counts: pl.DataFrame, names: Set[str]) -> tuple[pl.Series, Set[str]]:
        """Seats by these counts alone, and those at which a quota looked."""
        told = [JOB] * (len(self.quotas) > 1) + sorted(names)
        if not told:
            assert self.fixed
            return same(self.fixed[0], counts.height, pl.Int64), names
        asked = counts.select(told)
        rows, seen = asked.unique(), set[str]()
        seats = pl.Series("seats", [self._of(row, seen) for row in rows.iter_rows(named=True)], pl.Int64)
        return asked.join(rows.with_columns(seats), on=told, how="left", maintain_order="left")["seats"], seen

    def _of(self, known: Mapping[str, int | None], seen: set[str]) -> int | None:
        job = known.get(JOB, 0)
        if job is None:  # a group without a row
            return None
        if self.fixed is not None:
            return self.fixed[job]
        watched = _Watched(cast(Mapping[str, int], known))
        seats = self.quotas[job].seats(self.kind, cast(Counts, watched))
        seen |= watched.seen
        return seats
