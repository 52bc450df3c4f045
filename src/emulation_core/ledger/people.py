"""People in a ledger: their names stand in one table, and everything else speaks of them by a random number."""

from __future__ import annotations

import os
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import polars as pl

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.canonical import nfc, seal
from emulation_core.ledger.insert import insert

Who = tuple[str, str | None, str | None]
"""Id, name and unit."""
SECRET = 32
_TOKEN = re.compile(r"⟦(\d+)\.(id|name)⟧")


@frozen(eq=False)
class Known:
    """People the ledger knows, in the order asked for: by what numbers, and under which seals."""

    refs: Sequence[int]
    seals: Sequence[bytes]


def registered(connection: sqlite3.Connection, people: Sequence[Who]) -> Known:
    """Each of `people` in the order given; who is new gets a random number and a secret of their own.

    Somebody whose name or unit changed is entered anew beside the old: what was sealed stays as it was.
    """
    rows = connection.execute("SELECT id, name, unit, ref, seal FROM subject WHERE id IS NOT NULL")
    known = {(id, name, unit): (ref, mark) for id, name, unit, ref, mark in rows}
    new = [who for who in dict.fromkeys(people) if who not in known]
    taken = {ref for (ref,) in connection.execute("SELECT ref FROM subject")} if new else set[int]()
    secrets = os.urandom(SECRET * len(new))
    entered = []
    for n, (who, ref) in enumerate(zip(new, _fresh(taken), strict=False)):
        secret = secrets[n * SECRET : (n + 1) * SECRET]
        mark = seal(secret, *who)
        known[who] = ref, mark
        entered.append((ref, *who, secret, mark))
    insert(connection, "subject", sorted(entered))
    found = [known[who] for who in people]
    return Known([ref for ref, _mark in found], [mark for _ref, mark in found])


def _fresh(taken: set[int]) -> Iterator[int]:
    """Numbers that nobody has yet, without end; they tell nothing of the order people came in."""
    while True:
        for drawn in array("Q", os.urandom(8 * 1024)):
            ref = drawn >> 1
            if ref and ref not in taken:
                taken.add(ref)
                yield ref


def veil(texts: Iterable[str], people: pl.DataFrame) -> Callable[[str], str]:
    """How to write `texts` without anybody's id or name: each becomes a token that `unveil` puts back.

    `people` has `id` and `name` (String) and `ref` (Int64); of two of one name the last is meant.
    """
    whole = nfc("\n".join(texts))
    tokens: dict[str, str] = {}
    for what in ("id", "name"):
        there = (pl.col(what) != "") & pl.lit(whole).str.contains(pl.col(what), literal=True)
        tokens |= {word: f"⟦{ref}.{what}⟧" for word, ref in people.filter(there).select(what, "ref").iter_rows()}
    if not tokens:
        return nfc
    words = "|".join(re.escape(word) for word in sorted(tokens, key=len, reverse=True))
    # The underscore separates too: file names are written so.
    pattern = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")
    return lambda text: pattern.sub(lambda hit: tokens[hit.group()], nfc(text))


def unveil(text: str, people: Mapping[int, Who]) -> str:
    """`text` with ids and names back in it; those of the erased are gone."""

    def named(hit: re.Match[str]) -> str:
        who = people.get(int(hit[1]))
        return _("(erased)") if who is None else who[0] if hit[2] == "id" else who[1] or who[0]

    return _TOKEN.sub(named, text)


def veiled(texts: Iterable[str]) -> set[int]:
    """The numbers of all whom `texts` name by a token."""
    return {int(hit[1]) for text in texts for hit in _TOKEN.finditer(text)}


def made_up(ref: int) -> str:
    """The id that stands for somebody who was erased."""
    return f"⟦{ref}⟧"


def everybody(connection: sqlite3.Connection) -> dict[int, Who]:
    """Everybody who is not erased, by number."""
    rows = connection.execute("SELECT ref, id, name, unit FROM subject WHERE id IS NOT NULL")
    return {ref: (id, name, unit) for ref, id, name, unit in rows}


def framed(people: Mapping[int, Who]) -> pl.DataFrame:
    """`id`, `name` and `ref` of `people`, as `veil` reads them."""
    rows = [(id, name, ref) for ref, (id, name, _unit) in people.items()]
    return pl.DataFrame(rows, schema={"id": pl.String, "name": pl.String, "ref": pl.Int64}, orient="row")


def some(connection: sqlite3.Connection, refs: Iterable[int]) -> dict[int, Who]:
    """Those of `refs` who are not erased, by number: a few are found in a blink among a million."""
    query = "SELECT id, name, unit FROM subject WHERE ref = ? AND id IS NOT NULL"
    return {ref: who for ref in refs for who in connection.execute(query, (ref,))}
