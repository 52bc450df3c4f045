"""Agencies' proposals become the province's table: only what the form needs, from ledgers that hold, in any order."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import emulation_core.ledger as ledger
from emulation_core import consolidation
from emulation_core.campaign import Loaded
from emulation_core.consolidation import Asked, anchors
from emulation_core.errors import NotFound
from emulation_core.evidence import Evidence
from emulation_core.i18n import set_language
from emulation_core.intake import read
from emulation_core.ledger.council import Paper, decide
from emulation_core.ledger.erase import erase
from emulation_core.ledger.room import Wish
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from ledgers import PAPER, columns, edit, rows, second, wrong
from schemes import fact_is_points, plan
from support import CAMPAIGNS, Ran, campaign_file, evidence, inside, loaded, registry

ON = date(2027, 6, 1)
NINH_THUAN = "ninh_thuan/so_cong_thuong_2023"
BANG_KHEN = {
    "id": "bang_khen",
    "name": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
    "by": "chu_tich_ubnd_tinh",
    "clause": "III.2",
    "quota": {"use": "fixed", "individual": 2},
}
OFFERED = {
    "xep_hang_tai_co_quan": {"label": "Xếp hạng tại cơ quan", "type": "count"},
    "diem_tai_co_quan": {"label": "Điểm tại cơ quan", "type": "number"},
    "co_quan_de_nghi": {"label": "Cơ quan đề nghị", "type": "text"},
}
CRITERION = {"clause": "II.1", "text": "Đứng trong tốp đầu của cơ quan", "applies_to": ["individual"]}
PROVINCE: dict[str, Any] = {
    "title": "Xét bằng khen năm 2026",
    "agency": "Ủy ban nhân dân tỉnh Mẫu",
    "province": "tinh_mau",
    "period": {"use": "year", "year": 2026},
    "plan": {"number": "9/KH-UBND", "issued": date(2026, 2, 1), "source": "full"},
    "facts": {**OFFERED, "nam_lien_tuc": {"label": "Số năm liên tục", "type": "count"}},
    "criteria": [
        {**CRITERION, "id": "top_5", "evaluator": {"use": "at_most", "fact": "xep_hang_tai_co_quan", "value": 5}},
        {
            **CRITERION,
            "id": "lien_tuc",
            "required": False,
            "evaluator": {"use": "at_least", "fact": "nam_lien_tuc", "value": 2},
        },
        {**CRITERION, "id": "noi_de_nghi", "required": False, "evaluator": {"use": "shown", "fact": "co_quan_de_nghi"}},
    ],
    "awards": [
        {
            **BANG_KHEN,
            "kinds": ["individual"],
            "order": ["fact.xep_hang_tai_co_quan asc", "fact.diem_tai_co_quan desc"],
        }
    ],
}
"""A province that takes two, by place in the agency and then by points, and asks for years no ledger can state."""


def agency(name: str, id: str, scored: bool = True, **changes: Any) -> Loaded:
    """An agency's campaign: everybody with 50 points or more is proposed for a bằng khen, at most two of them."""
    award = {**BANG_KHEN, "at_least": 50} if scored else {**BANG_KHEN}
    raw = plan(
        {} if scored else None,
        {"diem_bi_mat": "number", "y_kien_rieng": "text"},
        [
            fact_is_points("diem_bi_mat", 100, required=False)
            if scored
            else {"id": "diem", "evaluator": {"use": "at_least", "fact": "diem_bi_mat", "value": 50}},
            {"id": "y_kien", "required": False, "evaluator": {"use": "shown", "fact": "y_kien_rieng"}},
        ],
        award,
    )
    return loaded({**raw, "agency": name, **changes}, f"tinh_mau/{id}")


def person(id: str, name: str, points: object, **facts: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "kind": "individual", "unit": "Phòng Một", "diem_bi_mat": points, **facts}


HEALTH = [
    person("CN-01", "Nguyễn Thị Ánh", "83,625", y_kien_rieng="Có bệnh nền"),
    person("CN-02", "Trần Văn Bảo", "71,125"),
    person("CN-03", "Lê Thị Cúc", "40,375"),
]
SCHOOL = [person("CN-01", "Phạm Văn Dũng", "91,875"), person("CN-07", "Nguyễn Thị Ánh", "88")]
SECRETS = ("83.625", "71.125", "40.375", "diem_bi_mat", "y_kien_rieng", "Có bệnh nền", "Lê Thị Cúc", "SK-07")


def scored(path: Path, made: Loaded, people: list[dict[str, Any]] | Evidence, on: date = ON) -> str:
    """The head of the run of an agency in its own ledger."""
    table = people if isinstance(people, Evidence) else evidence(made.campaign, people)
    outcome = score(made, table, choose_round(made.campaign, None, on), on)
    return ledger.record(path, outcome, registry()).head


def handed_in(folder: Path, ranks: bool) -> list[Path]:
    """The ledgers of two agencies, each of which proposes two; they cost less where nobody is ranked."""
    paths = [folder / "so_y_te.db", folder / "so_giao_duc.db"]
    scored(paths[0], agency("Sở Y tế", "so_y_te_2026", ranks), HEALTH)
    scored(paths[1], agency("Sở Giáo dục", "so_giao_duc_2026", ranks), SCHOOL)
    return paths


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, list[Path]]:
    return {ranks: handed_in(tmp_path_factory.mktemp("so"), ranks) for ranks in (True, False)}


@pytest.fixture
def two(made: dict[bool, list[Path]], tmp_path: Path) -> list[Path]:
    """Two agencies without a ranking."""
    return [Path(shutil.copy(path, tmp_path)) for path in made[False]]


@pytest.fixture
def ranked(made: dict[bool, list[Path]], tmp_path: Path) -> list[Path]:
    """Two agencies with points and ranks."""
    return [Path(shutil.copy(path, tmp_path)) for path in made[True]]


@pytest.fixture
def province(tmp_path: Path) -> Path:
    path = tmp_path / "tinh_mau" / "xet_bang_khen_2026.toml"
    path.parent.mkdir()
    path.write_text(campaign_file(PROVINCE), "utf-8")
    return path


@pytest.fixture
def consolidate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """`emulation consolidate` on the day the tests ask about."""

    def run(*arguments: object) -> Ran:
        out = ("-o", tmp_path / "tinh.db", "--on", ON.isoformat())
        return inside(capsys, "consolidate", *map(str, arguments), *out)

    run.out = tmp_path / "tinh.db"
    return run


def gathered(*paths: Path, asked: Asked | None = None) -> consolidation.Gathered:
    return consolidation.gather(paths, asked or Asked(), anchors.Anchors(), registry())


def notes(*paths: Path) -> str:
    """What is said of everything that was collected."""
    table = consolidation.evidence(gathered(*paths), loaded(PROVINCE).campaign, ON)
    return "\n".join(f"{note.about}: {note.says}" for note in table.warnings)


def names(*paths: Path, asked: Asked | None = None) -> list[str]:
    return [one.name for one in gathered(*paths, asked=asked).nominees]


def proposal(answer: Any) -> Any:
    [found] = answer["outcome"]["proposals"]
    return found


Y_TE, GIAO_DUC = "tinh_mau/so_y_te_2026/2026/", "tinh_mau/so_giao_duc_2026/2026/"


def test_the_province_ranks_whom_the_agencies_propose(ranked, province, consolidate):
    """First of each agency before the seconds; between the ranked firsts no question: there are ranked seats."""
    answer = consolidate(*ranked, "--campaign", province, "--json").json
    found = proposal(answer)
    assert found["selected"] == [f"{Y_TE}CN-01", f"{GIAO_DUC}CN-01"]
    assert found["reserve"] == [f"{GIAO_DUC}CN-07", f"{Y_TE}CN-02"]
    places = {p["id"]: p["findings"][0]["measured"] for p in answer["outcome"]["participants"]}
    assert places == {f"{Y_TE}CN-01": "1", f"{Y_TE}CN-02": "2", f"{GIAO_DUC}CN-01": "1", f"{GIAO_DUC}CN-07": "2"}


def test_what_no_ledger_states_is_missing(two, province, consolidate):
    """The years the province asks for are absent for everybody, and said to be: missing, never a no."""
    answer = consolidate(*two, "--campaign", province, "--json").json["outcome"]
    verdicts = {p["findings"][1]["verdict"] for p in answer["participants"]}
    assert verdicts == {"missing"}
    assert "nam_lien_tuc" in {note["about"] for note in answer["warnings"]}


def test_an_agency_without_points_stays_open(ranked, province, consolidate, tmp_path):
    """Who comes from an agency that ranks nobody may stand anywhere: open, and only who can lose to one is certain."""
    third = tmp_path / "so_noi_vu.db"
    scored(third, agency("Sở Nội vụ", "so_noi_vu_2026", scored=False), [person("CN-01", "Đỗ Thị Én", "60")])
    found = proposal(consolidate(*ranked, third, "--campaign", province, "--json").json)
    assert found["open"] == ["tinh_mau/so_noi_vu_2026/2026/CN-01"]
    assert found["selected"] == [f"{Y_TE}CN-01", f"{GIAO_DUC}CN-01"]
    assert found["certain"] == [f"{GIAO_DUC}CN-01"]


def test_no_evidence_travels(ranked, province, consolidate):
    """Not one byte of the province's ledger tells a value, a fact or a fallen participant of an agency."""
    assert consolidate(*ranked, "--campaign", province).code == 0
    body = b"".join(path.read_bytes() for path in consolidate.out.parent.glob("tinh.db*"))
    assert "Trần Văn Bảo".encode() in body
    # Points of the proposed are a fact the province declares; those of the fallen are none.
    declared = {"83.625", "71.125"}
    assert [text for text in SECRETS if text.encode() in body and text not in declared] == []


def test_only_declared_facts_travel(ranked, province, consolidate):
    """A province that does not ask for points does not get them."""
    facts = {name: fact for name, fact in PROVINCE["facts"].items() if name != "diem_tai_co_quan"}
    awards = [{**PROVINCE["awards"][0], "order": ["fact.xep_hang_tai_co_quan asc"]}]
    province.write_text(campaign_file({**PROVINCE, "facts": facts, "awards": awards}), "utf-8")
    assert consolidate(*ranked, "--campaign", province).code == 0
    body = b"".join(path.read_bytes() for path in consolidate.out.parent.glob("tinh.db*"))
    assert [text for text in SECRETS if text.encode() in body] == []


def test_the_provinces_run_is_a_run_like_any_other(ranked, province, consolidate, capsys, tmp_path):
    """It is listed, explained with the ledger each value comes from, decided on, reported, verified and replayed."""
    run = consolidate(*ranked, "--campaign", province, "--json").json["outcome"]
    at = ("--ledger", consolidate.out)
    told = inside(capsys, "explain", "latest", f"{Y_TE}CN-01", "--json", *at).json["participant"]
    origin = gathered(ranked[0]).runs[0][1].run
    assert told["findings"][0]["source"] == f"so_y_te.db#{origin}:1 › xep_hang_tai_co_quan"
    assert inside(capsys, "verify", "--replay", "--anchor", run["head"], *at).code == 0
    assert second(consolidate.out)[0] == 0
    assert inside(capsys, "report", "latest", "-o", tmp_path / "giay", *at).code == 0
    paper = ("--reason", "Hội đồng", "--minutes", "BB 1", "--by", "Chủ tịch")
    assert inside(capsys, "decide", "latest", "--award", "bang_khen", "--defer", f"{Y_TE}CN-01", *paper, *at).code == 0
    assert wrong(consolidate.out) == []


def test_the_run_names_the_heads_it_stands_on(two, province, consolidate):
    """The manifest holds each agency's run and last head, and the head that vouches; the same ledger still verifies."""
    mine, theirs = (ledger.last(path) for path in two)
    assert consolidate(*two, "--campaign", province, "--anchor", mine).code == 0
    [(found,)] = rows(consolidate.out, "SELECT manifest ->> 'origins' FROM entry")
    origins = {row[0]: row[2:] for row in json.loads(found)}
    assert origins == {"tinh_mau/so_y_te_2026": [mine, mine, mine], "tinh_mau/so_giao_duc_2026": [theirs, theirs, ""]}
    assert wrong(two[0], origins["tinh_mau/so_y_te_2026"][1]) == []


def test_nothing_outside_vouches_without_anchors(two, province, consolidate):
    """Without a head kept outside it is said of every run; with one, of the other alone."""
    said = "không có gì bên ngoài"
    assert consolidate(*two, "--campaign", province).out.count(said) == 2
    assert consolidate(*two, "--campaign", province, "--anchor", ledger.last(two[0])).out.count(said) == 1


def test_a_head_vouches_for_what_came_before_it(two, province, consolidate):
    """A decision recorded after the head that was kept is not vouched for."""
    head = ledger.last(two[0])
    decide(two[0], "latest", "bang_khen", [Wish("cancel", "CN-01")], PAPER)
    found = consolidate(*two, "--campaign", province, "--anchor", head)
    assert found.code == 0
    assert "sau mã đối chiếu" in found.out


def test_a_file_of_heads_names_the_ledger_of_each(two, province, consolidate, tmp_path):
    """Paths are those of the file's folder; a head that is not in its own ledger refuses, whoever else has it."""
    mine, theirs = (ledger.last(path) for path in two)
    file = tmp_path / "moc.txt"
    file.write_text(
        f"# mốc các sở báo\n{mine}  so_y_te.db\n{theirs.upper()} so_giao_duc.db\n{mine} so_khac.db\n", "utf-8"
    )
    found = consolidate(*two, "--campaign", province, "--anchors", file)
    assert found.code == 0
    assert "không có gì bên ngoài" not in found.out
    assert "so_khac.db" in found.out
    file.write_text(f"{mine} so_giao_duc.db\n", "utf-8")
    refused = consolidate(*two, "--campaign", province, "--anchors", file)
    assert (refused.code, mine in refused.err) == (1, True)
    file.write_text(f"{mine}\n123 so_y_te.db\n", "utf-8")
    assert [f"{file}:{n}:1" in consolidate(*two, "--anchors", file).err for n in (1, 2)] == [True, True]


@pytest.mark.parametrize("anchor", ["0" * 64, "f" * 64])
def test_a_head_that_is_nowhere_refuses(two, province, consolidate, anchor):
    """An unknown head means that a chain was cut or made anew: nothing is written, and everybody is still listed."""
    found = consolidate(*two, "--campaign", province, "--anchor", anchor)
    assert found.code == 1
    assert anchor in found.err
    assert "Sở Y tế" in found.out
    assert not consolidate.out.exists()


def test_a_damaged_ledger_is_refused_and_the_others_are_listed(two, province, consolidate):
    """One changed name in one ledger: it is named with what is wrong, the other's proposals are shown, exit 1."""
    edit(two[0], "UPDATE subject SET name = 'Người Khác' WHERE id = 'CN-01'")
    found = consolidate(*two, "--campaign", province, "--json")
    assert found.code == 1
    bad, good = sorted(found.json["ledgers"], key=lambda book: not book["wrong"])
    assert (bad["ledger"], bad["runs"]) == (str(two[0]), [])
    assert len(good["runs"][0]["nominees"]) == 2
    assert found.json["outcome"] is None
    assert str(two[0]) in found.err
    assert not consolidate.out.exists()


@pytest.mark.parametrize(
    "body", [b"", b"khong phai so cai", b"SQLite format 3\0" + b"x" * 500], ids=["rong", "chu", "vo"]
)
def test_what_is_no_ledger_is_refused(two, consolidate, tmp_path, body):
    """An empty file, a text, a broken database: one line that names the file."""
    other = tmp_path / "la.db"
    other.write_bytes(body)
    found = consolidate(*two, other)
    assert (found.code, str(other) in found.err) == (1, True)
    assert consolidate(*two, tmp_path / "mat.db").code == 1


def test_agencies_ledgers_are_only_read(two, province, consolidate):
    """Not one byte of them changes; the province's ledger cannot be one of them."""
    before = [path.read_bytes() for path in two]
    assert consolidate(*two, "--campaign", province).code == 0
    assert [path.read_bytes() for path in two] == before
    assert consolidate(*two, consolidate.out).code == 2


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


def test_nobody_proposed_is_an_answer_too(two, province, consolidate):
    """Where nobody is proposed the province's run says so: nobody in it, exit 0."""
    for path in two:
        for id in [one.id.rpartition("/")[2] for one in gathered(path).nominees]:
            decide(path, "latest", "bang_khen", [Wish("defer", id)], PAPER)
    found = consolidate(*two, "--campaign", province, "--json")
    assert found.code == 0
    assert found.json["outcome"]["participants"] == []


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


def test_two_copies_of_one_ledger_are_refused(two, tmp_path):
    """An older copy, under another name, is the same chain: neither is taken until one is left."""
    copy = tmp_path / "ban_cu.db"
    copy.write_bytes(two[0].read_bytes())
    scored(two[0], agency("Sở Y tế", "so_y_te_2026", scored=False), HEALTH[:1])
    found = gathered(*two, copy)
    assert not found.holds
    assert {book.path.name for book in found.books if book.wrong} == {"so_y_te.db", "ban_cu.db"}


def test_one_round_in_two_ledgers_is_refused(two, tmp_path):
    """The same campaign's round scored in two ledgers: nobody but the agency can say which one counts."""
    other = tmp_path / "so_y_te_2.db"
    scored(other, agency("Sở Y tế", "so_y_te_2026", scored=False), HEALTH[:1])
    [one, two_] = [book.wrong for book in gathered(*two, other).books if book.wrong]
    assert "tinh_mau/so_y_te_2026" in one[0]
    assert "tinh_mau/so_y_te_2026" in two_[0]


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


def test_a_campaign_that_cannot_take_the_table_is_refused(two, province, consolidate):
    """A fact declared with another type, and no award of the form: each fault at its line."""
    facts = {"xep_hang_tai_co_quan": {"label": "Hạng", "type": "number"}}
    criteria = [{**PROVINCE["criteria"][0]}]
    awards = [{**PROVINCE["awards"][0], "order": [], "id": "khen_khac", "form": "other"}]
    raw = {**PROVINCE, "facts": facts, "criteria": criteria, "awards": awards}
    province.write_text(campaign_file(raw), "utf-8")
    found = consolidate(*two, "--campaign", province)
    assert found.code == 1
    assert [key in found.err for key in ("facts.xep_hang_tai_co_quan", "count", "bang_khen")] == [True] * 3


def test_without_a_campaign_it_is_a_list(two, consolidate):
    """Nobody is ranked and no seat is set: everybody waits for the province's council."""
    answer = consolidate(*two, "--json").json
    found = proposal(answer)
    assert (len(found["open"]), found["seats"], found["selected"]) == (4, None, [])
    assert {"hoi_dong_tinh_xet"} == {c for why in found["depends"].values() for c in why}


def test_shipped_campaigns_of_two_agencies(tmp_path, consolidate):
    """Two Ninh Thuận departments that hold the standard of the bằng khen: five proposed, all in the province's table."""
    yes = {NINH_THUAN: {"TT01", "CN01", "CN02"}, "ninh_thuan/so_ldtbxh_2023": {"TT02", "CN03"}}
    paths = []
    for id, whom in yes.items():
        sample = CAMPAIGNS[id].with_name(f"{CAMPAIGNS[id].stem}.sample.csv")
        with sample.open(encoding="utf-8-sig", newline="") as file:
            head, *people = csv.reader(file)
        table = tmp_path / "mau.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                [[*head, "du"], *([*row, "có" if row[0] in whom else "không"] for row in people)]
            )
        text = CAMPAIGNS[id].read_text("utf-8")
        from emulation_core.config import load_texts

        own = {
            "title": "Bản của Sở",
            "extends": id,
            "agency": f"Sở của {id}",
            "province": "ninh_thuan",
            "decided_in": "HD 1/HD-SNV",
            "facts": {"du": {"label": "Đủ tiêu chuẩn bằng khen", "type": "flag"}},
            "criteria": [
                {
                    "id": "tieu_chuan_bang_khen",
                    "clause": "HD 1",
                    "text": "Đủ",
                    "applies_to": ["collective", "individual"],
                    "evaluator": {"use": "flag", "fact": "du"},
                }
            ],
        }
        version = load_texts([(id, text), (f"{id}_cua_so", campaign_file(own))], registry())
        paths.append(tmp_path / f"{CAMPAIGNS[id].stem}.db")
        scored(paths[-1], version, read([table], version.campaign), date(2024, 6, 10))
    found = proposal_ids(consolidate(*paths, "--json").json)
    expected = {f"{id}_cua_so/2023/{one}" for id, whom in yes.items() for one in whom}
    assert found == expected


def proposal_ids(answer: Any) -> set[str]:
    return {one["id"] for one in answer["outcome"]["participants"]}
