"""The files a campaign is made of: its own, and those it extends, found in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from attrs import field

from emulation_core import toml
from emulation_core.config.catalogue import Catalogue
from emulation_core.errors import CampaignRefused
from emulation_core.frozen import frozen
from emulation_core.i18n import _


@frozen
class Source:
    """One campaign file as read: its id, the name that faults give it, its text and its tables."""

    id: str
    name: str
    text: str
    raw: dict[str, Any] = field(eq=False)

    @property
    def base(self) -> str | None:
        """The campaign it extends, as far as the file says so in a string."""
        named = self.raw.get("extends")
        return named if isinstance(named, str) else None

    def refused(self, path: toml.Path, what: str) -> CampaignRefused:
        """The refusal of this file for one fault at `path`."""
        return CampaignRefused(toml.faults(self.name, self.text, self.raw, [(path, what)]))


def source(id: str, name: str, text: str) -> Source:
    """One file; raises `CampaignRefused` where it is not TOML."""
    return Source(id, name, text, toml.parse(text, name))


def with_bases(own: Source, catalogue: Catalogue) -> tuple[Source, ...]:
    """`own` after every campaign it extends, the first base first.

    Raises `CampaignRefused`, placed at `extends`, for a base that cannot be found and for a circle.
    """
    chain = [own]
    while (wanted := chain[0].base) is not None:
        _no_circle(chain, wanted)
        chain.insert(0, found(chain[0], ("extends",), wanted, catalogue))
    return tuple(chain)


def of_texts(texts: Iterable[tuple[str, str]]) -> tuple[Source, ...]:
    """The files whose (id, text) are given, the first base first.

    Raises `CampaignRefused` where one does not extend the one before it.
    """
    chain = tuple(source(id, id, text) for id, text in texts)
    for before, mine in zip((None, *chain), chain, strict=False):
        if mine.base != (before and before.id):
            what = _("{base} is extended here; the text before it is that of {given}")
            nothing = _("nothing")
            given = before.id if before else nothing
            raise mine.refused(("extends",), what.format(base=mine.base or nothing, given=given))
    return chain


def _no_circle(chain: list[Source], wanted: str) -> None:
    if wanted in [link.id for link in chain]:
        circle = " → ".join([*(link.id for link in reversed(chain)), wanted])
        what = _("a campaign cannot extend itself: {circle}")
        raise chain[0].refused(("extends",), what.format(circle=circle))


def found(naming: Source, key: toml.Path, wanted: str, catalogue: Catalogue) -> Source:
    """The file of campaign `wanted`, which `naming` names at `key`; raises `CampaignRefused` there."""
    hits = catalogue.called(wanted)
    if len(hits) == 1:
        return _base(wanted, str(hits[0]), toml.read_text(hits[0]))
    if hits:
        what = _("{name} stands in several folders: {places}").format(name=wanted, places=", ".join(map(str, hits)))
    else:
        known = [id for id, _path in catalogue.campaigns()]
        what = _("no campaign {name}").format(name=wanted) + toml.meant(wanted, known)
    raise naming.refused(key, what)


_base = lru_cache(64)(source)
"""A plan that others extend is parsed once; nobody changes its tables."""
