"""Points read aloud: a slow reference in exact fractions that shares no code with the engine.

A plan is a campaign file as parsed TOML, a person a dictionary of `id` and facts (counts as int, numbers as Fraction,
flags as bool, ratings as the rung's id, texts as str; a fact that is not there has no evidence). What is open is not
reasoned about: every world is tried, in which each open criterion falls away (where that is open), gives nothing, or
gives everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from reference import Cut, cut, seats, standing

Plan = Mapping[str, Any]
Person = Mapping[str, Any]
World = tuple[Fraction | None, ...]
"""What share of its points each scored criterion gives; None: it does not apply."""


def half_up(value: Fraction, decimals: int) -> Fraction:
    """To so many decimals; a half goes away from zero."""
    size = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, 10**decimals)


# ---- One criterion ---------------------------------------------------------------------------------------------------


def inside(row: Mapping[str, Any], value: Fraction) -> bool:
    """Whether a row of bands holds a figure."""
    return (
        ("from" not in row or value >= Fraction(row["from"]))
        and ("above" not in row or value > Fraction(row["above"]))
        and ("below" not in row or value < Fraction(row["below"]))
        and ("until" not in row or value <= Fraction(row["until"]))
    )


def share(criterion: Mapping[str, Any], person: Person) -> tuple[str, Fraction | None]:
    """Whether a rule can say what it gives ("known", "missing" or "council"), and the share of the maximum it gives."""
    rule, most = criterion["evaluator"], Fraction(criterion["points"])
    fact = person.get(rule.get("fact", ""))
    use = rule["use"]
    if use == "assessed":
        given = {key: person.get(rule[key]) for key in ("self", "appraised", "final")}
        counts, known = given[rule.get("score_of", "final")], [v for v in given.values() if v is not None]
        unexplained = (
            "limit" in rule
            and max(known, default=0) - min(known, default=0) > rule["limit"]
            and not person.get(rule["reason"])
        )
        return ("missing", None) if counts is None or unexplained else ("known", counts / most)
    if fact is None:
        return ("council" if use == "judged" else "missing"), None
    if use in ("flag", "judged"):
        return "known", Fraction(fact is True)
    if use == "points":
        return "known", fact / most
    if use == "ratio":
        whole = person.get(rule["of"])
        if whole is None:
            return "missing", None
        return ("council", None) if whole == 0 else ("known", min(Fraction(fact, 1) / whole, Fraction(1)))
    if use == "deduct":
        return "known", max(most - Fraction(rule["each"]) * fact, Fraction(0)) / most
    if use == "bands":
        rows = [Fraction(row["points"]) for row in rule["bands"] if inside(row, Fraction(fact))]
    else:
        listed = {(k if isinstance(fact, str) else Fraction(k)): Fraction(v) for k, v in rule["points"].items()}
        rows = [listed[fact]] if fact in listed else [Fraction(rule["otherwise"])] if "otherwise" in rule else []
    return ("known", rows[0] / most) if rows else ("council", None)


@dataclass(frozen=True)
class Found:
    """A criterion for one person: its verdict, and the shares it may come to (None: it does not apply)."""

    verdict: str
    shares: tuple[Fraction | None, ...]


def find(criterion: Mapping[str, Any], person: Person) -> Found:
    """Whether it applies, what it gives, and whether that is enough."""
    condition = criterion.get("applies_if")
    applies = True if condition is None else person.get(condition["fact"])
    if applies is None:
        return Found("missing", (None, Fraction(0), Fraction(1)))
    if not applies:
        return Found("not_applicable", (None,))
    said, given = share(criterion, person)
    if given is None:
        return Found(said, (Fraction(0), Fraction(1)))
    yes_or_no = criterion["evaluator"]["use"] in ("flag", "judged")
    enough = given == 1 if yes_or_no else given >= Fraction(criterion.get("floor", 0))
    return Found("met" if enough else "not_met", (given,))


def condition(criterion: Plan) -> bool:
    """Whether a no puts somebody out: what is required, and what has a floor."""
    return criterion.get("required", True) or "floor" in criterion


# ---- The scheme ------------------------------------------------------------------------------------------------------


def total(plan: Plan, world: World) -> tuple[Fraction, bool]:
    """The points of one world, and whether anything applied at all."""
    scoring = plan["scoring"]
    groups = {group["id"]: group for group in scoring.get("groups", ())}
    sort = [groups[c["group"]].get("sort", "part") if "group" in c else "part" for c in plan["criteria"]]
    full = [Fraction(c["points"]) * Fraction(c.get("weight", 1)) for c in plan["criteria"]]
    main = [n for n, kind in enumerate(sort) if kind == "part"]
    there = sum(full[n] for n in main if world[n] is not None)
    rescaled = scoring.get("not_applicable") == "rescale"
    if rescaled and main and not there:
        return Fraction(0), False
    sums: dict[str | None, Fraction] = {None: Fraction(0), **{id: Fraction(0) for id in groups}}
    for n, criterion in enumerate(plan["criteria"]):
        given = world[n]
        if given is None:
            given = Fraction(scoring.get("not_applicable") == "full" and sort[n] == "part")
        worth = full[n] * given
        if rescaled and sort[n] == "part":
            worth = worth * sum(full[m] for m in main) / there
        sums[criterion.get("group")] += half_up(worth, scoring["decimals"]) if at(plan, "criterion") else worth
    points = sums.pop(None)
    for id, worth in sums.items():
        capped = min(worth, Fraction(groups[id]["cap"])) if "cap" in groups[id] else worth
        points += -capped if groups[id].get("sort") == "penalty" else capped
    return (half_up(points, scoring["decimals"]) if at(plan, "total") else points), True


def at(plan: Plan, where: str) -> bool:
    return bool(plan["scoring"].get("round_at", "never") == where)


def loose(plan: Plan, findings: Sequence[Found]) -> bool:
    """Whether the engine may state a wider range: roundings at each criterion that depend on what else applies."""
    unsure = any(None in found.shares and len(found.shares) > 1 for found in findings)
    return unsure and at(plan, "criterion") and plan["scoring"].get("not_applicable") == "rescale"


def label(plan: Plan, points: Fraction, holds: Mapping[str, bool]) -> str | None:
    """The label for points and conditions that are all known."""
    rungs = sorted(plan.get("labels", ()), key=lambda row: (("at_least" in row), Fraction(row.get("at_least", 0))))
    reached = [
        n
        for n, row in enumerate(rungs)
        if points >= Fraction(row.get("at_least", points)) and all(holds[id] for id in row.get("requires", ()))
    ]
    most = min([n for n, row in enumerate(rungs) if not all(holds[id] for id in row.get("unless", ()))], default=99)
    best = min(max(reached, default=-1), most)
    return rungs[best]["id"] if best >= 0 else None


@dataclass(frozen=True)
class Counted:
    """One person: the least and most the points can be, the labels possible, the status before any cut."""

    person: Person
    findings: tuple[Found, ...]
    low: Fraction
    high: Fraction
    labels: tuple[str | None, ...]
    status: str

    @property
    def known(self) -> bool:
        return self.low == self.high


def counted(plan: Plan, person: Person) -> Counted:
    """Every world of one person."""
    findings = [find(criterion, person) for criterion in plan["criteria"]]
    points, labels = [], set()
    for world in product(*(found.shares for found in findings)):
        worth, basis = total(plan, world)
        points += [worth] if basis else [total(plan, end)[0] for end in _ends(plan, world)]
    for hopeful in (False, True):
        holds = {
            c["id"]: found.verdict in ("met", "not_applicable") or (hopeful and found.verdict != "not_met")
            for c, found in zip(plan["criteria"], findings, strict=True)
        }
        labels.add(label(plan, max(points) if hopeful else min(points), holds))
    required = [f.verdict for c, f in zip(plan["criteria"], findings, strict=True) if condition(c)]
    basis = "not_met" if "not_met" in required else "open" if set(required) - {"met", "not_applicable"} else "met"
    status = standing("met", "open" if basis == "met" and min(points) != max(points) else basis, False)
    return Counted(person, tuple(findings), min(points), max(points), tuple(labels), status)


def _ends(plan: Plan, world: World) -> Iterator[World]:
    """No basis: nothing is known of the points but what the criteria could give."""
    for given in (Fraction(0), Fraction(1)):
        sorts = {g["id"]: g.get("sort", "part") for g in plan["scoring"].get("groups", ())}
        yield tuple(
            given if share is None and sorts.get(c.get("group"), "part") == "part" else share
            for c, share in zip(plan["criteria"], world, strict=True)
        )


# ---- Among each other ------------------------------------------------------------------------------------------------


def key(plan: Plan, award: Plan, one: Counted, points: Fraction, grade: str | None) -> tuple[Any, ...]:
    """Where somebody stands by the order, the least first, when points and label are known."""
    rungs = sorted(plan.get("labels", ()), key=lambda row: (("at_least" in row), Fraction(row.get("at_least", 0))))
    height = {row["id"]: n for n, row in enumerate(rungs)}
    found = []
    for term in award.get("order", ["points"]):
        name, _space, direction = term.partition(" ")
        if name == "points":
            found.append(points if direction == "asc" else -points)
        elif name == "label":
            found.append(-height.get(grade, -1))
        else:
            value = one.person[name.removeprefix("fact.")]
            found.append(-value if direction == "desc" else value)
    return tuple(found)


def rank(plan: Plan, people: Sequence[Counted]) -> dict[str, int]:
    """Competition ranking by the first award's order, of those whose points and label are known and who are not out."""
    award = plan["awards"][0]
    labelled = "label" in " ".join(award.get("order", ()))
    inside = [p for p in people if p.known and p.status != "ineligible" and not (labelled and len(p.labels) > 1)]
    keys = {p.person["id"]: key(plan, award, p, p.low, p.labels[0]) for p in inside}
    return {id: 1 + sum(other < mine for other in keys.values()) for id, mine in keys.items()}


def candidates(plan: Plan, award: Plan, people: Sequence[Counted]) -> dict[str, str]:
    """Each person's status for one award: above its line, below it, or open."""
    rungs = sorted(plan.get("labels", ()), key=lambda row: (("at_least" in row), Fraction(row.get("at_least", 0))))
    names = [None, *(row["id"] for row in rungs)]
    found = {}
    for p in people:
        tests = []
        if "at_least" in award:
            tests.append([points >= Fraction(award["at_least"]) for points in (p.low, p.high)])
        if "label" in award:
            tests.append([names.index(grade) >= names.index(award["label"]) for grade in p.labels])
        own = [f.verdict for c, f in zip(plan["criteria"], p.findings, strict=True) if condition(c)]
        basis = "not_met" if "not_met" in own else "open" if set(own) - {"met", "not_applicable"} else "met"
        if any(not any(test) for test in tests):
            basis = "not_met"
        elif basis == "met" and (not all(all(test) for test in tests) or (not tests and not p.known)):
            basis = "open"
        found[p.person["id"]] = standing("met", basis, False)
    return found


def proposal(plan: Plan, award: Plan, kind: str, people: Sequence[Counted]) -> tuple[Cut, set[str]] | None:
    """Who is selected, tied, in reserve; and who is open. None where an eligible person's place is not known."""
    status = candidates(plan, award, people)
    fit = [p for p in people if status[p.person["id"]] == "eligible"]
    limit = seats(award["quota"], kind, len(fit), len(people))
    ids = [p.person["id"] for p in fit]
    open_ = {id for id, said in status.items() if said == "open"}
    if limit is not None and any(not p.known or len(p.labels) > 1 for p in fit):
        return None
    return cut(ids, limit, {p.person["id"]: key(plan, award, p, p.low, p.labels[0]) for p in fit}), open_
