"""A review reads the years before it from the ledger: who was proposed, when best, and which years nobody knows."""

from __future__ import annotations

import csv
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest

from emulation_core.errors import CampaignRefused
from ledgers import columns
from support import inside, loaded

SOC_TRANG = "soc_trang/so_tnmt_2021_2030"
FACTS = ("diem_chi_so_cchc", "hoi_dong_chi_so_cchc", "kiem_tra_cchc", "hoi_dong_ket_qua_kiem_tra")
YEARS = {
    # per year: id -> (share of the index, council, inspection, council)
    2022: {"P1": ("80", "có", "kha", "có"), "P2": ("70", "không", "kha", "có")},
    2023: {"P1": ("82", "có", "tot", "có"), "P2": ("75", "có", "kha", "có")},
    2024: {"P1": ("85", "có", "tot", "có"), "P2": ("74", "có", "tot", "có")},
    2025: {"P1": ("88", "có", "tot", "có")},
}
# The plan's standards for giấy khen lie in KH 52, which is not held: an office that holds it says so in its own file.
OWN = """
extends = "soc_trang/so_tnmt_2021_2030"
title = "Phong trào thi đua CCHC 2021-2030"
agency = "Sở Tài nguyên và Môi trường tỉnh Sóc Trăng"
province = "soc_trang"

[[removed]]
criterion = "tieu_chuan_kh52"
decided_in = "QĐ 12/QĐ-STNMT ngày 01/8/2022"

[[criteria]]
id = "lien_tuc"
clause = "II.3.b"
text = "Thành tích qua các năm"
applies_to = ["collective", "individual"]
evaluator = { EVALUATOR }
rounds = ["review"]
decided_in = "QĐ 12/QĐ-STNMT ngày 01/8/2022"
"""

FIGURE = """
[facts.diem_rieng]
label = "Điểm riêng"
type  = "number"

[[criteria]]
id = "diem_rieng"
clause = "II.3.a"
text = "Điểm riêng"
applies_to = ["collective"]
evaluator = { use = "at_least", fact = "diem_rieng", value = 1 }
required = false
rounds = ["yearly"]
"""


def evidence(folder: Path, rows: dict[str, tuple[str, ...]]) -> Path:
    path = folder / "minh_chung.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "name", "kind", *FACTS])
        table.writerows([id, f"Phòng {id}", "Tập thể", *cells] for id, cells in rows.items())
    return path


def campaign(folder: Path, evaluator: str) -> Path:
    path = folder / "so_tnmt.toml"
    path.write_text(OWN.replace("EVALUATOR", evaluator), "utf-8")
    return path


def scored(capsys, name, folder, rows, round, on, *more):
    ran = inside(capsys, "score", name, evidence(folder, rows), "--round", round, "--on", on, "--json", *more)
    assert ran.code == 0, ran.err
    return ran.json


@pytest.fixture
def review(capsys, tmp_path):
    """The review of 2025 after the yearly runs, under one rule; `years` are those that were run."""

    def made(evaluator: str, years=tuple(YEARS), book="so.db") -> dict[str, dict]:
        name = campaign(tmp_path, evaluator)
        for year in years:
            scored(capsys, name, tmp_path, YEARS[year], str(year), f"{year}-12-31", "--ledger", tmp_path / book)
        people = {id: ("", "", "", "") for id in ("P1", "P2")}
        return scored(capsys, name, tmp_path, people, "so_ket_2025", "2026-03-01", "--ledger", tmp_path / book)

    return made


def finding(outcome, participant, criterion="lien_tuc"):
    [person] = [one for one in outcome["participants"] if one["id"] == participant]
    [found] = [one for one in person["findings"] if one["criterion"] == criterion]
    return found


def years(outcome, participant):
    return {read["fact"].removeprefix("lich_su."): read["value"] for read in finding(outcome, participant)["reads"]}


def test_the_shipped_plan_end_to_end(capsys, tmp_path):
    """Yearly runs 2022 to 2025 of Sóc Trăng, the review of 2025 reading them, 2021 named as absent, Cần Thơ after."""
    book = tmp_path / "so.db"
    for year, rows in YEARS.items():
        scored(capsys, SOC_TRANG, tmp_path, rows, str(year), f"{year}-12-31", "--ledger", book)
    outcome = scored(
        capsys, SOC_TRANG, tmp_path, {"P1": ("", "", "", "")}, "so_ket_2025", "2026-03-01", "--ledger", book
    )
    found = finding(outcome, "P1")
    assert found["verdict"] == "council"
    assert years(outcome, "P1") == {
        "so_nam_de_nghi": "0",  # KH 52 is not held: no year could be settled
        "so_nam_chua_ro": "5",
        "nam_tot_nhat": "2022, 2023, 2024, 2025",
        "nam_kem_nhat": "2022, 2023, 2024, 2025",
        "nam_khong_co": "2021",
    }
    assert "2021" in found["says"]
    assert any("2021" in note["says"] and note["about"] == "lich_su" for note in outcome["warnings"])
    assert "Cần Thơ" in outcome["responsible"]["agency"]
    assert outcome["run"] == inside(capsys, "runs", "--ledger", book, "--json").json[-1]["run"]


def test_years_are_counted_and_put_in_order(review):
    """P1 is proposed every year there is a run; P2 falls short in 2022 and is not in the run of 2025."""
    outcome = review('use = "soc_trang.sustained"')
    assert years(outcome, "P1") == {
        "so_nam_de_nghi": "4",
        "so_nam_chua_ro": "1",
        "nam_tot_nhat": "2022, 2023, 2024, 2025",
        "nam_kem_nhat": "2022, 2023, 2024, 2025",
        "nam_khong_co": "2021",
    }
    assert years(outcome, "P2") == {
        "so_nam_de_nghi": "2",
        "so_nam_chua_ro": "2",
        "nam_tot_nhat": "2023, 2024",
        "nam_kem_nhat": "2022",
        "nam_khong_co": "2021, 2025",
    }


@pytest.mark.parametrize(
    ("years_asked", "verdicts"),
    [(2, ("met", "met")), (4, ("met", "missing")), (5, ("missing", "not_met"))],
)
def test_an_unknown_year_is_never_a_no(review, years_asked, verdicts):
    """P1 has four years and one unknown, P2 two and two unknown: only what no unknown year could turn is decided."""
    outcome = review(f'use = "sustained", years = {years_asked}')
    assert tuple(finding(outcome, id)["verdict"] for id in ("P1", "P2")) == verdicts


def test_a_figure_that_rises_from_year_to_year(review):
    """P1: 80, 82, 85, 88, with 2021 unknown; P2 fell from 75 to 74, which no unknown year can undo."""
    outcome = review('use = "sustained", rises = "diem_chi_so_cchc"')
    assert [finding(outcome, id)["verdict"] for id in ("P1", "P2")] == ["missing", "not_met"]
    assert finding(outcome, "P2")["measured"] == "2022: 70; 2023: 75; 2024: 74"


def test_years_run_under_the_plan_itself_are_read_by_the_file_that_extends_it(capsys, tmp_path):
    """An agency's own version is that plan: its review reads the plan's years, says so, and its own runs go before."""
    book, name = tmp_path / "so.db", campaign(tmp_path, 'use = "sustained", years = 1')
    for year in (2022, 2023):
        scored(capsys, SOC_TRANG, tmp_path, YEARS[year], str(year), f"{year}-12-31", "--ledger", book)
    scored(capsys, name, tmp_path, YEARS[2023], "2023", "2023-12-31", "--ledger", book)
    scored(capsys, SOC_TRANG, tmp_path, YEARS[2023], "2023", "2023-12-31", "--ledger", book)
    people = {"P1": ("", "", "", "")}
    outcome = scored(capsys, name, tmp_path, people, "so_ket_2025", "2026-03-01", "--ledger", book)
    assert years(outcome, "P1")["so_nam_de_nghi"] == "1"
    told = [note["says"] for note in outcome["warnings"] if note["about"] == "lich_su"]
    assert len(told) == 2
    assert any(SOC_TRANG in says and "2022" in says and "2023" not in says for says in told)
    assert any("2021, 2024, 2025" in says for says in told)
    assert inside(capsys, "verify", "--replay", "--ledger", book).code == 0


@pytest.mark.parametrize("stored", ["rows", "columns"])
def test_a_figure_that_an_earlier_year_did_not_know_is_not_known(capsys, tmp_path, stored):
    """The figure is declared after the run of 2022, which is read all the same."""
    book, name = tmp_path / "so.db", campaign(tmp_path, 'use = "sustained", rises = "diem_rieng"')
    with columns() if stored == "columns" else nullcontext():
        for plan, year in ((SOC_TRANG, 2022), (name, 2023), (name, 2024)):
            if plan == name:
                Path(name).write_text(Path(name).read_text("utf-8") + (FIGURE if year == 2023 else ""), "utf-8")
            scored(capsys, plan, tmp_path, YEARS[year], str(year), f"{year}-12-31", "--ledger", book)
    people = {"P1": ("", "", "", "")}
    outcome = scored(capsys, name, tmp_path, people, "so_ket_2025", "2026-03-01", "--ledger", book)
    assert finding(outcome, "P1")["verdict"] == "missing"


def test_an_id_of_another_kind_is_somebody_else(capsys, tmp_path):
    """P1 was a collective in 2022; the individual P1 of the review has no years."""
    book = tmp_path / "so.db"
    scored(capsys, SOC_TRANG, tmp_path, YEARS[2022], "2022", "2022-12-31", "--ledger", book)
    table = tmp_path / "ca_nhan.csv"
    table.write_text("id,name,kind\nP1,Nguyễn Văn An,Cá nhân\n", "utf-8")
    asked = ("--round", "so_ket_2025", "--on", "2026-03-01", "--ledger", book, "--json")
    found = years(inside(capsys, "score", SOC_TRANG, table, *asked).json, "P1")
    assert found["nam_khong_co"] == "2021, 2022, 2023, 2024, 2025"
    assert found["so_nam_de_nghi"] is None


def test_a_decision_of_the_council_counts(capsys, review, tmp_path):
    """An award cancelled after the year's run is no year proposed any more."""
    review('use = "soc_trang.sustained"')
    book = tmp_path / "so.db"
    [run] = [row["run"] for row in inside(capsys, "runs", "--ledger", book, "--json").json if row["round"] == "2023"]
    paper = ("--reason", "Kê khai sai", "--minutes", "BB 1", "--by", "Chủ tịch Hội đồng")
    assert inside(capsys, "decide", run, "--award", "giay_khen", "--cancel", "P1", *paper, "--ledger", book).code == 0
    found = years(review('use = "soc_trang.sustained"', years=()), "P1")
    assert (found["so_nam_de_nghi"], found["nam_kem_nhat"]) == ("3", "2023")


def test_without_a_ledger_nothing_is_known(capsys, tmp_path):
    """The years are null, the rule waits, and the outcome says why."""
    name = campaign(tmp_path, 'use = "sustained", years = 1')
    outcome = scored(capsys, name, tmp_path, {"P1": ("", "", "", "")}, "so_ket_2025", "2026-03-01")
    assert finding(outcome, "P1")["verdict"] == "missing"
    assert set(years(outcome, "P1").values()) == {None}
    assert "lich_su" in {note["about"] for note in outcome["warnings"]}


def test_a_replay_needs_nothing_but_the_run(capsys, review, tmp_path):
    """What the review read is stored with it, with the heads it came from: later yearly runs do not turn it."""
    outcome = review('use = "sustained", years = 4')
    book = tmp_path / "so.db"
    later = {"P1": ("10", "không", "yeu", "không"), "P2": ("10", "không", "yeu", "không")}
    scored(
        capsys,
        campaign(tmp_path, 'use = "sustained", years = 4'),
        tmp_path,
        later,
        "2024",
        "2024-12-31",
        "--ledger",
        book,
    )
    explained = inside(capsys, "explain", outcome["run"], "P1", "--ledger", book, "--json").json
    assert explained["differs"] == []
    assert inside(capsys, "verify", "--replay", "--ledger", book).code == 0


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"use": "sustained", "years": 0}, "years"),
        ({"use": "sustained", "rises": "khong_co"}, "rises"),
        ({"use": "sustained", "falls": "ngay_nop"}, "falls"),
    ],
)
def test_a_rule_over_years_that_cannot_be(rule, key):
    """No years at all, a figure nobody declares or one that is no number is refused where it stands."""
    raw = {
        **{"title": "t", "agency": "a", "province": "x", "period": {"use": "year", "year": 2026}},
        "plan": {"number": "1", "issued": date(2026, 1, 5), "source": "full"},
        "facts": {"ngay_nop": {"label": "Ngày nộp", "type": "date"}},
        "criteria": [{"id": "c", "clause": "I", "text": "t", "applies_to": ["collective"], "evaluator": rule}],
    }
    with pytest.raises(CampaignRefused) as refused:
        loaded(raw)
    assert f"criteria.c.evaluator.{key}" in [fault.key for fault in refused.value.faults]
