"""What becomes of each clause of a plan in its campaign file, so that nothing of the plan is forgotten silently.

A clause is cited where a `clause` key names it, held where the outline says so, and mentioned where an assumption, a
text not held or a note spells its name. A heading, under which other clauses stand, answers for none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from emulation_core import toml
from emulation_core.builtin.evaluators import EVALUATORS
from emulation_core.campaign import Campaign, Loaded, Note
from emulation_core.config import Catalogue, load_texts
from emulation_core.config.outline import Outline, above, cited, load_outline
from emulation_core.errors import CampaignRefused
from emulation_core.i18n import _
from emulation_core.plugins import Registry

STATES = ("encoded", "heading", "unresolved", "noted", "removed", "narrative", "open")
"""What a clause can be; of several that hold, the first. `open` alone is a fault."""
_OF_LIST = {"assumptions": "noted", "notes": "noted", "unresolved": "unresolved"}
_TEXT_NOT_HELD = EVALUATORS["unresolved"]
_BULLET_OF = re.compile(r"[Gg]ạch đầu dòng (\d+) của ([IVX]+(?:\.\w+)*)")


@frozen
class Place:
    """Where the campaign says something of a clause: the path of the piece ("criteria.khong_tre_han").

    `state` is what the piece makes of the clause: encoded, unresolved, noted, or removed by an extending campaign.
    """

    path: str
    state: str


@frozen
class Covered:
    """One clause of the outline, what becomes of it and by which places; `narrative` is the outline's own word."""

    clause: str
    heading: str
    state: str
    by: tuple[Place, ...] = ()
    narrative: str | None = None


@frozen
class Stranger:
    """A citation of the campaign that names no clause of the outline."""

    clause: str
    path: str


@frozen
class Coverage:
    """Every clause of the plan's outline in its order, and the citations that lead nowhere.

    `complete`: nothing of the plan is forgotten and every citation names a clause.
    """

    campaign: str
    outline: str
    clauses: tuple[Covered, ...]
    strangers: tuple[Stranger, ...]
    complete: bool


def coverage(loaded: Loaded, registry: Registry, catalogue: Catalogue | None = None) -> Coverage:
    """The clauses of the plan of `loaded`; a campaign that extends another goes by the outline of the first.

    Raises `NotFound` where there is no outline, `CampaignRefused` for one that is wrong or names what the campaign
    does not have.
    """
    known = (catalogue or Catalogue()).near(Path(loaded.path))
    first = Path(loaded.path) if len(loaded.texts) == 1 else known.find(loaded.texts[0][0])[1]
    path, outline = load_outline(first)
    before = [load_texts(loaded.texts[:n], registry, known).campaign for n in range(1, len(loaded.texts))]
    now = _placed(loaded.campaign, outline)
    then = [_placed(campaign, outline) for campaign in before]
    if dangling := [*_dangling(outline, [loaded.campaign, *before])]:
        text = toml.read_text(path)
        raise CampaignRefused(toml.faults(str(path), text, toml.parse(text, str(path)), dangling))
    narrative: dict[str, str | None] = {}
    clauses = []
    for name, clause in outline.clauses.items():
        narrative[name] = clause.narrative or narrative.get(above(name))
        gone = sorted({place.path for other in then for place in other.get(name, ())} if name not in now else ())
        by = now.get(name) or tuple(Place(path, "removed") for path in gone)
        also = {"narrative"} if narrative[name] else {"heading"} if outline.is_heading(name) else {"open"}
        state = min({place.state for place in by} | also, key=STATES.index)
        clauses.append(Covered(name, clause.heading, state, by, narrative[name]))
    strangers = tuple(_strangers(loaded.campaign, outline))
    complete = not strangers and all(clause.state != "open" for clause in clauses)
    return Coverage(loaded.id, str(path), tuple(clauses), strangers, complete)


def _placed(campaign: Campaign, outline: Outline) -> dict[str, tuple[Place, ...]]:
    """What of the campaign cites, holds or mentions each clause, every place once, in the order of the file."""
    found: dict[str, dict[Place, None]] = {}
    spelt = _spelt(outline)
    for path, piece in _pieces(campaign):
        place = Place(path, _state(path, piece))
        names = [*cited(piece.clause)] if _cites(piece) else []
        names += spelt(f"{piece.about}\n{piece.says}") if isinstance(piece, Note) else []
        for name in names:
            found.setdefault(name, {})[place] = None
    for name, clause in outline.clauses.items():
        for path in clause.held_in:
            for piece in _held(campaign, path):
                found.setdefault(name, {})[Place(path, _state(path, piece))] = None
    return {name: tuple(places) for name, places in found.items()}


def _spelt(outline: Outline) -> Callable[[str], Iterable[str]]:
    """The clauses whose names stand in a sentence, the longest that fits; a bare "V" or word is too common."""
    names = sorted((name for name in outline.clauses if re.search(r"[.\d]", name)), key=len, reverse=True)
    if not names:
        return lambda _sentence: ()
    whole = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?!\w|\.\w)")
    return lambda sentence: whole.findall(_BULLET_OF.sub(r"\2, gạch đầu dòng \1", " ".join(sentence.split())))


def _pieces(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every table of the campaign below `value`, with its path: an element of a list goes by what names it."""
    if attrs.has(type(value)):
        yield path, value
        for attribute in attrs.fields(type(value)):
            key = attribute.name.removesuffix("_")
            yield from _pieces(getattr(value, attribute.name), f"{path}.{key}" if path else key)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _pieces(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value, 1):
            yield from _pieces(inner, f"{path}.{_name(inner) or n}")


def _name(piece: object) -> str | None:
    """What a piece of a list is known by: its id, what it is about, or its clause."""
    return next((name for key in ("id", "about", "clause") if (name := getattr(piece, key, None))), None)


def _cites(piece: object) -> bool:
    return isinstance(getattr(piece, "clause", None), str)


def _state(path: str, piece: object) -> str:
    rule = getattr(piece, "evaluator", None)
    return _OF_LIST.get(path.partition(".")[0], "unresolved" if isinstance(rule, _TEXT_NOT_HELD) else "encoded")


def _held(campaign: Campaign, path: str) -> list[object]:
    """What stands at `path` in the campaign: a piece by its path, another value by its key where it says anything."""
    pieces = dict(_pieces(campaign))
    if path in pieces:
        return [pieces[path]]
    table, _dot, key = path.rpartition(".")
    value = getattr(pieces.get(table), key, None) or getattr(pieces.get(table), f"{key}_", None)
    return [value] if value not in (None, (), {}) else []


def _dangling(outline: Outline, campaigns: list[Campaign]) -> Iterator[toml.Problem]:
    """What the outline says is held in a piece that no campaign of the chain has."""
    known = sorted({path for campaign in campaigns for path, _piece in _pieces(campaign) if path})
    for name, clause in outline.clauses.items():
        for n, path in enumerate(clause.held_in):
            if not any(_held(campaign, path) for campaign in campaigns):
                what = _("the campaign has no {path}").format(path=path)
                yield ("clauses", name, "held_in", n), what + toml.meant(path, known)


def _strangers(campaign: Campaign, outline: Outline) -> Iterator[Stranger]:
    """Citations of clauses that the outline has not; a piece that another document decides may cite that one."""
    for path, piece in _pieces(campaign):
        if _cites(piece) and getattr(piece, "decided_in", None) is None:
            yield from (Stranger(name, path) for name in cited(piece.clause) if name not in outline.clauses)
