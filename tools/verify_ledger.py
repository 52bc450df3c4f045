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
import re
import sqlite3
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

__all__ = ["main"]

TABLES = {  # name: key, other columns
    "entry": ("seq", "kind previous_head head manifest"),
    "source": ("digest", "body"),
    "subject": ("ref", "id name unit secret seal"),
    "sheet": ("entry number", "file name columns"),
    "participant": ("entry subject", "kind status sheet row"),
    "evidence": ("entry subject fact", "value"),
    "words": ("entry subject", "body seal"),
    "dossier": ("entry number", "subject document sets originals received sheet row"),
    "finding": ("entry subject criterion", "verdict"),
    "standing": ("entry subject award", "place certain"),
    "proposal": ("entry award kind", "seats money_each money_total regime base coefficient"),
    "note": ("entry number", "sort about says"),
    "packed": ("entry name first", "body"),
}
OF_RUNS = [name for name, (key, _) in TABLES.items() if key.startswith("entry ")]
PACKABLE = ("participant", "evidence", "finding", "standing")
INTEGERS = "subject number seats money_each money_total base sets originals sheet row certain"
VERDICTS = "not_applicable met not_due missing council unresolved not_met"
STATUSES = {"eligible": 0, "open": 1, "deferred": 2, "ineligible": 3, "out_of_scope": 4, None: 9}
PLACES = {"selected": 1, "tied": 3, "reserve": 4, "open": 5, "deferred": 6}  # selected and certain: 2
NOTHING = bytes(32)
LONGEST = 1 << 29  # bytes of a value: no forged file fills the memory


def need(holds: object, otherwise: str) -> None:  # stop the check unless it holds
    if not holds:
        raise ValueError(otherwise)


def checked(what: str, of: Callable[..., object], *arguments: object) -> bool:  # one check, one line, never a traceback
    try:
        said, holds = of(*arguments), True
    except Exception as error:
        said, holds = error if type(error) is ValueError else f"{type(error).__name__}: {error}", False
    line = f"{'ok' if holds else 'FAIL'}  {what}: {said}"
    print(re.sub(r"[^ -~]", lambda stray: ascii(stray[0])[1:-1], line), flush=True)  # no byte of the file forges a line
    return holds


def sha(*parts: bytes) -> bytes:  # SHA-256 of the parts, one after another
    return hashlib.sha256(b"".join(parts)).digest()


def tagged(what: str, *parts: bytes) -> bytes:  # SHA-256 under a name, so that no hash can stand for another
    return sha(f"emulation-core/{what}/1\0".encode(), *parts)


def hash_of(value: str | bytes) -> bytes:  # a stored hash or secret: 32 bytes, or 64 hexadecimal digits
    found = bytes.fromhex(value) if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) else value
    need(isinstance(found, bytes) and len(found) == 32, "a hash is not 32 bytes")
    return bytes(found)  # type: ignore[arg-type]


def utf8(text: str) -> bytes:  # a text as it must be stored: another form of the same text is a changed text
    need(unicodedata.is_normalized("NFC", text), "a text is not in NFC")
    return text.encode()


def canonical(value: object) -> bytes:  # canonical JSON
    return utf8(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def manifest_of(text: str, kind: str, before: bytes, head: bytes) -> dict[str, Any]:  # it fits kind and heads
    body, manifest = text.encode(), json.loads(text)
    need(isinstance(manifest, dict) and canonical(manifest) == body, "the manifest is not canonical")
    need(not re.search(rb"[a-z.]", re.sub(rb'"(\\.|[^"\\])*"', b"", body)), "the manifest holds more than integers")
    need(tagged("entry", before, body) == head, "head does not fit the manifest")
    stated = [manifest.get(key) for key in ("version", "kind", "previous_head")]
    need(stated == [1, kind, before.hex()], "version, kind or previous_head differs in the manifest")
    return dict(manifest)


def root_of(leaves: Sequence[bytes]) -> bytes:  # nodes of up to 16 children, at least one level of them
    nodes = [sha(b"\1", *leaves[at : at + 16]) for at in range(0, len(leaves) or 1, 16)]
    return nodes[0] if len(nodes) == 1 else root_of(nodes)


def column_bytes(values: Sequence[Any], is_text: bool) -> bytes:  # written whole: which rows have a value, the values
    present = bytearray((len(values) + 7) // 8)
    for at, value in enumerate(values):
        present[at // 8] |= (value is not None) << at % 8
    texts = [b"" if value is None else utf8(value) for value in values if is_text]
    numbers = [len(text) for text in texts] if is_text else [0 if value is None else value for value in values]
    return bytes(present) + struct.pack(f"<{len(values)}q", *numbers) + b"".join(texts)


def inflated(body: bytes) -> bytes:  # what zlib packed, and no more of it than memory holds
    return zlib.decompressobj().decompress(body, LONGEST)


class Ledger:  # the checks of a whole file, each of which says what it found or raises
    def __init__(self, path: Path) -> None:
        self.path, self.heads = path, [NOTHING]
        self.chain: list[tuple[Any, ...]] = []
        self.ids: dict[int, str] = {}  # seq: the first digits of the head
        self.entries: dict[int, dict[str, Any]] = {}  # seq: manifest, empty where it does not hold
        self.runs: dict[int, dict[str, Any]] = {}  # those of the entries that are runs
        self.people: dict[int, tuple[Any, ...]] = {}  # ref: id name unit secret seal
        self.named, self.erased = set[int](), set[int]()  # refs, by the runs and by the erasures
        self.parts: dict[str, dict[int, bytes]] = {}  # of the run in hand: column: first: content

    def connect(self, how: str) -> None:  # and hold one state of the file for all checks, whoever writes meanwhile
        self.db = sqlite3.connect(f"{self.path.as_uri()}?{how}", uri=True, isolation_level=None)
        self.db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        self.db.execute("BEGIN")
        self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def rows(self, table: str, columns: str, seq: int | None = None) -> sqlite3.Cursor:  # by key, texts by their bytes
        names = ", ".join(f'"{name}"' for name in columns.split())
        key = ", ".join(f'"{name}" COLLATE BINARY' for name in TABLES[table][0].split())
        where = "" if seq is None else f"WHERE entry = {seq:d}"
        return self.db.execute(f'SELECT {names} FROM "{table}" {where} ORDER BY {key}')

    def file(self) -> str:  # a whole database, a ledger; a log that holds something is read or refused, never passed by
        self.path = self.path.resolve()
        need(self.path.is_file(), "no such file")
        log = self.path.with_name(self.path.name + "-wal")
        try:
            self.connect("mode=ro")
        except sqlite3.OperationalError as error:
            need(not log.exists() or not log.stat().st_size, f"{error}; copy it with its -wal to a folder of your own")
            self.connect("mode=ro&immutable=1")
        flaws = self.db.execute("PRAGMA integrity_check").fetchall()
        need(flaws == [("ok",)], f"integrity_check: {flaws[:3]}")
        need(self.db.execute("PRAGMA application_id").fetchone() == (0x454D4C47,), "application_id is no ledger's")
        return "integrity_check, application_id"

    def tables(self) -> str:  # everybody and every entry are read once
        self.people = {ref: tuple(row) for ref, *row in self.rows("subject", "ref id name unit secret seal")}
        self.chain = self.rows("entry", "seq kind previous_head head manifest").fetchall()
        return f"{len(self.people)} people, {len(self.chain)} entries"

    def entry(self, seq: int, kind: str, previous: str, head: str, body: str) -> str:  # one link of the chain
        self.ids[seq], self.entries[seq], before = str(head)[:12], {}, self.heads[-1]
        if kind == "run":
            self.runs[seq] = self.entries[seq]
        self.heads.append(hash_of(head))
        need(seq == len(self.heads) - 1, f"seq is {seq}")
        need(hash_of(previous) == before, "previous_head is not the head before")
        manifest = manifest_of(body, kind, before, self.heads[-1])
        need(kind in ("run", "decision", "erasure", "migration") and manifest["recorded"], f"kind is {kind}")
        self.erased.update(manifest["subjects"] if kind == "erasure" else ())
        self.entries[seq].update(manifest)
        return f"{kind} {self.ids[seq]}"

    def schema(self) -> str:  # migrations and schema are those of the last entry
        master = self.db.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
        digest = sha(canonical(sorted(map(list, master)))).hex()
        steps = [list(row) for row in self.db.execute("SELECT * FROM _sqlite_migrations ORDER BY id")]
        last = self.entries[max(self.entries)] if self.entries else {"migrations": steps, "schema": digest}
        need(steps == last["migrations"], "_sqlite_migrations differs from the last manifest")
        need(digest == last["schema"], "tables, triggers or views differ from the last manifest")
        return digest

    def table(self, seq: int, table: str) -> str:  # a run's rows are those of its manifest
        names, run = " ".join(TABLES[table]).split()[1:], self.runs[seq]
        rows = self.rows(table, " ".join(names), seq).fetchall()
        types = [[name, "int" if name in INTEGERS.split() else "text"] for name in names]
        columns = [column_bytes([row[at] for row in rows], of == "text") for at, (_, of) in enumerate(types)]
        about = canonical({"columns": types, "rows": len(rows), "table": table})
        need(run["counts"][table] == len(rows), f"{len(rows)} rows are not the manifest's number")
        need(run["tables"][table] == tagged("table", about, b"\0", *columns).hex(), "digest differs from the manifest")
        need(not (rows and run["packed"] and table in PACKABLE), "a run of packed columns has rows as well")
        return f"{len(rows)} rows"

    def packed(self, seq: int) -> str:  # a run's packed columns are those of its manifest
        self.parts, digests = {}, dict[str, Any]()
        for name, first, body in self.rows("packed", "name first body", seq):
            of = digests.setdefault(name, hashlib.sha256(f"emulation-core/packed/1\0{name}\0".encode()))
            of.update(struct.pack("<2q", first, len(body)) + body)
            self.parts.setdefault(name, {})[first] = body
        found = {name: digest.hexdigest() for name, digest in digests.items()}
        need(found == self.runs[seq]["packed"], f"digests differ from the manifest: {sorted(found)}")
        return f"{len(found)} columns"

    def results_of_rows(self, seq: int) -> Iterator[tuple[int, bytes]]:  # each participant's ref and result
        verdicts = {row[:2]: row[2] for row in self.rows("finding", "subject criterion verdict", seq)}
        places = {row[:2]: row[2:] for row in self.rows("standing", "subject award place certain", seq)}
        for ref, kind, status in self.rows("participant", "subject kind status", seq):
            criteria, awards = self.runs[seq]["criteria"][kind], self.runs[seq]["awards"].get(kind, [])
            met = (str(VERDICTS.split().index(verdicts.pop((ref, id)))) for id, *_ in criteria)
            stands = (places.pop((ref, id), None) for id, *_ in awards)
            digits = ("0" if at is None else "2" if at == ("selected", 1) else str(PLACES[at[0]]) for at in stands)
            yield ref, f"{kind}:{STATUSES[status]}:{''.join(met)}:{''.join(digits)}".encode()
        need(not verdicts and not places, f"of nobody, or of nothing known: {[*verdicts, *places][:5]}")

    def results_of_parts(self, seq: int) -> Iterator[tuple[int, bytes]]:  # the same, from packed columns
        for kind in {name.partition(".")[2] for name in self.parts}:
            refs, digits, evidence = (self.parts.pop(f"{column}.{kind}") for column in ("refs", "digits", "evidence"))
            need(refs.keys() == digits.keys() == evidence.keys(), f"{kind}: columns of different parts")
            end, last = 1 + len(self.runs[seq]["criteria"][kind]), 0
            width = end + len(self.runs[seq]["awards"].get(kind, []))
            for first, body in refs.items():
                columns = inflated(digits[first])
                here = struct.unpack(f"<{len(columns) // width}q", inflated(body))
                need(here[0] == first, f"{kind}: part {first} is not as its key says")
                for at, ref in enumerate(here):
                    need(ref > last, f"{kind}: {ref} is out of order")
                    last, own = ref, columns[at :: len(here)]
                    yield ref, b":".join((kind.encode(), own[:1], own[1:end], own[end:]))
        need(not self.parts, f"unknown columns: {sorted(self.parts)[:5]}")

    def words(self, seq: int) -> str:  # free texts fit their seals; those of the erased, and only those, are empty
        rows = self.rows("words", "subject body seal", seq).fetchall()
        for ref, body, seal in rows:
            need((ref in self.erased) == (body is None), f"those of {ref} do not fit the erasures")
            own = body is None or tagged("words", hash_of(self.people[ref][3]), body.encode())
            need(own in (True, hash_of(seal)), f"those of {ref} do not fit their seal")
        need(self.runs[seq]["counts"]["words"] == len(rows), f"{len(rows)} rows are not the manifest's number")
        return f"{len(rows)} rows"

    def participants(self, seq: int) -> str:  # leaves and root; nobody is spoken of whom the run does not seal
        pairs = sorted((self.results_of_parts if self.parts else self.results_of_rows)(seq))
        left_out = {ref: hash_of(seal) for ref, seal in self.runs[seq].get("left_out", [])}
        results, words = dict(pairs), {ref: hash_of(seal) for ref, seal in self.rows("words", "subject seal", seq)}
        self.named |= results.keys() | left_out.keys()
        spoken = {row[0] for table in ("evidence", "dossier") for row in self.rows(table, "subject", seq)} - {None}
        strangers = (spoken - results.keys() - left_out.keys()) | (words.keys() - results.keys())
        need(not strangers, f"neither judged nor left out: {sorted(strangers)[:5]}")
        resealed = [ref for ref, seal in left_out.items() if hash_of(self.people[ref][4]) != seal]
        need(not resealed, f"left out under another seal: {resealed[:5]}")
        leaves = [sha(b"\0", hash_of(self.people[ref][4]), words.get(ref, NOTHING), result) for ref, result in pairs]
        number = self.runs[seq]["participants"]
        need(number == len(results) == len(leaves), f"{len(leaves)} leaves are not the manifest's number")
        need(self.runs[seq]["root"] == root_of(leaves).hex(), "seals, words and results do not give the root")
        return f"{len(leaves)} leaves, {len(left_out)} left out"

    def sources(self) -> str:  # every text that a run applied is there, and no other
        named = {(digest, digest) for run in self.runs.values() for _, digest in run["sources"]}
        rows = self.rows("source", "digest body")
        differ = named ^ {(hash_of(digest).hex(), sha(body.encode()).hex()) for digest, body in rows}
        need(not differ, f"changed, missing or of no run: {sorted(digest for digest, _ in differ)[:5]}")
        return f"{len(named)} texts"

    def subjects(self) -> str:  # seals fit; the erased, and only they, are empty; everybody is named by a run
        strangers = self.people.keys() ^ self.named
        need(not strangers, f"missing, or named by no run: {sorted(strangers)[:5]}")
        for ref, (id, name, unit, secret, seal) in self.people.items():
            gone = (id, name, unit, secret) == (None, None, None, None)
            need(ref > 0 and gone == (ref in self.erased), f"{ref} does not fit the erasures")
            own = gone or tagged("subject", hash_of(secret), canonical([id, name, unit]))
            need(own in (True, hash_of(seal)), f"{ref} does not fit its seal")
        return f"{len(self.people)} people, {len(self.erased)} erased"

    def word(self, seq: int) -> str:  # a decision or erasure names a run before it and people who are there
        entry, unknown = self.entries[seq], set(self.entries[seq]["subjects"]) - self.people.keys()
        before = [self.ids[run] for run in self.runs if run < seq]
        need(entry["kind"] == "erasure" or entry["run"] in before, "it names no run before it")
        need(not unknown, f"it names people who are not there: {sorted(unknown)[:5]}")
        return f"{len(entry['subjects'])} people"

    def strays(self) -> str:  # no row belongs to an entry that is no run
        found = {(table, seq) for table in OF_RUNS for (seq,) in self.db.execute(f"SELECT DISTINCT entry FROM {table}")}
        need({seq for _, seq in found} <= self.runs.keys(), "rows of entries that are no runs")
        return "every row belongs to a run"

    def checks(self, anchor: bytes | None) -> Iterator[bool]:  # a file that is not whole is read no further
        yield (whole := checked("file", self.file) and checked("tables", self.tables))
        if whole:
            yield from [checked(f"entry {at}", self.entry, *row) for at, row in enumerate(self.chain, 1)]
            yield checked("schema", self.schema)
            for seq in self.runs:
                for table in OF_RUNS:
                    check = {"words": self.words, "packed": self.packed}.get(table, partial(self.table, table=table))
                    yield checked(f"run {self.ids[seq]}: {table}", check, seq)
                yield checked(f"run {self.ids[seq]}: result", self.participants, seq)
            for seq in (seq for seq, entry in self.entries.items() if entry.get("kind") in ("decision", "erasure")):
                yield checked(f"entry {seq}: people", self.word, seq)
            for every in (self.strays, self.sources, self.subjects):
                yield checked(every.__name__, every)
            if anchor:
                heads = [head.hex() for head in self.heads[1:]]
                yield checked("anchor, entries before it", heads.index, anchor.hex())


def receipt(path: Path, anchor: bytes | None) -> str:  # from a person and a result to the head of a run
    need(path.is_file() and path.stat().st_size < LONGEST // 8, "no such file, or too long")
    it = json.loads(path.read_bytes())
    head, secret, person = hash_of(it["head"]), hash_of(it["secret"]), it["participant"]
    manifest = manifest_of(it["manifest"], "run", hash_of(it["previous_head"]), head)
    kind, *digits = it["result"].split(":")
    wanted = [1, len(manifest["criteria"][kind]), len(manifest["awards"].get(kind, []))]
    need([len(part) for part in digits] == wanted, "the result has not one digit per criterion and award")
    words = NOTHING if it["words"] is None else tagged("words", secret, it["words"].encode())
    seal = tagged("subject", secret, canonical([person["id"], person["name"], person["unit"]]))
    node = sha(b"\0", seal, words, it["result"].encode("ascii"))
    for level in it["path"]:
        need(len(level["before"]) + len(level["after"]) < 16, "a node has more than 16 children")
        node = sha(b"\1", *map(hash_of, level["before"]), node, *map(hash_of, level["after"]))
    need(it["path"] and node.hex() == manifest["root"], "person, words, result and path do not give the root")
    need(it["run"] == head.hex()[:12] and anchor in (None, head), "run or anchor is not its head")
    return f"{it['result']} in run {it['run']}"


def main() -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description="Check a ledger, or a receipt.", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("db", nargs="?", type=Path, help="the ledger")
    what.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt, instead of a ledger")
    parser.add_argument("--anchor", type=hash_of, metavar="HEAD", help="a head that was kept elsewhere")
    given = parser.parse_args()
    if given.receipt:
        return int(not checked("receipt", receipt, given.receipt, given.anchor))
    return int(not all(list(Ledger(given.db).checks(given.anchor))))


if __name__ == "__main__":
    raise SystemExit(main())
