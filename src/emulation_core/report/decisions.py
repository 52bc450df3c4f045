"""What a council decided about a run, beside what the machine said."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen


@frozen
class Decision:
    """One decision: `what` is done with `participant` for `award`, by whom, why and in which minutes."""

    award: str
    participant: str
    what: Literal["take", "judge", "defer", "cancel"]
    reason: str
    minutes: str
    by: str
    day: date
