"""One participant's proof: what was said of them, and the way from there to the head of the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from emulation_core.errors import NotFound
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.canonical import leaves, path
from emulation_core.ledger.connect import opened
from emulation_core.ledger.read import named, result_of, results


@frozen
class Proof:
    """A Merkle receipt as docs/ledger.md lays it out; `words` is null where the participant has no free text."""

    run: str
    head: str
    previous_head: str
    manifest: str
    participant: dict[str, str | None]
    secret: str
    words: str | None
    result: str
    path: list[dict[str, list[str]]]


def receipt(ledger: Path, run: str, participant: str) -> Proof:
    """The receipt of `participant` in `run`; raises `NotFound`."""
    with opened(ledger) as connection:
        stored = named(connection, ledger, run)
        ref, _said = result_of(connection, stored, participant)
        who: Any = connection.execute("SELECT id, name, unit, secret FROM subject WHERE ref = ?", (ref,)).fetchone()
        body = connection.execute(
            "SELECT body FROM words WHERE entry = ? AND subject = ?", (stored.seq, ref)
        ).fetchone()
        seals = dict(connection.execute("SELECT ref, seal FROM subject"))
        words = dict(connection.execute("SELECT subject, seal FROM words WHERE entry = ?", (stored.seq,)))
        found = list(results(connection, stored))
        [(previous, manifest)] = connection.execute(
            "SELECT previous_head, manifest FROM entry WHERE seq = ?", (stored.seq,)
        ).fetchall()
    if who is None or who[3] is None:
        raise NotFound(_("{id} was erased: there is no receipt any more").format(id=participant))
    index = [other for other, _result in found].index(ref)
    worded = {n: words[other] for n, (other, _result) in enumerate(found) if other in words}
    nodes = leaves((seals[other] for other, _result in found), worded, [text.encode() for _other, text in found])
    id, name, unit, secret = who
    return Proof(
        run=stored.row.run,
        head=stored.row.head,
        previous_head=previous,
        manifest=manifest,
        participant={"id": id, "name": name, "unit": unit},
        secret=secret.hex(),
        words=body[0] if body else None,
        result=found[index][1],
        path=path(nodes, index),
    )
