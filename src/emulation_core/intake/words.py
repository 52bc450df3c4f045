"""Words of a cell: what two spellings have in common, how a cell is shown in a message, and ids and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from emulation_core.evidence import same
from emulation_core.i18n import _

ERROR_CELL = re.compile(r"#[A-Z]+[A-Z0-9/_]*[!?]|#N/A|#GETTING_DATA|#{4,}|Err:[0-9]+")
"""What workbooks write where a formula failed, or where a column was too narrow for its number."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
"""Characters that nobody types and no document can hold; tabs and line breaks are not among them."""
UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters without a shape: joiners, soft hyphens, and the marks that turn the direction of writing."""
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""The marks that turn the direction of writing: with them a name reads otherwise than it is stored."""
_BREAKS = re.compile(r"\s*[\t\r\n]\s*")
LONGEST = {"id": 200, "name": 500, "unit": 500}
"""Characters in an id, a name and a unit."""
MOST_DIGITS = 15
"""Digits of a number that a workbook keeps; it puts zeros for the others."""
_ALIKE, _APART = 0.75, 0.03
_LONGEST_SHOWN = 80


def named_date(day: date) -> str:
    """A day as people write it here: 31/12/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def shown(cell: object) -> str:
    """A cell in a message: short, on one line, nothing in it that a terminal would obey."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, Decimal) and cell.is_finite():
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return named_date(cell) + ("" if cell.time() == datetime.min.time() else f" {cell:%H:%M:%S}")
    if isinstance(cell, date):
        return named_date(cell)
    text = str(cell)
    short = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return short if short.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def unlike(cell: object, accepted: Iterable[str], meant: Iterable[str] = (), hint: str = "") -> ValueError:
    """The refusal of a cell: what was seen, what is accepted, and the one of `meant` that is nearest."""
    if isinstance(cell, date):
        hint = hint or _("the cell is formatted as a date")
    near = nearest(cell, meant) if isinstance(cell, str) else None
    if near is not None:
        hint = _("did you mean {word}?").format(word=near)
    what = _("{cell} is not accepted; accepted: {accepted}").format(cell=shown(cell), accepted=", ".join(accepted))
    return ValueError(f"{what}; {hint}" if hint else what)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is a slip of, accents aside; None where none or more than one is near."""
    options = list(known)
    if not options or len(word) > _LONGEST_SHOWN:
        return None
    from difflib import SequenceMatcher  # only where something is wrong

    matcher = SequenceMatcher(None, "", bare(word))
    near = []
    for one in options:
        matcher.set_seq1(bare(one))
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            near.append((matcher.ratio(), one))
    near.sort(reverse=True)
    if not near or (len(near) > 1 and near[0][0] - near[1][0] < _APART):
        return None
    return near[0][1]


@lru_cache(4096)
def bare(text: str) -> str:
    """`text`, a word or a label, without accents, case and spare spaces."""
    marks = unicodedata.normalize("NFD", same(text).replace("đ", "d"))
    return "".join(char for char in marks if not unicodedata.combining(char))


def identity(key: str, cell: object, number_format: str = "") -> str:
    """An id, a name or a unit as text; empty where there is none.

    A number is the figure that the cell shows: with a number format such as `0000`, with its zeros. Raises `ValueError`
    for what no office calls anybody: an error cell, a date, a fraction, a figure too long, characters without a shape.
    """
    if cell is None:
        return ""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return _figure(cell, number_format)
    if not isinstance(cell, str):
        raise unlike(cell, [_("text")])
    text = unicodedata.normalize("NFC", cell).strip()
    if text == "-":
        return ""
    if ERROR_CELL.fullmatch(text):
        raise ValueError(_("{cell} is an error of the workbook").format(cell=text))
    if len(text) > LONGEST[key]:
        what = _("{count} characters; at most {most} are read")
        raise ValueError(what.format(count=len(text), most=LONGEST[key]))
    if text.isprintable() and text.isascii():
        return text
    if CONTROL.search(text) or (key == "id" and not text.replace("\u00a0", " ").isprintable()):
        raise ValueError(_("{cell} holds a control character").format(cell=shown(text)))
    if TURNS.search(text) or (key == "id" and UNSEEN.search(text)):
        raise ValueError(_("{cell} holds a character that cannot be seen").format(cell=shown(text)))
    return _BREAKS.sub(" ", text)


def _figure(cell: int | float | Decimal, number_format: str) -> str:
    number = Decimal(repr(cell) if isinstance(cell, float) else cell)
    if not number.is_finite() or number != number.to_integral_value():
        raise ValueError(_("{cell} is a number with a fraction; format the cell as text").format(cell=shown(cell)))
    if abs(number) >= 10**MOST_DIGITS:
        what = _("{cell} is a number of more than {most} digits; format the cell as text and type it again")
        raise ValueError(what.format(cell=shown(cell), most=MOST_DIGITS))
    return str(int(number)).zfill(len(number_format) if pads(number_format) else 0)


def pads(number_format: str) -> bool:
    """Whether a number format shows zeros in front, as `0000` does."""
    return len(number_format) > 1 and set(number_format) == {"0"}
