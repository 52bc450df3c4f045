"""What one outcome says of everybody, as one table: the file of verdicts, and its digest."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from emulation_core.evaluate import column
from emulation_core.ledger.canonical import canonical, sha
from emulation_core.model import KINDS, STATUS
from emulation_core.outcome import PLACED, Outcome
from emulation_core.points import in_units
from emulation_core.report.document import to_json
from emulation_core.scheme import HIGH, LOW, RANK


def table(outcome: Outcome) -> pl.DataFrame:
    """Id, kind, status, points and rank where there are any, verdict codes and places, in the pinned order."""
    kinds = [outcome.tables[kind] for kind in KINDS if outcome.tables[kind].height]
    wanted = ["id", "kind", STATUS, LOW, HIGH, RANK]
    each = [
        one.select(
            *(in_units(name) if name in (LOW, HIGH) else name for name in wanted if name in one.columns),
            *(name for name in one.columns if name.startswith((column(""), PLACED))),
        )
        for one in kinds
    ]
    return pl.concat(each, how="diagonal_relaxed") if each else pl.DataFrame()


def content(found: pl.DataFrame) -> bytes:
    """The table as the bytes of a Parquet file."""
    file = BytesIO()
    found.write_parquet(file, compression="zstd", statistics=True)
    return file.getvalue()


def digest(outcome: Outcome, found: pl.DataFrame) -> str:
    """The digest of everything an outcome says: the same wherever and beside whomever it was judged."""
    said = [outcome.proposals, outcome.assumptions, outcome.unresolved, outcome.warnings]
    about = [outcome.loaded.id, outcome.round.id, outcome.on.isoformat(), outcome.decided.isoformat()]
    return sha(found.write_csv().encode(), b"\0", canonical([about, to_json(said)]).encode())
