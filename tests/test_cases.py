"""The cases beside the shipped campaigns, each a test under its Vietnamese name; and what a wrong one says."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from emulation_core.cases import Result, read, run
from emulation_core.config.catalogue import CASES
from emulation_core.errors import CampaignRefused
from support import CAMPAIGNS, inside, registry, shipped

LAM_DONG = "lam_dong/so_cong_thuong_2026"


def beside(id: str) -> Path:
    """The cases file of a campaign."""
    return CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + CASES)


@cache
def results(id: str) -> dict[str, Result]:
    """Every case of one file, judged once."""
    return {result.name: result for result in run(beside(id), registry())}


@pytest.mark.parametrize(
    ("id", "name"),
    [pytest.param(id, case.name, id=f"{id}: {case.name}") for id in CAMPAIGNS for case in read(beside(id)).cases],
)
def test_case(id, name):
    """What an official says of the plan is what the engine says."""
    assert "\n".join(results(id)[name].differences) == ""


def test_every_campaign_has_cases_under_its_own_names():
    """No campaign ships without cases, and every case that was written is judged."""
    for id in CAMPAIGNS:
        assert list(results(id)) == [case.name for case in read(beside(id)).cases]
        assert len(results(id)) >= 30


@pytest.fixture
def copied(tmp_path):
    """Copies a campaign and its cases, the cases changed, and gives the path of the changed file."""

    def copy(id: str, change) -> Path:
        folder = tmp_path / id.partition("/")[0]
        folder.mkdir()
        shutil.copy(CAMPAIGNS[id], folder)
        path = folder / beside(id).name
        path.write_text(change(beside(id).read_text("utf-8")), "utf-8")
        return path

    return copy


def test_a_wrong_expectation_names_criterion_expected_got_and_clause(copied):
    """With "met" and "not_met" exchanged, every such expectation fails, and says by which clause and what was found."""
    other = {"met": "not_met", "not_met": "met"}
    path = copied(LAM_DONG, lambda text: re.sub(r'"(met|not_met)"', lambda word: f'"{other[word[1]]}"', text))
    clauses: dict[str, set[str]] = {}
    for criterion in shipped(LAM_DONG).campaign.criteria:
        clauses.setdefault(criterion.id, set()).add(criterion.clause)
    tried = 0
    for result in run(path, registry()):
        wrong = {id: word for id, word in result.case.expect.items() if word in other}
        assert len(result.differences) == len(wrong) * max(1, len(result.case.participants))
        for id, word in wrong.items():
            (told,) = {line for line in result.differences if re.match(rf"{id}\b", line)}
            words = re.findall(r"\w+", told)
            assert words.index(word) < words.index(other[word])
            assert any(clause in told for clause in clauses[id])
            tried += 1
    assert tried >= 50


def test_a_wrong_status_names_what_stands_in_the_way(copied):
    """A status that does not come out is told with the one that does and the verdicts that made it."""
    path = copied(LAM_DONG, lambda text: text.replace('status  = "open"', 'status  = "eligible"'))
    wrong = [result for result in run(path, registry()) if result.differences]
    assert wrong
    for result in wrong:
        (told,) = result.differences
        assert {"eligible", "open"} <= set(re.findall(r"\w+", told))
        still = [f"{id}={word}" for id, word in result.case.expect.items() if word in ("missing", "council", "not_due")]
        assert [part for part in still if part not in told] == []


def test_a_wrong_list_names_award_kind_and_both_lists(copied):
    """Seats and lists that do not come out are told by award and kind, what was expected before what was found."""
    text = """
[profiles.phong]
kind = "collective"
[[cases]]
name = "Hai phòng chưa có minh chứng mà chỉ kể một"
on = 2027-03-01
participants = [{ id = "T1", name = "Phòng A", like = "phong" }, { id = "T2", name = "Phòng B", like = "phong" }]
expect_proposals = [{ award = "giay_khen", kind = "collective", seats = 7, selected = [], open = ["T1"] }]
"""
    ((seats, opened),) = (result.differences for result in run(copied(LAM_DONG, lambda _text: text), registry()))
    assert seats.startswith("giay_khen[collective].seats: ")
    assert "7" in seats
    assert opened.startswith("giay_khen[collective].open: ")
    assert re.findall(r"T\d", opened) == ["T1", "T1", "T2"]


@pytest.mark.parametrize(
    ("evidence", "expected", "named"),
    [
        ("so_ho_so_tre_han = -1", 'khong_tre_han = "met"', "so_ho_so_tre_han"),
        ("so_ho_so_tre_hann = 0", 'khong_tre_han = "met"', "so_ho_so_tre_han"),
        ("so_ho_so_tre_han = 0", 'khong_tre_hen = "met"', "khong_tre_hen"),
        ("so_ho_so_tre_han = 0", 'guong_mau = "met"', "guong_mau"),
        ("so_ho_so_tre_han = 0", 'khong_tre_han = "dat"', "dat"),
    ],
    ids=[
        "a value out of its domain",
        "a misspelt fact",
        "a misspelt criterion",
        "another kind's criterion",
        "no verdict",
    ],
)
def test_a_case_that_means_nothing_fails(evidence, expected, named, copied):
    """A slip in the case itself is a failure that names it, never a case that holds by accident."""
    text = f'[[cases]]\nname = "Sai"\nkind = "collective"\nfacts = {{ co_giai_quyet_tthc = true, {evidence} }}\nexpect = {{ {expected} }}\n'
    ((told,),) = (result.differences for result in run(copied(LAM_DONG, lambda _text: text), registry()))
    assert named in told


@pytest.mark.parametrize("slip", ["facts = { khac_han = 1 }", 'without = ["khac_han"]'])
def test_a_fact_the_campaign_does_not_know_fails_the_case(slip, copied):
    """Evidence that no rule could read, given or taken away, is a slip of the case, however far from any known name."""
    text = f'[[cases]]\nname = "Sai"\nkind = "collective"\n{slip}\nexpect = {{ sang_kien = "missing" }}\n'
    ((told,),) = (result.differences for result in run(copied(LAM_DONG, lambda _text: text), registry()))
    assert "khac_han" in told


FILE = """\
[profiles.phong]
kind = "collective"
[[cases]]
name = "Một"
like = "phong"
status = "open"
[[cases]]
name = "Hai"
kind = "agency"
facts = { so = 1 }
expect = { sang_kien = "met" }
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('name = "Hai"', 'name = "Một"', (8, 1, "cases[1].name")),
        ('like = "phong"', 'like = "phonk"', (5, 1, "cases[0].like")),
        ('kind = "agency"', 'kind = "agencie"', (9, 1, "cases[1].kind")),
        ('kind = "agency"\n', "", (7, 1, "cases[1].kind")),
        ('expect = { sang_kien = "met" }', "", (7, 1, "cases[1]")),
        ("facts = { so", "fact = { so", (10, 1, "cases[1].fact")),
    ],
    ids=["a name twice", "an unknown profile", "an unknown kind", "no kind", "nothing expected", "an unknown key"],
)
def test_a_faulty_cases_file_is_refused_at_its_place(old, new, place, tmp_path):
    """A cases file keeps to its contract as a campaign does: by line, column and key."""
    path = tmp_path / "mau.cases.toml"
    assert FILE.count(old) == 1
    path.write_text(FILE.replace(old, new), "utf-8")
    with pytest.raises(CampaignRefused) as refused:
        read(path)
    (fault,) = refused.value.faults
    assert (fault.line, fault.column, fault.key) == place
    assert fault.where == f"{path}:{fault.line}:{fault.column}"


TWO = """
[[cases]]
name = "Không có minh chứng: thiếu"
kind = "collective"
expect = { sang_kien = "missing" }
[[cases]]
name = "Không có minh chứng mà lại đạt"
kind = "collective"
expect = { sang_kien = "%s" }
"""


def test_the_command_ends_with_1_when_a_case_fails(copied, capsys):
    """`emulation test PATH` prints each failed case with its differences, and ends with 1; with 0 when all hold."""
    path = copied(LAM_DONG, lambda _text: TWO % "met")
    first, second = run(path, registry())
    ran = inside(capsys, "test", path)
    assert (ran.code, ran.err) == (1, "")
    assert second.name in ran.out
    assert second.differences[0] in ran.out
    assert first.name not in ran.out
    told = inside(capsys, "test", path.parent, "--json")
    assert told.code == 1
    assert [(case["name"], case["differences"]) for case in told.json] == [
        (first.name, []),
        (second.name, list(second.differences)),
    ]
    path.write_text(TWO % "missing", "utf-8")
    assert inside(capsys, "test", path).code == 0
