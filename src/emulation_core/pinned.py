"""The pinned order of every list: as Vietnamese dictionaries put names, whoever else stands in the table. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from emulation_core.model import JOB, Kind
from emulation_core.scheme import RANK

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries; a syllable without a tone comes first."""
_WORD = r"[^\s\x1c-\x1f]+"
"""What `str.split` takes for a word: to Python four separators more are spaces."""
_SPACE = ((0, ord(" ")),)


def collation_key(text: str) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """A key that sorts Vietnamese words: letters first (a ă â b c d đ …), tones second, other signs by code point."""
    signs = [_sign(char) for char in unicodedata.normalize("NFC", text).casefold()]
    return tuple([letter for letter, _tone in signs]), tuple([tone for _letter, tone in signs])


@lru_cache(1024)
def _sign(char: str) -> tuple[tuple[int, int], int]:
    """The place of one character without its tone, and the tone."""
    marks = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    place = _LETTERS.find(letter) if len(letter) == 1 else -1
    # A tone on what bears none, such as a consonant, is a sign of its own.
    return ((1, place) if place >= 0 else (0, ord((letter or char)[0]))), tone


def pinned(table: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The rows of one `kind` in order: by the rank where there is one, by name, by id; each of several jobs apart.

    Individuals go by their given name, which stands last, then by the whole name; others by the whole name.
    """
    if table.height < 2:
        return table
    job = [pl.col(JOB)] if JOB in table.columns else []
    rank = [pl.col(RANK)] if RANK in table.columns else []
    by = [*job, *rank, name_keys(table["name"], kind), pl.col("id")]
    return table[table.select(pl.arg_sort_by(by, nulls_last=True, maintain_order=True)).to_series()]


def name_keys(names: pl.Series, kind: Kind) -> pl.Series:
    """Text that sorts as the names do: letters first, tones second, a word as the number of its place among all words.

    Each word is looked at once, however many bear it. A word that another follows goes on with a space: it stands
    before a longer one, unless that goes on with what comes before a space.
    """
    words = names.str.extract_all(_WORD)
    known = words.explode().drop_nulls().unique().to_list()
    keys = [collation_key(word) for word in known]
    ends = [letters for letters, _tones in keys]
    inside = [letters + _SPACE for letters in ends]
    places, tones = _places([*ends, *inside]), _places([tones for _letters, tones in keys])
    width = len(places[0]) if places else 0
    parts = (places[: len(known)], places[len(known) :], tones)
    end, within, tone = (dict(zip(known, part, strict=True)) for part in parts)

    def spelled(numbers: dict[str, str]) -> pl.Expr:
        each = pl.element().replace_strict(numbers, return_dtype=pl.String)
        return pl.col("words").list.eval(each).list.join("")

    last = pl.col("words").list.last()
    last_letters = last.replace_strict(end, return_dtype=pl.String)
    key = spelled(within).str.head(-width) + last_letters + spelled(tone)
    if kind is Kind.INDIVIDUAL:
        key = last_letters + last.replace_strict(tone, return_dtype=pl.String) + key
    return pl.DataFrame({"words": words}).select(key.fill_null("").alias("_name")).to_series()


def _places(things: Sequence[Any]) -> list[str]:
    """The place of each among all of them, as numbers of one width."""
    order = {thing: place for place, thing in enumerate(sorted(set(things)))}
    width = len(f"{len(order):x}")
    return [f"{order[thing]:0{width}x}" for thing in things]
