"""Whether a ledger is what it says: every digest, seal, root and head computed again from what the file holds."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from attrs import frozen

from emulation_core.errors import LedgerFault
from emulation_core.i18n import _
from emulation_core.ledger import packed
from emulation_core.ledger.canonical import (
    GENESIS,
    canonical,
    head_of,
    leaves,
    root,
    seal,
    table_digest,
    text_digest,
    turned,
    words_seal,
)
from emulation_core.ledger.chain import KINDS_OF_ENTRY, RUN_DIGITS, VERSION, migrations, schema_digest
from emulation_core.ledger.connect import reading
from emulation_core.ledger.read import Stored, all_runs, results
from emulation_core.ledger.schema import APPLICATION_ID, COLUMNS, KEYS

_DAMAGE = (sqlite3.Error, ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, zlib.error)
"""What reading a file that somebody wrote into can raise."""


@frozen
class Check:
    """One thing that was checked, and what is wrong with it ("" where it holds)."""

    what: str
    wrong: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


@frozen
class Verified:
    """What `emulation verify --json` prints: every check, and whether all of them hold."""

    holds: bool
    checks: tuple[Check, ...]


def checks(path: Path, anchor: str | None = None) -> Iterator[Check]:
    """Every check of docs/ledger.md, in its order. Damage of any kind is a check that does not hold."""
    try:
        with reading(path) as connection:
            yield from checked(connection, anchor)
    except LedgerFault as fault:
        yield Check(_("the file"), str(fault))


def checked(connection: sqlite3.Connection, anchor: str | None = None) -> Iterator[Check]:
    """Every check of a ledger that is open already."""
    yield _checked(_("the file"), lambda: _file(connection))
    yield _checked(_("the chain"), lambda: _chain(connection))
    yield _checked(_("tables, triggers and views"), lambda: _schema(connection))
    try:
        stored = all_runs(connection)
    except _DAMAGE as damage:
        yield Check(_("the runs"), str(damage))
        return
    for run in stored:
        yield _checked(_("run {run}").format(run=run.row.run), partial(_run, connection, run))
    yield _checked(_("nothing beside the runs"), lambda: _strays(connection, stored))
    yield _checked(_("the people"), lambda: _people(connection, stored))
    yield _checked(_("decisions and erasures"), lambda: _events(connection, stored))
    if anchor is not None:
        yield _checked(_("the head kept outside"), lambda: _anchored(connection, anchor))


def _checked(what: str, check: Callable[[], Iterator[str]]) -> Check:
    """The first few things that are wrong; damage that stops a check is one of them."""
    wrong: list[str] = []
    try:
        wrong.extend(check())
    except _DAMAGE as damage:
        wrong.append(f"{type(damage).__name__}: {damage}")
    more = f" (+{len(wrong) - 3})" if len(wrong) > 3 else ""
    return Check(what, "; ".join(wrong[:3]) + more)


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    yield from (line for (line,) in connection.execute("PRAGMA integrity_check(5)") if line != "ok")
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        yield _("not marked as a ledger")


def _chain(connection: sqlite3.Connection) -> Iterator[str]:
    before = GENESIS
    rows = connection.execute("SELECT seq, kind, previous_head, head, manifest FROM entry ORDER BY seq")
    for n, (seq, kind, previous, head, text) in enumerate(rows, start=1):
        manifest = json.loads(text)
        stated = (n, manifest.get("kind"), manifest.get("previous_head"), manifest.get("version"))
        if (seq, kind, previous, VERSION) != stated or kind not in KINDS_OF_ENTRY:
            yield _("entry {n}: row and manifest differ").format(n=n)
        if previous != before:
            yield _("entry {n}: does not stand on the one before").format(n=n)
        if canonical(manifest) != text or head_of(previous, text) != head:
            yield _("entry {n}: the head does not fit the manifest").format(n=n)
        before = head


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    found = connection.execute("SELECT manifest FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    if found is None:
        return
    manifest = json.loads(found[0])
    if migrations(connection) != manifest["migrations"]:
        yield _("the steps of migration are not those of the last entry")
    if schema_digest(connection) != manifest["schema"]:
        yield _("tables, triggers or views are not those of the last entry")


def _run(connection: sqlite3.Connection, run: Stored) -> Iterator[str]:
    manifest = run.manifest
    for name, key in KEYS.items():
        columns = COLUMNS[name].split()[1:]
        order = ", ".join(key.split())
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM {name} WHERE entry = ? ORDER BY {order}", (run.seq,)
        ).fetchall()
        counted = len(rows) == manifest["counts"][name] and _is_composed(rows)
        if not counted or table_digest(name, columns, turned(rows, len(columns))) != manifest["tables"][name]:
            yield _("table {name} was changed").format(name=name)
    parts = packed.stored(connection, run.seq)
    if packed.digests(parts) != manifest["packed"]:
        yield _("packed columns were changed")
    for id, digest in manifest["sources"]:
        found = connection.execute("SELECT body FROM source WHERE digest = ?", (digest,)).fetchone()
        if found is None or text_digest(found[0]) != digest:
            yield _("the text of {campaign} was changed").format(campaign=id)
    yield from _leaves(connection, run)


def _is_composed(rows: Iterable[Iterable[object]]) -> bool:
    """Whether every text is in NFC, as it was stored: digests are taken of NFC, whatever form a text has now."""
    return unicodedata.is_normalized("NFC", "\n".join(cell for row in rows for cell in row if isinstance(cell, str)))


def _leaves(connection: sqlite3.Connection, run: Stored) -> Iterator[str]:
    seals = dict(connection.execute("SELECT ref, seal FROM subject"))
    words = dict(connection.execute("SELECT subject, seal FROM words WHERE entry = ?", (run.seq,)))
    found = list(results(connection, run))
    worded = {n: words[ref] for n, (ref, _result) in enumerate(found) if ref in words} if words else {}
    if len(worded) != len(words) or len(words) != run.manifest["counts"]["words"]:
        yield _("free text was added or taken away")
    made = leaves((seals[ref] for ref, _result in found), worded, [result.encode() for _ref, result in found])
    if len(made) != run.manifest["participants"] or root(made) != run.manifest["root"]:
        yield _("the root over its participants does not fit")


def _strays(connection: sqlite3.Connection, stored: Sequence[Stored]) -> Iterator[str]:
    """Rows of an entry that is no run, and texts that no run names."""
    known = {run.seq for run in stored}
    for name in (*KEYS, "words", "packed"):
        if {entry for (entry,) in connection.execute(f"SELECT DISTINCT entry FROM {name}")} - known:
            yield _("table {name} has rows that belong to no run").format(name=name)
    named = {digest for run in stored for _id, digest in run.manifest["sources"]}
    if {digest for (digest,) in connection.execute("SELECT digest FROM source")} != named:
        yield _("texts and runs do not match")


def _people(connection: sqlite3.Connection, stored: Sequence[Stored]) -> Iterator[str]:
    gone = erased(connection)
    named = {ref for run in stored for ref, _result in results(connection, run)}
    for run in stored:
        for ref, mark in run.manifest.get("left_out", []):
            named.add(ref)
            if connection.execute("SELECT hex(seal) FROM subject WHERE ref = ?", (ref,)).fetchone() != (mark.upper(),):
                yield _("somebody left out was changed")
    secrets: dict[int, bytes | None] = {}
    for ref, id, name, unit, secret, mark in connection.execute("SELECT * FROM subject"):
        secrets[ref] = secret
        empty = (id, name, unit, secret) == (None, None, None, None)
        fits = empty or (_is_composed([(id, name, unit)]) and seal(secret, id, name, unit) == mark)
        if empty != (ref in gone) or not fits:
            yield _("person {ref}: id, name or unit was changed").format(ref=ref)
    if secrets.keys() != named:
        yield _("people and runs do not match")
    for ref, body, mark in connection.execute("SELECT subject, body, seal FROM words"):
        secret = secrets.get(ref)
        if (body is None) != (ref in gone) or (secret and body is not None and words_seal(secret, body) != mark):
            yield _("person {ref}: free text was changed").format(ref=ref)


def erased(connection: sqlite3.Connection) -> set[int]:
    """The numbers of everybody who was erased."""
    rows = connection.execute("SELECT manifest FROM entry WHERE kind = 'erasure'")
    return {ref for (text,) in rows for ref in json.loads(text)["subjects"]}


def _events(connection: sqlite3.Connection, stored: Sequence[Stored]) -> Iterator[str]:
    """Decisions speak of an earlier run and of people in it, erasures of people there are."""
    seqs = {run.row.run: run.seq for run in stored}
    people = {ref for (ref,) in connection.execute("SELECT ref FROM subject")}
    rows = connection.execute(
        "SELECT seq, kind, manifest FROM entry WHERE kind IN ('decision', 'erasure') ORDER BY seq"
    )
    for seq, kind, text in rows:
        manifest: dict[str, Any] = json.loads(text)
        if set(manifest["subjects"]) - people:
            yield _("entry {n}: names people who are not there").format(n=seq)
        if kind == "decision" and seqs.get(manifest["run"], seq) >= seq:
            yield _("entry {n}: decides on a run that is not there").format(n=seq)


def _anchored(connection: sqlite3.Connection, anchor: str) -> Iterator[str]:
    heads = {head for (head,) in connection.execute("SELECT head FROM entry")}
    if anchor.lower() not in heads:
        short = anchor[:RUN_DIGITS]
        yield _("{head} is not in the chain: entries were removed, or the chain was made anew").format(head=short)
