"""People in a ledger: their names stand in one table, and everything else speaks of them by a random number."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from emulation_core.i18n import _
from emulation_core.ledger.canonical import nfc, seal

Who = tuple[str, str | None, str | None]
"""Id, name and unit."""
SECRET = 32
_TOKEN = re.compile(r"⟦(\d+)\.(id|name)⟧")


@frozen
class Known:
    """Somebody the ledger knows: by what number, and under which seal."""

    ref: int
    seal: bytes


def registered(connection: sqlite3.Connection, people: Sequence[Who]) -> list[Known]:
    """Each of `people` in the order given; who is new gets a random number and a secret of their own.

    Somebody whose name or unit changed is entered anew beside the old: what was sealed stays as it was.
    """
    rows = connection.execute("SELECT id, name, unit, ref, seal FROM subject WHERE id IS NOT NULL")
    known = {(id, name, unit): Known(ref, mark) for id, name, unit, ref, mark in rows}
    taken = {ref for (ref,) in connection.execute("SELECT ref FROM subject")}
    new = [who for who in dict.fromkeys(people) if who not in known]
    secrets = os.urandom(SECRET * len(new))
    entered = []
    for n, who in enumerate(new):
        secret = secrets[n * SECRET : (n + 1) * SECRET]
        ref = _fresh(taken)
        known[who] = Known(ref, seal(secret, *who))
        entered.append((ref, *who, secret, known[who].seal))
    connection.executemany("INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?)", sorted(entered))
    return [known[who] for who in people]


def _fresh(taken: set[int]) -> int:
    """A number nobody has yet."""
    while True:
        ref = int.from_bytes(os.urandom(8), "little") >> 1
        if ref and ref not in taken:
            taken.add(ref)
            return ref


def veil(texts: Iterable[str], people: Iterable[tuple[Who, int]]) -> Callable[[str], str]:
    """How to write `texts` without anybody's id or name: each becomes a token that `unveil` puts back."""
    whole = nfc("\n".join(texts))
    tokens: dict[str, str] = {}
    for (id, name, _unit), ref in people:
        if id in whole:
            tokens[id] = f"⟦{ref}.id⟧"
        if name and name in whole:
            tokens[name] = f"⟦{ref}.name⟧"
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


def everybody(connection: sqlite3.Connection) -> dict[int, Who]:
    """Everybody who is not erased, by number."""
    rows = connection.execute("SELECT ref, id, name, unit FROM subject WHERE id IS NOT NULL")
    return {ref: (id, name, unit) for ref, id, name, unit in rows}
