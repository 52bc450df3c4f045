"""zen-engine (GoRules): one decision with an expression per criterion, all participants in one batch; NumPy ranks."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from zen import ZenEngine

from emulation_core.law import DEFERRAL
from others import CRITERIA
from others.ranked import DEFERRED, OPEN, OUT, SELECTED, UNKNOWN, listed
from reference import FOUND, GROUP

NAME = "zen-engine"


def gives(fact: str, met: str, points: int) -> str:
    return f"{fact} == null ? null : ({met} ? {points} : 0)"


GIVEN = {
    "c_diem_thi": "diem_thi",
    "c_truc_tuyen": gives("ty_le_truc_tuyen", "ty_le_truc_tuyen > 60", 50),
    "c_nhac_nho": "so_lan_nhac == null ? null : (so_lan_nhac < 4 ? 80 - 20 * so_lan_nhac : 0)",
    "c_tre_han": f"co_thu_tuc == null ? null : (co_thu_tuc ? ({gives('so_tre_han', 'so_tre_han == 0', 70)}) : 70)",
    "c_ton_tai": gives("so_ton_tai", "so_ton_tai == 0", 60),
    "c_dang_ky": gives("co_dang_ky", "co_dang_ky", 30),
    "c_hoan_thanh": gives("xep_loai", "xep_loai >= 2", 90),
    "c_tang_chi_so": f"chi_so_truoc == null ? null : ({gives('chi_so', 'chi_so > chi_so_truoc', 120)})",
    "c_dat_chi_tieu": f"chi_tieu == null ? null : ({gives('ket_qua', 'ket_qua >= chi_tieu', 110)})",
    "c_doan_ket": gives("doan_ket", "doan_ket", 40),
    "c_doi_moi": "(so_mo_hinh != null and so_mo_hinh >= 4) or duoc_cong_nhan == true ? 70 : "
    "(so_mo_hinh == null or duoc_cong_nhan == null ? null : 0)",
    "c_phuc_vu": "(ty_le_hai_long != null and ty_le_hai_long < 82.5) or (so_khieu_nai != null and so_khieu_nai > 3) "
    "? 0 : (ty_le_hai_long == null or so_khieu_nai == null ? null : 80)",
}
KNOWN = " and ".join(f"$.{name} != null" for name in GIVEN)
EXPRESSIONS = GIVEN | {
    "points": f"{KNOWN} ? {' + '.join(f'$.{name}' for name in GIVEN)} : null",
    "standing": "thuoc_pham_vi == false or $.c_dang_ky == 0 or $.c_hoan_thanh == 0 or $.c_doan_ket == 0 ? 'out' : "
    f"({DEFERRAL} == true ? 'deferred' : (thuoc_pham_vi == true and $.points != null ? 'eligible' : 'open'))",
}
DECISION = {
    "nodes": [
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "judge",
            "name": "judge",
            "type": "expressionNode",
            "content": {"expressions": [{"id": n, "key": n, "value": value} for n, value in EXPRESSIONS.items()]},
        },
        {"id": "out", "name": "out", "type": "outputNode"},
    ],
    "edges": [
        {"id": "e1", "sourceId": "in", "targetId": "judge"},
        {"id": "e2", "sourceId": "judge", "targetId": "out"},
    ],
}
STANDINGS = {"out": OUT, "deferred": DEFERRED, "eligible": SELECTED, "open": OPEN}


def taken(frame: pl.DataFrame) -> tuple[pl.DataFrame, ZenEngine, list[dict[str, Any]]]:
    engine = ZenEngine({"loader": {"type": "static", "content": {"score": DECISION}}})
    contexts = frame.drop("id", GROUP).to_dicts()
    return frame, engine, [{"key": "score", "context": context} for context in contexts]


def job(data: tuple[pl.DataFrame, ZenEngine, list[dict[str, Any]]]) -> tuple[pl.DataFrame, list[Any]]:
    frame, engine, requests = data
    return frame, engine.evaluate_batch(requests)


def told(done: tuple[pl.DataFrame, list[Any]]) -> pl.DataFrame:
    """The engine ranks nobody: the order is found here, outside the time."""
    frame, answers = done
    found = [answer["data"]["result"] for answer in answers]
    standing = np.array([STANDINGS[each["standing"]] for each in found])
    points = np.array([UNKNOWN if each.get("points") is None else round(each["points"]) for each in found])
    lists, rank = listed(standing, frame[GROUP].to_numpy(), points)
    words = [FOUND[n] for n in lists]
    given = {f"c.{name}": pl.Series([each.get(f"c_{name}") for each in found], dtype=pl.Float64) for name in CRITERIA}
    return pl.DataFrame({"id": frame["id"], "list": words, "rank": [int(n) or None for n in rank], **given})
