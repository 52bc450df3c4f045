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
INTEGERS = "subject number seats money_each money_total base sets originals sheet row certain"
VERDICTS = "not_applicable met not_due missing council unresolved not_met"
STATUSES = {"eligible": 0, "open": 1, "deferred": 2, "ineligible": 3, "out_of_scope": 4, None: 9}
PLACES = {"selected": 1, "tied": 3, "reserve": 4, "open": 5, "deferred": 6}  # selected and certain: 2
NOTHING = bytes(32)
LONGEST = 1 << 29  # bytes of a value: no forged file fills the memory


class Fault(Exception):  # something does not hold; the text says what and where


def need(holds: object, otherwise: str) -> None:  # stop the check unless it holds
    if not holds:
        raise Fault(otherwise)


def checked(what: str, of: Callable[..., object], *arguments: object) -> bool:  # print one check, which says what it found or raises; whatever it trips over is a line, never a traceback
    try:
        said, holds = of(*arguments), True
    except Exception as error:
        said, holds = error if isinstance(error, Fault) else f"{type(error).__name__}: {error}", False
    line = f"{'ok' if holds else 'FAIL'}  {what}: {said}"
    print(re.sub(r"[^ -~]", lambda stray: ascii(stray[0])[1:-1], line), flush=True)  # no byte of the file forges a line
    return holds


def sha(*parts: bytes) -> bytes:  # SHA-256 of the parts, one after another
    return hashlib.sha256(b"".join(parts)).digest()


def octets(value: str | bytes) -> bytes:  # a stored text or blob, as bytes
    return value.encode() if isinstance(value, str) else memoryview(value).tobytes()


def hash_of(value: str | bytes) -> bytes:  # a stored hash or secret: 32 bytes, as they are or in hexadecimal digits
    found = bytes.fromhex(value) if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) else octets(value)
    need(len(found) == 32, "a hash is not 32 bytes")
    return found


def utf8(text: str) -> bytes:  # a text as it must be stored: in NFC. Another form of the same text is a changed text
    need(unicodedata.is_normalized("NFC", text), "a text is not in NFC")
    return text.encode()


def canonical(value: object) -> bytes:  # canonical JSON
    return utf8(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def manifest_of(body: bytes) -> dict[str, Any]:  # a manifest: canonical JSON that holds integers and strings only
    need(len(body) < LONGEST // 8, "the manifest is too long")
    manifest: dict[str, Any] = json.loads(body)
    need(isinstance(manifest, dict) and canonical(manifest) == body, "the manifest is not canonical")
    need(not re.search(rb"[a-z.]", re.sub(rb'"(\\.|[^"\\])*"', b"", body)), "the manifest holds more than integers")
    return manifest


def root_of(leaves: Sequence[bytes]) -> bytes:  # the Merkle root: nodes of up to 16 children, at least one level of them
    nodes = [sha(b"\1", *leaves[at : at + 16]) for at in range(0, len(leaves) or 1, 16)]
    return nodes[0] if len(nodes) == 1 else root_of(nodes)


def column_bytes(values: Sequence[Any], is_text: bool) -> bytes:  # a column written whole: which rows have a value, then the values
    present = bytearray((len(values) + 7) // 8)
    for at, value in enumerate(values):
        present[at // 8] |= (value is not None) << at % 8
    texts = [b"" if value is None else utf8(value) for value in values if is_text]
    numbers = [len(text) for text in texts] if is_text else [0 if value is None else value for value in values]
    return bytes(present) + struct.pack(f"<{len(values)}q", *numbers) + b"".join(texts)


def inflated(body: bytes) -> bytes:  # a part's content: one whole stream and nothing behind it
    stream = zlib.decompressobj()
    content = stream.decompress(body, LONGEST)
    need(stream.eof and not stream.unused_data, "a part is cut off, too long or followed by other bytes")
    return content


class Ledger:  # the checks of a whole file, each of which says what it found or raises
    def __init__(self, path: Path) -> None:
        self.path, self.heads = path.resolve(), [NOTHING]
        self.chain: list[tuple[Any, ...]] = []
        self.ids: dict[int, str] = {}  # seq: the first digits of the head
        self.entries: dict[int, dict[str, Any]] = {}  # seq: manifest, empty where it cannot be read
        self.people: dict[int, tuple[Any, ...]] = {}  # ref: id name unit secret seal
        self.named, self.erased = set[int](), set[int]()  # refs, by the runs and by the erasures
        self.parts: dict[str, dict[int, bytes]] = {}  # of the run in hand: column: first: content

    def connect(self, how: str) -> None:  # open the file and hold one state of it for all checks, whoever writes meanwhile
        self.db = sqlite3.connect(f"{self.path.as_uri()}?{how}", uri=True, isolation_level=None)
        self.db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        self.db.execute("BEGIN")
        self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def rows(self, table: str, columns: str, seq: int | None = None) -> sqlite3.Cursor:  # rows of a table, or those of one entry, by key: integers by value, texts by their bytes
        names = ", ".join(f'"{name}"' for name in columns.split())
        key = ", ".join(f'"{name}" COLLATE BINARY' for name in TABLES[table][0].split())
        where = "" if seq is None else f"WHERE entry = {seq:d}"
        return self.db.execute(f'SELECT {names} FROM "{table}" {where} ORDER BY {key}')

    def file(self) -> str:  # a whole database that says it is a ledger. A log that holds something is read or refused, never passed by
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

    def tables(self) -> str:  # the page's tables and columns, no others, and nothing under SQLite's own names that the schema leaves out
        found = self.db.execute("""SELECT t.name, c.name, t.type, t.strict, c.hidden FROM pragma_table_list t,
            pragma_table_xinfo(t.name) c WHERE t.name NOT GLOB 'sqlite_*' AND t.type <> 'view'""").fetchall()
        page = {(name, column, "table", 1, 0) for name, both in TABLES.items() for column in " ".join(both).split()}
        differ = page ^ {column for column in found if column[0] != "_sqlite_migrations"}
        hidden = self.db.execute("""SELECT name FROM sqlite_master WHERE name GLOB 'sqlite_*'
            AND name <> 'sqlite_sequence' AND (type <> 'index' OR sql IS NOT NULL)""").fetchall()
        need(not differ and not hidden, f"not as on the page: {[*sorted(differ), *hidden][:5]}")
        self.people = {ref: tuple(row) for ref, *row in self.rows("subject", "ref id name unit secret seal")}
        self.chain = self.rows("entry", "seq kind previous_head head manifest").fetchall()
        return f"{len(TABLES)}, and {len(self.chain)} entries"

    def entry(self, seq: int, kind: str, previous: str, head: str, body: str) -> str:  # one link of the chain
        manifest, self.ids[seq] = self.entries.setdefault(seq, {}), str(head)[:12]
        before, own = self.heads[-1], hash_of(head)
        self.heads.append(own)
        manifest.update(manifest_of(octets(body)))
        need(seq == len(self.heads) - 1, f"seq is {seq}")
        need(hash_of(previous) == before, "previous_head is not the head before")
        need(sha(b"emulation-core/entry/1\0", before, octets(body)) == own, "head does not fit the manifest")
        stated = [manifest.get(key) for key in ("version", "kind", "previous_head")]
        need(stated == [1, kind, before.hex()], "version, kind or previous_head differs in the manifest")
        need(kind in ("run", "decision", "erasure") and manifest["recorded"], f"kind is {kind}")
        self.erased.update(manifest["subjects"] if kind == "erasure" else ())
        return f"{kind} {self.ids[seq]}"

    def schema(self) -> str:  # migrations and schema are those of the last entry
        master = self.db.execute("""SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master
            WHERE name NOT GLOB 'sqlite_*'""")
        digest = sha(canonical(sorted(map(list, master)))).hex()
        steps = [list(row) for row in self.db.execute("SELECT * FROM _sqlite_migrations ORDER BY id")]
        last = self.entries[max(self.entries)] if self.entries else {"migrations": steps, "schema": digest}
        later = len(steps) - len(last["migrations"])
        need(
            steps[: len(last["migrations"])] == last["migrations"], "_sqlite_migrations differs from the last manifest"
        )
        need(later > 0 or last["schema"] == digest, "differs from the last manifest")
        return f"no head vouches for it: {later} migrations came after the last entry" if later else digest

    def table(self, seq: int, table: str) -> str:  # a run's rows are those of its manifest
        names, run = " ".join(TABLES[table]).split()[1:], self.entries[seq]
        rows = self.rows(table, " ".join(names), seq).fetchall()
        types = [[name, "int" if name in INTEGERS.split() else "text"] for name in names]
        columns = [column_bytes([row[at] for row in rows], of == "text") for at, (_, of) in enumerate(types)]
        about = canonical({"columns": types, "rows": len(rows), "table": table})
        need(run["counts"][table] == len(rows), f"{len(rows)} rows are not the manifest's number")
        digest = sha(b"emulation-core/table/1\0", about, b"\0", *columns)
        need(run["tables"][table] == digest.hex(), "digest differs from the manifest")
        return f"{len(rows)} rows"

    def packed(self, seq: int) -> str:  # a run's packed columns are those of its manifest
        digests: dict[str, Any] = {}
        self.parts = {}
        for name, first, body in self.rows("packed", "name first body", seq):
            evidence = name.startswith("evidence.")
            content = body if evidence else inflated(body)
            self.parts.setdefault(name, {})[first] = b"" if evidence else content
            digests.setdefault(name, hashlib.sha256(f"emulation-core/packed/1\0{name}\0".encode())).update(content)
            need(not evidence or body[:4] == body[-4:] == b"PAR1", f"{name}, {first}: no Parquet file")
        found, run = {name: digest.hexdigest() for name, digest in digests.items()}, self.entries[seq]
        differ = {name for name, _ in found.items() ^ run["packed"].items()}
        need(not differ, f"digests differ from the manifest: {sorted(differ)[:5]}")
        rows = [run["counts"][table] for table in ("participant", "evidence", "finding", "standing")]
        need(not found or not any(rows), "the run has rows as well")
        return f"{len(found)} columns"

    def results_of_rows(self, seq: int) -> Iterator[tuple[int, bytes]]:  # per participant the result, from rows
        verdicts = {row[:2]: row[2] for row in self.rows("finding", "subject criterion verdict", seq)}
        places = {row[:2]: row[2:] for row in self.rows("standing", "subject award place certain", seq)}
        for ref, kind, status in self.rows("participant", "subject kind status", seq):
            criteria, awards = self.entries[seq]["criteria"][kind], self.entries[seq]["awards"].get(kind, [])
            met = (VERDICTS.split().index(verdicts.pop((ref, id))) for id, *_ in criteria)
            stands = (places.pop((ref, id), None) for id, *_ in awards)
            digits = (0 if at is None else 2 if at == ("selected", 1) else PLACES[at[0]] for at in stands)
            yield ref, f"{kind}:{STATUSES[status]}:{''.join(map(str, met))}:{''.join(map(str, digits))}".encode()
        need(not verdicts and not places, f"of nobody, or of nothing known: {[*verdicts, *places][:5]}")

    def results_of_parts(self, seq: int) -> Iterator[tuple[int, bytes]]:  # per participant the result, from packed columns
        for kind in {name.partition(".")[2] for name in self.parts}:
            refs, digits, evidence = (self.parts.pop(f"{column}.{kind}") for column in ("refs", "digits", "evidence"))
            need(refs.keys() == digits.keys() == evidence.keys(), f"{kind}: columns of different parts")
            criteria, awards = self.entries[seq]["criteria"][kind], self.entries[seq]["awards"].get(kind, [])
            end, width, last = 1 + len(criteria), 1 + len(criteria) + len(awards), 0
            for first, body in refs.items():
                here = struct.unpack(f"<{len(body) // 8}q", body)
                need(here[0] == first and len(here) <= 100_000, f"{kind}: part {first} is not as its key says")
                need(len(digits[first]) == width * len(here), f"{kind}: part {first} has not {width} digits each")
                for at, ref in enumerate(here):
                    need(ref > last, f"{kind}: {ref} is out of order")
                    last, own = ref, digits[first][at :: len(here)]
                    yield ref, b":".join((kind.encode(), own[:1], own[1:end], own[end:]))
        need(not self.parts, f"unknown columns: {sorted(self.parts)[:5]}")

    def participants(self, seq: int) -> str:  # free texts, leaves and root; and nobody is spoken of whom the run does not seal
        run, words, bad = self.entries[seq], dict[int, bytes](), []
        pairs = sorted((self.results_of_parts if self.parts else self.results_of_rows)(seq))
        results, left_out = dict(pairs), {ref: hash_of(seal) for ref, seal in run.get("left_out", [])}
        self.named |= results.keys() | left_out.keys()
        for ref, body, seal in self.rows("words", "subject body seal", seq):
            words[ref] = hash_of(seal)
            if ref in self.erased or body is None:
                fits = ref in self.erased and body is None
            else:
                fits = sha(b"emulation-core/words/1\0", hash_of(self.people[ref][3]), octets(body)) == words[ref]
            bad += [] if fits else [ref]
        need(not bad, f"words do not fit the seal or the erasure of {bad[:5]}")
        need(run["counts"]["words"] == len(words), f"{len(words)} rows of words are not the manifest's number")
        spoken = {row[0] for table in ("evidence", "dossier") for row in self.rows(table, "subject", seq)} - {None}
        strangers = (spoken - results.keys() - left_out.keys()) | (words.keys() - results.keys())
        need(not strangers, f"neither judged nor left out: {sorted(strangers)[:5]}")
        resealed = [ref for ref, seal in left_out.items() if hash_of(self.people[ref][4]) != seal]
        need(not resealed, f"left out under another seal: {resealed[:5]}")
        leaves = [sha(b"\0", hash_of(self.people[ref][4]), words.get(ref, NOTHING), result) for ref, result in pairs]
        need(run["participants"] == len(results) == len(leaves), f"{len(leaves)} leaves are not the manifest's number")
        need(run["root"] == root_of(leaves).hex(), "seals, words and results do not give the root")
        return f"{len(leaves)} leaves, {len(words)} with words, {len(left_out)} left out"

    def sources(self) -> str:  # every text that a run applied is there, and no other
        named = {digest for run in self.entries.values() for _, digest in run.get("sources", [])}
        found = {
            (hash_of(digest).hex(), sha(octets(body)).hex()) for digest, body in self.rows("source", "digest body")
        }
        differ = found ^ {(digest, digest) for digest in named}
        need(not differ, f"changed, missing or of no run: {sorted(digest for digest, _ in differ)[:5]}")
        return f"{len(found)} texts"

    def subjects(self) -> str:  # seals fit; the erased, and only they, are empty; everybody is named by a run
        bad = self.people.keys() ^ self.named
        need(not bad, f"missing, or named by no run: {sorted(bad)[:5]}")
        for ref, (id, name, unit, secret, seal) in self.people.items():
            if ref in self.erased:
                need((id, name, unit, secret) == (None,) * 4, f"{ref} is not erased")
                continue
            need(None not in (id, secret) and ref > 0, f"{ref} is empty and not erased")
            own = sha(b"emulation-core/subject/1\0", hash_of(secret), canonical([id, name or "", unit or ""]))
            need(own == hash_of(seal), f"{ref} does not fit its seal")
        return f"{len(self.people)} people, {len(self.erased)} erased"

    def word(self, seq: int) -> str:  # a decision or erasure names a run before it and people who are there
        entry, unknown = self.entries[seq], set(self.entries[seq]["subjects"]) - self.people.keys()
        before = {self.ids[at] for at, run in self.entries.items() if at < seq and run.get("kind") == "run"}
        need(entry["kind"] == "erasure" or entry["run"] in before, "it names no run before it")
        need(not unknown, f"it names people who are not there: {sorted(unknown)[:5]}")
        return f"{len(entry['subjects'])} people"

    def strays(self, runs: list[int]) -> str:  # no row belongs to an entry that is no run
        entries = {
            (table, row[0]) for table in OF_RUNS for row in self.db.execute(f"SELECT DISTINCT entry FROM {table}")
        }
        others = [(table, seq) for table, seq in entries if seq not in runs]
        need(not others, f"rows of entries that are no runs: {sorted(others)[:5]}")
        return "every row belongs to a run"

    def anchor(self, head: str) -> str:  # the head is in the chain
        need(bytes.fromhex(head) in self.heads[1:], "no entry has it")
        return f"entry {self.heads.index(bytes.fromhex(head))} of {len(self.heads) - 1}"


def ledger(path: Path, anchor: str | None) -> Iterator[bool]:  # every check of a ledger, in the order of the page. A file that is not whole is read no further
    of = Ledger(path)
    yield (whole := checked("file", of.file) and checked("tables", of.tables))
    if not whole:
        return
    for at, row in enumerate(of.chain, 1):
        yield checked(f"entry {at}", of.entry, *row)
    yield checked("schema", of.schema)
    kinds = {seq: entry.get("kind") for seq, entry in of.entries.items()}
    runs = [seq for seq, kind in kinds.items() if kind == "run"]
    for seq in runs:
        run = f"run {of.ids[seq]}"
        for table in OF_RUNS:
            if table not in ("words", "packed"):
                yield checked(f"{run}: {table}", of.table, seq, table)
        yield checked(f"{run}: packed", of.packed, seq)
        yield checked(f"{run}: participants", of.participants, seq)
    yield checked("rows", of.strays, runs)
    yield checked("sources", of.sources)
    yield checked("subjects", of.subjects)
    for seq in sorted(kinds.keys() - runs):
        yield checked(f"{kinds[seq]} {of.ids[seq]}", of.word, seq)
    if anchor:
        yield checked("anchor", of.anchor, anchor)


def receipt_of(path: Path, anchor: str | None) -> str:  # a receipt leads from a person and a result to the head of a run
    need(path.is_file() and path.stat().st_size < LONGEST // 8, "no such file, or too long")
    it = json.loads(path.read_bytes())
    manifest, person = manifest_of(octets(it["manifest"])), it["participant"]
    secret, body, previous = hash_of(it["secret"]), (it.get("words") or {}).get("body"), hash_of(it["previous_head"])
    own = sha(b"emulation-core/entry/1\0", previous, octets(it["manifest"]))
    need((it["head"], it["run"]) == (own.hex(), own.hex()[:12]), "head or run does not fit the manifest")
    stated = [manifest.get(key) for key in ("version", "kind", "previous_head")]
    need(stated == [1, "run", previous.hex()], "the manifest is of another version, kind or previous_head")
    kind, status, met, places = it["result"].split(":")
    expected = (1, len(manifest["criteria"][kind]), len(manifest["awards"].get(kind, [])))
    need((len(status), len(met), len(places)) == expected, "the result has not one digit per criterion and award")
    seal = sha(
        b"emulation-core/subject/1\0", secret, canonical([person.get(key) or "" for key in ("id", "name", "unit")])
    )
    words = NOTHING if body is None else sha(b"emulation-core/words/1\0", secret, octets(body))
    node = sha(b"\0", seal, words, it["result"].encode("ascii"))
    for level in it["path"]:
        need(len(level["before"]) + len(level["after"]) < 16, "a node has more than 16 children")
        node = sha(b"\1", *map(hash_of, level["before"]), node, *map(hash_of, level["after"]))
    need(it["path"] and node.hex() == manifest["root"], "person, words, result and path do not give the root")
    need(anchor in (None, own.hex()), "its head is not the anchor")
    return f"{it['result']} in run {own.hex()[:12]}"


def head(text: str) -> str:  # a head from the command line
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError("a head has 64 hexadecimal digits")
    return text.lower()


def main() -> int:  # check what the command line names
    parser = argparse.ArgumentParser(description="Check a ledger, or a receipt.", allow_abbrev=False)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("db", nargs="?", type=Path, help="the ledger")
    what.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt, instead of a ledger")
    parser.add_argument("--anchor", type=head, metavar="HEAD", help="a head that was kept elsewhere")
    given = parser.parse_args()
    if given.receipt:
        return 0 if checked("receipt", receipt_of, given.receipt, given.anchor) else 1
    return 0 if all(list(ledger(given.db, given.anchor))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
