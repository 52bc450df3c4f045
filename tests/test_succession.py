"""Succession: who answers for a campaign when its agency or its province is merged, from dated data alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.config import load_jurisdictions
from emulation_core.errors import CampaignRefused
from emulation_core.law import Body, Jurisdictions
from emulation_core.law.jurisdictions import problems
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, evidence, inside, shipped

SOC_TRANG = "soc_trang/so_tnmt_2021_2030"
BINH_DINH = "binh_dinh/so_cong_thuong_2021_2025"
LAM_DONG = "lam_dong/so_cong_thuong_2026"
NINH_THUAN = "ninh_thuan/so_ldtbxh_2023"
MERGED = "NQ 202/2025/QH15"

# Campaign, day, who answers, in which province, since when.
RESPONSIBLE = [
    (SOC_TRANG, "2025-02-28", "Sở Tài nguyên và Môi trường tỉnh Sóc Trăng", "soc_trang", None),
    (SOC_TRANG, "2025-03-01", "Sở Nông nghiệp và Môi trường tỉnh Sóc Trăng", "soc_trang", "2025-03-01"),
    (SOC_TRANG, "2025-06-30", "Sở Nông nghiệp và Môi trường tỉnh Sóc Trăng", "soc_trang", "2025-03-01"),
    (SOC_TRANG, "2025-07-01", "Sở Nông nghiệp và Môi trường thành phố Cần Thơ", "can_tho", "2025-07-01"),
    (SOC_TRANG, "2030-12-31", "Sở Nông nghiệp và Môi trường thành phố Cần Thơ", "can_tho", "2025-07-01"),
    (NINH_THUAN, "2025-03-01", "Sở Nội vụ tỉnh Ninh Thuận", "ninh_thuan", "2025-03-01"),
    (NINH_THUAN, "2025-07-01", "Sở Nội vụ tỉnh Khánh Hòa", "khanh_hoa", "2025-07-01"),
    ("ninh_thuan/so_cong_thuong_2023", "2025-06-30", "Sở Công Thương tỉnh Ninh Thuận", "ninh_thuan", None),
    ("ninh_thuan/so_cong_thuong_2023", "2025-07-01", "Sở Công Thương tỉnh Khánh Hòa", "khanh_hoa", "2025-07-01"),
    (BINH_DINH, "2025-06-30", "Sở Công Thương tỉnh Bình Định", "binh_dinh", None),
    (BINH_DINH, "2025-07-01", "Sở Công Thương tỉnh Gia Lai", "gia_lai", "2025-07-01"),
    (LAM_DONG, "2026-05-01", "Sở Công Thương tỉnh Lâm Đồng", "lam_dong", None),
]

DATA = """\
[[provinces]]
id = "tinh_cu"
name = "tỉnh Cũ"
until = 2025-06-30
into = "tinh_moi"
source = "NQ 1"
[[provinces]]
id = "tinh_moi"
name = "tỉnh Mới"
[[agencies]]
id = "so_a"
name = "Sở A"
until = 2025-06-30
into = "so_b"
source = "NQ 2"
[[agencies]]
id = "so_b"
name = "Sở B"
starts = 2025-07-01
"""


def data(tmp_path: Path, text: str = DATA) -> Jurisdictions:
    (tmp_path / "jurisdictions.toml").write_text(text, "utf-8")
    return load_jurisdictions([tmp_path])


def refused(tmp_path: Path, old: str, new: str) -> list[tuple[int, int, str]]:
    """(line, column, key) of every fault of the data with `old` written as `new`."""
    assert old in DATA
    with pytest.raises(CampaignRefused) as caught:
        data(tmp_path, DATA.replace(old, new, 1))
    return [(fault.line, fault.column, fault.key) for fault in caught.value.faults]


@pytest.mark.parametrize(("id", "day", "agency", "province", "since"), RESPONSIBLE)
def test_who_answers_on_each_side_of_a_merger(id, day, agency, province, since, capsys):
    """`show C --on DATE --json`: the agency of the plan to its last day, its successor from the next day on."""
    found = inside(capsys, "show", id, "--on", day, "--json").json["responsible"]
    assert set(found) == {"agency", "province", "since", "by"}
    assert (found["agency"], found["province"], found["since"]) == (agency, province, since)
    assert (found["by"] is None) == (since is None)
    assert MERGED in (found["by"] or "") or since != "2025-07-01"


def test_show_tells_who_answers_only_when_a_day_is_asked_about(capsys):
    """Without --on there is no day to answer for; with it the terminal names the office too."""
    assert "responsible" not in inside(capsys, "show", SOC_TRANG, "--json").json
    silent, asked = inside(capsys, "show", BINH_DINH).out, inside(capsys, "show", BINH_DINH, "--on", "2025-08-01").out
    added = [line for line in asked.splitlines() if line not in silent.splitlines()]
    [who] = [line for line in added if "Sở Công Thương tỉnh Gia Lai" in line]
    assert MERGED in who


def test_a_department_whose_resolution_is_not_held_is_not_confirmed(capsys):
    """The mergers of departments rest on local resolutions we do not hold; `by` says so."""
    march = inside(capsys, "show", SOC_TRANG, "--on", "2025-03-01", "--json", "--lang", "en").json["responsible"]
    july = inside(capsys, "show", SOC_TRANG, "--on", "2025-07-01", "--json", "--lang", "en").json["responsible"]
    assert march["by"].endswith("(not confirmed)")
    assert july["by"] == MERGED


@pytest.mark.parametrize(
    ("round", "decided", "named"),
    [
        ("2024", "2025-01-15", []),
        ("2024", "2025-08-01", ["thành phố Cần Thơ"]),  # decided after the merger: the successor signs
        ("2025", "2025-01-15", ["môi trường tỉnh sóc trăng", "thành phố Cần Thơ"]),  # within the round
        ("2026", "2026-12-31", ["thành phố Cần Thơ"]),
        ("so_ket_2025", "2025-12-31", ["thành phố Cần Thơ"]),
    ],
)
def test_rounds_after_a_merger_name_the_successor(round, decided, named):
    """The warnings name who signs on the decision's day and who takes over before the round ends; earlier ones nobody."""
    loaded = shipped(SOC_TRANG)
    day = date.fromisoformat(decided)
    found = score(
        loaded, evidence(loaded.campaign, [{"id": "P1", "name": "Phòng Một", "kind": "collective"}]),
        choose_round(loaded.campaign, round, day), day,
    )  # fmt: skip
    says = sorted(note.says.casefold() for note in found.warnings if note.about == "agency")
    assert len(says) == len(named)
    assert all(any(name.casefold() in line for line in says) for name in named)


def test_a_plan_of_the_earlier_body_stays_in_force():
    """After the merger the campaign is scored as before, and the warning cites NQ 190/2025/QH15."""
    loaded = shipped(SOC_TRANG)
    people = evidence(loaded.campaign, [{"id": "P1", "name": "Phòng Một", "kind": "collective"}])
    day = date(2026, 6, 1)
    found = score(loaded, people, choose_round(loaded.campaign, "2026", day), day)
    assert found.proposals
    assert any("NQ 190/2025/QH15" in note.says for note in found.warnings if note.about == "agency")


def test_the_json_of_a_run_names_who_signs(capsys, tmp_path):
    """`responsible`, and the screen's heading, are those of the decision's day, whatever day is asked about."""
    people = tmp_path / "a.csv"
    people.write_text("id,name,kind\nP1,Phòng Một,collective\n", "utf-8")
    asked = (SOC_TRANG, people, "--round", "2024", "--on", "2025-01-15", "--json")
    before = inside(capsys, "score", *asked).json
    after = inside(capsys, "score", *asked, "--decided", "2025-08-01").json
    assert before["responsible"]["province"] == "soc_trang"
    assert after["responsible"]["province"] == "can_tho"
    screen = inside(capsys, "score", *asked[:-1], "--decided", "2025-08-01").out
    assert "Sở Tài nguyên và Môi trường tỉnh Sóc Trăng → Sở Nông nghiệp và Môi trường thành phố Cần Thơ" in screen


def test_collectives_of_a_body_that_ended_are_flagged():
    """A collective that is, or belongs to, a body no more on the decision's day is named with the body; others not."""
    loaded = shipped(SOC_TRANG)
    people = [
        {"id": "P1", "name": "Phòng Đất đai", "kind": "collective", "unit": "sở tài nguyên và  môi trường"},
        {"id": "P2", "name": "Sở Tài nguyên và Môi trường tỉnh Sóc Trăng", "kind": "collective"},
        {"id": "P3", "name": "Phòng Biển đảo", "kind": "collective", "unit": "Sở Nông nghiệp và Môi trường"},
        {"id": "P4", "name": "Trần Văn An", "kind": "individual", "unit": "Sở Tài nguyên và Môi trường"},
    ]
    round = choose_round(loaded.campaign, "2024", date(2025, 1, 1))

    def flagged(decided: date) -> str:
        found = score(loaded, evidence(loaded.campaign, people), round, date(2025, 1, 1), decided)
        return " ".join(note.says for note in found.warnings if note.about == "unit")

    assert flagged(date(2025, 2, 28)) == ""
    assert [id in flagged(date(2025, 3, 1)) for id in ("P1", "P2", "P3", "P4")] == [True, True, False, False]


def test_a_folder_from_outside_adds_its_own_resolution(tmp_path, capsys):
    """An agency that holds its local resolution states it for its province; it goes before the general entry there."""
    (tmp_path / "jurisdictions.toml").write_text(
        '[[agencies]]\nid = "so_tnmt"\nprovince = "soc_trang"\nname = "Sở Tài nguyên và Môi trường"\n'
        'until = 2025-02-19\ninto = "so_moi"\nsource = "NQ 05/NQ-HĐND"\n'
        '[[agencies]]\nid = "so_moi"\nprovince = "soc_trang"\nname = "Sở Mới"\nstarts = 2025-02-20\n',
        "utf-8",
    )
    asked = ("show", SOC_TRANG, "--on", "2025-02-20", "--json")
    assert inside(capsys, *asked).json["responsible"]["since"] is None
    found = inside(capsys, *asked, "--provinces", tmp_path).json["responsible"]
    assert (found["agency"], found["by"]) == ("Sở Mới tỉnh Sóc Trăng", "NQ 05/NQ-HĐND")


def test_two_mergers_on_one_day_are_one_change(tmp_path):
    """Agency and province merged on the same day: one successor, both texts."""
    line = data(tmp_path).of("Sở A tỉnh Cũ", "tinh_cu").line
    assert [(o.agency, o.province, o.since, o.source) for o in line] == [
        ("Sở A tỉnh Cũ", "tinh_cu", None, None),
        ("Sở B tỉnh Mới", "tinh_moi", date(2025, 7, 1), "NQ 2; NQ 1"),
    ]


@pytest.mark.parametrize(("signed", "later"), [("Sở C Cũ", "Sở C tỉnh Mới"), ("Chi cục D", "Chi cục D tỉnh Mới")])
def test_an_agency_the_data_do_not_know_follows_its_province(signed, later, tmp_path):
    """Only the province changes; it is recognised with or without "tỉnh" before its name."""
    assert data(tmp_path).of(signed, "tinh_cu").line[-1].agency == later


@pytest.mark.parametrize("signed", ["Sở B tỉnh Mới", "Sở B Mới"])
def test_a_successor_that_runs_the_plan_on_under_its_own_name_stays(signed, tmp_path):
    """It signs with the province that took over: no later merger of the province before it concerns it."""
    [office] = data(tmp_path).of(signed, "tinh_cu").line
    assert (office.agency, office.province, office.since) == (signed, "tinh_moi", None)


def test_a_body_that_nobody_takes_over_has_no_successor(tmp_path):
    """The data say that it ended; nobody is invented."""
    known = data(tmp_path, DATA.replace('into = "so_b"\n', ""))
    last = known.of("Sở A tỉnh Mới", "tinh_moi").line[-1]
    assert (last.agency, last.since) == (None, date(2025, 7, 1))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('into = "tinh_moi"', 'into = "tinh_la"', (5, 1, "provinces.tinh_cu.into")),
        ('name = "tỉnh Mới"', 'name = "tỉnh Mới"\nuntil = 2025-07-31\ninto = "tinh_cu"\nsource = "NQ 3"', None),
        ("starts = 2025-07-01", "starts = 2025-07-02", (14, 1, "agencies.so_a.into")),
        ('source = "NQ 1"\n', "", (4, 1, "provinces.tinh_cu.until")),
        ("until = 2025-06-30\n", "", (4, 1, "provinces.tinh_cu.into")),
        ('id = "tinh_moi"', 'id = "tinh_cu"', (8, 1, "provinces.tinh_cu.id")),
        ('name = "Sở B"', 'name = "Sở B"\nprovince = "tinh_la"', (19, 1, "agencies.so_b.province")),
        ('name = "tỉnh Mới"', 'name = "tỉnh Mới"\nprovince = "tinh_cu"', (10, 1, "provinces.tinh_moi.province")),
        ("starts = 2025-07-01", "start = 2025-07-01", (19, 1, "agencies.so_b.start")),
    ],
)
def test_faulty_data_is_refused_at_its_place(tmp_path, old, new, fault):
    """Names that lead nowhere, circles, gaps, ends without a source and misspelt keys, each with line and column."""
    found = refused(tmp_path, old, new)
    assert found
    assert fault is None or fault in found
    assert fault is not None or {key for _l, _c, key in found} == {"provinces.tinh_cu.into", "provinces.tinh_moi.into"}


def test_a_faulty_file_stops_the_command_with_its_place(tmp_path, capsys):
    """Exit code 1 and file:line:column, no traceback."""
    (tmp_path / "jurisdictions.toml").write_text(DATA.replace("tinh_moi", "tinh_la", 1), "utf-8")
    ran = inside(capsys, "show", SOC_TRANG, "--on", "2025-08-01", "--provinces", tmp_path)
    assert ran.code == 1
    assert "jurisdictions.toml:5:1" in ran.err


BODIES = st.lists(
    st.tuples(st.integers(0, 7), st.one_of(st.none(), st.integers(0, 40))), min_size=1, max_size=8
)  # fmt: skip


@given(BODIES)
def test_accepted_data_holds_no_circle_and_time_runs_forward(bodies):
    """Whatever is accepted: following successors ends, and each takes over later than the one before."""
    start = date(2025, 1, 1)
    made = tuple(
        Body(f"b{n}", f"Sở {n}", until=None if days is None else start + timedelta(days=days),
             into=None if days is None else f"b{heir % len(bodies)}", source="NQ")
        for n, (heir, days) in enumerate(bodies)
    )  # fmt: skip
    known = Jurisdictions((Body("p", "tỉnh P"),), made)
    if list(problems(known)):
        return
    for body in made:
        line = known.of(f"{body.name} tỉnh P", "p").line
        days = [office.since for office in line if office.since]
        assert days == sorted(set(days))
        assert len(line) <= len(made)


def test_the_shipped_data_is_sound_and_knows_every_shipped_campaign():
    """No circle, no gap; the agency and the province of every shipped campaign are found in it."""
    known = load_jurisdictions([CAMPAIGNS[SOC_TRANG].parents[1]])
    assert not list(problems(known))
    for id in CAMPAIGNS:
        campaign = shipped(id).campaign
        area = known.provinces_by_id()[campaign.province]
        names = {f"{body.name} {area.name}" for body in known.agencies_in(campaign.province).values()}
        assert campaign.agency in names
