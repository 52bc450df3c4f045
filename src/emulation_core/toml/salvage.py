"""What can still be built of a faulty table, so that the rest of it is checked all the same."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, TypeVar

import cattrs

from emulation_core.toml.structure import Path, Problem, structure

T = TypeVar("T")


def salvage(conv: cattrs.Converter, raw: Any, cls: type[T]) -> tuple[T | None, list[Problem]]:
    """Like `structure`, but what is left without the faulty parts is still built."""
    made, problems = structure(conv, raw, cls)
    if not problems:
        return made, []
    rest, wrong = deepcopy(raw), problems
    for _round in range(8):
        if made is not None or not wrong:
            break
        for path in sorted({path for path, _message in wrong}, key=_backwards):
            rest = _without(rest, path)
        made, wrong = structure(conv, rest, cls)
    return made, problems


def _backwards(path: Path) -> tuple[tuple[int, str], ...]:
    """Later list elements first, so that removing one does not move another."""
    return tuple((-part, "") if isinstance(part, int) else (0, part) for part in path)


def _without(raw: Any, path: Path) -> Any:
    """`raw` without what stands at `path`; where nothing stands there, without the table that lacks it."""
    parent, parents = raw, []
    for part in path[:-1]:
        if isinstance(parent, dict) and part not in parent:
            return raw  # taken out already, for another key it lacks
        parents.append((parent, part))
        parent = parent[part]
    if path and (path[-1] in parent if isinstance(parent, dict) else isinstance(parent, list)):
        del parent[path[-1]]
    elif parents:
        holder, part = parents[-1]
        del holder[part]
    return raw
