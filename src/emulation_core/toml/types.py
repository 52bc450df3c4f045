"""Which types of attribute a TOML table can fill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin

import attrs

from emulation_core.i18n import _

_SCALARS = (bool, int, str, Decimal, date, NoneType)


def unreadable(cls: Any) -> str:
    """The first attribute of attrs class `cls` that no TOML value can fill, and why; "" when there is none.

    Floats are among them: they are not exact, and nothing here is computed with them.
    """
    try:
        attrs.resolve_types(cls)
    except (NameError, TypeError) as problem:
        return str(problem)
    for attribute in attrs.fields(cls):
        if not _fits(attribute.type, {cls}):
            what = _("{name}: no value of a TOML file is of type {type}")
            return what.format(name=attribute.name, type=getattr(attribute.type, "__name__", attribute.type))
    return ""


def _fits(wanted: Any, above: set[Any]) -> bool:
    origin, args = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return all(_fits(part, above) for part in args)
    if origin is tuple:
        return args[1:] == (...,) and _fits(args[0], above)
    if origin in (dict, Mapping):
        return all(_fits(part, above) for part in args)
    if origin is Literal:
        return all(isinstance(word, str) for word in args)
    if isinstance(wanted, NewType):
        return _fits(wanted.__supertype__, above)
    if wanted is Any or wanted in _SCALARS or getattr(wanted, "_is_protocol", False):
        return True
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return True
    if isinstance(wanted, type) and attrs.has(wanted):
        return wanted in above or all(
            _fits(f.type, {*above, wanted}) for f in attrs.fields(attrs.resolve_types(wanted))
        )
    return False
