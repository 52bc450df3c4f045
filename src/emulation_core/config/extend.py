"""One campaign's tables laid over another's: added to, replaced by id, taken away, and where each piece came from.

It works on tables as TOML gives them, so that what comes out is judged like any campaign file. Only the base is
known to be sound; what is misshapen in the extending file is passed on, to be refused where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from emulation_core.config.remove import LISTS, Names, listed, names_of, narrowed, without
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.toml import Path, Problem, spelt

Table = Mapping[str, Any]
_OWN = ("title", "agency", "province", "extends", "decided_in")
"""Keys at the top that name the extending campaign itself and decide nothing of the plan."""
_SENTENCES = ("assumptions", "unresolved")
"""Keys that say something about pieces, laid over the base after them."""
_NAMED = frozenset(path for path in LISTS.values() if path[0] not in _SENTENCES) | {("facts",)}
"""Where a piece names the document that decides it; anything else goes by `decided_in` at the top."""


@frozen
class Merged:
    """The tables of a campaign that may extend another.

    `origin` gives for paths in `raw` the path in the extending file, None for what is the base's; `inherited` are the
    facts of the base.
    """

    raw: dict[str, Any]
    origin: Mapping[Path, Path | None]
    inherited: frozenset[str]
    problems: tuple[Problem, ...]

    def placed(self, problem: Problem) -> Problem:
        """A problem of `raw` where the extending file can put it right: at its own key, else at `extends`."""
        path, what = problem
        own = _origin(self.origin, path)
        return (("extends",), f"{spelt(self.raw, path)}: {what}") if own is None else (own, what)


def alone(own: dict[str, Any]) -> Merged:
    """A campaign that extends nothing."""
    what = _("only a campaign that extends another has this key")
    problems = [((key,), what) for key in ("decided_in", "removed") if key in own]
    return Merged(own, {(): ()}, frozenset(), tuple(problems))


def merge(base: Table, own: Table) -> Merged:
    """The tables of a campaign that extends the one whose tables are `base`."""
    left, problems = without(base, own.get("removed"))
    laid = _Laid({key: value for key, value in left.items() if key not in ("extends", "decided_in")}, own)
    for key in sorted(own, key=_SENTENCES.__contains__):
        if key in _SENTENCES:
            laid.unsay(key, base)
        laid.take(key, own[key])
    for key in _SENTENCES:
        if key not in own:
            laid.unsay(key, base)
    if own.get("province", base["province"]) != base["province"]:
        what = _("the campaign it extends belongs to the province {province}")
        problems.append((("province",), what.format(province=base["province"])))
    return Merged(laid.raw, laid.origin, frozenset(base.get("facts", ())), (*problems, *laid.problems))


class _Laid:
    """One pass over an extending file: what has been laid over the base so far, and what came from where."""

    def __init__(self, base: dict[str, Any], own: Table) -> None:
        self.raw = base
        self.origin: dict[Path, Path | None] = {(): None}
        self.problems: list[Problem] = []
        self._document = own.get("decided_in")

    def take(self, key: str, value: Any) -> None:
        """Lay one key of the extending file over the base."""
        before: Any = self.raw.get(key)
        tables = isinstance(value, dict) and isinstance(before, dict)
        if tables and key == "facts":
            self.raw[key] = {**before, **{name: self._fact(name, before, fact) for name, fact in value.items()}}
        elif tables and key == "procedure" and value.get("use") == before.get("use"):
            inner = {part: self._laid((key, part), before.get(part), value[part]) for part in value}
            self.raw[key] = {**before, **inner}
        else:
            self.raw[key] = self._laid((key,), before, value)

    def unsay(self, key: str, base: Table) -> None:
        """Drop what the base says about pieces of which nothing is left: it is no longer so."""
        kept = {name for name, path in _subjects(self.raw) if _origin(self.origin, path) is None}
        gone = {name for name, _path in _subjects(base)} - kept
        self.raw[key] = [note for note in listed(self.raw, (key,)) if note.get("about") not in gone]

    def _fact(self, name: str, before: Table, fact: Any) -> Any:
        if before.get(name) == fact:
            return fact
        self.origin["facts", name] = ("facts", name)
        return self._decided(("facts",), name, fact) if name in before else fact

    def _laid(self, path: Path, before: Any, value: Any) -> Any:
        """One value over the base's: lists element by element, anything else whole."""
        if isinstance(value, list) and isinstance(before, list):
            return self._list(path, before, value)
        self.origin[path] = path
        if before not in (None, value) and path[0] not in _OWN and self._document is None:
            self._undecided(path)
        return value

    def _list(self, path: Path, before: list[Any], value: list[Any]) -> list[Any]:
        found: list[Any] = []
        known = {name for element in before for name in names_of(path, element)}
        for element, place in _woven(path, before, value):
            self.origin[*path, len(found)] = None if place is None else (*path, place)
            replaces = place is not None and names_of(path, element) & known
            found.append(self._decided(path, place, element) if replaces else element)
        return found

    def _decided(self, path: Path, place: Any, element: Any) -> Any:
        """A piece that replaces one of the base, with the document that decides it."""
        if not isinstance(element, dict) or "decided_in" in element:
            return element
        if self._document is None:
            self._undecided((*path, place, "decided_in") if path in _NAMED else (*path, place))
        return {**element, "decided_in": self._document} if path in _NAMED and self._document else element

    def _undecided(self, path: Path) -> None:
        if path[-1] == "decided_in":
            what = _("missing key: this replaces what the plan says; name the document that decides it")
        else:
            what = _("this replaces what the plan says; name the document in `decided_in` at the top of the file")
        self.problems.append((path, what))


def _woven(path: Path, base: list[Any], own: list[Any]) -> Iterator[tuple[Any, int | None]]:
    """(element, its place in `own` or None): what is new stands where it replaces something, else at the end.

    A criterion that is replaced for some of its kinds keeps the others.
    """
    fresh: dict[int, tuple[Any, Names]] = {
        n: (element, names_of(path, element)) for n, element in enumerate(own) if element not in base
    }
    taken = frozenset(name for _element, names in fresh.values() for name in names)
    for element in base:
        names = names_of(path, element)
        if not names or names - taken:
            yield narrowed(path, element, names - taken), None
        for n in [n for n, (_element, others) in fresh.items() if others & names]:
            yield fresh.pop(n)[0], n
    yield from ((element, n) for n, (element, _names) in fresh.items())


def _origin(origin: Mapping[Path, Path | None], path: Path) -> Path | None:
    """Where in the extending file `path` comes from; None: from the base."""
    length = next(n for n in range(len(path), -1, -1) if path[:n] in origin)
    own = origin[path[:length]]
    return None if own is None else (*own, *path[length:])


def _subjects(raw: Table) -> Iterator[tuple[str, Path]]:
    """What sentences can be about, and where it stands: the period, facts, and every piece with an id."""
    yield "period", ("period",)
    facts = raw.get("facts")
    yield from ((name, ("facts", name)) for name in (facts if isinstance(facts, dict) else ()))
    for path in LISTS.values():
        for n, element in enumerate(listed(raw, path)):
            if isinstance(element, dict) and isinstance(element.get("id"), str):
                yield element["id"], (*path, n)
