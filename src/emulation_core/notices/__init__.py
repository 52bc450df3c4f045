"""What a run must say beside its verdicts: who signs, what money and law say, when it is final."""

from __future__ import annotations

from collections.abc import Iterator

from emulation_core.campaign import Note
from emulation_core.notices.final import final
from emulation_core.notices.legal import legal
from emulation_core.notices.money import money
from emulation_core.notices.office import ended, office
from emulation_core.outcome import Outcome

__all__ = ["notices"]


def notices(outcome: Outcome) -> Iterator[Note]:
    """Every remark on `outcome`, in no order; none of them changes a verdict or a list."""
    for part in (office, ended, money, legal, final):
        yield from part(outcome)
