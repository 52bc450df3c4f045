"""The JSON Schema of a TOML file, from the classes it is read into: what the converter refuses, an editor underlines.

One limit of the converter is not in it: at most 9 digits after the point. `multipleOf` would say it, and editors
that compute in floats would then refuse 0.3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin

import attrs

from emulation_core.campaign import Campaign
from emulation_core.config.rules import SLOT_OF
from emulation_core.model import CampaignId, Id, Kind, Kinds, Seats, Share, Text
from emulation_core.plugins import Registry, Rule

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LARGEST = 2**63 - 1
_BEYOND = 10**29  # a number has at most 29 digits before the point
_PLAIN: Mapping[Any, Schema] = {
    Any: {},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
    int: {"type": "integer", "minimum": -_LARGEST - 1, "maximum": _LARGEST},
    Decimal: {"type": "number", "exclusiveMinimum": -_BEYOND, "exclusiveMaximum": _BEYOND},
}
_NAMED: Mapping[Any, Schema] = {
    Id: {
        "description": "An id: lower-case letters without accents, digits, underscores.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9_]*$",
    },
    CampaignId: {
        "description": "The id of another campaign: folder/name.",
        "type": "string",
        "pattern": "^[A-Za-z0-9_-]+/[A-Za-z0-9_][A-Za-z0-9_.-]*$",
    },
    Text: {"description": "A text that people read; never empty.", "type": "string", "pattern": r"\S"},
    Seats: {"description": "A number of seats.", "type": "integer", "minimum": 0, "maximum": _LARGEST},
    Share: {"description": "A share of a whole, from 0 to 1.", "type": "number", "minimum": 0, "maximum": 1},
}


def campaign_schema(registry: Registry) -> Schema:
    """The schema of a campaign file that may use the rules of `registry`, each province its own."""
    schema = schema_of(Campaign, "Campaign", registry)
    # What a campaign does not say for itself, the one it extends says.
    whole = {"if": {"required": ["extends"]}, "else": {"required": schema.pop("required")}}
    schema["dependentRequired"] = {key: ["extends"] for key in ("decided_in", "removed")}
    rules = [rule for slot in registry.rules.values() for rule in slot.values()]
    foreign = []
    for owner in sorted({rule.owner for rule in rules} - {""}):
        names = sorted({rule.name for rule in rules if rule.owner == owner})
        barred = _ref(f"without.{owner}")
        schema["$defs"][f"without.{owner}"] = {
            "description": f"Holds no rule of the province {owner}, at any depth.",
            "properties": {"use": {"not": {"enum": names}}},
            "additionalProperties": barred,
            "items": barred,
        }
        elsewhere = {"properties": {"facts": True}, "additionalProperties": barred}
        foreign.append({"if": {"properties": {"province": {"const": owner}}}, "else": elsewhere})
    return {**schema, "allOf": [whole, *foreign]}


def schema_of(cls: Any, title: str, registry: Registry | None = None, *, document: bool = False) -> Schema:
    """The schema of the tables that are read into the attrs class `cls`, or of another type of value.

    `registry` gives the rules of slots (`Evaluator`, `Quota`, …). A `document` is JSON that the program writes: an
    `X | None` may be null there, which TOML cannot say, every key is present, and decimals are strings.
    Raises `TypeError` for a type of attribute it does not know.
    """
    builder = _Builder(registry, document)
    schema = builder.table(cls) if attrs.has(cls) else builder.of(cls)
    defs = {name: builder.defs[name] for name in sorted(builder.defs)}
    return {"$schema": DIALECT, "title": title, **schema, "$defs": defs}


def text(schema: Schema) -> str:
    """The text of a schema file: the same schema gives the same bytes."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


class _Builder:
    """Collects in `defs` what the schemas it gives refer to."""

    def __init__(self, registry: Registry | None, document: bool) -> None:
        self.defs: dict[str, Schema] = {}
        self._holders: dict[str, object] = {}
        self._registry = registry
        self._document = document

    def of(self, wanted: Any) -> Schema:
        """The schema of one value of type `wanted`."""
        origin, args = get_origin(wanted), get_args(wanted)
        if origin in (Union, UnionType):
            return self._union(args)
        if origin is Literal:
            return {"enum": sorted(args)}
        if origin in (dict, Mapping):
            keys, values = map(self.of, args)
            return {"type": "object", "propertyNames": keys, "additionalProperties": values}
        if origin is list or (origin is tuple and args[1:] == (...,)):
            return {"type": "array", "items": self.of(args[0])}
        if origin is tuple and len(set(args)) == 1:
            return {"type": "array", "items": self.of(args[0]), "minItems": len(args), "maxItems": len(args)}
        return self._simple(wanted)

    def table(self, cls: type, use: str | None = None) -> Schema:
        """The schema of a table of attrs class `cls`; `use` is the rule's name where it is one."""
        attrs.resolve_types(cls)
        properties: dict[str, Schema] = {} if use is None else {"use": {"const": use}}
        required = [*properties]
        for attribute in attrs.fields(cls):
            key = attribute.name.removesuffix("_")
            properties[key] = self.of(attribute.type)
            if attribute.default is attrs.NOTHING or (self._document and not attribute.metadata):
                required.append(key)
            elif type(attribute.default) in (bool, int, str):
                properties[key] = {**properties[key], "default": attribute.default}
        shape: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**_described(cls), **shape, "required": sorted(required)}

    def _union(self, parts: tuple[Any, ...]) -> Schema:
        accepted = [self.of(part) for part in parts if part is not NoneType]
        if self._document and NoneType in parts:
            accepted.append({"type": "null"})
        return {"anyOf": sorted(accepted, key=text)} if len(accepted) > 1 else accepted[0]

    def _simple(self, wanted: Any) -> Schema:
        if wanted is Decimal and self._document:
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
        if wanted in _PLAIN:
            return dict(_PLAIN[wanted])
        if wanted in _NAMED:
            return self._shared(wanted.__name__, wanted, lambda: dict(_NAMED[wanted]))
        if wanted is Kinds:
            return {**self.of(tuple[Kind, ...]), "minItems": 1, "uniqueItems": True}
        if isinstance(wanted, NewType):
            return self.of(wanted.__supertype__)
        if wanted in SLOT_OF:
            return self._shared(wanted.__name__, wanted, lambda: self._slot(wanted))
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            words = [getattr(member, "word", member.value) for member in wanted]
            return self._shared(wanted.__name__, wanted, lambda: {**_described(wanted), "enum": words})
        if isinstance(wanted, type) and attrs.has(wanted):
            return self._shared(wanted.__name__, wanted, lambda: self.table(wanted))
        raise TypeError(f"{wanted!r} has no schema")

    def _slot(self, protocol: type[object]) -> Schema:
        """Any rule of the registry that may stand in the slot of `protocol`: `use` names it, the rest is the rule's.

        Not `oneOf`: of a misspelt `use` an editor would tell once for every rule that it is not that one.
        """
        if self._registry is None:
            raise TypeError(f"{protocol.__name__} needs a registry")
        rules = self._registry.rules[SLOT_OF[protocol]]
        keys = sorted({field.name.removesuffix("_") for rule in rules.values() for field in attrs.fields(rule.cls)})
        # For an editor to offer; which of them the rule named by `use` has, and what they may hold, its own table says.
        properties = {"use": {"enum": sorted(rules)}, **{key: {} for key in keys}}
        table: Schema = {"type": "object", "properties": properties, "additionalProperties": True, "required": ["use"]}
        return {**_described(protocol), **table, "allOf": [self._rule(rules[name]) for name in sorted(rules)]}

    def _rule(self, rule: Rule) -> Schema:
        table = self._shared(f"{rule.slot}.{rule.name}", rule, lambda: self.table(rule.cls, rule.name))
        return {"if": {"properties": {"use": {"const": rule.name}}, "required": ["use"]}, "then": table}

    def _shared(self, name: str, holder: object, make: Callable[[], Schema]) -> Schema:
        """A reference to the definition of `holder`, made on first sight; recursion meets the reference."""
        if self._holders.setdefault(name, holder) is not holder:
            name = f"{getattr(holder, '__module__', '')}.{name}"
            if self._holders.setdefault(name, holder) is not holder:
                raise TypeError(f"{name} names two classes")
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = make()
        return _ref(name)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _described(cls: type) -> Schema:
    """The first line of the class's own docstring, which is its summary."""
    lines = (vars(cls).get("__doc__") or "").strip().splitlines()
    return {"description": lines[0]} if lines else {}
