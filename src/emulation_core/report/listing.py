"""Which template each kind of paper is filled into, and what it may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from emulation_core.frozen import frozen
from emulation_core.report.template import SHIPPED, find
from emulation_core.report.variables import PAPERS, variables


@frozen
class Listed:
    """One template: `own` says that the province has its own; `variables` maps names to what they hold."""

    kind: str
    path: str
    own: bool
    variables: Mapping[str, str]


def templates(province: str, folders: Iterable[Path]) -> tuple[Listed, ...]:
    """The templates that papers of `province` are filled into; `folders` are those of provinces, the first wins."""
    places = tuple(folders)
    found = [(kind, find(kind, province, places)) for kind in PAPERS]
    return tuple(Listed(kind, str(path), path.parent != SHIPPED, variables(kind)) for kind, path in found)
