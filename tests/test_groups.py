"""Tables that stand in one frame are judged as if each stood alone, and quick ways say what slow ones say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import test_allocation as small
from emulation_core import points
from emulation_core.assess import Judging, assess, counted, placed
from emulation_core.columns import STREAM, packed, runs
from emulation_core.groups import Order, grouped
from emulation_core.model import JOB, STATUS, Kind
from emulation_core.points.columns import in_units, with_points
from emulation_core.points.plan import plan
from emulation_core.points.quick import with_ends
from emulation_core.scheme import HIGH, LOW, RANK, UNIT
from emulation_core.scoring import choose_round
from emulation_core.units import units
from schemes import fact_is_points
from schemes import plan as scheme
from support import evidence, loaded

CAMPAIGNS = 30
TABLE = "bang"
ALL_POINTS = Decimal(45)
"""What all criteria of `a_scheme` give together, at most."""


def alone_and_together(made: Mapping[str, Any], tables: list[list[dict[str, Any]]], deferring: bool) -> int:
    """Judges several tables one by one and as one frame, shuffled; the number of participants compared."""
    campaign = small.structured(dict(made)).campaign
    frames = [evidence(campaign, table).frame.with_columns(pl.lit(n).alias(TABLE)) for n, table in enumerate(tables)]
    compared = 0
    for kind in Kind:
        mine = [frame.filter(pl.col("kind") == kind.value) for frame in frames]
        how = Judging(campaign, choose_round(campaign, None, small.AFTER), small.AFTER, kind, deferring)
        alone = pl.concat([assess(how, frame) for frame in mine if frame.height] or [assess(how, mine[0])])
        whole = pl.concat(mine).sample(fraction=1, shuffle=True, seed=1)
        whole = whole.with_columns(pl.format("bảng {}", TABLE).alias("ten"))
        for by in ((TABLE,), ("ten",), (TABLE, "ten")):
            together = assess(Judging(how.campaign, how.round, how.on, kind, deferring, by), whole).drop("ten")
            keys = [TABLE, "id"]
            assert_frame_equal(together.sort(keys), alone.sort(keys), check_column_order=False)
        compared += whole.height
    return compared


def test_tables_in_one_frame_are_judged_as_if_each_stood_alone():
    """Few seats, shares, pools, open evidence, ties: by a number, a text or both, every column is the same."""
    compared = 0
    for number in range(CAMPAIGNS):
        dice = random.Random(number)
        made = small.plan(dice)
        compared += alone_and_together(made, [small.people(dice, made) for _ in range(3)], dice.random() < 0.8)
    assert compared > 5 * CAMPAIGNS


@pytest.mark.parametrize("number", range(4))
def test_what_is_streamed_is_what_is_judged_alone(number):
    """Three tables, laid below one another until a stream is used: every copy says what the table says by itself."""
    dice = random.Random(1000 + number)
    made = small.plan(dice)
    campaign = small.structured(dict(made)).campaign
    frames = [evidence(campaign, small.people(dice, made)).frame.with_columns(pl.lit(n).alias("of")) for n in range(3)]
    kind = Kind(dice.choice(campaign.awards[0].kinds))
    mine = pl.concat(frames).filter(pl.col("kind") == kind.value)
    how = Judging(campaign, choose_round(campaign, None, small.AFTER), small.AFTER, kind, True, (TABLE,))
    alone = assess(how, mine.with_columns(pl.col("of").alias(TABLE)))
    copies = STREAM // mine.height + 1
    many = pl.concat([mine] * copies).with_columns(copy=pl.int_range(pl.len()) // mine.height)
    many = many.with_columns(((pl.col("copy") * 7919 % copies) * 3 + pl.col("of")).alias(TABLE))
    said = assess(how, many.sample(fraction=1, shuffle=True, seed=number)).sort("copy", "of", "id")
    assert said.height > STREAM
    wanted = pl.concat([alone.drop(TABLE).sort("of", "id")] * copies)
    assert_frame_equal(said.drop(TABLE, "copy"), wanted.select(said.drop(TABLE, "copy").columns))


def test_each_campaign_in_a_frame_has_its_own_seats():
    """Two campaigns of one shape with one and three seats: the quota of each row's campaign counts, not the first."""
    made = small.small({"use": "fixed", "individual": 1}, order=("fact.so_sang_kien desc",))
    other = small.small({"use": "fixed", "individual": 3}, order=("fact.so_sang_kien desc",))
    share = small.small({"use": "share", "of": "eligible", "round": "down", "individual": Decimal("0.5")})
    campaigns = [small.structured(raw).campaign for raw in (made, other, share)]
    table = [{"id": name, "name": name, "kind": "individual", "so_sang_kien": n} for n, name in enumerate("ABCDE", 1)]
    frame = evidence(campaigns[0], table).frame
    wide = pl.concat([frame.with_columns(pl.lit(n).alias(JOB)) for n in (0, 1, 2)])
    quotas = {campaigns[0].awards[0].id: [campaign.awards[0].quota for campaign in campaigns]}
    round = choose_round(campaigns[0], None, small.AFTER)
    how = Judging(campaigns[0], round, small.AFTER, Kind.INDIVIDUAL, True, (JOB,), quotas)
    award = campaigns[0].awards[0].id
    seats = assess(how, wide).group_by(JOB, maintain_order=True).agg(pl.col(f"seats.{award}").first())
    assert seats.rows() == [(0, 1), (1, 3), (2, 2)]


@pytest.mark.parametrize("scale", [1, 10**16])
def test_competition_ranking_counts_each_group_alone(scale):
    """1, 2, 2, 4 within a group, null for whoever is not ranked; also where the places are too wide for 64 bits."""
    frame = pl.DataFrame({"g": [7, 5, 7, 5, 7, 7, 5], "p": [30, 10, 10, 10, 20, 20, 9]})
    place = frame["p"] * scale
    among = pl.Series([True, True, True, True, True, True, False])
    assert Order(grouped(frame, ["g"]), place, place).ranks(among).to_list() == [4, 1, 1, 1, 2, 2, None]


def test_packed_numbers_sort_as_their_parts_do():
    """Whether 64 bits suffice or not, one number stands for several in turn."""
    dice = random.Random(1)
    for width in (3, 2**40):
        rows = [(dice.randrange(5), dice.randrange(width), dice.randrange(2**30)) for _ in range(200)]
        parts = [pl.lit(pl.Series([row[n] for row in rows])) for n in range(3)]
        keys = pl.select(packed((parts[0], 5), (parts[1], width), (parts[2], 2**30))).to_series()
        assert [rows[n] for n in keys.arg_sort()] == sorted(rows)


def test_numbers_sorted_in_parts_are_runs_of_the_same():
    """Beyond a quarter of a million every core sorts a part: few values or many, in any order, all come back once."""
    dice = random.Random(2)
    for different, kind in ((1, pl.UInt32), (3, pl.UInt32), (2**32, pl.UInt32), (2**60, pl.Int64), (2**100, pl.Int128)):
        drawn = [dice.randrange(different) for _ in range(STREAM + 1)]
        told = runs(pl.Series(drawn, dtype=kind))
        assert dict(told.select("value", "len").rows()) == Counter(drawn)
        assert told["value"].is_sorted()


def a_scheme(dice: random.Random) -> dict[str, Any]:
    """Points that are facts, a yes or no, a deduction; a bonus and a penalty with a cap, near or far; ways to round."""
    cap = dice.choice([Decimal("2.5"), Decimal(10**9)])
    scoring: dict[str, Any] = {
        "round_at": dice.choice(["criterion", "total", "never"]),
        "not_applicable": dice.choice(["full", "zero"]),
        "groups": [{"id": "them", "sort": "bonus", "cap": cap}, {"id": "tru", "sort": "penalty", "cap": 3}],
    }
    if scoring["round_at"] != "never":
        scoring["decimals"] = dice.choice([0, 1, 2])
    criteria = [
        fact_is_points("a", 10, required=False, weight=dice.choice([Decimal(1), Decimal("1.5")])),
        {"id": "b", "points": 7, "required": False, "evaluator": {"use": "flag", "fact": "b"}},
        {
            "id": "c",
            "points": 5,
            "required": False,
            "evaluator": {"use": "deduct", "fact": "c", "each": Decimal("0.7")},
        },
        {"id": "d", "points": 4, "required": False, "evaluator": {"use": "flag", "fact": "d"}}
        | {"applies_if": {"use": "flag", "fact": "b"}},
        fact_is_points("e", 4, required=False, group="them"),
        fact_is_points("f", 6, required=False, group="tru"),
    ]
    facts = {"a": "number", "b": "flag", "c": "count", "d": "flag", "e": "number", "f": "number"}
    return scheme(scoring, facts, criteria)


def test_points_in_machine_words_are_the_points_in_fractions():
    """Least, most and every group of a hundred people in sixty schemes: the quick pass and the long way agree.

    Figures in tenths, in hundredths and in units of 10^-9, which need words of 16, 32 and 64 bits.
    """
    words = set()
    for seed in range(60):
        dice = random.Random(seed)
        campaign = loaded(a_scheme(dice)).campaign
        fine = dice.choice([10, 100, 10**9])
        drawn = {
            "a": lambda dice=dice, fine=fine: Decimal(dice.randrange(10 * fine + 1)) / fine,
            "b": lambda dice=dice: dice.random() < 0.5,
            "c": lambda dice=dice: dice.randrange(12),
            "d": lambda dice=dice: dice.random() < 0.5,
            "e": lambda dice=dice, fine=fine: Decimal(dice.randrange(4 * fine + 1)) / fine,
            "f": lambda dice=dice, fine=fine: Decimal(dice.randrange(6 * fine + 1)) / fine,
        }
        people = [
            {"id": f"P{n}", "name": "x", "kind": "individual"}
            | {name: draw() for name, draw in drawn.items() if dice.random() < 0.85}
            for n in range(100)
        ]
        round = choose_round(campaign, None, small.AFTER)
        how = Judging(campaign, round, small.AFTER, Kind.INDIVIDUAL, True)
        table = assess(how, evidence(campaign, people).frame)
        laid = plan(campaign, how.criteria)
        quick = with_ends(table, (laid,))
        assert quick is not None
        names = [LOW, HIGH, *(f"group.{id}.{end}" for id in ("them", "tru") for end in ("low", "high"))]
        ends = [in_units(name).alias(name) for name in names]
        assert_frame_equal(quick.select(ends), with_points(table.drop(names), laid).select(ends))
        assert 0 < (table[LOW] < table[HIGH]).sum() < table.height
        whole = units(ALL_POINTS) // quick[UNIT][0]
        words.add(16 if whole < 2**11 else 32 if whole < 2**27 else 64)
    assert words == {16, 32, 64}


def test_what_is_counted_in_blocks_is_placed_as_one_table():
    """Whole points in one block and hundredths in the other: ranks, places and points are those of one table."""
    scoring = {"round_at": "never", "not_applicable": "zero"}
    campaign = loaded(scheme(scoring, {"a": "number"}, [fact_is_points("a", 10, required=False)])).campaign
    fine = [Decimal(n) for n in range(8)] + [Decimal(n) + Decimal("0.25") for n in range(8)]
    people = [{"id": f"P{n:02}", "name": "x", "kind": "individual", "a": a} for n, a in enumerate(fine)]
    how = Judging(campaign, choose_round(campaign, None, small.AFTER), small.AFTER, Kind.INDIVIDUAL, True)
    frame = evidence(campaign, people).frame
    blocks = [counted(how, frame.head(8)), counted(how, frame.tail(8))]
    assert blocks[0][UNIT][0] != blocks[1][UNIT][0]
    together = placed(how, points.level(pl.concat(blocks, how="vertical_relaxed")))
    whole = assess(how, frame)
    ends = [in_units(name).alias(name) for name in (LOW, HIGH)]
    for names in (ends, ["id", STATUS, RANK]):
        assert_frame_equal(together.select(names), whole.select(names))
    assert together[RANK].n_unique() == len(fine)
