"""Two spellings of one name: found to be settled by a person, never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from emulation_core.campaign import Note
from emulation_core.i18n import _
from emulation_core.intake.words import UNSEEN, shown
from emulation_core.model import Text

if TYPE_CHECKING:
    import polars as pl

TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
"""Huyền, sắc, ngã, hỏi, nặng."""
# Letters of other scripts that look like Latin ones, capitals and small ones as people mix them up, and the
# letters of other languages that are taken for đ.
_CAPITALS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜҮ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ÐƉ",
    "ABESIJKMHOPCTYXQWY" + "ABEZHIKMNOPTYX" + "ĐĐ",
)
_SMALL = str.maketrans(
    "авеѕіјкмнорстухԛԝүһԁ" + "αβεικνορτυχγ" + "ðɖ" + "ıɩɑɡ" + "’‘ʼ`“”″",
    "abesijkmhopctyxqwyhd" + "abeikvoptuxy" + "đđ" + "iiag" + "''''" + '"""',
)
_DASHES = re.compile(r"\s*[-\u058a\u2010-\u2015\u2212\ufe58\ufe63\uff0d]\s*")

# Names in which nothing but case, tones, blanks, dashes and quotation marks can hide a second spelling.
_USUAL = r"^[ -~àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝăĂđĐĩĨũŨơƠưƯ\x{1ea0}-\x{1ef9}’‘“”\u2010-\u2015]*$"
_LETTERS = {
    letter: "".join(sign for sign in unicodedata.normalize("NFD", letter) if sign.isascii())
    for letter in "àáâãèéêìíòóôõùúýăđĩũơư" + "".join(map(chr, range(0x1EA1, 0x1EFA, 2))) + "’‘“”‐‑‒–—―"
}
_VOWELS = [*_LETTERS, *" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"]
_BARE = [_LETTERS.get(letter, "") for letter in _VOWELS]


def skeleton(name: str) -> str:
    """What the spellings of one name have in common.

    Case, NFC or NFD, full-width letters, spaces of any kind and number, characters without a shape, dashes, the place
    of the tone (hoà, hòa), the strokes of Đ, and letters of other scripts that look alike make no difference.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", UNSEEN.sub("", name))
    return " ".join(map(_word, _DASHES.sub("-", name).split()))


@lru_cache(20_000)
def _word(word: str) -> str:
    """One word, its tones at its end."""
    if word.isascii():
        return word.casefold()
    marks = unicodedata.normalize("NFD", word).translate(_CAPITALS).casefold().translate(_SMALL)
    return unicodedata.normalize("NFC", TONES.sub("", marks)) + "".join(sorted(TONES.findall(marks)))


def candidates(people: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of `people` (`name`, `kind`, …) that may stand in a group of `suspects`; names that no rule brings
    together are left out. Rows that differ in the columns `by` are never brought together."""
    import polars as pl

    names = people["name"]
    usual = names.str.contains(_USUAL)
    if not usual.all():
        odd = names.filter(~usual).unique()
        names = names.replace(odd, pl.Series([skeleton(name) for name in odd], dtype=pl.String))
    bare = names.str.to_lowercase().str.replace_many(_VOWELS, _BARE)
    if not usual.all():  # a skeleton has its tones beside its letters
        bare = bare.str.normalize("NFD").str.replace_all("[^a-z0-9]", "")
    told = people.select(*by, "kind").with_columns(bare.alias("_bare"))
    return people.filter(told.is_duplicated())


def suspects(people: Iterable[tuple[str, str, str | None, str]]) -> Iterator[Note]:
    """A note for every group of participants, given as (id, name, unit, kind), that may be one and the same.

    Names of one kind that differ only in spelling, whatever the units; and names that do not differ at all, unless
    different units tell them apart.
    """
    groups: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for id, name, unit, kind in people:
        groups.setdefault((kind, skeleton(name)), []).append((id, name, skeleton(unit or "")))
    for group in groups.values():
        names = sorted({name for _id, name, _unit in group})
        if len(names) > 1:
            what = _("names that differ only in spelling ({names}); if they are one participant, keep one row")
            yield _note((id for id, _name, _unit in group), what.format(names=", ".join(map(shown, names))))
        elif len(group) > 1:
            yield from _namesakes(names[0], group)


def _namesakes(name: str, group: Iterable[tuple[str, str, str]]) -> Iterator[Note]:
    units: dict[str, list[str]] = {}
    for id, _name, unit in group:
        units.setdefault(unit, []).append(id)
    # Who states no unit may belong to any of them.
    anywhere = units.pop("", [])
    alike = [[*ids, *anywhere] for ids in units.values()] or [anywhere]
    for ids in alike:
        if len(ids) > 1:
            what = _("the same name ({name}); if they are one participant, keep one row")
            yield _note(ids, what.format(name=shown(name)))


def _note(ids: Iterable[str], says: str) -> Note:
    return Note(Text(", ".join(sorted(ids))), Text(says))
