"""Bytes: what becomes of a file on its way."""

from __future__ import annotations

import random
import re

from mutations.people import rezipped


def damaged(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    """Bytes turned, cut off, put in or put twice, and how."""
    at, size = rng.randrange(len(data)), rng.choice([1, 1, 2, 30, 400])
    junk = rng.choice(
        [rng.randbytes(size), b"\0" * size, b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\r", b"\n" * size, b"\x1a"]
    )
    turned = bytearray(data)
    for _n in range(rng.choice([1, 3, 40])):
        turned[rng.randrange(len(turned))] ^= 1 << rng.randrange(8)
    ways = {
        "bits turned": bytes(turned),
        "cut off": data[:at],
        "beginning gone": data[at:],
        "bytes put in": data[:at] + junk + data[at:],
        "bytes gone": data[:at] + data[at + size :],
        "bytes twice": data[: at + size] + data[at:],
        "put before": junk + data,
        "put behind": data + junk,
        "twice over": data + data,
    }
    how = rng.choice(list(ways))
    return how, ways[how]


EVIL = [
    b"NaN",
    b"inf",
    b"-inf",
    b"1e999",
    b"-1",
    b"0x1",
    b"",
    b"9" * 400,
    b"1,5",
    b"99999999",
    b"-5",
    b"\xd9\xa1",
    b"0.9",
]


def _in_a_cell(rng: random.Random, part: bytes) -> bytes:
    found = list(re.finditer(rb"<c ([^<>]*)>\s*<v>([^<]*)</v>", part))
    if not found:
        return part + b"<"
    cell = rng.choice(found)
    evil = rng.choice(EVIL)
    kind = rng.choice([b"n", b"s", b"b", b"d", b"e", b"str", b"x"])
    attributes = re.sub(rb'\st="\w*"', b"", cell[1])
    moved = rng.choice([b"XFD1048576", b"A0", b"ZZZZ9", b"B99999999999", b"a1", b"1A", b"A5"])
    put = rng.choice(
        [
            b"<c " + cell[1] + b"><v>" + evil + b"</v>",
            b"<c " + attributes + b' t="' + kind + b'"><v>' + cell[2] + b"</v>",
            b"<c " + attributes + b' t="' + kind + b'"><v>' + evil + b"</v>",
            b"<c " + attributes + b"><f>1+1</f><v>" + rng.choice([b"2", b"", b"1e999", b"90"]) + b"</v>",
            b"<c " + re.sub(rb'r="\w+"', b'r="' + moved + b'"', cell[1]) + b"><v>" + cell[2] + b"</v>",
            b"<c " + attributes + b' s="99999"><v>' + cell[2] + b"</v>",
        ]
    )
    return part[: cell.start()] + put + part[cell.end() :]


def damaged_part(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    """A whole package one of whose parts is damaged inside, and how."""
    way = rng.choice(["cell", "cell", "cell", "bytes", "bytes", "gone", "doctype", "encoding", "names"])
    said = [f"part: {way}"]

    def change(parts: dict[str, bytes]) -> None:
        pages = [name for name in parts if "worksheets/sheet" in name]
        name = rng.choice(pages if way == "cell" else sorted(parts))
        said.append(name)
        part = parts[name]
        if way == "cell":
            parts[name] = _in_a_cell(rng, part)
        elif way == "bytes":
            parts[name] = damaged(rng, part)[1] if part else b"<"
        elif way == "gone":
            del parts[name]
        elif way == "doctype":
            parts[name] = re.sub(rb"\?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', part, count=1)
        elif way == "encoding":
            parts[name] = part.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-8-sig", "utf-32"]))
        else:
            parts[rng.choice([name.upper(), f"/{name}", name.replace("/", "\\"), f"{name} "])] = parts.pop(name)

    return ": ".join([said[0], *said[1:]]), rezipped(data, change)
