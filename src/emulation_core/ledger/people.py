"""People in a ledger: their names stand in one table, and everything else speaks of them by a random number."""

from __future__ import annotations

import os
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from emulation_core.i18n import _
from emulation_core.ledger.canonical import nfc, seal
from emulation_core.ledger.insert import insert

Who = tuple[str, str | None, str | None]
"""Id, name and unit."""
SECRET = 32
LONG = 1 << 16
"""Characters of text in which nobody is looked for one by one: where it names many, that costs many times many."""
_PIECES = re.compile(r"[^\W_]+|[\W_]")
"""Letters and digits in a row, or one sign. The underscore is a sign: file names are written so."""
_END = ""
_Node = dict[str, Any]
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
        there = people.filter(pl.col(what) != "")
        if len(whole) <= LONG:
            there = there.filter(pl.lit(whole).str.contains(pl.col(what), literal=True))
        tokens |= {word: f"⟦{ref}.{what}⟧" for word, ref in there.select(what, "ref").iter_rows()}
    if not tokens:
        return nfc
    tree = _tree(tokens)
    return lambda text: "".join(_written(_PIECES.findall(nfc(text)), tree))


def _tree(tokens: Mapping[str, str]) -> _Node:
    """Words by their pieces, one after another: a text is read once, for however many of them."""
    tree: _Node = {}
    for word, token in tokens.items():
        node = tree
        for piece in _PIECES.findall(word):
            node = node.setdefault(piece, {})
        node[_END] = token
    return tree


def _written(pieces: Sequence[str], tree: _Node) -> Iterator[str]:
    """A text with the longest words of `tree` as tokens, where neither a letter nor a digit touches them."""
    at = 0
    while at < len(pieces):
        at, written = _longest(pieces, at, tree)
        yield written


def _longest(pieces: Sequence[str], at: int, tree: _Node) -> tuple[int, str]:
    """How the longest word from `at` on is written, or the piece where none begins; and the place after it."""
    node: _Node | None = tree
    found = at + 1, pieces[at]
    if at and _touch(pieces[at], pieces[at - 1]):
        return found
    for end in range(at, len(pieces)):
        node = node.get(pieces[end]) if node else None
        if node is None:
            break
        if _END in node and (end + 1 == len(pieces) or not _touch(pieces[end], pieces[end + 1])):
            found = end + 1, node[_END]
    return found


def _touch(edge: str, beside: str) -> bool:
    """Whether a word that begins or ends with the sign `edge` has a letter or a digit beside it."""
    return beside[0].isalnum() and not edge[0].isalnum()


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
