"""What a run said of each participant, one ASCII digit a column: the form that is sealed, packed and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import polars as pl
from attrs import frozen

from emulation_core.evaluate import SCOPE, column
from emulation_core.model import KINDS, STATUS, Kind, Status, Verdict
from emulation_core.outcome import Outcome, Proposal

REF = "ref"
PLACES = ("out", "selected", "certain", "tied", "reserve", "open", "deferred")
"""Where one stands for an award, by digit; `certain` is selected whatever is still open."""
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


def judged(outcome: Outcome, kind: Kind, refs: Mapping[str, int]) -> Judged:
    """What `outcome` says of `kind`, by the number of each participant."""
    campaign, round = outcome.loaded.campaign, outcome.round
    criteria = [SCOPE] * bool(campaign.scope_of(kind)) + [column(c.id) for c in campaign.criteria_in(round, kind)]
    table = outcome.tables[kind].select("id", STATUS, *criteria)
    table = table.with_columns(pl.Series(REF, [refs[id] for id in table["id"]], pl.Int64)).sort(REF)
    # Several columns of one name cannot be: a criterion stands once per kind.
    codes = [bytes(table[name].fill_null(NO_STATUS).to_list()).translate(_DIGIT) for name in (STATUS, *criteria)]
    where = {id: n for n, id in enumerate(table["id"])}
    given = {proposal.award: proposal for proposal in outcome.proposals if proposal.kind is kind}
    places = [_places(given.get(award.id), where) for award in campaign.awards_in(round, kind)]
    return Judged(kind, table[REF].to_list(), (*codes, *places), len(criteria))


def _places(proposal: Proposal | None, where: Mapping[str, int]) -> bytes:
    made = bytearray(b"0" * len(where))
    if proposal is not None:
        for digit, name in enumerate(PLACES):
            for id in getattr(proposal, name, ()):
                made[where[id]] = 48 + digit
    return bytes(made)


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


def said(outcome: Outcome, refs: Mapping[str, int]) -> dict[Kind, Judged]:
    """What `outcome` says of every kind that takes part."""
    return {kind: judged(outcome, kind, refs) for kind in KINDS if outcome.tables[kind].height}


def all_results(each: Mapping[Kind, Judged]) -> list[tuple[int, bytes]]:
    """Every participant's number and result, by number."""
    pairs = chain.from_iterable(
        zip(each[kind].refs, each[kind].results(), strict=True) for kind in KINDS if kind in each
    )
    return sorted(pairs)
