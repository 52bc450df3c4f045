"""The evidence of a run, as it was when the run was made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from emulation_core import history, law
from emulation_core.campaign import Campaign
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.explain import typed
from emulation_core.i18n import _
from emulation_core.ledger import packed
from emulation_core.ledger.people import everybody, made_up, some, unveil, veiled
from emulation_core.ledger.read import Stored, notes
from emulation_core.ledger.results import REF
from emulation_core.model import FactType, column_type

_HEAD: Mapping[str, pl.DataType] = {
    REF: pl.Int64(),
    "id": pl.String(),
    "name": pl.String(),
    "kind": pl.String(),
    "unit": pl.String(),
    SHEET: pl.Int64(),
    ROW: pl.Int64(),
}


def evidence_of(
    connection: sqlite3.Connection, run: Stored, campaign: Campaign, only: int | None = None
) -> tuple[Evidence, pl.DataFrame]:
    """The evidence of `run` (of participant number `only`), and the number of each id in it (`id`, `ref`).

    It is typed by the dictionary of the campaign it was made with. Who was erased has a made-up id, the word for it as
    name, and a "1" for every free text.
    """
    if run.is_packed:
        parts = packed.stored(connection, run.seq) if only is None else packed.around(connection, run.seq, only)
        frame = _from_parts(parts, campaign)
    else:
        frame = _from_rows(connection, run, campaign)
    if only is not None:
        frame = frame.filter(pl.col(REF) == only)
    query = "SELECT file, columns, name FROM sheet WHERE entry = ? ORDER BY number"
    sheets = connection.execute(query, (run.seq,)).fetchall()
    people = everybody(connection) if only is None else some(connection, _spoken_of(connection, run, only, sheets))
    frame = _named(frame, people)
    evidence = Evidence(
        frame=_worded(connection, run, frame, campaign).drop(REF),
        sheets=tuple(Sheet(unveil(file, people), json.loads(columns), name) for file, columns, name in sheets),
        warnings=notes(connection, run, "warnings"),
        dossiers=_dossiers(connection, run, people) if run.manifest.get("dossiers") else None,
        left_out=tuple(sorted(people[ref][0] for ref, _seal in run.manifest.get("left_out", []) if ref in people)),
        history=tuple((round, head) for round, head in run.manifest.get("history", [])),
        origins=tuple(map(tuple, run.manifest.get("origins", []))),
    )
    return evidence, frame.select("id", REF)


def _spoken_of(connection: sqlite3.Connection, run: Stored, only: int, sheets: Iterable[Sequence[str]]) -> set[int]:
    """Everybody whom the evidence of one participant names: the files, the dossiers, and who was left out."""
    dossiers = connection.execute("SELECT DISTINCT subject FROM dossier WHERE entry = ?", (run.seq,))
    left_out = (ref for ref, _seal in run.manifest.get("left_out", []))
    return {only, *veiled(file for file, *_more in sheets), *left_out, *(ref for (ref,) in dossiers)}


def _from_rows(connection: sqlite3.Connection, run: Stored, campaign: Campaign) -> pl.DataFrame:
    dictionary = law.dictionary(campaign.facts)
    seq = (run.seq,)
    people = connection.execute(
        "SELECT subject, kind, sheet, row FROM participant WHERE entry = ? ORDER BY subject", seq
    )
    head = people.fetchall()
    place = {row[0]: n for n, row in enumerate(head)}
    columns: dict[str, list[object]] = {
        name: [row[at] for row in head] for at, name in enumerate((REF, "kind", SHEET, ROW))
    }
    columns |= {name: [None] * len(head) for name in dictionary}
    for ref, name, value in connection.execute("SELECT subject, fact, value FROM evidence WHERE entry = ?", seq):
        column = columns.setdefault(name, [None] * len(head))
        fact = dictionary.get(name) or history.fact(name)
        column[place[ref]] = value if fact is None else typed(fact, value)
    facts = {**dictionary} | {name: fact for name in columns if (fact := history.fact(name))}
    types = {**_HEAD, **{name: column_type(fact.type) for name, fact in facts.items()}}
    return pl.DataFrame({n: pl.Series(n, values, types.get(n), strict=True) for n, values in columns.items()})


def _from_parts(parts: Iterable[packed.Part], campaign: Campaign) -> pl.DataFrame:
    frames = [frame.with_columns(pl.lit(kind.value).alias("kind")) for kind, frame in packed.evidence(parts)]
    return pl.concat(frames, how="vertical").sort(REF)


def _named(frame: pl.DataFrame, people: Mapping[int, tuple[str, str | None, str | None]]) -> pl.DataFrame:
    """`frame` with ids, names and units; who was erased has none of their own."""
    who = [people.get(ref, (made_up(ref), _("(erased)"), None)) for ref in frame[REF]]
    return frame.with_columns(
        pl.Series(name, [one[at] for one in who], pl.String) for at, name in enumerate(("id", "name", "unit"))
    )


def _worded(connection: sqlite3.Connection, run: Stored, frame: pl.DataFrame, campaign: Campaign) -> pl.DataFrame:
    """`frame` with what officers wrote in free text back in its columns."""
    facts = [name for name, fact in law.dictionary(campaign.facts).items() if fact.type is FactType.TEXT]
    if not facts:
        return frame
    rows = connection.execute("SELECT subject, body FROM words WHERE entry = ? AND body IS NOT NULL", (run.seq,))
    told = {ref: json.loads(body) for ref, body in rows}
    return frame.with_columns(
        pl.Series(
            name, [told.get(ref, {}).get(name, value) for ref, value in frame.select(REF, name).iter_rows()], pl.String
        )
        for name in facts
    )


def _dossiers(
    connection: sqlite3.Connection, run: Stored, people: Mapping[int, tuple[str, str | None, str | None]]
) -> pl.DataFrame:
    rows = connection.execute(
        "SELECT subject, document, sets, originals, received, sheet, row FROM dossier WHERE entry = ? ORDER BY number",
        (run.seq,),
    )
    types = {
        "participant": pl.String(),
        "document": pl.String(),
        "sets": pl.Int64(),
        "originals": pl.Int64(),
        "received": pl.Date(),
        SHEET: pl.Int64(),
        ROW: pl.Int64(),
    }
    told = [
        (
            people.get(ref, (made_up(ref),))[0],
            document,
            sets,
            originals,
            received and date.fromisoformat(received),
            *place,
        )
        for ref, document, sets, originals, received, *place in rows
    ]
    return pl.DataFrame(told, schema=types, orient="row")
