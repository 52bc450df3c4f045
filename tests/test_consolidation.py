"""Agencies' proposals become the province's table: only what the form needs, and what no ledger states is missing."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from agencies import (
    GIAO_DUC,
    PROVINCE,
    SECRETS,
    Y_TE,
    agency,
    consolidate_in,
    gathered,
    person,
    proposal,
    province_in,
    ranked_in,
    scored,
    two_in,
)
from emulation_core.intake import read
from emulation_core.ledger.council import decide
from emulation_core.ledger.room import Wish
from ledgers import PAPER, second, wrong
from support import CAMPAIGNS, campaign_file, inside, registry

two = pytest.fixture(two_in)
ranked = pytest.fixture(ranked_in)
province = pytest.fixture(province_in)
consolidate = pytest.fixture(consolidate_in)
NINH_THUAN = "ninh_thuan/so_cong_thuong_2023"


def test_the_province_ranks_whom_the_agencies_propose(ranked, province, consolidate):
    """First of each agency before the seconds; between the ranked firsts no question: there are ranked seats."""
    answer = consolidate(*ranked, "--campaign", province, "--json").json
    found = proposal(answer)
    assert found["selected"] == [f"{Y_TE}CN-01", f"{GIAO_DUC}CN-01"]
    assert found["reserve"] == [f"{GIAO_DUC}CN-07", f"{Y_TE}CN-02"]
    places = {p["id"]: p["findings"][0]["measured"] for p in answer["outcome"]["participants"]}
    assert places == {f"{Y_TE}CN-01": "1", f"{Y_TE}CN-02": "2", f"{GIAO_DUC}CN-01": "1", f"{GIAO_DUC}CN-07": "2"}


def test_what_no_ledger_states_is_missing(two, province, consolidate):
    """The years the province asks for are absent for everybody, and said to be: missing, never a no."""
    answer = consolidate(*two, "--campaign", province, "--json").json["outcome"]
    verdicts = {p["findings"][1]["verdict"] for p in answer["participants"]}
    assert verdicts == {"missing"}
    assert "nam_lien_tuc" in {note["about"] for note in answer["warnings"]}


def test_an_agency_without_points_stays_open(ranked, province, consolidate, tmp_path):
    """Who comes from an agency that ranks nobody may stand anywhere: open, and only who can lose to one is certain."""
    third = tmp_path / "so_noi_vu.db"
    scored(third, agency("Sở Nội vụ", "so_noi_vu_2026", scored=False), [person("CN-01", "Đỗ Thị Én", "60")])
    found = proposal(consolidate(*ranked, third, "--campaign", province, "--json").json)
    assert found["open"] == ["tinh_mau/so_noi_vu_2026/2026/CN-01"]
    assert found["selected"] == [f"{Y_TE}CN-01", f"{GIAO_DUC}CN-01"]
    assert found["certain"] == [f"{GIAO_DUC}CN-01"]


def test_no_evidence_travels(ranked, province, consolidate):
    """Not one byte of the province's ledger tells a value, a fact or a fallen participant of an agency."""
    assert consolidate(*ranked, "--campaign", province).code == 0
    body = b"".join(path.read_bytes() for path in consolidate.out.parent.glob("tinh.db*"))
    assert "Trần Văn Bảo".encode() in body
    # Points of the proposed are a fact the province declares; those of the fallen are none.
    declared = {"83.625", "71.125"}
    assert [text for text in SECRETS if text.encode() in body and text not in declared] == []


def test_only_declared_facts_travel(ranked, province, consolidate):
    """A province that does not ask for points does not get them."""
    facts = {name: fact for name, fact in PROVINCE["facts"].items() if name != "diem_tai_co_quan"}
    awards = [{**PROVINCE["awards"][0], "order": ["fact.xep_hang_tai_co_quan asc"]}]
    province.write_text(campaign_file({**PROVINCE, "facts": facts, "awards": awards}), "utf-8")
    assert consolidate(*ranked, "--campaign", province).code == 0
    body = b"".join(path.read_bytes() for path in consolidate.out.parent.glob("tinh.db*"))
    assert [text for text in SECRETS if text.encode() in body] == []


def test_the_provinces_run_is_a_run_like_any_other(ranked, province, consolidate, capsys, tmp_path):
    """It is listed, explained with the ledger each value comes from, decided on, reported, verified and replayed."""
    run = consolidate(*ranked, "--campaign", province, "--json").json["outcome"]
    at = ("--ledger", consolidate.out)
    told = inside(capsys, "explain", "latest", f"{Y_TE}CN-01", "--json", *at).json["participant"]
    origin = gathered(ranked[0]).runs[0][1].run
    assert told["findings"][0]["source"] == f"so_y_te.db#{origin}:1 › xep_hang_tai_co_quan"
    assert inside(capsys, "verify", "--replay", "--anchor", run["head"], *at).code == 0
    assert second(consolidate.out)[0] == 0
    assert inside(capsys, "report", "latest", "-o", tmp_path / "giay", *at).code == 0
    paper = ("--reason", "Hội đồng", "--minutes", "BB 1", "--by", "Chủ tịch")
    assert inside(capsys, "decide", "latest", "--award", "bang_khen", "--defer", f"{Y_TE}CN-01", *paper, *at).code == 0
    assert wrong(consolidate.out) == []


def test_nobody_proposed_is_an_answer_too(two, province, consolidate):
    """Where nobody is proposed the province's run says so: nobody in it, exit 0."""
    for path in two:
        for id in [one.id.rpartition("/")[2] for one in gathered(path).nominees]:
            decide(path, "latest", "bang_khen", [Wish("defer", id)], PAPER)
    found = consolidate(*two, "--campaign", province, "--json")
    assert found.code == 0
    assert found.json["outcome"]["participants"] == []


def test_a_campaign_that_cannot_take_the_table_is_refused(two, province, consolidate):
    """A fact declared with another type, and no award of the form: each fault at its line."""
    facts = {"xep_hang_tai_co_quan": {"label": "Hạng", "type": "number"}}
    criteria = [{**PROVINCE["criteria"][0]}]
    awards = [{**PROVINCE["awards"][0], "order": [], "id": "khen_khac", "form": "other"}]
    raw = {**PROVINCE, "facts": facts, "criteria": criteria, "awards": awards}
    province.write_text(campaign_file(raw), "utf-8")
    found = consolidate(*two, "--campaign", province)
    assert found.code == 1
    assert [key in found.err for key in ("facts.xep_hang_tai_co_quan", "count", "bang_khen")] == [True] * 3


def test_without_a_campaign_it_is_a_list(two, consolidate):
    """Nobody is ranked and no seat is set: everybody waits for the province's council."""
    answer = consolidate(*two, "--json").json
    found = proposal(answer)
    assert (len(found["open"]), found["seats"], found["selected"]) == (4, None, [])
    assert {"hoi_dong_tinh_xet"} == {c for why in found["depends"].values() for c in why}


def test_shipped_campaigns_of_two_agencies(tmp_path, consolidate):
    """Two Ninh Thuận departments that hold the standard of the bằng khen: five proposed, all in the province's table."""
    yes = {NINH_THUAN: {"TT01", "CN01", "CN02"}, "ninh_thuan/so_ldtbxh_2023": {"TT02", "CN03"}}
    paths = []
    for id, whom in yes.items():
        sample = CAMPAIGNS[id].with_name(f"{CAMPAIGNS[id].stem}.sample.csv")
        with sample.open(encoding="utf-8-sig", newline="") as file:
            head, *people = csv.reader(file)
        table = tmp_path / "mau.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [[*head, "du"], *([*row, "có" if row[0] in whom else "không"] for row in people)]
            )
        text = CAMPAIGNS[id].read_text("utf-8")
        from emulation_core.config import load_texts

        own = {
            "title": "Bản của Sở",
            "extends": id,
            "agency": f"Sở của {id}",
            "province": "ninh_thuan",
            "decided_in": "HD 1/HD-SNV",
            "facts": {"du": {"label": "Đủ tiêu chuẩn bằng khen", "type": "flag"}},
            "criteria": [
                {
                    "id": "tieu_chuan_bang_khen",
                    "clause": "HD 1",
                    "text": "Đủ",
                    "applies_to": ["collective", "individual"],
                    "evaluator": {"use": "flag", "fact": "du"},
                }
            ],
        }
        version = load_texts([(id, text), (f"{id}_cua_so", campaign_file(own))], registry())
        paths.append(tmp_path / f"{CAMPAIGNS[id].stem}.db")
        scored(paths[-1], version, read([table], version.campaign), date(2024, 6, 10))
    found = proposal_ids(consolidate(*paths, "--json").json)
    expected = {f"{id}_cua_so/2023/{one}" for id, whom in yes.items() for one in whom}
    assert found == expected


def proposal_ids(answer: Any) -> set[str]:
    return {one["id"] for one in answer["outcome"]["participants"]}
