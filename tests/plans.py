"""Small plans in the words of an office: heads to put a plan under, and one to be replaced, extended and laid out in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from support import campaign_file

YEAR = {"use": "year", "year": 2026}
BOTH = ["collective", "individual"]
HEAD: dict[str, Any] = {
    "title": "Phong trào mẫu",
    "agency": "Sở Mẫu",
    "province": "tinh_mau",
    "period": YEAR,
    "plan": {"number": "1/KH-SM", "issued": date(2026, 1, 5), "source": "full"},
}
"""The head of a plan, where it does not matter."""
FLAG: dict[str, Any] = {
    "facts": {"dat": {"label": "Đạt", "type": "flag"}},
    "criteria": [
        {
            "id": "dat",
            "clause": "I",
            "text": "Đạt",
            "applies_to": BOTH,
            "evaluator": {"use": "flag", "fact": "dat"},
        }
    ],
}
"""The one criterion of a plan, where it is its awards that matter."""


def plan(**changes: Any) -> dict[str, Any]:
    """One criterion, one award; `changes` are keys of the file."""
    return {
        "title": "Đẩy mạnh cải cách hành chính năm 2026",
        "agency": "Sở Mẫu",
        "province": "tinh_mau",
        "period": YEAR,
        "plan": {"number": "48/KH-SM", "issued": date(2026, 3, 14), "source": "full"},
        "facts": {"so_tre_han": {"label": "Số hồ sơ trễ hạn", "type": "count"}},
        "criteria": [
            {
                "id": "khong_tre_han",
                "clause": "V.1, gạch đầu dòng 1",
                "text": "Không để xảy ra hồ sơ trễ hạn",
                "applies_to": ["collective", "individual"],
                "evaluator": {"use": "equals_zero", "fact": "so_tre_han"},
            }
        ],
        "awards": [
            {
                "id": "giay_khen",
                "name": "Giấy khen của Giám đốc Sở",
                "by": "giam_doc_so",
                "kinds": ["collective", "individual"],
                "clause": "V.2",
                "quota": {"use": "open"},
            }
        ],
        **changes,
    }


def put(folder: Path, id: str, raw: dict[str, Any]) -> Path:
    """The file of a campaign in a folder of provinces."""
    path = folder / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(campaign_file(raw), "utf-8")
    return path
