"""The zoo: files of every hostile kind, each with how it must end. Built when it is asked for and never stored."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import polars as pl
import xlsxwriter

from emulation_core.intake.package import package
from packages import (
    CELL,
    HEAD,
    MAIN,
    ODS_ROW,
    SHEET,
    TO,
    book,
    cells,
    edited,
    entries,
    noise,
    ods,
    part,
    repeated,
    strings,
    worksheet,
)

READ, REFUSED = "read", "refused"


def twelve_million_cells(address: bool) -> bytes:
    """Rows of ten cells with digits drawn at random, so that they do not shrink as a bomb does."""
    draw = random.Random(7)
    name = [f' r="{letter}1"' if address else "" for letter in "ABCDEFGHIJ"]
    rows = "".join(
        "<row>" + "".join(f"<c{each}><v>{draw.randrange(1000)}</v></c>" for each in name) + "</row>"
        for _ in range(3000)
    )
    sheet = repeated(SHEET, f"{HEAD}<worksheet {MAIN}><sheetData>", rows.encode(), 400, "</sheetData></worksheet>")
    return book(sheet)


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def people(rows: int = 200) -> pl.DataFrame:
    return pl.DataFrame({"id": [f"P{n}" for n in range(rows)], "name": ["Phòng"] * rows, "so": range(rows)})


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
DEEP = "<x>" * 200_000 + "</x>" * 200_000
LONG = noise(900_000).hex()  # 1.8 million characters that hardly shrink
Zoo = dict[str, tuple[str, Callable[[], bytes]]]
GRID: Zoo = {
    "the used range is the whole sheet.xlsx": (REFUSED, lambda: cells(FAR)),
    "the same in other quotes.xlsx": (REFUSED, lambda: cells(FAR.replace('"', "'"))),
    "the same with a prefix.xlsx": (
        REFUSED,
        lambda: cells(FAR.replace("<", "<q:").replace("<q:/", "</q:"), before='<q:x xmlns:q="q"/>'),
    ),
    "the same with blanks around the sign.xlsx": (REFUSED, lambda: cells(FAR.replace('r="', 'r = "'))),
    "the same on one row.xlsx": (
        REFUSED,
        lambda: cells('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "the same by cells without address.xlsx": (
        REFUSED,
        lambda: cells('<row r="1048576">' + "<c><v>1</v></c>" * 16_384 + '</row><row r="1"><c><v>1</v></c></row>'),
    ),
    "the same by rows without address.xlsx": (
        REFUSED,
        lambda: cells("<row/>" * 1_048_575 + '<row><c r="XFD"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>' + CELL),
    ),
    "the same hidden in a comment.xlsx": (REFUSED, lambda: cells(f"<!--</sheetData>-->{FAR}")),
    "the same hidden in a text.xlsx": (
        REFUSED,
        lambda: cells(f'<row r="1"><c t="str" r="A1"><v><![CDATA[</sheetData>]]></v></c></row>{FAR}'),
    ),
    "a dimension that lies.xlsx": (READ, lambda: cells(CELL, before='<dimension ref="A1:XFD1048576"/>')),
    "far cells that are empty.xlsx": (
        READ,
        lambda: cells(CELL + '<row r="1048576"><c r="XFD1048576" s="0"/><c r="XFC1048576" s="0"></c></row>'),
    ),
    "rows beyond the sheet.xlsx": (
        REFUSED,
        lambda: cells(CELL + '<row r="2000000"><c r="A2000000"><v>1</v></c></row>'),
    ),
    "the last row there can be.xlsx": (
        REFUSED,
        lambda: cells(CELL + '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'),
    ),
    "columns beyond the sheet.xlsx": (REFUSED, lambda: cells('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')),
    "an address of a million letters.xlsx": (
        REFUSED,
        lambda: cells(f'<row r="1"><c r="{"A" * 900_000}1"><v>1</v></c></row>'),
    ),
    "merged cells as large as the sheet.xlsx": (
        READ,
        lambda: cells(CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    "200 000 merged cells.xlsx": (
        REFUSED,
        lambda: cells(
            CELL,
            after="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_001))
            + "</mergeCells>",
        ),
    ),
    "12 million cells.xlsx": (REFUSED, lambda: twelve_million_cells(False)),
    "12 million cells with addresses.xlsx": (REFUSED, lambda: twelve_million_cells(True)),
    "10 000 sheets.xlsx": (REFUSED, lambda: book(sheets=10_000)),
    "2 000 sheets.xlsx": (REFUSED, lambda: book(sheets=2_000)),
    "500 sheets.xlsx": (READ, lambda: book(sheets=500)),
    "a cell repeated over the whole sheet.ods": (
        REFUSED,
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float"'
            ' office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
        ),
    ),
    "an empty end repeated over the whole sheet.ods": (
        READ,
        lambda: ods(
            f'{ODS_ROW}<table:table-row table:number-rows-repeated="1048575"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row>'
        ),
    ),
}
BOMBS: Zoo = {
    "a bomb of 1 GiB.xlsx": (REFUSED, lambda: book(repeated(SHEET, "<worksheet><sheetData>", b" " * (1 << 20), 1024))),
    "a bomb that says it is small.xlsx": (
        REFUSED,
        lambda: edited(
            book(repeated(SHEET, "<worksheet><sheetData>", b" " * (1 << 20), 300)),
            (22 + 300 * (1 << 20)).to_bytes(4, "little"),
            0,
            b"\x00\x10\x00\x00",
            every=True,
        ),
    ),
    "a bomb in a part nobody reads.xlsx": (
        REFUSED,
        lambda: book(repeated("xl/media/image1.png", "", b"\0" * (1 << 20), 300)),
    ),
    "a hundred small bombs.xlsx": (
        REFUSED,
        lambda: book(*(part(f"xl/theme/theme{n}.xml", " " * 4_000_000) for n in range(101))),
    ),
    "a package in a package in a package.xlsx": (
        REFUSED,
        lambda: package([part("a.zip", package([part("b.zip", book(repeated(SHEET, "", b" " * (1 << 20), 100)))]))]),
    ),
    "a package inside a workbook.xlsx": (
        READ,
        lambda: book(part("xl/embeddings/a.xlsx", book(repeated(SHEET, "", b" " * (1 << 20), 100)))),
    ),
    "a cell of 1 GiB.xlsx": (
        REFUSED,
        lambda: book(
            repeated(
                SHEET, '<worksheet><sheetData><row r="1"><c r="A1"><v>', (noise(1 << 13).hex() * 64).encode(), 1024
            )
        ),
    ),
    "a cell of 1.8 MB.xlsx": (REFUSED, lambda: cells(f'<row r="1"><c r="A1" t="str"><v>{LONG}</v></c></row>')),
    "a shared text of 1.8 MB.xlsx": (REFUSED, lambda: book(part("xl/sharedStrings.xml", strings(LONG)))),
    "a tag of 1.8 MB.xlsx": (REFUSED, lambda: cells(f'<row r="1"><c r="A1" x="{LONG}"><v>1</v></c></row>')),
    "a cell of many small pieces.xlsx": (
        REFUSED,
        lambda: cells('<row r="1"><c r="A1" t="inlineStr"><is>' + "<r><t>ab</t></r>" * 200_000 + "</is></c></row>"),
    ),
    "200 MB of shared texts.xlsx": (
        REFUSED,
        lambda: book(
            repeated(
                "xl/sharedStrings.xml",
                f"<sst {MAIN}>",
                f"<si><t>{noise(8_000).hex() * 50}</t></si>".encode(),
                250,
                "</sst>",
            )
        ),
    ),
    "a long shared text in 200 000 cells.xlsx": (
        READ,
        lambda: cells(
            '<row r="1">' + '<c r="A1" t="s"><v>0</v></c>' * 200_000 + "</row>",
            part("xl/sharedStrings.xml", strings(LONG[:900_000])),
        ),
    ),
    "a long shared text down a column.xlsx": (
        REFUSED,
        lambda: cells(
            "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001)),
            part("xl/sharedStrings.xml", strings(LONG[:900_000])),
        ),
    ),
    "half a million shared texts without a character.xlsx": (
        REFUSED,
        lambda: book(part("xl/sharedStrings.xml", strings(*[""] * 500_000))),
    ),
}
XML: Zoo = {
    "entities in a sheet.xlsx": (
        REFUSED,
        lambda: book(part(SHEET, worksheet(CELL).replace("<worksheet", f"{ENTITIES}<worksheet"))),
    ),
    "entities in the shared texts.xlsx": (
        REFUSED,
        lambda: book(part("xl/sharedStrings.xml", ENTITIES + strings("&b;"))),
    ),
    "entities in the styles.xlsx": (REFUSED, lambda: book(part("xl/styles.xml", f"{HEAD}{ENTITIES}<styleSheet/>"))),
    "entities in the list of sheets.xlsx": (
        REFUSED,
        lambda: book(part("xl/workbook.xml", f"{HEAD}{ENTITIES}<workbook/>")),
    ),
    "entities in the properties.xlsx": (REFUSED, lambda: book(part("docProps/core.xml", f"{ENTITIES}<x/>"))),
    "an entity alone.xlsx": (REFUSED, lambda: book(part("xl/styles.xml", '<!ENTITY a "b"><styleSheet/>'))),
    "entities across two pieces.xlsx": (
        REFUSED,
        lambda: book(part("xl/styles.xml", f"<styleSheet>{'<x/>' * ((1 << 18) - 5)}{ENTITIES}</styleSheet>")),
    ),
    "entities in UTF-16.xlsx": (
        REFUSED,
        lambda: book(part("xl/styles.xml", f"{ENTITIES}<styleSheet/>".encode("utf-16"))),
    ),
    "entities in UTF-16 without a mark.xlsx": (
        REFUSED,
        lambda: book(part("xl/styles.xml", f"{ENTITIES}<styleSheet/>".encode("utf-16-le"))),
    ),
    "entities in UTF-7.xlsx": (
        REFUSED,
        lambda: book(
            part("xl/styles.xml", '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<styleSheet/>')
        ),
    ),
    "entities.ods": (REFUSED, lambda: ods(f"{ENTITIES}{ODS_ROW}")),
    "a sheet in UTF-16.xlsx": (REFUSED, lambda: book(part(SHEET, worksheet(CELL).encode("utf-16")))),
    "a sheet that says it is UTF-16.xlsx": (
        REFUSED,
        lambda: book(part(SHEET, worksheet(CELL).replace("UTF-8", "UTF-16"))),
    ),
    "texts that are not UTF-8.xlsx": (
        REFUSED,
        lambda: cells(
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
            part("xl/sharedStrings.xml", strings("x").encode().replace(b">x<", b">\xff\xfe\xfd<")),
        ),
    ),
    "tags 200 000 deep in a sheet.xlsx": (READ, lambda: cells(CELL + DEEP)),
    "tags 200 000 deep in a cell.xlsx": (
        REFUSED,
        lambda: cells(f'<row r="1"><c r="A1" t="inlineStr"><is>{DEEP * 2}</is></c></row>'),
    ),
    "tags 200 000 deep in the shared texts.xlsx": (READ, lambda: book(part("xl/sharedStrings.xml", strings(DEEP)))),
    "tags 200 000 deep in the list of sheets.xlsx": (
        READ,
        lambda: book(
            part(
                "xl/workbook.xml",
                f'<workbook {MAIN} {TO}>{DEEP}<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            )
        ),
    ),
    "tags that never close.xlsx": (
        REFUSED,
        lambda: book(part(SHEET, f"<worksheet {MAIN}><sheetData><row>" + "<c>" * 50_000)),
    ),
    "a quote that never closes.xlsx": (REFUSED, lambda: cells('<row r="1"><c r="A1><v>1</v></c></row>' * 20_000)),
    "no XML at all.xlsx": (REFUSED, lambda: book(part(SHEET, noise(50_000)))),
    "a list of sheets that is no XML.xlsx": (REFUSED, lambda: book(part("xl/workbook.xml", "<workbook><sheets>"))),
    "a shared text that is not there.xlsx": (REFUSED, lambda: cells('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
    "a shared text before the first.xlsx": (
        READ,
        lambda: cells('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', part("xl/sharedStrings.xml", strings("x"))),
    ),
    "a style that is not there.xlsx": (READ, lambda: cells('<row r="1"><c r="A1" s="999999999"><v>1</v></c></row>')),
    "an error nobody knows.xlsx": (REFUSED, lambda: cells('<row r="1"><c r="A1" t="e"><v>#FOO!</v></c></row>')),
    "200 000 errors.xlsx": (
        REFUSED,
        lambda: cells("".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 200_001))),
    ),
    "a formula without a value.xlsx": (REFUSED, lambda: cells('<row r="1"><c r="A1"><f>1+1</f></c></row>')),
    "100 000 formulas without a value.xlsx": (
        REFUSED,
        lambda: cells(
            '<row r="1">' + "<c><f>1+1</f></c>" * 10_000 + "</row>" + '<row><c t="str"><f/></c></row>' * 90_000
        ),
    ),
    "a formula without a value.ods": (
        REFUSED,
        lambda: ods('<table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'),
    ),
    "an error.ods": (
        REFUSED,
        lambda: ods(
            '<table:table-row><table:table-cell office:value-type="string" office:string-value=""'
            ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
        ),
    ),
    "a small table.ods": (READ, lambda: ods(ODS_ROW)),
}
PACKAGES: Zoo = {
    "empty.xlsx": (REFUSED, lambda: b""),
    "one byte.xlsx": (REFUSED, lambda: b"P"),
    "the end of a package alone.xlsx": (REFUSED, lambda: b"PK\5\6" + b"\0" * 18),
    "a start and an end.xlsx": (REFUSED, lambda: b"PK\3\4" + b"PK\5\6" + b"\0" * 18),
    "a start, an end and a count.xlsx": (REFUSED, lambda: b"PK\3\4PK\5\6" + b"\0\0\0\0\xff\xff\xff\xff" + b"\xff" * 10),
    "a package of nothing.xlsx": (REFUSED, lambda: package([])),
    "text.xlsx": (REFUSED, lambda: "Mã;Tên\nP1;Một\n".encode()),
    "a web page.xls": (REFUSED, lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    "parquet.xlsx": (REFUSED, lambda: parquet(people())),
    "a document.xlsx": (REFUSED, lambda: package([part("word/document.xml", "<document/>")])),
    "a workbook with a password.xlsx": (REFUSED, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(5000)),
    "an old workbook of noise.xls": (REFUSED, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(50_000)),
    "an old workbook of nothing.xls": (REFUSED, lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000),
    "an old workbook with macros.xls": (
        REFUSED,
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT_CUR".encode("utf-16-le") + noise(5000),
    ),
    "a new workbook called old.xls": (READ, book),
    "a package with encrypted parts.xlsx": (REFUSED, lambda: edited(book(), b"PK\1\2", 8, b"\x01\x08", every=True)),
    "a part packed in another way.xlsx": (REFUSED, lambda: edited(book(), b"PK\1\2", 10, b"\x0c\x00")),
    "a part said to be shorter.xlsx": (REFUSED, lambda: book(part(SHEET, worksheet(CELL), size=20))),
    "a part said to be longer.xlsx": (REFUSED, lambda: book(part(SHEET, worksheet(CELL), size=2000))),
    "a part with another checksum.xlsx": (REFUSED, lambda: book(part(SHEET, worksheet(CELL), crc=7))),
    "a part of 4 GiB said.xlsx": (REFUSED, lambda: edited(book(), b"PK\1\2", 24, b"\xff\xff\xff\xff", every=True)),
    "a part that lies elsewhere.xlsx": (REFUSED, lambda: edited(book(), b"PK\1\2", 42, b"\xff\xff\x00\x00")),
    "parts that lie upon each other.xlsx": (REFUSED, lambda: edited(book(), b"PK\1\2", 42, b"\0\0\0\0", every=True)),
    "a part twice.xlsx": (REFUSED, lambda: package([*entries(), part(SHEET, worksheet(""))])),
    "a part twice in other letters.xlsx": (REFUSED, lambda: book(part(SHEET.upper(), worksheet("")))),
    "a part outside.xlsx": (REFUSED, lambda: book(part("../../etc/passwd", "x"))),
    "a part at the root of the disk.xlsx": (REFUSED, lambda: book(part("/etc/passwd", "x"))),
    "a part on a disk of Windows.xlsx": (REFUSED, lambda: book(part("C:\\x", "x"))),
    "a part with a name of control signs.xlsx": (REFUSED, lambda: book(part("xl/\0\x1b[2J", "x"))),
    "6 000 parts.xlsx": (REFUSED, lambda: book(*(part(f"xl/media/{n}.png", "") for n in range(6_000)))),
    "no list of sheets.xlsx": (REFUSED, lambda: book(without="xl/workbook.xml")),
    "no links to sheets.xlsx": (REFUSED, lambda: book(without="xl/_rels/workbook.xml.rels")),
    "no sheet.xlsx": (REFUSED, lambda: book(without=SHEET)),
    "a sheet without anything.xlsx": (REFUSED, lambda: cells("")),
    "two sheets of one name.xlsx": (
        REFUSED,
        lambda: book(
            part(
                "xl/workbook.xml",
                f'<workbook {MAIN} {TO}><sheets><sheet name="A" r:id="r1"/><sheet name="a" r:id="r1"/></sheets></workbook>',
            )
        ),
    ),
    "content types that lie.xlsx": (
        READ,
        lambda: book(
            part(
                "[Content_Types].xml",
                '<Types><Override PartName="/xl/workbook.xml" ContentType="image/png"/></Types>',
            )
        ),
    ),
    "no content types.xlsx": (READ, lambda: book(without="[Content_Types].xml")),
    "macros.xlsx": (REFUSED, lambda: book(part("xl/vbaProject.bin", noise(500)))),
    "macros.xlsm": (REFUSED, book),
    "macros of old.xlsx": (REFUSED, lambda: book(part("xl/macrosheets/sheet1.xml", worksheet(CELL)))),
    "macros.ods": (REFUSED, lambda: ods(ODS_ROW, **{"Basic__Standard__Module1.xml": "<x/>"})),
    "links to other workbooks.xlsx": (
        REFUSED,
        lambda: book(part("xl/externalLinks/externalLink1.xml", "<externalLink/>")),
    ),
    "a comment at its end.xlsx": (READ, lambda: book()[:-2] + b"\x05\x00hello"),
    "something at its end.xlsx": (READ, lambda: book() + noise(1000)),
    "a kind we do not know.xlsb": (REFUSED, book),
}
TABLES: Zoo = {
    "empty.csv": (REFUSED, lambda: b""),
    "blank lines.csv": (REFUSED, lambda: b"\n" * 1000),
    "60 million blank lines.csv": (REFUSED, lambda: b"\n" * 60_000_000),
    "60 million separators.csv": (REFUSED, lambda: b"," * 1000 + (b"," * 1000 + b"\n") * 60_000),
    "a zero byte.csv": (REFUSED, lambda: b"id,name\nP1,\0Mot\n"),
    "zero bytes alone.csv": (REFUSED, lambda: b"\0" * 1_000_000),
    "one endless line.csv": (REFUSED, lambda: b"a" * 60_000_000),
    "one endless line after a heading.csv": (REFUSED, lambda: b"id,name\n" + b"a" * 60_000_000),
    "one endless line of another alphabet.csv": (REFUSED, lambda: "\U0001f600".encode() * 15_000_000),
    "a quote that never closes.csv": (REFUSED, lambda: b'id,name\n"' + b"a,b\n" * 1_000_000),
    "a cell of 200 000 letters.csv": (REFUSED, lambda: b"id,name\nP1," + b"a" * 200_000 + b"\n"),
    "100 000 columns.csv": (REFUSED, lambda: b",".join(b"c%d" % n for n in range(100_000)) + b"\n"),
    "4 million cells.csv": (REFUSED, lambda: (b",".join([b"1"] * 20) + b"\n") * 200_000),
    "noise.csv": (REFUSED, lambda: noise(100_000)),
    "UTF-16.csv": (REFUSED, lambda: "id,name\nP1,Một\n".encode("utf-16")),
    "lines of old.csv": (READ, lambda: b"id,name\rP1,Mot\r"),
    "a quote in the middle.csv": (REFUSED, lambda: b'id,name\nP1,"a"b\n'),
    "empty.parquet": (REFUSED, lambda: b""),
    "noise.parquet": (REFUSED, lambda: b"PAR1" + noise(5000) + b"PAR1"),
    "an end that says it is long.parquet": (REFUSED, lambda: b"PAR1" + b"\xff\xff\xff\x7fPAR1"),
    "no end.parquet": (REFUSED, lambda: parquet(people())[:-500]),
    "no start.parquet": (REFUSED, lambda: b"PAR1" + parquet(people())[500:]),
    "lists in a column.parquet": (REFUSED, lambda: parquet(pl.DataFrame({"id": ["P1"], "x": [[1, 2]]}))),
    "records in a column.parquet": (REFUSED, lambda: parquet(pl.DataFrame({"id": ["P1"], "x": [{"a": 1}]}))),
    "bytes in a column.parquet": (REFUSED, lambda: parquet(pl.DataFrame({"id": ["P1"], "x": [b"\0"]}))),
    "spans of time.parquet": (REFUSED, lambda: parquet(pl.select(pl.duration(days=1)))),
    "20 million rows in a few bytes.parquet": (
        REFUSED,
        lambda: parquet(pl.select(pl.repeat(1, 20_000_000, dtype=pl.UInt8, eager=False))),
    ),
    "10 000 columns.parquet": (REFUSED, lambda: parquet(pl.DataFrame({f"c{n}": [1] * 301 for n in range(10_000)}))),
    "no column.parquet": (READ, lambda: parquet(pl.DataFrame())),
    "no row.parquet": (READ, lambda: parquet(people(0))),
}
ZOO = GRID | BOMBS | XML | PACKAGES | TABLES


def whole_workbook() -> bytes:
    """What an office sends: texts, numbers, styles, a formula with its result."""
    out = io.BytesIO()
    written = xlsxwriter.Workbook(out)
    page = written.add_worksheet("Tập thể")
    page.write_row(0, 0, ["Mã", "Tên", "Tỷ lệ"], written.add_format({"bold": True}))
    for n in range(1, 60):
        page.write_row(n, 0, [f"P{n}", f"Phòng số {n}", n / 7], written.add_format({"num_format": "0.0%"}))
    page.write_formula(60, 2, "=SUM(C2:C60)", None, 253)
    written.close()
    return out.getvalue()


def mutants(data: bytes, suffix: str, count: int) -> dict[str, bytes]:
    """`data` cut off and with bytes turned over, by seed."""
    found = {}
    for seed in range(count):
        draw = random.Random(seed)
        changed = bytearray(data)
        if seed % 3 == 0:
            del changed[draw.randrange(len(changed)) :]
        for _ in range(draw.choice((1, 3, 30)) if changed else 0):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        found[f"mutant {seed}.{suffix}"] = bytes(changed)
    return found
