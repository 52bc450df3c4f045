"""Runs kept for later: an append-only SQLite file, each run whole or absent, each head standing on the one before."""

from emulation_core.ledger.read import Inputs, RunRow, evidence_of, inputs, places_of, run_named, runs, verdicts_of
from emulation_core.ledger.write import record

__all__ = ["Inputs", "RunRow", "evidence_of", "inputs", "places_of", "record", "run_named", "runs", "verdicts_of"]
