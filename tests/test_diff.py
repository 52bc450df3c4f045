"""Two runs compared: everybody whose verdict, standing or proposal changed is named, with what changed it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import emulation_core.ledger as ledger
from emulation_core.errors import NotFound
from emulation_core.ledger.diff import Change, compare
from ledgers import FACTS, PEOPLE, PLAN, columns, person, plan, record
from support import inside


@pytest.fixture(params=["rows", "columns", "rows, then columns"])
def diff(request, tmp_path):
    """How the second of two tables (and plans) differs from the first, whichever way the runs are stored."""
    book = tmp_path / "so.db"

    def written(people: list[dict[str, Any]], packed: bool, **changes: Any) -> None:
        if packed:
            with columns():
                record(book, people, plan(**changes))
        else:
            record(book, people, plan(**changes))

    def compared(after: list[dict[str, Any]] = PEOPLE, before: list[dict[str, Any]] = PEOPLE, **changes: Any):
        written(before, request.param == "columns")
        written(after, "columns" in request.param, **changes)
        first, second = ledger.runs(book)
        return compare(book, first.run, second.run)

    return compared


def replaced(id: str, **facts: Any) -> list[dict[str, Any]]:
    """Everybody, the facts of one changed."""
    return [{**one, **facts} if one["id"] == id else one for one in PEOPLE]


def test_two_runs_of_the_same_inputs_do_not_differ(diff):
    """The same evidence and text again: nobody is named."""
    found = diff()
    assert (found.inputs, found.criteria, found.participants) == ((), (), ())


def test_new_evidence_names_who_changed_and_which_value(diff):
    """CN-04 has no late files any more: verdict, status and list change, because of that one number."""
    found = diff(replaced("CN-04", so_tre_han=0))
    assert found.inputs == ()
    [one] = [one for one in found.participants if one.id == "CN-04"]
    assert one.there == "both"
    assert one.status == Change("status", "ineligible", "eligible")
    assert [(turned.criterion, turned.before, turned.after, turned.because) for turned in one.verdicts] == [
        ("khong_tre_han", "not_met", "met", ("so_tre_han",))
    ]
    assert one.evidence == (Change("so_tre_han", "2", "0"),)
    assert Change("giay_khen", None, "tied") in one.proposals


def test_who_moves_because_of_others_is_named_without_evidence(diff):
    """CN-02 overtakes CN-01 in points: CN-01 falls to the reserve although nothing of its own changed."""
    found = {one.id: one for one in diff(replaced("CN-02", diem="99")).participants}
    assert found.keys() == {"CN-01", "CN-02"}
    assert found["CN-01"].evidence == ()
    assert found["CN-01"].proposals == (Change("bang_khen", "certain", "reserve"),)
    assert found["CN-02"].evidence == (Change("diem", "80", "99"),)


@pytest.mark.parametrize(
    ("fact", "value", "criterion", "before", "after"),
    [
        ("xep_loai", None, "loai_kha", "tot", None),
        ("chi_so", None, "co_chi_so", "pci;sipas", None),
        ("ngay_nop", None, "co_ngay_nop", "2027-01-15", None),
        ("giai_trinh", None, "co_giai_trinh", "Làm việc với Tổ một cửa", None),
        ("doan_ket", False, "doan_ket", "true", "false"),
    ],
)
def test_values_of_every_type_are_told_in_words(diff, fact, value, criterion, before, after):
    """A rating, a set, a day, a text, a yes or no: the diff shows what was written, not how it is stored."""
    [one] = [one for one in diff(replaced("CN-01", **{fact: value})).participants if one.id == "CN-01"]
    assert one.evidence == (Change(fact, before, after),)
    [turned] = one.verdicts
    assert (turned.criterion, turned.because) == (criterion, (fact,))


def test_a_new_text_is_told_apart_from_new_evidence(diff):
    """The plan now accepts two late files: CN-04's verdict turns because of the text, no value changed."""
    rule = {**PLAN["criteria"][0], "evaluator": {"use": "at_most", "fact": "so_tre_han", "value": 2}}
    found = diff(criteria=[rule, *PLAN["criteria"][1:]])
    assert [change.what for change in found.inputs] == ["sources"]
    assert {change.what for change in found.criteria} == {"khong_tre_han[collective]", "khong_tre_han[individual]"}
    [one] = [one for one in found.participants if one.id == "CN-04"]
    [turned] = one.verdicts
    assert (turned.before, turned.after, turned.because) == ("not_met", "met", ("text",))
    assert one.evidence == ()


def test_another_day_is_told_as_the_cause(tmp_path, capsys):
    """Evidence that came to be due between two days: neither a value nor the others' results changed it."""
    book = tmp_path / "so.db"
    facts = {**PLAN["facts"], "so_tre_han": {**PLAN["facts"]["so_tre_han"], "expected": date(2027, 2, 28)}}
    people = [person("CN-01", "Hà Thị Giang", so_tre_han=None)]
    for day in (date(2027, 2, 27), date(2027, 2, 28)):
        record(book, people, plan(facts=facts), on=day)
    first, second = (run.run for run in ledger.runs(book))
    [one] = compare(book, first, second).participants
    [turned] = one.verdicts
    assert (turned.before, turned.after) == ("not_due", "missing")
    assert "on" in turned.because
    assert "on: 2027-02-27 → 2027-02-28" in inside(capsys, "diff", first, second, "--ledger", book).out


def test_another_day_is_named_as_the_cause(tmp_path):
    """A figure that may still come on the first day is overdue on the second: no value changed, only the day."""
    late = {**FACTS, "so_tre_han": {**FACTS["so_tre_han"], "expected": date(2027, 4, 1)}}
    people = [person("CN-01", "Một", so_tre_han=None)]
    for day in (date(2027, 3, 1), date(2027, 5, 1)):
        record(tmp_path / "so.db", people, plan(facts=late), on=day)
    first, second = ledger.runs(tmp_path / "so.db")
    [one] = compare(tmp_path / "so.db", first.run, second.run).participants
    [turned] = one.verdicts
    assert (turned.before, turned.after, turned.because) == ("not_due", "missing", ("on",))


def test_a_new_day_for_a_figure_is_a_change_of_the_text(diff):
    """The plan now expects the figure later: the verdict turns because of what the text says of the fact it reads."""
    late = {**FACTS, "so_tre_han": {**FACTS["so_tre_han"], "expected": date(2028, 4, 1)}}
    people = replaced("TT-02")
    found = diff(people, people, facts=late)
    [one] = found.participants
    [turned] = one.verdicts
    assert (one.id, turned.before, turned.after, turned.because) == ("TT-02", "missing", "not_due", ("text",))


def test_a_new_text_of_an_award_is_named(diff):
    """Three seats instead of two: who was tied is proposed because the award's own text changed, nothing of theirs."""
    award = {**PLAN["awards"][0], "quota": {"use": "fixed", "collective": 1, "individual": 3}}
    found = diff(awards=[award, *PLAN["awards"][1:]])
    assert {change.what for change in found.awards} == {"awards.giay_khen[collective]", "awards.giay_khen[individual]"}
    assert found.criteria == ()
    assert {one.id: one.rewritten for one in found.participants} == {f"CN-0{n}": ("giay_khen",) for n in (1, 2, 3)}


def test_wording_is_no_rule(diff):
    """A criterion and an award put in other words are the same rules."""
    rules = [{**PLAN["criteria"][0], "text": "Không trễ hạn"}, *PLAN["criteria"][1:]]
    found = diff(criteria=rules, awards=[{**PLAN["awards"][0], "name": "Giấy khen"}, *PLAN["awards"][1:]])
    assert (found.criteria, found.awards, found.participants) == ((), (), ())


def test_the_command_speaks_vietnamese(tmp_path, capsys):
    """Verdicts, statuses and lists are printed in the words of the papers; an empty set is told apart from no answer."""
    book = tmp_path / "so.db"
    record(book, replaced("CN-04", chi_so=frozenset()))
    record(book, replaced("CN-04", chi_so=None, so_tre_han=0))
    ran = inside(capsys, "diff", *(run.run for run in ledger.runs(book)), "--ledger", book)
    assert "chưa đạt → đạt" in " ".join(ran.out.split())
    assert "không đủ điều kiện → đủ điều kiện" in " ".join(ran.out.split())
    assert "chi_so: – → –" not in ran.out
    assert not [word for word in ("not_met", "ineligible", "status", "tied") if word in ran.out]


def test_who_came_and_who_left_are_named(diff):
    """Somebody only in one of the runs is told to be there."""
    new = person("CN-07", "Hà Thị Giang", diem="10")
    found = {one.id: one for one in diff([*PEOPLE[1:], new]).participants}
    assert found["CN-07"].there == "after"
    assert found["CN-01"].there == "before"
    assert found["CN-07"].name == "Hà Thị Giang"


def test_a_new_name_of_the_same_id_is_no_change(diff):
    """CN-01 is entered anew under a corrected name: the same participant, nothing said otherwise."""
    assert diff(replaced("CN-01", name="Nguyễn Thị Ánh Tuyết")).participants == ()


def test_the_command_prints_who_and_why(tmp_path, capsys):
    """`emulation diff RUN RUN`: the name, the verdict before and after, and the value; `--json` the same; unknown runs."""
    book = tmp_path / "so.db"
    record(book)
    record(book, replaced("CN-04", so_tre_han=0))
    first, second = (run.run for run in ledger.runs(book))
    ran = inside(capsys, "diff", first, second, "--ledger", book)
    assert ran.code == 0
    assert "khong_tre_han" in ran.out
    assert "Phạm Văn" in ran.out
    told = inside(capsys, "diff", first, second, "--ledger", book, "--json").json
    assert "CN-04" in [one["id"] for one in told["participants"]]
    assert inside(capsys, "diff", first, "abc", "--ledger", book).code == 1
    with pytest.raises(NotFound, match="abc"):
        compare(book, "abc", first)
