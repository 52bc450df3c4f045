"""One fused loop in machine code, and a count of points per group instead of a sort: what the machine itself can do."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numba import njit, prange

from emulation_core.law import DEFERRAL
from others import CRITERIA
from others.ranked import DEFERRED, OPEN, OUT, RESERVE, SELECTED, TIED, UNKNOWN
from reference import FOUND, GROUP, SEATS

NAME = "Numba loop"
FLAGS = ("thuoc_pham_vi", "co_thu_tuc", "co_dang_ky", "doan_ket", "duoc_cong_nhan", DEFERRAL)
COUNTS = ("diem_thi", "so_lan_nhac", "so_tre_han", "so_ton_tai", "xep_loai", "ket_qua", "chi_tieu", "so_mo_hinh")
SHARES = ("ty_le_truc_tuyen", "chi_so", "chi_so_truoc", "ty_le_hai_long")
MOST = 1001


def taken(frame: pl.DataFrame) -> dict[str, Any]:
    """Whole numbers with -1 for an empty cell, shares with -1.0: nothing in the job is less than nought otherwise."""
    whole = [frame[name].cast(pl.Int64).fill_null(-1).to_numpy() for name in (*FLAGS, *COUNTS, "so_khieu_nai")]
    shares = [frame[name].fill_null(-99.0).to_numpy() for name in SHARES]
    return {"id": frame["id"], "columns": (frame[GROUP].to_numpy(), *whole, *shares)}


@njit(parallel=True, cache=False)
def judged(scope, bound, enrolled, united, praised, held, test, warned, late, left, rated, result, target, models,
           complaints, online, index, before, content, given, points, standing):  # fmt: skip
    for i in prange(len(scope)):
        fresh = models[i] >= 4 or praised[i] == 1
        bad = (content[i] != -99 and content[i] < 82.5) or complaints[i] > 3
        given[0, i] = test[i]
        given[1, i] = UNKNOWN if online[i] < 0 else 50 * (online[i] > 60)
        given[2, i] = UNKNOWN if warned[i] < 0 else max(80 - 20 * warned[i], 0)
        open_ = bound[i] < 0 or (bound[i] == 1 and late[i] < 0)
        given[3, i] = UNKNOWN if open_ else 70 * (bound[i] == 0 or late[i] == 0)
        given[4, i] = UNKNOWN if left[i] < 0 else 60 * (left[i] == 0)
        given[5, i] = UNKNOWN if enrolled[i] < 0 else 30 * enrolled[i]
        given[6, i] = UNKNOWN if rated[i] < 0 else 90 * (rated[i] >= 2)
        given[7, i] = UNKNOWN if index[i] == -99 or before[i] == -99 else 120 * (index[i] > before[i])
        given[8, i] = UNKNOWN if result[i] < 0 or target[i] < 0 else 110 * (result[i] >= target[i])
        given[9, i] = UNKNOWN if united[i] < 0 else 40 * united[i]
        given[10, i] = 70 if fresh else UNKNOWN if models[i] < 0 or praised[i] < 0 else 0
        given[11, i] = 0 if bad else UNKNOWN if content[i] == -99 or complaints[i] < 0 else 80
        know, total = True, 0
        for n in range(12):
            know = know and given[n, i] != UNKNOWN
            total += given[n, i]
        points[i] = total if know else UNKNOWN
        away = scope[i] == 0 or enrolled[i] == 0 or rated[i] == 0 or rated[i] == 1 or united[i] == 0
        if away:
            standing[i] = OUT
        elif held[i] == 1:
            standing[i] = DEFERRED
        elif know and scope[i] == 1:
            standing[i] = SELECTED
        else:
            standing[i] = OPEN


@njit
def settled(group, points, standing, rank):
    """Counts everybody's points per group, then reads places off the counts."""
    many = group.max() + 1
    ranked, fit = np.zeros((many, MOST + 1), np.int32), np.zeros((many, MOST + 1), np.int32)
    for i in range(len(group)):
        if standing[i] != OUT and points[i] >= 0:
            ranked[group[i], points[i]] += 1
            fit[group[i], points[i]] += standing[i] == SELECTED
    for g in range(many):
        for p in range(MOST - 1, -1, -1):
            ranked[g, p] += ranked[g, p + 1]
            fit[g, p] += fit[g, p + 1]
    for i in range(len(group)):
        if standing[i] != OUT and points[i] >= 0:
            rank[i] = ranked[group[i], points[i] + 1] + 1
            if standing[i] == SELECTED and fit[group[i], points[i]] > SEATS:
                standing[i] = RESERVE if fit[group[i], points[i] + 1] >= SEATS else TIED


def job(data: dict[str, Any]) -> pl.DataFrame:
    group, *columns = data["columns"]
    points, standing, rank = (
        np.empty(len(group), np.int16),
        np.empty(len(group), np.int8),
        np.zeros(len(group), np.int32),
    )
    given = np.empty((len(CRITERIA), len(group)), np.int16)
    judged(*columns, given, points, standing)
    settled(group, points, standing, rank)
    told = {f"c.{name}": each for name, each in zip(CRITERIA, given, strict=True)}
    return pl.DataFrame({"id": data["id"], "list": standing, "rank": rank, **told})


def told(done: pl.DataFrame) -> pl.DataFrame:
    words = pl.lit(pl.Series(FOUND)).gather(pl.col("list").cast(pl.UInt32))
    given = [pl.when(pl.col(name) >= 0).then(name) for name in done.columns if name.startswith("c.")]
    return done.select("id", words.alias("list"), pl.when(pl.col("rank") > 0).then("rank"), *given)
