"""`jurisdictions.toml` in folders of provinces -> Jurisdictions, or every fault with its place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import frozen

from emulation_core import toml
from emulation_core.errors import CampaignRefused, Fault
from emulation_core.i18n import _
from emulation_core.law.jurisdictions import Body, Jurisdictions, problems

FILE = "jurisdictions.toml"


@frozen(eq=False)
class _File:
    name: str
    text: str
    raw: dict[str, Any]
    data: Jurisdictions

    def places(self) -> Iterable[tuple[toml.Path, Body]]:
        for key in ("provinces", "agencies"):
            for n, body in enumerate(getattr(self.data, key)):
                yield (key, n), body

    def faults(self, found: Iterable[toml.Problem]) -> list[Fault]:
        return toml.faults(self.name, self.text, self.raw, found)


def load_jurisdictions(folders: Iterable[Path]) -> Jurisdictions:
    """The data of every `jurisdictions.toml` in `folders`; an entry of an earlier folder stands in for a later one's.

    Raises `CampaignRefused` with every fault of every file, each `file:line:column`.
    """
    paths = [path for folder in folders if (path := folder / FILE).is_file()]
    return _together(tuple((str(path), toml.read_text(path)) for path in paths))


@lru_cache(16)
def _together(texts: tuple[tuple[str, str], ...]) -> Jurisdictions:
    """The data of files given as (name, text); a batch asks for the same ones with every campaign."""
    files, faults = [], []
    for name, text in texts:
        file, wrong = _read(name, text)
        files.append(file)
        faults += file.faults(wrong)
    data = Jurisdictions(*(_merged(getattr(file.data, key) for file in files) for key in ("provinces", "agencies")))
    if not faults:
        for body, key, what in problems(data):
            faults += next(f.faults([((*at, key), what)]) for f in files for at, b in f.places() if b is body)
    if faults:
        raise CampaignRefused(faults)
    return data


def _read(name: str, text: str) -> tuple[_File, list[toml.Problem]]:
    raw = toml.parse(text, name)
    data, wrong = toml.structure(toml.plain(), raw, Jurisdictions)
    file = _File(name, text, raw, data or Jurisdictions())
    seen: set[tuple[str, str, str | None]] = set()
    for at, body in file.places():
        known = (str(at[0]), body.id, body.province)
        if known in seen:
            wrong.append(((*at, "id"), _("{id} stands twice").format(id=body.id)))
        seen.add(known)
    return file, wrong


def _merged(lists: Iterable[tuple[Body, ...]]) -> tuple[Body, ...]:
    found: dict[tuple[str, str | None], Body] = {}
    for bodies in lists:
        for body in bodies:
            found.setdefault((body.id, body.province), body)
    return tuple(found.values())
