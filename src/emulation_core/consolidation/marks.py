"""Points and ranks of a scored scheme: a ledger does not hold them, so its run is scored again."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from emulation_core.errors import LedgerFault
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.read import Stored
from emulation_core.model import KINDS, fits
from emulation_core.plugins import Registry
from emulation_core.replay import rescored
from emulation_core.report import participants


@frozen
class Mark:
    """Where one participant stands in the agency's own scheme; None where that is still open."""

    points: Decimal | None
    rank: int | None
    label: str | None


def marks(
    connection: sqlite3.Connection, run: Stored, raw: Mapping[str, Any], ids: Collection[str], registry: Registry
) -> tuple[dict[str, Mark], tuple[str, ...]]:
    """The marks of `ids`, and why there are none.

    They are given only where today's engine comes to everything the run says: else nobody vouches for them.
    """
    if "scoring" not in raw or not ids:
        return {}, ()
    try:
        outcome = rescored(connection, run, registry)
    except LedgerFault as fault:
        return {}, (_("points and ranks are not carried over: {why}").format(why=str(fault).partition("\n")[0]),)
    names = {label.id: str(label.name or label.id) for label in outcome.loaded.campaign.labels}
    people = [person for kind in KINDS for person in participants(outcome, kind, frozenset(ids))]
    return {
        person.id: Mark(
            None if person.points is None or not fits(Decimal(person.points)) else Decimal(person.points),
            person.rank,
            person.label and names[person.label],  # type: ignore[index]
        )
        for person in people
    }, ()
