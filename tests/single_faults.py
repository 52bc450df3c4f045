"""Every single fault of a campaign as parsed TOML: of type, of domain and of shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

# Mistakes of type, of domain and of shape: what stands in for every leaf in turn.
WRONG = (
    *(1, -1, 2**63, -(2**63) - 1, Decimal("1.5"), Decimal("-0.1"), Decimal("1E+29"), Decimal("NaN"), True, False),
    *("", " ", "\n", "Không Phải Id", "2x", "x\n", "2026-12-31", "all", "collective"),
    *(date(2026, 12, 31), datetime(2026, 12, 31, 7, 30), [], {}, ["x"], [1], {"use": "nope"}, {"use": 1}),
)
PER_LEAF = 4  # of them, in turn: each leaf has some, each mistake meets many leaves
WRONG_USE = ("nope", "open", "year", "submit", "flag", "ninh_thuan.all_assigned_indices_rise", "ninh_thuan.nope")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value below `value` with its path, `value` itself first."""
    yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, key))


def _in_table(table: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in table:
        yield f"without {key}", {k: v for k, v in table.items() if k != key}
        yield f"{key} misspelt", {k + "x" * (k == key): v for k, v in table.items()}
    for key in ("khoa_la", "Khóa Lạ", "from_", ""):
        yield f"with {key!r}", {**table, key: 1}
        yield f"with {key!r} as another", {**table, key: next(iter(table.values()), "?")}


def _in_list(items: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "emptied", []
    yield "first twice", [*items, *items[:1]]
    for wrong in (1, "", [], {}, True):
        yield f"with {wrong!r}", [*items, wrong]


CHANGES: Mapping[type, Callable[[Any], Iterable[tuple[str, Any]]]] = {dict: _in_table, list: _in_list}


def _slices(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The campaign without its lists and dictionary, then with one element of them at a time: a file quickly judged."""
    head = {key: value for key, value in raw.items() if key != "facts" and not isinstance(value, list)}
    yield head
    for key in (key for key in raw if key not in head):
        elements = raw[key].items() if key == "facts" else enumerate(raw[key])
        for place, element in elements:
            yield {**head, key: {place: element} if key == "facts" else [element]}


def every_fault(raw: dict[str, Any], per_leaf: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Single faults of a campaign in the order of the file: of every table and list, `per_leaf` of each leaf.

    Decimals are few and have the most ways to be wrong: they get every mistake.
    """
    mistakes = cycle(WRONG)
    head, *slices = _slices(raw)
    for piece in (head, *slices):
        for path, value in _paths(piece):
            if piece is not head and path[:1] in ((), *((key,) for key in head)):
                continue
            changes = CHANGES.get(type(value), lambda _leaf: ())(value)
            taken = len(WRONG) if isinstance(value, Decimal) else per_leaf if path else 0
            instead = (*islice(mistakes, taken), *(WRONG_USE if path[-1:] == ("use",) else ()))
            for what, changed in (*changes, *((f"= {other!r}", other) for other in instead)):
                yield f"{'.'.join(map(str, path))} {what}", _with(piece, path, changed)


def _with(raw: Any, path: tuple[Any, ...], changed: Any) -> Any:
    """`raw` with `changed` at `path`; only the tables on the way are copied."""
    if not path:
        return changed
    copy = raw.copy()
    copy[path[0]] = _with(raw[path[0]], path[1:], changed)
    return copy
