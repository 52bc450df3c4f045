"""Every promise of every rule of one plugin, as checks that can be run one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from emulation_core import plugins
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.plugins import Plugin, Registry, Rule
from emulation_core.testing import columns, promises
from emulation_core.testing.made import Sample, samples_of

Promise = Callable[[Rule, Sequence[Sample]], Iterator[str]]
OF_ALL: Mapping[str, Promise] = {
    "named": promises.named,
    "frozen": promises.frozen_,
    "documented": promises.documented,
    "deterministic": promises.deterministic,
    "isolated": promises.isolated,
}
OF_EVALUATORS: Mapping[str, Promise] = {
    "null_safe": columns.null_safe,
    "answers": columns.answers,
    "order_independent": columns.order_independent,
    "shape_independent": columns.shape_independent,
}
"""What every rule promises, and what a rule that judges promises beside."""


@frozen
class Check:
    """One promise of one rule: `faults` says how it is broken, and nothing when it is kept."""

    name: str
    faults: Callable[[], Iterable[str]]


def checks(province: str, samples: Iterable[object] = ()) -> list[Check]:
    """What the plugin `province` has to keep; `samples` are rules tried beside made-up ones."""
    registry, given = plugins.load(), list(samples)
    mine = [rule for slot in registry.rules.values() for rule in slot.values() if rule.owner == province]
    found = [Check("plugin: loaded", lambda: _loaded(province, registry))] if province else []
    for rule in mine:
        found += of_rule(rule, [sample for sample in given if isinstance(sample, rule.cls)])
    return found


def of_rule(rule: Rule, given: Sequence[object] = ()) -> list[Check]:
    """The promises of one rule."""
    made = samples_of(rule, given)
    asked = {**OF_ALL, **(OF_EVALUATORS if rule.slot == "evaluators" else {})}
    name = f"{rule.name}: " if rule.slot == "evaluators" else f"{rule.slot} {rule.name}: "

    def check(promise: Promise) -> Iterator[str]:
        if not made:
            yield _("no fields could be made up that its check accepts; give conformance() samples of it")
        try:
            yield from promise(rule, made)
        except Exception as problem:
            yield _("crashed: {why}").format(why=f"{type(problem).__name__}: {problem}")

    return [Check(name + word, lambda promise=promise: check(promise)) for word, promise in asked.items()]  # type: ignore[misc]


def _loaded(province: str, registry: Registry) -> Iterator[str]:
    """The plugin is there, and neither it nor anybody beside it is refused for the other's sake."""
    found: list[Plugin] = [plugin for plugin in registry.plugins if plugin.name == province]
    if not found:
        yield _("no distribution has the entry point {name} in the group {group}").format(
            name=province, group=plugins.GROUP
        )
    yield from (f"{plugin.distribution}: {plugin.state}: {plugin.why}" for plugin in found if plugin.state != "ok")
    for other in registry.plugins:
        if other.state == "refused" and other.name != province and f"{province}." in other.why:
            yield f"{other.name}: {other.why}"
