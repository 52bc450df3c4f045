"""What is hashed, byte for byte: the executable twin of docs/ledger.md."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from array import array
from collections.abc import Iterable, Mapping, Sequence
from sys import byteorder
from typing import Any

Cell = str | int | None
Row = tuple[Cell, ...]

GENESIS = "0" * 64
"""The head before the first entry."""
NO_WORDS = bytes(32)
FANOUT = 16
NUMBERS = frozenset(
    {
        "subject",
        "number",
        "seats",
        "money_each",
        "money_total",
        "base",
        "sets",
        "originals",
        "sheet",
        "row",
        "certain",
    }
)
"""The columns that are digested as integers; all others are text."""

_ENTRY, _TABLE, _PACKED = (b"emulation-core/" + what + b"/1\0" for what in (b"entry", b"table", b"packed"))
_SUBJECT, _WORDS = (b"emulation-core/" + what + b"/1\0" for what in (b"subject", b"words"))
_LEAF, _NODE = b"\0", b"\1"


def canonical(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, NFC."""
    return nfc(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def nfc(text: str) -> str:
    """`text` in NFC; nearly always it is already."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def sha(*parts: bytes) -> str:
    """SHA-256 over the parts one after another, in hexadecimal."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part)
    return made.hexdigest()


def text_digest(text: str) -> str:
    """The digest of a text that is stored whole."""
    return sha(text.encode())


def head_of(previous: str, manifest: str) -> str:
    """The head of an entry whose manifest stands on `previous`."""
    return sha(_ENTRY, bytes.fromhex(previous), manifest.encode())


def table_digest(name: str, columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The digest of one table's rows, which come sorted by its key."""
    types = [[column, "int" if column in NUMBERS else "text"] for column in columns]
    header = canonical({"columns": types, "rows": len(rows), "table": name})
    made = hashlib.sha256(_TABLE + header.encode() + b"\0")
    for (_name, type_), cells in zip(types, zip(*rows, strict=True) if rows else [()] * len(types), strict=True):
        made.update(_bitmap(cells))
        for piece in _integers(cells) if type_ == "int" else _texts(cells):
            made.update(piece)
    return made.hexdigest()


def _bitmap(cells: Sequence[Cell]) -> bytes:
    size = (len(cells) + 7) // 8
    if None not in cells:
        return ((1 << len(cells)) - 1).to_bytes(size, "little")
    bits = "".join("0" if cell is None else "1" for cell in reversed(cells))
    return int(bits, 2).to_bytes(size, "little")


def _integers(cells: Iterable[Any]) -> Iterable[bytes]:
    yield little(array("q", [0 if cell is None else cell for cell in cells]))


def _texts(cells: Sequence[Any]) -> Iterable[bytes]:
    if None in cells:
        cells = ["" if cell is None else cell for cell in cells]
    whole = "".join(cells)
    if whole.isascii():
        yield little(array("q", map(len, cells)))
        yield whole.encode()
        return
    written = [nfc(cell).encode() for cell in cells]
    yield little(array("q", map(len, written)))
    yield b"".join(written)


def little(numbers: array[int]) -> bytes:
    """Integers of 8 bytes, little-endian on every machine."""
    if byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def packed_digest(name: str, parts: Iterable[tuple[int, bytes]]) -> str:
    """The digest of one packed column: of each part its least ref, its length and its bytes as they are stored."""
    pieces = (piece for first, body in parts for piece in (little(array("q", [first, len(body)])), body))
    return sha(_PACKED, name.encode(), b"\0", *pieces)


def seal(secret: bytes, id: str, name: str | None, unit: str | None) -> bytes:
    """What stands for a person's id, name and unit, and tells nothing of them without `secret`."""
    who = canonical([id, name, unit])
    return hashlib.sha256(_SUBJECT + secret + who.encode()).digest()


def words_seal(secret: bytes, body: str) -> bytes:
    """What stands for a participant's free text."""
    return hashlib.sha256(_WORDS + secret + body.encode()).digest()


def leaves(seals: Iterable[bytes], words: Mapping[int, bytes], results: Sequence[bytes]) -> list[bytes]:
    """One leaf per participant, in the order of refs; `words` by position."""
    sha256 = hashlib.sha256
    if not words:
        return [sha256(_LEAF + seal + NO_WORDS + said).digest() for seal, said in zip(seals, results, strict=True)]
    each = zip(seals, results, strict=True)
    return [sha256(_LEAF + seal + words.get(n, NO_WORDS) + said).digest() for n, (seal, said) in enumerate(each)]


def levels(nodes: list[bytes]) -> list[list[bytes]]:
    """The Merkle tree from its leaves up: the last level is the root alone."""
    sha256 = hashlib.sha256
    found = [nodes]
    while len(found) == 1 or len(found[-1]) > 1:
        whole = b"".join(found[-1])
        step = 32 * FANOUT
        found.append([sha256(_NODE + whole[at : at + step]).digest() for at in range(0, len(whole) or 1, step)])
    return found


def root(nodes: list[bytes]) -> str:
    """The Merkle root over `nodes`, the leaves."""
    return levels(nodes)[-1][0].hex()


def path(nodes: list[bytes], index: int) -> list[dict[str, list[str]]]:
    """For each level of the tree over `nodes`, the other children of the node above leaf `index`."""
    steps = []
    for level in levels(nodes)[:-1]:
        first = index - index % FANOUT
        family = [child.hex() for child in level[first : first + FANOUT]]
        steps.append({"before": family[: index - first], "after": family[index - first + 1 :]})
        index //= FANOUT
    return steps
