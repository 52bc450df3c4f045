"""Texts that try to become something else than text, and an outcome in which every text is one of them."""

from __future__ import annotations

from datetime import date

import polars as pl
from attrs import evolve

from emulation_core.decision import Decision
from emulation_core.outcome import Outcome
from emulation_core.scoring import choose_round, score
from support import evidence, loaded

TEXTS = {
    "dde": "=cmd|' /C calc'!A0",
    "formula": '=HYPERLINK("http://x.test","y")',
    "plus": "+1+cmd|' /C calc'!A0",
    "at": "@SUM(1;2)",
    "web": "http://x.test/?a=1&b=2",
    "file": "file://may_chu/thu_muc/x.exe",
    "share": "\\\\may_chu\\thu_muc\\x.exe",
    "mail": "mailto:a@x.test",
    "script": "<script>alert(1)</script>",
    "image": "\"><img src=http://x.test/x onerror='alert(1)'>",
    "closing": "</style></title></table><svg/onload=alert(1)>",
    "javascript": "javascript:alert(1)",
    "path": "../../x",
    "template": "{{ 7 * 7 }}{% include 'x' %}{0} %(a)s",
    "markup": "<r><t>in đậm</t></r>",
    "escaped": "_x0041_ &amp; &#x3C; ]]> <!-- --",
    "bidi": "\u202egnp.exe\u200f \u2067x",
    "long": "Nguyễn 𠮷" + "ă𠮷" * 19_996,
}
DECIDED = date(2027, 3, 2)


def outcome(text: str) -> Outcome:
    """One campaign in which `text` stands wherever an office may write, with two tied and one open."""
    raw = {
        "title": text,
        "agency": text,
        "province": "tinh_mau",
        "period": {"use": "year", "year": 2026},
        "plan": {"number": text, "issued": date(2026, 1, 5), "source": "full"},
        "facts": {
            "xep_loai": {"label": text, "type": "rating", "ladder": ["thap", "cao"], "labels": {"cao": text}},
            "doan_ket": {"label": f"{text} (2)", "type": "flag"},
        },
        "criteria": [
            {
                "id": "xep_loai_cao",
                "clause": text,
                "text": text,
                "applies_to": ["collective"],
                "evaluator": {"use": "rated_at_least", "fact": "xep_loai", "rung": "cao"},
            },
            {
                "id": "doan_ket",
                "clause": text,
                "text": text,
                "applies_to": ["collective"],
                "evaluator": {"use": "judged", "fact": "doan_ket"},
            },
            {
                "id": "quy_dinh",
                "clause": text,
                "text": text,
                "applies_to": ["collective"],
                "evaluator": {"use": "unresolved", "text": text},
                "required": False,
            },
        ],
        "awards": [
            {
                "id": "giay_khen",
                "name": text,
                "by": "giam_doc_so",
                "kinds": ["collective"],
                "clause": text,
                "quota": {"use": "fixed", "collective": 1},
            }
        ],
        "assumptions": [{"about": text, "says": text}],
        "unresolved": [{"about": text, "says": text}],
    }
    made = loaded(raw)
    people = [{"id": f"T{n}", "name": f"Phòng {n}", "kind": "Tập thể", "xep_loai": "cao"} for n in range(3)]
    for person in people[:2]:
        person["doan_ket"] = "có"
    table = evidence(made.campaign, people)
    # Straight into the frame: what intake would refuse must still be harmless on paper.
    names = [text, f"{text}2", f"{text}3"]
    frame = table.frame.with_columns(id=pl.Series(names), name=pl.Series(names), unit=pl.Series([text] * 3))
    sheets = tuple(evolve(sheet, file=text) for sheet in table.sheets)
    hostile = evolve(table, frame=frame, sheets=sheets)
    return score(made, hostile, choose_round(made.campaign, "2026", DECIDED), DECIDED)


def decisions(text: str) -> tuple[Decision, ...]:
    """The council takes the first of the tied; all it says is `text`."""
    return (Decision("giay_khen", text, "take", text, text, text, DECIDED),)
