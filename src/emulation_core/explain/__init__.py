"""Why: findings with their clauses, values, places and sentences; values as text."""

from emulation_core.explain.findings import Finding, Read, findings
from emulation_core.explain.values import KIND_WORDS, as_text, plain, plain_decimal, show_day, shown, typed
from emulation_core.explain.votes import votes_asked

__all__ = [
    "KIND_WORDS",
    "Finding",
    "Read",
    "as_text",
    "findings",
    "plain",
    "plain_decimal",
    "show_day",
    "shown",
    "typed",
    "votes_asked",
]
