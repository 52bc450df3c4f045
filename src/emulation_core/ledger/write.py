"""One outcome into the ledger: one BEGIN IMMEDIATE transaction, whole or absent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from emulation_core import history
from emulation_core.evaluate import SCOPE
from emulation_core.evidence import ROW, SHEET
from emulation_core.frozen import frozen
from emulation_core.i18n import _, language
from emulation_core.law import dictionary
from emulation_core.ledger import origins, packed
from emulation_core.ledger.canonical import leaves, root, table_digest, text_digest, turned, words_seal
from emulation_core.ledger.chain import RUN_DIGITS, append
from emulation_core.ledger.connect import writing
from emulation_core.ledger.insert import insert
from emulation_core.ledger.people import Known, Who, everybody, framed, registered, veil
from emulation_core.ledger.results import REF, Judged, all_results, said
from emulation_core.ledger.rows import NOTES, Tables, few, many, words
from emulation_core.ledger.schema import COLUMNS, KEYS
from emulation_core.model import KINDS, Kind
from emulation_core.outcome import Outcome
from emulation_core.plugins import Registry
from emulation_core.reading import Evaluator, trial

Manifest = Mapping[str, Any]


@frozen
class Receipt:
    """What the ledger says of a run it holds from now on."""

    run: str
    head: str
    supersedes: str | None


def record(
    path: Path,
    outcome: Outcome,
    registry: Registry,
    reason: str | None = None,
    witness: Callable[[Receipt], None] | None = None,
    patience: float | None = None,
) -> Receipt:
    """Write a run and return once it is committed; raises `LedgerFault` and leaves the file as it was.

    A run of the same campaign and round supersedes the last one, for `reason` (default: what changed). `witness` is
    told of the run just before the commit: its head is in the ledger from then on, or never. Other writers are waited
    for `patience` seconds.
    """
    with writing(path, create=True, patience=patience) as connection:
        receipt = _recorded(connection, outcome, registry, (reason or "").strip() or None)
        if witness is not None:
            witness(receipt)
    return receipt


def _recorded(connection: sqlite3.Connection, outcome: Outcome, registry: Registry, reason: str | None) -> Receipt:
    table = outcome.evidence.frame
    whos: list[Who] = [*table.select("id", "name", "unit").iter_rows()]
    left: list[Who] = [(id, None, None) for id in outcome.evidence.left_out]
    known = registered(connection, [*whos, *left])
    inside = known.refs[: len(whos)]
    left_out = sorted(zip(known.refs[len(whos) :], known.seals[len(whos) :], strict=True))
    refs = table.select("id", pl.Series(REF, inside, pl.Int64))
    gone = framed({ref: who for ref, who in zip(known.refs[len(whos) :], left, strict=True)})
    here = pl.concat([refs.with_columns(table["name"]).select("id", "name", REF), gone])
    # A reason is the only text that may name somebody of another run.
    others = [framed(everybody(connection))] if reason else []
    veiled = veil(_texts(outcome, reason), pl.concat([*others, here]))
    told, people = words(outcome.loaded.campaign, _people(outcome, inside))
    each = said(outcome, refs)
    tables, parts = few(outcome, veiled, refs), list[packed.Part]()
    if packed.findings(each) > packed.MOST_FINDINGS:
        parts = sorted(packed.parts(each, people), key=lambda part: part[:2])
    else:
        tables |= many(outcome, people, each)
    seals = _words(connection, told)
    manifest = _about(outcome, registry) | _contents(tables, parts, len(seals)) | _sealed(each, known, seals)
    if left_out:
        manifest["left_out"] = [[ref, mark.hex()] for ref, mark in left_out]
    for came_from in ("history", "origins"):
        if rows := getattr(outcome.evidence, came_from):
            manifest[came_from] = [list(row) for row in rows]
    before = _before(connection, outcome)
    if before is not None:
        manifest["supersedes"], old = before
        manifest["reason"] = veiled(reason or _what_changed(old, manifest))
    seq, head = append(connection, "run", manifest)
    _insert(connection, seq, outcome, tables, parts, {ref: (told[ref], mark) for ref, mark in seals.items()})
    return Receipt(head[:RUN_DIGITS], head, manifest.get("supersedes"))


def _texts(outcome: Outcome, reason: str | None) -> list[str]:
    """Every free text of a run that may name somebody."""
    notes = [text for sort in NOTES for note in getattr(outcome, sort) for text in (note.about, note.says)]
    return [*notes, *(sheet.file for sheet in outcome.evidence.sheets), reason or ""]


def _people(outcome: Outcome, refs: Sequence[int]) -> pl.DataFrame:
    """The evidence without names: `ref`, kind, place, facts and history, by `ref`."""
    table = outcome.evidence.frame
    years = [name for name in table.columns if history.fact(name)]
    kept = table.select("kind", SHEET, ROW, *dictionary(outcome.loaded.campaign.facts), *years)
    return kept.with_columns(pl.Series(REF, refs, pl.Int64)).sort(REF)


def _words(connection: sqlite3.Connection, told: Mapping[int, str]) -> dict[int, bytes]:
    """The seals of free text, by the participant's number."""
    if not told:
        return {}
    secrets = dict(connection.execute("SELECT ref, secret FROM subject WHERE secret IS NOT NULL"))
    return {ref: words_seal(secrets[ref], body) for ref, body in sorted(told.items())}


def _about(outcome: Outcome, registry: Registry) -> dict[str, Any]:
    """What a run was made from, and how its results are to be read."""
    loaded = outcome.loaded
    return {
        "campaign": loaded.id,
        "round": outcome.round.id,
        "starts": outcome.round.starts.isoformat(),
        "until": outcome.round.until.isoformat(),
        "on": outcome.on.isoformat(),
        "decided": outcome.decided.isoformat(),
        "language": language(),
        "engine": list(origins.engine()),
        "law": origins.legal_data(),
        "plugins": origins.plugins(registry),
        "sources": [[id, text_digest(text)] for id, text in _sources(outcome)],
        "criteria": {kind.value: _criteria(outcome, kind) for kind in KINDS},
        "awards": {kind.value: _awards(outcome, kind) for kind in KINDS},
    } | ({"dossiers": 1} if outcome.evidence.dossiers is not None else {})


def _criteria(outcome: Outcome, kind: Kind) -> list[list[Any]]:
    """Id, clause and facts read of everything that judges `kind`: its scope first, where it has one."""
    campaign = outcome.loaded.campaign
    facts = dictionary(campaign.facts)

    def reads(*rules: Evaluator | None) -> list[str]:
        return list(dict.fromkeys(name for rule in rules if rule is not None for name in trial(rule, facts).reads))

    clauses = [scope.clause for scope in campaign.scope if kind in scope.kinds]
    entry = [[SCOPE, "; ".join(clauses), reads(*campaign.scope_of(kind))]] if clauses else []
    judging = campaign.criteria_in(outcome.round, kind)
    return [*entry, *([c.id, c.clause, reads(c.evaluator, c.applies_if)] for c in judging)]


def _awards(outcome: Outcome, kind: Kind) -> list[list[Any]]:
    """Id, required criteria and pool of every award given to `kind`."""
    campaign, round = outcome.loaded.campaign, outcome.round
    entry = [SCOPE] * bool(campaign.scope_of(kind))
    return [
        [award.id, [*entry, *(c.id for c in campaign.required_by(award, round, kind))], list(award.quota.pool())]
        for award in campaign.awards_in(round, kind)
    ]


def _sources(outcome: Outcome) -> list[tuple[str, str]]:
    """The texts a campaign was made of, the one applied last; read again they are the campaign."""
    return list(outcome.loaded.texts)


def _contents(tables: Tables, parts: Sequence[packed.Part], worded: int) -> dict[str, Any]:
    """The digests of everything the run stores."""
    columns = {name: COLUMNS[name].split()[1:] for name in KEYS}
    filled = {name: tables.get(name) or turned([], len(columns[name])) for name in KEYS}
    digests = {name: table_digest(name, columns[name], table) for name, table in filled.items()}
    counts = {name: len(table[0]) for name, table in filled.items()} | {"words": worded}
    return {"tables": digests, "counts": counts, "packed": packed.digests(parts)}


def _sealed(each: Mapping[Kind, Judged], known: Known, words: Mapping[int, bytes]) -> dict[str, Any]:
    """How many participants there are, and the root over what was said of each; they come first among `known`."""
    refs, results = all_results(each)
    order = pl.Series(known.refs[: len(refs)], dtype=pl.Int64).arg_sort()
    worded = {n: words[ref] for n, ref in enumerate(refs) if ref in words} if words else {}
    made = leaves(map(known.seals.__getitem__, order), worded, results)
    return {"participants": len(made), "root": root(made)}


def _before(connection: sqlite3.Connection, outcome: Outcome) -> tuple[str, Manifest] | None:
    """The run this one supersedes: the last of the same campaign and round, and its manifest."""
    found = connection.execute(
        "SELECT head, manifest FROM entry WHERE kind = 'run' AND manifest ->> 'campaign' = ? "
        "AND manifest ->> 'round' = ? ORDER BY seq DESC LIMIT 1",
        (outcome.loaded.id, outcome.round.id),
    ).fetchone()
    return None if found is None else (found[0][:RUN_DIGITS], json.loads(found[1]))


def _what_changed(old: Manifest, new: Manifest) -> str:
    """The reason nobody gave: what differs between the two runs' inputs."""

    def differ(*keys: str) -> bool:
        return any(old.get(key) != new.get(key) for key in keys)

    parts = {
        _("the plan's text changed"): differ("sources"),
        _("the evidence changed"): _evidence(old) != _evidence(new),
        _("another day was asked about"): differ("on", "decided"),
        _("the program or its legal data changed"): differ("engine", "law", "plugins"),
    }
    return "; ".join(text for text, true in parts.items() if true) or _("the same inputs again")


def _evidence(manifest: Manifest) -> list[object]:
    tables = manifest["tables"]
    columns = {name: digest for name, digest in manifest["packed"].items() if name.startswith(packed.EVIDENCE)}
    return [tables["evidence"], tables["dossier"], columns, manifest.get("history"), manifest.get("origins")]


def _insert(
    connection: sqlite3.Connection,
    seq: int,
    outcome: Outcome,
    tables: Tables,
    parts: Sequence[packed.Part],
    words: Mapping[int, tuple[str, bytes]],
) -> None:
    sources = ((text_digest(text), text) for _id, text in _sources(outcome))
    connection.executemany("INSERT OR IGNORE INTO source VALUES (?, ?)", sources)
    for name, table in tables.items():
        insert(connection, name, zip(*table, strict=True), seq)
    insert(connection, "words", ((ref, *told) for ref, told in words.items()), seq)
    connection.executemany(f"INSERT INTO packed VALUES ({seq}, ?, ?, ?)", parts)
