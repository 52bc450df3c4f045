"""What `emulation consolidate --json` prints."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from emulation_core.consolidation.book import Book
from emulation_core.consolidation.gather import Gathered
from emulation_core.consolidation.nominee import Nominee
from emulation_core.report import Document


@frozen
class HandedIn:
    """What one agency's run proposes; `vouched` by a head kept outside; `waiting` counts by place the undecided."""

    campaign: str
    round: str
    run: str
    head: str
    agency: str
    vouched: bool
    waiting: Mapping[str, int]
    nominees: tuple[Nominee, ...]


@frozen
class Ledger:
    """One agency's ledger: what is wrong with it, its last head, the heads kept outside that are in it, its runs."""

    ledger: str
    wrong: tuple[str, ...]
    head: str | None
    anchors: tuple[str, ...]
    runs: tuple[HandedIn, ...]


@frozen
class Consolidated:
    """What was collected, ledger by ledger; `lost`: heads in none of them; no `outcome` where nothing was written."""

    holds: bool
    lost: tuple[str, ...]
    ledgers: tuple[Ledger, ...]
    outcome: Document | None


def told(gathered: Gathered, outcome: Document | None) -> Consolidated:
    """What was collected, and what the province's run says where there is one."""
    return Consolidated(gathered.holds, gathered.lost, tuple(map(_ledger, gathered.books)), outcome)


def _ledger(book: Book) -> Ledger:
    keys = ("campaign", "round", "run", "head", "agency", "vouched", "waiting", "nominees")
    runs = tuple(HandedIn(**{key: getattr(run, key) for key in keys}) for run in book.runs)
    return Ledger(str(book.path), book.wrong, book.last or None, book.anchors, runs)
