"""Steps in time: days, working days across Tết, days counted from other steps, and every fault of a procedure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.campaign import Procedure
from emulation_core.config import load_text
from emulation_core.errors import CampaignRefused
from emulation_core.law import after_working_days, is_working, unannounced
from support import registry

HEAD = """
title = "Mẫu"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "stages", first = 2026, last = 2027 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }
[[criteria]]
id = "xet"
clause = "I"
text = "Mẫu"
applies_to = ["collective"]
evaluator = { use = "unresolved", text = "văn bản mẫu" }
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "II"
quota = { use = "open" }
[procedure]
use = "submit"
"""


def step(id: str, rest: str) -> str:
    return f'[[procedure.steps]]\nid = "{id}"\nsays = "Bước {id}"\nclause = "III"\n{rest}\n'


def procedure(*lines: str) -> Procedure:
    return load_text(HEAD + "\n".join(lines), "ca_mau/mau", "mau.toml", registry()).campaign.procedure


def days(*lines: str, round: int = 0) -> dict[str, str]:
    """The last day of each step in one of the rounds 2026 and 2027."""
    rounds = load_text(HEAD, "ca_mau/mau", "mau.toml", registry()).campaign.period.rounds()
    return {step.id: str(step.last_day) for step in procedure(*lines).steps(rounds[round])}


def faults(*lines: str) -> list[tuple[str, str]]:
    """Key and the line it is told at, of every fault."""
    text = HEAD + "\n".join(lines)
    with pytest.raises(CampaignRefused) as refused:
        load_text(text, "ca_mau/mau", "mau.toml", registry())
    return [(fault.key, text.split("\n")[fault.line - 1]) for fault in refused.value.faults]


def test_before_excludes_its_day_and_until_includes_it():
    """ "Trước ngày 01/02/2027" ends on 31/01; "chậm nhất là ngày 20/11/2026" ends on that day."""
    found = days(step("truoc", "before = 2027-02-01"), step("cham_nhat", "until = 2026-11-20"))
    assert found == {"truoc": "2027-01-31", "cham_nhat": "2026-11-20"}


def test_a_stated_day_stays_where_it_is():
    """31/01/2027 is a Sunday: the plan says that day, so nothing moves it."""
    assert date(2027, 1, 31).isoweekday() == 7
    assert days(step("nop", "until = 2027-01-31")) == {"nop": "2027-01-31"}


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-03-06", 1, "2026-03-09"),  # Friday, then Monday
        ("2026-03-07", 1, "2026-03-09"),  # Saturday
        ("2026-03-08", 1, "2026-03-09"),  # Sunday
        ("2026-03-06", 10, "2026-03-20"),  # two weeks
        ("2026-02-13", 1, "2026-02-23"),  # Tết Bính Ngọ: 16 to 20/02 off
        ("2026-02-12", 5, "2026-02-26"),
        ("2027-02-01", 5, "2027-02-15"),  # Tết Đinh Mùi: 2 and 3/02 before it, 11, 12 and 15/02 after it
        ("2027-01-29", 3, "2027-02-03"),  # the last working day before it
        ("2027-01-29", 4, "2027-02-11"),
        ("2026-04-24", 1, "2026-04-28"),  # Giỗ Tổ falls on a Sunday, so Monday is off
        ("2026-08-21", 1, "2026-08-22"),  # a Saturday worked for Monday 31/08
        ("2026-08-28", 1, "2026-09-03"),
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(start, count, last):
    """The count begins on the day after; Saturdays, Sundays and days off do not count."""
    assert after_working_days(date.fromisoformat(start), count) == date.fromisoformat(last)
    within = f"within = {{ working_days = {count}, after_day = {start} }}"
    assert days(step("tham_dinh", within)) == {"tham_dinh": last}


@pytest.mark.parametrize(
    "first", ["2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"]
)
def test_tet_lies_where_the_lunar_calendar_puts_it(first):
    """The last day of the old lunar year and the first three of the new one are off in every year."""
    assert not any(is_working(date.fromisoformat(first) + timedelta(days=n)) for n in range(-1, 3))


@given(st.dates(date(2021, 1, 1), date(2035, 12, 31)), st.integers(1, 60))
def test_a_count_of_working_days_counts_working_days(day, count):
    """It ends on a working day, and so many of the days after the first one are working days."""
    last = after_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert is_working(last)
    assert sum(map(is_working, between)) == count


@given(st.dates(date(2021, 1, 1), date(2035, 12, 31)))
def test_nobody_works_on_a_sunday(day):
    """Whatever is worked for another day, it is a Saturday."""
    assert not (is_working(day) and day.isoweekday() == 7)


def test_a_year_that_was_not_announced_is_named():
    """The days off of 2026 were announced; those of 2027 are the library's rule so far."""
    assert unannounced(date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert unannounced(date(2026, 12, 1), date(2027, 2, 1)) == (2027,)


def test_days_are_counted_from_the_last_day_of_another_step():
    """In any order of the file; that step's last day is not counted itself."""
    found = days(
        step("trinh", 'within = { days = 3, after = "tham_dinh" }'),
        step("tham_dinh", 'within = { working_days = 10, after = "nop" }'),
        step("nop", "before = 2027-02-01"),
    )
    assert found == {"trinh": "2027-02-22", "tham_dinh": "2027-02-19", "nop": "2027-01-31"}


def test_days_follow_the_round():
    """A day counted from the end of a round is another day in each."""
    lines = [
        step("nop", "until = { years_after = 1, month = 1, day = 15 }"),
        step("xet", "within = { days = 5, after_day = { years_after = 1, month = 2, day = 1 } }"),
        step("trinh", 'within = { days = 1, after = "nop" }'),
    ]
    assert days(*lines) == {"nop": "2027-01-15", "xet": "2027-02-06", "trinh": "2027-01-16"}
    assert days(*lines, round=1) == {"nop": "2028-01-15", "xet": "2028-02-06", "trinh": "2028-01-16"}


def test_a_step_without_a_day_says_so():
    """A registration that the plan sets no day for is a step all the same; a day forgotten is a fault."""
    assert days(step("dang_ky", 'takes = "registration"\nundated = true')) == {"dang_ky": "None"}
    assert faults(step("dang_ky", 'takes = "registration"')) == [("procedure.steps.dang_ky", "[[procedure.steps]]")]


NOP = step("nop", "until = 2026-11-20")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([step("a", 'within = { days = 3, after = "nopp" }'), NOP], [("a.within.after", "nopp")]),
        ([step("a", "within = { days = -1, after_day = 2026-11-20 }")], [("a.within.days", "-1")]),
        ([step("a", "within = { days = 0, after_day = 2026-11-20 }")], [("a.within.days", "0")]),
        ([step("a", "within = { working_days = 367, after_day = 2026-11-20 }")], [("a.within.working_days", "367")]),
        ([step("a", "within = { after_day = 2026-11-20 }")], [("a.within", "within")]),
        ([step("a", 'within = { days = 1, working_days = 1, after = "nop" }'), NOP], [("a.within", "within")]),
        ([step("a", "within = { days = 1 }")], [("a.within", "within")]),
        ([step("a", 'within = { days = 1, after = "nop", after_day = 2026-11-20 }'), NOP], [("a.within", "within")]),
        ([step("a", 'until = 2026-11-20\nwithin = { days = 1, after = "nop" }'), NOP], [("a", "[[")]),
        ([step("a", "until = 2026-11-20\nundated = true")], [("a", "[[")]),
        ([step("a", "starts = 2026-11-20\nundated = true")], [("a.undated", "undated")]),
        ([step("a", "undated = true"), step("b", 'within = { days = 1, after = "a" }')], [("b.within.after", "after")]),
        ([step("a", 'within = { days = 1, after = "a" }')], [("a.within.after", "after")]),
        ([step("a", "within = { days = 1, after_day = { years_after = 1, month = 13, day = 1 } }")], [("a", "[[")]),
        ([step("a", "until = { years_after = 0, month = 2, day = 29 }")], [("", "[procedure]")]),
        ([step("a", "starts = 2026-11-25\nwithin = { days = 1, after_day = 2026-11-20 }")], [("a", "[[")]),
        ([NOP, step("nop", "until = 2026-11-21")], [("nop.id", "nop")]),
        (['awards = ["giay_khan"]'], [("awards[0]", "giay_khan")]),
        (["sets = -1"], [("sets", "-1")]),
        (["sets = 0\noriginals = 1"], [("originals", "1")]),
    ],
)
def test_a_faulty_procedure_is_refused_at_its_place(lines, told):
    """What hangs on nothing, counts backwards or contradicts itself is told where it stands."""
    found = faults(*lines)
    assert len(found) == len(told)
    for (key, line), (end, piece) in zip(found, told, strict=True):
        assert key.endswith(end)
        assert piece in line


def test_steps_counted_from_one_another_are_refused_once_for_each_circle():
    """Two circles, and a step that only leads into one."""
    found = faults(
        step("a", 'within = { days = 1, after = "b" }'),
        step("b", 'within = { days = 1, after = "a" }'),
        step("c", 'within = { days = 1, after = "a" }'),
        step("d", 'within = { days = 1, after = "d" }'),
    )
    assert [key for key, _line in found] == ["procedure.steps.a.within.after", "procedure.steps.d.within.after"]


def test_dossiers_have_one_last_day():
    """Two steps that take the dossiers would leave it open which day counts."""
    found = faults(
        step("a", 'until = 2026-11-20\ntakes = "dossier"'), step("b", 'until = 2026-11-21\ntakes = "dossier"')
    )
    assert found == [("procedure.steps.b.takes", 'takes = "dossier"')]


def test_a_step_takes_dossiers_or_registrations():
    """Anything else is no word of the file."""
    assert faults(step("a", 'until = 2026-11-20\ntakes = "deadline"')) == [
        ("procedure.steps.a.takes", 'takes = "deadline"')
    ]
