"""Random schemes and participants: points, ranges, labels, ranks and cuts are those of a slow reference in fractions.

EMULATION_POINTS says how many schemes; `tox -e points` runs 2 000.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import points_reference as slow
from emulation_core.model import Kind
from emulation_core.report import participants
from emulation_core.scoring import choose_round, score
from plans import HEAD
from support import evidence, loaded

HOW_MANY = int(os.environ.get("EMULATION_POINTS", "60"))
ON = date(2027, 6, 1)
PEOPLE = 6
RUNGS = ["yeu", "kha", "tot"]
Dice = random.Random
Table = dict[str, Any]


def decimal(dice: Dice, least: int, most: int, places: int) -> Decimal:
    return Decimal(dice.randint(least * 10**places, most * 10**places)).scaleb(-places)


def a_rule(dice: Dice, n: int, most: Decimal, exact: bool) -> tuple[Table, Table]:
    """A rule worth up to `most` points and the facts it reads."""
    use = dice.choice(
        ["points", "points", "flag", "deduct", "bands", "table", "assessed", "judged"] + ["ratio"] * (3 - 3 * exact)
    )
    kind = dice.choice(["count", "number"])
    fact, rule = f"f{n}", {"use": use, "fact": f"f{n}"}
    facts = {fact: {"label": fact, "type": kind}}
    if use in ("flag", "judged"):
        facts[fact]["type"] = "flag"
    elif use == "ratio":
        rule |= {"of": f"g{n}"}
        facts[f"g{n}"] = {"label": f"g{n}", "type": kind}
    elif use == "deduct":
        rule |= {"each": decimal(dice, 0, int(most) + 1, dice.randint(0, 3)) or Decimal(1)}
        facts[fact]["type"] = "count"
    elif use == "bands":
        rule |= {"bands": some_bands(dice, most)}
    elif use == "table":
        if dice.random() < 0.5:
            facts[fact] = {"label": fact, "type": "rating", "ladder": RUNGS}
        names = dice.sample(RUNGS, 2) if "ladder" in facts[fact] else dice.sample(["0", "1", "2", "5"], 3)
        rule |= {"points": {name: within(dice, most) for name in names}}
        rule |= {"otherwise": within(dice, most)} if dice.random() < 0.5 else {}
    elif use == "assessed":
        rule = {"use": use, "self": f"f{n}", "appraised": f"g{n}", "final": f"h{n}", "limit": 1, "reason": f"r{n}"}
        rule |= {"score_of": "appraised"} if dice.random() < 0.3 else {}
        facts |= {f"{letter}{n}": {"label": f"{letter}{n}", "type": "number"} for letter in "fgh"}
        facts |= {f"r{n}": {"label": f"r{n}", "type": "text"}}
    return rule, facts


def some_bands(dice: Dice, most: Decimal) -> list[Table]:
    """Rows that meet, in any order, closed here and open there; sometimes with nothing below the first."""
    cuts = sorted(dice.sample(range(1, 9, 2), dice.randint(1, 3)))
    rows: list[Table] = [{"from": 0} if dice.random() < 0.5 else {}]
    for cut in cuts:
        closed = dice.random() < 0.5
        rows[-1] |= {"until": cut} if closed else {"below": cut}
        rows.append({"above": cut} if closed else {"from": cut})
    rows = [{**row, "points": within(dice, most)} for row in rows]
    return dice.sample(rows, len(rows))


def within(dice: Dice, most: Decimal) -> Decimal:
    return min(decimal(dice, 0, int(most) + 1, dice.randint(0, 3)), most)


def a_plan(dice: Dice) -> Table:
    """A scheme: what it rounds, what its criteria are worth, its groups, labels and awards."""
    round_at = dice.choice(["criterion", "total", "never"])
    exact = round_at == "never"
    away = dice.choice(["full", "zero"] + ["rescale"] * (2 - 2 * exact))
    groups = [{"id": "phan", "name": "Phần"}, {"id": "thuong", "name": "Thưởng", "sort": "bonus", "cap": 3}]
    groups.append({"id": "phat", "name": "Phạt", "sort": "penalty", **({"cap": 2} if dice.random() < 0.5 else {})})
    facts: Table = {}
    awards = [an_award(dice, n) for n in range(dice.randint(1, 3))]
    if any("hang" in term for award in awards for term in award.get("order", ())):
        facts["hang"] = {"label": "hang", "type": "count"}
    criteria, count = [], dice.randint(1, 5)
    for n in range(count):
        most = decimal(dice, 1, 20, dice.randint(0, 2))
        rule, mine = a_rule(dice, n, most, exact)
        facts |= mine
        criterion = {"id": f"c{n}", "clause": "1", "text": "x", "applies_to": ["individual"], "points": most}
        criterion |= {"evaluator": rule, "required": dice.random() < 0.6}
        if dice.random() < 0.3:
            criterion |= {"applies_if": {"use": "flag", "fact": f"a{n}"}}
            facts[f"a{n}"] = {"label": f"a{n}", "type": "flag"}
        if dice.random() < 0.4:
            criterion |= {"weight": dice.choice([Decimal("0.3"), Decimal("7.5"), Decimal("0.125"), 2])}
        if dice.random() < 0.3:
            criterion |= {"group": dice.choice(groups)["id"]}
        if dice.random() < 0.2:
            criterion |= {"floor": dice.choice([Decimal("0.5"), Decimal("0.333"), Decimal("0.25")])}
        criteria.append(criterion)
    used = {criterion.get("group") for criterion in criteria}
    scoring = {"round_at": round_at, "decimals": dice.randint(0, 3), "not_applicable": away}
    return {
        **HEAD,
        "scoring": {**scoring, "groups": [group for group in groups if group["id"] in used]},
        "facts": facts,
        "criteria": criteria,
        "labels": some_labels(dice, count),
        "awards": awards,
    }


def some_labels(dice: Dice, count: int) -> list[Table]:
    starts = dice.sample(range(-2, 30), dice.randint(0, 3))
    labels: list[Table] = [{"id": f"l{n}", "name": "x", "at_least": start} for n, start in enumerate(starts)]
    for label in labels:
        for key in ("requires", "unless"):
            if dice.random() < 0.3:
                label[key] = [f"c{dice.randrange(count)}"]
    return [{"id": "khong", "name": "x"}, *labels] if labels else []


def an_award(dice: Dice, n: int) -> Table:
    award = {"id": f"g{n}", "name": "x", "by": "giam_doc_so", "kinds": ["individual"], "clause": "5"}
    share = {"use": "share", "of": dice.choice(["eligible", "participants"]), "individual": Decimal("0.35")}
    share["round"] = dice.choice(["down", "up", "nearest"])
    award["quota"] = dice.choice([{"use": "open"}, {"use": "fixed", "individual": dice.randint(0, 4)}, share])
    if dice.random() < 0.5:
        award["at_least"] = decimal(dice, 0, 30, dice.randint(0, 2))
    if dice.random() < 0.5:
        orders = [
            ["points"],
            ["points desc", "fact.hang asc"],
            ["fact.hang asc", "points"],
            ["label", "points"],
            ["points asc"],
        ]
        award["order"] = dice.choice(orders)
    return award


def a_person(dice: Dice, plan: Table, n: int) -> Table:
    """Somebody with most of the evidence; equals are common, so that there are ties."""
    person: Table = {"id": f"P{n}", "name": f"Tên {n}", "kind": "individual"}
    largest = {name: Fraction(c["points"]) for c in plan["criteria"] for name in points_read(c["evaluator"])}
    for name, fact in plan["facts"].items():
        if name != "hang" and dice.random() < 0.08:
            continue
        person[name] = a_value(dice, fact, largest.get(name))
    return person


def points_read(rule: Table) -> list[str]:
    """The facts that are points themselves."""
    return [rule[key] for key in {"points": ("fact",), "assessed": ("self", "appraised", "final")}.get(rule["use"], ())]


def a_value(dice: Dice, fact: Table, most: Fraction | None) -> Any:
    if fact["type"] == "flag":
        return dice.random() < 0.7
    if fact["type"] == "rating":
        return dice.choice(RUNGS)
    if fact["type"] == "text":
        return "có lý do"
    if fact["type"] == "count":
        return dice.randint(0, min(9, int(most)) if most is not None else 9)
    places = dice.choice([0, 1, 2, 9])
    value = Fraction(dice.randint(0, 9 * 10**places), 10**places)
    return value if most is None else min(value, most)


def exactly(value: str) -> Fraction:
    return Fraction(value)


def differences(plan: Table, people: list[Table], tally: Counter[str]) -> list[str]:
    """Where the engine and the reference disagree."""
    campaign = loaded(plan)
    round = choose_round(campaign.campaign, None, ON)
    outcome = score(campaign, evidence(campaign.campaign, people), round, ON)
    got = {p.id: p for p in participants(outcome, Kind.INDIVIDUAL)}
    wanted = [slow.counted(plan, person) for person in people]
    places = slow.rank(plan, wanted)
    found = []
    for one in wanted:
        id, mine = one.person["id"], got[one.person["id"]]
        low, high = mine.points_range or (mine.points, mine.points)
        span = (exactly(str(low)), exactly(str(high)))
        if slow.loose(plan, one.findings):
            agrees = span[0] <= one.low and one.high <= span[1]
        else:
            agrees = span == (one.low, one.high)
            facts = {"label": one.labels[0] if len(one.labels) == 1 else None, "status": one.status}
            facts["rank"] = places.get(id)
            found += [f"{id}.{k}: {getattr(mine, k)} is not {v}" for k, v in facts.items() if getattr(mine, k) != v]
        found += [] if agrees else [f"{id}: {span} is not {one.low, one.high}"]
        verdicts = tuple(f.verdict for f in mine.findings), tuple(f.verdict for f in one.findings)
        found += [] if verdicts[0] == verdicts[1] else [f"{id}: {verdicts}"]
        tally.update(points=1, open=not one.known, labelled=mine.label is not None, ranked=mine.rank is not None)
    if any(slow.loose(plan, one.findings) for one in wanted):
        return found
    for award, made in zip(plan["awards"], outcome.proposals, strict=True):
        expected = slow.proposal(plan, award, "individual", wanted)
        if expected is not None:
            lists = (set(made.selected), set(made.tied), set(made.reserve)), set(made.open)
            found += [] if lists == expected else [f"{award['id']}: {lists} is not {expected}"]
            tally.update(cuts=1, ties=bool(made.tied))
    return found


def test_the_engine_counts_as_a_slow_reference_does():
    """Points, ranges, verdicts, labels, ranks and every list: no difference in any random scheme."""
    tally: Counter[str] = Counter()
    wrong: Mapping[int, list[str]] = {}
    for seed in range(HOW_MANY):
        dice = random.Random(seed)
        plan = a_plan(dice)
        people = [a_person(dice, plan, n) for n in range(PEOPLE)]
        if found := differences(plan, people, tally):
            wrong = {**wrong, seed: found}
    print(f"\nschemes: {HOW_MANY}, " + ", ".join(f"{name}: {count}" for name, count in tally.items()))
    assert not wrong
    assert min(tally[name] for name in ("open", "labelled", "ranked", "ties")) > HOW_MANY // 20
