"""How a scored scheme counts: roundings, groups, labels, and the terms of an order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from attrs import frozen

from emulation_core.model import Id, Kinds, Text

RANK = "points.rank"
LOW, HIGH = "points.low", "points.high"
LABEL_LOW, LABEL_HIGH = "label.low", "label.high"
"""Columns of a scored table: the place in the ranking, and the least and most that points and label (a rung, 1 the
lowest) can turn out to be. Points, and those of groups, are whole numbers of what the column `UNIT` says."""
UNIT = "points.unit"
"""Column (Int128): how many units (`units.POINT` of them are a point) the points of a row are counted in."""


@frozen
class Group:
    """Criteria counted together: a `part` of the scheme, a `bonus` on top of it, or a `penalty` taken off.

    `cap` is the most a bonus or a penalty comes to; `name` is for people, the id where there is none.
    """

    id: Id
    name: Text | None = None
    sort: Literal["part", "bonus", "penalty"] = "part"
    cap: Decimal | None = None


@frozen
class Scoring:
    """A scheme of points. Half-up, away from zero, once: at each `criterion`, at the `total`, or `never`.

    `decimals` is how many digits the rounding keeps. `not_applicable` says what a criterion that does not concern
    somebody is worth: the others are scaled up to the whole (`rescale`), its maximum (`full`) or nothing (`zero`).
    `order` ranks those whose award states none; without it more points come first.
    """

    decimals: int | None = None
    round_at: Literal["criterion", "total", "never"] = "never"
    not_applicable: Literal["rescale", "full", "zero"] | None = None
    order: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()


@frozen
class Label:
    """One grade (xếp loại): from `at_least` points up, and only with every criterion in `requires`.

    Whoever lacks one of its conditions falls to the next label that holds. Whoever misses a criterion in `unless` gets
    this label at most, whatever the points. `name` is for people, the id where there is none.
    """

    id: Id
    name: Text | None = None
    at_least: Decimal | None = None
    requires: tuple[Id, ...] = ()
    unless: tuple[Id, ...] = ()
    kinds: Kinds | None = None
    clause: Text | None = None


@frozen
class Term:
    """One term of an order: the columns of the least and the greatest value somebody may have, and which comes first.

    `fact` or `group` is what it reads by name.
    """

    low: str
    high: str
    descending: bool
    fact: str | None = None
    group: str | None = None


def term(text: str) -> Term | None:
    """`points`, `label`, `group.<id>` (highest first unless `asc` follows) or `fact.<id> asc|desc`; None otherwise."""
    name, _space, direction = text.partition(" ")
    kind, dot, id = name.partition(".")
    if kind == "fact" and id and direction in ("asc", "desc"):
        return Term(id, id, direction == "desc", fact=id)
    if direction not in ("", "asc", "desc"):
        return None
    descending = direction != "asc"
    if kind == "group" and id:
        return Term(f"{name}.low", f"{name}.high", descending, group=id)
    columns = {"points": (LOW, HIGH), "label": (LABEL_LOW, LABEL_HIGH)}.get(name)
    return None if columns is None or dot else Term(*columns, descending)


def facts_in(order: Iterable[str]) -> tuple[str, ...]:
    """The facts an order reads, each once."""
    found = [term(text) for text in order]
    return tuple(dict.fromkeys(t.fact for t in found if t is not None and t.fact is not None))


def own_order(scoring: Scoring | None) -> tuple[str, ...]:
    """The order of a scheme, for awards that state none."""
    return scoring.order if scoring else ()
