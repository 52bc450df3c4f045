"""Legal data files: strict TOML beside the code, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from emulation_core import toml

T = TypeVar("T")


@cache
def entries(name: str, cls: type[T]) -> tuple[T, ...]:
    """The `[[entry]]` tables of `name`, in file order."""
    path = Path(__file__).with_name(name)
    raw = toml.parse(path.read_text(encoding="utf-8"), name)
    return tuple(toml.plain().structure(entry, cls) for entry in raw["entry"])
