"""Order among participants: places by a stated order, and ranks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import polars as pl

from emulation_core.groups import Groups, packed
from emulation_core.model import BEST, WORST
from emulation_core.scheme import RANK, term


def places(frame: pl.DataFrame, order: Sequence[str]) -> tuple[pl.Series, pl.Series]:
    """`best` and `worst` (Int64, 0 or more, lower is better): the places a participant may take by a stated order.

    `order` holds terms of `scheme.term`, lexicographic. They are equal where everything is known; an absent fact lets a
    participant stand anywhere among those equal so far, a range of points anywhere in it. Without an order everybody
    stands level.
    """
    if not order:
        level = pl.zeros(frame.height, pl.Int64, eager=True)
        return level.alias(BEST), level.alias(WORST)
    best, worst, _end = _ends(frame, order[0])
    for text in order[1:]:
        first, last_place, end = _ends(frame, text)
        if (max(_top(best), _top(worst)) + 1) * (end + 2) > _LARGEST:
            best, worst = _dense(best, worst)
            first, last_place = _dense(first, last_place)
            end = max(_top(first), _top(last_place)) + 1
        best, worst = best * (end + 1) + first, worst * (end + 1) + last_place
    return best.alias(BEST), worst.alias(WORST)


def ranks(groups: Groups, place: pl.Series, among: pl.Series) -> pl.Series:
    """Competition ranking 1, 2, 2, 4 (UInt32, null for the others) of those `among` by `place`, in each group apart."""
    ranked = pl.repeat(None, len(among), dtype=pl.UInt32, eager=True).alias(RANK)
    if not among.any():
        return ranked
    width, height = _top(place) + 1, len(among)
    rows = pl.int_range(height, eager=True)
    parts = [(groups.of, groups.count), (place, width), (rows, height)]
    keys = packed(*((part.filter(among), below) for part, below in parts)).sort()
    row = keys % _one(height, keys)
    level = keys - row
    # Those level with one another are a run: as many runs as places, each with a rank.
    runs = level.rle().struct.unnest().with_columns(first=pl.col("len").cum_sum() - pl.col("len"))
    runs = runs.with_columns(group=runs["value"] // _one(width * height, keys))
    start = pl.when(pl.col("group").ne_missing(pl.col("group").shift())).then("first").forward_fill()
    rank = runs.select((pl.col("first") - start + 1).cast(pl.UInt32)).to_series()
    return ranked.scatter(row.cast(pl.UInt32), rank.gather(level.rle_id()))


def _one(value: int, like: pl.Series) -> pl.Series:
    return pl.Series([value], dtype=like.dtype)


def _ends(frame: pl.DataFrame, text: str) -> tuple[pl.Series, pl.Series, int]:
    """The best and the worst place each participant may take by one term, and a place after every other."""
    found = term(text)
    assert found is not None, text
    if found.low == found.high:
        [place] = _steps([frame[found.low]], found.descending)
        last = _top(place) + 1
        return place.fill_null(0), place.fill_null(last), last
    low, high = _steps([frame[found.low], frame[found.high]], found.descending)
    last = max(_top(low), _top(high)) + 1
    return (high, low, last) if found.descending else (low, high, last)


_LARGEST = 2**62


def _top(places: pl.Series) -> int:
    return int(places.max() or 0)  # type: ignore[arg-type]


def _steps(columns: Sequence[pl.Series], descending: bool) -> list[pl.Series]:
    """Positive integers in the order of the values of all `columns` together; null stays null."""
    whole = [values.to_physical() for values in columns]
    if whole[0].dtype.is_integer():
        wide = pl.Int128 if whole[0].dtype == pl.Int128 else pl.Int64
        whole = [values.cast(wide) for values in whole]
        ends = [end for values in whole for end in (values.min(), values.max()) if isinstance(end, int)]
        low, high = min(ends, default=0), max(ends, default=0)
        unit = 1
        if high - low >= _LARGEST:
            whole = [values.cast(pl.Int128) for values in whole]
            unit = gcd(*(_unit(values, low) for values in whole))
        if (high - low) // unit < _LARGEST:
            # The distance from the end of the line orders as a rank does, and needs no sorting.
            far = [_one(high + unit, v) - v if descending else v - _one(low - unit, v) for v in whole]
            return [(place if unit == 1 else place // _one(unit, place)).cast(pl.Int64) for place in far]
    ranked = pl.concat(columns).rank("dense", descending=descending).cast(pl.Int64)
    return [ranked.slice(n * len(values), len(values)) for n, values in enumerate(columns)]


def _unit(values: pl.Series, low: int) -> int:
    """The largest whole number by whose multiples all `values` lie apart."""
    off, found = values - _one(low, values), 0
    while True:
        rest = off if not found else off % _one(found, off)
        some = rest.filter(rest != 0).head(100)
        if not len(some):
            return found
        found = gcd(found, *some)


def _dense(best: pl.Series, worst: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Both on one scale of small integers, so that a long order cannot overflow."""
    both = pl.concat([best, worst]).rank("dense").cast(pl.Int64)
    return both.head(len(best)), both.tail(len(worst))
