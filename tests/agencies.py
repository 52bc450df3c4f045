"""Agencies that propose and a province that ranks: their plans, people and ledgers, and `emulation consolidate` of these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import emulation_core.ledger as ledger
from emulation_core import consolidation
from emulation_core.campaign import Loaded
from emulation_core.consolidation import Asked, anchors
from emulation_core.evidence import Evidence
from emulation_core.scoring import choose_round, score
from schemes import ON, fact_is_points, plan
from support import Ran, campaign_file, evidence, inside, loaded, registry

BANG_KHEN = {
    "id": "bang_khen",
    "name": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
    "by": "chu_tich_ubnd_tinh",
    "clause": "III.2",
    "quota": {"use": "fixed", "individual": 2},
}
OFFERED = {
    "xep_hang_tai_co_quan": {"label": "Xếp hạng tại cơ quan", "type": "count"},
    "diem_tai_co_quan": {"label": "Điểm tại cơ quan", "type": "number"},
    "co_quan_de_nghi": {"label": "Cơ quan đề nghị", "type": "text"},
}
CRITERION = {"clause": "II.1", "text": "Đứng trong tốp đầu của cơ quan", "applies_to": ["individual"]}
PROVINCE: dict[str, Any] = {
    "title": "Xét bằng khen năm 2026",
    "agency": "Ủy ban nhân dân tỉnh Mẫu",
    "province": "tinh_mau",
    "period": {"use": "year", "year": 2026},
    "plan": {"number": "9/KH-UBND", "issued": date(2026, 2, 1), "source": "full"},
    "facts": {**OFFERED, "nam_lien_tuc": {"label": "Số năm liên tục", "type": "count"}},
    "criteria": [
        {**CRITERION, "id": "top_5", "evaluator": {"use": "at_most", "fact": "xep_hang_tai_co_quan", "value": 5}},
        {
            **CRITERION,
            "id": "lien_tuc",
            "required": False,
            "evaluator": {"use": "at_least", "fact": "nam_lien_tuc", "value": 2},
        },
        {**CRITERION, "id": "noi_de_nghi", "required": False, "evaluator": {"use": "shown", "fact": "co_quan_de_nghi"}},
    ],
    "awards": [
        {
            **BANG_KHEN,
            "kinds": ["individual"],
            "order": ["fact.xep_hang_tai_co_quan asc", "fact.diem_tai_co_quan desc"],
        }
    ],
}
"""A province that takes two, by place in the agency and then by points, and asks for years no ledger can state."""


def agency(name: str, id: str, scored: bool = True, **changes: Any) -> Loaded:
    """An agency's campaign: everybody with 50 points or more is proposed for a bằng khen, at most two of them."""
    award = {**BANG_KHEN, "at_least": 50} if scored else {**BANG_KHEN}
    raw = plan(
        {} if scored else None,
        {"diem_bi_mat": "number", "y_kien_rieng": "text"},
        [
            fact_is_points("diem_bi_mat", 100, required=False)
            if scored
            else {"id": "diem", "evaluator": {"use": "at_least", "fact": "diem_bi_mat", "value": 50}},
            {"id": "y_kien", "required": False, "evaluator": {"use": "shown", "fact": "y_kien_rieng"}},
        ],
        award,
    )
    return loaded({**raw, "agency": name, **changes}, f"tinh_mau/{id}")


def person(id: str, name: str, points: object, **facts: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "kind": "individual", "unit": "Phòng Một", "diem_bi_mat": points, **facts}


HEALTH = [
    person("CN-01", "Nguyễn Thị Ánh", "83,625", y_kien_rieng="Có bệnh nền"),
    person("CN-02", "Trần Văn Bảo", "71,125"),
    person("CN-03", "Lê Thị Cúc", "40,375"),
]
SCHOOL = [person("CN-01", "Phạm Văn Dũng", "91,875"), person("CN-07", "Nguyễn Thị Ánh", "88")]
Y_TE, GIAO_DUC = "tinh_mau/so_y_te_2026/2026/", "tinh_mau/so_giao_duc_2026/2026/"
SECRETS = ("83.625", "71.125", "40.375", "diem_bi_mat", "y_kien_rieng", "Có bệnh nền", "Lê Thị Cúc", "SK-07")


def scored(path: Path, made: Loaded, people: list[dict[str, Any]] | Evidence, on: date = ON) -> str:
    """The head of the run of an agency in its own ledger."""
    table = people if isinstance(people, Evidence) else evidence(made.campaign, people)
    outcome = score(made, table, choose_round(made.campaign, None, on), on)
    return ledger.record(path, outcome, registry()).head


@cache
def handed_in(ranks: bool) -> Mapping[str, bytes]:
    """The ledgers of two agencies, each of which proposes two; they cost less where nobody is ranked."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        scored(folder / "so_y_te.db", agency("Sở Y tế", "so_y_te_2026", ranks), HEALTH)
        scored(folder / "so_giao_duc.db", agency("Sở Giáo dục", "so_giao_duc_2026", ranks), SCHOOL)
        return {book: (folder / book).read_bytes() for book in ("so_y_te.db", "so_giao_duc.db")}


def laid(folder: Path, books: Mapping[str, bytes]) -> list[Path]:
    """Ledgers as files of a folder."""
    for name, book in books.items():
        (folder / name).write_bytes(book)
    return [folder / name for name in books]


def two_in(tmp_path: Path) -> list[Path]:
    """A fixture: two agencies without a ranking."""
    return laid(tmp_path, handed_in(False))


def ranked_in(tmp_path: Path) -> list[Path]:
    """A fixture: two agencies with points and ranks."""
    return laid(tmp_path, handed_in(True))


def province_in(tmp_path: Path) -> Path:
    """A fixture: the file of the province's campaign."""
    path = tmp_path / "tinh_mau" / "xet_bang_khen_2026.toml"
    path.parent.mkdir()
    path.write_text(campaign_file(PROVINCE), "utf-8")
    return path


def consolidate_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A fixture: `emulation consolidate` on the day the tests ask about."""

    def run(*arguments: object) -> Ran:
        out = ("-o", tmp_path / "tinh.db", "--on", ON.isoformat())
        return inside(capsys, "consolidate", *map(str, arguments), *out)

    run.out = tmp_path / "tinh.db"
    return run


def gathered(*paths: Path, asked: Asked | None = None) -> consolidation.Gathered:
    """What is collected of these ledgers."""
    return consolidation.gather(paths, asked or Asked(), anchors.Anchors(), registry())


def notes(*paths: Path) -> str:
    """What is said of everything that was collected."""
    table = consolidation.evidence(gathered(*paths), loaded(PROVINCE).campaign, ON)
    return "\n".join(f"{note.about}: {note.says}" for note in table.warnings)


def names(*paths: Path, asked: Asked | None = None) -> list[str]:
    """The names of those proposed."""
    return [one.name for one in gathered(*paths, asked=asked).nominees]


def proposal(answer: Any) -> Any:
    """The only proposal of the province's run."""
    [found] = answer["outcome"]["proposals"]
    return found
