"""Across the campaigns of one ledger an achievement is proposed once, and an initiative supports one award."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import emulation_core.ledger as ledger
from emulation_core.ledger import conflicts
from emulation_core.ledger.council import decide
from emulation_core.ledger.erase import erase
from emulation_core.ledger.room import Wish
from ledgers import FACTS, PAPER, PEOPLE, PLAN, columns, outcome, person, record
from support import inside, loaded, registry

OTHER = "tinh_mau/so_khac_2026"
OPEN = {"use": "open"}
FIRST = {**PLAN, "awards": [{**PLAN["awards"][0], "quota": OPEN}]}
"""Everybody eligible is proposed."""


def campaign(raw: dict[str, Any], id: str = OTHER):
    facts = {name: FACTS[name] for name in FACTS if name != "diem"}
    return loaded({**raw, "facts": facts, "awards": [{**PLAN["awards"][0], "quota": OPEN}]}, id)


def notes(path, people=PEOPLE[:3], others=PEOPLE[:3], decided: date | None = None, **changes: Any):
    """The conflicts of a second campaign's run with that of the first; and both runs."""
    one = record(path, others, campaign(FIRST, "tinh_mau/so_mau_2026"), decided=decided)
    two = record(path, people, campaign({**FIRST, **changes}), decided=decided)
    return conflicts(path, two.run), one.run, two.run


@pytest.fixture
def path(tmp_path):
    return tmp_path / "so.db"


def test_who_is_proposed_in_two_campaigns_of_one_year_is_named(path):
    """CN-01 to CN-03 are proposed twice for 2026: one warning that names them and both runs, for the council to settle."""
    [note], one, two = notes(path)
    assert note.about == "mot_lan"
    assert all(text in note.says for text in ("CN-01, CN-02, CN-03", one, two, "06/2022/QH15"))


def test_runs_of_columns_are_compared_too(path):
    """Where a run is stored as columns the conflict is the same."""
    with columns():
        [note], _one, _two = notes(path)
    assert "CN-01, CN-02, CN-03" in note.says


def test_only_the_proposed_conflict(path):
    """Who has fallen in one of the campaigns, or stands in one alone, is no conflict."""
    found, *_runs = notes(path, people=PEOPLE, others=[PEOPLE[0], PEOPLE[3]])
    [note] = found
    assert note.says.startswith("CN-01:")
    assert notes(path.with_name("hai.db"), people=PEOPLE[:1], others=PEOPLE[1:3])[0] == ()


def test_rounds_that_share_no_day_do_not_conflict(path):
    """Another year's achievement is another achievement."""
    assert notes(path, period={"use": "year", "year": 2025}, plan={**PLAN["plan"], "issued": date(2025, 1, 5)})[0] == ()


def test_before_the_law_there_is_no_conflict(path):
    """Decided on 31/12/2023 nothing is said; on 01/01/2024 the law is in force."""
    early = {"period": {"use": "year", "year": 2026}}
    assert notes(path, decided=date(2023, 12, 31), **early)[0] == ()
    assert notes(path.with_name("hai.db"), decided=date(2024, 1, 1), **early)[0] != ()


def test_a_superseded_run_does_not_conflict(path):
    """The first campaign is scored again without CN-01: only who still stands there is named."""
    record(path, PEOPLE[:3], campaign(FIRST, "tinh_mau/so_mau_2026"))
    [note], *_runs = notes(path, people=PEOPLE[:2], others=PEOPLE[1:3])
    assert note.says.startswith("CN-02:")


def test_one_initiative_supports_one_award(path):
    """Two people of two campaigns rest on one initiative, spelt with other spaces and letters: named with both ids."""
    mine = [person("A-1", "Một", ma_sang_kien="SK-07; SK-08")]
    theirs = [person("B-1", "Hai", ma_sang_kien="sk-07 ;SK-09")]
    [note], one, two = notes(path, people=mine, others=theirs)
    assert note.about == "mot_sang_kien"
    assert all(text in note.says for text in ("A-1, B-1", one, two, "5007/BNV"))
    assert "sk-07" in note.says.casefold()
    assert "08" not in note.says.split(":")[0]


def test_an_initiative_is_used_up_for_the_next_year_too(path):
    """The same initiative in two years of one campaign: named, though the years share no day."""
    years = {
        "period": {"use": "stages", "first": 2025, "last": 2026},
        "plan": {**PLAN["plan"], "issued": date(2025, 1, 5)},
    }
    people = [person("A-1", "Một", ma_sang_kien="SK-07")]
    one, two = (record(path, people, campaign({**FIRST, **years}), on=date(year, 12, 31)) for year in (2025, 2026))
    [note] = conflicts(path, two.run)
    assert note.about == "mot_sang_kien"
    assert one.run in note.says


def test_what_the_council_decided_counts(path):
    """Whose award was cancelled is proposed no more; whom the council judged and took in is."""
    people = [*PEOPLE[:2], PEOPLE[4]]
    one = record(path, people, campaign(FIRST, "tinh_mau/so_mau_2026"))
    decide(path, one.run, "giay_khen", [Wish("cancel", "CN-01")], PAPER)
    decide(path, one.run, "giay_khen", [Wish("judge", "CN-05", "doan_ket", "met"), Wish("take", "CN-05")], PAPER)
    two = record(path, [*people[:2], {**PEOPLE[4], "doan_ket": True}], campaign(FIRST))
    [note] = conflicts(path, two.run)
    assert note.says.startswith("CN-02, CN-05:")


def test_other_initiatives_and_empty_cells_are_no_conflict(path):
    """Initiatives of their own, or none named: nothing to say, though one reads like part of the other."""
    mine = [person("A-1", "Một", ma_sang_kien="SK-1"), person("A-2", "Ba")]
    theirs = [person("B-1", "Hai", ma_sang_kien="SK-10; ;"), person("B-2", "Bốn")]
    assert notes(path, people=mine, others=theirs)[0] == ()


def test_the_erased_are_named_by_no_conflict(path):
    """Nobody is told about who is erased."""
    record(path, PEOPLE[:3], campaign(FIRST, "tinh_mau/so_mau_2026"))
    erase(path, "CN-01", "yêu cầu")
    two = record(path, PEOPLE[1:3], campaign(FIRST))
    [note] = conflicts(path, two.run)
    assert note.says.startswith("CN-02, CN-03:")


def test_score_prints_the_conflict_as_a_warning(path, tmp_path, capsys):
    """`score --ledger` on a sample whose people another campaign proposes: the warning is in the answer, the run is kept."""
    sample = "id,name,kind,so_tre_han,doan_ket,xep_loai\nT01,Văn phòng,Tập thể,0,có,tot\n"
    ledger.record(path, outcome([person("T01", "Văn phòng", "collective")]), registry())
    folder = tmp_path / "tinh" / "tinh_mau"
    folder.mkdir(parents=True)
    made = campaign(FIRST)
    (folder / "so_khac_2026.toml").write_text(made.text, "utf-8")
    (tmp_path / "mau.csv").write_text(sample, "utf-8")
    ran = inside(
        capsys, "score", OTHER, tmp_path / "mau.csv", "--provinces", folder.parent, "--on", "2027-03-01",
        "--ledger", path, "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert [note["about"] for note in ran.json["warnings"] if note["about"].startswith("mot_")] == ["mot_lan"]
    assert len(ledger.runs(path)) == 2
