"""The common rules, offered through the same four hooks as anybody's."""

from __future__ import annotations

from collections.abc import Mapping

from emulation_core.builtin.evaluators import EVALUATORS
from emulation_core.builtin.periods import PERIODS
from emulation_core.builtin.procedures import PROCEDURES
from emulation_core.builtin.quotas import QUOTAS
from emulation_core.hookspecs import hookimpl


@hookimpl
def emulation_evaluators() -> Mapping[str, type]:
    """Rules that judge."""
    return EVALUATORS


@hookimpl
def emulation_quotas() -> Mapping[str, type]:
    """Rules that count seats."""
    return QUOTAS


@hookimpl
def emulation_periods() -> Mapping[str, type]:
    """Rules that lay out rounds."""
    return PERIODS


@hookimpl
def emulation_procedures() -> Mapping[str, type]:
    """Rules that say what is handed in."""
    return PROCEDURES
