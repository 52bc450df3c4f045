"""The places where a province may add rules: all four hooks, on one page.

Each is called once, when the registry is built, and returns a mapping of name to class. Names start with the
province and a dot ("province.rule_name"); classes are frozen attrs classes.
"""

from __future__ import annotations

from collections.abc import Mapping

import pluggy

from emulation_core.campaign import Period, Procedure, Quota
from emulation_core.reading import Evaluator

PROJECT = "emulation"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:  # type: ignore[empty-body]
    """Rules that judge a criterion: `evaluator`, `applies_if`, `[[scope]]`."""


@hookspec
def emulation_quotas() -> Mapping[str, type[Quota]]:  # type: ignore[empty-body]
    """Rules that say how many seats an award has: `quota`."""


@hookspec
def emulation_periods() -> Mapping[str, type[Period]]:  # type: ignore[empty-body]
    """Rules that lay out the rounds: `period`."""


@hookspec
def emulation_procedures() -> Mapping[str, type[Procedure]]:  # type: ignore[empty-body]
    """Rules that say what is handed in and by when: `procedure`."""
