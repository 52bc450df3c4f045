"""The dossiers of nominees: what they lack and what came too late, beside the lists and never in them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from emulation_core.campaign import Campaign, Loaded
from emulation_core.config import load_text
from emulation_core.evidence import Evidence
from emulation_core.intake import collect
from emulation_core.outcome import Dossier, Outcome
from emulation_core.scoring import score
from support import inside, registry, shipped
from tables import sheet, workbook

LAM_DONG, LDTBXH = "lam_dong/so_cong_thuong_2026", "ninh_thuan/so_ldtbxh_2023"
SOC_TRANG, SCT = "soc_trang/so_tnmt_2021_2030", "ninh_thuan/so_cong_thuong_2023"
PAPERS = ("to_trinh", "bien_ban_hop", "bao_cao_thanh_tich")
HEADINGS = ("Mã", "Tên", "Tài liệu", "Số bộ", "Bản gốc", "Ngày nhận")
PEOPLE = sheet(("Mã", "Tên"), ("P1", "Phòng Một"), ("P2", "Phòng Hai"))
IN_TIME = date(2027, 1, 20)


def taken(campaign: Campaign, *rows: tuple) -> Evidence:
    """Two collectives with no evidence but papers: `rows` of id, paper, sets, originals, day received."""
    return collect([PEOPLE, sheet(HEADINGS, *((id, "", *rest) for id, *rest in rows), name="Hồ sơ")], campaign)


def outcome(loaded: Loaded, evidence: Evidence, on: date = date(2027, 3, 1)) -> Outcome:
    return score(loaded, evidence, loaded.campaign.period.rounds()[0], on)


def dossiers(id: str, *rows: tuple, award: str = "giay_khen") -> dict[str, Dossier]:
    found = outcome(shipped(id), taken(shipped(id).campaign, *rows))
    (proposal,) = [p for p in found.proposals if p.award == award and p.kind.value == "collective"]
    return dict(proposal.dossier)


def whole(id: str = "P1", sets: int | None = 2, originals: int | None = 1, received: date | None = IN_TIME) -> list:
    return [(id, paper, sets, originals, received) for paper in PAPERS]


def test_a_whole_dossier_in_time():
    """Every paper in two sets, one of them original, before the day; the others' lack everything."""
    assert dossiers(LAM_DONG, *whole()) == {
        "P2": Dossier(complete=False, late=False, lacks=PAPERS),
        "P1": Dossier(complete=True, late=False, lacks=()),
    }


def test_everybody_on_the_lists_has_a_dossier_in_their_order():
    """Who may be proposed in the end is named, in the pinned order."""
    found = outcome(shipped(LAM_DONG), taken(shipped(LAM_DONG).campaign, *whole()))
    for proposal in found.proposals:
        listed = {*proposal.selected, *proposal.tied, *proposal.reserve, *proposal.open, *proposal.deferred}
        assert set(proposal.dossier) == listed


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        (("P1", "to_trinh", 2, 1, IN_TIME), ()),
        (("P1", "to_trinh", 3, 2, IN_TIME), ()),
        (("P1", "to_trinh", 1, 1, IN_TIME), ("sets",)),
        (("P1", "to_trinh", 2, 0, IN_TIME), ("originals",)),
        (("P1", "to_trinh", 1, 0, None), ("sets", "originals")),
        (("P1", "to_trinh", None, None, IN_TIME), ("sets", "originals")),
        (("P1", "to_trinh", 0, 0, IN_TIME), ("to_trinh",)),
        (("P1", "to_trinh", None, None, None), ("to_trinh",)),
    ],
)
def test_what_is_not_shown_to_be_there_is_lacking(changed, lacks):
    """A paper that nothing says came, too few sets, too few originals, a number left empty."""
    found = dossiers(LAM_DONG, *[row for row in whole() if row[1] != "to_trinh"], changed)["P1"]
    assert found == Dossier(complete=not lacks, late=False, lacks=lacks)


@pytest.mark.parametrize(
    ("id", "received", "late"),
    [
        (LAM_DONG, date(2027, 1, 30), False),  # "trước ngày 01/02/2027"
        (LAM_DONG, date(2027, 1, 31), False),
        (LAM_DONG, date(2027, 2, 1), True),
        (LDTBXH, date(2023, 11, 19), False),  # "chậm nhất là ngày 20/11/2023"
        (LDTBXH, date(2023, 11, 20), False),
        (LDTBXH, date(2023, 11, 21), True),
        (SOC_TRANG, date(2031, 1, 1), False),  # no day in the plan, so nothing is late
        (LAM_DONG, None, False),  # nothing says when it came
    ],
)
def test_a_dossier_is_late_after_the_last_day(id, received, late):
    """The day before, the day itself and the day after, as each plan words its day."""
    papers = [document.id for document in shipped(id).campaign.procedure.documents]
    found = dossiers(id, *[("P1", paper, 2, 1, received) for paper in papers])["P1"]
    assert found == Dossier(complete=True, late=late, lacks=())


def test_one_late_paper_makes_a_late_dossier():
    """The dossier is in time when all of it is."""
    rows = [*whole()[:2], ("P1", PAPERS[2], 2, 1, date(2027, 2, 1))]
    assert dossiers(LAM_DONG, *rows)["P1"].late


def test_numbers_and_day_hold_for_the_awards_they_are_stated_for():
    """V.2.c and V.2.d speak of giấy khen; of a provincial form only the papers are asked."""
    rows = whole(sets=1, originals=0, received=date(2027, 2, 1))
    assert dossiers(LAM_DONG, *rows)["P1"] == Dossier(complete=False, late=True, lacks=("sets", "originals"))
    assert dossiers(LAM_DONG, *rows, award="khen_cap_tinh")["P1"] == Dossier(complete=True, late=False, lacks=())


def test_a_plan_that_asks_for_no_papers_has_no_dossiers():
    """Ninh Thuận 2023, Sở Công Thương: the plan is silent."""
    found = outcome(shipped(SCT), collect([PEOPLE], shipped(SCT).campaign))
    assert {proposal.dossier for proposal in found.proposals} == {None}
    assert "dossier" not in {note.about for note in found.warnings}


@pytest.mark.parametrize("rows", [None, (), whole(sets=None, originals=None, received=None)])
def test_without_a_sheet_somebody_wrote_on_nothing_is_said_of_anybody(rows):
    """No sheet, a bare one or the form's drawn lines: absence, not dossiers that lack everything; the outcome says so."""
    campaign = shipped(LAM_DONG).campaign
    found = outcome(shipped(LAM_DONG), collect([PEOPLE], campaign) if rows is None else taken(campaign, *rows))
    assert [proposal.dossier for proposal in found.proposals] == [{}] * len(found.proposals)
    assert "dossier" in {note.about for note in found.warnings}


def test_a_stated_nought_is_written():
    """Who writes that no set came has said that the paper is lacking."""
    assert dossiers(LAM_DONG, ("P1", "to_trinh", 0, None, None))["P1"].lacks == PAPERS


def test_dossiers_change_no_status_and_no_list():
    """With whole dossiers, empty ones or none the proposals are the same."""
    loaded = shipped(LAM_DONG)
    made = [collect([PEOPLE], loaded.campaign), taken(loaded.campaign), taken(loaded.campaign, *whole())]
    found = [outcome(loaded, evidence) for evidence in made]
    bare = [[attrs.evolve(proposal, dossier=None) for proposal in one.proposals] for one in found]
    assert bare[0] == bare[1] == bare[2]
    assert all(found[0].tables[kind]["status"].equals(found[2].tables[kind]["status"]) for kind in found[0].tables)


def test_a_last_day_that_hangs_on_days_off_not_announced_is_warned_of():
    """The days off of Tết 2027 are not announced in our data, also when another step is counted through them."""
    text = shipped(LAM_DONG).text.replace(
        "before = 2027-02-01",
        'within = { days = 1, after = "kiem_tra" }\n\n[[procedure.steps]]\nid = "kiem_tra"\nsays = "Kiểm tra"\n'
        'clause = "V.2.d"\nwithin = { working_days = 10, after_day = 2027-01-31 }',
    )
    loaded = load_text(text, LAM_DONG, "mau.toml", registry())
    found = outcome(loaded, taken(loaded.campaign, *whole(received=date(2027, 2, 20))))
    assert not found.proposals[0].dossier["P1"].late
    (warning,) = [note for note in found.warnings if note.about == "nop_ho_so"]
    assert "2027-02-20" in warning.says
    assert "2027" in warning.says.replace("2027-02-20", "")


def test_the_command_line_tells_of_dossiers(tmp_path, capsys):
    """In JSON by ids, on the screen in words."""
    path = workbook(
        tmp_path / "a.xlsx",
        Tập_thể=[("Mã", "Tên"), ("P1", "Phòng Một"), ("P2", "Phòng Hai")],
        Hồ_sơ=[HEADINGS, *(("P1", "", paper, 2, 1, date(2027, 2, 1)) for paper in PAPERS[:2])],
    )
    found = inside(capsys, "score", LAM_DONG, path, "--on", "2027-03-01", "--json").json
    (proposal,) = [p for p in found["proposals"] if (p["award"], p["kind"]) == ("giay_khen", "collective")]
    assert proposal["dossier"]["P1"] == {"complete": False, "late": True, "lacks": ["bao_cao_thanh_tich"]}
    shown = inside(capsys, "score", LAM_DONG, path, "--on", "2027-03-01").out
    assert "Phòng Một: thiếu Báo cáo thành tích (mẫu số 08, NĐ 152/2025/NĐ-CP), nộp muộn" in shown
    assert "Phòng Hai: thiếu Tờ trình đề nghị khen thưởng, Biên bản họp xét" in shown


def test_papers_may_come_beside_a_csv_of_people(tmp_path, capsys):
    """A CSV holds people only; their papers may come in a workbook beside it."""
    people = tmp_path / "nguoi.csv"
    people.write_text("Mã,Tên,Loại\nP1,Phòng Một,Tập thể\n", "utf-8")
    papers = workbook(tmp_path / "a.xlsx", Hồ_sơ=[HEADINGS, *(("P1", "", paper, 2, 1, IN_TIME) for paper in PAPERS)])
    found = inside(capsys, "score", LAM_DONG, people, papers, "--on", "2027-03-01", "--json").json
    assert found["proposals"][0]["dossier"]["P1"] == {"complete": True, "late": False, "lacks": []}
