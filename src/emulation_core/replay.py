"""Runs scored again from what their ledger stored: today's engine on yesterday's evidence and text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from attrs import frozen

from emulation_core.campaign import Loaded
from emulation_core.config import Catalogue, load_texts
from emulation_core.decision import Decision
from emulation_core.errors import EmulationError, LedgerFault
from emulation_core.i18n import _
from emulation_core.ledger.connect import opened, reading
from emulation_core.ledger.evidence import evidence_of
from emulation_core.ledger.people import made_up
from emulation_core.ledger.read import RunRow, Stored, all_runs, named, result_of, results, runs
from emulation_core.ledger.results import Result, all_results, said
from emulation_core.ledger.rows import proposals
from emulation_core.ledger.verify import Check
from emulation_core.model import KINDS
from emulation_core.outcome import Outcome
from emulation_core.plugins import Registry
from emulation_core.report import Participant, Placed, participants
from emulation_core.scoring import choose_round, score


@frozen(eq=False)
class Replayed:
    """A run as it is scored today; `stored` is what it said then of the one participant asked about, if one was.

    `erased` are the ids that stand for people who are in the ledger no more.
    """

    run: RunRow
    outcome: Outcome
    stored: Result | None = None
    erased: frozenset[str] = frozenset()


@frozen
class Explained:
    """What `emulation explain --json` prints; `differs`: criteria that today's engine judges otherwise."""

    run: RunRow
    participant: Participant
    proposals: tuple[Placed, ...]
    decisions: tuple[Decision, ...]
    differs: tuple[str, ...]


def replayed(
    ledger: Path, name: str, registry: Registry, participant: str | None = None, catalogue: Catalogue | None = None
) -> Replayed:
    """Run `name` scored again (only `participant`, where one is named); raises `NotFound`.

    Who answers for the campaign by now is read from the folders of `catalogue`.
    """
    with opened(ledger) as connection:
        run = named(connection, ledger, name)
        ref, stored = (None, None) if participant is None else result_of(connection, run, participant)
        outcome, refs = _scored(connection, run, registry, ref, catalogue)
        return Replayed(run.row, outcome, stored, frozenset(id for id, ref in refs.iter_rows() if id == made_up(ref)))


def earlier(
    ledger: Path, run: RunRow, outcome: Outcome, registry: Registry, catalogue: Catalogue | None = None
) -> Outcome | None:
    """In a scored scheme the last run of the round before, scored again: what ranks are compared with."""
    campaign = outcome.loaded.campaign
    if campaign.scoring is None:
        return None
    same = [round for round in campaign.period.rounds() if round.kind is outcome.round.kind]
    before = [round.id for round in same if round.until < outcome.round.starts]
    known = {row.round: row.run for row in runs(ledger) if row.campaign == run.campaign}
    found = [known[id] for id in before if id in known]
    return replayed(ledger, found[-1], registry, catalogue=catalogue).outcome if found else None


def standings(ledger: Path, name: str, registry: Registry) -> dict[str, dict[str, str]]:
    """In a scored scheme the points (or what they can come to), rank and label of everybody in run `name`, by id."""
    with opened(ledger) as connection:
        run = named(connection, ledger, name)
        if _loaded(connection, run, registry).campaign.scoring is None:
            return {}
        outcome, _refs = _scored(connection, run, registry)
    people = [person for kind in KINDS for person in participants(outcome, kind)]
    return {person.id: dict(_standing(person)) for person in people}


def _standing(person: Participant) -> Iterator[tuple[str, str]]:
    points = person.points or " – ".join(person.points_range or ())
    said = {"points": points, "rank": str(person.rank or ""), "label": person.label or ""}
    return ((what, value) for what, value in said.items() if value)


def _loaded(
    connection: sqlite3.Connection, run: Stored, registry: Registry, catalogue: Catalogue | None = None
) -> Loaded:
    texts = [(id, _body(connection, digest)) for id, digest in run.manifest["sources"]]
    return load_texts(texts, registry, catalogue)


def _scored(
    connection: sqlite3.Connection,
    run: Stored,
    registry: Registry,
    only: int | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Outcome, pl.DataFrame]:
    """The outcome of the run's inputs today, and the number of each participant."""
    loaded = _loaded(connection, run, registry, catalogue)
    evidence, refs = evidence_of(connection, run, loaded.campaign, only)
    round = choose_round(loaded.campaign, run.row.round, run.row.on)
    decided = date.fromisoformat(run.manifest["decided"])
    return score(loaded, evidence, round, run.row.on, decided), refs


def _body(connection: sqlite3.Connection, digest: str) -> str:
    [text] = connection.execute("SELECT body FROM source WHERE digest = ?", (digest,)).fetchone()
    return str(text)


def checks(ledger: Path, registry: Registry) -> Iterator[Check]:
    """For every run, whether its stored inputs still give what it said."""
    with reading(ledger) as connection:
        for run in all_runs(connection):
            yield Check(_("run {run}, scored again").format(run=run.row.run), _wrong(connection, run, registry))


def _wrong(connection: sqlite3.Connection, run: Stored, registry: Registry) -> str:
    try:
        rescored(connection, run, registry)
    except LedgerFault as fault:
        return str(fault)
    return ""


def rescored(connection: sqlite3.Connection, run: Stored, registry: Registry) -> Outcome:
    """A run of an open ledger scored again; raises `LedgerFault` where it does not come out as it is stored."""
    try:
        outcome, refs = _scored(connection, run, registry)
    except EmulationError as fault:
        raise LedgerFault(_("cannot be scored: {why}").format(why=fault)) from fault
    wrong = _differs(connection, run, outcome, refs)
    if wrong:
        raise LedgerFault(wrong)
    return outcome


def _differs(connection: sqlite3.Connection, run: Stored, outcome: Outcome, refs: pl.DataFrame) -> str:
    now = {ref: result.decode() for ref, result in zip(*all_results(said(outcome, refs)), strict=True)}
    then = dict(results(connection, run))
    others = [ref for ref in then if now.get(ref) != then[ref]]
    if others or now.keys() != then.keys():
        return _("{count} participants come out otherwise").format(count=len(others) or abs(len(now) - len(then)))
    columns = "award, kind, seats, money_each, money_total, regime, base, coefficient"
    rows = connection.execute(f"SELECT {columns} FROM proposal WHERE entry = ? ORDER BY award, kind", (run.seq,))
    return "" if rows.fetchall() == proposals(outcome) else _("seats or money come out otherwise")
