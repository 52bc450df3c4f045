"""Verdicts: the published truth tables, absence, and what several verdicts come to together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest

import reference
from emulation_core import evaluate
from emulation_core.builtin.evaluators import AllOf, AnyOf, Flag, Judged, Unresolved
from emulation_core.model import Fact, FactType, Id, Status, Text, Verdict
from emulation_core.report import document
from emulation_core.scoring import choose_round, score
from plans import HEAD
from support import evidence, loaded

DUE = date(2027, 2, 28)
"""The first day on which late evidence is expected."""
BEFORE = DUE - timedelta(days=1)
LADDER = ["yeu", "trung_binh", "kha", "tot"]

# The first part down the side, the second along the top, as in the contract.
ALL_OF = """
                met            not_met  not_applicable missing    not_due    council    unresolved
met             met            not_met  met            missing    not_due    council    unresolved
not_met         not_met        not_met  not_met        not_met    not_met    not_met    not_met
not_applicable  met            not_met  not_applicable missing    not_due    council    unresolved
missing         missing        not_met  missing        missing    missing    council    unresolved
not_due         not_due        not_met  not_due        missing    not_due    council    unresolved
council         council        not_met  council        council    council    council    unresolved
unresolved      unresolved     not_met  unresolved     unresolved unresolved unresolved unresolved
"""
ANY_OF = """
                met            not_met    not_applicable missing    not_due    council    unresolved
met             met            met        met            met        met        met        met
not_met         met            not_met    not_met        missing    not_due    council    unresolved
not_applicable  met            not_met    not_applicable missing    not_due    council    unresolved
missing         met            missing    missing        missing    missing    council    unresolved
not_due         met            not_due    not_due        missing    not_due    council    unresolved
council         met            council    council        council    council    council    unresolved
unresolved      met            unresolved unresolved     unresolved unresolved unresolved unresolved
"""


def table(text: str) -> dict[tuple[str, str], str]:
    """A printed table as (side, top) -> verdict."""
    top, *rows = (line.split() for line in text.strip().splitlines())
    return {(side, over): said for side, *cells in rows for over, said in zip(top, cells, strict=True)}


@pytest.mark.parametrize(("printed", "combined"), [(ALL_OF, reference.all_of), (ANY_OF, reference.any_of)])
def test_the_reference_is_the_printed_table(printed, combined):
    """Two verdicts together are what the printed table says, and more of them are taken two at a time."""
    pairs = table(printed)
    assert len(pairs) == len(reference.VERDICTS) ** 2
    assert {pair: combined(pair) for pair in pairs} == pairs
    for one, two, three in product(reference.VERDICTS, repeat=3):
        assert combined([one, two, three]) == pairs[pairs[one, two], three] == pairs[one, pairs[two, three]]


def codes(words: Iterable[str]) -> list[int]:
    return [int(Verdict[word.upper()]) for word in words]


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_columns_of_verdicts_follow_the_table(length):
    """Every combination of the seven verdicts, up to four together, comes out of the engine's columns as published."""
    rows = list(product(reference.VERDICTS, repeat=length))
    names = [f"v{n}" for n in range(length)]
    frame = pl.DataFrame([codes(row) for row in rows], schema=dict.fromkeys(names, pl.UInt8), orient="row")
    said = frame.select(all=pl.max_horizontal(names), any=evaluate._any([pl.col(name) for name in names]))
    assert said["all"].to_list() == codes(reference.all_of(row) for row in rows)
    assert said["any"].to_list() == codes(reference.any_of(row) for row in rows)


PART: Mapping[str, Any] = {
    "met": Flag(Id("co")),
    "not_met": Flag(Id("khong")),
    "missing": Flag(Id("trong")),
    "not_due": Flag(Id("chua_den_han")),
    "council": Judged(Id("trong")),
    "unresolved": Unresolved(Text("Hướng dẫn của tỉnh")),
}
"""A rule for each verdict that a rule can give on the evidence below."""


def test_rules_combined_follow_the_table():
    """`all_of` and `any_of` over one to three real rules, each giving one of its six verdicts, say what is published."""
    names = ("co", "khong", "trong", "chua_den_han")
    facts = {name: Fact(Text(name), FactType.FLAG) for name in names}
    frame = pl.DataFrame({name: [value] for name, value in zip(names, (True, False, None, None), strict=True)})
    frame = frame.cast(pl.Boolean)
    columns, wanted = {}, {}
    for length in (1, 2, 3):
        for words in product(PART, repeat=length):
            for combination, combined in ((AllOf, reference.all_of), (AnyOf, reference.any_of)):
                rule = combination(tuple(PART[word] for word in words))
                key = f"{combination.__name__} {' '.join(words)}"
                columns[key] = evaluate.node(rule, facts, frozenset({"chua_den_han"})).verdict
                wanted[key] = combined(words)
    said = frame.select(**columns).row(0, named=True)
    assert {key: Verdict(code).word for key, code in said.items()} == wanted
    assert len(wanted) == 2 * (6 + 36 + 216)


@pytest.mark.parametrize("combination", [AllOf, AnyOf])
def test_nesting_costs_in_proportion(combination):
    """A combination four levels deep reads its columns about twice as often as one two levels deep, not its square."""
    facts = {"co": Fact(Text("co"), FactType.FLAG)}
    rule, size = PART["met"], []
    for _level in range(4):
        rule = combination((rule, PART["met"]))
        size.append(len(evaluate.node(rule, facts, frozenset()).verdict.meta.root_names()))
    assert size[3] <= 3 * size[1]


# ---- Whole campaigns -------------------------------------------------------------------------------------------------

FACTS: dict[str, dict[str, Any]] = {
    "co": {"label": "Có", "type": "flag"},
    "co_khac": {"label": "Có khác", "type": "flag"},
    "co_sau": {"label": "Có sau", "type": "flag", "expected": DUE},
    "so_luong": {"label": "Số lượng", "type": "count"},
    "so_khac": {"label": "Số lượng khác", "type": "count"},
    "so_sau": {"label": "Số lượng sau", "type": "count", "expected": DUE},
    "ty_le": {"label": "Tỷ lệ", "type": "percent"},
    "diem": {"label": "Điểm", "type": "number", "expected": DUE},
    "diem_nam_truoc": {"label": "Điểm năm trước", "type": "number"},
    "muc": {"label": "Mức", "type": "rating", "ladder": LADDER},
    "muc_sau": {"label": "Mức sau", "type": "rating", "ladder": LADDER, "expected": DUE},
    "chi_so": {"label": "Chỉ số phụ trách", "type": "set", "members": ["pci", "papi"]},
    "pci": {"label": "PCI", "type": "number", "expected": DUE},
    "pci_nam_truoc": {"label": "PCI năm trước", "type": "number"},
    "papi": {"label": "PAPI", "type": "number", "expected": DUE},
    "papi_nam_truoc": {"label": "PAPI năm trước", "type": "number"},
    "pham_vi": {"label": "Trong phạm vi", "type": "flag"},
}
VALUES: dict[str, list[Any]] = {
    "flag": [True, False],
    "count": [0, 1, 2, 3],
    "percent": [Fraction(0), Fraction(2), Fraction(177, 2), Fraction(100)],
    "number": [Fraction(0), Fraction(1), Fraction(2), Fraction(21, 10)],
    "rating": LADDER,
    "set": [frozenset(), frozenset({"pci"}), frozenset({"papi"}), frozenset({"pci", "papi"})],
}


def campaign(criteria: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A campaign for individuals with these criteria; only the facts they read are declared."""
    everybody = {"clause": "II", "text": "…", "applies_to": ["individual"]}
    award = {"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["individual"], "clause": "III"}
    made = {
        **HEAD,
        "facts": {},
        "criteria": [{**everybody, **criterion} for criterion in criteria],
        "awards": [{**award, "quota": {"use": "open"}}],
        **more,
    }
    text = repr([made["criteria"], made.get("scope")])
    read = {name for name in FACTS if f"'{name}'" in text} | {
        f"{n}_nam_truoc" for n in ("pci", "papi") if f"'{n}'" in text
    }
    return {**made, "facts": {name: fact for name, fact in FACTS.items() if name in read}}


def judged(made: Mapping[str, Any], people: Iterable[Mapping[str, Any]], on: date = DUE) -> Any:
    """The whole answer for people who bring these facts, in their order."""
    numbered = [{"id": f"P{n:03}", "name": f"{n:03}", "kind": "individual", **facts} for n, facts in enumerate(people)]
    source = loaded(made)
    return document(score(source, evidence(source.campaign, numbered), choose_round(source.campaign, None, on), on))


def verdicts(criterion: Mapping[str, Any], *people: Mapping[str, Any], on: date = DUE) -> list[str]:
    """The verdict of one criterion on each of these people."""
    answer = judged(campaign([{"id": "tieu_chi", **criterion}]), people, on)
    return [person.findings[0].verdict for person in answer.participants]


def verdict(evaluator: Mapping[str, Any], facts: Mapping[str, Any], on: date = DUE, **more: Any) -> str:
    return verdicts({"evaluator": evaluator, **more}, facts, on=on)[0]


def grown(dice: random.Random, depth: int) -> dict[str, Any]:
    """A rule at random: one that reads evidence, or several combined, up to `depth` levels."""
    if depth and dice.random() < 0.5:
        parts = [grown(dice, depth - 1) for _ in range(dice.choice([1, 2, 2, 3]))]
        return {"use": dice.choice(["all_of", "any_of"]), "of": parts}
    quantity = dice.choice(["so_luong", "so_khac", "so_sau", "ty_le", "diem", "diem_nam_truoc"])
    other = dice.choice(["so_khac", "so_sau", "diem_nam_truoc"])
    bound = dice.choice([0, 1, 2, Decimal("2.1"), Decimal("88.5")])
    return dice.choice(
        [
            {"use": dice.choice(["at_least", "above", "at_most", "below"]), "fact": quantity, "value": bound},
            {"use": "equals_zero", "fact": quantity},
            {"use": "flag", "fact": dice.choice(["co", "co_khac", "co_sau"]), "value": dice.random() < 0.7},
            {"use": "rated_at_least", "fact": dice.choice(["muc", "muc_sau"]), "rung": dice.choice(LADDER)},
            {"use": dice.choice(["rises", "falls"]), "fact": quantity, "before": other},
            {"use": "reaches", "fact": quantity, "target": other},
            {"use": "rank_within", "fact": dice.choice(["so_luong", "so_sau"]), "value": dice.choice([1, 2])},
            {"use": "all_rise", "fact": "chi_so", "indices": ["pci", "papi"]},
            {"use": "not_empty", "fact": "chi_so"},
            {"use": "judged", "fact": dice.choice(["co", "co_khac"])},
            {"use": "judged", "fact": "co", "shown": dice.choice(["muc", "muc_sau", "so_sau"])},
            {"use": "shown", "fact": dice.choice(["muc", "muc_sau", "ty_le"])},
            {"use": "unresolved", "text": "Hướng dẫn của tỉnh"},
        ]
    )


def readable(rule: Mapping[str, Any]) -> bool:
    """Whether a rule may say whether a criterion applies: one whose text is not held never can."""
    return rule["use"] != "unresolved" and all(map(readable, rule.get("of", ())))


@pytest.mark.parametrize("on", [BEFORE, DUE])
def test_generated_rules_say_what_the_reference_says(on):
    """Eighty rules, nested up to two deep, half of them with a condition, on forty people with empty cells."""
    dice = random.Random(2026)
    criteria = []
    while len(criteria) < 80:
        criterion = {"id": f"t_{len(criteria)}", "evaluator": grown(dice, 2)}
        condition = grown(dice, 1)
        criteria.append(
            {**criterion, "applies_if": condition} if dice.random() < 0.5 and readable(condition) else criterion
        )
    made = campaign(criteria)
    people = [
        {
            name: dice.choice(VALUES[fact["type"]])
            for name, fact in made["facts"].items()
            if dice.random() < dice.choice([0.5, 0.95])
        }
        for _ in range(40)
    ]
    answer = judged(made, people, on)
    said = {verdict: 0 for verdict in reference.VERDICTS}
    for person, facts in zip(answer.participants, people, strict=True):
        for found, criterion in zip(person.findings, criteria, strict=True):
            wanted = reference.finding(made, criterion, facts, on)
            assert found.verdict == wanted, (criterion, facts)
            said[wanted] += 1
    assert min(count for word, count in said.items() if (word, on) != ("not_due", DUE)) >= 30
    assert bool(said["not_due"]) is (on < DUE)


# ---- Absence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [({"so_luong": 0}, "met"), ({"so_luong": 1}, "not_met"), ({}, "missing")],
)
def test_a_negative_criterion_passes_only_on_a_stated_zero(cells, wanted):
    """ "Không để xảy ra" is met by 0 and by nothing else; an empty cell is not a 0."""
    assert verdict({"use": "equals_zero", "fact": "so_luong"}, cells) == wanted


@pytest.mark.parametrize(
    ("on", "absent"),
    [(date(2026, 1, 1), "not_due"), (BEFORE, "not_due"), (DUE, "missing"), (DUE + timedelta(days=1), "missing")],
)
def test_absent_evidence_is_not_due_until_the_day_it_is_expected(on, absent):
    """Before the day an empty cell is nobody's fault, from the day on it is missing; evidence that is there counts."""
    rule = {"use": "equals_zero", "fact": "so_sau"}
    assert verdicts({"evaluator": rule}, {}, {"so_sau": 0}, {"so_sau": 1}, on=on) == [absent, "met", "not_met"]
    assert verdict({"use": "equals_zero", "fact": "so_luong"}, {}, on=on) == "missing"


@pytest.mark.parametrize("on", [BEFORE, DUE])
def test_of_two_absent_facts_the_one_that_is_due_speaks(on):
    """A rise needs both years: with this year's figure not due and last year's absent, last year's is missing."""
    rule = {"use": "rises", "fact": "diem", "before": "diem_nam_truoc"}
    last, now = {"diem_nam_truoc": Fraction(70)}, {"diem": Fraction(71)}
    waiting = "not_due" if on < DUE else "missing"
    assert verdicts({"evaluator": rule}, last | now, last, now, {}, on=on) == ["met", waiting, "missing", "missing"]


def test_an_index_that_is_not_assigned_asks_for_no_evidence():
    """Only assigned indices must rise; one that fell decides although another is absent; none assigned is no fall."""
    rule = {"use": "all_rise", "fact": "chi_so", "indices": ["pci", "papi"]}
    pci = {"pci": Fraction(2), "pci_nam_truoc": Fraction(1)}
    fell = {"pci": Fraction(1), "pci_nam_truoc": Fraction(1)}
    both, one = {"chi_so": frozenset({"pci", "papi"})}, {"chi_so": frozenset({"pci"})}
    people = [one | pci, one | fell, both | pci, both | fell, {"chi_so": frozenset()}, pci]
    assert verdicts({"evaluator": rule}, *people) == ["met", "not_met", "missing", "not_met", "met", "missing"]


# ---- Whether a criterion applies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [{}, {"so_luong": 0}, {"so_luong": 1}])
@pytest.mark.parametrize(
    ("condition", "has", "on", "wanted"),
    [
        ({"use": "flag", "fact": "co"}, {"co": False}, DUE, "not_applicable"),
        ({"use": "flag", "fact": "co"}, {}, DUE, "missing"),
        ({"use": "flag", "fact": "co"}, {}, BEFORE, "missing"),
        ({"use": "flag", "fact": "co_sau"}, {}, BEFORE, "not_due"),
        ({"use": "flag", "fact": "co_sau"}, {}, DUE, "missing"),
        ({"use": "judged", "fact": "co"}, {"co": False}, DUE, "not_applicable"),
        ({"use": "judged", "fact": "co"}, {}, DUE, "missing"),
        ({"use": "shown", "fact": "muc"}, {"muc": "tot"}, DUE, "missing"),
        ({"use": "not_empty", "fact": "chi_so"}, {"chi_so": frozenset()}, DUE, "not_applicable"),
        ({"use": "not_empty", "fact": "chi_so"}, {}, DUE, "missing"),
    ],
)
def test_a_criterion_that_may_not_apply_says_nothing_else(condition, has, on, wanted, cells):
    """Not met: not applicable. Not known: missing or not due, also where people must say it; whatever the evidence."""
    rule = {"use": "equals_zero", "fact": "so_luong"}
    assert verdict(rule, {**cells, **has}, on, applies_if=condition) == wanted


@pytest.mark.parametrize(("cells", "wanted"), [({}, "missing"), ({"so_luong": 0}, "met"), ({"so_luong": 1}, "not_met")])
@pytest.mark.parametrize("use", ["flag", "judged"])
def test_a_criterion_that_applies_is_judged_on_its_evidence(use, cells, wanted):
    """With the condition met the evaluator's own verdict stands."""
    rule = {"use": "equals_zero", "fact": "so_luong"}
    assert verdict(rule, {**cells, "co": True}, applies_if={"use": use, "fact": "co"}) == wanted


def test_a_condition_whose_text_is_not_held_leaves_the_criterion_missing():
    """The contract: a condition that cannot be said gives missing, whatever the evaluator reads."""
    rule = {"use": "equals_zero", "fact": "so_luong"}
    condition = {"use": "unresolved", "text": "Hướng dẫn của tỉnh"}
    assert verdict(rule, {"so_luong": 0}, applies_if=condition) == "missing"


# ---- What only people can judge --------------------------------------------------------------------------------------


def test_a_judged_flag_is_the_councils_until_it_is_set():
    """Có is met, không is not met, and an empty cell is a question to the council, never missing evidence."""
    assert verdicts({"evaluator": {"use": "judged", "fact": "co"}}, {"co": True}, {"co": False}, {}) == [
        "met",
        "not_met",
        "council",
    ]


@pytest.mark.parametrize("on", [BEFORE, DUE])
def test_the_council_judges_on_evidence_that_is_there(on):
    """Without the figure that is to be shown there is nothing to judge, whatever the answer: missing, or not due."""
    rule = {"use": "judged", "fact": "co", "shown": "muc_sau"}
    shown = {"muc_sau": "kha"}
    people = [{}, {"co": True}, {"co": False}, shown, shown | {"co": True}, shown | {"co": False}]
    absent = "not_due" if on < DUE else "missing"
    assert verdicts({"evaluator": rule}, *people, on=on) == [absent, absent, absent, "council", "met", "not_met"]


@pytest.mark.parametrize("on", [BEFORE, DUE])
def test_evidence_without_a_threshold_is_never_met(on):
    """With the figure the question is the council's, without it there is none to ask; the engine never says met."""
    people = [{"muc_sau": rung} for rung in LADDER]
    said = verdicts({"evaluator": {"use": "shown", "fact": "muc_sau"}}, *people, {}, on=on)
    assert said == ["council"] * len(LADDER) + ["not_due" if on < DUE else "missing"]


# ---- Status ----------------------------------------------------------------------------------------------------------

# Who is in, what the required criteria come to, whether discipline is pending: the status by the precedence
# out_of_scope > ineligible > deferred > open > eligible.
STANDING = """
in    basis     ""            không         có
có    met       eligible      eligible      deferred
có    not_met   ineligible    ineligible    ineligible
có    missing   open          open          deferred
""    met       open          open          deferred
""    not_met   ineligible    ineligible    ineligible
""    missing   open          open          deferred
không met       out_of_scope  out_of_scope  out_of_scope
không not_met   out_of_scope  out_of_scope  out_of_scope
không missing   out_of_scope  out_of_scope  out_of_scope
"""


def test_status_takes_the_higher_of_what_holds():
    """Every combination of scope, criteria and examination gives the status of the printed table, and its list."""
    (_in, _basis, *pending), *rows = [line.split() for line in STANDING.strip().splitlines()]
    said = {'""': None, "có": True, "không": False}
    people, wanted = [], []
    for inside, basis, *statuses in rows:
        for word, status in zip(pending, statuses, strict=True):
            facts = {"pham_vi": said[inside], "so_luong": {"met": 0, "not_met": 1, "missing": None}[basis]}
            held = {"dang_xem_xet_ky_luat": said[word]}
            people.append({name: value for name, value in (facts | held).items() if value is not None})
            wanted.append(status)
            scope = {True: "met", False: "not_met", None: "missing"}[said[inside]]
            assert reference.standing(scope, basis, said[word] is True) == status
    made = campaign(
        [{"id": "khong_tre", "evaluator": {"use": "equals_zero", "fact": "so_luong"}}],
        scope=[{"kinds": ["individual"], "clause": "I", "evaluator": {"use": "flag", "fact": "pham_vi"}}],
    )
    answer = judged(made, people)
    assert [person.status for person in answer.participants] == wanted
    (proposal,) = answer.proposals
    lists = {"eligible": proposal.selected, "open": proposal.open, "deferred": proposal.deferred}
    for status, ids in lists.items():
        assert ids == tuple(person.id for person in answer.participants if person.status == status)


def test_the_codes_of_statuses_rank_as_published():
    """The greatest code of several statuses is the one that takes precedence."""
    assert [status.word for status in sorted(Status, reverse=True)] == list(reference.STATUSES)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ((False, None), "open"),  # the only criterion does not apply
        ((False, False), "open"),
        ((True, True), "eligible"),
        ((True, False), "ineligible"),
        ((True, None), "open"),
        ((None, None), "open"),
    ],
)
def test_without_an_applicable_criterion_there_is_no_basis(answers, status):
    """Who is touched by no criterion at all is open, not eligible: there is nothing to praise or to refuse."""
    applies, met = answers
    facts = {name: value for name, value in (("co", applies), ("co_khac", met)) if value is not None}
    rule = {"id": "t", "applies_if": {"use": "flag", "fact": "co"}, "evaluator": {"use": "flag", "fact": "co_khac"}}
    (person,) = judged(campaign([rule]), [facts]).participants
    assert person.status == status


def test_one_applicable_criterion_is_a_basis():
    """A criterion that does not apply holds nobody back once another one is met."""
    condition = {"applies_if": {"use": "flag", "fact": "co"}, "evaluator": {"use": "flag", "fact": "co_khac"}}
    rules = [{"id": "mot", **condition}, {"id": "hai", "evaluator": {"use": "equals_zero", "fact": "so_luong"}}]
    answer = judged(campaign(rules), [{"co": False, "so_luong": 0}, {"co": False, "so_luong": 1}, {"co": False}])
    assert [person.status for person in answer.participants] == ["eligible", "ineligible", "open"]


@pytest.mark.parametrize("required", [True, False])
def test_a_criterion_that_is_not_required_is_reported_only(required):
    """With `required = false` the verdict is shown and decides nothing, unless an award names the criterion."""
    rules = [
        {"id": "mot", "evaluator": {"use": "flag", "fact": "co"}},
        {"id": "hai", "evaluator": {"use": "flag", "fact": "co_khac"}, "required": required},
    ]
    people = [{"co": True, "co_khac": False}]
    (person,) = judged(campaign(rules), people).participants
    assert [found.verdict for found in person.findings] == ["met", "not_met"]
    assert person.status == ("ineligible" if required else "eligible")
    made = campaign(rules)
    made["awards"] = [{**made["awards"][0], "requires": ["hai"]}]
    assert judged(made, people).participants[0].status == "ineligible"


def test_every_scope_must_be_met():
    """Two conditions of taking part are both conditions: one not met is out, one unknown is open."""
    scopes = [
        {"kinds": ["individual"], "clause": "I", "evaluator": {"use": "flag", "fact": fact}}
        for fact in ("pham_vi", "co")
    ]
    made = campaign([{"id": "t", "evaluator": {"use": "flag", "fact": "co_khac"}}], scope=scopes)
    people = [{"pham_vi": True, "co": True}, {"pham_vi": True}, {"co": False}, {"pham_vi": True, "co": False}]
    answer = judged(made, [{**facts, "co_khac": True} for facts in people])
    assert [person.status for person in answer.participants] == ["eligible", "open", "out_of_scope", "out_of_scope"]


@pytest.mark.parametrize(
    ("decided", "status"), [(date(2023, 12, 31), "eligible"), (date(2024, 1, 1), "deferred"), (None, "deferred")]
)
def test_examination_defers_by_the_law_of_the_decision(decided, status):
    """The law defers those under examination in decisions from 01/01/2024; before that only the plan counts."""
    source = loaded(campaign([{"id": "t", "evaluator": {"use": "flag", "fact": "co"}}]))
    people = [{"id": "P", "name": "An", "kind": "individual", "co": True, "dang_xem_xet_ky_luat": True}]
    round = choose_round(source.campaign, None, DUE)
    outcome = score(source, evidence(source.campaign, people), round, DUE, decided)
    assert document(outcome).participants[0].status == status
