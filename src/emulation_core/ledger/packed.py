"""Large runs as columns: who, the digits of what was said of them, and the evidence as typed Parquet, in parts."""

from __future__ import annotations

import io
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from emulation_core.ledger.canonical import little, packed_digest
from emulation_core.ledger.results import Judged
from emulation_core.model import KINDS, Kind

MOST_FINDINGS = 200_000
"""Runs with more findings than this store columns, not rows."""
PART = 100_000
"""Participants to a part: one participant is read by unpacking one part."""
REFS, DIGITS, EVIDENCE = "refs", "digits", "evidence"
_FAST = 1
Part = tuple[str, int, bytes]
"""Name, least ref, body."""


def findings(each: Mapping[Kind, Judged]) -> int:
    """How many findings a run has."""
    return sum(len(mine.refs) * mine.criteria for mine in each.values())


def parts(each: Mapping[Kind, Judged], people: pl.DataFrame) -> Iterator[Part]:
    """Every part of a run. `people` is the evidence with `ref`, sorted by it."""
    for kind, mine in each.items():
        table = people.filter(pl.col("kind") == kind.value).drop("kind")
        for start in range(0, len(mine.refs), PART):
            refs, digits = mine.part(start, start + PART)
            first = refs[0]
            yield f"{REFS}.{kind.value}", first, zlib.compress(little(array("q", refs)), _FAST)
            yield f"{DIGITS}.{kind.value}", first, zlib.compress(digits, _FAST)
            held = io.BytesIO()
            table[start : start + PART].write_parquet(held)
            yield f"{EVIDENCE}.{kind.value}", first, held.getvalue()


def digests(found: Iterable[Part]) -> dict[str, str]:
    """The digest of each packed column."""
    stored: dict[str, list[tuple[int, bytes]]] = {}
    for name, first, body in sorted(found, key=lambda part: part[:2]):
        stored.setdefault(name, []).append((first, body))
    return {name: packed_digest(name, each) for name, each in stored.items()}


def stored(connection: sqlite3.Connection, entry: int) -> list[Part]:
    """The parts of one run as they stand in the file."""
    rows = connection.execute("SELECT name, first, body FROM packed WHERE entry = ? ORDER BY name, first", (entry,))
    return rows.fetchall()


def judged(found: Iterable[Part], criteria: Mapping[str, int]) -> Iterator[Judged]:
    """The results held by the parts of one run; `criteria` counts those of each kind."""
    held = {(name, first): body for name, first, body in found}
    for kind in KINDS:
        for first in sorted(first for name, first in held if name == f"{REFS}.{kind.value}"):
            refs = array("q")
            refs.frombytes(zlib.decompress(held[f"{REFS}.{kind.value}", first]))
            if little(array("q", [1])) != array("q", [1]).tobytes():
                refs.byteswap()
            digits = zlib.decompress(held[f"{DIGITS}.{kind.value}", first])
            n = len(refs)
            columns = tuple(digits[at : at + n] for at in range(0, len(digits), n))
            yield Judged(kind, refs, columns, criteria.get(kind.value, 0))


def around(connection: sqlite3.Connection, entry: int, ref: int) -> list[Part]:
    """The parts, one of each name, whose range holds `ref`."""
    names = [name for (name,) in connection.execute("SELECT DISTINCT name FROM packed WHERE entry = ?", (entry,))]
    query = (
        "SELECT name, first, body FROM packed WHERE entry = ? AND name = ? AND first <= ? ORDER BY first DESC LIMIT 1"
    )
    return [row for name in names for row in connection.execute(query, (entry, name, ref))]


def evidence(found: Iterable[Part]) -> list[tuple[Kind, pl.DataFrame]]:
    """The evidence held by the parts of one run, by kind."""
    prefix = f"{EVIDENCE}."
    return [
        (Kind(name.removeprefix(prefix)), pl.read_parquet(io.BytesIO(body)))
        for name, _first, body in found
        if name.startswith(prefix)
    ]
