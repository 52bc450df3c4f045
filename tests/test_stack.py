"""Many campaigns at once say exactly what each says alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from attrs import evolve, frozen

from emulation_core import Facts, Reading, met, shapes, stack
from emulation_core.errors import EmulationError, EvidenceRefused, RuleFailed
from emulation_core.model import KINDS
from emulation_core.outcome import Outcome
from emulation_core.report import document, to_json
from emulation_core.scoring import Job, choose_round, score
from plans import HEAD
from support import evidence, loaded

ON = date(2027, 1, 15)
SCHEMES: tuple[Mapping[str, Any] | None, ...] = (
    None,
    {"not_applicable": "zero"},
    {"decimals": 1, "round_at": "total", "not_applicable": "rescale"},
    {"decimals": 2, "round_at": "criterion", "not_applicable": "full"},
    {"round_at": "never", "not_applicable": "full"},
)
FACTS: Mapping[str, Mapping[str, Any]] = {
    "dem": {"type": "count"},
    "lan": {"type": "count"},
    "so": {"type": "number"},
    "ty_le": {"type": "percent", "expected": date(2027, 2, 28)},
    "co": {"type": "flag"},
    "xep": {"type": "rating", "ladder": ["kem", "kha", "tot"]},
    "viec": {"type": "set", "members": ["mot", "hai"]},
    "diem": {"type": "number"},
}


def number(dice: random.Random) -> Any:
    return dice.choice([0, 1, 2, 3, Decimal("1.5"), Decimal("2.000000001"), Decimal("0.1")])


def rules(dice: random.Random) -> dict[str, Mapping[str, Any]]:
    """One rule of every sort, with numbers drawn anew."""
    whole = dice.randint(1, 3)
    return {
        "it_nhat": {"use": "at_least", "fact": "dem", "value": number(dice)},
        "tren": {"use": "above", "fact": "so", "value": number(dice)},
        "toi_da": {"use": "at_most", "fact": "ty_le", "value": number(dice)},
        "duoi": {"use": "below", "fact": "lan", "value": number(dice)},
        "hang": {"use": "rank_within", "fact": "lan", "value": whole},
        "khong": {"use": "equals_zero", "fact": "lan"},
        "tot": {"use": "rated_at_least", "fact": "xep", "rung": "kha"},
        "mot_trong": {
            "use": "any_of",
            "of": [{"use": "at_least", "fact": "dem", "value": whole}, {"use": "judged", "fact": "co"}],
        },
        "ca_hai": {
            "use": "all_of",
            "of": [{"use": "above", "fact": "so", "value": number(dice)}, {"use": "not_empty", "fact": "viec"}],
        },
    }


def weight(dice: random.Random) -> Decimal:
    return dice.choice([Decimal(1), Decimal(2), Decimal("1.25"), Decimal("0.333333333")])


def labels(dice: random.Random) -> list[dict[str, Any]]:
    low = dice.randint(10, 60)
    return [{"id": "dat"}, {"id": "kha", "at_least": low}, {"id": "tot", "at_least": low + dice.randint(1, 30)}]


def plan(dice: random.Random, scoring: Mapping[str, Any] | None) -> dict[str, Any]:
    """A plan of one shape, or of one of two: thresholds, weights, seats, agency and number are its own."""
    criteria = [
        {
            "id": id,
            "clause": "1",
            "text": "x",
            "applies_to": ["collective", "individual"] if id != "hang" else ["individual"],
            "evaluator": rule,
            **({"applies_if": {"use": "at_least", "fact": "dem", "value": number(dice)}} if id == "duoi" else {}),
            **(
                {"points": dice.randint(8, 10), "weight": weight(dice)}
                if scoring is not None
                else {"required": id in ("it_nhat", "tren", "mot_trong")}
            ),
        }
        for id, rule in rules(dice).items()
    ]
    if scoring is not None:
        seam = dice.randint(1, 2)
        bands = [{"points": 2, "below": seam}, {"points": 5, "from": seam}]
        each, floor = Decimal(dice.randint(1, 3)) / 2, Decimal(dice.randint(1, 5)) / 10
        scoring = {**scoring, "groups": [{"id": "them", "sort": "bonus", "cap": dice.randint(2, 6)}]}
        for id, rule in {
            "diem": {"use": "points", "fact": "diem"},
            "tru": {"use": "deduct", "fact": "lan", "each": each},
            "khung": {"use": "bands", "fact": "dem", "bands": bands[dice.randint(0, 1) :]},
        }.items():
            if id == "khung" and "decimals" not in scoring:
                continue  # every share is of the maximum itself: counted in machine words
            given = {"points": dice.randint(9, 12), "weight": weight(dice)} | ({"floor": floor} if id == "diem" else {})
            group = {"group": "them"} if id == ("khung" if "decimals" in scoring else "tru") else {}
            of = {"id": id, "clause": "2", "text": "x", "applies_to": ["individual"]}
            criteria.append({**of, **given, **group, "evaluator": rule})
    award = {"by": "giam_doc_so", "kinds": ["collective", "individual"], "clause": "3", "name": "Giấy khen"}
    seats = {"collective": dice.randint(0, 4), "individual": dice.randint(0, 6)}
    none = {"use": "open"}
    share = {kind: Decimal(dice.randint(0, 10)) / 10 for kind in seats}
    return {
        **HEAD,
        "agency": f"Sở {dice.randint(1, 9**9)}",
        "facts": {
            name: {"label": name, **fact} for name, fact in FACTS.items() if scoring is not None or name != "diem"
        },
        "scope": [
            {
                "kinds": ["individual"],
                "clause": "0",
                "evaluator": {"use": "at_least", "fact": "so", "value": number(dice)},
            }
        ],
        "criteria": criteria,
        **({} if scoring is None else {"scoring": scoring, "labels": labels(dice)}),
        "awards": [
            *([] if scoring is None else [{**award, "id": "tu_diem", "at_least": dice.randint(20, 80), "quota": none}]),
            *([] if scoring is None else [{**award, "id": "tu_loai", "label": "kha", "quota": none}]),
            {**award, "id": "giay_khen", "quota": {"use": "fixed", **seats}},
            {**award, "id": "ty_phan", "quota": {"use": "share", "of": "participants", "round": "down", **share}},
            {**award, "id": "thu_tu", "order": ["fact.dem desc"], "quota": {"use": "fixed", **seats}},
        ],
    }


def people(dice: random.Random, size: int, scored: bool) -> Iterator[dict[str, Any]]:
    draw = {
        "dem": lambda: dice.randint(0, 4),
        "lan": lambda: dice.randint(0, 4),
        "so": lambda: number(dice),
        "ty_le": lambda: dice.choice([1, 2, 3, "1.5%"]),
        "co": lambda: dice.choice([True, False]),
        "xep": lambda: dice.choice(["kem", "kha", "tot"]),
        "viec": lambda: dice.choice(["mot", "mot; hai", "không"]),
        "diem": lambda: dice.randint(0, 9),
        "dang_xem_xet_ky_luat": lambda: dice.choice([True, False, False]),
    }
    for n in range(size):
        row = {name: made() for name, made in draw.items() if dice.random() > 0.1 and (scored or name != "diem")}
        yield {"id": f"P{n}", "name": f"Tên {n}", "kind": dice.choice(["collective", "individual"]), **row}


def job(raw: Mapping[str, Any], rows: list[dict[str, Any]]) -> Job:
    made = loaded(raw)
    return Job(made, evidence(made.campaign, rows), choose_round(made.campaign, None, ON), ON, ON)


def alone(one: Job) -> Outcome | EmulationError:
    try:
        return score(one.loaded, one.evidence, one.round, one.on, one.decided)
    except EmulationError as fault:
        return fault


def told(outcome: Outcome | EmulationError) -> Any:
    return str(outcome) if isinstance(outcome, EmulationError) else to_json(document(outcome))


def jobs(seed: int, count: int = 6) -> list[Job]:
    dice = random.Random(seed)
    scoring = SCHEMES[seed % len(SCHEMES)]
    return [
        job(plan(dice, scoring), list(people(dice, dice.choice([0, 1, 25]), scoring is not None)))
        for _n in range(count)
    ]


@pytest.mark.parametrize("seed", range(15))
def test_what_many_say_together_each_says_alone(seed):
    """Thresholds, weights, caps, seats and shares drawn anew for each campaign: each outcome is the one it has alone."""
    many = jobs(seed)
    together = stack.score_all(many)
    assert [told(one) for one in together] == [told(alone(one)) for one in many]


def test_campaigns_that_differ_in_thresholds_and_seats_are_one_table():
    """Six plans with other thresholds, seats and agencies have one shape."""
    many = jobs(0)
    judgings = [one.judging(KINDS[0]) for one in many]
    assert [len(group) for group in shapes.split(shapes.shaped(judgings), judgings)] == [6]


def test_campaigns_that_differ_in_points_weights_caps_and_lines_are_one_table():
    """Plans whose only numbers alike are those of the rule that looks its deductions up: one table."""
    many = jobs(1)
    measures = {one.measures for one in shapes.shaped(one.judging(KINDS[0]) for one in many)}
    judgings = [one.judging(KINDS[0]) for one in many]
    assert len(measures) == len(many)
    assert max(len(group) for group in shapes.split(shapes.shaped(judgings), judgings)) > 1


def test_points_outside_their_maximum_are_laid_at_the_door_of_whose_they_are():
    """One of seven tables holds points beyond the maximum: it alone is refused, at its place."""
    many = jobs(1)
    raw = plan(random.Random(5), {"not_applicable": "zero"})
    many.insert(4, job(raw, [{"id": "P1", "name": "A", "kind": "individual", "so": 9, "diem": 13, "dem": 4}]))
    together = stack.score_all(many)
    assert [n for n, one in enumerate(together) if isinstance(one, EmulationError)] == [4]
    assert isinstance(together[4], EvidenceRefused)
    assert told(together[4]) == told(alone(many[4]))


@frozen
class Rounded:
    """A rule of a contributor who looks at the number itself."""

    fact: str
    value: Decimal

    def evaluate(self, facts: Facts) -> Reading:
        measured = facts.need(self.fact)
        return met(measured >= (1 if self.value < 2 else 3), measured)


@frozen
class Blind:
    """A rule that takes anything but a number for nothing."""

    fact: str
    value: Decimal

    def evaluate(self, facts: Facts) -> Reading:
        measured = facts.need(self.fact)
        return met(measured >= (self.value if isinstance(self.value, Decimal) else 0), measured)


@pytest.mark.parametrize("rule", [Rounded, Blind])
def test_a_rule_that_looks_at_its_numbers_is_judged_apart(rule):
    """A rule from outside that cannot read a column, or reads it wrongly, says the same in a batch as alone."""
    many = jobs(0)
    for n, one in enumerate(many):
        first, *rest = one.loaded.campaign.criteria

        changed = evolve(first, evaluator=rule("dem", Decimal(n % 4)))
        campaign = evolve(one.loaded.campaign, criteria=(changed, *rest))
        many[n] = evolve(one, loaded=evolve(one.loaded, campaign=campaign))
    assert [told(one) for one in stack.score_all(many)] == [told(alone(one)) for one in many]


def test_the_order_of_the_campaigns_changes_nothing():
    """The same campaigns in another order have the same outcomes."""
    many = jobs(5)
    backwards = stack.score_all(many[::-1])[::-1]
    assert [told(one) for one in backwards] == [told(one) for one in stack.score_all(many)]


@frozen
class Crashes:
    """A rule whose own function fails on a value."""

    fact: str

    def evaluate(self, facts: Facts) -> Reading:
        measured = facts.need(self.fact)
        return met(measured.map_elements(self.judged, pl.Boolean), measured)

    @staticmethod
    def judged(value: int) -> bool:
        if value == 3:
            raise ValueError("ba")
        return True


def test_a_rule_that_crashes_is_named_and_fails_its_own_campaign_alone():
    """An exception inside a contributor's function: the criterion is named, the other campaigns stand."""
    many = jobs(0)
    first, *rest = many[1].loaded.campaign.criteria
    campaign = evolve(many[1].loaded.campaign, criteria=(evolve(first, evaluator=Crashes("dem")), *rest))
    many[1] = evolve(many[1], loaded=evolve(many[1].loaded, campaign=campaign))
    together = stack.score_all(many)
    assert [n for n, one in enumerate(together) if isinstance(one, EmulationError)] == [1]
    assert isinstance(together[1], RuleFailed)
    assert str(together[1]).startswith("it_nhat: ")
    assert "\n" not in str(together[1])
