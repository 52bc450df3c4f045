"""The pieces of a campaign's tables by name, and what an extending campaign takes away of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulation_core.i18n import _
from emulation_core.toml import Path, Problem, meant

Names = frozenset[tuple[str, str]]
"""What a piece answers to: (id, kind), the kind empty where the id alone names it."""
# What an entry of `removed` can name, and the list that holds it.
LISTS: Mapping[str, Path] = {
    "criterion": ("criteria",),
    "award": ("awards",),
    "scope": ("scope",),
    "document": ("procedure", "documents"),
    "step": ("procedure", "steps"),
    "assumption": ("assumptions",),
    "unresolved": ("unresolved",),
}
_KINDS: Mapping[Path, str] = {("criteria",): "applies_to", ("scope",): "kinds"}


def listed(raw: Mapping[str, Any], path: Path) -> list[Any]:
    """The list at `path`, empty where there is none."""
    value: Any = raw
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, list) else []


def names_of(path: Path, element: object) -> Names:
    """What an element of the list at `path` answers to: a scope to its clause, a sentence to nothing."""
    if not isinstance(element, dict):
        return frozenset()
    name = element.get("clause" if path == ("scope",) else "id")
    kinds = element.get(_KINDS.get(path, ""), [""])
    if not isinstance(name, str) or not isinstance(kinds, list):
        return frozenset()
    return frozenset((name, kind) for kind in kinds if isinstance(kind, str))


def narrowed(path: Path, element: dict[str, Any], names: Names) -> dict[str, Any]:
    """The element for those of its kinds that are among `names`."""
    if names == names_of(path, element):
        return element
    key, kept = _KINDS[path], {kind for _name, kind in names}
    return {**element, key: [kind for kind in element[key] if kind in kept]}


def without(base: Mapping[str, Any], removed: object) -> tuple[dict[str, Any], list[Problem]]:
    """The base without what `removed` names, and what is wrong with its entries beyond their shape."""
    left = dict(base)
    problems: list[Problem] = []
    for n, entry in enumerate(removed if isinstance(removed, list) else ()):
        named = [key for key in LISTS if isinstance(entry, dict) and key in entry]
        if len(named) != 1:
            problems.append((("removed", n), _("one thing is named: {words}").format(words=", ".join(LISTS))))
            continue
        problems += [(("removed", n, key), what) for key, what in _remove(left, named[0], entry)]
    return left, problems


def _remove(left: dict[str, Any], key: str, entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Take one thing away; (key, what is wrong) where it is not there."""
    path, wanted, kinds = LISTS[key], entry[key], entry.get("kinds")
    if kinds is not None and path not in _KINDS:
        return [("kinds", _("only criteria and scopes are removed by kind"))]
    held = [(element, _answers(path, element)) for element in listed(left, path)]
    gone = {name for _e, names in held for name in names if name[0] == wanted and (kinds is None or name[1] in kinds)}
    if not gone:
        known = sorted({name for _e, names in held for name, _kind in names})
        return [(key, _("the campaign it extends has no {name}").format(name=wanted) + meant(wanted, known))]
    kept = [
        element if not names & gone else narrowed(path, element, names - gone)
        for element, names in held
        if not names or names - gone
    ]
    if len(path) == 1:
        left[str(path[0])] = kept
    else:
        left[str(path[0])] = {**left[str(path[0])], path[1]: kept}
    return []


def _answers(path: Path, element: Mapping[str, Any]) -> Names:
    """Like `names_of`; here a sentence answers to what it is about."""
    return frozenset({(element["about"], "")}) if "about" in element else names_of(path, element)
