"""The dictionary of evidence against the rules that read it: declared, read, of the right type, never answered for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from emulation_core import history, law
from emulation_core.campaign import Campaign, Round
from emulation_core.evidence import HEADINGS, same
from emulation_core.i18n import _
from emulation_core.model import Fact, FactType, Kind, column_type
from emulation_core.reading import Evaluator, Facts, combined, leaves, trial
from emulation_core.scheme import own_order, term
from emulation_core.toml import Path, Problem, meant

if TYPE_CHECKING:
    import polars as pl

Rules = Sequence[tuple[Path, tuple[Kind, ...], Evaluator]]


def problems(
    campaign: Campaign,
    declared: object,
    rules: Rules,
    faulty: Sequence[object],
    rounds: Sequence[Round],
    spared: frozenset[str],
) -> Iterator[Problem]:
    """Every disagreement between dictionary and rules.

    `declared` is the file's `[facts]`; `faulty` are the tables of rules that could not be built: a fact one of them
    names does not count as unread, nor do those that are `spared`.
    """
    names = [*(declared if isinstance(declared, dict) else ()), *law.KNOWN]
    read = set(spared)
    silent = _silent([rule for _path, _kinds, rule in rules], campaign)
    for path, _kinds, rule in rules:
        found, wrong = _read(path, rule, campaign, names, silent)
        yield from wrong
        read |= found
    orders: list[tuple[Path, tuple[str, ...]]] = [(("awards", n), a.order) for n, a in enumerate(campaign.awards)]
    for path, order in [*orders, (("scoring",), own_order(campaign.scoring))]:
        for m, text in enumerate(order):
            fact, wrong_term = _order_term(text, names, campaign)
            read.add(fact)
            if wrong_term:
                yield (*path, "order", m), wrong_term
    named = tuple(_words(list(faulty)))
    read |= {name for name in names if any(name == word or name.startswith(word + "_") for word in named)}
    yield from _headings(campaign)
    for name, entry in campaign.facts.items():
        yield from _entry(name, entry, rounds)
        if name not in read:
            yield ("facts", name), _("no rule reads this fact")


def _read(
    path: Path, rule: Evaluator, campaign: Campaign, names: list[str], silent: bool
) -> tuple[set[str], list[Problem]]:
    """What a rule reads, and what is wrong with that; parts of a combination are placed at their own table."""
    if combined(rule):
        parts = [_read((*path, "of", n), part, campaign, names, silent) for n, part in enumerate(rule.of)]
        none = [] if parts else [((*path, "of"), _("at least one is needed"))]
        return {name for read, _w in parts for name in read}, none + [p for _r, wrong in parts for p in wrong]
    try:
        facts = trial(rule, law.dictionary(campaign.facts))
        told = [
            (_key(path, rule, detail if code == "option" else name), _told(name, code, detail, campaign, names))
            for name, code, detail in facts.problems
        ]
        wrong = [(at, what) for at, what in told if what]
        if not told and not silent:
            wrong = [(path, what) for what in map(_wrong, _tried([rule], campaign)) if what]
        return set(facts.reads), wrong
    except Exception as problem:
        return set(), [(path, _("the rule raised {why}").format(why=f"{type(problem).__name__}: {problem}"))]


def _key(path: Path, rule: Evaluator, name: str) -> Path:
    """The key of the rule's table that holds `name`, also in a list; or the table."""
    held = {key.rstrip("_"): getattr(rule, key) for key in getattr(rule, "__match_args__", ())}
    keys = [key for key, value in held.items() if value == name or (isinstance(value, tuple) and name in value)]
    return (*path, *keys[:1])


def _told(name: str, code: str, detail: str, campaign: Campaign, names: list[str]) -> str:
    if code == "undeclared":
        if name in names:
            return ""  # declared, but its own entry is faulty and says so
        return _("no fact {name} is declared").format(name=name) + meant(name, names)
    fact = law.dictionary(campaign.facts)[name]
    if code == "rule":
        return detail
    if code == "type":
        return _("{name} is a {type}; this rule reads {accepted}").format(
            name=name, type=fact.type.value, accepted=detail
        )
    return _("{option} is not on the list of {name}").format(option=detail, name=name) + meant(detail, fact.options)


def _silent(rules: Iterable[Evaluator], campaign: Campaign) -> bool:
    """Whether no rule answers where there is no evidence: all are tried at once, which takes as long as one."""
    try:
        return not any(map(_wrong, _tried([leaf for rule in rules for leaf in leaves(rule)], campaign)))
    except Exception:  # which rule it was, and why, is found out one by one
        return False


def _tried(rules: Sequence[Evaluator], campaign: Campaign) -> Sequence[pl.Series]:
    """What each rule answers to a row of absences."""
    dictionary = law.dictionary(campaign.facts)
    columns: dict[str, pl.DataType] = {name: column_type(fact.type) for name, fact in dictionary.items()}
    conditions = {}
    for n, rule in enumerate(rules):
        facts = Facts(dictionary)
        conditions[f"{n}"] = rule.evaluate(facts).met
        columns |= {name: column_type(known.type) for name in facts.looks_back if (known := history.fact(name))}
    return _nothing(tuple(columns.items())).select(**conditions).get_columns()


def _wrong(answer: pl.Series) -> str:
    """What is wrong with an answer to no evidence at all; "" where it says nothing."""
    import polars as pl

    if answer.dtype != pl.Boolean:
        return _("the rule's answer is a column of {type}, not of Boolean").format(type=answer.dtype)
    return "" if answer.to_list() == [None] else _("the rule answers although there is no evidence")


@lru_cache(256)
def _nothing(columns: tuple[tuple[str, pl.DataType], ...]) -> pl.DataFrame:
    """One row of absences; rules and campaigns that share a dictionary share it."""
    import polars as pl

    return pl.DataFrame({name: [None] for name, _type in columns}, schema=dict(columns))


def _order_term(text: str, names: list[str], campaign: Campaign) -> tuple[str, str]:
    """The fact an `order` term names ("" where it names none), and what is wrong with the term."""
    found, scoring = term(text), campaign.scoring
    if found is None or (scoring is None and found.fact is None):
        if scoring is None:
            return "", _('"{term}": "fact.<id> asc" or "fact.<id> desc" is expected').format(term=text)
        what = _('"{term}": "points", "label", "group.<id>", "fact.<id> asc" or "fact.<id> desc" is expected')
        return "", what.format(term=text)
    if found.group is not None and scoring is not None:
        known = [group.id for group in scoring.groups]
        if found.group not in known:
            return "", _("no group {id}").format(id=found.group) + meant(found.group, known)
    if found.fact is None:
        return "", ""
    name, fact = found.fact, law.dictionary(campaign.facts).get(found.fact)
    if name not in names:
        return name, _("no fact {name} is declared").format(name=name) + meant(name, names)
    if fact is not None and fact.type in (FactType.TEXT, FactType.SET):
        return name, _("{name} is a {type}, which puts nobody before anybody").format(name=name, type=fact.type.value)
    return name, ""


def _words(raw: object) -> set[str]:
    """Every string below a value."""
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, list):
        return {word for element in raw for word in _words(element)}
    return {raw} if isinstance(raw, str) else set()


def _headings(campaign: Campaign) -> Iterator[Problem]:
    """Two columns of one table must not be called the same, nor one like the columns that name participants."""
    taken = {word: key for key, words in HEADINGS.items() for word in words}
    taken |= {same(word): name for name, fact in law.KNOWN.items() for word in (name, fact.label)}
    for name, fact in campaign.facts.items():
        holder = taken.setdefault(same(fact.label), name)
        if holder != name:
            what = _("{label} is what the column {other} is called")
            yield ("facts", name, "label"), what.format(label=fact.label, other=holder)


def _entry(name: str, fact: Fact, rounds: Sequence[Round]) -> Iterator[Problem]:
    """One entry of the dictionary by itself."""
    if name in law.KNOWN:
        yield ("facts", name), _("this fact is declared by the engine")
    for key, owner in (("ladder", FactType.RATING), ("members", FactType.SET)):
        options = getattr(fact, key)
        if (fact.type is owner) != bool(options):
            yield ("facts", name, key), _("{key} belongs to a {type}, which needs it").format(key=key, type=owner.value)
        if len(set(options)) < len(options):
            yield ("facts", name, key), _("an id stands twice")
    if len(fact.options) > 62:
        yield ("facts", name), _("more than 62 options")
    for option in fact.labels:
        if option not in fact.options:
            what = _("{option} is not on the list of {name}").format(option=option, name=name)
            yield ("facts", name, "labels", option), what + meant(option, fact.options)
    if fact.max is not None and fact.type not in (FactType.COUNT, FactType.NUMBER, FactType.PERCENT):
        yield ("facts", name, "max"), _("only a count, number or percent has a largest value")
    yield from _expected(name, fact, rounds)


def _expected(name: str, fact: Fact, rounds: Sequence[Round]) -> Iterator[Problem]:
    if fact.expected is None or not rounds:
        return
    try:
        last = max(fact.expected_in(round.until) for round in rounds)
    except ValueError:
        yield ("facts", name, "expected"), _("the calendar has no such day")
        return
    first = min(round.starts for round in rounds)
    if last < first:
        what = _("{day} lies before the campaign's first day {first}")
        yield ("facts", name, "expected"), what.format(day=last.isoformat(), first=first.isoformat())
