"""The reference job: one scored campaign of 12 criteria, its participants, and what everybody has to find of them.

Criteria of mixed sorts, points, a ranking in every group, a fixed number of seats in each, ties at the cut. Whoever
does the job by other means takes `plain(participants(size))` and gives a frame of `id` and `list`, `FOUND` in words,
and `rank`; `same` compares it with what the engine says, participant by participant.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from emulation_core.assess import Judging
from emulation_core.campaign import Campaign
from emulation_core.config import load_text
from emulation_core.law import DEFERRAL
from emulation_core.model import Kind
from emulation_core.outcome import LISTS, PLACED
from emulation_core.plugins import load
from emulation_core.scheme import RANK

KIND = Kind.INDIVIDUAL
ON = date(2027, 1, 15)  # so_ton_tai is published on 2027-02-28: an empty cell is not due yet
GROUP = "agency"
IN_A_GROUP = 500
SEATS = 60
EMPTY = 5  # cells of a hundred
FOUND = ("out", "selected", "tied", "reserve", "open", "deferred")
"""Where one can stand; "out" is out of scope or knocked out by a required criterion."""
PERCENTS = ("ty_le_truc_tuyen", "chi_so", "chi_so_truoc", "ty_le_hai_long")

CRITERION = 'clause = "II", text = "Tiêu chí", applies_to = ["individual"]'
CAMPAIGN = f"""
title    = "Cải cách hành chính năm 2026"
agency   = "Cơ quan phát động"
province = "mau"
period   = {{ use = "year", year = 2026 }}
plan     = {{ number = "1/KH-MAU", issued = 2026-01-15, source = "full" }}
scope    = [{{ kinds = ["individual"], clause = "I", evaluator = {{ use = "flag", fact = "thuoc_pham_vi" }} }}]
scoring  = {{ round_at = "total", decimals = 2, not_applicable = "full" }}
criteria = [
  {{ id = "diem_thi", points = 20, required = false, {CRITERION},
    evaluator = {{ use = "points", fact = "diem_thi" }} }},
  {{ id = "truc_tuyen", points = 5, required = false, {CRITERION},
    evaluator = {{ use = "above", fact = "ty_le_truc_tuyen", value = 60 }} }},
  {{ id = "nhac_nho", points = 8, required = false, {CRITERION},
    evaluator = {{ use = "deduct", fact = "so_lan_nhac", each = 2 }} }},
  {{ id = "tre_han", points = 7, required = false, {CRITERION},
    evaluator = {{ use = "equals_zero", fact = "so_tre_han" }},
    applies_if = {{ use = "flag", fact = "co_thu_tuc" }} }},
  {{ id = "ton_tai", points = 6, required = false, {CRITERION},
    evaluator = {{ use = "equals_zero", fact = "so_ton_tai" }} }},
  {{ id = "dang_ky", points = 3, {CRITERION}, evaluator = {{ use = "flag", fact = "co_dang_ky" }} }},
  {{ id = "hoan_thanh", points = 9, {CRITERION},
    evaluator = {{ use = "rated_at_least", fact = "xep_loai", rung = "tot" }} }},
  {{ id = "tang_chi_so", points = 12, required = false, {CRITERION},
    evaluator = {{ use = "rises", fact = "chi_so", before = "chi_so_truoc" }} }},
  {{ id = "dat_chi_tieu", points = 11, required = false, {CRITERION},
    evaluator = {{ use = "reaches", fact = "ket_qua", target = "chi_tieu" }} }},
  {{ id = "doan_ket", points = 4, {CRITERION}, evaluator = {{ use = "judged", fact = "doan_ket" }} }},
  {{ id = "doi_moi", points = 7, required = false, {CRITERION}, evaluator = {{ use = "any_of", of = [
    {{ use = "at_least", fact = "so_mo_hinh", value = 4 }}, {{ use = "judged", fact = "duoc_cong_nhan" }}] }} }},
  {{ id = "phuc_vu", points = 8, required = false, {CRITERION}, evaluator = {{ use = "all_of", of = [
    {{ use = "at_least", fact = "ty_le_hai_long", value = 82.5 }},
    {{ use = "at_most", fact = "so_khieu_nai", value = 3 }}] }} }},
]
awards = [
  {{ id = "giay_khen", name = "Giấy khen", by = "giam_doc_so", kinds = ["individual"], clause = "III",
    quota = {{ use = "fixed", individual = {SEATS} }} }},
]

[facts]
thuoc_pham_vi    = {{ label = "Thuộc phạm vi phong trào", type = "flag" }}
diem_thi         = {{ label = "Điểm thi cải cách hành chính", type = "number" }}
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
"""


def campaign() -> Campaign:
    """The campaign of the job."""
    return load_text(CAMPAIGN, "mau/score", "score.toml", load(())).campaign


def judging(plan: Campaign) -> Judging:
    """How the participants are judged: every group a table of its own, those under examination deferred."""
    return Judging(plan, plan.period.rounds()[0], ON, KIND, True, (GROUP,))


def found(plan: Campaign, table: pl.DataFrame) -> pl.DataFrame:
    """What the engine says in `table`, in the words of every comparison."""
    code = pl.col(PLACED + plan.awards[0].id)
    words = pl.Series(["selected" if name == "certain" else name for name in LISTS])
    return table.select("id", pl.lit(words).gather(code).alias("list"), pl.col(RANK).alias("rank"))


def same(theirs: pl.DataFrame, ours: pl.DataFrame) -> None:
    """Raises `AssertionError` unless `theirs` says the same of everybody as `found` of the engine's table."""
    wanted = pl.col("id"), pl.col("list"), pl.col("rank").cast(pl.UInt32)
    assert_frame_equal(theirs.select(wanted).sort("id"), ours.select(wanted).sort("id"))


def participants(size: int) -> pl.DataFrame:
    """`size` participants in groups of 500 on average, 5 cells of 100 empty; the same in the same version of Polars.

    Columns as the intake gives them: counts `Int64`, numbers and percents `Decimal(38, 9)`, ratings and groups codes.
    """

    def drawn(seed: int, below: int) -> pl.Expr:
        return (pl.int_range(size).hash(seed) % below).cast(pl.Int64)

    def yes(percent: int) -> Callable[[pl.Expr], pl.Expr]:
        return lambda draw: draw < percent * 100

    def tenth(value: pl.Expr) -> pl.Expr:
        return value.cast(pl.Decimal(38, 9)) / pl.lit(10, pl.Decimal(38, 9))

    def percent(lowest: int) -> Callable[[pl.Expr], pl.Expr]:
        """In tenths, so that some stand on a threshold and some are level."""
        return lambda draw: tenth(lowest + (draw % (1001 - lowest)))

    def few(draw: pl.Expr) -> pl.Expr:
        return pl.when(draw < 300).then(draw % 6).otherwise(0)

    facts: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "thuoc_pham_vi": yes(97),
        "diem_thi": lambda draw: tenth(100 + draw % 21 * 5),
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
        "duoc_cong_nhan": yes(75),
        "ty_le_hai_long": percent(720),
        "so_khieu_nai": few,
        DEFERRAL: yes(1),
    }
    columns = {
        name: pl.when(drawn(2 * seed, 100) >= EMPTY).then(value(drawn(2 * seed + 1, 10_000)))
        for seed, (name, value) in enumerate(facts.items(), 2)
    }
    return pl.select(
        pl.format("P{}", pl.int_range(size)).alias("id"),
        # The smaller of two draws: groups of every size up to 1000.
        pl.min_horizontal(drawn(n, max(size // IN_A_GROUP, 1)) for n in (0, 1)).cast(pl.UInt32).alias(GROUP),
        **columns,
    )


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The same evidence in the types somebody without this package would use: floats, and points in whole tenths."""
    floats = [pl.col(name).cast(pl.Float64) for name in PERCENTS]
    return frame.with_columns(*floats, (pl.col("diem_thi") * 10).cast(pl.Int64))
