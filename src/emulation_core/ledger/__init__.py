"""Runs kept for later: an append-only SQLite file, each run whole or absent, each head standing on the one before."""

from emulation_core.ledger.conflicts import conflicts
from emulation_core.ledger.history import with_years
from emulation_core.ledger.read import RunRow, last, run_named, runs
from emulation_core.ledger.write import Receipt, record

__all__ = ["Receipt", "RunRow", "conflicts", "last", "record", "run_named", "runs", "with_years"]
