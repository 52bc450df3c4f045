"""Where a key of a TOML text stands: tree-sitter, asked only when there is a fault to place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from emulation_core.errors import Fault
from emulation_core.toml.structure import Path, Problem

if TYPE_CHECKING:
    from tree_sitter import Node

Place = tuple[int, int]


def faults(name: str, text: str, raw: dict[str, Any], problems: Iterable[Problem]) -> list[Fault]:
    """The problems of one file, each at the key it names or, where that is missing, at the table that lacks it."""
    problems = list(problems)
    places = _places(text) if problems else {}
    found = []
    for path, what in problems:
        line, column = _nearest(places, path)
        found.append(Fault(name, line, column, f"{name}:{line}:{column}", spelt(raw, path), what))
    return found


def _nearest(places: dict[Path, Place], path: Path) -> Place:
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return 1, 1


def spelt(raw: Any, path: Path) -> str:
    """The path in dots; a list element by its id where it has one."""
    spelt = ""
    for part in path:
        raw = raw[part] if _has(raw, part) else None
        if isinstance(part, int):
            known = raw.get("id") if isinstance(raw, dict) else None
            spelt += f".{known}" if isinstance(known, str) else f"[{part}]"
        else:
            spelt += f".{part}" if spelt else part
    return spelt


def _has(raw: Any, part: str | int) -> bool:
    return part in raw if isinstance(raw, dict) else isinstance(raw, list) and isinstance(part, int) and part < len(raw)


def _places(text: str) -> dict[Path, Place]:
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    source = text.encode()
    tree = Parser(Language(tree_sitter_toml.language())).parse(source)
    return _Walk(source).places(tree.root_node)


class _Walk:
    """One pass over a syntax tree that notes the first place of every path."""

    def __init__(self, source: bytes) -> None:
        self._lines = source.split(b"\n")
        self._found: dict[Path, Place] = {}
        self._arrays: dict[Path, int] = {}

    def places(self, root: Node) -> dict[Path, Place]:
        for node in root.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)
        return self._found

    def _table(self, node: Node) -> None:
        key, *rest = [child for child in node.named_children if child.type != "comment"]
        path = self._inside(self._keys(key), node.type == "table_array_element")
        self._note(path[:-1] if isinstance(path[-1], int) else path, node)
        self._note(path, node)
        for child in rest:
            if child.type == "pair":
                self._pair(child, path)

    def _inside(self, keys: list[str], element: bool) -> Path:
        """The path of a header: through the last element of every array of tables on the way."""
        path: Path = ()
        for n, key in enumerate(keys):
            path = (*path, key)
            if element and n == len(keys) - 1:
                self._arrays[path] = self._arrays.get(path, -1) + 1
                for deeper in [p for p in self._arrays if len(p) > len(path) and p[: len(path)] == path]:
                    del self._arrays[deeper]
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path

    def _pair(self, node: Node, base: Path) -> None:
        key, value = [child for child in node.named_children if child.type != "comment"][:2]
        path = base
        for part in self._keys(key):
            path = (*path, part)
            self._note(path, key)
        self._value(value, path)

    def _value(self, node: Node, path: Path) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            for n, child in enumerate(c for c in node.named_children if c.type != "comment"):
                self._note((*path, n), child)
                self._value(child, (*path, n))

    def _keys(self, node: Node) -> list[str]:
        if node.type == "dotted_key":
            return [key for child in node.named_children for key in self._keys(child)]
        text = (node.text or b"").decode()
        return [text[1:-1] if node.type == "quoted_key" else text]

    def _note(self, path: Path, node: Node) -> None:
        row, column = node.start_point
        self._found.setdefault(path, (row + 1, len(self._lines[row][:column].decode()) + 1))
