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


SCORED = """
title = "Chấm điểm năm 2026"
agency = "Sở Mẫu tỉnh Thử"
province = "tinh_mau"
period = { use = "year", year = 2026 }
plan = { number = "01/KH-SM", issued = 2026-01-05, source = "full" }
scoring = {}
labels = [{ id = "kha", name = "Khá", at_least = 5 }, { id = "tot", name = "Tốt", at_least = 15 }]

[facts]
diem = { label = "Điểm", type = "number", max = 20 }
y_thuc = { label = "Ý thức", type = "flag" }

[[criteria]]
id = "diem"
clause = "II.1"
text = "Điểm công tác"
applies_to = ["individual"]
points = 20
required = false
evaluator = { use = "points", fact = "diem" }

[[criteria]]
id = "y_thuc"
clause = "II.2"
text = "Ý thức kỷ luật"
applies_to = ["individual"]
evaluator = { use = "judged", fact = "y_thuc" }

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["individual"]
clause = "III"
at_least = 12
quota = { use = "open" }
votes = { of = "members", at_least = "2/3", clause = "III.2" }
"""
PEOPLE = """id,name,kind,diem,y_thuc
C1,Nguyễn An,Cá nhân,18.5,có
C2,Trần Bình,Cá nhân,13,
C3,Lê Cúc,Cá nhân,3,có
C4,Vũ Dung,Cá nhân,,có
C5,Hồ Giang,Cá nhân,14,
"""


@pytest.fixture
def papers(tmp_path, capsys):
    """A scored plan; the council judged C2 yes and took it, and judged C5 no. Every paper's text by its file."""
    folder = tmp_path / "p" / "tinh_mau"
    folder.mkdir(parents=True)
    (folder / "diem_2026.toml").write_text(SCORED, "utf-8")
    (tmp_path / "e.csv").write_text(PEOPLE, "utf-8")
    book = ("--ledger", tmp_path / "so.db", "--provinces", tmp_path / "p")
    minutes = ("--award", "giay_khen", "--reason", "Đã họp", "--minutes", "BB 1", "--by", "Chủ tịch", *book)
    done = [
        inside(capsys, "score", "tinh_mau/diem_2026", tmp_path / "e.csv", "--on", "2027-03-01", *book),
        inside(capsys, "decide", "latest", "--judge", "C2", "y_thuc", "đạt", *minutes),
        inside(capsys, "decide", "latest", "--judge", "C5", "y_thuc", "không đạt", *minutes),
        inside(capsys, "decide", "latest", "--take", "C2", *minutes),
        inside(capsys, "report", "latest", "-o", tmp_path / "ra", *book),
    ]
    assert [ran.code for ran in done] == [0] * len(done)
    texts = {path.stem: said(path) for path in (tmp_path / "ra").glob("*.docx")}
    return {**texts, "ket_qua": (tmp_path / "ra" / "ket_qua.html").read_text("utf-8")}


def test_papers_of_a_scored_plan_say_points_rank_and_label(papers):
    """In the list, the minutes and a nominee's own report; nobody has "0/0" criteria met."""
    for name in ("danh_sach", "bien_ban_hop", "bao_cao_thanh_tich_C1_nguyen_an"):
        assert "18,5 điểm" in papers[name]
        assert "xếp loại Tốt" in papers[name]
        assert "0/0" not in papers[name]
    assert "Xếp loại: <span>Tốt</span>" in papers["ket_qua"]


def test_who_is_below_the_line_or_not_counted_yet_is_told_so(papers):
    """3 points of 12, and points that no evidence settles yet: never "no criterion applies"."""
    below, unsure = papers["thong_bao_C3_le_cuc"], papers["thong_bao_C4_vu_dung"]
    assert "3 điểm" in below
    assert "hình thức này dành cho trường hợp đạt từ 12 điểm trở lên (III)." in below
    assert "điểm chưa chốt, trong khoảng 0 – 20 điểm" in unsure
    assert "Không có tiêu chí nào áp dụng" not in "".join(papers.values())


def test_minutes_say_which_votes_the_plan_asks_for(papers):
    """The share and its clause; the council counts."""
    assert "từ 2/3 tổng số thành viên hội đồng trở lên (III.2)" in papers["bien_ban_hop"]
    assert "từ 2/3 tổng số thành viên hội đồng trở lên (III.2)" in papers["ket_qua"]


def test_what_the_council_judged_stands_in_the_papers(papers):
    """Yes: the nominee's report says met and by which minutes. No: that is why, and nobody waits for it any more."""
    assert "Chờ hội đồng" not in papers["bao_cao_thanh_tich_C2_tran_binh"]
    assert "1/1\n13 điểm" in papers["danh_sach"]
    assert "kết luận đạt “Ý thức kỷ luật” (II.2): Giấy khen" in papers["bien_ban_hop"]
    assert "kết luận chưa đạt “Ý thức kỷ luật” (II.2): Giấy khen" in papers["bien_ban_hop"]
    assert "Hội đồng kết luận: chưa đạt (BB 1)." in papers["thong_bao_C5_ho_giang"]
    assert "Chưa đạt điều kiện của hình thức này (III)." in papers["thong_bao_C5_ho_giang"]
    waiting = papers["bien_ban_hop"].partition("Còn để ngỏ")[2].partition("Các quyết định")[0]
    assert "Vũ Dung" in waiting
    assert "Hồ Giang" not in waiting
    assert "Ý thức kỷ luật: đạt" in papers["ket_qua"]
