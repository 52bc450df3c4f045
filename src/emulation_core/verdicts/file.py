"""Writing a verdict file: whole or not at all, the same bytes from the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from emulation_core.outcome import Outcome
from emulation_core.report.whole import drafted
from emulation_core.verdicts.head import Digests, Head, head
from emulation_core.verdicts.rows import rows

AT_ONCE, PAGE = 131_072, 131_072
"""Participants of a row group, and bytes of a page of it.

To find one participant the ids of one group are looked at, and of all else the page that holds them: larger groups make
a shorter foot, which is read whole, and smaller pages less to unpack.
"""


def write(
    pieces: Iterator[pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    head: Head,
    path: Path,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write `pieces`, each sorted by id and all before the next, at `path`; nothing where `check` raises at the end."""
    from polars.io.plugins import register_io_source

    def source(columns: Any, _predicate: Any, _rows: Any, _batch: Any) -> Iterator[pl.DataFrame]:
        return (piece if columns is None else piece.select(columns) for piece in pieces)

    table = register_io_source(source, schema=dict(schema))
    with drafted(path) as draft:
        table.sink_parquet(
            draft, compression_level=1, row_group_size=AT_ONCE, data_page_size=PAGE, metadata=head.written()
        )
        check()


def write_outcome(outcome: Outcome, evidence: Digests, path: Path) -> None:
    """Write what `outcome`, which was judged on `evidence`, says of everybody."""
    found = rows(outcome)
    mine = head(outcome.loaded, outcome.round, outcome.on, outcome.decided, evidence)
    write(iter([found]), found.schema, mine, path)
