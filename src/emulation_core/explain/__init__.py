"""Why: findings with their clauses, values, places and sentences; values as text."""

from emulation_core.explain.findings import Finding, Read, findings
from emulation_core.explain.values import KIND_WORDS, plain, show_day, shown, typed

__all__ = ["KIND_WORDS", "Finding", "Read", "findings", "plain", "show_day", "shown", "typed"]
