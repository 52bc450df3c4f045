"""What a run says: participants with their verdicts, and proposals with what they hang on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING

from attrs import frozen

from emulation_core.campaign import Loaded, Note, Round
from emulation_core.evidence import Evidence
from emulation_core.model import Kind
from emulation_core.succession import Office

if TYPE_CHECKING:
    import polars as pl


@frozen
class Money:
    """What an award pays, in whole đồng, by the law of the day it is decided."""

    each: int
    total: int
    decided: date
    regime: str
    base: int
    coefficient: Decimal
    confirmed: bool
    formula: str


@frozen
class Totals:
    """What a run pays, in whole đồng: `forms` by form of award, `total` of all; `confirmed` when every part is."""

    forms: Mapping[str, int]
    total: int
    confirmed: bool


PLACED = "p."
"""Before an award's id: the column that says where participants stand for it."""


class Place(IntEnum):
    """Where one can stand for an award: in one of its lists, or out of all; `CERTAIN`: selected whatever is open."""

    OUT = 0
    SELECTED = 1
    CERTAIN = 2
    TIED = 3
    RESERVE = 4
    OPEN = 5
    DEFERRED = 6


LISTS = tuple(place.name.lower() for place in Place)
"""The places in words, by their codes."""


@frozen
class Advice:
    """What one order would do with those who are tied: advice to the council, never applied."""

    by: str
    order: tuple[str, ...]


@frozen
class Dossier:
    """What a nominee's dossier lacks, and whether it came too late."""

    complete: bool
    late: bool
    lacks: tuple[str, ...]


@frozen
class Proposal:
    """One award and kind: ids in the pinned order.

    `selected` have a seat on today's evidence; `certain` of them keep it whatever is still open; `tied` are level at
    the cut; `reserve` stand below it by a stated order. `depends` maps participants whose open evidence could change
    the lists to the criteria that are open (`scope` and order facts by their names).
    """

    award: str
    kind: Kind
    seats: int | None
    selected: tuple[str, ...]
    tied: tuple[str, ...]
    reserve: tuple[str, ...]
    open: tuple[str, ...]
    deferred: tuple[str, ...]
    certain: tuple[str, ...]
    depends: Mapping[str, tuple[str, ...]]
    advice: tuple[Advice, ...]
    money: Money | None
    dossier: Mapping[str, Dossier] | None


@frozen(eq=False)
class Outcome:
    """One campaign's round, judged on one day.

    `tables` holds per kind the evidence, a UInt8 verdict column `v.<criterion>`, `scope`, `status` (UInt8; null where
    no award names the kind), and for every award of the kind `p.<award>`, the UInt8 code of the one of `LISTS` a
    participant stands in; rows in the pinned order.
    """

    loaded: Loaded
    round: Round
    on: date
    decided: date
    evidence: Evidence
    tables: Mapping[Kind, pl.DataFrame]
    proposals: tuple[Proposal, ...]
    assumptions: tuple[Note, ...]
    unresolved: tuple[Note, ...]
    warnings: tuple[Note, ...]

    @property
    def office(self) -> Office | None:
        """Who answers for the campaign on the day of the decision, and signs."""
        return self.loaded.succession.on(self.decided)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The plan's agency and, where another answers for the campaign by now, that one: who signs comes last."""
        now = self.office.agency if self.office and self.office.since else None
        return (str(self.loaded.campaign.agency), *([now] if now else []))

    @property
    def totals(self) -> Totals:
        """The money of all who are selected, by form; forms the law sets no money for are not in it."""
        form = {str(award.id): award.law_form for award in self.loaded.campaign.awards}
        paid = [(form[proposal.award], proposal.money) for proposal in self.proposals if proposal.money]
        forms = {
            name: sum(money.total for mine, money in paid if mine == name) for name in sorted({f for f, _m in paid})
        }
        sure = all(money.confirmed for _form, money in paid if money.total)
        return Totals(forms, sum(forms.values()), sure)
