"""Values as text: plain for JSON and the ledger, as people write them for sentences, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from emulation_core.i18n import language, pick
from emulation_core.model import Fact, FactType, Id, Kind

KIND_WORDS = {
    Kind.COLLECTIVE: ("tập thể", "collectives"),
    Kind.INDIVIDUAL: ("cá nhân", "individuals"),
    Kind.AGENCY: ("cơ quan", "the agency"),
}
"""What the kinds are called, in Vietnamese and English."""


def plain(fact: Fact | None, value: object) -> str | None:
    """A value in plain notation for JSON: exact decimals, rung and member ids, true/false, ISO dates; None: absent."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if fact is not None and fact.type is FactType.RATING and isinstance(value, int):
        return fact.options[value]
    if fact is not None and fact.type is FactType.SET and isinstance(value, int):
        return ";".join(_members(fact, value))
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def as_text(fact: Fact, name: str) -> pl.Expr:
    """The column of fact `name` (String), each value as `plain` writes it; null where there is none."""
    column = pl.col(name)
    if fact.type in (FactType.NUMBER, FactType.PERCENT):
        # These columns have one scale, so the point is always there.
        return column.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
    if fact.type is FactType.RATING:
        return pl.lit(pl.Series(list(fact.ladder), dtype=pl.String)).gather(column)
    if fact.type is FactType.SET:
        held = [pl.when(column & (1 << n) != 0).then(pl.lit(member)) for n, member in enumerate(fact.members)]
        return pl.when(column.is_not_null()).then(pl.concat_str(held, separator=";", ignore_nulls=True))
    return column.cast(pl.String)


def shown(fact: Fact | None, value: object) -> str:
    """A value as people write it in the language in force."""
    vietnamese = language() == "vi"
    if value is None:
        return ""
    if isinstance(value, bool):
        return pick(("có", "yes")) if value else pick(("không", "no"))
    if fact is not None and fact.type is FactType.RATING and isinstance(value, int):
        return f"«{fact.name_of(fact.options[value])}»"
    if fact is not None and fact.type is FactType.SET and isinstance(value, int):
        return ", ".join(fact.name_of(m) for m in _members(fact, value)) or pick(("không", "none"))
    if isinstance(value, Decimal):
        text = plain_decimal(value)
        return (text.replace(".", ",") if vietnamese else text) + (
            " %" if fact and fact.type is FactType.PERCENT else ""
        )
    return show_day(value) if isinstance(value, date) else str(value)


def _members(fact: Fact, mask: int) -> Iterator[Id]:
    yield from (member for n, member in enumerate(fact.members) if mask >> n & 1)


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: "88.5", "90", "0"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_day(day: date) -> str:
    """A day as the language in force writes it: 28/02/2027, 2027-02-28."""
    return day.strftime("%d/%m/%Y") if language() == "vi" else day.isoformat()


def typed(fact: Fact, text: str) -> object:
    """The value that `plain` wrote as `text`: its inverse for values of `fact`."""
    if fact.type is FactType.FLAG:
        return text == "true"
    if fact.type is FactType.COUNT:
        return int(text)
    if fact.type in (FactType.NUMBER, FactType.PERCENT):
        return Decimal(text)
    if fact.type is FactType.RATING:
        return [*fact.ladder].index(Id(text))
    if fact.type is FactType.SET:
        return sum(1 << [*fact.members].index(Id(member)) for member in text.split(";") if member)
    return date.fromisoformat(text) if fact.type is FactType.DATE else text
