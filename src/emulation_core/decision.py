"""What a council decided about a run: beside what the machine said, never merged with it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from emulation_core.frozen import frozen

Action = Literal["judge", "take", "defer", "cancel"]


@frozen
class Decision:
    """One recorded decision about one participant.

    `take`: it is proposed for `award`; `defer`: not now; `cancel`: no more; `judge`: the council answered a question
    that is only its own, `criterion` with `verdict`. `minutes` names the paper it stands in, `by` who recorded it.
    `money` is what it adds to the run's total in whole đồng, negative where it takes back (Luật 06/2022/QH15 Đ.93);
    `head` is that of its entry in the ledger.
    """

    award: str
    participant: str
    what: Action
    reason: str
    minutes: str
    by: str
    day: date
    money: int = 0
    criterion: str | None = None
    verdict: str | None = None
    head: str = ""
