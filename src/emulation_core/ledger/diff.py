"""Two runs compared: whose verdict, standing, points or proposal changed, and which evidence or text changed it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from emulation_core import law, toml
from emulation_core.explain import as_text
from emulation_core.ledger import packed
from emulation_core.ledger.connect import opened
from emulation_core.ledger.people import everybody
from emulation_core.ledger.read import Stored, named, results
from emulation_core.ledger.results import REF, Result, read
from emulation_core.ledger.texts import AWARDS, award_rules_of, reads_of, rules_of, texts_of
from emulation_core.model import Fact, Id


@frozen
class Change:
    """One thing that is not as it was: null where it was or is not there."""

    what: str
    before: str | None
    after: str | None


@frozen
class Turned:
    """One verdict that is not as it was, and why: the facts it reads that changed, and "text" where its rule did.

    Where neither did, the inputs of the runs that differ: "on", the day asked about, or "engine", "law", "plugins".
    """

    criterion: str
    before: str | None
    after: str | None
    because: tuple[str, ...]


@frozen
class Changed:
    """One participant: what is said otherwise, and the evidence that changed beneath it.

    `there` says whether the participant is in "both" runs, only "before" or only "after"; `rewritten` names the awards
    of `proposals` whose own rule (seats, order, conditions) is another one now. `points` holds what else is said in a
    scored scheme: points, rank, label.
    """

    id: str
    name: str
    there: str
    status: Change | None
    verdicts: tuple[Turned, ...]
    proposals: tuple[Change, ...]
    evidence: tuple[Change, ...]
    rewritten: tuple[str, ...] = ()
    points: tuple[Change, ...] = ()


@frozen
class Difference:
    """Two runs side by side: `inputs` is what they were made from, `criteria` and `awards` the rules, that differ."""

    before: str
    after: str
    inputs: tuple[Change, ...]
    criteria: tuple[Change, ...]
    participants: tuple[Changed, ...]
    awards: tuple[Change, ...] = ()


Facts = Mapping[int, Mapping[str, str]]
_BENEATH = ("campaign", "round", "on", "engine", "law", "plugins")
"""The inputs of a run that can turn a verdict whose evidence and rule are the same."""
Standings = Mapping[str, Mapping[str, str]]
"""By participant what a scored scheme says beside the verdicts."""


def compare(path: Path, before: str, after: str, points: tuple[Standings, Standings] = ({}, {})) -> Difference:
    """How the run `after` differs from `before`, both in one ledger; raises `NotFound`.

    A ledger stores no points: `points` holds those of each run, scored again.
    """
    with opened(path) as connection:
        old, new = (named(connection, path, name) for name in (before, after))
        said = [_by_id(connection, run) for run in (old, new)]
        facts = [_facts(connection, run) for run in (old, new)]
        criteria = _differing(*(rules_of(connection, run) for run in (old, new)))
        awards = _differing(*(award_rules_of(connection, run) for run in (old, new)))
    ids = sorted(said[0].keys() | said[1].keys())
    inputs = tuple(_inputs(old, new))
    causes = _Causes(
        reads_of(old) | reads_of(new),
        frozenset(change.what for change in (*criteria, *awards)),
        tuple(change.what for change in inputs if change.what in _BENEATH),
    )
    first, second = points
    changed = (
        _changed(id, said[0].get(id), said[1].get(id), facts, causes, _differing(first.get(id, {}), second.get(id, {})))
        for id in ids
    )
    return Difference(
        old.row.run,
        new.row.run,
        inputs,
        criteria,
        tuple(one for one in changed if one is not None),
        awards,
    )


_Said = tuple[int, str, Result]


def _by_id(connection: sqlite3.Connection, run: Stored) -> dict[str, _Said]:
    """Number, name and result of every participant, by id; the erased by their number."""
    people = everybody(connection)
    found = {}
    for ref, text in results(connection, run):
        id, name, _unit = people.get(ref, (f"⟦{ref}⟧", "", None))
        found[id] = (ref, name or "", read(text, run.manifest))
    return found


@frozen
class _Causes:
    """What can turn a verdict: the facts each "criterion[kind]" reads, the rules that changed, and what lies beneath.

    Awards stand among the rules as "awards.giay_khen[kind]".
    """

    reads: Mapping[str, tuple[str, ...]]
    rewritten: frozenset[str]
    beneath: tuple[str, ...]

    def of(self, change: Change, kind: str, facts: frozenset[str]) -> Turned:
        """The change of one verdict with its causes among `facts`, those that changed."""
        key = f"{change.what}[{kind}]"
        text = ("text",) if key in self.rewritten else ()
        own = (*(name for name in self.reads.get(key, ()) if name in facts), *text)
        return Turned(change.what, change.before, change.after, own or self.beneath)


def _changed(
    id: str, old: _Said | None, new: _Said | None, facts: list[Facts], causes: _Causes, points: tuple[Change, ...]
) -> Changed | None:
    before, after = (None if said is None else said[2] for said in (old, new))
    evidence = _differing(*({} if s is None else f.get(s[0], {}) for s, f in zip((old, new), facts, strict=True)))
    verdicts = _differing(*({} if one is None else one.verdicts for one in (before, after)))
    lists = [{} if one is None else {a: p for a, p in one.places.items() if p != "out"} for one in (before, after)]
    status = [None if one is None else one.status for one in (before, after)]
    same = status[0] == status[1] and lists[0] == lists[1]
    if same and not verdicts and not points and before is not None and after is not None:
        return None
    last = new or old
    assert last is not None, "an id comes from one of the runs"
    names, kind, proposals = frozenset(change.what for change in evidence), last[2].kind, _differing(*lists)
    return Changed(
        id=id,
        name=last[1],
        there="both" if old and new else "before" if old else "after",
        status=Change("status", *status) if status[0] != status[1] else None,
        verdicts=tuple(causes.of(change, kind, names) for change in verdicts),
        proposals=proposals,
        evidence=evidence,
        rewritten=tuple(c.what for c in proposals if f"{AWARDS}{c.what}[{kind}]" in causes.rewritten),
        points=points,
    )


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    names = dict.fromkeys([*old, *new])
    return tuple(Change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def _facts(connection: sqlite3.Connection, run: Stored) -> Facts:
    """Every value of the run's evidence as text, by participant."""
    found: dict[int, dict[str, str]] = {}
    stored = "SELECT subject, fact, value FROM evidence WHERE entry = ?"
    for ref, name, value in _unpacked(connection, run) if run.is_packed else connection.execute(stored, (run.seq,)):
        found.setdefault(ref, {})[name] = value
    for ref, body in connection.execute(
        "SELECT subject, body FROM words WHERE entry = ? AND body IS NOT NULL", (run.seq,)
    ):
        found.setdefault(ref, {}).update(json.loads(body))
    return found


def _unpacked(connection: sqlite3.Connection, run: Stored) -> Iterator[tuple[int, str, str]]:
    """(ref, fact, value) of a run's columns, values as the rows of other runs have them."""
    declared: dict[str, dict[str, Any]] = {}
    for _id, text in texts_of(connection, run):
        declared |= {name: {**declared.get(name, {}), **fact} for name, fact in text.get("facts", {}).items()}
    facts = law.dictionary(toml.plain().structure(declared, dict[Id, Fact]))
    for _kind, frame in packed.evidence(packed.stored(connection, run.seq)):
        names = [name for name in frame.columns if name != REF and not name.startswith("_")]
        texts = [as_text(facts[name], name) if name in facts else pl.col(name).cast(pl.String) for name in names]
        each = frame.select(REF, *(text.alias(name) for text, name in zip(texts, names, strict=True)))
        yield from each.unpivot(index=REF).drop_nulls("value").iter_rows()


def _inputs(old: Stored, new: Stored) -> list[Change]:
    """What the runs were made from, piece by piece, where it differs."""
    pieces = ("campaign", "round", "on", "decided", "engine", "law", "plugins", "sources")
    pairs = ((name, old.manifest.get(name), new.manifest.get(name)) for name in pieces)
    return [Change(name, _short(a), _short(b)) for name, a, b in pairs if a != b]


def _short(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
