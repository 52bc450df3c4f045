"""One fused loop in machine code, and a count of points per group instead of a sort: what the machine itself can do."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numba import njit, prange

from emulation_core.law import DEFERRAL
from peers.ranked import DEFERRED, OPEN, OUT, RESERVE, SELECTED, TIED, UNKNOWN
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
           complaints, online, index, before, content, points, standing):  # fmt: skip
    for i in prange(len(scope)):
        know = test[i] >= 0 and online[i] >= 0 and warned[i] >= 0 and left[i] >= 0 and bound[i] >= 0
        know = know and (bound[i] == 0 or late[i] >= 0) and enrolled[i] >= 0 and rated[i] >= 0 and united[i] >= 0
        know = know and index[i] != -99 and before[i] != -99 and result[i] >= 0 and target[i] >= 0
        fresh = models[i] >= 4 or praised[i] == 1
        know = know and (fresh or (models[i] >= 0 and praised[i] >= 0))
        bad = (content[i] != -99 and content[i] < 82.5) or complaints[i] > 3
        know = know and (bad or (content[i] != -99 and complaints[i] >= 0))
        total = test[i] + 50 * (online[i] > 60) + max(80 - 20 * warned[i], 0)
        total += 70 * (bound[i] == 0 or late[i] == 0) + 60 * (left[i] == 0) + 30 * (enrolled[i] == 1)
        total += 90 * (rated[i] >= 2) + 120 * (index[i] > before[i]) + 110 * (result[i] >= target[i])
        total += 40 * (united[i] == 1) + 70 * fresh + 80 * (not bad)
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
    points, standing, rank = np.empty(len(group), np.int16), np.empty(len(group), np.int8), np.zeros(len(group), np.int32)
    judged(*columns, points, standing)
    settled(group, points, standing, rank)
    return pl.DataFrame({"id": data["id"], "list": standing, "rank": rank})


def told(done: pl.DataFrame) -> pl.DataFrame:
    words = pl.lit(pl.Series(FOUND)).gather(pl.col("list").cast(pl.UInt32))
    return done.select("id", words.alias("list"), pl.when(pl.col("rank") > 0).then("rank"))
