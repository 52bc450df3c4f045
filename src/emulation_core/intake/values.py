"""One cell to one typed value, by the dictionary and never by guessing; what cannot be read says what is accepted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from emulation_core.i18n import _
from emulation_core.model import KINDS, Fact, FactType, Kind

Value = bool | int | Decimal | date | str | None
YES = ("có", "đạt", "true", "1")
NO = ("không", "không đạt", "false", "0")
KIND_LABELS = {Kind.COLLECTIVE: "Tập thể", Kind.INDIVIDUAL: "Cá nhân", Kind.AGENCY: "Cơ quan"}
_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]+))?")
_MAX_COUNT = 2**63 - 1


def same(text: str) -> str:
    """What two spellings of one word have in common: NFC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def parse_value(fact: Fact, cell: object, decimal: str = ",") -> Value:
    """The value of `cell` for `fact`, as its column stores it; None where there is no evidence.

    `decimal` is the sign that numbers written as text use. Raises `ValueError` saying what was seen and is accepted.
    """
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFC", cell).strip()
        if cell.startswith("#"):
            raise ValueError(_("{cell} is an error of the workbook").format(cell=cell))
    if cell is None or cell in ("", "-"):
        return None
    return _PARSERS[fact.type](fact, cell, decimal)


def parse_kind(cell: object) -> Kind:
    """The kind of participant a cell names, by its id or its Vietnamese label."""
    word = same(str(cell or ""))
    for kind in KINDS:
        if word in (kind.value, same(KIND_LABELS[kind])):
            return kind
    raise _unlike(cell, [f"{kind.value} ({KIND_LABELS[kind]})" for kind in KINDS])


def _unlike(cell: object, accepted: Iterable[str]) -> ValueError:
    shown = str(cell).lower() if isinstance(cell, bool) else str(cell)
    return ValueError(
        _("{cell} is not accepted; accepted: {accepted}").format(cell=shown[:80], accepted=", ".join(accepted))
    )


def _flag(fact: Fact, cell: object, decimal: str) -> bool:
    word = same(str(int(cell)) if isinstance(cell, (int, float)) and cell in (0, 1) else str(cell))
    if word in YES or word in NO:
        return word in YES
    raise _unlike(cell, ["có", "không", "đạt", "không đạt"])


def _exact(cell: object, decimal: str, accepted: str) -> Decimal:
    """A number from a cell, exactly as written."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal, str)):
        raise _unlike(cell, [accepted])
    number = (
        _written(cell, decimal, accepted)
        if isinstance(cell, str)
        else Decimal(repr(cell) if isinstance(cell, float) else cell)
    )
    if not number.is_finite():
        raise _unlike(cell, [accepted])
    if number and (number.adjusted() > 28 or int(number.normalize().as_tuple().exponent) < -9):
        raise ValueError(_("{cell} has more than 29 digits before or 9 after the decimal sign").format(cell=cell))
    return number


def _written(text: str, decimal: str, accepted: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if match is None or not (match[2] or match[4]):
        raise _unlike(text, [accepted])
    sign, whole, mark, rest = match.groups()
    if mark and mark != decimal and len(rest) == 3:
        what = _("{cell} can be read two ways, {one} or {other}; write it without the sign for thousands")
        raise ValueError(what.format(cell=text, one=f"{whole}{rest}", other=f"{whole}{decimal}{rest}"))
    return Decimal(f"{sign}{whole or '0'}.{rest or '0'}")


def _count(fact: Fact, cell: object, decimal: str) -> int:
    accepted = _("a whole number, 0 or more")
    number = _exact(cell, decimal, accepted)
    if number != number.to_integral_value() or not 0 <= number <= _MAX_COUNT:
        raise _unlike(cell, [accepted])
    return int(_bounded(fact, number))


def _number(fact: Fact, cell: object, decimal: str) -> Decimal:
    return _bounded(fact, _exact(cell, decimal, _("a number")))


def _percent(fact: Fact, cell: object, decimal: str) -> Decimal:
    accepted = _("a percentage such as 90 or 90%")
    marked = isinstance(cell, str) and cell.endswith("%")
    number = _exact(cell[:-1].rstrip() if marked and isinstance(cell, str) else cell, decimal, accepted)
    if number < 0:
        raise _unlike(cell, [accepted])
    if 0 < number < 1 and not marked:
        what = _("{cell} can be read two ways, {cell} % or {whole} %; write the sign %")
        raise ValueError(what.format(cell=cell, whole=f"{(number * 100).normalize():f}"))
    return _bounded(fact, number)


def _bounded(fact: Fact, number: Decimal) -> Decimal:
    if fact.max is not None and number > fact.max:
        raise ValueError(_("{cell} is more than {max}").format(cell=f"{number:f}", max=f"{fact.max:f}"))
    return number


def _option(fact: Fact, word: str) -> int | None:
    for n, option in enumerate(fact.options):
        if same(word) in (option, same(fact.name_of(option))):
            return n
    return None


def _rating(fact: Fact, cell: object, decimal: str) -> int:
    place = _option(fact, cell) if isinstance(cell, str) else None
    if place is None:
        raise _unlike(cell, [fact.name_of(option) for option in fact.ladder])
    return place


def _set(fact: Fact, cell: object, decimal: str) -> int:
    words = [word for word in re.split("[;,]", str(cell)) if word.strip()]
    if [same(word) for word in words] == ["không"]:
        return 0
    mask = 0
    for word in words:
        place = _option(fact, word) if isinstance(cell, str) else None
        if place is None:
            raise _unlike(word.strip(), [*(fact.name_of(option) for option in fact.members), "không"])
        mask |= 1 << place
    if not words:
        raise _unlike(cell, [*(fact.name_of(option) for option in fact.members), "không"])
    return mask


def _date(fact: Fact, cell: object, decimal: str) -> date:
    if isinstance(cell, datetime):
        if cell.time() == datetime.min.time():
            return cell.date()
    elif isinstance(cell, date):
        return cell
    elif isinstance(cell, str):
        for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(cell, pattern).date()
            except ValueError:
                continue
    raise _unlike(cell, ["31/12/2026", "2026-12-31"])


def _text(fact: Fact, cell: object, decimal: str) -> str:
    return str(cell)


_PARSERS: dict[FactType, Callable[[Fact, object, str], Value]] = {
    FactType.FLAG: _flag,
    FactType.COUNT: _count,
    FactType.NUMBER: _number,
    FactType.PERCENT: _percent,
    FactType.RATING: _rating,
    FactType.SET: _set,
    FactType.DATE: _date,
    FactType.TEXT: _text,
}
