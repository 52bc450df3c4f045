"""Amounts, days and names as Vietnamese papers write them (NĐ 30/2020/NĐ-CP, Phụ lục I, II.4)."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = "tỷ"
_KINDS = {
    "KH": "Kế hoạch",
    "QĐ": "Quyết định",
    "CV": "Công văn",
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "TT": "Thông tư",
    "CT": "Chỉ thị",
    "HD": "Hướng dẫn",
}
_CITED = re.compile(r"^(?P<kind>\w+) (?P<number>\S+/\S+) (?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})$")


def grouped(amount: int) -> str:
    """1520000 -> "1.520.000"."""
    return f"{amount:,}".replace(",", ".")


def dong(amount: int) -> str:
    """1520000 -> "1.520.000 đồng"."""
    return f"{grouped(amount)} đồng"


def spelled(amount: int) -> str:
    """1520000 -> "Một triệu năm trăm hai mươi nghìn đồng"; `amount` is 0 or more."""
    words = " ".join(_number(amount)) or _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(amount: int) -> list[str]:
    billions, rest = divmod(amount, 10**9)
    words = [*_number(billions), _BILLION] if billions else []
    for power in (2, 1, 0):
        group, rest = divmod(rest, 1000**power)
        if group:
            words += [*_below_thousand(group, full=bool(words)), *filter(None, [_GROUPS[power]])]
    return words


def _below_thousand(group: int, full: bool) -> list[str]:
    """Three digits; `full` says the hundreds also when they are zero, because something stands before."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        # 21 mốt, 15 and 25 lăm, 24 tư: what one hears after the tens.
        sounds = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm" if tens else "năm"}
        words.append(sounds.get(ones, _DIGITS[ones]))
    return words


def long_day(day: date) -> str:
    """ "ngày 05 tháng 3 năm 2027": days below 10 and the months 1 and 2 with a zero before them."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def cited(text: str) -> str:
    """A paper as others cite it: "KH 52/KH-UBND 06/4/2022" -> "Kế hoạch số 52/KH-UBND ngày 06 tháng 4 năm 2022".

    What is not written so stays as it is.
    """
    found = _CITED.match(text)
    if found is None or found["kind"] not in _KINDS:
        return text
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return text
    return f"{_KINDS[found['kind']]} số {found['number']} {long_day(day)}"


def inside(text: str) -> str:
    """`text` as the middle of a sentence: its first letter small, unless its first word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """`text` as a sentence: with a full stop at its end."""
    return f"{text.rstrip().removesuffix('.')}."
