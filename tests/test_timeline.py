"""A campaign in time: past, due and coming steps, on the screen, as JSON and as a calendar file."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.config import load_text
from emulation_core.report.ics import LONGEST, ics
from emulation_core.timeline import Milestone, Timeline, timeline
from support import CAMPAIGNS, inside, registry, shipped

LAM_DONG, LDTBXH = "lam_dong/so_cong_thuong_2026", "ninh_thuan/so_ldtbxh_2023"
SOC_TRANG, SCT = "soc_trang/so_tnmt_2021_2030", "ninh_thuan/so_cong_thuong_2023"


def of(id: str, on: str = "2027-01-31") -> Timeline:
    loaded = shipped(id)
    return timeline(loaded, loaded.campaign.period.rounds(), date.fromisoformat(on))


@pytest.mark.parametrize(
    ("id", "on", "state"),
    [
        (LAM_DONG, "2027-01-30", "coming"),  # "trước ngày 01/02/2027"
        (LAM_DONG, "2027-01-31", "due"),
        (LAM_DONG, "2027-02-01", "past"),
        (LDTBXH, "2023-11-19", "coming"),  # "chậm nhất là ngày 20/11/2023"
        (LDTBXH, "2023-11-20", "due"),
        (LDTBXH, "2023-11-21", "past"),
    ],
)
def test_a_step_is_coming_then_due_then_past(id, on, state, capsys):
    """The day before the last day, that day, and the day after."""
    found = inside(capsys, "timeline", id, "--on", on, "--json").json
    assert found["on"] == on
    assert [step["state"] for step in found["steps"] if step["id"] == "nop_ho_so"] == [state]


def test_the_json_has_the_keys_of_the_contract(capsys):
    """Each step says what, by which clause, and its last day."""
    found = inside(capsys, "timeline", LAM_DONG, "--on", "2027-01-31", "--json").json
    (step,) = [step for step in found["steps"] if step["id"] == "nop_ho_so"]
    assert step == {
        "id": "nop_ho_so",
        "says": "Phòng, đơn vị nộp hồ sơ đề nghị Giấy khen về Văn phòng Sở",
        "clause": "V.2.d",
        "starts": None,
        "last_day": "2027-01-31",
        "state": "due",
        "rounds": ["2026"],
    }


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_steps_are_in_order_and_told_once(id):
    """Last days never go back; no step of a round stands twice."""
    steps = of(id).steps
    assert [step.last_day for step in steps] == sorted(step.last_day for step in steps)
    told = [(step.id, round) for step in steps for round in step.rounds]
    assert len(told) == len(set(told))


def test_the_ends_of_rounds_and_the_days_of_evidence_are_steps():
    """Lâm Đồng 2026: the plan is made known, the year ends, the dossiers are due, the index comes, the office looks back."""
    assert [(step.id, str(step.last_day)) for step in of(LAM_DONG).steps] == [
        ("trien_khai", "2026-03-31"),
        ("ket_thuc.2026", "2026-12-31"),
        ("minh_chung.2026-12-31", "2026-12-31"),
        ("nop_ho_so", "2027-01-31"),
        ("minh_chung.2027-02-28", "2027-02-28"),
        ("tong_ket", "2027-03-31"),
    ]


def test_evidence_cites_the_clauses_that_ask_for_it():
    """Which facts, and who reads them."""
    (found,) = [step for step in of(LAM_DONG).steps if step.id == "minh_chung.2026-12-31"]
    assert found.clause == "III.2"
    assert "Mức độ hài lòng về giải quyết thủ tục hành chính (%)" in found.says


def test_a_registration_without_a_day_is_told_apart(capsys):
    """Ninh Thuận IV.1 sets no day: it is no step in time, and it is not forgotten."""
    found = inside(capsys, "timeline", SCT, "--on", "2023-12-31", "--json").json
    assert [(left["id"], left["clause"]) for left in found["undated"]] == [("dang_ky", "IV.1")]
    assert "dang_ky" not in [step["id"] for step in found["steps"]]


def test_every_round_is_shown_unless_one_is_asked_for(capsys):
    """Sóc Trăng: ten years and two reviews; a plan without deadlines has none but these."""
    every = inside(capsys, "timeline", SOC_TRANG, "--on", "2025-06-01", "--json").json["steps"]
    assert len(every) == 12
    assert [step["state"] for step in every].count("past") == 4
    one = inside(capsys, "timeline", SOC_TRANG, "--round", "so_ket_2025", "--on", "2025-06-01", "--json").json["steps"]
    assert [(step["last_day"], step["rounds"]) for step in one] == [("2025-12-31", ["so_ket_2025"])]


def test_a_day_that_rounds_share_is_one_step():
    """A day stated once in the plan is one step of all its rounds; one counted from each round is a step of each."""
    text = shipped(SOC_TRANG).text + STEPS
    rounds = (loaded := _loaded(text)).campaign.period.rounds()[:2]
    steps = {step.id: step for step in timeline(loaded, rounds, date(2022, 1, 1)).steps if step.id == "chung"}
    assert steps["chung"].rounds == ("2021", "2022")
    own = [step for step in timeline(loaded, rounds, date(2022, 1, 1)).steps if step.id == "rieng"]
    assert [(str(step.last_day), step.rounds) for step in own] == [("2022-01-15", ("2021",)), ("2023-01-15", ("2022",))]


STEPS = """
[[procedure.steps]]
id = "chung"
says = "Chung"
clause = "II.5"
until = 2022-08-01
[[procedure.steps]]
id = "rieng"
says = "Riêng"
clause = "II.5"
until = { years_after = 1, month = 1, day = 15 }
"""


def _loaded(text: str):
    return load_text(text, SOC_TRANG, "mau.toml", registry())


def test_the_screen_shows_states_and_weekdays(capsys):
    """An officer sees that the last day is a Sunday."""
    shown = inside(capsys, "timeline", LAM_DONG, "--on", "2027-01-31").out
    (line,) = [line for line in shown.splitlines() if "31/01/2027" in line and "V.2.d" in line]
    assert line.split()[:3] == ["hôm", "nay", "CN"]
    assert "Đợt 2026 kết thúc" in shown
    assert "Minh chứng cần có từ ngày này" in shown
    assert "chưa định ngày: Công chức thuộc Sở" in inside(capsys, "timeline", SCT, "--on", "2023-12-31").out


def test_the_calendar_is_read_back_by_a_calendar_library(tmp_path, capsys):
    """All-day events with the same days, words and clauses, and no other."""
    path = tmp_path / "lich.ics"
    made = inside(capsys, "timeline", LAM_DONG, "--on", "2027-01-31", "--ics", path, "--json").json
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert [(str(e["SUMMARY"]), str(e.decoded("DTSTART"))) for e in events] == [
        (step["says"], step["last_day"]) for step in made["steps"]
    ]
    assert {e.decoded("DTEND") - e.decoded("DTSTART") for e in events} == {timedelta(days=1)}
    assert len({str(e["UID"]) for e in events}) == len(events)
    assert not [e.errors for e in events if e.errors]


def test_the_calendar_has_no_clock_in_it(tmp_path, capsys):
    """The same question gives the same bytes, and another day changes the stamp alone."""
    one, same, other = (ics(of(LAM_DONG, on), "Lịch") for on in ("2027-01-31", "2027-01-31", "2027-02-01"))
    assert one == same
    assert one == other.replace(b"DTSTAMP:20270201", b"DTSTAMP:20270131")


def test_a_calendar_that_cannot_be_written_is_the_user_s_fault(tmp_path, capsys):
    """A file where a folder should be: one line that names the calendar, no traceback."""
    (tmp_path / "tep").touch()
    ran = inside(capsys, "timeline", LAM_DONG, "--ics", tmp_path / "tep" / "lich.ics")
    assert ran.code == 1
    assert "lich.ics" in ran.err


def test_a_calendar_ends_in_ics(tmp_path, capsys):
    """Another name is wrong usage, and nothing is written."""
    ran = inside(capsys, "timeline", LAM_DONG, "--ics", tmp_path / "lich.csv")
    assert ran.code == 2
    assert not list(tmp_path.iterdir())


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


@given(WORDS, WORDS, st.dates(date(1945, 1, 1), date(9000, 1, 1)))
def test_any_words_come_back_as_they_were(says, clause, day):
    """Commas, semicolons, backslashes and letters of any length; lines of at most 75 octets, cut between letters."""
    step = Milestone("buoc", says, clause, None, day, "due", ("2026",))
    made = ics(Timeline("mau/mau", day, (step,), (), ()), says)
    assert all(len(line) <= LONGEST for line in made.split(b"\r\n"))
    assert all(line.decode() for line in made.split(b"\r\n")[:-1])
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert str(event["SUMMARY"]) == says
    assert str(event["DESCRIPTION"]).endswith(clause)
    assert event.decoded("DTSTART") == day
