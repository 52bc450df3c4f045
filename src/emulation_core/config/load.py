"""A campaign file and those it extends: read, structured, checked; the campaign comes back, or every fault does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import attrs
import cattrs

from emulation_core import toml
from emulation_core.campaign import Award, Campaign, Criterion, Loaded, Period, Scope
from emulation_core.config.catalogue import Catalogue
from emulation_core.config.check import Draft, problems_of
from emulation_core.config.extend import Merged, alone, merge
from emulation_core.config.jurisdictions import load_jurisdictions
from emulation_core.config.rules import campaign_converter
from emulation_core.config.sources import Source, of_texts, source, with_bases
from emulation_core.errors import CampaignRefused
from emulation_core.model import Fact, Id, Kind
from emulation_core.plan import Plan
from emulation_core.plugins import Registry

_ANY_PLAN: dict[str, Any] = {"number": "?", "issued": date(2000, 1, 1), "source": "full"}
# What stands in for a required key that is missing or broken, so that the rest is checked all the same.
_STAND_IN: dict[type, dict[str, Any]] = {
    Campaign: {
        "title": "?",
        "agency": "?",
        "province": "x",
        "period": {"use": "year", "year": 2000},
        "plan": _ANY_PLAN,
    },
    Plan: _ANY_PLAN,
    Scope: {"kinds": ["collective"], "clause": "?", "evaluator": {"use": "unresolved", "text": "?"}},
    Criterion: {
        "id": "x",
        "clause": "?",
        "text": "?",
        "applies_to": [kind.value for kind in Kind],
        "evaluator": {"use": "unresolved", "text": "?"},
    },
    Award: {
        "id": "x",
        "name": "?",
        "by": "giam_doc_so",
        "kinds": [kind.value for kind in Kind],
        "clause": "?",
        "quota": {"use": "open"},
    },
}
T = TypeVar("T")
Change = Callable[[dict[str, Any]], None]
"""Something done to the tables of a campaign before they are judged."""
_LISTS = ("scope", "criteria", "labels", "awards", "assumptions", "unresolved", "notes", "removed")


def load(path: Path, id: str, registry: Registry, catalogue: Catalogue | None = None) -> Loaded:
    """The campaign in `path`, known as `id`; one it extends is found in `catalogue` (the shipped one) or beside it.

    Who takes over from whom is read from the folders of `catalogue`. Raises `CampaignRefused` with every fault,
    `NotFound` when there is no such file.
    """
    return load_text(toml.read_text(path), id, str(path), registry, (catalogue or Catalogue()).near(path))


def load_text(text: str, id: str, name: str, registry: Registry, catalogue: Catalogue | None = None) -> Loaded:
    """The campaign in `text`; faults are placed in the file `name`, those of a campaign it extends in its own file."""
    known = catalogue or Catalogue()
    return _loaded(with_bases(source(id, name, text), known), registry, known)


def load_texts(texts: Iterable[tuple[str, str]], registry: Registry, catalogue: Catalogue | None = None) -> Loaded:
    """The campaign whose `Loaded.texts` these are, (id, text) with the first base first; no campaign file is read."""
    return _loaded(of_texts(texts), registry, catalogue or Catalogue())


def load_supposed(loaded: Loaded, change: Change, registry: Registry) -> Loaded:
    """`loaded` with its tables changed by `change`, judged like any file; no campaign file is read."""
    *bases, own = of_texts(loaded.texts)
    made = _loaded((*bases, attrs.evolve(own, name=loaded.path)), registry, Catalogue(), change)
    return attrs.evolve(loaded, campaign=made.campaign)


def _loaded(
    sources: tuple[Source, ...], registry: Registry, catalogue: Catalogue, change: Change | None = None
) -> Loaded:
    """The last of `sources` laid over those before it, each sound by itself before the next is judged."""
    laid, own = _laid(sources, registry), sources[-1]
    if change is not None:
        laid = attrs.evolve(laid, raw=deepcopy(laid.raw))
        change(laid.raw)
    draft = _judged(own, laid, registry)
    succession = load_jurisdictions(catalogue.folders()).of(draft.campaign.agency, draft.campaign.province)
    texts = tuple((each.id, each.text) for each in sources)
    return Loaded(own.id, own.name, own.text, draft.campaign, texts, succession)


def _laid(sources: tuple[Source, ...], registry: Registry) -> Merged:
    *bases, own = sources
    return merge(_sound(tuple(bases), registry), own.raw) if bases else alone(own.raw)


@lru_cache(64)
def _sound(sources: tuple[Source, ...], registry: Registry) -> Mapping[str, Any]:
    """The tables of what others extend, judged once; nobody changes them."""
    laid = _laid(sources, registry)
    _judged(sources[-1], laid, registry)
    return laid.raw


def _judged(own: Source, laid: Merged, registry: Registry) -> Draft:
    """The campaign of the tables `laid`; raises `CampaignRefused` with every fault, placed in the file `own`."""
    draft, problems = _draft(laid, registry)
    problems = [*laid.problems, *map(laid.placed, [*problems, *problems_of(draft)])]
    if problems:
        raise CampaignRefused(toml.faults(own.name, own.text, own.raw, problems))
    return draft


def _draft(laid: Merged, registry: Registry) -> tuple[Draft, list[toml.Problem]]:
    """The campaign as far as it can be built, piece by piece so that one fault hides no other."""
    raw = laid.raw
    province = raw.get("province")
    conv = campaign_converter(registry, province if isinstance(province, str) else "")
    head, problems = _built(conv, {key: v for key, v in raw.items() if key not in (*_LISTS, "facts")}, Campaign)
    assert head is not None, "stand-ins fill every required key"
    plan, _told_above = _built(conv, raw.get("plan"), Plan)
    period, _told_above = toml.salvage(conv, raw.get("period"), Period)  # type: ignore[type-abstract]
    attrs.resolve_types(Campaign)
    classes = {f.name: get_args(f.type)[0] for f in attrs.fields(Campaign) if f.name in _LISTS}
    parts: dict[str, Any] = {}
    kept: dict[str, tuple[int, ...]] = {}
    for key in _LISTS:
        whole, wrong = _pieces(conv, key, raw.get(key, []), classes[key], list)
        parts[key], kept[key] = tuple(whole.values()), tuple(int(n) for n in whole)
        problems += wrong
    parts["facts"], wrong = _pieces(conv, "facts", raw.get("facts", {}), Fact, dict)
    problems += wrong
    campaign = attrs.evolve(head, plan=plan or head.plan, **parts)
    faulty = frozenset(path for path, _what in problems)
    return Draft(campaign, raw, kept, faulty, period is not None, laid.inherited), problems


def _built(conv: cattrs.Converter, raw: Any, cls: type[T]) -> tuple[T | None, list[toml.Problem]]:
    """`raw` as `cls` as far as it can be had, with stand-ins for required keys that are missing or broken."""
    made, problems = toml.salvage(conv, raw, cls)
    if made is None and cls in _STAND_IN and isinstance(raw, dict):
        broken = {path[0] for path, _message in problems if path}
        patched = {**raw, **{key: value for key, value in _STAND_IN[cls].items() if key in broken}}
        made, _again = toml.salvage(conv, patched, cls)
    return made, problems


def _pieces(
    conv: cattrs.Converter, key: str, raw: Any, cls: type[Any], kind: type[list[Any]] | type[dict[str, Any]]
) -> tuple[dict[int | str, Any], list[toml.Problem]]:
    """The elements of one list or table of tables that can be built, by place, and what is wrong with the others."""
    if not isinstance(raw, kind):
        _made, problems = toml.structure(conv, raw, tuple[cls, ...] if kind is list else Mapping[str, cls])  # type: ignore[valid-type]
        return {}, [((key, *path), message) for path, message in problems]
    made: dict[int | str, Any] = {}
    wrong: list[toml.Problem] = []
    for place, element in raw.items() if isinstance(raw, dict) else enumerate(raw):
        whole, problems = _built(conv, element, cls)
        wrong += [((key, place, *path), message) for path, message in problems]
        if whole is not None:
            made[place] = whole
    if kind is dict:
        _ids, problems = toml.structure(conv, {name: "x" for name in raw}, dict[Id, str])
        wrong += [((key, *path), message) for path, message in problems]
    return made, wrong
