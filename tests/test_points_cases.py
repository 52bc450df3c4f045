"""Cases of a scored scheme: points, ranges, labels and ranks an official expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulation_core.cases import read, run
from emulation_core.errors import CampaignRefused
from schemes import fact_is_points, plan
from support import campaign_file, registry

ONE = """
[[cases]]
name  = "Hai bài được 29 điểm: huy chương vàng"
kind  = "individual"
facts = {{ bai_1 = 21, bai_2 = 8 }}
status = "eligible"
points = {points}
label  = "{label}"

[[cases]]
name  = "Một bài chưa chấm: từ 21 đến 42 điểm"
kind  = "individual"
facts = {{ bai_1 = 21 }}
points_range = [{low}, 42]
"""
TABLE = """
[[cases]]
name = "Hai người cùng điểm cùng hạng nhì, người sau hạng tư"
participants = [
    {{ id = "A", name = "An", kind = "individual", facts = {{ bai_1 = 21, bai_2 = 8 }} }},
    {{ id = "B", name = "Bình", kind = "individual", facts = {{ bai_1 = 20, bai_2 = 8 }} }},
    {{ id = "C", name = "Chi", kind = "individual", facts = {{ bai_1 = 8, bai_2 = 20 }} }},
    {{ id = "D", name = "Dũng", kind = "individual", facts = {{ bai_1 = 20, bai_2 = 7.5 }} }},
]
expect_standings = [
    {{ id = "A", points = 29.0, rank = 1, label = "vang" }},
    {{ id = "B", rank = 2, status = "eligible" }},
    {{ id = "C", rank = {rank} }},
    {{ id = "{last}", points = 27.5, rank = 4 }},
]
"""


@pytest.fixture
def judged(tmp_path):
    """The differences of every case of a text, judged by two problems of 21 points with gold from 29 on."""

    def judge(text: str) -> list[str]:
        criteria = [fact_is_points(name, 21, required=False) for name in ("bai_1", "bai_2")]
        raw = plan({}, {"bai_1": "number", "bai_2": "number"}, criteria, {}, labels=[{"id": "vang", "at_least": 29}])
        (tmp_path / "thi_2026.toml").write_text(campaign_file(raw), "utf-8")
        cases = tmp_path / "thi_2026.cases.toml"
        cases.write_text(text, "utf-8")
        return [line for result in run(cases, registry()) for line in result.differences]

    return judge


def test_cases_that_say_what_comes_out_hold(judged):
    """29 points and gold; 21 to 42; ranks 1, 2, 2, 4. A figure holds however many noughts it is written with."""
    assert judged(ONE.format(points="29.00", label="vang", low=21) + TABLE.format(rank=2, last="D")) == []


def test_a_case_that_says_otherwise_names_both_figures(judged):
    """One point, another label, another end of the range, another place, and somebody who is not in the table."""
    lines = judged(ONE.format(points=30, label="bac", low=20) + TABLE.format(rank=3, last="Đ"))
    told = [(line.split(": ")[-2].split(".")[-1], line.split(": ")[-1]) for line in lines[:4]]
    assert [key for key, _text in told] == ["points", "label", "points_range", "rank"]
    assert all(wanted in text for (_key, text), wanted in zip(told, ("30", "bac", "20 – 42", "3"), strict=True))
    assert "29" in told[0][1]
    assert "21 – 42" in told[2][1]
    assert "Đ" in lines[4]


def test_a_case_that_expects_nothing_names_the_keys_it_could_have(tmp_path: Path):
    """A case that cannot fail is refused."""
    path = tmp_path / "thi_2026.cases.toml"
    path.write_text('[[cases]]\nname = "Không mong đợi gì"\nkind = "individual"\n', "utf-8")
    with pytest.raises(CampaignRefused, match="expect_standings"):
        read(path)
