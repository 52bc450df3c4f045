"""Order among participants: the pinned order of every list, and places by a stated order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from emulation_core.model import BEST, KINDS, WORST, Kind
from emulation_core.scheme import RANK, term

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries; a syllable without a tone comes first."""


def collation_key(text: str) -> tuple[object, ...]:
    """A key that sorts Vietnamese words: letters first (a ă â b c d đ …), tones second, other signs by code point."""
    signs = [_sign(char) for char in unicodedata.normalize("NFC", text).casefold()]
    return tuple(letter for letter, _tone in signs), tuple(tone for _letter, tone in signs)


@lru_cache(1024)
def _sign(char: str) -> tuple[tuple[int, int], int]:
    """The place of one character without its tone, and the tone."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    place = _LETTERS.find(letter) if len(letter) == 1 else -1
    return ((1, place) if place >= 0 else (0, ord(letter[0]))), tone


def name_key(kind: Kind, name: str) -> tuple[object, ...]:
    """The order of names: the given name (last word) first for individuals, the full name for others."""
    words = name.split()
    first = words[-1:] if kind is Kind.INDIVIDUAL else words
    return collation_key(" ".join(first)), collation_key(" ".join(words))


def pinned(participants: Sequence[tuple[str, str, Kind, int | None]]) -> list[int]:
    """The places of (id, name, kind, rank) in the pinned order: kind, rank where there is one, name, id."""

    def key(place: int) -> tuple[object, ...]:
        id, name, kind, rank = participants[place]
        return KINDS.index(kind), (rank is None, rank or 0), name_key(kind, name), id

    return sorted(range(len(participants)), key=key)


def places(frame: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """Adds `best` and `worst` (Int64, lower is better): the places a participant may take by a stated order.

    `order` holds terms of `scheme.term`, lexicographic. They are equal where everything is known; an absent fact lets a
    participant stand anywhere among those equal so far, a range of points anywhere in it. Without an order everybody
    stands level.
    """
    best = worst = pl.zeros(frame.height, pl.Int64, eager=True)
    for text in order:
        first, last_place, end = _ends(frame, text)
        if (max(_top(best), _top(worst)) + 1) * (end + 2) > _LARGEST:
            best, worst = _dense(best, worst)
            first, last_place = _dense(first, last_place)
            end = max(_top(first), _top(last_place)) + 1
        best, worst = best * (end + 1) + first, worst * (end + 1) + last_place
    return frame.with_columns(best.alias(BEST), worst.alias(WORST))


def ranks(
    frame: pl.DataFrame, order: Sequence[str], among: pl.Expr, shown: pl.Expr, by: Sequence[str] = ()
) -> pl.Series:
    """Competition ranking 1, 2, 2, 4 (UInt32) of those `among` whose place is known, for those of them `shown`.

    Rows that differ in the columns `by` are ranked apart.
    """
    placed = places(frame, order).with_columns(_in=among)
    counted = pl.col("_in") & (pl.col(BEST) == pl.col(WORST))
    place = pl.when(counted).then(BEST).rank("min")
    place = place.over(by) if by else place
    return placed.select(pl.when(counted & shown).then(place).cast(pl.UInt32).alias(RANK)).to_series()


def _ends(frame: pl.DataFrame, text: str) -> tuple[pl.Series, pl.Series, int]:
    """The best and the worst place each participant may take by one term, and a place after every other."""
    found = term(text)
    assert found is not None, text
    if found.low == found.high:
        place = _steps(frame[found.low], found.descending)
        last = _top(place) + 1
        return place.fill_null(0), place.fill_null(last), last
    both = pl.concat([frame[name] for name in (found.low, found.high)]).rank("dense", descending=found.descending)
    low, high = both.cast(pl.Int64).head(frame.height), both.cast(pl.Int64).tail(frame.height)
    return *((high, low) if found.descending else (low, high)), _top(both) + 1


_LARGEST = 2**62


def _top(places: pl.Series) -> int:
    return int(places.max() or 0)  # type: ignore[arg-type]


def _steps(values: pl.Series, descending: bool) -> pl.Series:
    """Positive integers in the order of `values`; null stays null."""
    whole = values.to_physical()
    if whole.dtype.is_integer():
        low, high = whole.min(), whole.max()
        if isinstance(low, int) and isinstance(high, int) and -_LARGEST < low <= high < _LARGEST + min(low, 0):
            # The distance from the end of the line orders as a rank does, and needs no sorting.
            place = whole.cast(pl.Int64)
            return high + 1 - place if descending else place - (low - 1)
    return values.rank("dense", descending=descending).cast(pl.Int64)


def _dense(best: pl.Series, worst: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Both on one scale of small integers, so that a long order cannot overflow."""
    both = pl.concat([best, worst]).rank("dense").cast(pl.Int64)
    return both.head(len(best)), both.tail(len(worst))
