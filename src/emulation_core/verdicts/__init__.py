"""Verdict files: what a run says of everybody, as one Parquet file that any tool for columns reads.

A row for each participant, sorted by id, codes as in `model`: `id`, the columns that keep tables apart, `row` (UInt32:
the line of the evidence; null where that is several tables), `kind` (UInt8: the place in `model.KINDS`), `scope` and
`v.<criterion>` (verdicts; null where the criterion does not judge the kind), `status`, `p.<award>` (the code of
`outcome.LISTS`), and in a scored scheme `points.low`, `points.high` (exact decimals) and `points.rank` (UInt32). The
file says itself, under the key `emulation`, what was scored, by what and on which evidence, and what the codes mean.
The same run gives the same bytes, whether it was judged in blocks, by itself or beside others.
"""

from emulation_core.verdicts.back import Found, Said, explained, findings_of, named, one
from emulation_core.verdicts.file import write, write_outcome
from emulation_core.verdicts.head import Head, digests, file_digest, head, head_in
from emulation_core.verdicts.rows import NUMBER, rows, said, schema

__all__ = [
    "NUMBER",
    "Found",
    "Head",
    "Said",
    "digests",
    "explained",
    "file_digest",
    "findings_of",
    "head",
    "head_in",
    "named",
    "one",
    "rows",
    "said",
    "schema",
    "write",
    "write_outcome",
]
