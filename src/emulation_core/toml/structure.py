"""Plain TOML values to attrs classes, without coercion; problems are collected, not raised one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin

import attrs
import cattrs

from emulation_core.i18n import _
from emulation_core.model import CampaignId, Id, Kind, Kinds, Seats, Share, Text, fits

Path = tuple[str | int, ...]
Problem = tuple[Path, str]
T = TypeVar("T")
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_CAMPAIGN = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")


class Problems(Exception):
    """Several problems below one value, each with its path from there."""

    def __init__(self, items: Iterable[Problem]) -> None:
        self.items = list(items)
        super().__init__("; ".join(message for path, message in self.items))


def meant(word: object, known: Iterable[str]) -> str:
    """ "; did you mean …?" for the nearest known word, or the list of what is accepted."""
    from difflib import get_close_matches  # only where something is wrong

    known = list(known)
    near = get_close_matches(str(word), known, 1, 0.6)
    if near:
        return "; " + _("did you mean {word}?").format(word=near[0])
    return "; " + _("accepted: {words}").format(words=", ".join(known)) if known else ""


def _unlike(value: object, wanted: str) -> ValueError:
    if isinstance(value, (dict, list)):
        shown = _("a table") if isinstance(value, dict) else _("a list")
    else:
        shown = (
            str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
        )
    return ValueError(_("{value} is not {wanted}").format(value=shown[:80], wanted=wanted))


def _integer(value: object, _type: object = None) -> int:
    if type(value) is not int:
        raise _unlike(value, _("an integer"))
    if not -(2**63) <= value < 2**63:
        raise _unlike(value, _("a 64-bit integer"))
    return value


def _seats(value: object, _type: object = None) -> int:
    if _integer(value) < 0:
        raise _unlike(value, _("0 or more"))
    return int(str(value))


def _boolean(value: object, _type: object = None) -> bool:
    if type(value) is not bool:
        raise _unlike(value, "true | false")
    return value


def _string(value: object, _type: object = None) -> str:
    if type(value) is not str:
        raise _unlike(value, _("a string"))
    return value


def _text(value: object, _type: object = None) -> str:
    if not _string(value).strip():
        raise ValueError(_("an empty text"))
    return str(value)


def _id(value: object, _type: object = None) -> str:
    if not _ID.match(_string(value)):
        raise _unlike(value, _("an id (lower-case letters without accents, digits, underscores)"))
    return str(value)


def _campaign(value: object, _type: object = None) -> str:
    if not _CAMPAIGN.match(_string(value)):
        raise _unlike(value, _("the id of a campaign (folder/name)"))
    return str(value)


def _decimal(value: object, _type: object = None) -> Decimal:
    if type(value) is int:
        value = Decimal(value)
    if type(value) is not Decimal or not value.is_finite():
        raise _unlike(value, _("a number"))
    if not fits(value):
        raise _unlike(value, _("a number of at most 29 digits before the point and 9 after it"))
    return value


def _share(value: object, _type: object = None) -> Decimal:
    share = _decimal(value)
    if not 0 <= share <= 1:
        raise _unlike(value, _("a share from 0 to 1"))
    return share


def _date(value: object, _type: object = None) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _unlike(value, _("a date like 2026-12-31"))
    return value


def _enum(value: object, cls: type[Enum]) -> Enum:
    accepted = [str(member.value) for member in cls]
    if not isinstance(value, str) or value not in accepted:
        raise ValueError(_("{value} is not accepted").format(value=value) + meant(value, accepted))
    return cls(value)


def _literal(value: object, cls: Any) -> object:
    if not isinstance(value, str) or value not in get_args(cls):
        raise ValueError(_("{value} is not accepted").format(value=value) + meant(value, get_args(cls)))
    return value


def _table(value: object) -> dict[str, Any]:
    if type(value) is not dict:
        raise _unlike(value, _("a table"))
    return value


def _each(pairs: Iterable[tuple[str | int, Callable[[], object]]]) -> list[object]:
    """What each call gives, or all their problems together."""
    done, wrong = [], []
    for key, make in pairs:
        try:
            done.append(make())
        except Exception as problem:
            wrong += [((key, *path), message) for path, message in _problems(problem)]
    if wrong:
        raise Problems(wrong)
    return done


def converter() -> cattrs.Converter:
    """A cattrs converter that coerces nothing, ignores nothing and knows the project's types.

    Attributes whose name ends in "_" are the TOML key without it (`from_`, `with_`).
    """
    conv = cattrs.Converter()
    hooks = {int: _integer, bool: _boolean, str: _string, Decimal: _decimal, date: _date}
    hooks |= {Id: _id, CampaignId: _campaign, Text: _text, Seats: _seats, Share: _share}
    for cls, hook in hooks.items():
        conv.register_structure_hook(cls, hook)

    def sequence(value: object, cls: Any) -> tuple[object, ...]:
        item = get_args(cls)[0]
        if type(value) is not list:
            raise _unlike(value, _("a list"))
        return tuple(_each((n, lambda v=v: conv.structure(v, item)) for n, v in enumerate(value)))  # type: ignore[misc]

    def kinds(value: object, cls: Any) -> tuple[object, ...]:
        found = sequence(value, tuple[Kind, ...])
        if not found or len(set(found)) < len(found):
            raise ValueError(_("one kind or more, none twice"))
        return found

    def mapping(value: object, cls: Any) -> dict[object, object]:
        key_type, item = get_args(cls)
        table = _table(value)
        keys = _each((k, lambda k=k: conv.structure(k, key_type)) for k in table)  # type: ignore[misc]
        values = _each((k, lambda v=v: conv.structure(v, item)) for k, v in table.items())  # type: ignore[misc]
        return dict(zip(keys, values, strict=True))

    def either(value: object, cls: Any) -> object:
        """A union: a table takes its one class, a list its tuple, None itself, anything else the scalar."""
        parts = [part for part in get_args(cls) if part is not type(None)]
        if len(parts) > 1:
            tables = [part for part in parts if attrs.has(part)]
            lists = [part for part in parts if get_origin(part) is tuple]
            scalars = [part for part in parts if part not in tables and part not in lists]
            parts = (tables if type(value) is dict else lists if type(value) is list else scalars) or parts
        return conv.structure(value, parts[0])

    def attrs_class(cls: Any) -> Callable[[object, object], object]:
        fields = {f.name.removesuffix("_"): f for f in attrs.fields(attrs.resolve_types(cls)) if f.init}
        return lambda value, _type: _filled(conv, cls, fields, _table(value))

    conv.register_structure_hook_func(lambda t: isinstance(t, type) and issubclass(t, Enum), _enum)
    conv.register_structure_hook_func(lambda t: _origin(t) is Literal, _literal)
    conv.register_structure_hook_func(lambda t: _origin(t) is tuple, sequence)
    conv.register_structure_hook_func(lambda t: t is Kinds, kinds)
    conv.register_structure_hook_func(lambda t: _origin(t) in (dict, Mapping), mapping)
    conv.register_structure_hook_func(lambda t: str(_origin(t)) in _UNIONS, either)
    conv.register_structure_hook_factory(attrs.has, attrs_class)
    return conv


def _filled(
    conv: cattrs.Converter, cls: type[T], fields: Mapping[str, attrs.Attribute[Any]], table: Mapping[str, Any]
) -> T:
    """An attrs class from the keys of a table; cattrs would write code for every class, and take longer over it."""
    wrong: list[Problem] = []
    for key in sorted(map(str, table.keys() - fields.keys())):
        wrong.append(((key,), _("unknown key") + meant(key, fields)))
    made = {}
    for key, field in fields.items():
        if key in table:
            try:
                made[str(field.alias)] = conv.structure(table[key], field.type or object)
            except Exception as problem:
                wrong += [((key, *path), message) for path, message in _problems(problem)]
        elif field.default is attrs.NOTHING:
            wrong.append(((key,), _("missing key")))
    if wrong:
        raise Problems(wrong)
    return cls(**made)


plain = cache(converter)
"""The converter that knows no classes but these; one for all, because it takes long to make."""

_UNIONS = ("typing.Union", "<class 'types.UnionType'>", "<class 'typing.Union'>")


def _origin(wanted: Any) -> object:
    return get_origin(wanted)


def _problems(problem: BaseException) -> list[Problem]:
    """What was raised as (path, message) pairs."""
    if isinstance(problem, Problems):
        return problem.items
    if isinstance(problem, ValueError):
        return [((), str(problem))]
    raise problem


def structure(conv: cattrs.Converter, raw: object, cls: type[T]) -> tuple[T | None, list[Problem]]:
    """`raw` as `cls`, or None and every problem found on the way."""
    try:
        return conv.structure(raw, cls), []
    except Exception as problem:
        return None, _problems(problem)
