"""Order among participants: places by a stated order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import polars as pl

from emulation_core.columns import divisor, fitting, like, same
from emulation_core.model import BEST, WORST
from emulation_core.scheme import term


def places(frame: pl.DataFrame, order: Sequence[str]) -> tuple[pl.Series, pl.Series]:
    """`best` and `worst` (Int32 or Int64, 0 or more, lower is better): the places a participant may take by an order.

    `order` holds terms of `scheme.term`, lexicographic. They are equal where everything is known; an absent fact lets a
    participant stand anywhere among those equal so far, a range of points anywhere in it. Without an order everybody
    stands level.
    """
    if not order:
        level = same(0, frame.height, pl.Int32)
        return level.alias(BEST), level.alias(WORST)
    best, worst, _end = _ends(frame, order[0])
    for text in order[1:]:
        first, last_place, end = _ends(frame, text)
        if (max(_top(best), _top(worst)) + 1) * (end + 2) > _LARGEST:
            best, worst = _dense(best, worst)
            first, last_place = _dense(first, last_place)
            end = max(_top(first), _top(last_place)) + 1
        best = best.cast(pl.Int64) * (end + 1) + first
        worst = worst.cast(pl.Int64) * (end + 1) + last_place
    return best.alias(BEST), worst.alias(WORST)


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


_LARGEST, _SMALL, _FINE = 2**62, 2**29, 2**20


def _top(places: pl.Series) -> int:
    return int(places.max() or 0)  # type: ignore[arg-type]


def _steps(columns: Sequence[pl.Series], descending: bool) -> list[pl.Series]:
    """Positive integers in the order of the values of all `columns` together; null stays null."""
    whole = [values if values.dtype.is_integer() else values.to_physical() for values in columns]
    if whole[0].dtype.is_integer():
        ends = [end for values in whole for end in (values.min(), values.max()) if isinstance(end, int)]
        low, high, unit = min(ends, default=0), max(ends, default=0), 1
        if high - low >= _LARGEST:
            whole = [values.cast(pl.Int128) for values in whole]
        if high - low >= _FINE:
            unit = gcd(*(_unit(values, low) for values in whole))
        if (high - low) // unit < _LARGEST:
            # The distance from the end of the line orders as a rank does, and needs no sorting.
            return [_distance(values, low, high, unit, descending) for values in whole]
    ranked = pl.concat(columns).rank("dense", descending=descending).cast(pl.Int64)
    return [ranked.slice(n * len(values), len(values)) for n, values in enumerate(columns)]


def _distance(values: pl.Series, low: int, high: int, unit: int, descending: bool) -> pl.Series:
    """How far each value lies behind the first, in `unit`, counted from 1; in as few bits as it takes."""
    narrow = values.dtype == pl.Int32 and low > -_SMALL and high < _SMALL
    wide = values if narrow else values.cast(pl.Int128 if values.dtype == pl.Int128 else pl.Int64)
    far = like(high + unit, wide) - wide if descending else wide - like(low - unit, wide)
    if unit > 1:
        far = far // like(unit, far)
    return far if narrow else fitting(far, pl.Int64)


def _unit(values: pl.Series, low: int) -> int:
    """The largest whole number by whose multiples all `values` lie apart."""
    return divisor(values - like(low, values))


def _dense(best: pl.Series, worst: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Both on one scale of small integers, so that a long order cannot overflow."""
    both = pl.concat([best, worst]).rank("dense").cast(pl.Int64)
    return both.head(len(best)), both.tail(len(worst))
