"""Bytes to text to a plain dictionary: tomli, decimals kept exact, a byte-order mark tolerated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path as File
from typing import Any

import tomli

from emulation_core.errors import CampaignRefused, Fault, NotFound
from emulation_core.i18n import _


def read_text(path: File) -> str:
    """The text of a UTF-8 file; raises `NotFound` or `CampaignRefused`."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        what = _("the file is not UTF-8")
        raise CampaignRefused([Fault(str(path), line, 1, f"{path}:{line}:1", "", what)]) from problem
    except OSError as problem:
        raise NotFound(f"{path}: {problem.strerror}") from problem


def parse(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML text; floats become `Decimal`. Raises `CampaignRefused` at the first syntax error."""
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as problem:
        line, column = problem.lineno, problem.colno
        what = _("not TOML: {why}").format(why=problem.msg)
        raise CampaignRefused([Fault(name, line, column, f"{name}:{line}:{column}", "", what)]) from problem
