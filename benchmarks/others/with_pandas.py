"""pandas with its nullable types, whose logic is Kleene's, and its own ranking by group."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from emulation_core.law import DEFERRAL
from others import CRITERIA
from reference import FOUND, GROUP, SEATS

NAME = "pandas"
NULLABLE = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int8(): pd.Int8Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
}


def taken(frame: pl.DataFrame) -> pd.DataFrame:
    return frame.to_arrow().to_pandas(types_mapper=NULLABLE.get)


def criteria(p: pd.DataFrame) -> dict[str, pd.Series]:
    """What each gives, in tenths; <NA> where something is not known."""
    late = ((p["so_tre_han"] == 0) * 70).mask((~p["co_thu_tuc"]).fillna(False), 70).mask(p["co_thu_tuc"].isna(), pd.NA)
    fresh = (p["so_mo_hinh"] >= 4) | p["duoc_cong_nhan"]
    served = (p["ty_le_hai_long"] >= 82.5) & (p["so_khieu_nai"] <= 3)
    parts = (
        p["diem_thi"],
        (p["ty_le_truc_tuyen"] > 60) * 50,
        (80 - 20 * p["so_lan_nhac"]).clip(lower=0),
        late,
        (p["so_ton_tai"] == 0) * 60,
        p["co_dang_ky"] * 30,
        (p["xep_loai"] >= 2) * 90,
        (p["chi_so"] > p["chi_so_truoc"]) * 120,
        (p["ket_qua"] >= p["chi_tieu"]) * 110,
        p["doan_ket"] * 40,
        fresh * 70,
        served * 80,
    )
    return {f"c.{name}": part for name, part in zip(CRITERIA, parts, strict=True)}


def job(p: pd.DataFrame) -> pd.DataFrame:
    given = criteria(p)
    total = reduce(add, given.values())
    refused = ~p["co_dang_ky"] | (p["xep_loai"] < 2) | ~p["doan_ket"] | ~p["thuoc_pham_vi"]
    out = refused.fillna(False).to_numpy(bool)
    held = p[DEFERRAL].fillna(False).to_numpy(bool)
    known = total.notna().to_numpy(bool)
    fit = p["thuoc_pham_vi"].fillna(False).to_numpy(bool) & known & ~out & ~held
    plain, group = filled(total), p[GROUP]
    inside = pd.Series(np.where(fit, plain, np.nan)).groupby(group.to_numpy())
    before, upto = (inside.rank(method=end, ascending=False).to_numpy() for end in ("min", "max"))
    rank = pd.Series(np.where(out, np.nan, plain)).groupby(group.to_numpy()).rank(method="min", ascending=False)
    cases = [out, held, ~fit, upto <= SEATS, before > SEATS]
    lists = np.select(cases, [0, 5, 4, 1, 3], 2)
    found = pd.Categorical.from_codes(lists, list(FOUND))
    return pd.DataFrame({"id": p["id"], "list": found, "rank": rank, **given})


def filled(values: pd.Series) -> np.ndarray:
    return values.astype("Float64").to_numpy(float, na_value=np.nan)


def told(done: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": done["id"].to_list(),
            "list": done["list"].astype(str).to_list(),
            "rank": pl.Series(done["rank"].to_numpy(), nan_to_null=True).cast(pl.UInt32),
            **{name: pl.Series(filled(done[name]), nan_to_null=True) for name in done if name.startswith("c.")},
        }
    )
