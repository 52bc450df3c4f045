"""load() -> Registry: every rule the campaigns may use, and what became of each plugin.

Entry points are taken one by one, so that a plugin that raises, exits or collides is named and the others work.
"""

from __future__ import annotations

import inspect
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from email import message_from_string
from functools import cache
from importlib.metadata import Distribution, EntryPoint, distribution, distributions
from types import ModuleType
from typing import Any, Literal

import attrs
import pluggy
from attrs import frozen

from emulation_core import builtin, hookspecs, toml
from emulation_core.i18n import _

GROUP = "emulation"
SLOTS = ("evaluators", "quotas", "periods", "procedures")
_METHOD = {"evaluators": "evaluate", "quotas": "seats", "periods": "rounds", "procedures": "steps"}


@frozen
class Rule:
    """One class a campaign may name by `use`; `owner` is the plugin's entry-point name, "" for the builtin ones."""

    name: str
    slot: str
    cls: type
    owner: str


@frozen
class Plugin:
    """What became of one entry point."""

    name: str
    distribution: str
    module: str
    rules: tuple[str, ...]
    state: Literal["ok", "failed", "refused"]
    why: str = ""


@frozen(eq=False)
class Registry:
    """Every rule by slot and name, and every plugin whether it works or not."""

    rules: Mapping[str, Mapping[str, Rule]]
    plugins: tuple[Plugin, ...]

    def names(self, slot: str, province: str) -> list[str]:
        """The rules a campaign of `province` may name in `slot`."""
        return [rule.name for rule in self.rules[slot].values() if rule.owner in ("", province)]

    def name_of(self, rule: object) -> str:
        """The `use` name of a rule's class."""
        return next(r.name for rules in self.rules.values() for r in rules.values() if r.cls is type(rule))


class _Failed(Exception):
    """Why one plugin cannot take part."""


def load(found: Iterable[EntryPoint] | None = None) -> Registry:
    """The builtin rules and those of every entry point of the group `emulation` (or of `found`)."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    common = _offered(manager, builtin, "")
    entries = sorted(_installed() if found is None else found, key=lambda entry: (entry.name, _distribution(entry)))
    twice = Counter(entry.name for entry in entries)
    offers: dict[int, list[Rule]] = {}
    why: dict[int, tuple[Literal["failed", "refused"], str]] = {}
    for n, entry in enumerate(entries):
        if twice[entry.name] > 1:
            others = [_distribution(e) for e in entries if e.name == entry.name]
            why[n] = "refused", _("several distributions have this entry point: {who}").format(who=", ".join(others))
            continue
        try:
            # What a plugin prints is no answer of ours: a program may be reading those.
            with redirect_stdout(sys.stderr):
                offers[n] = _offered(manager, _imported(entry), entry.name)
        except _Failed as failure:
            why[n] = "failed", str(failure)
    _settle(common, entries, offers, why)
    plugins = tuple(
        Plugin(
            entry.name,
            _distribution(entry),
            entry.value,
            tuple(rule.name for rule in offers.get(n, ())) if n not in why else (),
            *why.get(n, ("ok", "")),
        )
        for n, entry in enumerate(entries)
    )
    working = common + [rule for n in sorted(offers) if n not in why for rule in offers[n]]
    return Registry({slot: {r.name: r for r in working if r.slot == slot} for slot in SLOTS}, plugins)


def _settle(
    common: list[Rule],
    entries: list[EntryPoint],
    offers: Mapping[int, list[Rule]],
    why: dict[int, tuple[Literal["failed", "refused"], str]],
) -> None:
    """Refuse whoever claims a builtin name, a name outside its province, or a name somebody else claims too."""
    claims: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, rules in offers.items():
        for rule in rules:
            claims[rule.slot, rule.name].append(n)
    taken = {(rule.slot, rule.name) for rule in common}
    for (slot, name), owners in claims.items():
        for n in owners:
            if (slot, name) in taken:
                why[n] = "refused", _("{name} is a builtin rule").format(name=name)
            elif len(owners) > 1:
                who = ", ".join(entries[i].name for i in owners)
                why[n] = "refused", _("{name} is claimed by several plugins: {who}").format(name=name, who=who)
            elif not name.startswith(entries[n].name + "."):
                prefix = entries[n].name + "."
                why[n] = "refused", _("{name} must start with {prefix}").format(name=name, prefix=prefix)


def _installed() -> Iterator[EntryPoint]:
    """The entry points of `GROUP`, those of the first distribution of each name.

    `importlib.metadata.entry_points` parses those of every group, of hundreds of distributions where much is installed.
    """
    ours: dict[str, Distribution] = {}
    for each in distributions():
        if f"[{GROUP}]" in (each.read_text("entry_points.txt") or ""):
            ours.setdefault(_called(each)[0], each)
    for name, each in ours.items():
        if distribution(name).locate_file("") == each.locate_file(""):
            yield from each.entry_points.select(group=GROUP)


def _distribution(entry: EntryPoint) -> str:
    return " ".join(_called(entry.dist)) if entry.dist else "?"


@cache
def _called(distribution: Distribution) -> tuple[str, str]:
    """Its name and version, from above the README, which `Distribution.metadata` parses too."""
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    about = message_from_string(text.partition("\n\n")[0])
    return about.get("Name", "?"), about.get("Version", "?")


def _imported(entry: EntryPoint) -> object:
    try:
        return entry.load()
    except (Exception, SystemExit) as problem:
        raise _Failed(_("cannot be imported: {why}").format(why=_told(problem))) from problem


def _told(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}".rstrip(": ")


def _offered(manager: pluggy.PluginManager, plugin: Any, owner: str) -> list[Rule]:
    """The rules of one plugin, taken through its hooks; raises `_Failed`."""
    _unmarked(plugin)
    try:
        manager.register(plugin)
        manager.check_pending()
        rules = []
        for slot in SLOTS:
            hook: pluggy.HookCaller = getattr(manager.hook, f"emulation_{slot}")
            for implementation in hook.get_hookimpls():
                rules += _rules_of(slot, implementation.function, owner)
    except pluggy.PluginValidationError as problem:
        raise _Failed(_misspelt(plugin) or str(problem)) from problem
    finally:
        # What a plugin offers is in the registry from here on; the manager holds one plugin at a time.
        if manager.is_registered(plugin):
            manager.unregister(plugin)
    return rules


def _unmarked(plugin: Any) -> None:
    """A hook without @hookimpl would be silent."""
    for name, member in inspect.getmembers(plugin, inspect.isroutine):
        here = not isinstance(plugin, ModuleType) or member.__module__ == plugin.__name__
        if name.startswith("emulation_") and here and not hasattr(member, f"{hookspecs.PROJECT}_impl"):
            raise _Failed(_("{name} lacks @hookimpl").format(name=name))


def _misspelt(plugin: Any) -> str:
    from difflib import get_close_matches  # only where something is wrong

    known = [f"emulation_{slot}" for slot in SLOTS]
    marked = [n for n, m in inspect.getmembers(plugin, inspect.isroutine) if hasattr(m, f"{hookspecs.PROJECT}_impl")]
    wrong = [name for name in marked if name not in known]
    meant = [(get_close_matches(name, known, 1) or [known[0]])[0] for name in wrong]
    return "; ".join(
        _("unknown hook {name}; did you mean {meant}?").format(name=n, meant=m)
        for n, m in zip(wrong, meant, strict=True)
    )


def _rules_of(slot: str, function: Callable[[], object], owner: str) -> list[Rule]:
    try:
        offered = function()
    except (Exception, SystemExit) as problem:
        raise _Failed(f"emulation_{slot}: {_told(problem)}") from problem
    if not isinstance(offered, Mapping):
        raise _Failed(_("emulation_{slot} must return a mapping of name to class").format(slot=slot))
    for name, cls in offered.items():
        if not isinstance(name, str) or not isinstance(cls, type) or not _is_rule(cls, slot):
            what = _("{name}: a frozen attrs class with {method}() is expected")
            raise _Failed(what.format(name=name, method=_METHOD[slot]))
        if why := toml.unreadable(cls):
            raise _Failed(f"{name}: {why}")
    return [Rule(name, slot, cls, owner) for name, cls in offered.items()]


def _is_rule(cls: type, slot: str) -> bool:
    if not attrs.has(cls) or not attrs.inspect(cls).is_frozen:
        return False
    combines = slot == "evaluators" and hasattr(cls, "any") and hasattr(cls, "of")
    return combines or callable(getattr(cls, _METHOD[slot], None))
