"""Published rankings, reproduced by campaigns in TOML alone.

The tables are read from the folder EMULATION_SHARED_DATA, or from `../shared/data` beside the checkout; where neither is
there, only the small made-up tables of the same shapes are checked.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from emulation_core.model import Kind
from emulation_core.report import Participant, participants
from schemes import Table, fact_is_points, judge, plan

DATA = Path(os.environ.get("EMULATION_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
Row = Mapping[str, str]


def published(name: str) -> list[Row]:
    """The rows of a published table; skips where it is not at hand."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{path}: not at hand; set EMULATION_SHARED_DATA to the folder of published tables")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ranked(raw: Table, people: Sequence[Mapping[str, Any]]) -> dict[str, Participant]:
    """Everybody's points and rank, by id."""
    return {person.id: person for person in participants(judge(raw, people), Kind.COLLECTIVE)}


def figure(cell: str) -> Fraction | None:
    """A printed figure; "-" and an empty cell were not published."""
    return None if cell in ("", "-") else Fraction(cell)


def near(points: str | None, printed: str) -> bool:
    """Within the last of the seven digits that are printed; the sub-dimensions have up to nine."""
    return points is not None and abs(Fraction(points) - Fraction(printed)) < Fraction(1, 10**7)


# ---- An index of sub-indices in dimensions (PAPI) --------------------------------------------------------------------


def index(dimensions: Mapping[str, Sequence[str]]) -> Table:
    """Sub-indices of at most 10 points, each counted in its dimension; nothing is rounded."""
    names = [name for subs in dimensions.values() for name in subs]
    criteria = [fact_is_points(name, 10, group=id) for id, subs in dimensions.items() for name in subs]
    groups = [{"id": id, "name": id} for id in dimensions]
    return plan({"groups": groups}, dict.fromkeys(names, "number"), criteria, kind="collective")


def test_an_index_is_ranked_on_its_unrounded_total():
    """Two totals that print alike to four digits are not tied: 5.00004 stands before 5.00001."""
    raw = index({"d1": ["sc11", "sc12"], "d2": ["sc21"]})
    people = [
        {"id": "P1", "name": "Một", "sc11": "1,00001", "sc12": "2", "sc21": "2"},
        {"id": "P2", "name": "Hai", "sc11": "1,00004", "sc12": "2", "sc21": "2"},
        {"id": "P3", "name": "Ba", "sc11": "1", "sc12": "2,000040000", "sc21": "2"},
        {"id": "P4", "name": "Bốn", "sc11": "1", "sc12": None, "sc21": "2"},
    ]
    found = ranked(raw, people)
    assert [(found[id].points, found[id].rank) for id in ("P1", "P2", "P3")] == [
        ("5.00001", 3),
        ("5.00004", 1),
        ("5.00004", 1),
    ]
    assert found["P1"].groups == {"d1": "3.00001", "d2": "2"}
    assert (found["P4"].status, found["P4"].points, found["P4"].rank) == ("open", None, None)
    assert found["P4"].points_range == ("3", "13")


def test_papi_2011_to_2024():
    """29 sub-dimensions, up to 8 dimensions, total and rank of 63 provinces in 14 years: every printed figure."""
    rows = published("papi_2011_2024.csv")
    codes = [row["Variable_Code"] for row in published("papi_subdimensions.csv")]
    counted = left_open = 0
    for year in sorted({row["year"] for row in rows}):
        mine = [row for row in rows if row["year"] == year]
        held = [code for code in codes if any(row[code] for row in mine)]
        dimensions: dict[str, list[str]] = {}
        for code in held:
            dimensions.setdefault(f"d{code[2]}", []).append(code.lower())
        facts = [{code.lower(): figure(row[code]) for code in held} for row in mine]
        people = [{"id": r["province_code"], "name": r["province"], **f} for r, f in zip(mine, facts, strict=True)]
        found = ranked(index(dimensions), people)
        for row in mine:
            person = found[row["province_code"]]
            if row["total"]:
                counted += 1
                assert person.rank == int(row["rank_by_total"])
                assert near(person.points, row["total"])
                assert all(near((person.groups or {})[d], row[d.upper()]) for d in dimensions)
            else:
                left_open += 1
                assert (person.status, person.points, person.rank) == ("open", None, None)
    print(f"\nPAPI: {counted} province-years with total and rank, {left_open} left open")
    assert counted + left_open == len(rows)


# ---- A weighted index of scores from 0 to 100 (THE) ------------------------------------------------------------------

WEIGHTS = {"teaching": "0.3", "research": "0.3", "citations": "0.3", "international": "0.075", "income": "0.025"}


def weighted(weights: Mapping[str, str], **scoring: Any) -> Table:
    """Scores from 0 to 100 by weight; ranked by the total that is printed."""
    facts = dict.fromkeys([*weights, "tong_in"], "number")
    criteria = [fact_is_points(name, 100, weight=Decimal(weight)) for name, weight in weights.items()]
    return plan({"order": ["fact.tong_in desc"], **scoring}, facts, criteria, kind="collective")


def test_a_weighted_index_keeps_every_digit_and_leaves_open_what_was_not_disclosed():
    """0.3 × 95.7 + 0.7 × 56 = 67.91; without the second score the total lies from 28.71 to 98.71."""
    raw = weighted({"day_hoc": "0.3", "quoc_te": "0.7"})
    people = [
        {"id": "P1", "name": "Một", "day_hoc": "95,7", "quoc_te": "56", "tong_in": "67,9"},
        {"id": "P2", "name": "Hai", "day_hoc": "95,7", "quoc_te": "-", "tong_in": "67,9"},
        {"id": "P3", "name": "Ba", "day_hoc": "95,5", "quoc_te": "56", "tong_in": "67,8"},
    ]
    found = ranked(raw, people)
    assert [found[id].points for id in ("P1", "P2", "P3")] == ["67.91", None, "67.85"]
    assert found["P2"].points_range == ("28.71", "98.71")
    # P2 holds its printed place, so that P3 is third, not second; its own points stay open.
    assert [found[id].rank for id in ("P1", "P2", "P3")] == [1, None, 3]


def test_a_weighted_index_is_rounded_once_where_the_period_says_so():
    """The same scores in a period that rounds its total to one decimal: 67.85 is 67.9, half up."""
    raw = weighted({"day_hoc": "0.3", "quoc_te": "0.7"}, round_at="total", decimals=1)
    person = {"id": "P1", "name": "Một", "day_hoc": "95,5", "quoc_te": "56", "tong_in": "67,9"}
    assert ranked(raw, [person])["P1"].points == "67.9"


@pytest.mark.parametrize("year", ["2012", "2013", "2014", "2015"])
def test_the_world_university_rankings(year):
    """Totals within the printed decimal, ranks with their ties exactly; undisclosed scores leave the points open.

    By its printed total alone every university of the year has its printed rank, also those that disclosed less.
    """
    rows = [row for row in published("the_rankings_2011_2016.csv") if row["year"] == year]
    people = [
        {
            "id": f"T{n}",
            "name": row["university_name"],
            **{name: figure(row[name]) for name in WEIGHTS},
            "tong_in": figure(row["total_score"]),
        }
        for n, row in enumerate(rows)
    ]
    found = ranked(weighted(WEIGHTS), people)
    ranks, ties, printed = 0, 0, Counter(row["world_rank"] for row in rows)
    for n, row in enumerate(rows):
        person, complete = found[f"T{n}"], all(figure(row[name]) is not None for name in WEIGHTS)
        total = figure(row["total_score"])
        assert (person.status, person.points is None) == ("eligible" if complete else "open", not complete)
        if complete and total is not None:
            assert abs(Fraction(person.points or 0) - total) <= Fraction(1, 10)
            assert person.rank == int(row["world_rank"].removeprefix("="))
            ranks, ties = ranks + 1, ties + (printed[row["world_rank"]] > 1)
        elif total is None:
            assert person.rank is None
    by_total = plan({}, {"tong_in": "number"}, [fact_is_points("tong_in")], kind="collective")
    for n, person in ranked(by_total, [{"id": p["id"], "tong_in": p["tong_in"]} for p in people]).items():
        known = rows[int(n[1:])]
        assert person.rank == (int(known["world_rank"].removeprefix("=")) if person.points else None)
    print(f"\nTHE {year}: {len(rows)} rows, {ranks} totals and ranks, {ties} of them tied")
    assert ranks


def test_a_year_with_other_weights_is_another_periods_file():
    """Caltech 2011 (weights 30, 30, 32.5, 5, 2.5): 96.0 by that year's own weights, further off by the later ones."""
    rows = [row for row in published("the_rankings_2011_2016.csv") if row["year"] == "2011"]
    whole = [row for row in rows if all(figure(row[name]) is not None for name in (*WEIGHTS, "total_score"))]
    people = [
        {
            "id": f"T{n}",
            "name": r["university_name"],
            **{name: figure(r[name]) for name in WEIGHTS},
            "tong_in": figure(r["total_score"]),
        }
        for n, r in enumerate(whole)
    ]

    def off(weights: Mapping[str, str]) -> int:
        found = ranked(weighted(weights), people)
        return sum(
            abs(Fraction(found[f"T{n}"].points or 0) - Fraction(row["total_score"])) > Fraction(1, 10)
            for n, row in enumerate(whole)
        )

    own = off({**WEIGHTS, "citations": "0.325", "international": "0.05"})
    print(f"\nTHE 2011: {len(whole)} complete rows, {own} off by the weights of 2011, {off(WEIGHTS)} by the later ones")
    assert own == 0
    assert off(WEIGHTS) > len(whole) // 2
