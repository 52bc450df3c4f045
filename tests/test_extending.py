"""An agency's own file that extends a plan: what is kept, replaced, taken away, and by which document."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation_core.campaign import Loaded
from emulation_core.config import Catalogue, load, load_text, load_texts
from emulation_core.config.extend import merge
from emulation_core.config.schema import campaign_schema
from emulation_core.decided import assumed
from emulation_core.errors import CampaignRefused
from emulation_core.evaluate import unresolved_texts
from emulation_core.i18n import set_language
from emulation_core.report import document
from emulation_core.report.campaign import campaign_json
from emulation_core.scoring import choose_round, score
from plans import plan, put
from support import CAMPAIGNS, campaign_file, evidence, inside, registry, shipped

SOC_TRANG = "soc_trang/so_tnmt_2021_2030"
GUIDE = Path(__file__).parents[1] / "docs" / "extending.md"
EXAMPLE = next(
    block for block in re.findall(r"```toml[^\n]*\n(.*?)```", GUIDE.read_text("utf-8"), re.S) if SOC_TRANG in block
)
BASE, OWN = "tinh_mau/so_mau_2026", "co_quan/rieng"
QD = "QĐ 15/QĐ-SM 20/01/2026"
CRITERION = {**plan()["criteria"][0], "text": "Không quá hai hồ sơ trễ hạn"}
CRITERION["evaluator"] = {"use": "at_most", "fact": "so_tre_han", "value": 2}


@pytest.fixture(autouse=True)
def vietnamese():
    """Sentences are compared in the language of the offices."""
    set_language("vi")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of provinces with the small plan in it."""
    put(tmp_path, BASE, plan())
    return tmp_path


def extended(folder: Path, **own: Any) -> Loaded:
    """The small plan, extended by an agency's file with the keys `own`."""
    path = put(folder, OWN, {"extends": BASE, **own})
    return load(path, OWN, registry(), Catalogue((folder,)))


def faults(folder: Path, **own: Any) -> list[tuple[str, int, str]]:
    """Where the agency's file is refused: the file's name, the line and the key."""
    with pytest.raises(CampaignRefused) as refused:
        extended(folder, **own)
    return [(Path(fault.file).name, fault.line, fault.key) for fault in refused.value.faults]


# The example in docs/


@pytest.fixture(scope="module")
def example() -> Loaded:
    return load_text(EXAMPLE, "co_quan/so_tnmt_2021_2030_co_nguong", "example.toml", registry())


def judged(campaign: Loaded, **facts: Any) -> Any:
    """The outcome for one collective in 2024, asked when all evidence is due."""
    round = choose_round(campaign.campaign, "2024", date(2024, 12, 31))
    person = {"id": "P1", "name": "Phòng Đất đai", "kind": "collective", **facts}
    return document(score(campaign, evidence(campaign.campaign, [person]), round, date(2025, 1, 31)))


GOOD = {"diem_chi_so_cchc": "85", "kiem_tra_cchc": "Khá", "so_nam_hoan_thanh_tot": 2}


@pytest.mark.parametrize(
    ("facts", "verdicts", "status"),
    [
        (GOOD, ("met", "met", "met"), "eligible"),
        ({**GOOD, "diem_chi_so_cchc": "84,9"}, ("not_met", "met", "met"), "ineligible"),
        ({**GOOD, "kiem_tra_cchc": "Trung bình"}, ("met", "not_met", "met"), "ineligible"),
        ({**GOOD, "so_nam_hoan_thanh_tot": 1}, ("met", "met", "not_met"), "ineligible"),
        ({**GOOD, "so_nam_hoan_thanh_tot": None}, ("met", "met", "missing"), "open"),
    ],
    ids=["at every threshold", "below 85 %", "below Khá", "one year", "no figure"],
)
def test_the_agency_that_holds_kh_52_gets_answers(example: Loaded, facts: Any, verdicts: Any, status: str):
    """What the shipped file leaves to the council or to a text not held is judged by the agency's own thresholds."""
    [participant] = judged(example, **facts).participants
    found = {finding.criterion: finding.verdict for finding in participant.findings}
    assert tuple(found[id] for id in ("chi_so_cchc", "ket_qua_kiem_tra", "tieu_chuan_kh52")) == verdicts
    assert participant.status == status


def test_the_shipped_file_goes_on_saying_what_it_said(example: Loaded):
    """The same evidence under the plan alone: the council's, the council's, and a text not held."""
    facts = {name: value for name, value in GOOD.items() if name in shipped(SOC_TRANG).campaign.facts}
    [participant] = judged(shipped(SOC_TRANG), **facts).participants
    found = {finding.criterion: finding.verdict for finding in participant.findings}
    assert [found[id] for id in ("chi_so_cchc", "ket_qua_kiem_tra")] == ["council", "council"]
    assert found["tieu_chuan_kh52"] == "unresolved"
    assert example.texts[0] == (SOC_TRANG, CAMPAIGNS[SOC_TRANG].read_text("utf-8"))


def test_what_no_rule_reads_any_more_is_still_understood_and_not_missed(example: Loaded):
    """The council's column of the plan: accepted where a table has it, not asked for where it has none."""
    asked = "hoi_dong_chi_so_cchc"
    without = {note.about for note in judged(example, **GOOD).warnings}
    assert asked not in without
    assert "noi_dung_a" in without
    assert judged(example, **GOOD, **{asked: True}).participants[0].status == "eligible"


def test_the_result_names_the_document_that_decides(example: Loaded):
    """In the finding's sentence and among the assumptions; the clause stays the plan's."""
    answer = judged(example, **GOOD)
    [finding] = [f for f in answer.participants[0].findings if f.criterion == "chi_so_cchc"]
    assert finding.clause == "II.3.a, gạch đầu dòng 1"
    assert finding.says.endswith("Căn cứ: QĐ 15/QĐ-STNMT 20/01/2023.")
    lines = {(note.about, note.says) for note in answer.assumptions}
    assert ("tieu_chuan_kh52", "II.4: theo Khoản 4 Mục III KH 52/KH-UBND 06/4/2022") in lines
    assert ("noi_dung_dd", "bỏ: theo QĐ 15/QĐ-STNMT 20/01/2023") in lines


def test_a_text_that_is_held_now_is_no_longer_listed_as_missing(example: Loaded):
    """KH 52's standard falls off the list, what is still missing stays on it, and so do the notes on the print."""
    missing = {note.about for note in unresolved_texts(example.campaign)}
    assert missing == {"tieu_chuan_bang_khen"}
    assert example.campaign.notes == shipped(SOC_TRANG).campaign.notes
    assert "chi_so_cchc" not in {note.about for note in example.campaign.assumptions}
    assert "diem_chi_so_cchc" in {note.about for note in example.campaign.assumptions}


def test_what_is_not_named_is_kept_in_its_place(example: Loaded):
    """Criteria, awards, dossier, facts and rounds are the plan's, in the plan's order."""
    own, base = example.campaign, shipped(SOC_TRANG).campaign
    assert [c.id for c in own.criteria] == [c.id for c in base.criteria]
    assert (own.awards, own.procedure, own.period, own.plan) == (base.awards, base.procedure, base.period, base.plan)
    assert [*own.facts] == [*base.facts, "so_nam_hoan_thanh_tot"]
    assert [c.applies_to for c in own.criteria if c.id == "noi_dung_dd"] == [own.criteria[0].applies_to[:1]]


def test_the_same_campaign_comes_back_from_its_texts_alone(example: Loaded):
    """A ledger that keeps `texts` needs no file to judge again."""
    again = load_texts(example.texts, registry())
    assert (again.id, again.text, again.texts) == (example.id, example.text, example.texts)
    assert campaign_json(again, registry()) == campaign_json(example, registry())


def test_show_prints_the_document_beside_the_clause(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """On the terminal as in JSON."""
    path = tmp_path / "rieng.toml"
    path.write_text(EXAMPLE, "utf-8")
    found = inside(capsys, "show", path, "--json").json
    assert {c["decided_in"] for c in found["criteria"] if c["id"] == "chi_so_cchc"} == {"QĐ 15/QĐ-STNMT 20/01/2023"}
    assert (found["extends"], found["removed"][0]["criterion"]) == (SOC_TRANG, "noi_dung_dd")
    assert "QĐ 15/QĐ-STNMT" in inside(capsys, "show", path).out


# By piece


def test_a_criterion_replaced_for_one_kind_stays_for_the_other(folder: Path):
    """Collectives are judged by the plan, individuals by the decision."""
    own = extended(folder, criteria=[{**CRITERION, "applies_to": ["individual"], "decided_in": QD}]).campaign
    assert [(c.applies_to[0].value, c.decided_in) for c in own.criteria] == [("collective", None), ("individual", QD)]


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("criteria", [CRITERION]),
        ("awards", [{**plan()["awards"][0], "quota": {"use": "fixed", "collective": 1}}]),
        ("facts", {"so_tre_han": {"label": "Số hồ sơ quá hạn", "type": "count"}}),
    ],
)
def test_what_replaces_names_its_document(folder: Path, key: str, own: Any):
    """A replaced piece without `decided_in` is refused in its place; given there or at the top, it is accepted."""
    piece = f"{key}.{next(iter(own)) if key == 'facts' else own[0]['id']}.decided_in"
    assert faults(folder, **{key: own}) == [("rieng.toml", 2, piece)]
    stated = {n: {**p, "decided_in": QD} for n, p in own.items()} if key == "facts" else [{**own[0], "decided_in": QD}]
    for found in (extended(folder, **{key: stated}), extended(folder, decided_in=QD, **{key: own})):
        pieces = getattr(found.campaign, key)
        assert [piece.decided_in for piece in (pieces.values() if key == "facts" else pieces)] == [QD]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("period", {"use": "year", "year": 2026, "until": date(2026, 11, 30)}),
        ("plan", {"number": "49/KH-SM", "issued": date(2026, 3, 20), "source": "full"}),
    ],
)
def test_what_stands_at_the_top_goes_by_the_document_at_the_top(folder: Path, key: str, value: Any):
    """The period and the plan's own table are replaced whole, by the document named at the top of the file."""
    assert faults(folder, **{key: value}) == [("rieng.toml", 2, key)]
    assert campaign_json(extended(folder, decided_in=QD, **{key: value}), registry())["decided_in"] == QD


def test_a_piece_given_again_word_for_word_replaces_nothing(folder: Path):
    """No document is asked for what stays as it was."""
    assert extended(folder, criteria=plan()["criteria"]).campaign.criteria == load_base(folder).campaign.criteria


def test_the_agency_s_own_name_needs_no_document(folder: Path):
    """Title and agency say who extends, not what is decided."""
    assert extended(folder, title="Thi đua năm 2026", agency="Chi cục Mẫu").campaign.agency == "Chi cục Mẫu"


def load_base(folder: Path) -> Loaded:
    return load(folder / f"{BASE}.toml", BASE, registry())


def test_papers_and_steps_are_replaced_by_id(folder: Path):
    """The dossier keeps what is not named again."""
    paper = {"id": "to_trinh", "label": "Tờ trình", "clause": "VI.1"}
    other = {"id": "bien_ban", "label": "Biên bản họp", "clause": "VI.2"}
    put(folder, BASE, plan(procedure={"use": "submit", "documents": [paper, other]}))
    mine = {"id": "bien_ban", "label": "Biên bản họp có chữ ký số", "clause": "VI.2", "decided_in": QD}
    found = extended(folder, procedure={"use": "submit", "documents": [mine]}).campaign.procedure
    assert [document.label for document in found.documents] == ["Tờ trình", "Biên bản họp có chữ ký số"]
    gone = extended(folder, removed=[{"document": "to_trinh", "decided_in": QD}]).campaign.procedure
    assert [document.id for document in gone.documents] == ["bien_ban"]


SECOND = {**CRITERION, "id": "sang_kien", "text": "Có sáng kiến"}


def test_a_criterion_is_removed_by_a_document_only(folder: Path):
    """Without `decided_in` the removal is refused where it stands; with it the criterion is gone and the report says so."""
    put(folder, BASE, plan(criteria=[*plan()["criteria"], SECOND]))
    assert faults(folder, removed=[{"criterion": "sang_kien"}]) == [("rieng.toml", 2, "removed[0].decided_in")]
    own = extended(folder, removed=[{"criterion": "sang_kien", "decided_in": QD}])
    assert [c.id for c in own.campaign.criteria] == ["khong_tre_han"]
    assert [(note.about, note.says) for note in assumed(own.campaign)] == [("sang_kien", f"bỏ: theo {QD}")]


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"criterion": "khong_tre"}, "removed[0].criterion"),
        ({"criterion": "khong_tre_han", "kinds": ["agency"]}, "removed[0].criterion"),
        ({"award": "bang_khen"}, "removed[0].award"),
        ({"award": "giay_khen", "kinds": ["individual"]}, "removed[0].kinds"),
        ({"criterion": "khong_tre_han", "award": "giay_khen"}, "removed[0]"),
        ({}, "removed[0]"),
    ],
    ids=["misspelt", "another kind", "no such award", "an award by kind", "two things", "nothing"],
)
def test_only_what_is_there_can_be_removed(folder: Path, entry: dict[str, Any], key: str):
    """An entry that names nothing of the base is refused at its key."""
    assert faults(folder, removed=[{**entry, "decided_in": QD}]) == [("rieng.toml", 2, key)]


# Faults and where they are told


def test_a_fault_of_the_extending_file_stands_there(folder: Path):
    """With the place and the key in the file the agency can change, whatever comes before it in the base."""
    wrong = {**SECOND, "evaluator": {"use": "at_most", "fact": "so_tre_hen", "value": 2}}
    assert faults(folder, criteria=[wrong]) == [("rieng.toml", 2, "criteria.sang_kien.evaluator.fact")]


def test_a_fault_of_the_base_stands_in_the_base(folder: Path):
    """An agency is not told that its own file is wrong."""
    put(folder, BASE, plan(awards=[]))
    assert faults(folder) == [("so_mau_2026.toml", 8, "awards")]


def test_what_the_two_break_together_stands_at_extends(folder: Path):
    """An award of the base that names a criterion taken away: the agency's file is where it is put right."""
    award = {**plan()["awards"][0], "requires": ["sang_kien"]}
    put(folder, BASE, plan(criteria=[*plan()["criteria"], SECOND], awards=[award]))
    assert faults(folder, removed=[{"criterion": "sang_kien", "decided_in": QD}]) == [("rieng.toml", 1, "extends")]


@pytest.mark.parametrize(
    ("extends", "key"),
    [("tinh_mau/so_mau_2025", "extends"), ("so_mau_2026", "extends"), (OWN, "extends")],
    ids=["not held", "not an id", "itself"],
)
def test_a_base_that_cannot_be_had_is_refused_at_extends(folder: Path, extends: str, key: str):
    """What is not there, what is no campaign, and the file itself."""
    assert ("rieng.toml", 1, key) in faults(folder, extends=extends)


def test_campaigns_that_extend_one_another_in_a_circle_are_refused(folder: Path):
    """The circle is spelt out."""
    put(folder, "co_quan/khac", {"extends": OWN})
    with pytest.raises(CampaignRefused, match=r"co_quan/rieng → co_quan/khac → co_quan/rieng"):
        extended(folder, extends="co_quan/khac")


def test_the_province_is_the_base_s(folder: Path):
    """A file of another province cannot bring its own rules in."""
    assert faults(folder, province="noi_khac") == [("rieng.toml", 2, "province")]


@pytest.mark.parametrize("key", ["decided_in", "removed"])
def test_a_campaign_that_extends_nothing_removes_nothing(key: str):
    """The keys of an extending file belong there."""
    value = {"decided_in": QD, "removed": [{"criterion": "khong_tre_han", "decided_in": QD}]}[key]
    with pytest.raises(CampaignRefused) as refused:
        load_text(campaign_file(plan(**{key: value})), BASE, "mau.toml", registry())
    assert [fault.key for fault in refused.value.faults] == [key]


def test_texts_that_do_not_extend_one_another_are_refused():
    """A ledger that lost one of its texts says so."""
    text = campaign_file({"extends": BASE})
    with pytest.raises(CampaignRefused, match=BASE):
        load_texts([(OWN, text)], registry())
    with pytest.raises(CampaignRefused, match=BASE):
        load_texts([("tinh_mau/khac", campaign_file(plan())), (OWN, text)], registry())


def test_an_extension_of_an_extension_keeps_what_both_decide(folder: Path):
    """Three files, one campaign; each of its documents is named."""
    extended(folder, criteria=[{**CRITERION, "decided_in": QD}])
    third = {"extends": OWN, "criteria": [{**SECOND, "decided_in": "QĐ 20/QĐ-CC"}]}
    path = put(folder, "co_quan/chi_cuc", third)
    found = load(path, "co_quan/chi_cuc", registry(), Catalogue((folder,)))
    assert [id for id, _text in found.texts] == [BASE, OWN, "co_quan/chi_cuc"]
    assert [(c.id, c.decided_in) for c in found.campaign.criteria] == [
        ("khong_tre_han", QD),
        ("sang_kien", "QĐ 20/QĐ-CC"),
    ]


# The schema


def test_the_schema_accepts_an_extending_file_and_no_half_campaign():
    """Without `extends` every required key is asked for; with it unknown keys are still refused."""
    validator = jsonschema.Draft202012Validator(campaign_schema(registry()))
    assert [error.message for error in validator.iter_errors(tomli.loads(EXAMPLE, parse_float=str))] == []
    assert validator.is_valid({"extends": SOC_TRANG})
    for junk in ({}, {"extends": "x"}, {"extends": SOC_TRANG, "khoa_la": 1}, {"title": "Thi đua", "removed": []}):
        assert not validator.is_valid(junk)


# Its cases


def test_an_extending_file_has_cases_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """They run against the plan and the agency's decisions together; the base is found among the shipped."""
    (tmp_path / "rieng.toml").write_text(EXAMPLE, "utf-8")
    case = {
        "name": "Đúng 85 %: đạt",
        "kind": "collective",
        "round": "2024",
        "facts": {"diem_chi_so_cchc": 85},
        "expect": {"chi_so_cchc": "met", "tieu_chuan_kh52": "missing"},
    }
    (tmp_path / "rieng.cases.toml").write_text(campaign_file({"cases": [case]}), "utf-8")
    ran = inside(capsys, "test", tmp_path, "--json")
    assert (ran.code, ran.json[0]["differences"]) == (0, [])


def test_an_extending_campaign_goes_through_the_ledger(tmp_path: Path, capsys):
    """Scored beside the plan it extends: explained and replayed from the book alone, and `diff` names what was taken
    away as the cause, not the evidence that nobody reads any more."""
    own, book, table = tmp_path / "co_quan.toml", tmp_path / "so.db", tmp_path / "minh_chung.csv"
    own.write_text(EXAMPLE, "utf-8")
    table.write_text("Mã,Tên,Loại,noi_dung_dd,diem_chi_so_cchc\nC1,Nguyễn An,Cá nhân,tot,90\n", "utf-8")
    asked = ("--round", "2024", "--on", "2025-01-15", "--ledger", book, "--json")
    before, after = (inside(capsys, "score", name, table, *asked).json["run"] for name in (SOC_TRANG, own))
    own.unlink()
    told = inside(capsys, "explain", after, "C1", "--ledger", book, "--json").json
    [found] = [one for one in told["participant"]["findings"] if one["criterion"] == "chi_so_cchc"]
    assert found["verdict"] == "met"
    assert "QĐ 15/QĐ-STNMT 20/01/2023" in found["says"]
    assert inside(capsys, "verify", "--replay", "--ledger", book).code == 0
    changed = inside(capsys, "diff", before, after, "--ledger", book, "--json").json
    assert "noi_dung_dd[individual]" in [change["what"] for change in changed["criteria"]]
    assert "noi_dung_dd[collective]" not in [change["what"] for change in changed["criteria"]]
    [turned] = [one for one in changed["participants"][0]["verdicts"] if one["criterion"] == "noi_dung_dd"]
    assert (turned["after"], "text" in turned["because"]) == (None, True)


def test_a_plan_and_its_own_version_do_not_award_twice(folder: Path, capsys):
    """Both in one ledger, in either order: the participant is proposed by one plan, and no conflict is told."""
    own, table = put(folder, OWN, {"extends": BASE, "agency": "Sở Mẫu Hai"}), folder / "minh_chung.csv"
    table.write_text("Mã,Tên,Loại,Số hồ sơ trễ hạn\nP1,Phòng A,Tập thể,0\n", "utf-8")
    asked = ("--on", "2027-01-15", "--ledger", folder / "so.db", "--provinces", folder, "--json")
    for name in (BASE, own, BASE):
        answer = inside(capsys, "score", name, table, *asked).json
        assert answer["proposals"][0]["selected"] == ["P1"]
        assert "mot_lan" not in {note["about"] for note in answer["warnings"]}


# Whatever is laid over whatever

words = st.sampled_from(["khong_tre_han", "giay_khen", "collective", "submit", "tinh_mau", QD, ""])
junk = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "applies_to", "clause", "kinds", "use", "criterion", "documents"]), inner
        )
    ),
    max_leaves=6,
).filter(lambda value: value is not None)
top = st.sampled_from(
    [
        "province",
        "period",
        "plan",
        "facts",
        "criteria",
        "awards",
        "scope",
        "procedure",
        "removed",
        "assumptions",
        "decided_in",
        "la",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(top, junk, max_size=4))
def test_a_misshapen_file_is_refused_like_any_other(own: dict[str, Any]):
    """Whatever stands at whatever key: faults with their places, all in the extending file, never a crash."""
    text = campaign_file({"extends": SOC_TRANG, **{key: without_none(value) for key, value in own.items()}})
    found: set[str] = set()
    try:
        load_text(text, OWN, "rieng.toml", registry())
    except CampaignRefused as refused:
        found = {fault.file for fault in refused.faults}
    assert found <= {"rieng.toml"}


def without_none(value: Any) -> Any:
    """A value as TOML can say it."""
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value if inner is not None] if isinstance(value, list) else value


ids = st.sampled_from(["a", "b", "c"])
kinds = st.sets(st.sampled_from(["collective", "individual"]), min_size=1).map(sorted)


def criteria_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Criteria that share no (id, kind)."""
    one = st.builds(lambda id, applies_to, text: {"id": id, "applies_to": applies_to, "text": text}, ids, kinds, texts)
    return st.lists(one, max_size=5).filter(lambda found: len(keys(found)) == len(set(keys(found))))


def keys(criteria: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(criterion["id"], kind) for criterion in criteria for kind in criterion["applies_to"]]


def by_key(criteria: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    return {(criterion["id"], kind): criterion["text"] for criterion in criteria for kind in criterion["applies_to"]}


@given(criteria_of(st.just("kế hoạch")), criteria_of(st.just("quyết định")))
def test_each_criterion_and_kind_is_the_agency_s_where_it_has_one_and_the_plan_s_elsewhere(base: Any, own: Any):
    """Nothing is lost, nothing stands twice, and every replacement is traced to the agency's file."""
    laid = merge({"province": "x", "criteria": base}, {"criteria": own, "decided_in": QD})
    found = laid.raw["criteria"]
    assert len(keys(found)) == len(set(keys(found)))
    assert by_key(found) == {**by_key(base), **by_key(own)}
    for n, criterion in enumerate(found):
        place = laid.origin["criteria", n]
        assert (place is not None) == (criterion["text"] == "quyết định")
        replaces = set(keys([criterion])) & set(keys(base))
        assert criterion.get("decided_in") == (QD if place and replaces else None)
