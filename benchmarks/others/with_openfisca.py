"""OpenFisca-core: a variable per fact and per criterion, formulas on whole arrays; the order by NumPy.

OpenFisca has no empty cell. Its users write -1 where nothing is known, as done here, and floats are its float32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from emulation_core.law import DEFERRAL
from others import CRITERIA
from others.ranked import DEFERRED, OPEN, OUT, SELECTED, UNKNOWN, listed
from reference import FOUND, GROUP

NAME = "OpenFisca-core"
YEAR = "2026"
SHARES = ("ty_le_truc_tuyen", "chi_so", "chi_so_truoc", "ty_le_hai_long")
FACTS = (
    *("thuoc_pham_vi", "diem_thi", "so_lan_nhac", "co_thu_tuc", "so_tre_han", "so_ton_tai", "co_dang_ky", "xep_loai"),
    *("ket_qua", "chi_tieu", "doan_ket", "so_mo_hinh", "duoc_cong_nhan", "so_khieu_nai", DEFERRAL, GROUP),
)
Person = Entity("person", "persons", "A participant", "")


def variable(name: str, formula: Any = None, kind: type = int) -> type[Variable]:
    keys = {"value_type": kind, "entity": Person, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), keys if formula is None else {**keys, "formula": formula})


def gives(points: int, met: Any, *facts: str) -> Any:
    """A formula: `points` where `met` holds of the facts, 0 where not, -1 where one of them is not known."""

    def formula(person: Any, period: Any) -> Any:
        values = [person(fact, period) for fact in facts]
        known = np.logical_and.reduce([value >= 0 for value in values])
        return np.where(known, np.where(met(*values), points, 0), UNKNOWN)

    return formula


def warned(person: Any, period: Any) -> Any:
    times = person("so_lan_nhac", period)
    return np.where(times >= 0, np.maximum(80 - 20 * times, 0), UNKNOWN)


def on_time(person: Any, period: Any) -> Any:
    bound, late = person("co_thu_tuc", period), person("so_tre_han", period)
    return np.select([bound == 0, (bound < 0) | (late < 0)], [70, UNKNOWN], np.where(late == 0, 70, 0))


def either(person: Any, period: Any) -> Any:
    models, praised = person("so_mo_hinh", period), person("duoc_cong_nhan", period)
    return np.select([(models >= 4) | (praised == 1), (models < 0) | (praised < 0)], [70, UNKNOWN], 0)


def both(person: Any, period: Any) -> Any:
    content, complaints = person("ty_le_hai_long", period), person("so_khieu_nai", period)
    bad = ((content >= 0) & (content < 82.5)) | (complaints > 3)
    return np.select([bad, (content < 0) | (complaints < 0)], [0, UNKNOWN], 80)


GIVEN = {
    "c_diem_thi": lambda person, period: person("diem_thi", period),
    "c_truc_tuyen": gives(50, lambda share: share > 60, "ty_le_truc_tuyen"),
    "c_nhac_nho": warned,
    "c_tre_han": on_time,
    "c_ton_tai": gives(60, lambda found: found == 0, "so_ton_tai"),
    "c_dang_ky": gives(30, lambda yes: yes == 1, "co_dang_ky"),
    "c_hoan_thanh": gives(90, lambda rung: rung >= 2, "xep_loai"),
    "c_tang_chi_so": gives(120, lambda now, before: now > before, "chi_so", "chi_so_truoc"),
    "c_dat_chi_tieu": gives(110, lambda done, due: done >= due, "ket_qua", "chi_tieu"),
    "c_doan_ket": gives(40, lambda yes: yes == 1, "doan_ket"),
    "c_doi_moi": either,
    "c_phuc_vu": both,
}


def total(person: Any, period: Any) -> Any:
    given = [person(name, period) for name in GIVEN]
    known = np.logical_and.reduce([points >= 0 for points in given])
    return np.where(known, sum(given), UNKNOWN)


def standing(person: Any, period: Any) -> Any:
    scope, points = person("thuoc_pham_vi", period), person("total", period)
    refused = [person(name, period) == 0 for name in ("c_dang_ky", "c_hoan_thanh", "c_doan_ket")]
    out = np.logical_or.reduce([scope == 0, *refused])
    fit = (scope == 1) & (points >= 0)
    return np.select([out, person(DEFERRAL, period) == 1, fit], [OUT, DEFERRED, SELECTED], OPEN)


def ends(person: Any, period: Any) -> tuple[Any, Any]:
    return listed(person("standing", period), person(GROUP, period), person("total", period))


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([Person])
    facts = [*(variable(name) for name in FACTS), *(variable(name, kind=float) for name in SHARES)]
    formulas = {**GIVEN, "total": total, "standing": standing}
    for each in [*facts, *(variable(name, formula) for name, formula in formulas.items())]:
        made.add_variable(each)
    return made


def taken(frame: pl.DataFrame) -> tuple[pl.Series, TaxBenefitSystem, dict[str, np.ndarray]]:
    arrays = {name: frame[name].cast(pl.Int32).fill_null(UNKNOWN).to_numpy() for name in FACTS}
    arrays |= {name: frame[name].cast(pl.Float32).fill_null(UNKNOWN).to_numpy() for name in SHARES}
    return frame["id"], system(), arrays


def job(data: tuple[pl.Series, TaxBenefitSystem, dict[str, np.ndarray]]) -> Any:
    ids, rules, arrays = data
    simulation = SimulationBuilder().build_default_simulation(rules, count=len(ids))
    for name, values in arrays.items():
        simulation.set_input(name, YEAR, values)
    return ids, *ends(simulation.calculate, YEAR), {name: simulation.calculate(name, YEAR) for name in GIVEN}


def told(done: Any) -> pl.DataFrame:
    ids, lists, rank, given = done
    words = pl.Series(FOUND).gather(pl.Series(lists, dtype=pl.UInt32))
    points = {f"c.{name}": pl.Series(given[f"c_{name}"]) for name in CRITERIA}
    frame = pl.DataFrame({"id": ids, "list": words, "rank": pl.Series(rank).cast(pl.UInt32), **points})
    known = [pl.when(pl.col(name) >= 0).then(name) for name in points]
    return frame.with_columns(pl.when(pl.col("rank") > 0).then("rank"), *known)
