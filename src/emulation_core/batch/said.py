"""The digest of everything an outcome says."""

from __future__ import annotations

from emulation_core.ledger.canonical import canonical, sha
from emulation_core.outcome import Outcome
from emulation_core.report import to_json
from emulation_core.verdicts import NUMBER, rows


def digest(outcome: Outcome) -> str:
    """The same wherever, and beside whomever, it was judged, in whatever order the evidence stood."""
    found = rows(outcome).drop(NUMBER)
    told = [outcome.proposals, outcome.assumptions, outcome.unresolved, outcome.warnings]
    about = [outcome.loaded.id, outcome.round.id, outcome.on.isoformat(), outcome.decided.isoformat()]
    return sha(found.write_csv().encode(), b"\0", canonical([about, to_json(told)]).encode())
