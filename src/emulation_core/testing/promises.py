"""What every rule promises, whichever hook it comes through."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import attrs

from emulation_core.campaign import Counts, Round
from emulation_core.config.schema import schema_of
from emulation_core.evaluate import node
from emulation_core.i18n import _
from emulation_core.model import KINDS, Fact
from emulation_core.plugins import Registry, Rule
from emulation_core.reading import Facts
from emulation_core.testing.guard import watched
from emulation_core.testing.made import Sample

_WORD = re.compile(r"[a-z][a-z0-9_]*\Z")
_YEAR = Round("2026", date(2026, 1, 1), date(2026, 12, 31))
_COUNTS = (Counts(0, 0), Counts(1, 1), Counts(7, 3), Counts(40, 40))


def used(rule: Any, slot: str, facts: Mapping[str, Fact]) -> str:
    """Everything a rule answers when it is asked once, as text that can be compared."""
    told = [rule.says()] if hasattr(rule, "says") else []
    told += [list(rule.check())] if hasattr(rule, "check") else []
    if slot == "evaluators" and hasattr(rule, "of") and hasattr(rule, "any"):
        told.append(str(node(rule, facts, frozenset()).verdict))
    elif slot == "evaluators":
        read = Facts(facts, Decimal(10))
        reading = rule.evaluate(read)
        told += [str(getattr(reading, field.name)) for field in attrs.fields(type(reading)) if field.name != "share"]
        told += [[str(part) for part in reading.share or ()]]
        told += [(name, [str(where) for where in wheres]) for name, wheres in read.reads.items()]
    elif slot == "quotas":
        told += [[rule.seats(kind, counts) for kind in KINDS for counts in _COUNTS], rule.pool()]
    elif slot == "periods":
        told.append(rule.rounds())
    else:
        told += [rule.documents, rule.steps(_YEAR)]
    return repr(told)


def named(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
    """The name is the province's, and one that a file can hold."""
    province, _dot, word = rule.name.rpartition(".")
    if province != rule.owner:
        yield _("{name} must start with {prefix}").format(name=rule.name, prefix=rule.owner + ".")
    if not _WORD.match(word):
        yield _("{name}: lower-case letters without accents, digits and underscores are expected").format(name=word)


def frozen_(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
    """The class is frozen, and so is everything in its fields; it keeps nothing beside them."""
    for name, value in vars(rule.cls).items():
        if isinstance(value, (list, dict, set, bytearray)) and not name.startswith("__"):
            yield _("{name} is kept on the class and can be changed").format(name=name)
    for sample in made:
        for attribute in attrs.fields(type(sample.rule)):
            value = getattr(sample.rule, attribute.name)
            parts = value if isinstance(value, tuple) else (value,)
            loose = [part for part in parts if attrs.has(type(part)) and not attrs.inspect(type(part)).is_frozen]
            if loose or isinstance(value, (list, set, bytearray)):
                yield _("{name} can be changed").format(name=attribute.name)
                return
        try:
            setattr(sample.rule, next((field.name for field in attrs.fields(type(sample.rule))), "x"), None)
        except attrs.exceptions.FrozenInstanceError:
            continue
        yield _("{name} can be changed").format(name=rule.name)
        return


def documented(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
    """The class says what it asks, its fields have a schema, and its sentence names its own fields alone."""
    if not (vars(rule.cls).get("__doc__") or "").strip() or (rule.cls.__doc__ or "").startswith("Method generated"):
        yield _("no docstring")
    try:
        schema_of(rule.cls, rule.name, Registry({rule.slot: {}}, ()))
    except (TypeError, KeyError) as problem:
        if rule.owner:
            yield _("no schema: {why}").format(why=problem)
    for sample in made:
        if not hasattr(sample.rule, "says"):
            return
        told = sample.rule.says()
        if not (isinstance(told, tuple) and len(told) == 2 and all(isinstance(t, str) and t.strip() for t in told)):
            yield _("says() must give a sentence in Vietnamese and one in English")
            return
        fields = {attribute.name.rstrip("_") for attribute in attrs.fields(rule.cls)}
        slots = {name for text in told for _text, name, _spec, _conversion in Formatter().parse(text) if name}
        if strange := sorted(slots - fields):
            yield _("says() names what is no field: {names}").format(names=", ".join(strange))
            return


def deterministic(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
    """Asked again it answers the same, and nothing in it has changed."""
    before = [repr(sample.rule) for sample in made]
    first = [used(sample.rule, rule.slot, sample.facts) for sample in made]
    again = [used(sample.rule, rule.slot, sample.facts) for sample in reversed(made)][::-1]
    yield from (
        _("{rule}: another answer when asked again").format(rule=sample.rule)
        for sample, one, other in zip(made, first, again, strict=True)
        if one != other
    )
    if before != [repr(sample.rule) for sample in made]:
        yield _("its fields have changed")


def isolated(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
    """Neither its package nor the rule itself touches a file, the network, another process or the clock."""
    modules = _package(rule)
    if not modules:
        return
    first = Path(str(modules[0].__file__))
    folder = str(first.parent) if first.name == "__init__.py" else str(first)
    for sample in made[:1]:
        used(sample.rule, rule.slot, sample.facts)  # what is imported on first use is imported
    with watched(folder) as touched:
        fresh = {module.__name__: _fresh(module) for module in modules}
        cls: Any = getattr(fresh.get(rule.cls.__module__), rule.cls.__name__, rule.cls)
        for sample in made:
            fields = [field for field in attrs.fields(rule.cls) if field.init]
            again = cls(**{field.alias: getattr(sample.rule, field.name) for field in fields})
            used(again, rule.slot, sample.facts)
    yield from (_("touches {what}").format(what=what) for what in touched)


def _package(rule: Rule) -> list[ModuleType]:
    """The modules of the package a rule comes from, as far as they are imported; of a builtin rule its own alone."""
    name = rule.cls.__module__
    top = name.partition(".")[0] if rule.owner else name
    mine = [module for other, module in sorted(sys.modules.items()) if other == top or other.startswith(f"{top}.")]
    return [module for module in mine if getattr(module, "__file__", None)]


def _fresh(module: ModuleType) -> ModuleType:
    """The module imported anew, beside the one in use: what it does at import is done again, under watch."""
    spec = importlib.util.spec_from_file_location(module.__name__, str(module.__file__))
    assert spec is not None, "it was imported from there"
    assert spec.loader is not None, "a file has a loader"
    made = importlib.util.module_from_spec(spec)
    made.__package__ = module.__package__
    spec.loader.exec_module(made)
    return made
