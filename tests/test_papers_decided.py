"""Papers of what the ledger holds by now: the council's decisions, and nobody who was erased."""

from __future__ import annotations

import pytest

from papers import said
from support import CAMPAIGNS, inside

LAM_DONG = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[LAM_DONG].with_suffix(".sample.csv")


@pytest.fixture
def ledger(tmp_path, capsys):
    """The sample of Lâm Đồng, scored into a ledger."""
    path = tmp_path / "so.db"
    assert inside(capsys, "score", LAM_DONG, SAMPLE, "--on", "2027-03-05", "--ledger", path).code == 0
    return path


def test_nobody_who_was_erased_gets_a_paper_or_a_place(ledger, tmp_path, capsys):
    """Erased: a nominee (C01) and one not proposed (C03). The lists shrink by the nominee; no file is about either."""
    for id in ("C01", "C03"):
        assert inside(capsys, "erase", id, "--reason", "theo yêu cầu", "--ledger", ledger).code == 0
    written = inside(capsys, "report", "latest", "-o", tmp_path / "ra", "--ledger", ledger, "--json").json["papers"]
    about = {paper["participant"] for paper in written} - {None}
    assert {"C02", "C04", "T01"} <= about
    assert not [id for id in about if "⟦" in id or id in ("C01", "C03")]
    for name in ("danh_sach", "to_trinh", "bien_ban_hop"):
        text = said(tmp_path / "ra" / f"{name}.docx")
        assert "đã xoá" not in text
        assert "⟦" not in text
    assert "Lưu Quang Khải" in said(tmp_path / "ra" / "danh_sach.docx")
