"""A scored scheme that cannot be counted exactly, or that says two things, is refused when it loads, key by key."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from emulation_core.errors import CampaignRefused
from schemes import Table, fact_is_points, plan
from support import loaded

BANDS = [{"until": 2, "points": 1}, {"from": 3, "points": 5}]


def scheme() -> Table:
    """A scheme in which nothing is wrong: points, a share, bands of a count, a bonus, labels and a line."""
    return plan(
        {"decimals": 1, "round_at": "total", "groups": [{"id": "thuong", "name": "Thưởng", "sort": "bonus", "cap": 5}]},
        {"x": "number", "dat": "count", "tong": "count", "sk": "count", "co": "flag"},
        [
            fact_is_points("x", 50),
            {"id": "r", "points": 30, "evaluator": {"use": "ratio", "fact": "dat", "of": "tong"}},
            {"id": "b", "points": 5, "group": "thuong", "evaluator": {"use": "bands", "fact": "sk", "bands": BANDS}},
            {"id": "c", "evaluator": {"use": "flag", "fact": "co"}},
        ],
        {"at_least": 50, "label": "tot"},
        labels=[{"id": "tot", "at_least": 70, "requires": ["c"]}, {"id": "kha", "at_least": 50}],
    )


def faults(raw: Table) -> list[tuple[str, str]]:
    """The key and the sentence of every fault."""
    try:
        loaded(raw)
    except CampaignRefused as refused:
        return [(fault.key, fault.what) for fault in refused.faults]
    return []


def test_the_scheme_of_these_tests_is_whole():
    """Everything below changes one thing of it."""
    assert faults(scheme()) == []


def put(*path: Any) -> Callable[[Table], None]:
    """A change: the last of `path` is the value, the rest where it goes."""
    *way, key, value = path

    def change(raw: Table) -> None:
        holder: Any = raw
        for part in way:
            holder = holder[part]
        holder[key] = value

    return change


CHANGES = [
    (put("scoring", "round_at", "never"), "criteria.r.evaluator"),
    (put("scoring", {"round_at": "total", "groups": scheme()["scoring"]["groups"]}), "scoring.round_at"),
    (put("scoring", "decimals", 10), "scoring.decimals"),
    (put("scoring", "order", ["points", "group.khac"]), "scoring.order[1]"),
    (put("scoring", "order", ["diem desc"]), "scoring.order[0]"),
    (put("scoring", "groups", 0, "cap", -1), "scoring.groups.thuong.cap"),
    (put("scoring", "groups", 0, "sort", "part"), "scoring.groups.thuong.cap"),
    (put("criteria", 0, "points", 0), "criteria.x.points"),
    (put("criteria", 0, "points", 10**18), "scoring"),
    (put("criteria", 0, "weight", 0), "criteria.x.weight"),
    (put("criteria", 0, "group", "khac"), "criteria.x.group"),
    (put("criteria", 3, "floor", Decimal("0.5")), "criteria.c.floor"),
    (put("criteria", 0, "applies_if", {"use": "flag", "fact": "co"}), "criteria.x.applies_if"),
    (put("criteria", 0, "applies_if", {"use": "points", "fact": "x"}), "criteria.x.applies_if"),
    (put("criteria", 2, "points", 4), "criteria.b.evaluator"),
    (put("criteria", 2, "evaluator", "bands", 0, "points", -1), "criteria.b.evaluator.bands"),
    (put("labels", 0, "requires", ["d"]), "labels.tot.requires[0]"),
    (put("labels", 1, "at_least", 70), "labels.kha"),
    (put("labels", 1, "id", "tot"), "labels.tot.id"),
    (put("awards", 0, "label", "gioi"), "awards.giay_khen.label"),
    (put("awards", 0, "kinds", ["individual", "collective"]), "awards.giay_khen.at_least"),
]


@pytest.mark.parametrize(("change", "key"), CHANGES, ids=[f"{n}-{key}" for n, (_change, key) in enumerate(CHANGES)])
def test_what_cannot_hold_is_refused_at_its_key(change, key):
    """One change, and the key that it makes wrong is named."""
    raw = scheme()
    change(raw)
    assert key in [at for at, _what in faults(raw)]


def test_points_without_a_scheme_are_refused():
    """Without [scoring] nothing may carry points: each key is named."""
    raw = scheme()
    del raw["scoring"]
    keys = [key for key, _what in faults(raw)]
    assert {"criteria.x.points", "criteria.b.group", "labels.tot", "awards.giay_khen.at_least"} <= set(keys)


def test_a_rule_that_gives_points_needs_their_maximum():
    """A fact that is points says nothing without what it is out of."""
    raw = scheme()
    del raw["criteria"][0]["points"]
    assert "criteria.x.points" in [key for key, _what in faults(raw)]


def test_a_rule_that_gives_points_stands_alone():
    """Shares cannot be combined by "any of"."""
    raw = scheme()
    raw["criteria"][0]["evaluator"] = {"use": "any_of", "of": [{"use": "points", "fact": "x"}]}
    assert "criteria.x.evaluator" in [key for key, _what in faults(raw)]


@pytest.mark.parametrize(
    ("type", "rows", "named"),
    [
        ("count", [{"until": 2, "points": 1}, {"from": 4, "points": 5}], ("1", "2")),
        ("number", [{"until": 2, "points": 1}, {"from": 3, "points": 5}], ("1", "2")),
        ("number", [{"from": 3, "points": 5}, {"below": 3, "points": 1}], ()),
        ("number", [{"above": 3, "points": 5}, {"below": 3, "points": 1}], ("1", "2")),
        ("number", [{"from": 3, "points": 5}, {"until": 3, "points": 1}], ("1", "2")),
        ("number", [{"points": 1}, {"from": 0, "below": 5, "points": 2}, {"from": 5, "points": 3}], ("1", "2")),
        ("count", [{"until": 2, "points": 1}, {"from": 3, "until": 2, "points": 1}, {"from": 3, "points": 5}], ("2",)),
    ],
)
def test_gaps_and_overlaps_of_bands_name_both_rows(type, rows, named):
    """Between 2 and 3 lies no count but many a figure; a bound closed on both sides overlaps, on none leaves a gap."""
    raw = scheme()
    raw["facts"]["sk"]["type"] = type
    raw["criteria"][2]["evaluator"]["bands"] = rows
    found = [what for key, what in faults(raw) if key == "criteria.b.evaluator.fact"]
    assert bool(found) is bool(named)
    assert not named or all(number in found[0] for number in named)


def test_a_slip_in_a_row_is_told_once():
    """`to` for `until`: the key is named, and no overlap is told of rows that were never read."""
    raw = scheme()
    raw["criteria"][2]["evaluator"]["bands"] = [{"from": 0, "to": 5, "points": 1}, {"from": 5, "points": 2}]
    assert [key for key, _what in faults(raw)] == ["criteria.b.evaluator.bands[0].to"]


def test_a_maximum_that_is_no_number_is_told_once():
    """It is not missing as well."""
    raw = scheme()
    raw["criteria"][0]["points"] = "10"
    assert [key for key, _what in faults(raw) if key.startswith("criteria.x")] == ["criteria.x.points"]
