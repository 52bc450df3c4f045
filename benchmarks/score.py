"""The reference job: one campaign of 12 criteria and two awards, by the engine and by hand in Polars.

    python benchmarks/score.py [--sizes 1000 100000 1000000] [--repeat 5]

The results are compared before anything is timed. Then all take their turns, and medians are set against each other.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from math import log
from statistics import median
from typing import NamedTuple

import polars as pl
from polars.testing import assert_frame_equal

from emulation_core.allocate import CERTAIN, PLACE, UNSURE, Claim, allocate
from emulation_core.campaign import Campaign
from emulation_core.config import load_text
from emulation_core.evaluate import SCOPE, column, judge, with_computed
from emulation_core.law import DEFERRAL
from emulation_core.model import STATUS, Kind, Verdict
from emulation_core.plugins import load
from emulation_core.rank import places
from emulation_core.standing import status

KIND = Kind.INDIVIDUAL
ON = date(2027, 1, 15)  # so_ton_tai is published on 2027-02-28: an empty cell is not due yet
GROUP = "agency"
IN_A_GROUP = 500
EMPTY = 5  # cells of a hundred
SIZES = (1_000, 100_000, 1_000_000)
STAGES = ("verdicts", "status", "places", "allocation")

CRITERION = 'clause = "II", text = "Tiêu chí", applies_to = ["individual"]'
AWARD = 'name = "Khen thưởng", by = "giam_doc_so", kinds = ["individual"], clause = "III"'
CAMPAIGN = f"""
title    = "Cải cách hành chính năm 2026"
agency   = "Cơ quan phát động"
province = "mau"
period   = {{ use = "year", year = 2026 }}
plan     = {{ number = "1/KH-MAU", issued = 2026-01-15, source = "full" }}
scope    = [{{ kinds = ["individual"], clause = "I", evaluator = {{ use = "flag", fact = "thuoc_pham_vi" }} }}]
criteria = [
  {{ id = "sang_kien", {CRITERION}, evaluator = {{ use = "at_least", fact = "so_sang_kien", value = 1 }} }},
  {{ id = "truc_tuyen", {CRITERION}, evaluator = {{ use = "above", fact = "ty_le_truc_tuyen", value = 60 }} }},
  {{ id = "nhac_nho", {CRITERION}, evaluator = {{ use = "at_most", fact = "so_lan_nhac", value = 2 }} }},
  {{ id = "tre_han", {CRITERION}, evaluator = {{ use = "equals_zero", fact = "so_tre_han" }},
    applies_if = {{ use = "flag", fact = "co_thu_tuc" }} }},
  {{ id = "ton_tai", {CRITERION}, evaluator = {{ use = "equals_zero", fact = "so_ton_tai" }} }},
  {{ id = "dang_ky", {CRITERION}, evaluator = {{ use = "flag", fact = "co_dang_ky" }} }},
  {{ id = "hoan_thanh", {CRITERION}, evaluator = {{ use = "rated_at_least", fact = "xep_loai", rung = "tot" }} }},
  {{ id = "tang_chi_so", {CRITERION}, evaluator = {{ use = "rises", fact = "chi_so", before = "chi_so_truoc" }} }},
  {{ id = "dat_chi_tieu", {CRITERION}, evaluator = {{ use = "reaches", fact = "ket_qua", target = "chi_tieu" }} }},
  {{ id = "doan_ket", {CRITERION}, evaluator = {{ use = "judged", fact = "doan_ket" }} }},
  {{ id = "doi_moi", {CRITERION}, evaluator = {{ use = "any_of", of = [
    {{ use = "at_least", fact = "so_mo_hinh", value = 2 }}, {{ use = "judged", fact = "duoc_cong_nhan" }}] }} }},
  {{ id = "phuc_vu", {CRITERION}, evaluator = {{ use = "all_of", of = [
    {{ use = "at_least", fact = "ty_le_hai_long", value = 72.5 }},
    {{ use = "at_most", fact = "so_khieu_nai", value = 3 }}] }} }},
]
awards = [
  {{ id = "giay_khen", {AWARD}, quota = {{ use = "fixed", individual = 175 }} }},
  {{ id = "tieu_bieu", {AWARD}, quota = {{ use = "fixed", individual = 60 }},
    order = ["fact.so_viec_vuot desc", "fact.ty_le_hai_long desc"] }},
]

[facts]
thuoc_pham_vi    = {{ label = "Thuộc phạm vi phong trào", type = "flag" }}
so_sang_kien     = {{ label = "Số sáng kiến", type = "count" }}
ty_le_truc_tuyen = {{ label = "Tỷ lệ hồ sơ trực tuyến (%)", type = "percent", max = 100 }}
so_lan_nhac      = {{ label = "Số lần bị nhắc nhở", type = "count" }}
co_thu_tuc       = {{ label = "Có giải quyết thủ tục hành chính", type = "flag" }}
so_tre_han       = {{ label = "Số hồ sơ trễ hạn", type = "count" }}
so_ton_tai       = {{ label = "Số tồn tại khi chấm điểm", type = "count", expected = 2027-02-28 }}
co_dang_ky       = {{ label = "Có đăng ký tham gia", type = "flag" }}
xep_loai         = {{ label = "Xếp loại", type = "rating", ladder = ["khong_dat", "dat", "tot", "xuat_sac"] }}
chi_so           = {{ label = "Chỉ số năm nay (%)", type = "percent", max = 100 }}
chi_so_truoc     = {{ label = "Chỉ số năm trước (%)", type = "percent", max = 100 }}
ket_qua          = {{ label = "Kết quả thực hiện", type = "count" }}
chi_tieu         = {{ label = "Chỉ tiêu được giao", type = "count" }}
doan_ket         = {{ label = "Nội bộ đoàn kết", type = "flag" }}
so_mo_hinh       = {{ label = "Số mô hình mới", type = "count" }}
duoc_cong_nhan   = {{ label = "Được hội đồng công nhận", type = "flag" }}
ty_le_hai_long   = {{ label = "Tỷ lệ hài lòng (%)", type = "percent", max = 100 }}
so_khieu_nai     = {{ label = "Số khiếu nại đúng", type = "count" }}
so_viec_vuot     = {{ label = "Số việc vượt tiến độ", type = "count" }}
"""


def campaign() -> Campaign:
    """The campaign of the job."""
    return load_text(CAMPAIGN, "mau/score", "score.toml", load(())).campaign


def participants(size: int) -> pl.DataFrame:
    """`size` participants in groups of 500 on average, 5 cells of 100 empty; the same in the same version of Polars."""

    def drawn(seed: int, below: int) -> pl.Expr:
        return (pl.int_range(size).hash(seed) % below).cast(pl.Int64)

    def yes(percent: int) -> Callable[[pl.Expr], pl.Expr]:
        return lambda draw: draw < percent * 100

    def percent(lowest: int) -> Callable[[pl.Expr], pl.Expr]:
        """In tenths, so that some stand on a threshold and some are level."""
        return lambda draw: (lowest + (draw % (1001 - lowest))).cast(pl.Decimal(38, 9)) / pl.lit(10, pl.Decimal(38, 9))

    def few(draw: pl.Expr) -> pl.Expr:
        return pl.when(draw < 300).then(draw % 6).otherwise(0)

    facts: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "thuoc_pham_vi": yes(97),
        "so_sang_kien": lambda draw: draw % 40,
        "ty_le_truc_tuyen": percent(596),
        "so_lan_nhac": few,
        "co_thu_tuc": yes(60),
        "so_tre_han": few,
        "so_ton_tai": few,
        "co_dang_ky": yes(98),
        "xep_loai": lambda draw: (3 - (draw < 5000).cast(pl.Int8) - (draw < 300) - (draw < 50)).cast(pl.Int8),
        "chi_so": percent(850),
        "chi_so_truoc": lambda draw: percent(700)(draw) - 14,
        "ket_qua": lambda draw: 48 + draw % 50,
        "chi_tieu": lambda draw: draw % 50,
        "doan_ket": yes(98),
        "so_mo_hinh": lambda draw: draw % 5,
        "duoc_cong_nhan": yes(95),
        "ty_le_hai_long": percent(720),
        "so_khieu_nai": few,
        "so_viec_vuot": lambda draw: draw % 30,
        DEFERRAL: yes(1),
    }
    columns = {
        name: pl.when(drawn(2 * seed, 100) >= EMPTY).then(value(drawn(2 * seed + 1, 10_000)))
        for seed, (name, value) in enumerate(facts.items(), 2)
    }
    return pl.select(
        pl.format("P{}", pl.int_range(size)).alias("id"),
        # The smaller of two draws: groups of every size up to 1000.
        pl.format("agency_{}", pl.min_horizontal(drawn(n, max(size // IN_A_GROUP, 1)) for n in (0, 1))).alias(GROUP),
        **columns,
    )


# ---- By the engine: put together as scoring.py does it ---------------------------------------------------------------


def engine(frame: pl.DataFrame, plan: Campaign) -> Iterator[pl.DataFrame]:
    """What stands after each stage; the last is the result. An award's columns are `<award>.place`, `.certain`."""
    round = plan.period.rounds()[0]
    judged = judge(plan, round, ON, KIND, frame)
    yield judged
    inside = pl.col(SCOPE)
    unsure = (inside != int(Verdict.MET)) & (inside != int(Verdict.NOT_MET))
    each = [status(plan, award, round, KIND, True) for award in plan.awards]
    standing = [with_computed(judged, {STATUS: stands, UNSURE: unsure}) for stands in each]
    yield standing[0]
    placed = [places(table, award.order) for table, award in zip(standing, plan.awards, strict=True)]
    yield placed[-1]
    claims = [Claim(table, (a.quota,), bool(a.order)) for table, a in zip(placed, plan.awards, strict=True)]
    lists = {
        f"{award.id}.{name}": served[name]
        for award, claim in zip(plan.awards, claims, strict=True)
        for served in allocate([claim], KIND, [GROUP])
        for name in (PLACE, CERTAIN)
    }
    verdicts = [column(criterion.id) for criterion in plan.criteria]
    yield standing[0].with_columns(**lists).select("id", GROUP, *verdicts, STATUS, *lists)


# ---- By hand: the same plan as somebody who knows Polars writes it, without the package ------------------------------

NOT_APPLICABLE, MET, NOT_DUE, MISSING, COUNCIL, _UNRESOLVED, NOT_MET = (pl.lit(code, pl.UInt8) for code in range(7))
ELIGIBLE, OPEN, DEFERRED, INELIGIBLE, OUT_OF_SCOPE = (pl.lit(code, pl.UInt8) for code in range(5))
SELECTED, TIED, RESERVE, IS_OPEN, IS_DEFERRED, OUT = (pl.lit(code, pl.UInt8) for code in range(6))
SEATS_GIAY_KHEN, SEATS_TIEU_BIEU = 175, 60


def verdict(good: pl.Expr, unknown: pl.Expr = MISSING) -> pl.Expr:
    return pl.when(good).then(MET).when(~good).then(NOT_MET).otherwise(unknown)


def verdicts_by_hand(people: pl.LazyFrame) -> pl.LazyFrame:
    col = pl.col
    handles, recognised = col("co_thu_tuc"), col("duoc_cong_nhan")
    late = pl.when(handles).then(verdict(col("so_tre_han") == 0)).when(~handles).then(NOT_APPLICABLE)
    renewed = (col("so_mo_hinh") >= 2) | recognised
    return people.with_columns(
        verdict(col("so_sang_kien") >= 1).alias("v.sang_kien"),
        verdict(col("ty_le_truc_tuyen") > 60).alias("v.truc_tuyen"),
        verdict(col("so_lan_nhac") <= 2).alias("v.nhac_nho"),
        late.otherwise(MISSING).alias("v.tre_han"),
        verdict(col("so_ton_tai") == 0, NOT_DUE).alias("v.ton_tai"),
        verdict(col("co_dang_ky")).alias("v.dang_ky"),
        verdict(col("xep_loai") >= 2).alias("v.hoan_thanh"),
        verdict(col("chi_so") > col("chi_so_truoc")).alias("v.tang_chi_so"),
        verdict(col("ket_qua") >= col("chi_tieu")).alias("v.dat_chi_tieu"),
        verdict(col("doan_ket"), COUNCIL).alias("v.doan_ket"),
        verdict(renewed, pl.when(recognised.is_null()).then(COUNCIL).otherwise(MISSING)).alias("v.doi_moi"),
        verdict((col("ty_le_hai_long") >= Decimal("72.5")) & (col("so_khieu_nai") <= 3)).alias("v.phuc_vu"),
    )


def status_by_hand(people: pl.LazyFrame) -> pl.LazyFrame:
    inside = pl.col("thuoc_pham_vi")
    standing = pl.when(~inside).then(OUT_OF_SCOPE).when(pl.col("worst") == NOT_MET).then(INELIGIBLE)
    standing = standing.when(DEFERRAL).then(DEFERRED).when(inside & (pl.col("worst") == MET)).then(ELIGIBLE)
    people = people.with_columns(worst=pl.max_horizontal("^v\\..*$"))
    return people.with_columns(standing.otherwise(OPEN).alias("status")).drop("worst")


def ranked(people: pl.LazyFrame) -> pl.LazyFrame:
    """Best and last possible place by both facts; where the first is unknown the second says nothing."""
    tasks = pl.col("so_viec_vuot").rank("dense", descending=True).cast(pl.Int64)
    pleased = pl.col("ty_le_hai_long").rank("dense", descending=True).cast(pl.Int64)
    return placed(people.with_columns(tasks=tasks, pleased=pleased), pleased.max() + 1)


def packed(people: pl.LazyFrame) -> pl.LazyFrame:
    """The same without ranks: right only while a percent is 100 at most and no count is in the tens of millions."""
    tasks = pl.col("so_viec_vuot").max() - pl.col("so_viec_vuot") + 1
    pleased = 10**11 - (pl.col("ty_le_hai_long") * 10**9).cast(pl.Int64) + 1
    return placed(people.with_columns(tasks=tasks, pleased=pleased), pl.lit(10**11 + 2))


def placed(people: pl.LazyFrame, beyond: pl.Expr) -> pl.LazyFrame:
    tasks, pleased, width = pl.col("tasks"), pl.col("pleased"), pl.col("beyond") + 1
    return people.with_columns(beyond=beyond).with_columns(
        best=pl.when(tasks.is_not_null()).then(tasks * width + pleased.fill_null(0)).otherwise(0),
        last=pl.when(tasks.is_not_null())
        .then(tasks * width + pleased.fill_null(pl.col("beyond")))
        .otherwise((tasks.max() + 1) * width),
    )


def allocation_by_hand(people: pl.LazyFrame) -> pl.LazyFrame:
    """One row per group with its counts and the places at the cut, then everybody against the row of the group."""
    fit = pl.col("status") == ELIGIBLE
    may_be = pl.col("status") <= DEFERRED

    def nth(place: str, who: pl.Expr, n: int) -> pl.Expr:
        return pl.col(place).filter(who).sort().get(n, null_on_oob=True)

    groups = people.group_by(GROUP).agg(
        eligible=fit.sum(),
        possible=may_be.sum(),
        first_beyond=nth("best", fit, SEATS_TIEU_BIEU),
        first_possibly_beyond=nth("best", may_be, SEATS_TIEU_BIEU),
        last_inside=nth("last", fit, SEATS_TIEU_BIEU - 1),
    )
    waiting = pl.when(pl.col("status") == OPEN).then(IS_OPEN).when(pl.col("status") == DEFERRED).then(IS_DEFERRED)
    waiting = waiting.otherwise(OUT)
    enough = pl.col("eligible") <= SEATS_GIAY_KHEN
    ahead = fit & (pl.col("last") < pl.col("first_beyond")).fill_null(True)
    behind = fit & (pl.col("best") > pl.col("last_inside"))
    by_order = pl.when(ahead).then(SELECTED).when(behind).then(RESERVE)
    return people.join(groups, on=GROUP, how="left", maintain_order="left").select(
        "id",
        GROUP,
        "^v\\..*$",
        "status",
        pl.when(fit & enough).then(SELECTED).when(fit).then(TIED).otherwise(waiting).alias("giay_khen.place"),
        (fit & (pl.col("possible") <= SEATS_GIAY_KHEN)).alias("giay_khen.certain"),
        by_order.when(fit).then(TIED).otherwise(waiting).alias("tieu_bieu.place"),
        (ahead & (pl.col("last") < pl.col("first_possibly_beyond")).fill_null(True)).alias("tieu_bieu.certain"),
    )


RANKED = (verdicts_by_hand, status_by_hand, ranked, allocation_by_hand)
PACKED = (verdicts_by_hand, status_by_hand, packed, allocation_by_hand)
Stages = tuple[Callable[[pl.LazyFrame], pl.LazyFrame], ...]


def by_hand(frame: pl.DataFrame, stages: Stages = RANKED) -> pl.DataFrame:
    """The whole job as one query."""
    return reduce(lambda people, stage: stage(people), stages, frame.lazy()).collect()


def stage_by_stage(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The job by hand with a stop after each stage."""
    for stage in RANKED:
        frame = stage(frame.lazy()).collect()
        yield frame


# ---- Measured --------------------------------------------------------------------------------------------------------


def seconds(work: Iterable[object]) -> list[float]:
    """How long each step of `work` takes."""
    taken, since = [], time.perf_counter()
    for _made in work:
        taken.append(time.perf_counter() - since)
        since = time.perf_counter()
    return taken


def check(plan: Campaign, frame: pl.DataFrame) -> pl.DataFrame:
    """The result, after the engine and both ways by hand agreed on it."""
    *_, result = engine(frame, plan)
    for stages in (RANKED, PACKED):
        assert_frame_equal(result, by_hand(frame, stages))
    return result


class Measured(NamedTuple):
    """Median seconds: the engine, the job by hand as one query (with ranks, packed), and both stage by stage."""

    engine: float
    ranked: float
    packed: float
    engine_stages: list[float]
    hand_stages: list[float]


def measure(plan: Campaign, size: int, repeat: int) -> Measured:
    """All in turns, `repeat` times, after a check that warms them up."""
    frame = participants(size)
    check(plan, frame)
    engines, hands, wholes = [], [], []
    for _turn in range(repeat):
        engines.append(seconds(engine(frame, plan)))
        hands.append(seconds(stage_by_stage(frame)))
        wholes.append(seconds(by_hand(frame, stages) for stages in (RANKED, PACKED)))
    each = [[median(step) for step in zip(*turns, strict=True)] for turns in (wholes, engines, hands)]
    return Measured(median(map(sum, engines)), *each[0], *each[1:])


def report(plan: Campaign, sizes: Sequence[int], repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield f"{os.cpu_count()} cores, {pl.thread_pool_size()} used by Polars; {platform.machine()}"
    yield f"Python {platform.python_version()}, Polars {pl.__version__}; medians of {repeat}; results equal"
    yield ""
    yield "engine ÷ by hand".ljust(34) + "".join(name.rjust(12) for name in ("total", *STAGES, "packed"))
    found = []
    for size in sizes:
        took = measure(plan, size, repeat)
        found.append((size, took))
        stages = [mine / theirs for mine, theirs in zip(took.engine_stages, took.hand_stages, strict=True)]
        ratios = [took.engine / took.ranked, *stages, took.engine / took.packed]
        yield f"{size:,} participants".rjust(34) + "".join(f"{ratio:.2f}×".rjust(12) for ratio in ratios)
        rate = f"{size * len(plan.criteria) / took.engine / 1e6:.1f} M participant-criteria/s"
        yield rate.rjust(34) + "".join(f"{s / took.engine:.0%}".rjust(12) for s in (took.engine, *took.engine_stages))
    steps = [(log(big / small), before, after) for (small, before), (big, after) in pairwise(found)]
    for name, total in (("engine", 0), ("by hand", 1)):
        grown = ", ".join(f"{log(after[total] / before[total]) / size:.2f}" for size, before, after in steps)
        yield f"growth exponent from size to size, {name}: {grown or '-'}"


def main() -> None:
    """Print the table for the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="N", help="participants, ascending")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions of each")
    asked = parser.parse_args()
    for line in report(campaign(), sorted(set(asked.sizes)), asked.repeat):
        print(line, flush=True)


if __name__ == "__main__":
    main()
