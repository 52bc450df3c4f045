"""A campaign as the JSON that `emulation show` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from emulation_core import law
from emulation_core.campaign import Loaded
from emulation_core.decided import assumed
from emulation_core.evaluate import unresolved_texts
from emulation_core.lint import notes_of
from emulation_core.plugins import Registry
from emulation_core.report.document import to_json


def campaign_json(loaded: Loaded, registry: Registry) -> dict[str, Any]:
    """Everything the file says, defaults filled in: rules with their `use`, the rounds laid out, legal facts added."""
    campaign = loaded.campaign
    kinds = law.kinds_of_facts(campaign)
    plan = {
        **to_json(campaign.plan),
        "earliest": to_json(campaign.plan.earliest),
        "latest": to_json(campaign.plan.latest),
    }
    return {
        "id": loaded.id,
        "title": campaign.title,
        "agency": campaign.agency,
        "province": campaign.province,
        "period": {**_rule(campaign.period, registry), "rounds": to_json(campaign.period.rounds())},
        "plan": plan,
        "facts": {
            name: {**_plain(fact, registry), "kinds": to_json(kinds[name]), "legal": name in law.FACTS}
            for name, fact in {**campaign.facts, **law.FACTS}.items()
        },
        "scope": [_plain(scope, registry) for scope in campaign.scope],
        "scoring": None if campaign.scoring is None else _plain(campaign.scoring, registry),
        "labels": [_plain(label, registry) for label in campaign.labels],
        "criteria": [_plain(criterion, registry) for criterion in campaign.criteria],
        "awards": [{**_plain(award, registry), "form": award.law_form} for award in campaign.awards],
        "procedure": None if campaign.procedure is None else _rule(campaign.procedure, registry),
        "money": None if campaign.money is None else to_json(campaign.money),
        "assumptions": to_json(assumed(campaign)),
        "unresolved": to_json(unresolved_texts(campaign)),
        "notes": to_json(notes_of(loaded)),
        "extends": campaign.extends,
        "decided_in": campaign.decided_in,
        "removed": to_json(campaign.removed),
    }


def _rule(rule: Any, registry: Registry) -> dict[str, Any]:
    return {"use": registry.name_of(rule)} | _fields(rule, registry)


def _plain(value: Any, registry: Registry) -> Any:
    """An attrs value as JSON data; a rule says its `use`."""
    rules = {rule.cls for slot in registry.rules.values() for rule in slot.values()}
    if type(value) in rules:
        return {"use": registry.name_of(value)} | _fields(value, registry)
    if attrs.has(type(value)):
        return _fields(value, registry)
    if isinstance(value, Mapping):
        return {key: _plain(element, registry) for key, element in value.items()}
    return [_plain(element, registry) for element in value] if isinstance(value, tuple) else to_json(value)


def _fields(value: Any, registry: Registry) -> dict[str, Any]:
    return {f.name.rstrip("_"): _plain(getattr(value, f.name), registry) for f in attrs.fields(type(value))}
