"""Nothing of a plan is forgotten silently: every clause of its outline is covered, or says why it asks nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tomli
from jsonschema import Draft202012Validator

from emulation_core.cases import schemas
from emulation_core.config import Catalogue, load
from emulation_core.config.outline import cited
from emulation_core.coverage import Coverage, coverage
from support import CAMPAIGNS, Ran, inside, registry, shipped

LAM_DONG = "lam_dong/so_cong_thuong_2026"
SOC_TRANG = "soc_trang/so_tnmt_2021_2030"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder of the office's own with the plan of Lâm Đồng and its outline."""
    folder = tmp_path / "lam_dong"
    folder.mkdir()
    for suffix in (".toml", ".outline.toml"):
        shutil.copy(CAMPAIGNS[LAM_DONG].with_suffix(suffix), folder / f"so_cong_thuong_2026{suffix}")
    return folder / "so_cong_thuong_2026.toml"


def asked(capsys: pytest.CaptureFixture[str], campaign: Path, *more: str) -> Ran:
    return inside(capsys, "coverage", campaign, "--lang", "en", *more)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def outline_of(path: Path) -> Path:
    return path.with_suffix(".outline.toml")


def covered(id: str) -> Coverage:
    return coverage(shipped(id), registry())


def states(found: Coverage) -> dict[str, str]:
    return {clause.clause: clause.state for clause in found.clauses}


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_the_shipped_plans_are_covered(id):
    """Of the five plans no clause is open, no citation leads nowhere, and what asks nothing is not judged either."""
    found = covered(id)
    assert found.complete
    assert not [each for each in found.clauses if each.narrative and each.state == "encoded"]


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_an_outline_copies_no_sentence(id):
    """A heading is a few words."""
    assert max(len(each.heading.split()) for each in covered(id).clauses) <= 12


def test_a_line_for_each_clause(capsys):
    """The answer names the clause, what becomes of it, and where; the last line counts them."""
    ran = inside(capsys, "coverage", LAM_DONG, "--lang", "en")
    *lines, last = ran.out.splitlines()
    assert ran.code == 0
    assert len(lines) == len(covered(LAM_DONG).clauses)
    assert [line.split("  ")[0] for line in lines if "V.1.a, gạch đầu dòng 3" in line] == ["encoded"]
    assert [line for line in lines if line.endswith("← plan.replaces")]
    assert last.startswith(f"{len(lines)} clauses: ")


def test_the_same_in_json(capsys):
    """Each clause with its state and the pieces of the file that make it so."""
    ran = inside(capsys, "coverage", LAM_DONG, "--json")
    clauses = {each["clause"]: each for each in ran.json["clauses"]}
    assert ran.code == 0
    assert ran.json["complete"] is True
    assert ran.json["strangers"] == []
    assert clauses["III.2"]["by"] == [{"path": "criteria.hai_long", "state": "encoded"}]
    assert clauses["VII.1"]["narrative"] == clauses["VII"]["narrative"]


@pytest.mark.parametrize(
    ("id", "clause", "state"),
    [
        (LAM_DONG, "V.1.a, gạch đầu dòng 3", "encoded"),
        (LAM_DONG, "IV.1", "encoded"),  # held in the period, which cites nothing
        (LAM_DONG, "V.2.a", "unresolved"),  # QĐ 58, not held
        (LAM_DONG, "V.2", "encoded"),
        (LAM_DONG, "V.2.b", "heading"),
        (LAM_DONG, "I.1.a", "narrative"),  # by the word at I
        (SOC_TRANG, "II.4", "unresolved"),  # a criterion by a text that is not held
        (SOC_TRANG, "II.6", "noted"),
        ("ninh_thuan/so_ldtbxh_2023", "IV.2", "noted"),
        ("ninh_thuan/so_cong_thuong_2023", "IV.3", "encoded"),
    ],
)
def test_what_becomes_of_a_clause(id, clause, state):
    """Encoded where something that judges, awards or dates it cites it; else what the file says of it."""
    assert states(covered(id))[clause] == state


def test_a_forgotten_criterion_is_named(office, capsys):
    """A clause that nothing covers any more is open: exit 1."""
    edit(office, 'id         = "hai_long"\nclause     = "III.2"', 'id         = "hai_long"\nclause     = "III.3"')
    ran = asked(capsys, office)
    assert ran.code == 1
    assert [line.split()[:2] for line in ran.out.splitlines() if line.startswith("OPEN")] == [["OPEN", "III.2"]]


def test_a_citation_that_names_no_clause_is_named(office, capsys):
    """A mistyped clause is found at the piece that cites it."""
    edit(
        office, 'id         = "hai_long"\nclause     = "III.2"', 'id         = "hai_long"\nclause     = "III.2; III.9"'
    )
    ran = asked(capsys, office)
    assert ran.code == 1
    assert "criteria.hai_long: cites III.9, which the outline does not have" in ran.out


def test_a_heading_answers_for_none_of_its_clauses(office, capsys):
    """V.2 is cited by the procedure; a paper of the dossier that is forgotten below it is still open."""
    old = 'label  = "Biên bản họp xét của phòng, đơn vị"\nclause = "V.2.b, gạch đầu dòng 2"'
    edit(office, old, old.replace("V.2.b, gạch đầu dòng 2", "V.2"))
    assert asked(capsys, office, "--json").json["complete"] is False


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ("Theo II.3.a thì chưa rõ.", "noted"),
        ("Theo gạch đầu dòng 1 của V.9 thì chưa rõ.", "open"),
        ("Theo II.3.a.1 thì chưa rõ.", "open"),
        ("Theo XII.3.a thì chưa rõ.", "open"),
    ],
)
def test_a_note_covers_the_clause_it_spells(office, says, state):
    """Only the clause's whole name counts."""
    edit(outline_of(office), 'narrative = "hướng phấn đấu, không kèm thước đo; tiêu chí đặt ở V.1"', "held_in = []")
    office.write_text(office.read_text("utf-8") + f'\n[[notes]]\nabout = "x"\nsays = "{says}"\n', "utf-8")
    assert states(coverage(load(office, LAM_DONG, registry()), registry()))["II.3.a"] == state


@pytest.mark.parametrize(
    ("citation", "clauses"),
    [
        ("V.1.a, gạch đầu dòng 3", ("V.1.a, gạch đầu dòng 3",)),
        ("IV.2, IV.3", ("IV.2", "IV.3")),
        ("IV.2; V.1, đoạn cuối", ("IV.2", "V.1, đoạn cuối")),
        ("II.2.đ,  gạch đầu dòng 1, ý 2", ("II.2.đ, gạch đầu dòng 1, ý 2",)),
        ("đoạn 3; đoạn 4", ("đoạn 3", "đoạn 4")),
        ("V.1;", ("V.1",)),
    ],
)
def test_a_citation_is_read_one_way(citation, clauses):
    """ ";" stands between clauses, and "," before a number; other words are part of the clause before them."""
    assert cited(citation) == clauses


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"III.2"                  = { heading = "Mức độ hài lòng" }\n', "", "III.2 does not stand before it"),
        ('skipped = ["VI"] # bản in đi từ V sang VII\n', "", "VI does not stand before it"),
        ('skipped = ["VI"]', 'skipped = ["VI", "V"]', "skipped[1]: V is a clause of the outline"),
        ('"V.2"   ', '"V.3"   ', "V.2 does not stand before it"),
        ('"I.1"   ', '"XI.1"   ', "XI does not stand above it"),
        ('"III.4"', '"III.4; IV"', "not the name of one clause"),
        ('["plan.replaces"]', '["plan.replace"]', "the campaign has no plan.replace"),
        ('["agency"]', '["criteria.hai_lon"]', "did you mean criteria.hai_long?"),
        ('heading = "Cá nhân" }', 'tieu_de = "Cá nhân" }', "unknown key"),
    ],
)
def test_a_wrong_outline_is_refused_where_it_is_wrong(office, capsys, old, new, fault):
    """A number passed over, a clause that stands in nothing, a piece the campaign does not have: file:line:column."""
    path = outline_of(office)
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    ran = asked(capsys, office)
    assert ran.code == 1
    assert ran.err.startswith(f"{path}:")
    assert fault in ran.err


def test_a_campaign_without_an_outline_says_so(office, capsys):
    """What is missing is named, with the path it should have."""
    outline_of(office).unlink()
    ran = asked(capsys, office)
    assert ran.code == 1
    assert str(outline_of(office)) in ran.err


def test_an_extending_campaign_goes_by_the_outline_of_its_base(tmp_path, capsys):
    """What a document takes away is removed, not forgotten; what another document decides may cite that one."""
    own = tmp_path / "rieng.toml"
    own.write_text(
        f"""
extends = "{LAM_DONG}"

[[criteria]]
id = "them"
clause = "Điều 3"
text = "Theo quyết định của Sở"
applies_to = ["collective"]
evaluator = {{ use = "judged", fact = "guong_mau" }}
decided_in = "QĐ 15/QĐ-SCT"

[[removed]]
criterion = "hai_long"
decided_in = "QĐ 15/QĐ-SCT"
""",
        "utf-8",
    )
    ran = asked(capsys, own, "--json")
    clauses = {each["clause"]: each for each in ran.json["clauses"]}
    assert ran.code == 0
    assert clauses["III.2"]["state"] == "removed"
    assert clauses["III.2"]["by"] == [{"path": "criteria.hai_long", "state": "removed"}]


def test_an_outline_is_no_campaign(office):
    """The catalogue lists plans alone."""
    ids = [id for id, _path in Catalogue((office.parents[1],)).campaigns()]
    assert not [id for id in ids if "outline" in id]


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_the_shipped_outlines_keep_to_their_schema(id):
    """What an editor underlines is what the program refuses."""
    raw = tomli.loads(outline_of(CAMPAIGNS[id]).read_text("utf-8"))
    Draft202012Validator(schemas(registry())["outline"]).validate(raw)
