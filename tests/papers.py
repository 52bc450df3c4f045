"""Runs to make papers from: the five shipped campaigns on sample or made-up evidence, and small ones for one question."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
from attrs import evolve

from emulation_core.intake import read
from emulation_core.paper.package import W
from emulation_core.report.material import Material
from emulation_core.report.write import papers
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, evidence, loaded, shipped

RUN, HEAD = "0123456789ab", "0123456789abcdef" * 4
ON = date(2027, 3, 5)
MADE_UP: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "soc_trang/so_tnmt_2021_2030": [
        {
            "id": "T1",
            "name": "Phòng Đất đai",
            "kind": "collective",
            "diem_chi_so_cchc": 90,
            "hoi_dong_chi_so_cchc": True,
            "kiem_tra_cchc": "tot",
            "hoi_dong_ket_qua_kiem_tra": True,
        },
        {"id": "C1", "name": "Lý Thị Ngọc", "kind": "individual"},
    ],
    "binh_dinh/so_cong_thuong_2021_2025": [
        {"id": "T1", "name": "Phòng Quản lý thương mại", "kind": "collective", "truyen_thong": "tot"},
        {"id": "C1", "name": "Võ Văn Tấn", "kind": "individual"},
    ],
}


@cache
def sample(id: str, on: date = ON) -> Material:
    """A shipped campaign, scored on its sample evidence or on made-up people."""
    campaign = shipped(id)
    path = CAMPAIGNS[id].with_suffix(".sample.csv")
    facts = read([path], campaign.campaign) if path.is_file() else evidence(campaign.campaign, MADE_UP[id])
    outcome = score(campaign, facts, choose_round(campaign.campaign, None, on), on)
    return Material(outcome, RUN, HEAD)


def small(people: Sequence[Mapping[str, Any]], called: str | None = None, **fields: Any) -> Material:
    """A plan with one question and one seat, put to `people`; `fields` replace what the campaign file says.

    `called` replaces names and units and lengthens ids behind the reader's back, which would refuse some of them.
    """
    raw: dict[str, Any] = {
        "title": "Phong trào thi đua mẫu",
        "agency": "Sở Mẫu tỉnh Thử",
        "province": "tinh_mau",
        "period": {"use": "year", "year": 2026},
        "plan": {
            "number": "01/KH-SM",
            "issued": date(2026, 1, 5),
            "source": "full",
            "basis": ["KH 2/KH-UBND 05/01/2026"],
        },
        "facts": {"so_sang_kien": {"label": "Số sáng kiến", "type": "count"}},
        "criteria": [
            {
                "id": "sang_kien",
                "clause": "II.1",
                "text": "Có sáng kiến",
                "applies_to": ["collective", "individual"],
                "evaluator": {"use": "at_least", "fact": "so_sang_kien", "value": 1},
            }
        ],
        "awards": [
            {
                "id": "giay_khen",
                "name": "Giấy khen của Giám đốc Sở",
                "by": "giam_doc_so",
                "kinds": ["collective", "individual"],
                "clause": "III",
                "quota": {"use": "fixed", "collective": 1, "individual": 1},
            }
        ],
    } | fields
    campaign = loaded(raw)
    on = date(2026, 12, 31)
    facts = evidence(campaign.campaign, people)
    if called is not None:
        new = pl.lit(called)
        frame = facts.frame.with_columns(id=pl.concat_str(pl.col("id"), new), name=new, unit=new)
        facts = evolve(facts, frame=frame)
    return Material(score(campaign, facts, choose_round(campaign.campaign, None, on), on), RUN, HEAD)


def made(material: Material, into: Path, *kinds: str, folders: Sequence[Path] = ()) -> dict[str, Path]:
    """Papers of `kinds` in the folder `into`, by file name without its ending."""
    found = {}
    for paper, content in papers(material, kinds, folders):
        path = into / paper.file
        path.write_bytes(content)
        found[path.stem] = path
    return found


def said(path: Path) -> str:
    """Everything a paper says, one paragraph a line, as it stands in the file."""
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "\n".join(
        "".join(signs.get(part.tag, part.text or "") for run in line.iter(f"{W}r") for part in run)
        for line in root.iter(f"{W}p")
    )
