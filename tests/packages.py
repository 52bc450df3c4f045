"""Packages made by hand, part by part: workbooks as no program writes them, and what reading them is refused with."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from emulation_core.errors import EvidenceRefused
from emulation_core.intake.package import Part, package
from emulation_core.intake.sheets import sheets

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TO = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def part(name: str, content: str | bytes, method: int = 8, **told: int) -> Part:
    """An entry of a package; `told` are lies about its size or checksum."""
    data = content.encode() if isinstance(content, str) else content
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = squeeze.compress(data) + squeeze.flush() if method == 8 else data
    fields = {"crc": zlib.crc32(data), "size": len(data), **told}
    return Part(name, method, fields["crc"], fields["size"], memoryview(raw))


def repeated(name: str, start: str, block: bytes, times: int, end: str = "") -> Part:
    """An entry that holds `block` many times over, made without ever holding it whole."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    head = squeeze.compress(start.encode()) + squeeze.flush(zlib.Z_FULL_FLUSH)
    one = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    tail = squeeze.compress(end.encode()) + squeeze.flush()
    crc = zlib.crc32(start.encode())
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    size = len(start.encode()) + times * len(block) + len(end.encode())
    return Part(name, 8, zlib.crc32(end.encode(), crc), size, memoryview(head + one * times + tail))


def worksheet(rows: str, before: str = "", after: str = "") -> str:
    return f"{HEAD}<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def strings(*texts: str) -> str:
    return f"{HEAD}<sst {MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>"


def entries(*more: Part, sheets: int = 1, without: str = "") -> list[Part]:
    """The parts of a workbook of one cell; those given replace those of the same name."""
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    linked = "".join(
        f'<Relationship Id="r{n}" Type="{KIND}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    first = f'<Relationship Id="r1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'
    found = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f"{HEAD}{LINKS}{first}</Relationships>",
        "xl/workbook.xml": f"{HEAD}<workbook {MAIN} {TO}><sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{HEAD}{LINKS}{linked}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": worksheet(CELL) for n in range(1, sheets + 1)},
    }
    parts = {name: part(name, content) for name, content in found.items()} | {one.name: one for one in more}
    return [one for name, one in parts.items() if name != without]


def book(*more: Part, sheets: int = 1, without: str = "") -> bytes:
    """A workbook as `entries` describes it."""
    return package(entries(*more, sheets=sheets, without=without))


def cells(rows: str, *more: Part, before: str = "", after: str = "") -> bytes:
    """A workbook of one sheet with these rows."""
    return book(part(SHEET, worksheet(rows, before, after)), *more)


def edited(data: bytes, mark: bytes, offset: int, value: bytes, every: bool = False) -> bytes:
    """`data` with bytes changed behind the first, or each, `mark`."""
    out, at = bytearray(data), data.find(mark)
    while at >= 0:
        out[at + offset : at + offset + len(value)] = value
        at = data.find(mark, at + 1) if every else -1
    return bytes(out)


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def ods(rows: str, **more: str) -> bytes:
    """A workbook of one table as LibreOffice keeps it."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'{HEAD}<office:document-content {names} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return package(
        [
            part("mimetype", "application/vnd.oasis.opendocument.spreadsheet", method=0),
            part("content.xml", content),
            part("META-INF/manifest.xml", manifest),
            *(part(name.replace("__", "/"), text) for name, text in more.items()),
        ]
    )


ODS_ROW = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'


def refusal(path: Path) -> EvidenceRefused:
    """The refusal of one file."""
    with pytest.raises(EvidenceRefused) as caught:
        list(sheets(path))
    return caught.value


def write_in(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """A fixture: writes a file of these bytes and gives its path."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write
