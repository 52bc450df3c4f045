"""Runs read back: what they were made from, and what they said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from attrs import frozen

from emulation_core import law
from emulation_core.campaign import Campaign
from emulation_core.errors import NotFound
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.explain import typed
from emulation_core.i18n import _
from emulation_core.ledger.schema import opened
from emulation_core.model import column_type

LATEST = "latest"


@frozen
class RunRow:
    """One run as `runs` lists it."""

    run: str
    head: str
    campaign: str
    round: str
    on: date
    supersedes: str | None


@frozen
class Inputs:
    """What a run was made from, beside its evidence."""

    run: RunRow
    decided: date
    campaign_text: str


def runs(path: Path) -> list[RunRow]:
    """Every run, oldest first; raises `LedgerFault` when there is no ledger."""
    with opened(path) as connection:
        rows = connection.execute("SELECT id, head, campaign, round, day, supersedes FROM run ORDER BY seq").fetchall()
    return [
        RunRow(run, head, campaign, round, date.fromisoformat(on), before)
        for run, head, campaign, round, on, before in rows
    ]


def run_named(path: Path, name: str) -> RunRow:
    """The run with id `name`, or the last one for "latest"; raises `NotFound`."""
    known = runs(path)
    hits = known[-1:] if name == LATEST else [run for run in known if run.run == name]
    if not hits:
        listed = ", ".join(run.run for run in known[-8:]) or "—"
        raise NotFound(
            _("no run {name} in {path}; the last ones are {known}").format(name=name, path=path, known=listed)
        )
    return hits[0]


def inputs(path: Path, run: RunRow) -> Inputs:
    """What `run` was made from."""
    with opened(path) as connection:
        decided, text = connection.execute("SELECT decided, campaign_text FROM run WHERE id = ?", (run.run,)).fetchone()
    return Inputs(run, date.fromisoformat(decided), text)


def evidence_of(path: Path, run: RunRow, campaign: Campaign) -> Evidence:
    """The evidence of `run`, typed again by the dictionary of the campaign it was made with."""
    with opened(path) as connection:
        people = connection.execute(
            "SELECT id, name, kind, unit, sheet, row FROM participant WHERE run = ? ORDER BY place", (run.run,)
        ).fetchall()
        cells = connection.execute("SELECT participant, fact, value FROM evidence WHERE run = ?", (run.run,)).fetchall()
        sheets = connection.execute(
            "SELECT file, columns, name FROM sheet WHERE run = ? ORDER BY number", (run.run,)
        ).fetchall()
    dictionary = law.dictionary(campaign.facts)
    types = {"id": pl.String(), "name": pl.String(), "kind": pl.String(), "unit": pl.String()}
    schema = {**types, SHEET: pl.Int64(), ROW: pl.Int64()} | {n: column_type(f.type) for n, f in dictionary.items()}
    columns: dict[str, list[object]] = {name: [None] * len(people) for name in schema}
    place = {person[0]: n for n, person in enumerate(people)}
    for n, person in enumerate(people):
        for name, value in zip(("id", "name", "kind", "unit", SHEET, ROW), person, strict=True):
            columns[name][n] = value
    for participant, name, value in cells:
        columns[name][place[participant]] = typed(dictionary[name], value)
    frame = pl.DataFrame({name: pl.Series(name, values, schema[name], strict=True) for name, values in columns.items()})
    return Evidence(frame, tuple(Sheet(file, json.loads(places), name) for file, places, name in sheets))


def verdicts_of(path: Path, run: RunRow, participant: str) -> Mapping[str, str]:
    """The verdicts stored for one participant, by criterion; raises `NotFound` for somebody not in the run."""
    with opened(path) as connection:
        known = connection.execute(
            "SELECT count(*) FROM participant WHERE run = ? AND id = ?", (run.run, participant)
        ).fetchone()
        rows = connection.execute(
            "SELECT criterion, verdict FROM finding WHERE run = ? AND participant = ?", (run.run, participant)
        ).fetchall()
    if not known[0]:
        raise NotFound(_("no participant {id} in run {run}").format(id=participant, run=run.run))
    return dict(rows)


def places_of(path: Path, run: RunRow, participant: str) -> list[tuple[str, str, bool]]:
    """Where one participant stands in each proposal: (award, place, certain)."""
    with opened(path) as connection:
        rows = connection.execute(
            "SELECT award, place, certain FROM standing WHERE run = ? AND participant = ? ORDER BY rowid",
            (run.run, participant),
        ).fetchall()
    return [(award, place, bool(certain)) for award, place, certain in rows]
