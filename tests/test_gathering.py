"""Who is collected from agencies' ledgers: the last run and the council's word; whoever may be meant twice is told."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from agencies import GIAO_DUC, HEALTH, PROVINCE, Y_TE, agency, gathered, names, notes, person, ranked_in, scored, two_in
from emulation_core import consolidation
from emulation_core.consolidation import Asked, anchors
from emulation_core.errors import NotFound
from emulation_core.i18n import set_language
from emulation_core.ledger.council import Paper, decide
from emulation_core.ledger.erase import erase
from emulation_core.ledger.room import Wish
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from ledgers import PAPER, columns
from schemes import ON
from support import campaign_file, loaded, registry

two = pytest.fixture(two_in)
ranked = pytest.fixture(ranked_in)


def test_the_order_of_ledgers_does_not_matter(two, tmp_path):
    """Three ledgers in all six orders: the same table, the same answer."""
    third = tmp_path / "so_noi_vu.db"
    scored(third, agency("Sở Nội vụ", "so_noi_vu_2026", scored=False), [person("CN-01", "Nguyễn Thị Ánh", "60")])
    made = loaded(PROVINCE)

    def answer(paths: tuple[Path, ...]) -> Any:
        table = consolidation.evidence(gathered(*paths), made.campaign, ON)
        outcome = score(made, table, choose_round(made.campaign, None, ON), ON)
        return to_json(document(outcome)), table.sheets, table.origins

    first, *others = (answer(paths) for paths in permutations([*two, third]))
    assert all(other == first for other in others)


def test_the_last_run_and_the_council_count(ranked):
    """The superseded run is forgotten; whom the council put off is not proposed, whom it takes in is."""
    made = agency("Sở Y tế", "so_y_te_2026")
    decide(ranked[0], "latest", "bang_khen", [Wish("defer", "CN-01")], PAPER)
    assert names(ranked[0]) == ["Trần Văn Bảo"]
    scored(ranked[0], made, [*HEALTH[:2], person("CN-03", "Lê Thị Cúc", "71,125")])
    assert "1 quyết định" in notes(ranked[0])
    assert names(ranked[0]) == ["Nguyễn Thị Ánh"]
    assert "2 ngang nhau" in notes(ranked[0])
    decide(ranked[0], "latest", "bang_khen", [Wish("take", "CN-03")], Paper("Đủ", "BB 2", "Chủ tịch"))
    [first, taken] = gathered(ranked[0]).nominees
    assert (taken.name, taken.by_council, taken.certain) == ("Lê Thị Cúc", True, True)
    assert first.by_council is False


def test_runs_of_columns_are_collected_alike(ranked, tmp_path):
    """Where a run is stored as columns the proposals are the same."""
    large = tmp_path / "lon.db"
    with columns():
        scored(large, agency("Sở Y tế", "so_y_te_2026"), HEALTH)
    assert gathered(large).nominees == gathered(ranked[0]).nominees


def test_a_plan_whose_rules_the_province_lacks_is_collected(tmp_path):
    """Proposals need no plugin of the agency; only points would, and are left out with the reason."""
    rules = registry().rules
    evaluators = {name: rule for name, rule in rules["evaluators"].items() if name not in ("points", "at_least")}
    path, bare = tmp_path / "so_noi_vu.db", evolve(registry(), rules={**rules, "evaluators": evaluators})
    scored(path, agency("Sở Nội vụ", "so_noi_vu_2026", scored=False), [person("CN-01", "Đỗ Thị Én", "60")])
    [found] = consolidation.gather([path], Asked(), anchors.Anchors(), bare).nominees
    assert found.name == "Đỗ Thị Én"
    scored(path, agency("Sở Nội vụ", "thi_dua_2026"), HEALTH)
    without = consolidation.gather([path], Asked(), anchors.Anchors(), bare)
    assert {one.points for one in without.nominees} == {None}
    assert any(run.remarks for _book, run in without.runs)


def test_an_agencys_own_version_of_a_plan_stands_for_the_plan(tmp_path):
    """A run of the plan and one of the file that extends it, for one round: the version's run alone is collected."""
    path = tmp_path / "so_y_te.db"
    base = agency("Sở Y tế", "so_y_te_2026")
    scored(path, base, HEALTH)
    own = {"title": "Bản của Sở", "agency": "Sở Y tế", "province": "tinh_mau", "extends": base.id}
    from emulation_core.config import load_texts

    text = campaign_file(own)
    version = load_texts([(base.id, base.text), ("tinh_mau/cua_so", text)], registry())
    scored(path, version, HEALTH[:1])
    assert [one.id for one in gathered(path).nominees] == ["tinh_mau/cua_so/2026/CN-01"]


def test_rounds_and_forms_can_be_chosen(two):
    """The round asked for is collected, one that nobody ran is a slip; of another form nobody is proposed."""
    assert len(names(two[0], asked=Asked(round="2026"))) == 2
    assert gathered(*two, asked=Asked(round="2026")).holds
    with pytest.raises(NotFound, match="2026"):
        gathered(*two, asked=Asked(round="2062"))
    assert names(two[0], asked=Asked(form="giay_khen")) == []


def test_the_erased_are_counted_and_not_named(two):
    """Somebody erased from the agency's ledger cannot be listed; that there was one is said."""
    erase(two[0], "CN-01", "Theo yêu cầu")
    assert names(two[0]) == ["Trần Văn Bảo"]
    assert "1 đã xoá khỏi sổ" in notes(two[0])


def test_a_ledger_of_another_language_is_read_alike(two, tmp_path):
    """The language of a run is that of its notes; who is proposed does not depend on it."""
    other = tmp_path / "health.db"
    set_language("en")
    try:
        scored(other, agency("Sở Y tế", "so_y_te_2026", scored=False), HEALTH)
    finally:
        set_language("vi")
    assert gathered(other).nominees == gathered(two[0]).nominees


def test_one_name_from_two_agencies_is_suspected_and_never_merged(two):
    """Nguyễn Thị Ánh of two agencies: both listed, both ids named, for a person to settle."""
    said = notes(*two)
    assert f"{GIAO_DUC}CN-07, {Y_TE}CN-01: cùng tên (Nguyễn Thị Ánh)" in said
    assert names(*two).count("Nguyễn Thị Ánh") == 2


def test_one_agencys_participant_in_two_campaigns_of_one_time(two):
    """CN-01 of Sở Y tế is proposed for two campaigns of 2026: one achievement, one award, says the law."""
    scored(two[0], agency("Sở Y tế", "chuyen_doi_so_2026", scored=False), HEALTH[:1])
    said = notes(*two)
    assert "06/2022/QH15" in said
    assert f"tinh_mau/chuyen_doi_so_2026/2026/CN-01 và {Y_TE}CN-01" in said
    assert f"{GIAO_DUC}CN-01 và" not in said


def test_an_initiative_of_two_agencies_is_told_without_being_named(tmp_path):
    """Two people of two agencies rest on SK-07: both ids and the law are named, the initiative stays at home."""
    paths = tmp_path / "mot.db", tmp_path / "hai.db"
    for n, path in enumerate(paths):
        people = [person(f"CN-{n}", f"Người {n}", "90", ma_sang_kien=("SK-07; SK-08", "sk-07")[n])]
        scored(path, agency(f"Sở {n}", f"so_{n}_2026"), people)
    said = notes(*paths)
    assert "5007/BNV" in said
    assert "tinh_mau/so_0_2026/2026/CN-0 và tinh_mau/so_1_2026/2026/CN-1" in said
    assert "07;" not in said
    assert "sk-07" not in said.casefold()


def test_points_are_not_carried_when_they_do_not_come_out_again(ranked, monkeypatch):
    """A run that today's engine scores otherwise keeps its proposals; its points are nobody's to vouch for."""
    from emulation_core import replay

    monkeypatch.setattr(replay, "_differs", lambda *_: "2 người ra kết quả khác")
    assert {(one.points, one.rank) for one in gathered(ranked[0]).nominees} == {(None, None)}
    assert "2 người ra kết quả khác" in notes(ranked[0])
