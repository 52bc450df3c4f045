"""Cells: what is written, and as what it may be read, by type; for any other type it must be refused."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from emulation_core.model import Fact, FactType
from mutations.people import Base

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
