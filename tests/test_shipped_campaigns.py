"""The five shipped campaigns are the five plans, criterion by criterion, and their cases leave no verdict untried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import attrs
import pytest

from emulation_core import Combined, Counts, Evaluator, Facts, Kind, RoundKind, Verdict, history
from emulation_core.campaign import Criterion
from emulation_core.cases import Case, Person, read
from emulation_core.config.catalogue import CASES
from emulation_core.evaluate import compiled, unresolved_texts
from emulation_core.intake import RawSheet, collect
from emulation_core.law import dictionary, pay
from emulation_core.scoring import score
from support import CAMPAIGNS, shipped

# id | clause | kinds | facts its rule reads | fact that says whether it applies | "" or "reported" (no condition)
CRITERIA = {
    "ninh_thuan/so_cong_thuong_2023": """
        hoan_thanh_xuat_sac | III.2, gạch đầu dòng 1 | collective individual | xep_loai
        phan_loai_tap_the | III.2, gạch đầu dòng 2 | collective | phan_loai
        ky_luat | III.2, gạch đầu dòng 3 | collective individual | so_vi_pham_ky_luat
        nhiem_vu_cchc | III.2, gạch đầu dòng 4 | collective individual | thuc_hien_cchc
        chi_so_tang_diem | III.2, gạch đầu dòng 5 | collective individual | chi_so_phu_trach pci pci_nam_truoc par_index par_index_nam_truoc papi papi_nam_truoc sipas sipas_nam_truoc | chi_so_phu_trach
        giai_phap | III.2, gạch đầu dòng 6 | individual | so_giai_phap_hieu_qua
        tieu_chuan_bang_khen | IV.2 | collective individual | | | reported
    """,
    "ninh_thuan/so_ldtbxh_2023": """
        hoan_thanh_xuat_sac | II.2.a, gạch đầu dòng 1 | collective | xep_loai
        nhiem_vu_cchc | II.2.a, gạch đầu dòng 2 | collective | thuc_hien_cchc
        ke_hoach_phat_dong | II.2.a, gạch đầu dòng 3 | collective | co_ke_hoach_phat_dong
        ket_qua_kiem_tra | II.2.a, gạch đầu dòng 4 | collective | kiem_tra_cchc
        sang_kien | II.2.a, gạch đầu dòng 5 | collective | so_sang_kien_cong_nhan
        giai_ngan | II.2.a, gạch đầu dòng 6 | collective | ty_le_giai_ngan | co_von_dau_tu_cong
        dvc_phat_sinh_ho_so | II.2.a, gạch đầu dòng 7 | collective | ty_le_dvc_phat_sinh chi_tieu_dvc_phat_sinh | co_giai_quyet_tthc
        ho_so_truc_tuyen | II.2.a, gạch đầu dòng 7 | collective | ty_le_ho_so_truc_tuyen chi_tieu_ho_so_truc_tuyen | co_giai_quyet_tthc
        de_an_06 | II.2.a, gạch đầu dòng 8 | collective | thuc_hien_de_an_06
        tthc_khong_tre | II.2.a, gạch đầu dòng 9 | collective | so_ho_so_tre_hen so_ho_so_ton_dong | co_giai_quyet_tthc
        giai_phap_chi_so | II.2.a, gạch đầu dòng 10 | collective | co_giai_phap_chi_so | chi_so_phu_trach
        chi_so_tang_diem | II.2.a, gạch đầu dòng 10 | collective | chi_so_phu_trach pci pci_nam_truoc par_index par_index_nam_truoc papi papi_nam_truoc sipas sipas_nam_truoc | chi_so_phu_trach
        ddci | II.2.a, gạch đầu dòng 11 | collective | ddci ddci_nam_truoc hang_ddci hang_ddci_nam_truoc | phu_trach_ddci
        ky_luat | II.2.a, gạch đầu dòng 12 | collective | so_vi_pham_ky_luat
        hoan_thanh_xuat_sac | II.2.b, gạch đầu dòng 1 | individual | xep_loai
        nhiem_vu_cchc | II.2.b, gạch đầu dòng 2 | individual | thuc_hien_cchc
        van_ban_dung_han | II.2.b, gạch đầu dòng 3 | individual | so_van_ban_tre_han
        van_ban_chat_luong | II.2.b, gạch đầu dòng 3 | individual | van_ban_dam_bao_chat_luong
        sang_kien | II.2.b, gạch đầu dòng 4 | individual | so_sang_kien_cong_nhan
        ky_luat | II.2.b, gạch đầu dòng 5 | individual | so_vi_pham_ky_luat
        tieu_chuan_bang_khen | III.1 | collective individual | | | reported
    """,
    "soc_trang/so_tnmt_2021_2030": """
        chi_so_cchc | II.3.a, gạch đầu dòng 1 | collective individual | hoi_dong_chi_so_cchc diem_chi_so_cchc
        ket_qua_kiem_tra | II.3.a, gạch đầu dòng 1 | collective individual | hoi_dong_ket_qua_kiem_tra kiem_tra_cchc
        tieu_chuan_kh52 | II.4 | collective individual |
        noi_dung_a | II.2.a | collective individual | noi_dung_a | | reported
        noi_dung_b | II.2.b | collective individual | noi_dung_b | | reported
        noi_dung_c | II.2.c | collective individual | noi_dung_c | | reported
        noi_dung_d | II.2.d | collective individual | noi_dung_d | | reported
        noi_dung_dd | II.2.đ | collective individual | noi_dung_dd | | reported
        noi_dung_e | II.2.e | collective individual | noi_dung_e | | reported
        noi_dung_g | II.2.g | collective individual | noi_dung_g | | reported
        tieu_chuan_bang_khen | II.3.a, gạch đầu dòng 2 | collective individual | | | reported
        lien_tuc | II.3.b | collective individual |
    """,
    "binh_dinh/so_cong_thuong_2021_2025": """
        muc_tieu_nhiem_vu | đoạn 3 | collective individual | muc_tieu_nhiem_vu | | reported
        chi_dao_dieu_hanh | đoạn 3 | collective individual | chi_dao_dieu_hanh | | reported
        truyen_thong | đoạn 3 | collective individual | truyen_thong | | reported
        thu_tuc_hanh_chinh | đoạn 3 | collective individual | thu_tuc_hanh_chinh | | reported
        sang_kien_cach_lam_moi | đoạn 3 | collective individual | sang_kien_cach_lam_moi | | reported
        co_che_quan_ly_tai_chinh | đoạn 3 | collective individual | co_che_quan_ly_tai_chinh | | reported
        chinh_quyen_dien_tu | đoạn 3 | collective individual | chinh_quyen_dien_tu | | reported
        tieu_chuan_giay_khen | đoạn 4 | collective individual |
        tieu_chuan_bang_khen | đoạn 4 | collective individual | | | reported
        nhom_par_index | đoạn 4 | agency | xep_nhom_par_index
    """,
    "lam_dong/so_cong_thuong_2026": """
        noi_bo_doan_ket | V.1.a, gạch đầu dòng 1 | collective | noi_bo_doan_ket
        hoan_thanh_tot | V.1.a, gạch đầu dòng 1 | collective | xep_loai
        sang_kien | V.1.a, gạch đầu dòng 2 | collective | so_sang_kien_hieu_qua
        khong_tre_han | V.1.a, gạch đầu dòng 3 | collective | so_ho_so_tre_han | co_giai_quyet_tthc
        khong_phan_anh | V.1.a, gạch đầu dòng 3 | collective | so_phan_anh_do_loi_chu_quan | co_giai_quyet_tthc
        khong_ton_tai | V.1.a, gạch đầu dòng 4 | collective | so_ton_tai_cham_diem
        guong_mau | V.1.b, gạch đầu dòng 1 | individual | guong_mau
        hoan_thanh_tot | V.1.b, gạch đầu dòng 1 | individual | xep_loai
        sang_kien_cong_nhan | V.1.b, gạch đầu dòng 2 | individual | so_sang_kien_cong_nhan
        sang_kien_cai_thien_chi_so | V.1.b, gạch đầu dòng 2 | individual | sang_kien_cai_thien_chi_so
        khong_tre_han | V.1.b, gạch đầu dòng 3 | individual | so_ho_so_tre_han | tham_gia_giai_quyet_tthc
        khong_phan_anh | V.1.b, gạch đầu dòng 3 | individual | so_phan_anh_do_loi_chu_quan | tham_gia_giai_quyet_tthc
        khong_ton_tai | V.1.b, gạch đầu dòng 4 | individual | so_ton_tai_cham_diem
        top_5_par_index | III.1 | agency | hang_par_index
        top_5_sipas | III.1 | agency | hang_sipas
        hai_long | III.2 | agency | ty_le_hai_long
        chi_so_cchc | III.3 | agency | diem_chi_so_cchc
        tim_kiem_sang_kien | III.4 | agency | so_sang_kien_cua_so
        tieu_chuan_khen_cap_tinh | V.1, đoạn cuối | collective individual | | | reported
    """,
}

# Who is in at all: the kind, the clause it begins with, and the fact that says so.
SCOPE = {
    "ninh_thuan/so_ldtbxh_2023": [("collective", "II.1", "truc_tiep_tham_muu")],
    "lam_dong/so_cong_thuong_2026": [("individual", "V.1.b", "lanh_dao_hoac_tham_muu_cchc")],
}

# Award, form the law knows, issuer, seats for collectives and for individuals (None: the plan sets no number),
# its own conditions where it does not take all, and what shares its seats.
AWARDS = {
    "ninh_thuan/so_cong_thuong_2023": [
        ("giay_khen", "giay_khen", "giam_doc_so", 3, 3, "all", ("bang_khen",)),
        ("bang_khen", "bang_khen", "chu_tich_ubnd_tinh", 3, 3, ("tieu_chuan_bang_khen",), ("giay_khen",)),
    ],
    "ninh_thuan/so_ldtbxh_2023": [
        ("giay_khen", "giay_khen", "giam_doc_so", 5, 5, "all", ()),
        ("bang_khen", "bang_khen", "chu_tich_ubnd_tinh", None, None, ("tieu_chuan_bang_khen",), ()),
    ],
    "soc_trang/so_tnmt_2021_2030": [
        ("giay_khen", "giay_khen", "giam_doc_so", None, None, "all", ()),
        ("bang_khen", "bang_khen", "chu_tich_ubnd_tinh", None, None, ("tieu_chuan_bang_khen",), ()),
        ("khen_so_ket", "other", "chu_tich_ubnd_tinh", None, None, "all", ()),
        ("khen_tong_ket", "other", "chu_tich_ubnd_tinh", None, None, "all", ()),
    ],
    "binh_dinh/so_cong_thuong_2021_2025": [
        ("giay_khen", "giay_khen", "giam_doc_so", None, None, "all", ()),
        ("bang_khen", "bang_khen", "chu_tich_ubnd_tinh", None, None, ("tieu_chuan_bang_khen",), ()),
    ],
    "lam_dong/so_cong_thuong_2026": [
        ("giay_khen", "giay_khen", "giam_doc_so", None, None, "all", ()),
        ("khen_cap_tinh", "other", "chu_tich_ubnd_tinh", None, None, ("tieu_chuan_khen_cap_tinh",), ()),
    ],
}


def years(first: int, last: int) -> list[tuple[str, str, str]]:
    return [(str(year), f"{year}-01-01", f"{year}-12-31") for year in range(first, last + 1)]


ROUNDS = {
    "ninh_thuan/so_cong_thuong_2023": [("2023", "2023-03-01", "2023-12-19")],
    "ninh_thuan/so_ldtbxh_2023": [("2023", "2023-04-02", "2023-11-29")],
    "soc_trang/so_tnmt_2021_2030": [
        *years(2021, 2030),
        ("so_ket_2025", "2021-01-01", "2025-12-31"),
        ("tong_ket_2030", "2021-01-01", "2030-12-31"),
    ],
    "binh_dinh/so_cong_thuong_2021_2025": [
        *years(2021, 2025),
        ("giai_doan_2021_2025", "2021-01-01", "2025-12-31"),
    ],
    "lam_dong/so_cong_thuong_2026": [("2026", "2026-01-01", "2026-12-31")],
}
REVIEWS = {"so_ket_2025", "tong_ket_2030", "giai_doan_2021_2025"}

# The first day on which the absence of a figure counts; every other fact has none.
EXPECTED = {
    "ninh_thuan/so_cong_thuong_2023": dict.fromkeys(("pci", "par_index", "papi", "sipas"), "2024-05-31"),
    "ninh_thuan/so_ldtbxh_2023": {
        **dict.fromkeys(("pci", "par_index", "papi", "sipas", "ddci", "hang_ddci"), "2024-05-31"),
        "ty_le_giai_ngan": "2024-01-31",
    },
    "soc_trang/so_tnmt_2021_2030": {},
    "binh_dinh/so_cong_thuong_2021_2025": {},
    "lam_dong/so_cong_thuong_2026": {
        **dict.fromkeys(("so_ton_tai_cham_diem", "hang_par_index", "hang_sipas", "diem_chi_so_cchc"), "2027-02-28"),
        "ty_le_hai_long": "2026-12-31",
    },
}

# Paper of the dossier; then each dated step with its last day in time.
PROCEDURE = {
    "ninh_thuan/so_cong_thuong_2023": ((), {"dang_ky": "None", "xet_thi_dua": "2023-12-31"}),
    "ninh_thuan/so_ldtbxh_2023": (
        ("van_ban_de_nghi", "bien_ban_hop", "bao_cao_thanh_tich"),
        {"nop_ho_so": "2023-11-20", "tham_dinh_trinh": "2023-12-14"},
    ),
    "soc_trang/so_tnmt_2021_2030": (("to_trinh", "bao_cao_thanh_tich", "bien_ban_hop"), {}),
    "lam_dong/so_cong_thuong_2026": (
        ("to_trinh", "bien_ban_hop", "bao_cao_thanh_tich"),
        {"trien_khai": "2026-03-31", "nop_ho_so": "2027-01-31", "tong_ket": "2027-03-31"},
    ),
}


def listed(id: str) -> dict[tuple[str, str], tuple[str, set[str], set[str], bool]]:
    """The table above, by (criterion, kind): clause, facts read, facts of the condition, whether it is required."""
    found = {}
    for line in CRITERIA[id].strip().splitlines():
        name, clause, kinds, reads, applies, note = ([part.strip() for part in line.split("|")] + [""] * 3)[:6]
        for kind in kinds.split():
            found[name, kind] = (clause, set(reads.split()), set(applies.split()), note != "reported")
    return found


def test_five_campaigns_are_shipped():
    """The five plans, by the path of their file."""
    assert set(CAMPAIGNS) == set(CRITERIA)


@pytest.mark.parametrize("id", CRITERIA)
def test_the_criteria_are_those_of_the_plan(id):
    """Exactly the plan's criteria, each for its kinds, under its clause in the long form, on its facts and no others."""
    campaign = shipped(id).campaign
    found = {}
    for round in campaign.period.rounds():
        for kind in Kind:
            for one in compiled(campaign, round, round.until, kind):
                applies = set(one.applies.reads) if one.applies else set()
                criterion = one.criterion
                evidence = {name for name in one.judged.reads if history.fact(name) is None}
                made = (criterion.clause, evidence, applies, criterion.required)
                assert found.setdefault((criterion.id, kind.value), made) == made
    assert found == listed(id)


@pytest.mark.parametrize("id", CRITERIA)
def test_every_declared_fact_is_read_where_the_plan_says(id):
    """The dictionary holds the facts of the criteria and of the scope, and no others."""
    read_ = {fact for _clause, reads, applies, _required in listed(id).values() for fact in reads | applies}
    assert set(shipped(id).campaign.facts) == read_ | {fact for _kind, _clause, fact in SCOPE.get(id, ())}


@pytest.mark.parametrize("id", CRITERIA)
def test_who_is_in_scope(id):
    """Only where the plan narrows the circle is there a scope, by the stated flag."""
    found = [
        (kind.value, scope.clause, scope.evaluator.fact) for scope in shipped(id).campaign.scope for kind in scope.kinds
    ]
    wanted = SCOPE.get(id, [])
    assert [(kind, fact) for kind, _clause, fact in found] == [(kind, fact) for kind, _clause, fact in wanted]
    assert all(mine[1].startswith(plan[1]) for mine, plan in zip(found, wanted, strict=True))


@pytest.mark.parametrize("id", CRITERIA)
def test_the_awards_are_those_of_the_plan(id):
    """Awards in their order, with form, issuer, seats, conditions and pool; none is for the agency itself."""
    none = Counts(participants=0, eligible=0)
    found = [
        (
            award.id,
            award.law_form,
            award.by,
            award.quota.seats(Kind.COLLECTIVE, none),
            award.quota.seats(Kind.INDIVIDUAL, none),
            award.requires,
            award.quota.pool(),
        )
        for award in shipped(id).campaign.awards
    ]
    assert found == AWARDS[id]
    assert {award.kinds for award in shipped(id).campaign.awards} == {(Kind.COLLECTIVE, Kind.INDIVIDUAL)}
    assert [award.order for award in shipped(id).campaign.awards] == [()] * len(found)


@pytest.mark.parametrize("id", CRITERIA)
def test_the_rounds_are_those_of_the_plan(id):
    """Every round with its first and last day inside; reviews are marked as reviews."""
    rounds = shipped(id).campaign.period.rounds()
    assert [(round.id, f"{round.starts}", f"{round.until}") for round in rounds] == ROUNDS[id]
    assert {round.id for round in rounds if round.kind is RoundKind.REVIEW} == REVIEWS & {r.id for r in rounds}


def test_how_many_rounds():
    """Twelve in Sóc Trăng, six in Bình Định, one in the others."""
    counts = {id.split("/")[0]: len(shipped(id).campaign.period.rounds()) for id in CRITERIA}
    assert counts == {"soc_trang": 12, "binh_dinh": 6, "ninh_thuan": 1, "lam_dong": 1}


def test_what_soc_trang_judges_in_each_round():
    """A year judges all but the record over the years and gives two awards; a review that record and its own award."""
    campaign = shipped("soc_trang/so_tnmt_2021_2030").campaign
    yearly = {name for name, _kind in listed("soc_trang/so_tnmt_2021_2030")} - {"lien_tuc"}
    for round in campaign.period.rounds():
        judged = {criterion.id for criterion in campaign.criteria_in(round, Kind.COLLECTIVE)}
        awards = [award.id for award in campaign.awards_in(round)]
        if round.kind is RoundKind.YEARLY:
            assert (judged, awards) == (yearly, ["giay_khen", "bang_khen"])
        else:
            assert (judged, awards) == ({"lien_tuc", "tieu_chuan_kh52"}, [f"khen_{round.id[:-5]}"])


@pytest.mark.parametrize("id", CRITERIA)
def test_when_figures_can_be_there(id):
    """Exactly the figures that are published later have an expected day."""
    campaign = shipped(id).campaign
    (until,) = {round.until for round in campaign.period.rounds()[:1]}
    days = {name: fact.expected_in(until) for name, fact in campaign.facts.items()}
    assert {name: f"{day}" for name, day in days.items() if day != date.min} == EXPECTED[id]


@pytest.mark.parametrize("id", CRITERIA)
def test_what_is_handed_in_and_by_when(id):
    """The dossier's papers and the last day of each step: "trước ngày" excludes its day, "chậm nhất" includes it."""
    campaign = shipped(id).campaign
    if id not in PROCEDURE:
        assert campaign.procedure is None
        return
    papers, steps = PROCEDURE[id]
    assert [paper.id for paper in campaign.procedure.documents] == list(papers)
    made = campaign.procedure.steps(campaign.period.rounds()[0])
    assert {step.id: f"{step.last_day}" for step in made} == steps


@pytest.mark.parametrize("id", CRITERIA)
def test_nothing_is_assumed_or_left_out_in_silence(id):
    """Every campaign states its assumptions and the texts it lacks, each about something and in a sentence."""
    campaign = shipped(id).campaign
    for notes in (campaign.assumptions, unresolved_texts(campaign)):
        assert notes
        for note in notes:
            assert note.about.strip()
            assert len(note.says.split()) >= 4
    lacking = {c.id for c in campaign.criteria if c.id.startswith("tieu_chuan_")}
    assert lacking <= {note.about for note in unresolved_texts(campaign)}


# Every verdict has a case.


def absence(names: Iterable[str], facts) -> set[Verdict]:
    """What the absence of one or more of these facts may be called."""
    names = list(names)
    late = {Verdict.NOT_DUE} if any(facts[name].expected for name in names) else set()
    return {Verdict.MISSING, *late} if names else set()


def possible(rule: Evaluator, facts) -> set[Verdict]:
    """Every verdict a rule can give, from what it answers and reads."""
    if isinstance(rule, Combined):
        return {together(rule.any, parts) for parts in product(*(possible(part, facts) for part in rule.of))}
    reader = Facts(facts)
    reading = rule.evaluate(reader)
    decided = {Verdict.MET, Verdict.NOT_MET} if reading.met.meta.root_names() else set()
    if reading.open_as is Verdict.MISSING:
        return decided | absence(reader.reads, facts)
    shown = [] if reading.shown is None else [name for name in reading.shown.meta.root_names() if name in facts]
    return decided | {reading.open_as} | absence(shown, facts)


def together(any: bool, parts: tuple[Verdict, ...]) -> Verdict:
    """The truth tables of "any of" and "all of", as the contract words them."""
    opened = [verdict for verdict in parts if verdict.is_open]
    decisive, other = (Verdict.MET, Verdict.NOT_MET) if any else (Verdict.NOT_MET, Verdict.MET)
    if decisive in parts:
        return decisive
    for verdict in (Verdict.UNRESOLVED, Verdict.COUNCIL, Verdict.MISSING, Verdict.NOT_DUE):
        if verdict in opened:
            return verdict
    return other


def of_criterion(criterion: Criterion, facts) -> set[Verdict]:
    """Every verdict a criterion can give, its condition counted in."""
    judged = possible(criterion.evaluator, facts)
    if criterion.applies_if is None:
        return judged
    condition = possible(criterion.applies_if, facts) - {Verdict.MET, Verdict.NOT_MET}
    return judged | condition | {Verdict.NOT_APPLICABLE}


def told(id: str) -> Iterator[tuple[Case, Kind, dict[str, object]]]:
    """Every case about one participant: its kind and its evidence."""
    file = read(CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + CASES))
    for case in file.cases:
        for person in case.participants or [
            Person(case.name, case.name, case.like, case.kind, case.facts, case.without)
        ]:
            like = file.profiles.get(person.like)
            facts = {**(like.facts if like else {}), **person.facts}
            yield case, person.kind or like.kind, {k: v for k, v in facts.items() if k not in person.without}


@pytest.mark.parametrize("id", CRITERIA)
def test_every_verdict_a_criterion_can_give_has_a_case(id):
    """For each criterion and kind, the cases expect every verdict its rule can give, and none that it cannot."""
    campaign = shipped(id).campaign
    facts = dictionary(campaign.facts)
    can = {(c.id, kind): of_criterion(c, facts) for c in campaign.criteria for kind in c.applies_to}
    tried: dict[tuple[str, Kind], set[Verdict]] = {key: set() for key in can}
    for case, kind, _evidence in told(id):
        for name, word in case.expect.items():
            tried[name, kind].add(Verdict[word.upper()])
    untried = {
        f"{name}[{kind.value}]": sorted(v.word for v in can[name, kind] - found)
        for (name, kind), found in tried.items()
    }
    assert {key: words for key, words in untried.items() if words} == {}
    assert {key: found - can[key] for key, found in tried.items() if found - can[key]} == {}


@pytest.mark.parametrize("id", CRITERIA)
def test_every_threshold_has_a_case_that_stands_on_it(id):
    """Where a rule compares with a number or a rung, a case's evidence is exactly that number or rung."""
    campaign = shipped(id).campaign
    wanted: dict[tuple[str, Kind], tuple[str, object]] = {}
    for criterion in campaign.criteria:
        fields = attrs.asdict(criterion.evaluator, recurse=False)
        edge = fields.get("value", fields.get("rung"))
        if "fact" in fields and edge is not None and not isinstance(edge, bool):
            wanted |= {(criterion.id, kind): (fields["fact"], edge) for kind in criterion.applies_to}
    for case, kind, evidence in told(id):
        for name in case.expect:
            fact, edge = wanted.get((name, kind), ("", None))
            if evidence.get(fact) == edge and edge is not None:
                del wanted[name, kind]
    assert wanted == {}


# Money, by the day of the decision.

GIAY_KHEN, BANG_KHEN = "giay_khen", "bang_khen"
# Day, decree, base salary, giấy khen for an individual and a collective, bằng khen likewise.
MONEY = [
    ("2019-07-01", "nd_91_2017", 1490000, 450000, 900000, 1490000, 2980000),
    ("2023-06-30", "nd_91_2017", 1490000, 450000, 900000, 1490000, 2980000),
    ("2023-07-01", "nd_91_2017", 1800000, 540000, 1080000, 1800000, 3600000),
    ("2023-12-31", "nd_91_2017", 1800000, 540000, 1080000, 1800000, 3600000),
    ("2024-01-01", "nd_98_2023", 1800000, 540000, 1080000, 2700000, 5400000),
    ("2024-06-30", "nd_98_2023", 1800000, 540000, 1080000, 2700000, 5400000),
    ("2024-07-01", "nd_98_2023", 2340000, 710000, 1410000, 3510000, 7020000),
    ("2025-06-30", "nd_98_2023", 2340000, 710000, 1410000, 3510000, 7020000),
    ("2025-07-01", "nd_152_2025", 2340000, 710000, 1410000, 3510000, 7020000),
    ("2026-06-30", "nd_152_2025", 2340000, 710000, 1410000, 3510000, 7020000),
    ("2026-07-01", "nd_152_2025", 2530000, 760000, 1520000, 3800000, 7590000),
    ("2027-02-28", "nd_152_2025", 2530000, 760000, 1520000, 3800000, 7590000),
    ("2027-03-01", "nd_152_2025", 2530000, 760000, 1520000, 3800000, 7590000),
]
COEFFICIENTS = {
    "nd_91_2017": ("0.3", "0.6", "1", "2"),
    "nd_98_2023": ("0.3", "0.6", "1.5", "3"),
    "nd_152_2025": ("0.3", "0.6", "1.5", "3"),
}
EACH = list(product((GIAY_KHEN, BANG_KHEN), (Kind.INDIVIDUAL, Kind.COLLECTIVE)))


@pytest.mark.parametrize(("day", "regime", "base", *("amounts",)), [(d, r, b, a) for d, r, b, *a in MONEY])
def test_money_on_the_day_of_the_decision(day, regime, base, amounts):
    """The decree and the base salary of that very day, the product rounded up once to ten thousand đồng."""
    for (form, kind), amount, coefficient in zip(EACH, amounts, COEFFICIENTS[regime], strict=True):
        paid = pay(form, kind, date.fromisoformat(day), 3)
        assert (paid.regime, paid.base, paid.coefficient) == (regime, base, Decimal(coefficient))
        assert (paid.each, paid.total, f"{paid.decided}") == (amount, 3 * amount, day)
        assert amount - 10000 < paid.coefficient * base <= amount


@pytest.mark.parametrize(
    ("day", "confirmed"),
    [
        # Individual and collective giấy khen, then bằng khen.
        ("2019-07-01", (True, True, True, True)),
        ("2023-12-31", (True, True, True, True)),
        ("2024-01-01", (False, False, False, False)),  # coefficients of NĐ 98
        ("2025-06-30", (False, False, False, False)),
        ("2025-07-01", (False, True, True, True)),  # of NĐ 152 only the individual's 0.3
        ("2026-06-30", (False, True, True, True)),
        ("2026-07-01", (False, False, False, False)),  # base salary of NĐ 161
        ("2027-03-01", (False, False, False, False)),  # after the end we hold
    ],
)
def test_what_of_the_money_is_confirmed(day, confirmed):
    """An amount that stands on a figure whose text we have not seen says so."""
    assert tuple(pay(form, kind, date.fromisoformat(day), 1).confirmed for form, kind in EACH) == confirmed


def test_where_the_law_gives_no_money():
    """Other forms, the agency itself, and days before the first text we hold have no amount rather than 0."""
    day = date(2026, 7, 1)
    assert pay("other", Kind.COLLECTIVE, day, 1) is None
    assert pay(GIAY_KHEN, Kind.AGENCY, day, 1) is None
    assert pay(GIAY_KHEN, Kind.COLLECTIVE, date(2019, 6, 30), 1) is None
    assert pay(GIAY_KHEN, Kind.COLLECTIVE, date(2017, 9, 30), 1) is None


@pytest.mark.parametrize("id", CRITERIA)
def test_money_stands_with_every_award_the_law_knows(id):
    """Each proposal of a form the law knows says what one award pays, also when nobody is selected; others do not."""
    loaded = shipped(id)
    nobody = collect([RawSheet("a.csv", None, ("id", "name", "kind"), [], ".")], loaded.campaign)
    amounts = {kind: amount for (form, kind), amount in zip(EACH, MONEY[-2][3:], strict=True) if form == GIAY_KHEN}
    for round in loaded.campaign.period.rounds():
        outcome = score(loaded, nobody, round, round.until, date(2027, 2, 15))
        assert outcome.proposals
        for proposal in outcome.proposals:
            form = next(award.law_form for award in loaded.campaign.awards if award.id == proposal.award)
            assert (proposal.money is None) == (form == "other")
            if form == GIAY_KHEN:
                assert (proposal.money.each, proposal.money.total) == (amounts[proposal.kind], 0)
                assert (proposal.money.regime, proposal.money.confirmed) == ("nd_152_2025", False)
