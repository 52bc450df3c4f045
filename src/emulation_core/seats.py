"""How many seats the quotas give, for many groups at once: each quota is asked once for each pair of counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import polars as pl
from attrs import frozen

from emulation_core.campaign import Counts, Quota
from emulation_core.columns import same
from emulation_core.model import JOB, Kind

ELIGIBLE, PARTICIPANTS = "eligible", "participants"


class _Watched:
    """Counts that note whether anybody looks at them."""

    def __init__(self) -> None:
        self.seen = False

    def _look(self) -> int:
        self.seen = True
        return 1

    participants = property(_look)
    eligible = property(_look)


@frozen(eq=False)
class Given:
    """The seats of one award for one kind; `fixed` holds them by campaign where no quota looks at its counts.

    A quota is a pure function: one that answers without looking at the counts answers the same for all.
    """

    quotas: Sequence[Quota]
    kind: Kind
    fixed: tuple[int | None, ...] | None

    @classmethod
    def by(cls, quotas: Sequence[Quota], kind: Kind) -> Given:
        """What `quotas` give `kind`: one for everybody, or one for each campaign by its number in `model.JOB`."""
        watched = _Watched()
        answers = tuple(quota.seats(kind, cast(Counts, watched)) for quota in quotas)
        return cls(quotas, kind, None if watched.seen else answers)

    def seats(self, counts: pl.DataFrame) -> pl.Series:
        """Seats (Int64, null: no limit) for every row of `eligible`, `participants` and, of several quotas, `_job`.

        The counts may be absent where the seats are `fixed`.
        """
        told = [JOB] * (len(self.quotas) > 1) + [ELIGIBLE, PARTICIPANTS] * (self.fixed is None)
        if not told:
            assert self.fixed
            return same(self.fixed[0], counts.height, pl.Int64)
        asked = counts.select(told)
        pairs = asked.unique()
        seats = pl.Series("seats", [self._seats(**row) for row in pairs.iter_rows(named=True)], pl.Int64)
        return asked.join(pairs.with_columns(seats), on=told, how="left", maintain_order="left")["seats"]

    def _seats(self, _job: int | None = 0, eligible: int = 0, participants: int = 0) -> int | None:
        if _job is None:  # a group without a row
            return None
        if self.fixed is not None:
            return self.fixed[_job]
        return self.quotas[_job].seats(self.kind, Counts(participants=participants, eligible=eligible))
