"""What the council decided, as the ledger tells it to the papers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen


@frozen
class Decision:
    """One recorded decision about one participant.

    `take`: it is proposed for `award`; `defer`: not now; `cancel`: no more; `judge`: the council answered a question
    that is only its own (`reason` says which and how). `minutes` names the paper it stands in, `by` who recorded it.
    """

    award: str
    participant: str
    what: Literal["take", "judge", "defer", "cancel"]
    reason: str
    minutes: str
    by: str
    day: date
