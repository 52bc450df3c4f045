"""What a plugin package tests itself with: the conformance kit, and pytest that collects `*.cases.toml` by name.

One line in a test file gives a test for every rule of a province and every promise a rule makes:

    test_conformance = conformance("<province>")
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["conformance", "faults"]


def conformance(province: str, *samples: object) -> Callable[..., None]:
    """A pytest test of all rules of the plugin `province` (its entry-point name; "": the builtin rules).

    It is named after the rule and the promise it checks. Rules are tried with made-up fields; `samples` are instances
    tried beside them, needed where no made-up fields pass the rule's own `check`.
    """
    import pytest

    from emulation_core.testing.kit import Check, checks

    each = [pytest.param(check, id=check.name) for check in checks(province, samples)]

    @pytest.mark.parametrize("check", each)
    def conforms(check: Check) -> None:
        found = list(check.faults())
        if found:
            pytest.fail("\n".join([check.name, *(f"  {fault}" for fault in found)]), pytrace=False)

    return conforms


def faults(province: str, *samples: object) -> list[str]:
    """The same without pytest: what the rules of `province` break, each with the rule and the promise; none is well."""
    from emulation_core.testing.kit import checks

    return [f"{check.name}: {fault}" for check in checks(province, samples) for fault in check.faults()]
