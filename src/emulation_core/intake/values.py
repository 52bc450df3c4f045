"""One cell to one typed value, by the dictionary and never by guessing; what cannot be read says what is accepted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from emulation_core.evidence import same
from emulation_core.i18n import _
from emulation_core.intake.words import CONTROL, ERROR_CELL, named_date, shown, unlike
from emulation_core.model import KINDS, Fact, FactType, Kind, fits

Value = bool | int | Decimal | date | str | None
YES = ("có", "đạt", "true", "1")
NO = ("không", "không đạt", "false", "0")
KIND_LABELS = {Kind.COLLECTIVE: "Tập thể", Kind.INDIVIDUAL: "Cá nhân", Kind.AGENCY: "Cơ quan"}
_KINDS = {word: kind for kind, label in KIND_LABELS.items() for word in (kind.value, same(label))}
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
"""Days outside are slips: a small number in a cell formatted as a date is a day of the year 1900."""
LONGEST_TEXT = 32_767
"""Characters in a text, as many as a workbook's cell can hold."""
_LONGEST_NUMBER = 80
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]+))?")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].')
MOST_COUNT = 2**63 - 1


def parse_value(fact: Fact, cell: object, decimal: str = ",", number_format: str = "") -> Value:
    """The value of `cell` for `fact`, as its column stores it; None where there is no evidence.

    `decimal` is the sign that numbers written as text use; `number_format` is the cell's own, which says what a number
    in a percent column shows. Raises `ValueError` saying what was seen and is accepted.
    """
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFC", cell).strip()
        if ERROR_CELL.fullmatch(cell):
            raise ValueError(_("{cell} is an error of the workbook").format(cell=cell))
    if cell is None or cell in ("", "-"):
        return None
    if fact.type is FactType.PERCENT:
        return _percent(fact, cell, decimal, number_format)
    return _PARSERS[fact.type](fact, cell, decimal)


def parse_kind(cell: object) -> Kind:
    """The kind of participant a cell names, by its id or its Vietnamese label."""
    kind = _KINDS.get(same(str(cell or "")))
    if kind is None:
        raise unlike(cell, [f"{kind.value} ({KIND_LABELS[kind]})" for kind in KINDS], KIND_LABELS.values())
    return kind


def _flag(fact: Fact, cell: object, decimal: str) -> bool:
    word = same(str(int(cell)) if isinstance(cell, (int, float)) and cell in (0, 1) else str(cell))
    if word in YES or word in NO:
        return word in YES
    accepted = ["có", "không", "đạt", "không đạt"]
    raise unlike(cell, accepted, accepted)


def _exact(cell: object, decimal: str) -> Decimal | None:
    """The number in a cell, exactly as written; None where there is none."""
    if isinstance(cell, str):
        return _written(cell, decimal)
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return None
    number = Decimal(repr(cell) if isinstance(cell, float) else cell)
    return number if number.is_finite() else None


def _written(text: str, decimal: str) -> Decimal | None:
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if match is None:
        return None
    sign, whole, mark, rest = match.groups()
    if not (whole or rest):
        return None
    if mark and mark != decimal and len(rest) == 3:
        what = _("{cell} can be read two ways, {one} or {other}; write it without the sign for thousands")
        raise ValueError(what.format(cell=text, one=f"{whole}{rest}", other=f"{whole}{decimal}{rest}"))
    return Decimal(f"{sign}{whole or '0'}.{rest}" if rest else sign + whole)


def _stored(fact: Fact, number: Decimal, cell: object) -> Decimal:
    """`number` if its column holds it to the last digit and the fact allows it."""
    if not fits(number):
        what = _("{cell} has more than 29 digits before or 9 after the decimal sign; round it")
        raise ValueError(what.format(cell=shown(cell)))
    if fact.max is not None and number > fact.max:
        raise ValueError(_("{cell} is more than {max}").format(cell=f"{number:f}", max=f"{fact.max:f}"))
    return number


def _count(fact: Fact, cell: object, decimal: str) -> int:
    number = _exact(cell, decimal)
    if number is None or not 0 <= number <= MOST_COUNT or number != number.to_integral_value():
        raise unlike(cell, [_("a whole number, 0 or more")])
    return int(_stored(fact, number, cell))


def _number(fact: Fact, cell: object, decimal: str) -> Decimal:
    number = _exact(cell, decimal)
    if number is None:
        raise unlike(cell, [_("a number")])
    return _stored(fact, number, cell)


def _percent(fact: Fact, cell: object, decimal: str, number_format: str) -> Decimal:
    marked = isinstance(cell, str) and cell.endswith("%")
    number = _exact(cell[:-1].rstrip() if marked and isinstance(cell, str) else cell, decimal)
    if number is None or number < 0:
        raise unlike(cell, [_("a percentage such as 90 or 90%")])
    if not isinstance(cell, str) and "%" in number_format:
        marked = True
        if shows_hundredths(number_format):
            number *= 100
            if number >= 1000:
                what = _("{cell} with this number format shows {whole} %; write {cell}% or change the format")
                raise ValueError(what.format(cell=shown(cell), whole=f"{number:f}"))
    if 0 < number < 1 and not marked:
        what = _("{cell} can be read two ways, {cell} % or {whole} %; write the sign %")
        raise ValueError(what.format(cell=shown(cell), whole=f"{(number * 100).normalize():f}"))
    return _stored(fact, number, cell)


@lru_cache(256)
def shows_hundredths(number_format: str) -> bool:
    """Whether a number format shows 0.9 as 90 % (`0%`), its sign % being more than a word (`0"%"`)."""
    return "%" in _QUOTED.sub("", number_format)


def _option(fact: Fact, word: str) -> int | None:
    for n, option in enumerate(fact.options):
        if same(word) in (option, same(fact.name_of(option))):
            return n
    return None


def _rating(fact: Fact, cell: object, decimal: str) -> int:
    place = _option(fact, cell) if isinstance(cell, str) else None
    if place is None:
        labels = [fact.name_of(option) for option in fact.ladder]
        raise unlike(cell, labels, labels)
    return place


def _set(fact: Fact, cell: object, decimal: str) -> int:
    words = [word for word in re.split("[;,]", str(cell)) if word.strip()]
    if [same(word) for word in words] == ["không"]:
        return 0
    labels = [fact.name_of(option) for option in fact.members]
    mask = 0
    for word in words:
        place = _option(fact, word) if isinstance(cell, str) else None
        if place is None:
            raise unlike(word.strip() if isinstance(cell, str) else cell, [*labels, "không"], labels)
        mask |= 1 << place
    if not words:
        raise unlike(cell, [*labels, "không"])
    return mask


def _date(fact: Fact, cell: object, decimal: str) -> date:
    accepted = ["31/12/2026", "2026-12-31"]
    hint = ""
    found = None
    if isinstance(cell, datetime):
        found = cell.date() if cell.time() == datetime.min.time() else None
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        found, hint = _day_written(cell)
    if found is None:
        raise unlike(cell, accepted, hint=hint)
    if not FIRST_DAY <= found <= LAST_DAY:
        what = _("the day {day} is before {first} or after {last}")
        first, last = named_date(FIRST_DAY), named_date(LAST_DAY)
        raise ValueError(what.format(day=named_date(found), first=first, last=last))
    return found


def _day_written(text: str) -> tuple[date | None, str]:
    """The day that `text` writes, or None with a hint where month and day seem to have changed places."""
    slashes, iso = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
    if slashes:
        day, month, year = map(int, slashes.groups())
    elif iso:
        year, month, day = map(int, iso.groups())
    else:
        return None, ""
    try:
        return date(year, month, day), ""
    except ValueError:
        pass
    if month > 12 >= day:
        try:
            meant = named_date(date(year, day, month))
        except ValueError:
            return None, ""
        return None, _("the day comes before the month; did you mean {day}?").format(day=meant)
    return None, ""


def day_of(text: str) -> int | None:
    """The day of the month that `text` writes as dd/mm/yyyy; None where it writes no such day."""
    slashed = _DAY.fullmatch(text.strip())
    return int(slashed[1]) if slashed and _day_written(text.strip())[0] else None


def _text(fact: Fact, cell: object, decimal: str) -> str:
    if isinstance(cell, str):
        if len(cell) > LONGEST_TEXT:
            what = _("{count} characters; at most {most} are read")
            raise ValueError(what.format(count=len(cell), most=LONGEST_TEXT))
        if CONTROL.search(cell):
            raise ValueError(_("{cell} holds a control character").format(cell=shown(cell)))
        return cell
    # What people see in the cell: a whole number without a tail, a day as days are written here.
    number = isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool) and Decimal(cell).is_finite()
    midnight = isinstance(cell, date) and (not isinstance(cell, datetime) or cell.time() == datetime.min.time())
    if not (number or midnight):
        raise unlike(cell, [_("text")])
    return shown(cell)


_PARSERS: dict[FactType, Callable[[Fact, object, str], Value]] = {
    FactType.FLAG: _flag,
    FactType.COUNT: _count,
    FactType.NUMBER: _number,
    FactType.RATING: _rating,
    FactType.SET: _set,
    FactType.DATE: _date,
    FactType.TEXT: _text,
}
