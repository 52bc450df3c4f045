"""Rules made up from the types of their fields, and a dictionary that holds what each of them reads."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, Literal, NewType, Union, get_args, get_origin

import attrs
from attrs import evolve

from emulation_core.builtin.evaluators import EVALUATORS
from emulation_core.frozen import frozen
from emulation_core.model import CampaignId, Fact, FactType, Id, Kind, Kinds, Seats, Share, Text
from emulation_core.plugins import Rule
from emulation_core.reading import Evaluator, Facts, leaves, trial

MOST_RULES, MOST_ROUNDS = 24, 12
_PLAIN: Mapping[Any, Sequence[Any]] = {
    Text: ["1"],
    str: ["1"],
    CampaignId: ["tinh/so_2026"],
    Decimal: [Decimal(2), Decimal("1.5"), Decimal(0), Decimal(60)],
    Share: [Decimal("0.2"), Decimal(1), Decimal(0)],
    Seats: [3, 0],
    int: [2026, 2, 1],
    bool: [True, False],
    Kinds: [tuple(Kind)],
}


@frozen(eq=False)
class Sample:
    """A rule to try, and a dictionary under which it reads nothing wrongly (empty for rules that do not judge)."""

    rule: Any
    facts: Mapping[str, Fact]


def samples_of(rule: Rule, given: Iterable[object] = ()) -> list[Sample]:
    """Rules of the class of `rule`, `given` and made up, each that its own `check` accepts."""
    rules = [*given, *islice((made for made in _instances(rule.cls) if _sound(made)), MOST_RULES)]
    if rule.slot != "evaluators":
        return [Sample(made, {}) for made in rules]
    return [Sample(made, facts) for made in rules for facts in dictionaries(made)]


def _sound(rule: Any) -> bool:
    try:
        return not list(rule.check()) if hasattr(rule, "check") else True
    except Exception:  # fields that no file would hold, put together by us
        return False


def _instances(cls: type) -> Iterator[Any]:
    """With required fields alone, with every field, and with one field changed at a time."""
    attrs.resolve_types(cls)
    fields: list[Any] = [field for field in attrs.fields(cls) if field.init]
    choices = {field.alias: _values(field.type, field.name.rstrip("_")) for field in fields}
    first = {name: offered[0] for name, offered in choices.items() if offered}
    needed = {field.alias for field in fields if field.default is attrs.NOTHING}
    least = {name: value for name, value in first.items() if name in needed}
    seen: list[Any] = []
    for base in (least, first):
        tries = [base, *({**base, name: value} for name, offered in choices.items() for value in offered)]
        for arguments in tries:
            if needed <= set(arguments) and arguments not in seen:
                seen.append(arguments)
                yield cls(**arguments)


def _values(wanted: Any, name: str) -> list[Any]:
    """Values a field of type `wanted` may hold; `name` becomes the id where one is asked for."""
    origin, args = get_origin(wanted), get_args(wanted)
    if wanted is Id:
        return [Id(name)]
    if wanted in _PLAIN:
        return list(_PLAIN[wanted])
    if wanted is date:
        return [date(2026, 12, 31) if name in ("until", "before") else date(2026, 1, 1)]
    if wanted is Evaluator:
        return [EVALUATORS["equals_zero"](fact="so"), EVALUATORS["flag"](fact="co")]
    if origin in (Union, types.UnionType):
        return [value for part in args if part is not types.NoneType for value in _values(part, name)]
    if origin is Literal:
        return list(args)
    if origin is tuple:
        inner = _values(args[0], name)
        return [tuple(inner[:1]), tuple(inner)] if args[1:] == (...,) else [tuple(inner[:1] * len(args))]
    if origin is not None and issubclass(origin, Mapping):
        return [{key: value} for key in _values(args[0], name) for value in _values(args[1], name)[:2]]
    if isinstance(wanted, NewType):
        return _values(wanted.__supertype__, name)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return list(wanted)
    if isinstance(wanted, type) and attrs.has(wanted):
        return list(islice(_instances(wanted), MOST_ROUNDS))
    return []


def dictionaries(rule: Evaluator) -> list[Mapping[str, Fact]]:
    """Dictionaries under which `rule` reads nothing wrongly: one for each type its figures may have."""
    facts, accepted = _declared(rule, {})
    kinds = dict.fromkeys(kind for allowed in accepted.values() for kind in allowed)
    found: list[Mapping[str, Fact]] = []
    for kind in kinds or [None]:
        typed = {name: _fact(name, kind) for name in facts if kind is not None and kind in accepted.get(name, ())}
        each, _types = _declared(rule, {**facts, **typed})
        if each not in found and _readable(rule, each):
            found.append(each)
    return found


def _readable(rule: Evaluator, facts: Mapping[str, Fact]) -> bool:
    try:
        return not trial(rule, facts).problems
    except Exception:  # told when the rule is tried
        return True


def _declared(rule: Evaluator, known: Mapping[str, Fact]) -> tuple[dict[str, Fact], dict[str, tuple[FactType, ...]]]:
    """`known` with what the rule asks for, learnt from what it says is wrong; and the types it can read."""
    facts, accepted = dict(known), dict[str, tuple[FactType, ...]]()
    for _n in range(MOST_ROUNDS):
        learning = _Learning(facts)
        with suppress(Exception):  # told when the rule is tried
            for leaf in leaves(rule):
                leaf.evaluate(learning)
        for name, what, detail in learning.problems:
            if what == "undeclared":
                facts[name] = _fact(name, FactType.TEXT)
            elif what == "type":
                accepted[name] = tuple(FactType(word) for word in detail.split(", "))
                facts[name] = _fact(name, accepted[name][0])
            elif what == "option":
                facts[name] = _with_option(facts[name], Id(detail))
        if not learning.problems:
            break
    return facts, accepted


class _Learning(Facts):
    """Evidence that offers something to choose from also where nothing is declared yet."""

    def options(self, name: str) -> tuple[str, ...]:
        """The options, made up for a fact that is not known."""
        return super().options(name) or tuple(_fact(name, FactType.SET).members)


def _fact(name: str, kind: FactType) -> Fact:
    ladder = (Id("thap"), Id("vua"), Id("cao")) if kind is FactType.RATING else ()
    members = (Id("mot"), Id("hai")) if kind is FactType.SET else ()
    most = Decimal(100) if kind is FactType.PERCENT else None
    return Fact(Text(name), kind, ladder=ladder, members=members, max=most)


def _with_option(fact: Fact, option: Id) -> Fact:
    """`option` in the middle, so that something lies on both sides of it."""
    if option in fact.options:
        return fact
    if fact.type is FactType.RATING:
        return evolve(fact, ladder=(*fact.ladder[:1], option, *fact.ladder[1:]))
    return evolve(fact, members=(*fact.members, option))
