"""Small tools over columns of whole numbers, and how a query is run. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, reduce
from math import gcd, prod
from operator import and_
from typing import Any, Literal

import polars as pl

from emulation_core.model import JOB

_ROOMS = {pl.UInt32: 2**32, pl.Int64: 2**62}
MANY, STREAM = 50_000, 250_000
"""Rows from which a second thread and a query that is thought over are worth their while; and a stream."""
_PARTS, _DRAWN = 8, 1000


def engine(rows: int) -> Literal["streaming", "in-memory"]:
    """The engine that runs a query over so many rows sooner."""
    return "streaming" if rows > STREAM else "in-memory"


def with_computed(frame: pl.DataFrame, columns: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """`frame` with `columns`; the others are not copied."""
    if frame.height <= MANY:
        return frame.with_columns(**columns)
    return frame.with_columns(computed(frame, columns).iter_columns())


def computed(frame: pl.DataFrame, columns: Mapping[str, pl.Expr], *later: Sequence[pl.Expr]) -> pl.DataFrame:
    """`columns` over `frame`, and what is `later` selected of them, step by step.

    In one piece: in several every later query would join them anew.
    """
    if frame.height <= MANY and not later:
        return frame.with_columns(**columns).select(*columns)
    query = reduce(pl.LazyFrame.select, later, frame.lazy().with_columns(**columns).select(*columns))
    return query.collect(engine=engine(frame.height)).rechunk()


@cache
def code(value: int) -> pl.Expr:
    """A verdict, status or place as a literal column; made once, for that takes longer than comparing with it."""
    return pl.lit(int(value), pl.UInt8)


def ninths(number: pl.Expr) -> pl.Expr:
    """A count or a number as an Int128 of units of 10^-9."""
    return number.cast(pl.Decimal(38, 9)).to_physical()


def packed(*parts: tuple[pl.Expr, int]) -> pl.Expr:
    """Several whole numbers in one, the first weighing most: each with what it stays below. Sorts as they do in turn.

    In the first type of `_ROOMS` with room, else Int128: one column is sorted several times faster than several.
    """
    all_below = prod(below for _value, below in parts)
    dtype: type[pl.DataType] = next((kind for kind, room in _ROOMS.items() if all_below < room), pl.Int128)
    (made, _below), *rest = parts
    made = made.cast(dtype, wrap_numerical=True)
    for value, below in rest:
        made = made * pl.lit(below, dtype) + value.cast(dtype, wrap_numerical=True)
    return made


def runs(keys: pl.Series) -> pl.DataFrame:
    """Each of the whole numbers `keys`, in order, and how often it stands there: `value`, and `len` (UInt32).

    A part of them on each core, for Polars' own sort takes as long on two cores as on one.
    """
    parts = min(pl.thread_pool_size(), _PARTS) if len(keys) > STREAM else 1
    if parts == 1:
        return _runs(keys)
    drawn = keys.gather_every(len(keys) // _DRAWN).sort()
    bounds = [drawn[len(drawn) * n // parts] for n in range(1, parts)]
    ends = zip([None, *bounds], [*bounds, None], strict=True)
    with ThreadPoolExecutor(parts) as pool:
        return pl.concat(pool.map(lambda between: _runs(_part(keys, *between)), ends))


def _part(keys: pl.Series, first: int | None, end: int | None) -> pl.Series:
    """The `keys` from `first` on that are below `end`."""
    inside = [*([] if first is None else [keys >= first]), *([] if end is None else [keys < end])]
    return keys.filter(reduce(and_, inside))


def _runs(keys: pl.Series) -> pl.DataFrame:
    return keys.sort(multithreaded=False).rle().struct.unnest()


def fitting(values: pl.Series, dtype: type[pl.DataType]) -> pl.Series:
    """Whole numbers that are known to have room in `dtype`: looking at each of them takes eight times as long."""
    return values.cast(dtype, wrap_numerical=True)


def same(value: Any, count: int, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    """A column that says the same `count` times; a query that repeats it takes twenty times as long to start."""
    return pl.Series([value], dtype=dtype).new_from_index(0, count)


def of_job(values: Sequence[Any], dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """What holds for the campaign of a row, by its number in `model.JOB`; said once where it is the same for all."""
    if all(value == values[0] for value in values):
        return pl.lit(values[0], dtype)
    return pl.lit(pl.Series(values, dtype=dtype)).gather(pl.col(JOB))


def divisor(values: pl.Series, known: int = 0) -> int:
    """The largest whole number that divides all of `values`, and `known`; 1 where nothing is but 0."""
    found = gcd(known, *values.head(100).drop_nulls())
    while found != 1:
        # Nothing is left over where a whole number of times makes it up again.
        some = values.filter(values % like(found, values) != 0) if found else values.filter(values != 0)
        if not len(some):
            break
        found = gcd(found, *some.head(100))
    return found or 1


def like(value: int, keys: pl.Series) -> pl.Series:
    """One number of the type of `keys`: beside a plain one Polars would widen them."""
    return pl.Series([value], dtype=keys.dtype)
