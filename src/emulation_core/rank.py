"""Order among participants: the pinned order of every list, and places by a stated order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import polars as pl

from emulation_core.model import BEST, KINDS, WORST, Kind

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries; a syllable without a tone comes first."""


def collation_key(text: str) -> tuple[object, ...]:
    """A key that sorts Vietnamese words: letters first (a ă â b c d đ …), tones second, other signs by code point."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text).casefold():
        marks = unicodedata.normalize("NFD", char)
        tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        place = _LETTERS.find(letter) if len(letter) == 1 else -1
        letters.append((1, place) if place >= 0 else (0, ord(letter[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)


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

    `order` holds "fact.<id> asc|desc", lexicographic. They are equal where every fact is known; an absent one lets a
    participant stand anywhere among those equal so far. Without an order everybody stands level.
    """
    best = worst = pl.zeros(frame.height, pl.Int64, eager=True)
    for term in order:
        name, direction = term.removeprefix("fact.").split()
        place = _steps(frame[name], direction == "desc")
        if (_top(worst) + 1) * (_top(place) + 2) > _LARGEST:
            best, worst = _dense(best, worst)
            place = place.rank("dense").cast(pl.Int64)
        last = _top(place) + 1
        # A participant already spread over several places stays spread: later facts cannot narrow it.
        known = (best == worst) & place.is_not_null()
        best, worst = (
            best * (last + 1) + pl.select(pl.when(known).then(place).otherwise(0)).to_series(),
            worst * (last + 1) + pl.select(pl.when(known).then(place).otherwise(last)).to_series(),
        )
    return frame.with_columns(best.alias(BEST), worst.alias(WORST))


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
