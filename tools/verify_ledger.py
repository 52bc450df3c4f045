"""The second verifier of a ledger: written from docs/ledger.md alone, with nothing but Python's standard library.

    python3 tools/verify_ledger.py DB [--anchor HEAD]                 the whole file
    python3 tools/verify_ledger.py --receipt FILE [--anchor HEAD]     one participant's receipt, without the ledger

One line per check, "ok  ..." or "FAIL  ..."; exit code 0 when all hold, 1 when one does not, 2 for wrong usage.
The file is opened for reading only. Of people the lines say the `ref`, never the name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sqlite3
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

TABLES = {  # those under a digest: their columns without `entry`, the ones of the key first
    "sheet": "number file name columns",
    "participant": "subject kind status sheet row",
    "evidence": "subject fact value",
    "dossier": "number subject document sets originals received sheet row",
    "finding": "subject criterion verdict",
    "standing": "subject award place certain",
    "proposal": "award kind seats money_each money_total regime base coefficient",
    "note": "number sort about says",
}
INTEGERS = "subject number seats money_each money_total base sets originals sheet row certain"
PACKABLE = ("participant", "evidence", "finding", "standing")
VERDICTS = ("not_applicable", "met", "not_due", "missing", "council", "unresolved", "not_met")
STATUSES = {"eligible": 0, "open": 1, "deferred": 2, "ineligible": 3, "out_of_scope": 4, None: 9}
PLACES = {"selected": 1, "tied": 3, "reserve": 4, "open": 5, "deferred": 6}  # selected and certain: 2
NO_WORDS = bytes(32)
LONGEST = 1 << 29  # bytes to unpack: no forged file fills the memory


def need(holds: object, otherwise: str) -> None:
    """Stop the check unless it holds."""
    if not holds:
        raise ValueError(otherwise)


def checked(what: str, of: Callable[..., object], *arguments: object) -> bool:
    """Make one check and print its line, whatever it meets; no byte of the file can forge a line."""
    try:
        said, holds = of(*arguments), True
    except Exception as error:
        said, holds = error if type(error) is ValueError else f"{type(error).__name__}: {error}", False
    line = f"{'ok' if holds else 'FAIL'}  {what}: {said}"
    print(re.sub(r"[^ -~]", lambda stray: ascii(stray[0])[1:-1], line), flush=True)
    return holds


def sha(*parts: bytes) -> bytes:
    """SHA-256 of the parts, one after another."""
    return hashlib.sha256(b"".join(parts)).digest()


def tagged(what: str, *parts: bytes) -> bytes:
    """SHA-256 under a name, so that no hash can stand for another."""
    return sha(f"emulation-core/{what}/1\0".encode(), *parts)


def digest(text: str) -> bytes:
    """The 32 bytes of a hash or secret written as 64 hexadecimal digits."""
    need(re.fullmatch("[0-9a-f]{64}", text), "a hash is not 64 hexadecimal digits")
    return bytes.fromhex(text)


def utf8(text: str) -> bytes:
    """A text as it must be stored: another form of the same text is a changed text."""
    need(unicodedata.is_normalized("NFC", text), "a text is not in NFC")
    return text.encode()


def canonical(value: object) -> bytes:
    """Canonical JSON."""
    return utf8(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def manifest_of(text: str, kind: str, previous: str, head: str) -> dict[str, Any]:
    """The manifest of an entry, which must fit its kind and heads."""
    body, manifest = text.encode(), json.loads(text)
    need(isinstance(manifest, dict) and canonical(manifest) == body, "the manifest is not canonical")
    need(not re.search(rb"[a-z.]", re.sub(rb'"(\\.|[^"\\])*"', b"", body)), "the manifest holds more than integers")
    fits = (manifest["version"], manifest["kind"], manifest["previous_head"]) == (1, kind, previous)
    need(fits, "version, kind or previous_head differs in the manifest")
    need(tagged("entry", digest(previous), body).hex() == head, "head does not fit the manifest")
    return dict(manifest)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root: nodes of up to 16 children, at least one level of them."""
    nodes = [sha(b"\1", *leaves[at : at + 16]) for at in range(0, len(leaves) or 1, 16)]
    return nodes[0] if len(nodes) == 1 else root_of(nodes)


def column_bytes(values: Sequence[Any], is_text: bool) -> bytes:
    """A column written whole: which rows have a value, then the values."""
    present = bytearray((len(values) + 7) // 8)
    for at, value in enumerate(values):
        present[at // 8] |= (value is not None) << at % 8
    texts = [b"" if value is None else utf8(value) for value in values if is_text]
    numbers = [len(text) for text in texts] if is_text else [0 if value is None else value for value in values]
    return bytes(present) + struct.pack(f"<{len(values)}q", *numbers) + b"".join(texts)


class Ledger:
    """The checks of a whole file, each of which says what it found or raises."""

    def __init__(self) -> None:
        self.runs: dict[int, dict[str, Any]] = {}  # seq: manifest
        self.named, self.erased = set[int](), set[int]()  # refs, by the runs and by the erasures

    def file(self, path: Path) -> str:
        """A whole database, a ledger; one state of it is held for all checks, whoever writes meanwhile."""
        path = path.resolve()
        need(path.is_file(), "no such file")
        log = path.with_name(path.name + "-wal")
        # Where SQLite may put no log of its own it can read the file alone, but never past a log that holds something.
        alone = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
        self.db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable={alone:d}", uri=True, isolation_level=None)
        self.db.text_factory = bytes.decode  # its error, unlike SQLite's, does not quote the text
        self.db.execute("BEGIN")
        flaws = self.db.execute("PRAGMA integrity_check").fetchall()
        need(flaws == [("ok",)], f"integrity_check: {flaws[:3]}")
        need(self.db.execute("PRAGMA application_id").fetchone() == (0x454D4C47,), "application_id is no ledger's")
        people = self.db.execute("SELECT ref, seal, secret, id, name, unit FROM subject").fetchall()
        self.seals, self.people = {row[0]: row[1] for row in people}, {row[0]: row[2:] for row in people}
        self.chain = list(self.db.execute("SELECT seq, kind, previous_head, head, manifest FROM entry ORDER BY seq"))
        self.heads = ["0" * 64, *(head for _, _, _, head, _ in self.chain)]
        return f"{len(self.people)} people, {len(self.chain)} entries"

    def of(self, seq: int, table: str, columns: str) -> list[tuple[Any, ...]]:
        """The rows of one entry."""
        return self.db.execute(f"SELECT {columns.replace(' ', ', ')} FROM {table} WHERE entry = ?", (seq,)).fetchall()

    def entry(self, at: int, seq: int, kind: str, previous: str, head: str, text: str) -> str:
        """One link of the chain; a decision or erasure names a run before it and people who are there."""
        need(seq == at and previous == self.heads[at - 1], "seq or previous_head does not follow the entry before")
        manifest = manifest_of(text, kind, previous, head)
        need(kind in ("run", "decision", "erasure", "migration") and manifest["recorded"], f"kind is {kind}")
        subjects = set(manifest["subjects"]) if kind in ("decision", "erasure") else set()
        if kind == "run":
            self.runs[seq] = manifest
        self.erased |= subjects if kind == "erasure" else set()
        need(subjects <= self.people.keys(), "it names people who are not there")
        runs = [self.heads[run][:12] for run in self.runs]
        need(kind != "decision" or manifest["run"] in runs, "it names no run before it")
        return f"{kind} {head[:12]}"

    def schema(self) -> str:
        """Migrations and schema are those of the last entry."""
        master = self.db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
        steps = self.db.execute("SELECT * FROM _sqlite_migrations ORDER BY id")
        found = {"schema": sha(canonical(sorted(map(list, master)))).hex(), "migrations": [list(row) for row in steps]}
        last = json.loads(self.chain[-1][-1]) if self.chain else found
        for what, here in found.items():
            need(last.get(what) == here, f"{what} of the file differs from the last manifest")
        return f"{found['schema']}, {len(found['migrations'])} migrations"

    def table(self, seq: int, table: str) -> str:
        """The rows of a run are those of its manifest."""
        rows, run = sorted(self.of(seq, table, TABLES[table])), self.runs[seq]  # code points sort as UTF-8 does
        types = [[name, "int" if name in INTEGERS.split() else "text"] for name in TABLES[table].split()]
        columns = [column_bytes([row[at] for row in rows], of == "text") for at, (_, of) in enumerate(types)]
        about = canonical({"columns": types, "rows": len(rows), "table": table})
        stated = (run["counts"][table], run["tables"][table])
        need(stated == (len(rows), tagged("table", about, b"\0", *columns).hex()), "they differ from the manifest")
        need(not (rows and run["packed"] and table in PACKABLE), "a run of packed columns has rows as well")
        return f"{len(rows)} rows"

    def results_of_rows(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """Each participant's ref and result."""
        verdicts = {row[:2]: row[2] for row in self.of(seq, "finding", "subject criterion verdict")}
        places = {row[:2]: row[2:] for row in self.of(seq, "standing", "subject award place certain")}
        for ref, kind, status in self.of(seq, "participant", "subject kind status"):
            met = (str(VERDICTS.index(verdicts.pop((ref, id)))) for id, *_ in self.runs[seq]["criteria"][kind])
            stands = (places.pop((ref, id), None) for id, *_ in self.runs[seq]["awards"][kind])
            digits = ("0" if at is None else "2" if at == ("selected", 1) else str(PLACES[at[0]]) for at in stands)
            yield ref, f"{kind}:{STATUSES[status]}:{''.join(met)}:{''.join(digits)}".encode()
        need(not verdicts and not places, f"of nobody, or of nothing known: {[*verdicts, *places][:5]}")

    def results_of_parts(self, seq: int) -> Iterator[tuple[int, bytes]]:
        """The same, from packed columns, which are those of the manifest."""
        parts: dict[str, dict[int, bytes]] = {}  # name: first: body
        for name, first, body in sorted(self.of(seq, "packed", "name first body")):
            parts.setdefault(name, {})[first] = body
        found = {}
        for name, bodies in parts.items():
            pieces = (struct.pack("<2q", first, len(body)) + body for first, body in bodies.items())
            found[name] = tagged("packed", name.encode(), b"\0", *pieces).hex()
        need(found == self.runs[seq]["packed"], f"packed columns differ from the manifest: {sorted(found)}")
        for kind in {name.partition(".")[2] for name in parts}:
            refs, digits, evidence = (parts[f"{column}.{kind}"] for column in ("refs", "digits", "evidence"))
            need(refs.keys() == digits.keys() == evidence.keys(), f"{kind}: columns of different parts")
            end, last = 1 + len(self.runs[seq]["criteria"][kind]), 0
            width = end + len(self.runs[seq]["awards"][kind])
            for first, body in refs.items():
                columns = zlib.decompressobj().decompress(digits[first], LONGEST)
                here = struct.unpack(f"<{len(columns) // width}q", zlib.decompressobj().decompress(body, LONGEST))
                need(here[0] == first, f"{kind}: part {first} is not as its key says")
                for at, ref in enumerate(here):
                    need(ref > last, f"{kind}: {ref} is out of order")
                    last, own = ref, columns[at :: len(here)]
                    yield ref, b":".join((kind.encode(), own[:1], own[1:end], own[end:]))

    def participants(self, seq: int) -> str:
        """Leaves and root of a run; nobody is spoken of whom it does not seal."""
        run, words = self.runs[seq], dict(self.of(seq, "words", "subject seal"))
        results = sorted([*self.results_of_rows(seq), *self.results_of_parts(seq)])
        judged, left_out = {ref for ref, _ in results}, dict(run.get("left_out", []))
        self.named |= judged | left_out.keys()
        spoken = {ref for table in ("evidence", "dossier") for (ref,) in self.of(seq, table, "subject")} - {None}
        strangers = (spoken - judged - left_out.keys()) | (words.keys() - judged)
        need(not strangers, f"neither judged nor left out: {sorted(strangers)[:5]}")
        need(left_out == {ref: self.seals[ref].hex() for ref in left_out}, "somebody is left out under another seal")
        stated = (run["participants"], len(judged), run["counts"]["words"])
        need(stated == (len(results), len(results), len(words)), "people or words are not the manifest's number")
        root = root_of([sha(b"\0", self.seals[ref], words.get(ref, NO_WORDS), result) for ref, result in results])
        need(run["root"] == root.hex(), "seals, words and results do not give the root")
        return f"{len(results)} leaves, {len(words)} with words, {len(left_out)} left out"

    def sources(self) -> str:
        """Every text that a run applied is there, and nothing of what is no run."""
        texts = dict(self.db.execute("SELECT digest, body FROM source"))
        differ = texts.keys() ^ {digest for run in self.runs.values() for _, digest in run["sources"]}
        differ |= {digest for digest, body in texts.items() if sha(body.encode()).hex() != digest}
        need(not differ, f"changed, missing or of no run: {sorted(differ)[:5]}")
        for table in (*TABLES, "words", "packed"):
            stray = {seq for (seq,) in self.db.execute(f"SELECT DISTINCT entry FROM {table}")} - self.runs.keys()
            need(not stray, f"rows of {table} belong to entries that are no runs: {sorted(stray)[:5]}")
        return f"{len(texts)} texts, every row belongs to a run"

    def subjects(self) -> str:
        """Everybody is named by a run; seals fit people and words; the erased, and only they, are empty."""
        strangers = self.people.keys() ^ self.named
        need(not strangers, f"missing, or named by no run: {sorted(strangers)[:5]}")
        for ref, (secret, *who) in self.people.items():
            gone, seal = (secret, *who) == (None,) * 4, self.seals[ref]
            need(ref > 0 and gone == (ref in self.erased), f"{ref} does not fit the erasures")
            need(gone or tagged("subject", secret, canonical(who)) == seal, f"{ref} does not fit its seal")
        for ref, body, seal in self.db.execute("SELECT subject, body, seal FROM words"):
            need((body is None) == (ref in self.erased), f"words of {ref} do not fit the erasures")
            own = seal if body is None else tagged("words", self.people[ref][0], body.encode())
            need(own == seal and len(seal) == 32, f"words of {ref} do not fit their seal")
        return f"{len(self.people)} people, {len(self.erased)} erased"

    def holds(self, path: Path, anchor: bytes | None) -> bool:
        """Make every check; a file that is not whole is read no further."""
        if not checked("file", self.file, path):
            return False
        held = [checked(f"entry {at}", self.entry, at, *row) for at, row in enumerate(self.chain, 1)]
        for seq in self.runs:
            run = f"run {self.heads[seq][:12]}"
            held += [checked(f"{run}: {table}", self.table, seq, table) for table in TABLES]
            held.append(checked(f"{run}: participants", self.participants, seq))
        held += [checked(every.__name__, every) for every in (self.schema, self.sources, self.subjects)]
        if anchor:
            held.append(checked("anchor, entries before it", self.heads[1:].index, anchor.hex()))
        return all(held)


def receipt(path: Path, anchor: bytes | None) -> str:
    """From a person and a result to the head of a run."""
    it = json.loads(path.read_bytes())
    person, secret = it["participant"], digest(it["secret"])
    manifest = manifest_of(it["manifest"], "run", it["previous_head"], it["head"])
    need(it["run"] == it["head"][:12] and anchor in (None, digest(it["head"])), "run or anchor is not its head")
    words = NO_WORDS if it["words"] is None else tagged("words", secret, it["words"].encode())
    seal = tagged("subject", secret, canonical([person["id"], person["name"], person["unit"]]))
    node = sha(b"\0", seal, words, it["result"].encode("ascii"))
    for level in it["path"]:
        node = sha(b"\1", *map(digest, level["before"]), node, *map(digest, level["after"]))
    need(node.hex() == manifest["root"], "person, words, result and path do not give the root")
    return f"{it['result']} in run {it['run']}"


def main() -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description="Check a ledger, or a receipt.", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("db", nargs="?", type=Path, help="the ledger")
    what.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt, instead of a ledger")
    parser.add_argument("--anchor", type=digest, metavar="HEAD", help="a head that was kept elsewhere")
    given = parser.parse_args()
    if given.receipt:
        return int(not checked("receipt", receipt, given.receipt, given.anchor))
    return int(not Ledger().holds(given.db, given.anchor))


if __name__ == "__main__":
    raise SystemExit(main())
