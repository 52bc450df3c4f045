"""By hand in Polars, as score.py writes it: the faster of its two ways from 100 000 participants up."""

from __future__ import annotations

import polars as pl
from score import ALL_OR_NOTHING, by_hand

from others import CRITERIA
from reference import FOUND

NAME = "Polars"
WAY = "by cut"


def taken(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def job(frame: pl.DataFrame) -> pl.DataFrame:
    return by_hand(frame, WAY)


def told(done: pl.DataFrame) -> pl.DataFrame:
    names = {name.removeprefix("v_"): name for name in done.columns}
    given = {f"c.{name}": pl.col(names[name]) * ALL_OR_NOTHING.get(names[name], 1) for name in CRITERIA}
    return done.select("id", pl.lit(pl.Series(FOUND)).gather("list").alias("list"), "rank", **given)
