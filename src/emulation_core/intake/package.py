"""Zip packages of unknown origin: what they hold, inflated in bounded pieces, and written anew.

The directory is read here and not by `zipfile`, which trusts its sizes, and in the end the parser gets a package of
our own writing: two readers of one zip may see different parts in it, and only what was checked may be parsed.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from struct import Struct
from struct import error as Torn

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.rawsheet import Unfit

MOST_PARTS = 5_000
"""Entries in one package; a workbook of 1 000 sheets with comments and drawings has 4 000."""
CHUNK = 1 << 20
"""Bytes inflated at a time."""
_FEED = 1 << 16  # bytes given to zlib at a time: it copies what it has not used yet

_END = Struct("<4s4H2LH")
_ENTRY = Struct("<4s4B4H3L5H2L")
_LOCAL = Struct("<4s2B4H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800
_BIG = 0xFFFFFFFF
_ODD_NAME = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")


@frozen(eq=False)
class Part:
    """One entry: `size` and `crc` are what the directory says, and are checked when the part is inflated."""

    name: str
    method: int
    crc: int
    size: int
    raw: memoryview

    def chunks(self) -> Iterator[bytes]:
        """The content, at most `CHUNK` bytes at a time; raises `Unfit` where it is not what the directory says."""
        size = crc = 0
        for chunk in self._inflated() if self.method == _DEFLATED else self._stored():
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            if size > self.size:
                break
            yield chunk
        if (size, crc) != (self.size, self.crc):
            raise Unfit(_("{part} in it does not have the size or checksum stated; {again}").format(**self._told()))

    def _stored(self) -> Iterator[bytes]:
        for start in range(0, len(self.raw), CHUNK):
            yield bytes(self.raw[start : start + CHUNK])

    def _inflated(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for start in range(0, len(self.raw), _FEED):
                waiting: bytes | memoryview = self.raw[start : start + _FEED]
                while chunk := inflater.decompress(waiting, CHUNK):
                    yield chunk
                    waiting = inflater.unconsumed_tail
        except zlib.error as problem:
            raise Unfit(_("{part} in it is damaged; {again}").format(**self._told())) from problem

    def _told(self) -> dict[str, str]:
        return {"part": self.name[:80], "again": again()}


def again() -> str:
    """What helps against a file that is damaged or odd."""
    return _("open it in Excel or LibreOffice and save it again")


def locked() -> str:
    """What helps against a password."""
    return _("it is protected by a password; save it without one")


def parts(data: bytes) -> list[Part]:
    """The entries of the package `data`, directories left out; raises `Unfit` for what is no orderly package."""
    try:
        return _parts(data)
    except (Torn, UnicodeDecodeError) as problem:
        raise Unfit(_("the list of its parts is damaged; {again}").format(again=again())) from problem


def _parts(data: bytes) -> list[Part]:
    end = data.rfind(b"PK\5\6", max(0, len(data) - (1 << 16) - _END.size))
    if end < 0:
        raise Unfit(_("it is cut off, or not a workbook at all; {again}").format(again=again()))
    _sign, _disk, _first, _here, count, _size, at, _comment = _END.unpack_from(data, end)
    if count > MOST_PARTS:
        raise Unfit(_("it holds more than {most} parts").format(most=MOST_PARTS))
    found: list[Part] = []
    ends: list[tuple[int, int]] = []
    for _number in range(count):
        part, start, at = _entry(data, at)
        ends.append((start, start + len(part.raw)))
        if not part.name.endswith("/"):
            found.append(part)
    names = [part.name.casefold() for part in found]
    ends.sort()
    if len(set(names)) < len(names) or any(one[1] > two[0] for one, two in pairwise(ends)):
        raise Unfit(_("one of its parts stands in it twice; {again}").format(again=again()))
    return found


def _entry(data: bytes, at: int) -> tuple[Part, int, int]:
    """The entry whose directory record stands at `at`, where its bytes start, and where the next record stands."""
    record = _ENTRY.unpack_from(data, at)
    flags, method, crc, packed, size = record[5], record[6], *record[9:12]
    long, extra, comment, offset = record[12], record[13], record[14], record[18]
    at += _ENTRY.size
    name = data[at : at + long].decode("utf-8" if flags & _UTF8 else "cp437").replace("\\", "/")
    size, packed, offset = _wide(data[at + long : at + long + extra], size, packed, offset)
    if flags & _ENCRYPTED or method == 99:
        raise Unfit(locked())
    if record[0] != b"PK\1\2" or method not in (_STORED, _DEFLATED) or not name or _ODD_NAME.search(name):
        raise Unfit(_("the list of its parts is damaged; {again}").format(again=again()))
    local = _LOCAL.unpack_from(data, offset)
    start = offset + _LOCAL.size + local[10] + local[11]
    raw = memoryview(data)[start : start + packed]
    if local[0] != b"PK\3\4" or len(raw) != packed:
        raise Unfit(_("{part} in it is damaged; {again}").format(part=name[:80], again=again()))
    return Part(name, method, crc, size, raw), offset, at + long + extra + comment


def _wide(extra: bytes, *sizes: int) -> list[int]:
    """Sizes as they are where the record keeps them in its zip64 field, as Java's writers do for any size."""
    at = 0
    while at + 4 <= len(extra):
        kind, long = Struct("<2H").unpack_from(extra, at)
        if kind == 1:
            wide = iter(Struct(f"<{long // 8}Q").unpack_from(extra, at + 4))
            return [next(wide, size) if size == _BIG else size for size in sizes]
        at += 4 + long
    return list(sizes)


def package(kept: Iterable[Part]) -> bytes:
    """A package of these parts alone, still packed as they were."""
    body, directory, count = bytearray(), bytearray(), 0
    for part in kept:
        count += 1
        name = part.name.encode()
        sizes = (part.crc, len(part.raw), part.size, len(name), 0)
        directory += _ENTRY.pack(b"PK\1\2", 20, 0, 20, 0, _UTF8, part.method, 0, 33, *sizes, 0, 0, 0, 0, len(body))
        directory += name
        body += _LOCAL.pack(b"PK\3\4", 20, 0, _UTF8, part.method, 0, 33, *sizes) + name + part.raw
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)
