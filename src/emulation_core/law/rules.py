"""Legal rules that hold for every campaign decided while they are in force."""

from __future__ import annotations

from datetime import date

from emulation_core.frozen import frozen
from emulation_core.i18n import pick
from emulation_core.law.data import entries
from emulation_core.model import Id, Text


@frozen
class LegalRule:
    """One rule of law by the decision's day: `starts` is its first day, `until` its last (none known: open)."""

    id: Id
    starts: date
    source: Text
    says: Text
    says_en: Text
    until: date | None = None


def told(id: str, decided: date) -> str:
    """Rule `id` as a sentence with its source, in the language in force; "" on a day it does not hold."""
    rule = in_force(id, decided)
    return "" if rule is None else f"{rule.source}: {pick((rule.says, rule.says_en))}"


def in_force(id: str, decided: date) -> LegalRule | None:
    """The text of rule `id` that holds for a decision on that day, or None."""
    rule: LegalRule
    for rule in entries("rules.toml", LegalRule):
        if rule.id == id and rule.starts <= decided and (rule.until is None or decided <= rule.until):
            return rule
    return None
