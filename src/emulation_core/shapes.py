"""Campaigns of one shape: the same rules over the same facts with other numbers, which become columns of one table.

Authors see nothing of it: a rule whose numbers cannot be columns keeps them, and its campaigns are judged apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from itertools import count
from operator import attrgetter
from typing import Any

import attrs
import polars as pl
from attrs import evolve, frozen

from emulation_core import law
from emulation_core.assess import Judging
from emulation_core.campaign import Campaign, judged_in
from emulation_core.evaluate import SCOPE, Node, column, node, not_due
from emulation_core.measures import Measures
from emulation_core.model import Fact, FactType, column_type
from emulation_core.reading import Evaluator, leaves

Number = Decimal | int
_NUMBERS = (int, Decimal)  # not bool, which is an int of its own
_NUMBER = object()
"""Stands for any number in a shape."""


Place = tuple[str | int, ...]
Numbers = tuple[tuple[Number, ...], ...]
"""The numbers of each rule that judges in the round, in the order of its fields."""


@frozen(eq=False)
class Shape:
    """What campaigns that are judged together have in common, and the numbers that may differ."""

    key: Hashable
    numbers: Numbers
    measures: Measures


def shaped(judgings: Iterable[Judging]) -> list[Shape]:
    """The shape of each campaign in its round, as of its day; the judgings may be of any kind.

    A key is the number of the first campaign of that shape: of thousands of campaigns few shapes are kept.
    """
    known: dict[Hashable, int] = {}
    found = []
    for n, judging in enumerate(judgings):
        measures = Measures.of(judging.campaign, judging.round)
        key, numbers = _shape(judging, measures)
        try:
            found.append(Shape(known.setdefault(key, n), numbers, measures))
        except TypeError:  # a rule with a field that cannot be compared: a shape of its own
            found.append(Shape(n, numbers, measures))
    return found


def _shape(judging: Judging, measures: Measures) -> tuple[Hashable, Numbers]:
    campaign, round = judging.campaign, judging.round
    forms: list[Any] = []
    numbers: list[tuple[Number, ...]] = []
    for _place, rule in _rules(judging):
        mine: list[Number] = []
        forms.append(_form(rule, mine))
        numbers.append(tuple(mine))
    key: tuple[Any, ...] = (
        tuple([(name, fact.type, fact.ladder, fact.members) for name, fact in campaign.facts.items()]),
        not_due(campaign, round, judging.on),
        judging.deferring,
        tuple([scope.kinds for scope in campaign.scope]),
        tuple([_JUDGING(c) for c in campaign.criteria if judged_in(c.rounds, round)]),
        tuple([(*_GIVING(a), type(a.quota), a.quota.pool()) for a in campaign.awards_in(round)]),
        campaign.scoring and (*_SCORING(campaign.scoring), tuple([(g.id, g.sort) for g in campaign.scoring.groups])),
        tuple([_LABELLED(label) for label in campaign.labels]),
        measures.form(),
        tuple(forms),
    )
    return key, tuple(numbers)


_JUDGING = attrgetter("id", "applies_to", "required", "group")
_GIVING = attrgetter("id", "kinds", "requires", "order", "label")
_LABELLED = attrgetter("id", "requires", "unless", "kinds")
_SCORING = attrgetter("decimals", "round_at", "not_applicable", "order")


def _rules(judging: Judging) -> Iterator[tuple[Place, Evaluator]]:
    """The rules that judge in the round, and where they stand."""
    criteria = judging.campaign.criteria
    for place, _kinds, rule in judging.campaign.evaluators():
        if place[0] != "criteria" or judged_in(criteria[int(place[1])].rounds, judging.round):
            yield place, rule


def _form(value: Any, numbers: list[Number] | None) -> Any:
    """`value` as something that can be compared; numbers go into `numbers`, where there is one, and leave a mark."""
    cls = type(value)
    if numbers is not None and cls in _NUMBERS:
        numbers.append(value)
        return _NUMBER
    if cls is str or value is None:
        return value
    names = _fields(cls)  # type: ignore[arg-type]  # mypy takes a class for something without a hash
    if names is not None:
        return (cls, *[_form(getattr(value, name), numbers) for name in names])
    if isinstance(value, Mapping):
        return tuple([(key, _form(each, numbers)) for key, each in value.items()])
    if isinstance(value, (tuple, list)):
        return tuple([_form(each, numbers) for each in value])
    return value


@cache
def _fields(cls: type) -> tuple[str, ...] | None:
    """The fields of an attrs class; None for any other."""
    return tuple(field.name for field in attrs.fields(cls)) if attrs.has(cls) else None


def split(shapes: Sequence[Shape], judgings: Sequence[Judging]) -> Iterator[list[int]]:
    """The places in `shapes` of those that can be judged as one table, in groups."""
    alike: dict[Hashable, list[int]] = {}
    for n, each in enumerate(shapes):
        alike.setdefault(each.key, []).append(n)
    for group in alike.values():
        kept = _kept(judgings[group[0]], [shapes[n] for n in group])
        stiff = _stiff(judgings[group[0]], {shapes[n].measures for n in group})
        same: dict[Hashable, list[int]] = {}
        for n in group:
            numbers, given = shapes[n].numbers, shapes[n].measures.criteria
            same.setdefault((*[numbers[at] for at in kept], *[given[at] for at in stiff]), []).append(n)
        yield from same.values()


def _kept(judging: Judging, shapes: Sequence[Shape]) -> list[int]:
    """The rules that differ in their numbers and cannot have columns in their place."""
    dictionary = law.dictionary(judging.campaign.facts)
    early = not_due(judging.campaign, judging.round, judging.on)
    return [
        at
        for at, (_place, rule) in enumerate(_rules(judging))
        if _differ(shapes, at) and not _takes_columns(rule, dictionary, early)
    ]


def _stiff(judging: Judging, measures: Collection[Measures]) -> list[int]:
    """The criteria that differ in what they give and whose rule cannot have a column in the place of a maximum."""
    criteria = [c for c in judging.campaign.criteria if judged_in(c.rounds, judging.round)]
    dictionary = law.dictionary(judging.campaign.facts)
    early = not_due(judging.campaign, judging.round, judging.on)
    found = []
    for at, criterion in enumerate(criteria):
        if len({(each.criteria[at][0], each.criteria[at][2]) for each in measures}) > 1:
            floor = None if criterion.floor is None else pl.col("floor")
            if not _reads(partial(node, criterion.evaluator, dictionary, early, pl.col("full"), floor)):
                found.append(at)
    return found


def _reads(make: Callable[[], Node]) -> bool:
    """Whether a rule can be read with columns in the place of numbers: one that looks at a number itself cannot.

    A column has no truth, no order and no digits outside a table: Polars refuses, and so does `Decimal`.
    """
    try:
        made = make()
        for column in (made.verdict, *(made.share or ())):
            column.meta.root_names()
    except Exception:  # whatever a rule of whoever wrote it does with a column it did not expect
        return False
    return True


def _differ(shapes: Sequence[Shape], at: int) -> bool:
    return len({each.numbers[at] for each in shapes}) > 1


def _takes_columns(rule: Evaluator, dictionary: Mapping[str, Fact], early: frozenset[str]) -> bool:
    """Whether a rule can be read with columns for its numbers."""
    return _reads(lambda: node(_with(rule, (pl.col(f"n{n}") for n in count())), dictionary, early))


def _with(value: Any, numbers: Iterator[Any]) -> Any:
    """`value` with other things in the place of its numbers, in the order `_form` meets them."""
    if attrs.has(type(value)):
        changed = {
            field.alias: _with(getattr(value, field.name), numbers) for field in attrs.fields(type(value)) if field.init
        }
        return evolve(value, **changed)
    if isinstance(value, Mapping):
        return {key: _with(each, numbers) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_with(each, numbers) for each in value)
    return next(numbers) if type(value) in _NUMBERS else value


def together(judging: Judging, shapes: Sequence[Shape]) -> tuple[Campaign, pl.DataFrame]:
    """The campaign of `judging` for all that are judged with it, and the columns its rules read for their numbers.

    The table has a row for each of `shapes`; a number that is the same for all stays where it is.
    """
    columns: dict[str, pl.Series] = {}
    campaign = judging.campaign
    for at, (place, rule) in enumerate(_rules(judging)):
        if not _differ(shapes, at):
            continue
        put: list[Any] = []
        for n, values in enumerate(zip(*(each.numbers[at] for each in shapes), strict=True)):
            name = f"n.{at}.{n}"
            if len(set(values)) > 1:
                columns[name] = _column(values)
            put.append(pl.col(name) if name in columns else values[0])
        campaign = _replaced(campaign, place, _with(rule, iter(put)))
    return campaign, pl.DataFrame(columns)


def from_outside(campaign: Campaign, alike: Sequence[Campaign]) -> list[str]:
    """The verdict columns of rules from outside the core that read columns for their numbers or their maximum."""
    given: dict[str, set[object]] = {}
    for other in {id(other): other for other in alike}.values():
        for criterion in other.criteria:
            given.setdefault(criterion.id, set()).add((criterion.points, criterion.floor))
    found = []
    for place, _kinds, rule in campaign.evaluators():
        name = None if place[0] == "scope" else campaign.criteria[int(place[1])].id
        ours = all(type(leaf).__module__.partition(".")[0] == _CORE for leaf in leaves(rule))
        if not ours and (_has_columns(rule) or len(given.get(name or "", ())) > 1):
            found.append(SCOPE if name is None else column(name))
    return found


_CORE = __name__.partition(".")[0]


def _has_columns(value: Any) -> bool:
    if attrs.has(type(value)):
        return any(_has_columns(getattr(value, field.name)) for field in attrs.fields(type(value)))
    if isinstance(value, Mapping):
        return any(map(_has_columns, value.values()))
    if isinstance(value, (tuple, list)):
        return any(map(_has_columns, value))
    return isinstance(value, pl.Expr)


def _column(values: Sequence[Number]) -> pl.Series:
    """Numbers as a column: whole ones as integers, which counts are compared with as they stand."""
    whole = [int(value) for value in values]
    if list(values) == whole and max(whole) < 2**62:
        return pl.Series(whole, dtype=pl.Int64)
    return pl.Series([Decimal(value) for value in values], dtype=column_type(FactType.NUMBER))


def _replaced(campaign: Campaign, place: Place, rule: Evaluator) -> Campaign:
    """`campaign` with another rule at `place`, as `Campaign.evaluators` names it."""
    key, number, field = str(place[0]), int(place[1]), str(place[2])
    pieces = list(getattr(campaign, key))
    pieces[number] = evolve(pieces[number], **{field: rule})
    changed: dict[str, Any] = {key: tuple(pieces)}
    return evolve(campaign, **changed)


def numbers_of(rule: Evaluator) -> tuple[Number, ...]:
    """The numbers a rule holds, in the order of its fields."""
    found: list[Number] = []
    _form(rule, found)
    return tuple(found)


def as_columns(rule: Evaluator) -> tuple[Evaluator, pl.DataFrame]:
    """`rule` with a column in the place of each of its numbers, and one row of those numbers."""
    columns = {f"n.{n}": _column([number]) for n, number in enumerate(numbers_of(rule))}
    return _with(rule, iter([pl.col(name) for name in columns])), pl.DataFrame(columns)
