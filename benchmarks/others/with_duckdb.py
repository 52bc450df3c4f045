"""One SQL query over a table that DuckDB holds in memory, into another one."""

from __future__ import annotations

import duckdb
import polars as pl

from emulation_core.law import DEFERRAL
from others import CRITERIA
from reference import GROUP, SEATS

NAME = "DuckDB"
ALL = ", ".join(f'"c.{name}"' for name in CRITERIA)
SUM = " + ".join(f'"c.{name}"' for name in CRITERIA)
QUERY = f"""
create or replace table answer as
with judged as (
  select id, {GROUP}, {DEFERRAL}, thuoc_pham_vi,
    (diem_thi)::smallint as "c.diem_thi",
    (case when ty_le_truc_tuyen > 60 then 50 when ty_le_truc_tuyen <= 60 then 0 end)::smallint as "c.truc_tuyen",
    (case when so_lan_nhac < 4 then 80 - 20 * so_lan_nhac when so_lan_nhac >= 4 then 0 end)::smallint as "c.nhac_nho",
    (case when not co_thu_tuc then 70 when co_thu_tuc then 70 * (so_tre_han = 0)::int end)::smallint as "c.tre_han",
    (60 * (so_ton_tai = 0)::int)::smallint as "c.ton_tai",
    (30 * co_dang_ky::int)::smallint as "c.dang_ky",
    (90 * (xep_loai >= 2)::int)::smallint as "c.hoan_thanh",
    (120 * (chi_so > chi_so_truoc)::int)::smallint as "c.tang_chi_so",
    (110 * (ket_qua >= chi_tieu)::int)::smallint as "c.dat_chi_tieu",
    (40 * doan_ket::int)::smallint as "c.doan_ket",
    (70 * (so_mo_hinh >= 4 or duoc_cong_nhan)::int)::smallint as "c.doi_moi",
    (80 * (ty_le_hai_long >= 82.5 and so_khieu_nai <= 3)::int)::smallint as "c.phuc_vu",
    coalesce(not thuoc_pham_vi or not co_dang_ky or xep_loai < 2 or not doan_ket, false) as away
  from participant
), standing as (
  select id, {GROUP}, away, {ALL}, {SUM} as points,
    case when away then 'out' when {DEFERRAL} then 'deferred'
         when thuoc_pham_vi and {SUM} is not null then 'eligible' else 'open' end as standing
  from judged
), ranked as (
  select id, standing, {ALL},
    case when not away and points is not null then
      rank() over (partition by {GROUP}, away or points is null order by points desc) end as rank,
    rank() over fit - 1 as before,
    count(*) over (fit range between unbounded preceding and current row) as upto
  from standing
  window fit as (partition by {GROUP}, standing = 'eligible' order by points desc)
)
select id, rank, {ALL},
  case when standing <> 'eligible' then standing when upto <= {SEATS} then 'selected'
       when before >= {SEATS} then 'reserve' else 'tied' end as list
from ranked
"""


def taken(frame: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    base.register("given", frame.to_arrow())
    base.execute("create table participant as select * from given")
    return base


def job(base: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    return base.execute(QUERY)


def told(base: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return pl.DataFrame(base.sql("from answer").to_arrow_table())
