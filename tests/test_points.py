"""Scored schemes, each in TOML alone: what is counted, what is rounded, who is cut where, and what open evidence leaves."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from emulation_core.cases import schemas
from emulation_core.errors import EvidenceRefused
from emulation_core.report import document, to_json
from schemes import Table, each, fact_is_points, given, judge, plan, told
from support import registry

RATIO = {"id": "tc", "points": 30, "evaluator": {"use": "ratio", "fact": "dat", "of": "tong"}}


# ---- Olympiads, medal tables, performances ---------------------------------------------------------------------------


def medals(*lines: tuple[str, int]) -> Table:
    """Three problems of 7 points, none of them a condition, and a line for each medal."""
    problems = ("bai_1", "bai_2", "bai_3")
    awards = [{"id": id, "name": id, "at_least": line} for id, line in lines]
    criteria = [fact_is_points(name, 7, required=False) for name in problems]
    return plan({}, dict.fromkeys(problems, "count"), criteria, *awards)


OLYMPIAD = medals(("vang", 17), ("bac", 12), ("dong", 7))


def solver(id: str, *points: int | None) -> dict[str, Any]:
    return {"id": id, **{f"bai_{n}": p for n, p in enumerate(points, 1)}}


def test_everybody_at_or_above_a_line_has_the_medal():
    """17 is gold for all who have it; whoever has gold also stands above the lower lines; 6 has nothing."""
    people = [
        solver("A", 7, 7, 7),
        solver("B", 7, 7, 3),
        solver("C", 7, 3, 7),
        solver("D", 7, 5, 0),
        solver("E", 6, 0, 0),
    ]
    answer = told(OLYMPIAD, people)
    assert each(answer, "rank") == {"A": 1, "B": 2, "C": 2, "D": 4, "E": 5}
    lists = {id: (p["selected"], p["tied"], p["reserve"]) for id, p in answer["proposals"].items()}
    assert lists["vang"] == (["A", "B", "C"], [], [])
    assert lists["bac"] == (["A", "B", "C", "D"], [], [])
    assert lists["dong"] == (["A", "B", "C", "D"], [], [])


def test_without_conditions_everybody_is_eligible_and_the_line_alone_cuts():
    """Below every line one is still eligible: nothing was asked that is not met."""
    assert each(told(OLYMPIAD, [solver("E", 1, 0, 0)]), "status") == {"E": "eligible"}


def test_an_unmarked_paper_is_settled_where_it_can_be():
    """14 points and a paper of up to 7 unmarked: silver for certain, gold open; no points, no rank, but a range."""
    answer = told(OLYMPIAD, [solver("A", 7, 7, None), solver("B", 2, 1, None)])
    one, gold, silver = answer["participants"]["A"], answer["proposals"]["vang"], answer["proposals"]["bac"]
    assert (one["status"], one["points"], one["rank"], one["points_range"]) == ("open", None, None, ["14", "21"])
    assert (gold["selected"], gold["open"], gold["depends"]) == ([], ["A"], {"A": ["bai_3"]})
    assert (silver["selected"], silver["certain"], silver["open"]) == (["A"], ["A"], [])


def test_points_still_to_come_are_waited_for_by_name():
    """A paper that is no condition and due in July: the day and the paper are named, never an empty cause."""
    facts = {"bai_1": "count", "bai_2": {"type": "count", "expected": date(2027, 7, 1)}}
    raw = plan({}, facts, [fact_is_points(name, 7, required=False) for name in facts], {"at_least": 7})
    [said] = [note["says"] for note in told(raw, [solver("A", 3)])["warnings"] if note["about"] == "final"]
    assert "01/07/2027" in said
    assert "bai_2" in said
    raw["facts"]["bai_2"].pop("expected")
    [said] = [note["says"] for note in told(raw, [solver("A", 3)])["warnings"] if note["about"] == "final"]
    assert said.endswith("minh chứng đã đến hạn mà còn thiếu")


def test_a_tie_at_the_line_of_seats_goes_to_the_council():
    """Two seats, points 20, 18, 18, 15: the first is in for certain, the two level at the line are tied."""
    raw = plan({}, {"diem": "number"}, [fact_is_points("diem")], {"quota": {"use": "fixed", "individual": 2}})
    answer = told(
        raw, [{"id": "A", "diem": 20}, {"id": "B", "diem": 18}, {"id": "C", "diem": 18}, {"id": "D", "diem": 15}]
    )
    found = answer["proposals"]["giay_khen"]
    assert (found["selected"], found["tied"], found["reserve"]) == (["A"], ["B", "C"], ["D"])
    assert each(answer, "rank") == {"A": 1, "B": 2, "C": 2, "D": 4}


def test_a_medal_table_is_lexicographic_and_shares_places():
    """Gold first, then silver, then bronze; equal in all three share a place and the next place is left out."""
    names = ("vang", "bac", "dong")
    held = {"id": "tham_gia", "evaluator": {"use": "at_least", "fact": "vang", "value": 0}}
    raw = plan({}, dict.fromkeys(names, "count"), [held], {"order": [f"fact.{name} desc" for name in names]})
    table = {"A": (2, 0, 1), "B": (2, 1, 0), "C": (2, 0, 1), "D": (0, 9, 9), "E": (None, 1, 1)}
    answer = told(raw, [{"id": id, **dict(zip(names, row, strict=True))} for id, row in table.items()])
    assert each(answer, "rank") == {"B": 1, "A": 2, "C": 2, "D": 4, "E": None}
    assert each(answer, "points") == dict.fromkeys("ABCDE")


BANDS = [
    {"below": Decimal("10.5"), "points": 10},
    {"from": Decimal("10.5"), "until": 11, "points": 7},
    {"above": 11, "points": Decimal("2.5")},
]


@pytest.mark.parametrize(
    ("measured", "points"), [("10,499999999", "10"), ("10,5", "7"), ("11", "7"), ("11,000000001", "2.5")]
)
def test_a_performance_becomes_points_by_the_band_it_lies_in(measured, points):
    """A bound belongs to the row that closes on it, to the last digit."""
    rule = {"use": "bands", "fact": "giay", "bands": BANDS}
    raw = plan({}, {"giay": "number"}, [{"id": "chay", "points": 10, "evaluator": rule}])
    assert each(told(raw, [{"id": "A", "giay": measured}]), "points") == {"A": points}


@pytest.mark.parametrize(
    ("fact", "value", "points"),
    [("hang", 1, "10"), ("hang", 3, "6"), ("hang", 9, "0"), ("loai", "tot", "8"), ("loai", "kem", None)],
)
def test_a_place_or_a_rating_becomes_points_by_a_table(fact, value, points):
    """Places 1, 2, 3 give 10, 8, 6 and others 0; a rating the table does not list is for people to judge."""
    tables = {"hang": {"points": {'"1"': 10, '"2"': 8, '"3"': 6}, "otherwise": 0}, "loai": {"points": {"tot": 8}}}
    facts = {"hang": "count", "loai": {"type": "rating", "ladder": ["kem", "tot"]}}
    rule = {"use": "table", "fact": fact, **tables[fact]}
    raw = plan({}, {fact: facts[fact]}, [{"id": "thi", "points": 10, "evaluator": rule}])
    answer = told(raw, [{"id": "A", fact: value}])
    assert each(answer, "points") == {"A": points}
    verdict = answer["participants"]["A"]["findings"][0]["verdict"]
    assert verdict == ("met" if points is not None else "council")


# ---- A hundred points with bonus, penalty, floor ---------------------------------------------------------------------

OFFICE = plan(
    {
        "decimals": 1,
        "round_at": "criterion",
        "groups": [
            {"id": "thuong", "name": "Điểm thưởng", "sort": "bonus", "cap": 5},
            {"id": "tru", "name": "Điểm trừ", "sort": "penalty", "cap": 8},
        ],
    },
    {"cm": "number", "tre": "count", "dat": "count", "tong": "count", "sk": "flag", "bao": "flag", "kl": "count"},
    [
        fact_is_points("cm", 50, floor=Decimal("0.4")),
        {"id": "dung_han", "points": 20, "evaluator": {"use": "deduct", "fact": "tre", "each": Decimal("2.5")}},
        RATIO,
        {"id": "sk", "points": 4, "group": "thuong", "required": False, "evaluator": {"use": "flag", "fact": "sk"}},
        {"id": "bao", "points": 3, "group": "thuong", "required": False, "evaluator": {"use": "flag", "fact": "bao"}},
        {
            "id": "kl",
            "points": 10,
            "group": "tru",
            "evaluator": {
                "use": "bands",
                "fact": "kl",
                "bands": [{"until": 0, "points": 0}, {"from": 1, "points": 10}],
            },
        },
    ],
)
OFFICER = {"id": "A", "cm": 40, "tre": 3, "dat": 2, "tong": 3, "sk": True, "bao": True, "kl": 0}


def test_a_hundred_points_with_a_bonus_up_to_its_cap():
    """40 + (20 - 3 × 2.5) + 30 × 2/3 + min(4 + 3, 5) = 77.5."""
    answer = told(OFFICE, [OFFICER])
    assert given(answer, "A") == {"cm": "40", "dung_han": "12.5", "tc": "20", "sk": "4", "bao": "3", "kl": "0"}
    assert each(answer, "points") == {"A": "77.5"}
    assert each(answer, "groups") == {"A": {"thuong": "5", "tru": "0"}}


def test_a_penalty_takes_off_up_to_its_cap():
    """10 points of penalty in a group capped at 8: 8 points off."""
    answer = told(OFFICE, [{**OFFICER, "kl": 2}])
    assert (given(answer, "A")["kl"], each(answer, "points")) == ("-10", {"A": "69.5"})


def test_deductions_stop_at_nothing():
    """Eight times 2.5 is the whole of 20; the ninth takes nothing more."""
    assert [given(told(OFFICE, [{**OFFICER, "tre": n}]), "A")["dung_han"] for n in (7, 8, 9)] == ["2.5", "0", "0"]


def test_a_ratio_is_rounded_once_half_up():
    """30 × 5/8 = 18.75 is 18.8 at one decimal; more than the whole counts as the whole."""
    points = [given(told(OFFICE, [{**OFFICER, "dat": a, "tong": b}]), "A")["tc"] for a, b in ((5, 8), (1, 7), (9, 8))]
    assert points == ["18.8", "4.3", "30"]


def test_a_share_of_nothing_is_for_people_to_judge():
    """0 of 0 is neither nothing nor everything."""
    finding = told(OFFICE, [{**OFFICER, "dat": 0, "tong": 0}])["participants"]["A"]["findings"][2]
    assert (finding["verdict"], finding["points"]) == ("council", None)


def test_below_the_floor_one_is_out_and_without_a_place():
    """40 % of 50 is 20: at 20 one is in, at 19.9 out; the points are still said, the next in line moves up."""
    answer = told(OFFICE, [OFFICER, {**OFFICER, "id": "B", "cm": 20}, {**OFFICER, "id": "C", "cm": "19,9"}])
    assert each(answer, "status") == {"A": "eligible", "B": "eligible", "C": "ineligible"}
    assert each(answer, "rank") == {"A": 1, "B": 2, "C": None}
    assert answer["participants"]["C"]["points"] == "57.4"
    assert "ít nhất 20 điểm" in answer["participants"]["C"]["findings"][0]["says"]


@pytest.mark.parametrize("award", [{}, {"requires": ["co"]}, {"at_least": 50}])
def test_a_floor_holds_also_where_the_criterion_is_no_condition(award):
    """Half of 100 is asked for, `required = false`: with 49.9 one is out of every list, whatever the other points."""
    halves = fact_is_points("cm", required=False, floor=Decimal("0.5"))
    present = {"id": "co", "evaluator": {"use": "flag", "fact": "co"}}
    raw = plan({}, {"cm": "number", "kh": "number", "co": "flag"}, [halves, fact_is_points("kh"), present], award)
    people = [{"id": "A", "cm": 50, "kh": 10, "co": True}, {"id": "B", "cm": "49,9", "kh": 90, "co": True}]
    answer = told(raw, people)
    assert each(answer, "status") == {"A": "eligible", "B": "ineligible"}
    assert each(answer, "rank") == {"A": 1, "B": None}
    assert answer["proposals"]["giay_khen"]["selected"] == ["A"]


def test_a_half_is_rounded_where_it_is_declared_and_nowhere_else():
    """Two halves of 0.05: rounded at each criterion 0.2, at the total 0.1, never 0.1 with every digit kept."""
    people = [{"id": "A", "x": "0,05", "y": "0,05"}]
    for scoring, points in (({"round_at": "criterion"}, "0.2"), ({"round_at": "total"}, "0.1"), ({}, "0.1")):
        criteria = [fact_is_points("x", 1), fact_is_points("y", 1)]
        raw = plan({**scoring, "decimals": 1}, {"x": "number", "y": "number"}, criteria)
        assert each(told(raw, people), "points") == {"A": points}


def test_shares_no_decimal_holds_add_up_exactly_before_the_total_is_rounded():
    """0.15 × 3/7 + 0.15 × 4/7 is 0.15, which is 0.2 at one decimal; cut off anywhere before, it would be 0.1."""
    shares = [
        {"id": id, "points": Decimal("0.15"), "evaluator": {"use": "ratio", "fact": id, "of": "tong"}}
        for id in ("x", "y")
    ]
    facts = {"x": "count", "y": "count", "tong": "count"}
    answer = told(plan({"round_at": "total", "decimals": 1}, facts, shares), [{"id": "A", "x": 3, "y": 4, "tong": 7}])
    assert each(answer, "points") == {"A": "0.2"}
    assert given(answer, "A") == {"x": "0.064285714", "y": "0.085714286"}


def test_figures_too_long_for_128_bits_are_counted_all_the_same():
    """A share of sums of 29 digits: no digit is lost, and nothing runs over."""
    raw = plan(
        {"decimals": 9, "round_at": "criterion"},
        {"dat": "number", "tong": "number"},
        [{**RATIO, "points": "30.123456789"}],
    )
    raw["criteria"][0]["points"] = Decimal("30.123456789")
    whole = 99999999999999999999999999999
    answer = told(raw, [{"id": "A", "dat": str(whole // 3), "tong": str(whole)}])
    assert each(answer, "points") == {"A": "10.041152263"}


# ---- What does not apply ---------------------------------------------------------------------------------------------


def partial(policy: str, **scoring: Any) -> Table:
    """Two components of 60 and 40 points, the second only for those it concerns."""
    second = fact_is_points("y", 40, applies_if={"use": "flag", "fact": "co_y"})
    facts = {"x": "number", "y": "number", "co_y": "flag"}
    return plan(
        {"not_applicable": policy, "decimals": 1, "round_at": "total", **scoring},
        facts,
        [fact_is_points("x", 60), second],
    )


@pytest.mark.parametrize(("policy", "points"), [("rescale", "83.3"), ("full", "90"), ("zero", "50")])
def test_a_component_that_does_not_apply_is_worth_what_the_scheme_says(policy, points):
    """50 of 60, the 40 not applying: scaled up to 83.3 of 100, or with the full 40, or with nothing."""
    assert each(told(partial(policy), [{"id": "A", "x": 50, "co_y": False}]), "points") == {"A": points}


def test_where_nothing_applies_there_is_no_basis():
    """Everything fallen away is neither 0 nor 100: open, with the whole range."""
    both = partial("rescale")
    both["criteria"][0]["applies_if"] = {"use": "flag", "fact": "co_y"}
    person = told(both, [{"id": "A", "x": 50, "co_y": False}])["participants"]["A"]
    assert (person["status"], person["points"], person["points_range"]) == ("open", None, ["0", "100"])


def test_where_it_is_not_known_whether_a_component_applies_the_points_are_a_range():
    """50 of 60 and 40 more perhaps: from 50 to 90; scaling up to 83.3 lies in between."""
    person = told(partial("rescale"), [{"id": "A", "x": 50, "y": 20}])["participants"]["A"]
    assert (person["points_range"], person["rank"]) == (["50", "90"], None)


# ---- Assessed in turn ------------------------------------------------------------------------------------------------

ASSESSED = plan(
    {},
    {"tu_cham": "number", "tham_dinh": "number", "ket_luan": "number", "ly_do": "text"},
    [
        {
            "id": "tc",
            "points": 10,
            "evaluator": {
                "use": "assessed",
                "self": "tu_cham",
                "appraised": "tham_dinh",
                "final": "ket_luan",
                "score_of": "final",
                "limit": 2,
                "reason": "ly_do",
            },
        }
    ],
)


@pytest.mark.parametrize(
    ("own", "final", "reason", "points"),
    [
        (9, 7, None, "7"),
        (9, 6, None, None),
        (9, 6, "Thiếu minh chứng", "6"),
        (None, 6, None, "6"),
        (9, None, "Thiếu", None),
    ],
)
def test_the_final_points_count_and_a_large_difference_carries_its_reason(own, final, reason, points):
    """A difference of 2 needs no reason, one of 3 does; without it the evidence is not complete."""
    answer = told(ASSESSED, [{"id": "A", "tu_cham": own, "ket_luan": final, "ly_do": reason}])
    assert each(answer, "points") == {"A": points}
    assert answer["participants"]["A"]["findings"][0]["verdict"] == ("missing" if points is None else "met")


# ---- Labels ----------------------------------------------------------------------------------------------------------

LADDER = [
    {"id": "xuat_sac", "at_least": 90, "requires": ["sk"]},
    {"id": "tot", "at_least": 80},
    {"id": "hoan_thanh", "at_least": 50, "unless": ["khong_vi_pham"]},
    {"id": "khong_hoan_thanh"},
]
LABELLED = plan(
    {},
    {"diem": "number", "sk": "flag", "vp": "count"},
    [
        fact_is_points("diem"),
        {"id": "sk", "required": False, "evaluator": {"use": "flag", "fact": "sk"}},
        {"id": "khong_vi_pham", "required": False, "evaluator": {"use": "equals_zero", "fact": "vp"}},
    ],
    {"label": "tot", "order": ["label", "points"]},
    labels=LADDER,
)


@pytest.mark.parametrize(
    ("points", "initiative", "breaches", "label"),
    [
        (90, True, 0, "xuat_sac"),
        ("89,999999999", True, 0, "tot"),
        (95, False, 0, "tot"),
        (95, True, 1, "hoan_thanh"),
        (30, True, 1, "khong_hoan_thanh"),
        (95, None, 0, None),
        (85, None, 0, "tot"),
        (None, True, 1, None),
    ],
)
def test_a_label_has_a_threshold_conditions_and_a_ceiling(points, initiative, breaches, label):
    """90 and an initiative is the best; without it the next; a breach caps at the third; unknown only where it matters."""
    person = {"id": "A", "diem": points, "sk": initiative, "vp": breaches}
    assert each(told(LABELLED, [person]), "label") == {"A": label}


def test_a_label_and_a_group_need_no_name():
    """Their ids are what people read then."""
    groups = [{"id": "thuong", "sort": "bonus", "cap": 5}]
    raw = plan({"groups": groups}, {"cm": "number"}, [fact_is_points("cm", group="thuong")])
    answer = told(raw | {"labels": [{"id": "tot", "at_least": 5}]}, [{"id": "A", "cm": 90}])
    assert (each(answer, "points"), each(answer, "label")) == ({"A": "5"}, {"A": "tot"})


def test_an_award_may_ask_for_a_label_or_better():
    """By label, then points: the breach of C keeps it out, the open initiative of B does not."""
    people = [
        {"id": "A", "diem": 91, "sk": True, "vp": 0},
        {"id": "B", "diem": 99, "sk": None, "vp": 0},
        {"id": "C", "diem": 99, "sk": True, "vp": 1},
        {"id": "D", "diem": 92, "sk": False, "vp": 0},
    ]
    answer = told(LABELLED, people)
    assert answer["proposals"]["giay_khen"]["selected"] == ["A", "D", "B"]
    assert each(answer, "rank") == {"A": 1, "D": 2, "B": None, "C": 3}


# ---- Ranges, bytes, faults -------------------------------------------------------------------------------------------


def test_an_open_score_makes_only_those_uncertain_whom_it_could_pass():
    """Three seats, 90, 80, 70 and one between 75 and 85: the first is certain, the others hang on it."""
    criteria = [fact_is_points("x", 90), fact_is_points("y", 10)]
    raw = plan({}, {"x": "number", "y": "number"}, criteria, {"quota": {"use": "fixed", "individual": 3}})
    people = [{"id": id, "x": x, "y": 0} for id, x in (("A", 90), ("B", 80), ("C", 70))]
    found = told(raw, [*people, {"id": "D", "x": 75}])["proposals"]["giay_khen"]
    assert (found["selected"], found["certain"]) == (["A", "B", "C"], ["A", "B"])
    assert found["depends"] == {"D": ["y"]}


def test_the_outcome_does_not_depend_on_the_order_of_rows():
    """Shuffled rows, the same bytes but for the places where values were read."""
    people = [{**OFFICER, "id": f"P{n:02}", "cm": n % 7 * 7, "tong": 3 + n % 4} for n in range(40)]
    texts = set()
    for seed in range(3):
        answer = to_json(document(judge(OFFICE, random.Random(seed).sample(people, len(people)))))
        for person in answer["participants"]:
            for finding in person["findings"]:
                finding["source"] = [read.pop("source") for read in finding["reads"]] and None
        texts.add(json.dumps(answer, ensure_ascii=False))
    assert len(texts) == 1


def test_points_above_the_maximum_are_refused_where_they_stand():
    """51 of 50 and -1 of 50 reach no total: both are named with their places."""
    with pytest.raises(EvidenceRefused) as refused:
        judge(OFFICE, [{**OFFICER, "cm": 51}, OFFICER | {"id": "B"}, {**OFFICER, "id": "C", "cm": -1}])
    assert [str(fault).split(": ")[:2] for fault in refused.value.faults] == [
        ["minh_chung.csv:2 › cm", "cm"],
        ["minh_chung.csv:4 › cm", "cm"],
    ]
    assert "51" in str(refused.value)


def test_a_finding_says_what_it_gave():
    """In the language of the reader, and what was taken off as such."""
    says = {f["criterion"]: f["says"] for f in told(OFFICE, [{**OFFICER, "kl": 1}])["participants"]["A"]["findings"]}
    assert says["dung_han"].endswith("Được 12,5/20.")
    assert says["kl"].endswith("Trừ 10 điểm.")


def test_a_scored_outcome_keeps_the_contract_of_its_schema():
    """Points, ranges, labels and groups are part of the document that `emulation schema` describes."""
    answer = to_json(document(judge(OFFICE, [OFFICER, {**OFFICER, "id": "B", "cm": None}])))
    Draft202012Validator(schemas(registry())["outcome"]).validate(answer)
    assert answer["participants"][1]["points_range"] == ["37.5", "87.5"]


def test_without_a_scheme_nothing_is_added_to_the_outcome():
    """The keys of a participant are those of a campaign without points."""
    raw = plan(None, {"x": "count"}, [{"id": "x", "evaluator": {"use": "at_least", "fact": "x", "value": 1}}])
    person = told(raw, [{"id": "A", "x": 1}])["participants"]["A"]
    assert list(person) == ["id", "name", "kind", "status", "points", "rank", "findings"]
    assert (person["points"], person["rank"]) == (None, None)
