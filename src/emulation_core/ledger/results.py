"""What a run said of each participant, one ASCII digit a column: the form that is sealed, packed and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from emulation_core.evaluate import SCOPE, column
from emulation_core.frozen import frozen
from emulation_core.model import KINDS, STATUS, Kind, Status, Verdict
from emulation_core.outcome import LISTS, PLACED, Outcome

REF = "ref"
PLACES = LISTS
"""Where one stands for an award, by digit."""
NO_STATUS = 9
VERDICTS = tuple(verdict.word for verdict in Verdict)
STATUSES = tuple(status.word for status in Status)
_DIGIT = bytes(min(48 + code, 57) for code in range(256))
"""A code as its ASCII digit."""


@frozen(eq=False)
class Judged:
    """All participants of one kind: `refs` sorted, and one string of digits per column, in that order.

    The columns are the status, then one per criterion, then one per award.
    """

    kind: Kind
    refs: Sequence[int]
    columns: tuple[bytes, ...]
    criteria: int

    def results(self) -> Iterator[bytes]:
        """For each participant "kind:status:verdicts:places"."""
        status, verdicts, places = (
            self.columns[0],
            self.columns[1 : self.criteria + 1],
            self.columns[self.criteria + 1 :],
        )
        colon, n = b":" * len(self.refs), len(self.refs)
        word = [bytes([letter]) * n for letter in f"{self.kind.value}:".encode()]
        cells = [*word, status, colon, *verdicts, colon, *places]
        width = len(cells)
        whole = bytearray(width * n)
        for at, cell in enumerate(cells):
            whole[at::width] = cell
        frozen_ = bytes(whole)
        return (frozen_[at : at + width] for at in range(0, width * n, width))

    def part(self, start: int, stop: int) -> tuple[Sequence[int], bytes]:
        """The refs and digits of some of them, column after column."""
        return self.refs[start:stop], b"".join(column[start:stop] for column in self.columns)


def judged(outcome: Outcome, kind: Kind, refs: pl.DataFrame) -> Judged:
    """What `outcome` says of `kind`; `refs` has `id` and `ref` (Int64), the number of each participant."""
    campaign, round = outcome.loaded.campaign, outcome.round
    criteria = [SCOPE] * bool(campaign.scope_of(kind)) + [column(c.id) for c in campaign.criteria_in(round, kind)]
    columns = (STATUS, *criteria, *(PLACED + award.id for award in campaign.awards_in(round, kind)))
    table = outcome.tables[kind].select("id", *columns).join(refs, on="id").sort(REF).drop("id")
    # Several columns of one name cannot be: a criterion and an award stand once per kind.
    codes = [_digits(table[name].fill_null(NO_STATUS)) for name in columns]
    return Judged(kind, table[REF].to_list(), tuple(codes), len(criteria))


def _digits(codes: pl.Series) -> bytes:
    return bytes(codes.to_list()).translate(_DIGIT)


@frozen
class Result:
    """One participant's result in words; `places` maps each award to a word of `PLACES`."""

    kind: str
    status: str | None
    verdicts: Mapping[str, str]
    places: Mapping[str, str]


def read(result: str, manifest: Mapping[str, Any]) -> Result:
    """A result in words: the inverse of what `Judged.results` writes."""
    kind, status, verdicts, places = result.split(":")
    criteria = [id for id, _clause, _reads in manifest["criteria"].get(kind, [])]
    awards = [id for id, _requires, _pool in manifest["awards"].get(kind, [])]
    return Result(
        kind,
        None if int(status) == NO_STATUS else STATUSES[int(status)],
        {id: VERDICTS[int(digit)] for id, digit in zip(criteria, verdicts, strict=True)},
        {id: PLACES[int(digit)] for id, digit in zip(awards, places, strict=True)},
    )


def standing_of(place: str) -> tuple[str, int]:
    """The list one stands in and whether that is certain, as the table `standing` has it."""
    return ("selected", 1) if place == "certain" else (place, 0)


def said(outcome: Outcome, refs: pl.DataFrame) -> dict[Kind, Judged]:
    """What `outcome` says of every kind that takes part."""
    return {kind: judged(outcome, kind, refs) for kind in KINDS if outcome.tables[kind].height}


def all_results(each: Mapping[Kind, Judged]) -> tuple[list[int], list[bytes]]:
    """Every participant's number, sorted, and every result in that order."""
    refs = [ref for mine in each.values() for ref in mine.refs]
    results = [result for mine in each.values() for result in mine.results()]
    if len(each) > 1:
        order = pl.Series(refs, dtype=pl.Int64).arg_sort().to_list()
        refs, results = [refs[at] for at in order], [results[at] for at in order]
    return refs, results
