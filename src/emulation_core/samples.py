"""Evidence that tries a rule: every combination of absence and of values on both sides of what it compares with."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import product
from math import prod
from typing import Any

import polars as pl

from emulation_core.model import DECIMALS, QUANTITY, Fact, FactType, column_type

MOST = 1200
"""Rows of one table; where there are more combinations, always the same ones are drawn."""
STEP = Decimal(1).scaleb(-DECIMALS)
"""The smallest step between two numbers or percents."""
_LARGE_SET = 4
_DAYS = (date(2026, 1, 1), date(2026, 12, 31))


def table(facts: Mapping[str, Fact], numbers: Iterable[Decimal | int] = (), most: int = MOST) -> pl.DataFrame:
    """A typed column for each of `facts`, with absence and every value that matters beside `numbers`."""
    stated = sorted(set(map(Decimal, numbers)))
    choices = [[None, *values(fact, stated)] for fact in facts.values()]
    rows = list(product(*choices)) if prod(map(len, choices)) <= most else list(_drawn(choices, most))
    schema = {name: column_type(fact.type) for name, fact in facts.items()}
    if not schema:
        return pl.DataFrame({"_": [None, None]})
    return pl.DataFrame({name: [row[n] for row in rows] for n, name in enumerate(schema)}, schema=schema)


def _drawn(choices: Sequence[Sequence[Any]], most: int) -> Iterator[tuple[Any, ...]]:
    """Rows of first, second, … values together, then combinations by lot, always the same."""
    for n in range(max(map(len, choices))):
        yield tuple(choice[min(n, len(choice) - 1)] for choice in choices)
    lot = random.Random(0)
    for _n in range(most):
        yield tuple(lot.choice(choice) for choice in choices)


def values(fact: Fact, numbers: Sequence[Decimal]) -> list[Any]:
    """The values of `fact` that may make a difference to a rule that names `numbers`."""
    if fact.type is FactType.RATING:
        return list(range(len(fact.ladder)))
    if fact.type is FactType.SET:
        several = len(fact.members)
        return (
            list(range(2**several)) if several <= _LARGE_SET else [0, *(1 << n for n in range(several)), 2**several - 1]
        )
    if fact.type in QUANTITY:
        return _figures(fact, numbers)
    plain: Mapping[FactType, list[Any]] = {
        FactType.FLAG: [False, True],
        FactType.DATE: list(_DAYS),
        FactType.TEXT: ["a", "b"],
    }
    return plain[fact.type]


def _figures(fact: Fact, numbers: Sequence[Decimal]) -> list[Any]:
    """0, 1, 2 and what lies at and beside each number, inside the fact's domain."""
    found = {Decimal(n) for n in (0, 1, 2)}
    for number in numbers:
        if fact.type is FactType.COUNT:
            whole = number.to_integral_value(ROUND_FLOOR)
            found |= {whole - 1, whole, whole + 1}
        else:
            found |= {number - STEP, number, number + STEP}
    inside = sorted(each for each in found if each >= 0 and (fact.max is None or each <= fact.max))
    return [int(each) for each in inside] if fact.type is FactType.COUNT else inside


def steps(frame: pl.DataFrame, name: str, fact: Fact) -> Iterator[pl.DataFrame]:
    """`frame` with `fact` moved by the smallest step down and up; out of its domain it is absent."""
    if fact.type is not FactType.RATING and fact.type not in QUANTITY:
        return
    fine = fact.type in (FactType.NUMBER, FactType.PERCENT)
    step = pl.lit(STEP if fine else 1, column_type(fact.type))
    most = len(fact.ladder) - 1 if fact.type is FactType.RATING else fact.max
    for moved in (pl.col(name) - step, pl.col(name) + step):
        inside = moved >= 0 if most is None else (moved >= 0) & (moved <= most)
        yield frame.with_columns(pl.when(inside).then(moved).alias(name))
