"""The converter of campaign files: the strict one, and for each slot the class that `use` names."""

from __future__ import annotations

import operator
from functools import lru_cache, partial
from typing import Any

import cattrs

from emulation_core import toml
from emulation_core.campaign import Period, Procedure, Quota
from emulation_core.i18n import _
from emulation_core.plugins import Registry
from emulation_core.reading import Evaluator

SLOT_OF: dict[Any, str] = {Evaluator: "evaluators", Quota: "quotas", Period: "periods", Procedure: "procedures"}


@lru_cache(64)
def campaign_converter(registry: Registry, province: str) -> cattrs.Converter:
    """A converter that builds the rules a campaign of `province` may use."""
    conv = toml.converter()
    for protocol, slot in SLOT_OF.items():
        # By identity: dispatch on Protocols differs between Python versions.
        conv.register_structure_hook_func(
            partial(operator.is_, protocol), partial(_rule, conv, registry, province, slot)
        )
    return conv


def _rule(conv: cattrs.Converter, registry: Registry, province: str, slot: str, value: object, _type: object) -> object:
    if not isinstance(value, dict):
        raise ValueError(_("a table with `use` is expected"))
    use = value.get("use")
    if not isinstance(use, str):
        raise toml.Problems([(("use",), _("missing key") if use is None else _("a string is expected"))])
    rule = registry.rules[slot].get(use)
    if rule is None or rule.owner not in ("", province):
        raise toml.Problems([(("use",), _why_not(registry, province, slot, use))])
    return conv.structure({key: v for key, v in value.items() if key != "use"}, rule.cls)


def _why_not(registry: Registry, province: str, slot: str, use: str) -> str:
    """Why rule `use` cannot be had here."""
    owner = use.partition(".")[0]
    rules: Any = registry.rules[slot]
    if use in rules:
        return _("{use} belongs to the province {owner}, this campaign to {province}").format(
            use=use, owner=owner, province=province
        )
    broken = [p for p in registry.plugins if p.name == owner and p.state != "ok"]
    if broken and owner != use:
        return _("{use}: the plugin {owner} is {state}: {why}").format(
            use=use, owner=owner, state=broken[0].state, why=broken[0].why
        )
    if owner == province != use and all(plugin.name != owner for plugin in registry.plugins):
        return _("{use}: no plugin {owner} is installed").format(use=use, owner=owner)
    return _("unknown rule {use}").format(use=use) + toml.meant(use, registry.names(slot, province))
