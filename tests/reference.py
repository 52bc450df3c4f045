"""The contract read aloud: a slow reference in plain Python, over lists and exact fractions, that shares no code with
the engine.

A plan is a campaign file as parsed TOML (`{"criteria": [...], "awards": [...], ...}`). A person is a dictionary of `id`,
`kind` and facts: flags as bool, counts as int, numbers and percents as Fraction, ratings as the rung's id, sets as a
frozenset of members, dates as date; a fact that is not there has no evidence. People come in the pinned order, and so
do the ids in every list.
"""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

Plan = Mapping[str, Any]
Person = Mapping[str, Any]
Rule = Mapping[str, Any]

VERDICTS = ("met", "not_met", "not_applicable", "missing", "not_due", "council", "unresolved")
OPEN = ("not_due", "missing", "council", "unresolved")
"""The verdicts that may still turn either way; where several meet, the one further right speaks for them."""
STATUSES = ("out_of_scope", "ineligible", "deferred", "open", "eligible")
"""The one further left takes precedence."""
WAITING = ("open", "deferred")
DEFERRED_FROM = date(2024, 1, 1)
"""The law defers those under examination in decisions from this day on."""


# ---- Verdicts --------------------------------------------------------------------------------------------------------


def all_of(verdicts: Iterable[str]) -> str:
    """Any "not met" decides; else any open verdict keeps it open; else met; nothing applicable: no basis."""
    said = set(verdicts)
    if "not_met" in said:
        return "not_met"
    return highest_open(said) or ("met" if "met" in said else "not_applicable")


def any_of(verdicts: Iterable[str]) -> str:
    """Any "met" decides; else any open verdict keeps it open; else not met; nothing applicable: no basis."""
    said = set(verdicts)
    if "met" in said:
        return "met"
    return highest_open(said) or ("not_met" if "not_met" in said else "not_applicable")


def highest_open(said: set[str]) -> str | None:
    return max((verdict for verdict in said if verdict in OPEN), key=OPEN.index, default=None)


def compare(left: Any, test: Callable[[Any, Any], bool], right: Any) -> bool | None:
    """A comparison with something that is not known is not known."""
    return None if left is None or right is None else test(left, right)


def both(answers: Iterable[bool | None]) -> bool | None:
    """One no decides; else one unknown keeps it unknown; else yes."""
    answers = list(answers)
    return False if False in answers else None if None in answers else True


def either(answers: Iterable[bool | None]) -> bool | None:
    """One yes decides; else one unknown keeps it unknown; else no."""
    answers = list(answers)
    return True if True in answers else None if None in answers else False


def _at_least(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.ge, Fraction(rule["value"]))


def _above(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.gt, Fraction(rule["value"]))


def _at_most(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.le, Fraction(rule["value"]))


def _below(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.lt, Fraction(rule["value"]))


def _equals_zero(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.eq, 0)


def _flag(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.is_, rule.get("value", True))


def _rated_at_least(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    ladder = plan["facts"][rule["fact"]]["ladder"]
    rung = facts.get(rule["fact"])
    return None if rung is None else ladder.index(rung) >= ladder.index(rule["rung"])


def _rises(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.gt, facts.get(rule["before"]))


def _falls(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.lt, facts.get(rule["before"]))


def _all_rise(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    assigned = facts.get(rule["fact"])
    return both(
        either([None if assigned is None else index not in assigned, rose])
        for index in rule["indices"]
        for rose in [compare(facts.get(index), operator.gt, facts.get(f"{index}_nam_truoc"))]
    )


def _reaches(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    return compare(facts.get(rule["fact"]), operator.ge, facts.get(rule["target"]))


def _rank_within(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    rank = facts.get(rule["fact"])
    return None if rank is None else 1 <= rank <= rule["value"]


def _not_empty(rule: Rule, facts: Mapping[str, Any], plan: Plan) -> bool | None:
    members = facts.get(rule["fact"])
    return None if members is None else bool(members)


STATED: Mapping[str, Callable[[Rule, Mapping[str, Any], Plan], bool | None]] = {
    "at_least": _at_least,
    "above": _above,
    "at_most": _at_most,
    "below": _below,
    "equals_zero": _equals_zero,
    "flag": _flag,
    "rated_at_least": _rated_at_least,
    "rises": _rises,
    "falls": _falls,
    "all_rise": _all_rise,
    "reaches": _reaches,
    "rank_within": _rank_within,
    "not_empty": _not_empty,
}
"""What the evidence says of a rule: yes, no, or None where evidence is absent."""


def read(rule: Rule, facts: Mapping[str, Any]) -> list[str]:
    """The facts whose absence counts for a rule; an index that is not assigned asks for nothing."""
    if rule["use"] == "all_rise":
        assigned = facts.get(rule["fact"]) or frozenset()
        mine = [index for index in rule["indices"] if index in assigned]
        return [rule["fact"], *mine, *(f"{index}_nam_truoc" for index in mine)]
    return [rule[key] for key in ("fact", "before", "target") if key in rule]


def absence(plan: Plan, names: Iterable[str], on: date) -> str:
    """What the absence of all of `names` is called on a day: missing where any was due, else not due."""
    due = any(on >= plan["facts"].get(name, {}).get("expected", date.min) for name in names)
    return "missing" if due else "not_due"


def verdict(plan: Plan, rule: Rule, facts: Mapping[str, Any], on: date) -> str:
    """The verdict of one rule on one participant's facts."""
    use = rule["use"]
    if use in ("all_of", "any_of"):
        parts = [verdict(plan, part, facts, on) for part in rule["of"]]
        return all_of(parts) if use == "all_of" else any_of(parts)
    if use == "unresolved":
        return "unresolved"
    if use in ("judged", "shown"):
        evidence = rule.get("shown") if use == "judged" else rule["fact"]
        if evidence is not None and facts.get(evidence) is None:
            return absence(plan, [evidence], on)
        answer = facts.get(rule["fact"]) if use == "judged" else None
        return "council" if answer is None else "met" if answer else "not_met"
    answer = STATED[use](rule, facts, plan)
    if answer is None:
        return absence(plan, [name for name in read(rule, facts) if facts.get(name) is None], on)
    return "met" if answer else "not_met"


def finding(plan: Plan, criterion: Rule, facts: Mapping[str, Any], on: date) -> str:
    """The verdict of a criterion: whether it applies comes first, and where that is not known nothing else counts."""
    condition = criterion.get("applies_if")
    applies = "met" if condition is None else verdict(plan, condition, facts, on)
    if applies == "met":
        return verdict(plan, criterion["evaluator"], facts, on)
    if applies == "not_met":
        return "not_applicable"
    return "not_due" if applies == "not_due" else "missing"


# ---- Standing --------------------------------------------------------------------------------------------------------


def scope_of(plan: Plan, person: Person, on: date) -> str:
    """Whether a participant is in at all: met, not met, or open; met where the plan takes everybody."""
    rules = [scope["evaluator"] for scope in plan.get("scope", ()) if person["kind"] in scope["kinds"]]
    return all_of(verdict(plan, rule, person, on) for rule in rules) if rules else "met"


def status(plan: Plan, award: Rule, person: Person, on: date, decided: date) -> str:
    """Where a participant stands for an award."""
    wanted = award.get("requires", "all")
    mine = [criterion for criterion in plan["criteria"] if person["kind"] in criterion["applies_to"]]
    required = [c for c in mine if (c.get("required", True) if wanted == "all" else c["id"] in wanted)]
    return standing(
        scope_of(plan, person, on),
        all_of(finding(plan, criterion, person, on) for criterion in required),
        decided >= DEFERRED_FROM and person.get("dang_xem_xet_ky_luat") is True,
    )


def standing(scope: str, basis: str, deferred: bool) -> str:
    """The status from whether one is in, what the required criteria come to, and whether the law defers."""
    holds = {
        "out_of_scope": scope == "not_met",
        "ineligible": basis == "not_met",
        "deferred": deferred,
        "open": scope != "met" or basis != "met",
        "eligible": True,
    }
    return next(status for status in STATUSES if holds[status])


# ---- Seats -----------------------------------------------------------------------------------------------------------


def seats(quota: Rule, kind: str, eligible: int, participants: int) -> int | None:
    """How many seats a quota gives; None where the plan sets no number. A half is rounded up by "nearest"."""
    if quota["use"] == "open":
        return None
    if quota["use"] in ("fixed", "pooled"):
        return int(quota.get(kind, 0))
    share = Fraction(quota.get(kind, 0)) * {"eligible": eligible, "participants": participants}[quota["of"]]
    return {"down": math.floor(share), "up": math.ceil(share), "nearest": math.floor(share + Fraction(1, 2))}[
        quota["round"]
    ]


def ranks(keys: Sequence[Any]) -> list[int]:
    """Competition ranking, the least key first: 1, 2, 2, 4."""
    ordered = sorted(keys)
    first = {key: place for place, key in reversed(list(enumerate(ordered, 1)))}
    return [first[key] for key in keys]


Cut = tuple[set[str], set[str], set[str]]
"""Who is selected, tied at the cut, and in reserve."""


def cut(ids: Sequence[str], limit: int | None, keys: Mapping[str, Any] | None) -> Cut:
    """Who of the eligible has a seat, when everything is known; `keys` is None where no order is stated."""
    everybody = set(ids)
    if limit is None or len(everybody) <= limit:
        return everybody, set(), set()
    if keys is None:
        return set(), everybody, set()
    placed = ranks([keys[id] for id in ids])
    selected = {id for id, rank in zip(ids, placed, strict=True) if rank + placed.count(rank) - 1 <= limit}
    reserve = {id for id, rank in zip(ids, placed, strict=True) if rank > limit}
    return selected, everybody - selected - reserve, reserve


@dataclass(frozen=True)
class Line:
    """Everything an order leaves open: for each (participant, term) without evidence, the places it may take."""

    terms: tuple[tuple[str, int], ...]
    known: Mapping[tuple[str, int], int]
    absent: Mapping[tuple[str, int], range]

    def keys(self, ids: Iterable[str], fallen: Mapping[tuple[str, int], int]) -> dict[str, tuple[int, ...]]:
        """The key of each participant once the absent ones have `fallen` into places."""
        spots = {**self.known, **fallen}
        return {id: tuple(spots[id, n] for _name, n in self.terms) for id in ids}


def line(plan: Plan, award: Rule, people: Sequence[Person]) -> Line | None:
    """What an award's order says of `people`; None where it states none.

    An absent fact may stand before, between, after or level with all that are known, and so may several of them
    among each other: between two neighbours there is a place for each.
    """
    terms = tuple((term, n) for n, term in enumerate(award.get("order", ())))
    known: dict[tuple[str, int], int] = {}
    absent: dict[tuple[str, int], range] = {}
    for term, n in terms:
        name, direction = term.removeprefix("fact.").split()
        ladder = plan["facts"].get(name, {}).get("ladder")
        value = {p["id"]: ladder.index(p[name]) if ladder and p.get(name) else p.get(name) for p in people}
        distinct = sorted({v for v in value.values() if v is not None}, reverse=direction == "desc")
        gone = [id for id, v in value.items() if v is None]
        wide = len(gone) + 1
        for id, v in value.items():
            if v is None:
                absent[id, n] = range(1, wide * (len(distinct) + 1))
            else:
                known[id, n] = wide * (distinct.index(v) + 1)
    return Line(terms, known, absent) if terms else None


def worlds(choices: Mapping[Any, Sequence[Any]]) -> Iterator[dict[Any, Any]]:
    """Every way to choose one of each."""
    for picks in product(*choices.values()):
        yield dict(zip(choices, picks, strict=True))


def sampled(choices: Mapping[Any, Sequence[Any]], how_many: int) -> Iterator[dict[Any, Any]]:
    """Some of the ways, the same ones each time."""
    dice = random.Random(how_many)
    for _ in range(how_many):
        yield {key: dice.choice(options) for key, options in choices.items()}


def today(plan: Plan, award: Rule, people: Sequence[Person], limit: int | None) -> Cut:
    """Who of the eligible `people` has a seat whatever the absent order facts are, and who has none whatever they are."""
    ids = [person["id"] for person in people]
    order = line(plan, award, people)
    if order is None or limit is None or len(ids) <= limit:
        return cut(ids, limit, None)
    cuts = [cut(ids, limit, order.keys(ids, fallen)) for fallen in worlds(order.absent)]
    selected = set.intersection(*(selected for selected, _tied, _reserve in cuts))
    reserve = set.intersection(*(reserve for _selected, _tied, reserve in cuts))
    return selected, set(ids) - selected - reserve, reserve


def shared(
    eligible: Sequence[Sequence[str]], serve: Callable[[int, list[str], int | None], Cut], limits: Any
) -> list[Cut]:
    """The awards of a pool in file order, one seat per recipient; `eligible` are the ids for each award.

    Who holds a seat of the pool keeps it for a later award. A tie is over every seat that is left: until it is settled
    nobody else can have one, and those in it stay tied.
    """
    seated: set[str] = set()
    contested: set[str] = set()
    cuts = []
    for n, (ids, limit) in enumerate(zip(eligible, limits, strict=True)):
        others = [id for id in ids if id not in seated | contested]
        left = None if limit is None else 0 if contested else limit - len(seated)
        selected, tied, reserve = serve(n, others, left)
        cuts.append((selected | set(ids) & seated, tied | set(ids) & contested, reserve))
        seated |= selected
        contested |= tied
    return cuts


@dataclass(frozen=True)
class Listed:
    """One proposal: the lists in the pinned order. `certain` is None where there were too many worlds to try;
    `doubtful` are then those of the selected who lose their seat in one of the worlds that were tried.
    """

    award: str
    kind: str
    seats: int | None
    selected: list[str]
    tied: list[str]
    reserve: list[str]
    open: list[str]
    deferred: list[str]
    certain: list[str] | None
    doubtful: list[str]


def proposals(plan: Plan, people: Sequence[Person], on: date, decided: date, at_most: int = 2000) -> list[Listed]:
    """Every proposal in the order of the file; `at_most` worlds are tried for each."""
    done: dict[tuple[str, str], Listed] = {}
    for kind in ("collective", "individual", "agency"):
        mine = [person for person in people if person["kind"] == kind]
        left = [award for award in plan["awards"] if kind in award["kinds"]]
        while left:
            pool = {left[0]["id"], *left[0]["quota"].get("with", ())}
            together = [award for award in left if award["id"] in pool]
            left = [award for award in left if award["id"] not in pool]
            for listed in _pool(plan, together, kind, mine, on, decided, at_most):
                done[listed.award, kind] = listed
    order = [(award["id"], kind) for award in plan["awards"] for kind in ("collective", "individual", "agency")]
    return [done[key] for key in order if key in done]


def _pool(
    plan: Plan, awards: Sequence[Rule], kind: str, people: Sequence[Person], on: date, decided: date, at_most: int
) -> Iterator[Listed]:
    by_id = {person["id"]: person for person in people}
    stands = [{p["id"]: status(plan, award, p, on, decided) for p in people} for award in awards]
    eligible = [[id for id, where in standing.items() if where == "eligible"] for standing in stands]
    limits = [
        seats(award["quota"], kind, len(fit), sum(where != "out_of_scope" for where in standing.values()))
        for award, fit, standing in zip(awards, eligible, stands, strict=True)
    ]
    cuts = shared(eligible, lambda n, ids, left: today(plan, awards[n], [by_id[id] for id in ids], left), limits)
    for n, (award, (selected, tied, reserve)) in enumerate(zip(awards, cuts, strict=True)):
        kept, exact = _kept(plan, awards[: n + 1], kind, people, on, decided, selected, at_most)

        def listed(ids: set[str]) -> list[str]:
            return [id for id in by_id if id in ids]

        yield Listed(
            award["id"],
            kind,
            limits[n],
            listed(selected),
            listed(tied),
            listed(reserve),
            [id for id, where in stands[n].items() if where == "open"],
            [id for id, where in stands[n].items() if where == "deferred"],
            listed(kept) if exact else None,
            listed(selected - kept),
        )


def _kept(
    plan: Plan,
    awards: Sequence[Rule],
    kind: str,
    people: Sequence[Person],
    on: date,
    decided: date,
    selected: set[str],
    at_most: int,
) -> tuple[set[str], bool]:
    """Who of `selected` has a seat of the last award in every world, and whether every world was tried.

    In a world each open or deferred participant is eligible or not for each award, each one whose scope is open is in
    or out, and each absent order fact has its place.
    """
    if not selected:
        return set(), True
    ids = [person["id"] for person in people]
    stands = [{p["id"]: status(plan, award, p, on, decided) for p in people} for award in awards]
    choices: dict[Any, Sequence[Any]] = {}
    for person in people:
        mine = [standing[person["id"]] for standing in stands]
        options = list(product(*([True, False] if where in WAITING else [where == "eligible"] for where in mine)))
        counted = [mine[0] != "out_of_scope"]
        may_be_out = scope_of(plan, person, on) in OPEN
        choices[person["id"]] = [(fit, inside) for fit in options for inside in counted] + (
            [((False,) * len(awards), False)] if may_be_out else []
        )
    lines = []
    for n, award in enumerate(awards):
        hopeful = [p for p in people if any(fit[n] for fit, _inside in choices[p["id"]])]
        order = line(plan, award, hopeful)
        lines.append(order)
        if order is not None:
            choices |= {(n, *key): places for key, places in order.absent.items()}
    exact = math.prod(len(options) for options in choices.values()) <= at_most
    kept = set(selected)
    for world in worlds(choices) if exact else sampled(choices, at_most // 10):
        kept &= _selected_in(awards, kind, ids, world, lines)
        if not kept:
            break
    return kept, exact


def _selected_in(
    awards: Sequence[Rule], kind: str, ids: Sequence[str], world: Mapping[Any, Any], lines: Sequence[Line | None]
) -> set[str]:
    """Who has a seat of the last award when everything is known."""
    eligible = [[id for id in ids if world[id][0][n]] for n in range(len(awards))]
    participants = sum(world[id][1] for id in ids)
    limits = [seats(award["quota"], kind, len(fit), participants) for award, fit in zip(awards, eligible, strict=True)]

    def serve(n: int, others: list[str], left: int | None) -> Cut:
        order = lines[n]
        if order is None:
            return cut(others, left, None)
        fallen = {key[1:]: place for key, place in world.items() if isinstance(key, tuple) and key[0] == n}
        return cut(others, left, order.keys(others, fallen))

    return shared(eligible, serve, limits)[-1][0]
