"""A campaign with something supposed otherwise: keys set, criteria dropped. Nothing of it is ever written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from attrs import evolve

from emulation_core import toml
from emulation_core.campaign import Award, Campaign, Criterion, Loaded
from emulation_core.config.load import load_supposed
from emulation_core.errors import CampaignRefused, NotFound
from emulation_core.i18n import _
from emulation_core.model import Kind, Kinds
from emulation_core.plugins import Registry
from emulation_core.scheme import Label
from emulation_core.toml import meant

_NAMED = re.compile(r"(?P<id>[^\[\]]+)(?:\[(?P<kind>[a-z]+)\])?\Z")


def supposed(loaded: Loaded, sets: Iterable[str], drops: Iterable[str], registry: Registry) -> Loaded:
    """`loaded` with each `criteria.sang_kien[individual].points=15` of `sets` and without the criteria in `drops`.

    Raises `NotFound` for what the file does not have, `CampaignRefused` for what it cannot say.
    """
    sets = tuple(sets)
    if sets:
        loaded = load_supposed(loaded, partial(_set_all, sets), registry)
    campaign = loaded.campaign
    for text in drops:
        campaign = _without(campaign, *_named(text))
    return evolve(loaded, campaign=campaign)


def _named(text: str) -> tuple[str, Kind | None]:
    """The id and the kind of `sang_kien[individual]`."""
    found = _NAMED.match(text)
    if found is None:
        raise NotFound(_("{text}: an id, or an id[kind], is expected").format(text=text))
    kinds = {kind.value: kind for kind in Kind}
    if found["kind"] is not None and found["kind"] not in kinds:
        raise NotFound(_("no kind {kind}").format(kind=found["kind"]) + meant(found["kind"], kinds))
    return found["id"], kinds.get(found["kind"] or "")


def _set_all(texts: Iterable[str], raw: dict[str, Any]) -> None:
    for text in texts:
        _set(raw, text)


def _set(raw: dict[str, Any], text: str) -> None:
    """Put one value into the tables of a file; lists of tables are entered by id."""
    path, equals, value = text.partition("=")
    *way, key = path.strip().split(".")
    if not equals or not way:
        raise NotFound(_("{text}: a key and its value are expected, as criteria.<id>.points=15").format(text=text))
    holder: Any = raw
    for part in way:
        holder = _element(holder, part, text) if isinstance(holder, list) else _inner(holder, part, text)
    if not isinstance(holder, dict):
        raise NotFound(_("{text}: no such key").format(text=text))
    holder[key] = _value(value.strip())


def _inner(holder: Any, part: str, text: str) -> Any:
    known = list(holder) if isinstance(holder, dict) else []
    if part not in known:
        raise NotFound(_("{text}: no such key").format(text=text) + meant(part, known))
    return holder[part]


def _element(rows: list[Any], part: str, text: str) -> Any:
    """The table of a list with that id; with a kind, that table for the one kind alone."""
    id, kind = _named(part)
    ids = [str(row.get("id")) for row in rows if isinstance(row, dict)]
    for n, row in enumerate(rows):
        if not isinstance(row, dict) or row.get("id") != id:
            continue
        if kind is None:
            return row
        kinds = row.get("applies_to", [])
        if kinds == [kind.value]:
            return row
        if kind.value in kinds:
            rows[n] = {**row, "applies_to": [other for other in kinds if other != kind.value]}
            rows.insert(n + 1, {**row, "applies_to": [kind.value]})
            return rows[n + 1]
    raise NotFound(_("{text}: no {id}").format(text=text, id=part) + meant(id, sorted(set(ids))))


def _value(text: str) -> Any:
    """A TOML value; bare words are strings."""
    try:
        return toml.parse(f"value = {text}", "--set")["value"]
    except CampaignRefused:
        return text


def _without(campaign: Campaign, id: str, kind: Kind | None) -> Campaign:
    """The campaign without a criterion (for one kind), and without whatever asked for it."""
    gone = [c for c in campaign.criteria if c.id == id and (kind is None or kind in c.applies_to)]
    if not gone:
        known = sorted({c.id for c in campaign.criteria})
        raise NotFound(_("no criterion {id}").format(id=id) + meant(id, known))
    left = [c for c in campaign.criteria if c not in gone]
    if kind is not None:
        left = [_narrowed(c, kind) if c in gone else c for c in campaign.criteria]
        left = [c for c in left if c.applies_to]
    ids = {c.id for c in left}
    return evolve(
        campaign,
        criteria=tuple(left),
        awards=tuple(_asking(award, ids) for award in campaign.awards),
        labels=tuple(_graded(label, ids) for label in campaign.labels),
    )


def _narrowed(criterion: Criterion, kind: Kind) -> Criterion:
    return evolve(criterion, applies_to=Kinds(tuple(k for k in criterion.applies_to if k is not kind)))


def _asking(award: Award, ids: Iterable[str]) -> Award:
    return award if award.requires == "all" else evolve(award, requires=_kept(award.requires, ids))


def _graded(label: Label, ids: Iterable[str]) -> Label:
    return evolve(label, requires=_kept(label.requires, ids), unless=_kept(label.unless, ids))


def _kept(wanted: Sequence[Any], ids: Iterable[str]) -> tuple[Any, ...]:
    known = set(ids)
    return tuple(id for id in wanted if id in known)
