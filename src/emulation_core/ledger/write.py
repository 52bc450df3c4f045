"""One outcome into the ledger: one BEGIN IMMEDIATE transaction, whole or absent."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from attrs import frozen

from emulation_core import law
from emulation_core.evidence import ROW, SHEET
from emulation_core.explain import findings, plain
from emulation_core.i18n import language
from emulation_core.ledger.schema import opened
from emulation_core.model import KINDS, STATUS, Status
from emulation_core.outcome import Outcome, Proposal
from emulation_core.plugins import Registry

DOMAIN = b"emulation-core/run/1\x00"
GENESIS = "0" * 64
"""The head before the first run."""
Cell = str | int | None
Rows = list[tuple[Cell, ...]]


@frozen
class Receipt:
    """What the ledger says of a run it holds from now on."""

    run: str
    head: str
    supersedes: str | None


def record(path: Path, outcome: Outcome, registry: Registry) -> Receipt:
    """Write a run and return once it is committed; raises `LedgerFault` and leaves the file as it was.

    A run of the same campaign and round supersedes the last one.
    """
    tables: dict[str, Rows] = {
        "plugin": [(p.name, p.distribution, p.module, p.state) for p in registry.plugins],
        "sheet": list(_sheets(outcome)),
        "participant": list(_participants(outcome)),
        "evidence": list(_evidence(outcome)),
        "finding": list(_findings(outcome)),
        "standing": [row for proposal in outcome.proposals for row in _standings(proposal)],
        "proposal": [_proposal(proposal) for proposal in outcome.proposals],
        "note": [
            (sort, note.about, note.says)
            for sort in ("assumptions", "unresolved", "warnings")
            for note in getattr(outcome, sort)
        ],
    }
    with opened(path, create=True) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            receipt = _insert(connection, outcome, tables)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return receipt


def _insert(connection: sqlite3.Connection, outcome: Outcome, tables: dict[str, Rows]) -> Receipt:
    last = connection.execute("SELECT head FROM run ORDER BY seq DESC LIMIT 1").fetchone()
    previous: str = last[0] if last else GENESIS
    campaign, round = outcome.loaded.id, outcome.round.id
    before = connection.execute(
        "SELECT id FROM run WHERE campaign = ? AND round = ? ORDER BY seq DESC LIMIT 1", (campaign, round)
    ).fetchone()
    supersedes = before[0] if before else None
    about = {
        "campaign": campaign,
        "round": round,
        "day": outcome.on.isoformat(),
        "decided": outcome.decided.isoformat(),
        "supersedes": supersedes,
        "engine": version("emulation-core"),
        "language": language(),
        "campaign_text": outcome.loaded.text,
    }
    manifest = _canonical({**about, "previous_head": previous, "tables": {n: digest(r) for n, r in tables.items()}})
    head = hashlib.sha256(DOMAIN + bytes.fromhex(previous) + manifest.encode()).hexdigest()
    run = head[:12]
    row = {"id": run, "previous_head": previous, "head": head, **about, "manifest": manifest}
    row["recorded_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    names = ", ".join(row)
    connection.execute(f"INSERT INTO run ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    for name, rows in tables.items():
        if rows:
            marks = ", ".join("?" * (len(rows[0]) + 1))
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", [(run, *cells) for cells in rows])
    return Receipt(run, head, supersedes)


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(rows: Sequence[Sequence[Cell]]) -> str:
    """SHA-256 over the rows as canonical JSON lines, sorted."""
    return hashlib.sha256("\n".join(sorted(_canonical(list(row)) for row in rows)).encode()).hexdigest()


def _sheets(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for n, sheet in enumerate(outcome.evidence.sheets):
        yield n, sheet.file, sheet.sheet, _canonical(dict(sheet.columns))


def _participants(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    place = 0
    for kind in KINDS:
        columns = outcome.tables[kind].select("id", "name", "unit", STATUS, SHEET, ROW)
        for id, name, unit, status, sheet, row in columns.iter_rows():
            yield place, id, name, kind.value, unit, None if status is None else Status(status).word, sheet, row
            place += 1


def _evidence(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    dictionary = law.dictionary(outcome.loaded.campaign.facts)
    for row in outcome.evidence.frame.iter_rows(named=True):
        for name, fact in dictionary.items():
            value = plain(fact, row[name])
            if value is not None:
                yield row["id"], name, value, outcome.evidence.source(row[SHEET], row[ROW], name)


def _findings(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for kind in KINDS:
        table = outcome.tables[kind]
        found = findings(outcome.loaded.campaign, outcome.round, outcome.on, kind, table, outcome.evidence)
        for id, mine in zip(table["id"], found, strict=True):
            yield from ((id, f.criterion, f.clause, f.verdict, f.measured, f.source) for f in mine)


def _standings(proposal: Proposal) -> Iterator[tuple[Cell, ...]]:
    for place in ("selected", "tied", "reserve", "open", "deferred"):
        for id in getattr(proposal, place):
            yield id, proposal.award, place, int(id in proposal.certain)


def _proposal(proposal: Proposal) -> tuple[Cell, ...]:
    money = proposal.money
    hanging = {id: list(open_) for id, open_ in proposal.depends.items()}
    advice = [{"by": line.by, "order": list(line.order)} for line in proposal.advice]
    paid = (
        None
        if money is None
        else {"regime": money.regime, "base": money.base, "coefficient": _number(money.coefficient)}
    )
    body = _canonical({"depends": hanging, "advice": advice, "money": paid})
    amounts = (None, None) if money is None else (money.each, money.total)
    return proposal.award, proposal.kind.value, proposal.seats, *amounts, body


def _number(value: Decimal) -> str:
    return f"{value:f}"
