"""Fuzzing: whatever happens to a filled form or table, it is read as it was meant, or refused at the cell.

500 mutations here, 10 000 by `tox -e fuzz`. Mutation n is always the same: `python tests/test_fuzz.py n` writes it.
"""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import random
import re
import sys
import time
import traceback
import unicodedata
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from attrs import field, frozen

from emulation_core import law
from emulation_core.config import load_text
from emulation_core.errors import EmulationError, Refused
from emulation_core.evidence import Evidence
from emulation_core.intake import form, read
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import Fact, FactType, Kind
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, registry, shipped

COUNT = int(os.environ.get("EMULATION_FUZZ") or 500)
SEED = "emulation 2026"
PATIENCE = 60
"""Seconds after which a mutation hangs; building the forms of a process is among them."""
LANES = 2
EVERY_TYPE = "ca_mau/moi_kieu"
TYPES = """
title = "Mọi kiểu"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }
facts.co = { label = "Có thủ tục", type = "flag" }
facts.dem = { label = "Số hồ sơ", type = "count", max = 40 }
facts.diem = { label = "Điểm đánh giá", type = "number" }
facts.diem_toi_da = { label = "Điểm cộng", type = "number", max = 10 }
facts.ty_le = { label = "Tỷ lệ hài lòng (%)", type = "percent", max = 100 }
facts.xep_loai = { label = "Xếp loại", type = "rating", ladder = ["kha", "tot"], labels = { kha = "Khá", tot = "Tốt" } }
facts.chi_so = { label = "Chỉ số", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "DTI" } }
facts.ngay = { label = "Ngày nộp", type = "date" }
facts.ghi_chu = { label = "Giải trình", type = "text" }
awards = [{ id = "giay_khen", name = "Giấy khen", by = "giam_doc_so", kinds = ["collective", "individual"], \
clause = "II", quota = { use = "open" }, order = ["fact.ngay asc"] }]
"""


# What is mutated: people with acceptable facts, as the grid of a CSV and as a filled form.


@frozen(eq=False)
class Base:
    """A campaign, people with a value for everything asked of them, and the form filled with it."""

    id: str
    loaded: Any
    facts: dict[str, Fact]
    kinds: dict[str, tuple[Kind, ...]]
    people: list[dict[str, Any]]
    form: bytes


@cache
def every_type() -> Any:
    """A campaign with a fact of each type: none that is shipped asks for a day or a text."""
    rules = {"flag": "co", "equals_zero": "dem", "rated_at_least": "xep_loai", "not_empty": "chi_so"}
    shown = ("diem", "diem_toi_da", "ty_le", "ngay", "ghi_chu")
    more = {"rated_at_least": ', rung = "tot"'}
    text = "".join(
        f'\n[[criteria]]\nid = "c{n}"\nclause = "I"\ntext = "Mẫu"\napplies_to = ["collective", "individual"]\n'
        f'evaluator = {{ use = "{use}", fact = "{fact}"{more.get(use, "")} }}\n'
        for n, (use, fact) in enumerate([*rules.items(), *(("shown", fact) for fact in shown)])
    )
    return load_text(TYPES + text, EVERY_TYPE, "moi_kieu.toml", registry())


def plausible(rng: random.Random, fact: Fact) -> Any:
    """A value that the fact accepts, as a workbook's cell holds it."""
    most = int(fact.max or 100)
    return {
        FactType.FLAG: lambda: rng.choice(["có", "không"]),
        FactType.COUNT: lambda: rng.randint(0, 9),
        FactType.NUMBER: lambda: Decimal(rng.randint(0, 100 * most)) / 100,
        FactType.PERCENT: lambda: Decimal(rng.randint(10, 10 * min(most, 100))) / 10,
        FactType.RATING: lambda: fact.name_of(rng.choice(fact.ladder)),
        FactType.SET: lambda: "; ".join(map(fact.name_of, rng.sample(fact.members, 2))),
        FactType.DATE: lambda: datetime(2026, rng.randint(1, 12), rng.randint(1, 28)),
        FactType.TEXT: lambda: "Đã giải trình",
    }[fact.type]()


@cache
def base(id: str) -> Base:
    """Three people of every kind that the campaign concerns, all their columns filled."""
    loaded = every_type() if id == EVERY_TYPE else shipped(id)
    rng = random.Random(f"{SEED}:{id}")
    facts = {**loaded.campaign.facts, **law.FACTS}  # every column a form has
    kinds = dict(law.kinds_of_facts(loaded.campaign))
    asked = form.contents(loaded)
    people = [
        {"id": f"{kind.value[0].upper()}0{n}", "name": f"{KIND_LABELS[kind]} số {n}", "unit": "Sở Mẫu", "kind": kind}
        | {name: plausible(rng, fact) for name, fact in facts.items() if kind in kinds[name]}
        for kind in asked.columns
        for n in range(1, 4)
    ]
    known = tuple(form.Person(one["id"], one["name"], one["unit"], one["kind"]) for one in people)
    book = openpyxl.load_workbook(io.BytesIO(form.workbook(form.contents(loaded, people=known))))
    for kind in asked.columns:
        sheet = book[KIND_LABELS[kind]]
        top = heading_row(sheet)
        columns = {cell.value: cell.column for cell in sheet[top] if cell.value}
        lines = {sheet.cell(row, columns["Mã"]).value: row for row in range(top + 1, top + 5)}
        for person in people:
            for name in [name for name in facts if name in person and facts[name].label in columns]:
                if person["kind"] is kind:
                    sheet.cell(lines[person["id"]], columns[facts[name].label]).value = person[name]
    return Base(id, loaded, facts, kinds, people, saved(book))


def heading_row(sheet: Any) -> int:
    """The row of a form's sheet that begins with the heading of ids."""
    return next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Mã")


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return rezipped(file.getvalue(), lambda parts: None)


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package with its parts changed; the same parts give the same bytes, whatever the hour."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = re.sub(
            rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", parts["docProps/core.xml"]
        )
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def grid(people: Base, sign: str) -> list[list[str]]:
    """The people as the lines of a CSV; `sign` is the decimal sign."""
    names = ["id", "name", "unit", "kind", *people.facts]
    return [names, *([typed(person.get(name), sign) for name in names] for person in people.people)]


def typed(value: Any, sign: str) -> str:
    """A cell as people type it."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Kind):
        return KIND_LABELS[value]
    return "" if value is None else str(value).replace(".", sign) if isinstance(value, Decimal) else str(value)


# Cells: what is written, and as what it may be read, by type; for any other type it must be refused.

FLAG, COUNTED, NUMBER, SHARE, SET, DAY = "flag", "count", "number", "percent", "set", "date"


def figure(value: str, *types: str) -> dict[str, Any]:
    """What may be read as one number by columns of `types`."""
    return dict.fromkeys(types or (NUMBER, SHARE), Decimal(value))


WHOLE = (COUNTED, NUMBER, SHARE)
# ¤ is the decimal sign of the table, § the other one.
# fmt: off
UNREADABLE = [
    "abc", "—", "?", "n/a", "null", "None", "chưa có", "co", "yes", "x", "90 điểm", "3.0.0", ";", ",", "不",
    "NaN", "nan", "inf", "-inf", "Infinity", "∞", "1e5", "1E+300", "0x10", "1_000",
    "#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "Err:502", "#####",
    "=1+1", "=cmd|'/c calc'!A1", "@SUM(1)", '=HYPERLINK("x")', "+1+1",
    "٩٠", "९०", "９０", "90²", "½", "Ⅸ", "９０%", "1\u06602", "²",
    "Тốt", "сó", "khȏng", "Hoàn thành tốtt", "Tôt", "Giỏi", "O", "l", "ｃó", "Đạt yêu cầu", "Xuất sắc nhất",
    "9\u200b0", "\u202e90", "9\u20600", "90\x07", "9\x000", "\x1b[31m1", "1\u20282", "\ufeff90\ufeff1",
    "PAR INDEX; XYZ", "không; không có", "x" * 40_000, "9" * 40, "9" * 5_000, "có " * 9_000,
    "0¤" + "3" * 60, "1" + "0" * 29, "0¤0000000001", "1e-10", "0¤1234567891", "12345678901234567890¤123456789012",
    "1 000", "1'000", "1§234", "12§345", "1§234§567", "1¤234¤567", "1 234¤5", "1§234¤5",
    "12/31/2026", "31/02/2026", "29/02/2025", "2026-02-30", "00/01/2026", "31/12/26", "٣١/١٢/٢٠٢٦",
    "1/1/0001", "31/12/9999", "2026-12-31T07:00", "31/12/2026 07:00", "31.12.2026", "2026/12/31",
    "%", "%90", "90%%", "-5%", "90‰", "90 phần trăm", "1§234%", "0%9",
]
CELLS: list[tuple[Any, dict[str, Any]]] = [
    *((cell, {}) for cell in UNREADABLE),
    *((blank, {}) for blank in ("", "-", "   ", "\u00a0", "\t")),
    ("31/12/2026", {DAY: date(2026, 12, 31)}),
    ("02/03/2026", {DAY: date(2026, 3, 2)}),
    ("2026-12-31", {DAY: date(2026, 12, 31)}),
    ("0", {FLAG: False, **figure("0", *WHOLE)}),
    ("1", {FLAG: True, **figure("1", *WHOLE)}),
    ("-1", figure("-1", NUMBER)),
    ("-0", figure("0", *WHOLE)),
    ("-0¤5", figure("-0.5", NUMBER)),
    ("0¤9", figure("0.9", NUMBER)),
    ("1¤234", figure("1.234")),
    ("3¤7", figure("3.7")),
    ("3¤0", figure("3", *WHOLE)),
    ("1§5", figure("1.5")),
    ("+7", figure("7", *WHOLE)),
    (" 7 ", figure("7", *WHOLE)),
    ("007", figure("7", *WHOLE)),
    ("101", figure("101", *WHOLE)),
    ("46387", figure("46387", *WHOLE)),
    ("46387¤5", figure("46387.5")),
    (str(2**63 - 1), figure(str(2**63 - 1), *WHOLE)),
    (str(2**63), figure(str(2**63))),
    ("9" * 29, figure("9" * 29)),
    ("12345678901234567890¤123456789", figure("12345678901234567890.123456789")),
    ("0¤000000001", figure("0.000000001", NUMBER)),
    ("90%", figure("90", SHARE)),
    ("90 %", figure("90", SHARE)),
    ("0¤9%", figure("0.9", SHARE)),
    ("100¤5%", figure("100.5", SHARE)),
    ("TRUE", {FLAG: True}),
    ("Đạt", {FLAG: True}),
    (unicodedata.normalize("NFD", "CÓ"), {FLAG: True}),
    ("không", {FLAG: False, SET: 0}),
    ("KHÔNG  đạt", {FLAG: False}),
]
NATIVE: list[tuple[Any, dict[str, Any]]] = [
    *((cell, {}) for cell in (1e300, -1e300, 1e-12, "=1+1", "=1/0", "#DIV/0!", "_x0007_90")),
    *((day, {}) for day in (datetime(2026, 12, 31, 7, 30), datetime(1900, 1, 3), datetime(9999, 12, 31))),
    (True, {FLAG: True}),
    (False, {FLAG: False}),
    (1, {FLAG: True, **figure("1", *WHOLE)}),
    (0, {FLAG: False, **figure("0", *WHOLE)}),
    (0.9, figure("0.9", NUMBER)),
    (-1, figure("-1", NUMBER)),
    (3.7, figure("3.7")),
    (-1e22, figure("-1e22", NUMBER)),
    (0.1 + 0.2, {}),
    (46387, {DAY: date(2026, 12, 31), **figure("46387", *WHOLE)}),
    (3_000_000, figure("3000000", *WHOLE)),
    (datetime(2026, 12, 31), {DAY: date(2026, 12, 31)}),
]
# fmt: on
# fmt: off
IDS = [
    "", "-", "  ", "\u00a0", "#N/A", "\u202eP1", "P1\x07", "P\u200b1", "x" * 201, "007", "1e3", "7,5", "A01", "\ufeff",
    "Р1", "=1+1", "P1\nP2", "../../x", "<b>", "😀", "31/12/2026", "NaN", "\u202d\u202c", "٠٠٧", "\x00", "none",
]
# fmt: on
KINDS = ["", "tap the", "TẬP THỂ", "Tập thể ", "collective", "Cá\u00a0nhân", "Cơ quan", "x", "0", "Тập thể", "agency"]


@frozen
class Spoilt:
    """One cell that was written over, and the values it may be read as."""

    id: str
    fact: str
    written: str
    accepted: tuple[Any, ...]


@frozen
class Mutant:
    """A mutated file. `spoilt` is told where nothing but cells changed."""

    number: int
    campaign: str
    does: str
    file: str
    data: bytes
    partial: bool
    spoilt: tuple[Spoilt, ...] = field(default=())


def spoil(rng: random.Random, people: Base, native: bool, sign: str) -> tuple[dict[str, Any], str, Any, Spoilt | None]:
    """A person, one of their columns, what is written there, and what that may be read as."""
    person = rng.choice(people.people)
    draw = rng.random()
    if draw < 0.15:
        key = rng.choice(["id", "id", "name", "unit"] + ([] if native else ["kind"]))
        return person, key, rng.choice(KINDS if key == "kind" else IDS), None
    key = rng.choice([name for name in people.facts if name in person])
    fact = people.facts[key]
    cells = NATIVE if native and rng.random() < 0.5 else CELLS
    if fact.type in (FactType.COUNT, FactType.NUMBER, FactType.PERCENT, FactType.DATE) and rng.random() < 0.5:
        cells = [one for one in cells if any(char.isdigit() for char in str(one[0]))]
    cell, readings = rng.choice(cells)
    cell = localised(cell, sign) if isinstance(cell, str) else cell
    values = accepted(fact, readings)
    if fact.type in (FactType.TEXT, FactType.RATING, FactType.SET) and not values:
        values = [...]  # any: some of these words are rungs or texts, which the domain alone can judge
    return person, key, cell, Spoilt(person["id"], key, repr(cell)[:40], tuple(values))


def localised(cell: str, sign: str) -> str:
    """A cell of the list in a table whose decimal sign is `sign`."""
    return cell.replace("§", "." if sign == "," else ",").replace("¤", sign)


def accepted(fact: Fact, readings: dict[str, Any]) -> list[Any]:
    """The values that a cell may be read as in the fact's column."""
    values = [value for type, value in readings.items() if type == fact.type.value]
    return [value for value in values if fact.max is None or value <= fact.max]


# Tables: what becomes of headings and rows; `cells` has the headings first, and is changed in place.

Cells = list[list[Any]]


def _heading(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    text = str(cells[0][n] or "x")
    at = rng.randrange(len(text) + 1)
    cells[0][n] = rng.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice("aeẽx_1 \u200b\u202e") + text[at:],
            unicodedata.normalize("NFD", text.upper()),
            f"  {text}  ",
            text.replace("ố", "ổ").replace("o", "о"),
            "",
            "#REF!",
            "x" * 40_000,
        ]
    )


def _column_twice(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    for line in cells:
        line.append(line[n])


def _column_gone(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    for line in cells:
        del line[n]


def _columns_swapped(rng: random.Random, cells: Cells) -> None:
    a, b = rng.sample(range(len(cells[0])), 2)
    for line in cells[rng.choice([0, 1]) :]:  # with their headings or without
        line[a], line[b] = line[b], line[a]


def _column_of_their_own(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]) + 1)
    title = rng.choice(["Ghi chú của phòng", "", "STT", "Tổng điểm"])
    for row, line in enumerate(cells):
        line.insert(n, row if row else title)


def _row_twice(rng: random.Random, cells: Cells) -> None:
    cells.insert(rng.randrange(1, len(cells) + 1), list(rng.choice(cells[rng.choice([0, 1]) :])))


def _ids_twice(rng: random.Random, cells: Cells) -> None:
    a, b = rng.sample(range(1, len(cells)), 2)
    cells[a][0] = rng.choice([cells[b][0], str(cells[b][0]).lower(), f" {cells[b][0]}", "", None])


def _rows_shuffled(rng: random.Random, cells: Cells) -> None:
    rest = cells[1:]
    rng.shuffle(rest)
    cells[1:] = rest


def _row_between(rng: random.Random, cells: Cells) -> None:
    width = len(cells[0])
    line = rng.choice([["Cộng"] + [""] * (width - 1), [""] * width, ["", "I. Khối văn phòng"], [], ["", "", "", "", 5]])
    cells.insert(rng.randrange(1, len(cells) + 1), list(line))


def _row_too_long(rng: random.Random, cells: Cells) -> None:
    rng.choice(cells).extend(["", rng.choice(["thừa", "", 3])])


def _row_too_short(rng: random.Random, cells: Cells) -> None:
    line = rng.choice(cells)
    del line[rng.randrange(len(line)) :]


def _row_shifted(rng: random.Random, cells: Cells) -> None:
    line = rng.choice(cells)
    line.insert(rng.randrange(len(line)), "")
    line.pop()


def _titles_above(rng: random.Random, cells: Cells) -> None:
    for _n in range(rng.choice([1, 2, 12])):
        cells.insert(0, [rng.choice(["SỞ MẪU", "Biểu số 1", ""])])


def _rows_gone(rng: random.Random, cells: Cells) -> None:
    del cells[rng.randrange(len(cells)) :]


SQUARE = (
    *(_heading, _heading, _column_twice, _column_gone, _columns_swapped, _column_of_their_own),
    *(_row_twice, _ids_twice, _rows_shuffled),
)
RAGGED = (_row_between, _row_too_long, _row_too_short, _row_shifted, _titles_above, _rows_gone)
"""What leaves lines of unequal length comes last."""


# Workbooks: what else people do to a sheet.


def _merge(rng: random.Random, book: Any, sheet: Any) -> None:
    row, column = rng.randint(1, 8), rng.randint(1, 6)
    sheet.merge_cells(
        start_row=row, end_row=row + rng.randint(0, 3), start_column=column, end_column=column + rng.randint(0, 3)
    )


def _hide_row(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.row_dimensions[rng.randint(1, 8)].hidden = True


def _hide_sheet(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.sheet_state = rng.choice(["hidden", "veryHidden"])


def _hide_all(rng: random.Random, book: Any, sheet: Any) -> None:
    for label in KIND_LABELS.values():
        if label in book.sheetnames:
            book[label].sheet_state = "hidden"


def _more_sheets(rng: random.Random, book: Any, sheet: Any) -> None:
    other = book.copy_worksheet(sheet)
    other.title = rng.choice(["Tập thể (2)", "tap the", "Sheet1", "Bản nháp", "Cá nhân "])


def _rename(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.title = rng.choice(["Tập thể ", "TAP THE", "Sheet1", "Hồ  sơ 2", "›", "_emulation2", "A1", "😀", "Lỗi"])


def _rows_above(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.insert_rows(1, rng.choice([1, 3, 7, 9]))


def _far_cell(rng: random.Random, book: Any, sheet: Any) -> None:
    sheet.cell(rng.choice([5, 40_000, 1_048_576]), rng.choice([60, 16_384])).value = rng.choice(["x", 0, None])


def _sheet_gone(rng: random.Random, book: Any, sheet: Any) -> None:
    del book[sheet.title]


def _stamp(rng: random.Random, book: Any, sheet: Any) -> None:
    rng.choice(list(book["_emulation"].iter_rows()))[rng.randint(0, 1)].value = rng.choice([None, "x", 2026, "2031"])


def _papers(rng: random.Random, book: Any, sheet: Any) -> None:
    if "Hồ sơ" in book.sheetnames:
        page = book["Hồ sơ"]
        for row in range(5, 8):
            for column in range(1, 7):
                page.cell(row, column).value = rng.choice(
                    ["C01", "I02", 1, -1, "", None, "Báo cáo", datetime(2026, 5, 5)]
                )


SHEETS = (
    _merge,
    _hide_row,
    _hide_sheet,
    _hide_all,
    _more_sheets,
    _rename,
    _rows_above,
    _far_cell,
    _sheet_gone,
    _stamp,
    _papers,
)


# Bytes.


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


# One mutation, by its number alone.


def mutant(number: int) -> Mutant:
    """Mutation `number`: every eighth is a workbook."""
    rng = random.Random(f"{SEED}:{number}")
    people = base(rng.choice([*CAMPAIGNS, EVERY_TYPE]))
    level = rng.choices(["cells", "table", "bytes"], [5, 3, 3])[0]
    does, data, spoilt = (mutated_form if number % 8 == 0 else mutated_csv)(rng, people, level)
    file = "F.xlsx" if number % 8 == 0 else "F.csv"
    return Mutant(number, people.id, does, file, data, rng.random() < 0.4, spoilt)


def mutated_csv(rng: random.Random, people: Base, level: str) -> tuple[str, bytes, tuple[Spoilt, ...]]:
    """A CSV of `people` with one level of it mutated: how, its bytes, and the cells spoilt."""
    delimiter, sign = rng.choice([(",", "."), (";", ",")])
    cells: Cells = grid(people, sign)
    names, spoilt = list(cells[0]), []
    lines = {line[0]: line for line in cells[1:]}
    does = [level]
    if level == "cells":
        for _n in range(rng.randint(1, 3)):
            person, key, cell, one = spoil(rng, people, False, sign)
            lines[person["id"]][names.index(key)] = cell
            spoilt = [other for other in spoilt if (other.id, other.fact) != (person["id"], key)]
            spoilt += [one] if one else []
            does.append(f"{key}={cell[:20]!r}")
    elif level == "table":
        for change in [*rng.sample(SQUARE, rng.randint(0, 2)), rng.choice(RAGGED)][: rng.choice([1, 1, 2])]:
            change(rng, cells)
            does.append(change.__name__)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=rng.choice(["\r\n", "\n"])).writerows(cells)
    text = out.getvalue()
    data = text.encode("utf-8", "surrogatepass")
    if level == "bytes":
        ways: dict[str, Callable[[], tuple[str, bytes]]] = {
            "encoding": lambda: coded(rng, text),
            "delimiter": lambda: parted(rng, text, delimiter),
            "damage": lambda: damaged(rng, data),
        }
        how, data = ways[rng.choice(["encoding", "delimiter", "damage", "damage"])]()
        does.append(how)
    return " ".join(does), data, tuple(spoilt)


def coded(rng: random.Random, text: str) -> tuple[str, bytes]:
    """The text in another encoding."""
    name = rng.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258", "cp1252", "latin-1", "utf-7", "cp437"])
    return name, text.encode(name, "replace")


def parted(rng: random.Random, text: str, delimiter: str) -> tuple[str, bytes]:
    """The text with another sign between its cells, in all lines or in one, or with other ends of lines."""
    other = rng.choice([",", ";", "\t", "|", " "])
    lines = text.splitlines(keepends=True)
    n = rng.randrange(len(lines))
    ways = {
        "other delimiter": text.replace(delimiter, other),
        "other delimiter in a line": "".join([*lines[:n], lines[n].replace(delimiter, other), *lines[n + 1 :]]),
        "lines end in CR": text.replace("\r\n", "\n").replace("\n", "\r"),
        "blank lines": text.replace("\n", "\n\n"),
        "all in quotes": text.replace(delimiter, f'"{delimiter}"'),
        "sep=": f"sep={delimiter}\n{text}",
    }
    how = rng.choice(list(ways))
    return how, ways[how].encode("utf-8", "surrogatepass")


def mutated_form(rng: random.Random, people: Base, level: str) -> tuple[str, bytes, tuple[Spoilt, ...]]:
    """A filled form of `people` with one level of it mutated: how, its bytes, and the cells spoilt."""
    if level == "bytes":
        how, data = rng.choice([damaged, damaged_part, damaged_part])(rng, people.form)
        return f"bytes {how}", data, ()
    book = openpyxl.load_workbook(io.BytesIO(people.form))
    does, spoilt = [level], []
    if level == "cells":
        for _n in range(rng.randint(1, 2)):
            person, key, cell, one = spoil(rng, people, True, ",")
            if isinstance(cell, str) and not cell.startswith("_x"):
                cell = "".join(
                    f"_x{ord(c):04X}_" if unicodedata.category(c) == "Cc" and c not in "\t\r\n" else c for c in cell
                )
            put(book[KIND_LABELS[person["kind"]]], people, person, key, cell)
            spoilt = [other for other in spoilt if (other.id, other.fact) != (person["id"], key)]
            spoilt += [one] if one else []
            does.append(f"{key}={str(cell)[:20]!r}")
    else:
        sheet = book[KIND_LABELS[rng.choice(people.people)["kind"]]]
        if rng.random() < 0.4:
            change = rng.choice([*SQUARE, *RAGGED])
            rewrite(sheet, lambda cells: change(rng, cells))
            does.append(change.__name__)
        else:
            other = rng.choice(SHEETS)
            other(rng, book, sheet)
            does.append(other.__name__)
    return " ".join(does), saved(book), tuple(spoilt)


def put(sheet: Any, people: Base, person: dict[str, Any], key: str, cell: Any) -> None:
    """Write a cell of a filled form."""
    top = heading_row(sheet)
    label = {"id": "Mã", "name": "Tên", "unit": "Đơn vị"}.get(key) or people.facts[key].label
    column = next(one.column for one in sheet[top] if one.value == label)
    names = [one["id"] for one in people.people if one["kind"] is person["kind"]]
    sheet.cell(top + 1 + names.index(person["id"]), column).value = cell


def rewrite(sheet: Any, change: Callable[[Cells], None]) -> None:
    """Change the table on a sheet of the form as the lines of a CSV are changed."""
    top = heading_row(sheet)
    cells: Cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=top, max_row=top + 4)]
    change(cells)
    for row in sheet.iter_rows(min_row=top, max_row=top + 20, max_col=80):
        for cell in row:
            cell.value = None
    for n, line in enumerate(cells[:20]):
        for m, value in enumerate(line):
            sheet.cell(top + n, m + 1).value = value


# The judgement of one mutation, which knows nothing of how the program reads.

CELL = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
PLACES = {
    "F.csv": re.compile(r"F\.csv:([1-9][0-9]*)"),
    "F.xlsx": re.compile(rf"F\.xlsx › .+ › {CELL}(:{CELL})?", re.DOTALL),
}
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@frozen
class Tried:
    """How one mutation ended (read, refused, traceback, death, hang), and everything wrong with that."""

    number: int
    does: str
    ended: str
    wrong: tuple[str, ...] = ()


def tried(number: int, folder: Path) -> Tried:
    """Read and score one mutation as `emulation score` does."""
    one = mutant(number)
    people = base(one.campaign)
    does = f"{one.file} {one.campaign} {one.does}{' partial' if one.partial else ''}"
    path = folder / one.file
    path.write_bytes(one.data)
    round = choose_round(people.loaded.campaign, None, date(2026, 12, 1))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            evidence = read([path], people.loaded.campaign, form_for=(people.id, round.id), partial=one.partial)
            score(people.loaded, evidence, round, date(2027, 3, 1))
    except Refused as refusal:
        wrong = [f"place: {fault.where!r}: {fault.what}" for fault in refusal.faults if not placed(one, fault.where)]
        return Tried(number, does, "refused", tuple(wrong if refusal.faults else ["place: a refusal without a fault"]))
    except EmulationError as problem:
        return Tried(number, does, "refused", (f"place: {type(problem).__name__}: {problem}",))
    except Exception:
        return Tried(number, does, "traceback", (traceback.format_exc(),))
    wrong = [*outside_domain(people, evidence), *misread(one, evidence), *unsourced(one, evidence)]
    return Tried(number, does, "read", tuple(f"domain: {what}" for what in wrong))


def placed(one: Mutant, where: str) -> bool:
    """Whether a fault names a line that the file has, or a cell; a workbook that cannot be opened has its first line."""
    if one.file == "F.xlsx":
        return bool(PLACES[one.file].fullmatch(where)) or where == "F.xlsx:1"
    found = PLACES[one.file].match(where)
    return bool(found) and int(found[1]) <= one.data.count(b"\n") + one.data.count(b"\r") + 1


def outside_domain(people: Base, evidence: Evidence) -> Iterator[str]:
    """Values that no verdict may rest on, by the dictionary alone."""
    rows = evidence.frame.to_dicts()
    ids = [row["id"] for row in rows]
    if len(ids) != len(set(ids)):
        yield f"ids twice: {ids}"
    for row in rows:
        for key in ("id", "name"):
            said = row[key]
            if not said or said != said.strip() or len(said) > 500 or (key == "id" and unseen(said)):
                yield f"{key} {said!r}"
        if row["kind"] not in [kind.value for kind in Kind]:
            yield f"kind {row['kind']!r}"
        for name, fact in people.facts.items():
            value = row[name]
            if value is not None and not (row["kind"] in [k.value for k in people.kinds[name]] and fits(fact, value)):
                yield f"{row['id']} {name} {value!r}"
    known = {str(document.id) for document in getattr(people.loaded.campaign.procedure, "documents", ())}
    papers = evidence.dossiers.to_dicts() if evidence.dossiers is not None else []
    for paper in papers:
        sets, originals = paper["sets"], paper["originals"]
        if paper["participant"] not in ids or paper["document"] not in known:
            yield f"paper of nobody: {paper}"
        if any(count is not None and count < 0 for count in (sets, originals)):
            yield f"paper with a count below 0: {paper}"
    if len({(paper["participant"], paper["document"]) for paper in papers}) != len(papers):
        yield "a paper twice"


def unseen(text: str) -> bool:
    return any(unicodedata.category(char) in UNSEEN for char in text)


def fits(fact: Fact, value: Any) -> bool:
    """Whether a value lies in the fact's domain."""
    inside = fact.max is None or isinstance(value, (str, bool, date)) or value <= fact.max
    if fact.type is FactType.FLAG:
        return isinstance(value, bool)
    if fact.type is FactType.COUNT:
        return type(value) is int and 0 <= value < 2**63 and inside
    if fact.type in (FactType.NUMBER, FactType.PERCENT):
        exact = isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 29 and decimals(value) <= 9
        return exact and inside and (fact.type is FactType.NUMBER or value >= 0)
    if fact.type is FactType.RATING:
        return type(value) is int and 0 <= value < len(fact.ladder)
    if fact.type is FactType.SET:
        return type(value) is int and 0 <= value < 1 << len(fact.members)
    if fact.type is FactType.DATE:
        return type(value) is date and 1950 <= value.year <= 2100
    return (
        isinstance(value, str)
        and len(value) <= 32_767
        and not any(ord(char) < 32 and char not in "\t\r\n" for char in value)
    )


def decimals(number: Decimal) -> int:
    """Digits behind the decimal sign, counted without arithmetic: that would round."""
    _sign, digits, exponent = number.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0")
    return max(0, -int(exponent) - (len(digits) - len(kept))) if kept else 0


def misread(one: Mutant, evidence: Evidence) -> Iterator[str]:
    """Spoilt cells that were read as something they do not say."""
    rows = {row["id"]: row for row in evidence.frame.to_dicts()}
    for spoilt in one.spoilt:
        value = rows.get(spoilt.id, {}).get(spoilt.fact)
        if value is not None and value not in spoilt.accepted and ... not in spoilt.accepted:
            yield f"{spoilt} read as {value!r}"


def unsourced(one: Mutant, evidence: Evidence) -> Iterator[str]:
    """Values that do not lead back to a place."""
    for row in evidence.frame.to_dicts():
        for name in set(row) - {"_sheet", "_row", "kind"}:
            place = evidence.source(row["_sheet"], row["_row"], name) if row[name] not in (None, "") else "F"
            if place is None or not (place == "F" or PLACES[one.file].match(place)):
                yield f"{row['id']} {name} from {place!r}"


# The mutations in processes of their own, so that a death or a hang is counted and not suffered.


def work(pipe: Any, numbers: Sequence[int]) -> None:
    """Try `numbers` in this process, telling each as it ends."""
    with TemporaryDirectory() as folder:
        for number in numbers:
            pipe.send(tried(number, Path(folder)))


def lane(numbers: Sequence[int]) -> list[Tried]:
    """Try `numbers` in another process, in a new one after it died or hung."""
    spawn = multiprocessing.get_context("spawn")
    results: list[Tried] = []
    while len(results) < len(numbers):
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=work, args=(theirs, numbers[len(results) :]), daemon=True)
        process.start()
        theirs.close()
        try:
            while len(results) < len(numbers):
                if not ours.poll(PATIENCE):
                    raise TimeoutError
                results.append(ours.recv())
        except (EOFError, TimeoutError) as end:
            ended = "hang" if isinstance(end, TimeoutError) else "death"
            results.append(Tried(numbers[len(results)], "?", ended, (ended,)))
        finally:
            process.kill()
            process.join()
            ours.close()
    return results


@pytest.fixture(scope="module")
def results() -> list[Tried]:
    """Every mutation tried, in two processes."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with ThreadPoolExecutor(LANES) as pool:
            parts = list(pool.map(lane, [range(start, COUNT, LANES) for start in range(LANES)]))
    finally:
        os.environ.pop("POLARS_MAX_THREADS")
        os.environ.update({} if before is None else {"POLARS_MAX_THREADS": before})
    return sorted((one for part in parts for one in part), key=lambda one: one.number)


def told(results: Sequence[Tried], *starts: str) -> list[str]:
    """What is wrong, with the number of its mutation."""
    return [f"#{one.number} {one.does}: {what}" for one in results for what in one.wrong if what.startswith(starts)][
        :20
    ]


def test_no_mutation_ends_or_surprises_the_program(results, capsys):
    """Every mutated file is read and scored, or refused as the user's: no traceback, no death, no hang."""
    ends = Counter(one.ended for one in results)
    out = sum(what.startswith("domain") for one in results for what in one.wrong)
    with capsys.disabled():
        print(
            f"\n{len(results)} mutations: {ends['read']} read, {ends['refused']} refused, {ends['traceback']} tracebacks, "
            f"{ends['death']} deaths, {ends['hang']} hangs, {out} values out of domain"
        )
    assert [f"#{one.number} {one.does}: {one.wrong}" for one in results if one.ended not in ("read", "refused")] == []
    assert len(results) == COUNT


def test_every_fault_says_where(results):
    """Whatever is refused is refused at file › sheet › cell, or at a line that the file has."""
    assert told(results, "place") == []


def test_nothing_outside_its_domain_is_scored(results):
    """No verdict rests on a value that the dictionary does not allow or that its cell does not say."""
    assert told(results, "domain") == []


def test_mutations_neither_all_pass_nor_all_fail(results):
    """Of tables and workbooks alike some are read and many are refused: the mutations bite, and not too hard."""
    for file in ("F.csv", "F.xlsx"):
        ends = Counter(one.ended for one in results if one.does.startswith(file))
        assert min(ends["read"], ends["refused"]) >= max(1, sum(ends.values()) // 10)


@pytest.mark.parametrize("id", [*CAMPAIGNS, EVERY_TYPE])
def test_what_is_mutated_is_read_whole_before(id, tmp_path):
    """Unmutated, the form and both CSVs give the same evidence of everybody: what is refused, a mutation spoilt."""
    people = base(id)
    frames = []
    for name, delimiter, sign in (("a.csv", ",", "."), ("b.csv", ";", ","), ("F.xlsx", "", "")):
        path = tmp_path / name
        if delimiter:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=delimiter).writerows(grid(people, sign))
        else:
            path.write_bytes(people.form)
        frames.append(read([path], people.loaded.campaign).frame.drop("_sheet", "_row").sort("id"))
    assert frames[0].height == len(people.people)
    assert all(frame.equals(frames[0]) for frame in frames[1:])


@pytest.mark.parametrize("name", ["co", "dem", "diem", "diem_toi_da", "ty_le", "ngay"])
@pytest.mark.parametrize(("delimiter", "sign"), [(",", "."), (";", ",")], ids=["point", "comma"])
def test_every_cell_that_mutations_write_is_read_as_listed_or_refused(name, delimiter, sign, tmp_path):
    """Each cell of the list, in a column of each type: one of its readings, nothing for a blank, else a fault there."""
    people = base(EVERY_TYPE)
    path = tmp_path / "F.csv"
    written = [(localised(cell, sign), readings) for cell, readings in CELLS if "\0" not in cell]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=delimiter)
        lines.writerow(["id", "name", "kind", name])
        lines.writerows([f"P{n}", f"Phòng {n}", "Tập thể", cell] for n, (cell, _readings) in enumerate(written))
    frame = read([path], people.loaded.campaign, partial=True).frame
    got = dict(frame.select("id", name).iter_rows())
    expected = {
        f"P{n}": accepted(people.facts[name], readings)
        for n, (cell, readings) in enumerate(written)
        if accepted(people.facts[name], readings) or cell.strip() in ("", "-")
    }
    told = {f"P{n}": cell[:40] for n, (cell, _readings) in enumerate(written)}
    assert {told[id] for id in set(got) ^ set(expected)} == set()
    assert {told[id]: value for id, value in got.items() if value not in (expected[id] or [None])} == {}


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        started, found = time.monotonic(), mutant(int(argument))
        Path(f"{argument}.{found.file}").write_bytes(found.data)
        with TemporaryDirectory() as place:
            print(tried(int(argument), Path(place)), f"{time.monotonic() - started:.1f} s")
