"""Written straight in Polars, as one lazy query, by somebody who knows the plan."""

from __future__ import annotations

from functools import reduce
from operator import add

import polars as pl
from polars import col, when

from emulation_core.law import DEFERRAL
from peers import CRITERIA
from reference import GROUP, SEATS

NAME = "Polars"
REQUIRED = ("co_dang_ky", "xep_loai_tot", "doan_ket")


def taken(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def gives(met: pl.Expr, points: int) -> pl.Expr:
    """Points in tenths; null where it is not known whether the criterion is met."""
    return when(met).then(points).when(~met).then(0)


def criteria() -> list[pl.Expr]:
    fresh = col("so_mo_hinh") >= 4
    served = (col("ty_le_hai_long") >= 82.5) & (col("so_khieu_nai") <= 3)
    parts = (
        col("diem_thi"),
        gives(col("ty_le_truc_tuyen") > 60, 50),
        (80 - 20 * col("so_lan_nhac")).clip(0),
        when(~col("co_thu_tuc")).then(70).when(col("co_thu_tuc")).then(gives(col("so_tre_han") == 0, 70)),
        gives(col("so_ton_tai") == 0, 60),
        gives(col("co_dang_ky"), 30),
        gives(col("xep_loai_tot"), 90),
        gives(col("chi_so") > col("chi_so_truoc"), 120),
        gives(col("ket_qua") >= col("chi_tieu"), 110),
        gives(col("doan_ket"), 40),
        gives(fresh | col("duoc_cong_nhan"), 70),
        gives(served, 80),
    )
    return [part.cast(pl.Int16).alias(f"c.{name}") for name, part in zip(CRITERIA, parts, strict=True)]


def job(frame: pl.DataFrame) -> pl.DataFrame:
    refused = pl.any_horizontal(~col(name) for name in REQUIRED).fill_null(False)
    out = ~col("thuoc_pham_vi").fill_null(True) | refused
    held = col(DEFERRAL).fill_null(False)
    standing = (
        when(out).then(pl.lit("out")).when(held).then(pl.lit("deferred"))
        .when(col("thuoc_pham_vi") & col("points").is_not_null()).then(pl.lit("eligible")).otherwise(pl.lit("open"))
    )  # fmt: skip
    kinds = pl.Enum(["out", "selected", "tied", "reserve", "open", "deferred", "eligible"])
    fit = col("standing") == "eligible"
    before = when(fit).then("points").rank("min", descending=True).over(GROUP) - 1
    upto = when(fit).then("points").rank("max", descending=True).over(GROUP)
    rank = when(col("standing") != "out").then("points").rank("min", descending=True).over(GROUP)
    cut = when(col("upto") <= SEATS).then(pl.lit("selected"))
    cut = cut.when(col("before") >= SEATS).then(pl.lit("reserve")).otherwise(pl.lit("tied"))
    return (
        frame.lazy()
        .with_columns(xep_loai_tot=col("xep_loai") >= 2)
        .with_columns(criteria())
        .with_columns(points=reduce(add, [col(f"c.{name}") for name in CRITERIA]))
        .with_columns(standing=standing.cast(kinds))
        .with_columns(rank=rank, before=before, upto=upto)
        .select("id", when(fit).then(cut.cast(kinds)).otherwise("standing").alias("list"), "rank", "^c[.].*$")
        .collect(engine="streaming")
    )


def told(done: pl.DataFrame) -> pl.DataFrame:
    return done.with_columns(pl.col("list").cast(pl.String))
