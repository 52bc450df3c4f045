"""`emulation report`: what the papers of a run say, whose templates they use, and that none is ever half written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.decision import Decision
from emulation_core.errors import PaperFault
from emulation_core.paper import check
from emulation_core.paper.package import W
from emulation_core.report.names import file_name
from emulation_core.report.template import SHIPPED
from emulation_core.report.variables import PAPERS
from emulation_core.report.whole import write_whole
from emulation_core.report.words import dong, long_day, spelled
from papers import HEAD, MADE_UP, RUN, made, said, sample, small
from support import CAMPAIGNS, inside

LAM_DONG = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[LAM_DONG].with_suffix(".sample.csv")
SOFFICE = shutil.which("soffice")
KILLS = int(os.environ.get("EMULATION_KILLS", "4"))
HOSTILE = {
    "công thức": "=cmd|'/C calc'!A0",
    "công thức +": "+1+1",
    "công thức @": "@SUM(A1)",
    "liên kết": "http://example.org/x?a=1&b=2",
    "tệp": "file:///etc/passwd",
    "thẻ": "<script>alert(1)</script>",
    "ảnh": '"><img src=x onerror=alert(1)>',
    "đường dẫn": "../../x",
    "đường dẫn Windows": "..\\..\\CON",
    "tuyệt đối": "/etc/passwd",
    "dấu và": "Phòng A & B &amp; C",
    "nháy": "Tổ 'một' \"hai\" ‘ba’ “bốn”",
    "mẫu": "{{ luot }} {% for x in y %} {_{ #}",
    "XML": "]]></w:t></w:r><w:p/><!-- -->",
    "phải sang trái": "Phòng \u202egnas iart\u202c \u200f",
    "rất dài": "Ư" * 40_000,
    "tổ hợp": "Phòng Đất đai\u0301 \U0001f600",
    "khoảng trắng": "  Phòng\u00a0 cách  ",
}


def people(count: int, kind: str = "collective", **facts) -> list[dict]:
    return [{"id": f"T{n}", "name": f"Tổ {n}", "kind": kind, **facts} for n in range(1, count + 1)]


@pytest.mark.parametrize("id", sorted(CAMPAIGNS))
def test_every_paper_says_which_run_it_came_from(id, tmp_path):
    """Run, short head, plan, day asked about, assumptions and texts not held stand in all papers."""
    material = sample(id)
    written = made(material, tmp_path, *PAPERS)
    outcome = material.outcome
    wanted = [RUN, HEAD[:12], outcome.loaded.campaign.plan.number, "05/03/2027"]
    wanted += [note.says.strip() for note in (*outcome.assumptions, *outcome.unresolved)]
    lacking = {name: [text for text in wanted if text not in said(path)] for name, path in written.items()}
    assert not {name: texts for name, texts in lacking.items() if texts}


def test_a_plan_is_cited_with_the_agency_that_made_it_once_another_signs(tmp_path):
    """After 01/7/2025 Sở Công Thương of Gia Lai signs; the plan stays that of Sở Công Thương tỉnh Bình Định."""
    text = said(made(sample("binh_dinh/so_cong_thuong_2021_2025"), tmp_path, "bien_ban_hop")["bien_ban_hop"])
    assert "TỈNH GIA LAI" in text
    assert "Kế hoạch số 21/KH-UBND ngày 15 tháng 4 năm 2022 của Sở Công Thương tỉnh Bình Định" in text


def test_the_submission_lists_who_is_proposed_in_the_pinned_order_with_the_money(tmp_path):
    """Lâm Đồng's sample: three collectives at 1.520.000, eight individuals at 760.000, the sum in words."""
    material = sample(LAM_DONG)
    text = said(made(material, tmp_path, "to_trinh")["to_trinh"])
    names = [material.people[id].name for id in material.proposed]
    places = [text.index(name) for name in names]
    assert places == sorted(places)
    assert len(names) == 11
    assert "Tổng số tiền thưởng: 10.640.000 đồng (bằng chữ: Mười triệu sáu trăm bốn mươi nghìn đồng)." in text
    assert "Lâm Đồng, ngày 05 tháng 3 năm 2027" in text
    assert "Căn cứ Kế hoạch số 2481/KH-UBND ngày 26 tháng 02 năm 2026;" in text


@pytest.mark.parametrize(
    ("award", "options", "block"),
    [
        ("chu_tich_ubnd_tinh", {}, ["GIÁM ĐỐC"]),
        ("chu_tich_ubnd_tinh", {"deputy": True}, ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("giam_doc_so", {}, ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
    ],
)
def test_nobody_petitions_himself(award, options, block, tmp_path):
    """The director signs; a deputy does where he is asked to, or where the director is the one addressed."""
    awards = [
        {"id": "khen", "name": "Khen", "by": award, "kinds": ["collective"], "clause": "III", "quota": {"use": "open"}}
    ]
    material = small(people(1, so_sang_kien=1), awards=awards)
    for name, value in options.items():
        setattr(material, name, value)
    lines = said(made(material, tmp_path, "to_trinh")["to_trinh"]).splitlines()
    assert [line for line in lines if "GIÁM ĐỐC" in line] == block


@pytest.mark.parametrize(
    ("deputy", "block"),
    [
        (False, ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        (True, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
    ],
)
def test_a_chairman_signs_for_the_committee(deputy, block, tmp_path):
    """A province's own plan has the committee's letterhead, and no director; every paper keeps the form."""
    material = small(people(1, so_sang_kien=1), agency="Ủy ban nhân dân tỉnh Thử")
    material.deputy = deputy
    found = made(material, tmp_path, "to_trinh", "danh_sach", "thong_bao")
    for path in found.values():
        lines = said(path).splitlines()
        assert [line for line in lines if line in block] == block
        assert "TỈNH THỬ" in lines
        assert not [line for line in lines if "GIÁM ĐỐC" in line and line.isupper()]
        assert not list(check(path))


def test_the_minutes_leave_a_tie_to_the_council(tmp_path):
    """Two level at one seat: both stand among what is to be decided, neither among those proposed."""
    text = said(made(small(people(2, so_sang_kien=1)), tmp_path, "bien_ban_hop")["bien_ban_hop"])
    before, after = text.split("những trường hợp sau ngang nhau, còn 01 suất", 1)
    assert "Chưa có trường hợp nào đủ cơ sở để đề nghị." in before
    assert "Tổ 1" in after
    assert "Tổ 2" in after


def test_a_recorded_decision_settles_a_tie(tmp_path):
    """Whom the council took is proposed and paid for; the minutes quote the decision; the other is told alone."""
    material = small(people(2, so_sang_kien=1))
    minutes = "BB 01 ngày 05/01/2027"
    material.decisions = (
        Decision("giay_khen", "T2", "take", "nhiều phiếu hơn", minutes, "Trần A", date(2027, 1, 5)),
        Decision("giay_khen", "T1", "defer", "chờ xác minh", minutes, "Trần A", date(2027, 1, 5)),
    )
    written = made(material, tmp_path, *PAPERS)
    assert {name for name in written if "T" in name} == {"bao_cao_thanh_tich_T2_to_2", "thong_bao_T1_to_1"}
    assert "1.520.000 đồng" in said(written["to_trinh"])
    assert f"Hội đồng quyết định ({minutes})" in said(written["danh_sach"])
    assert "nhiều phiếu hơn" in said(written["bien_ban_hop"])
    assert f"Hội đồng quyết định hoãn xét: chờ xác minh ({minutes})." in said(written["thong_bao_T1_to_1"])


def test_a_notice_says_what_was_missing_and_nothing_of_others(tmp_path):
    """Clause, criterion and the participant's own value; no name, id or number of anybody else."""
    crowd = [*people(1, so_sang_kien=0), {"id": "X9", "name": "Phòng Bí Mật", "kind": "collective", "so_sang_kien": 7}]
    text = said(made(small(crowd), tmp_path, "thong_bao")["thong_bao_T1_to_1"])
    assert "Có sáng kiến (II.1)" in text
    assert "Chưa đạt: minh chứng ghi 0" in text
    assert not re.search(r"Bí Mật|X9|\b7\b", text)


@pytest.mark.parametrize("id", [id for id in sorted(CAMPAIGNS) if id not in MADE_UP])
def test_no_notice_names_another_participant(id, tmp_path):
    """In the samples no notice holds the name of anybody but the one it is addressed to."""
    material = sample(id)
    written = made(material, tmp_path, "thong_bao")
    # A unit's name also stands in the lines of those who work there, so only people are looked for.
    names = {p.name for p in material.people.values() if p.kind.value == "individual"}
    named = {name: {other for other in names if other in said(path)} for name, path in written.items()}
    assert all(len(found) <= 1 for found in named.values())
    assert sum(map(len, named.values())) > 10


def test_a_report_gives_each_criterion_its_clause_value_and_place(tmp_path):
    """A nominee's report: the clause, the value that was read, where it was read."""
    text = said(made(small(people(1, so_sang_kien=3)), tmp_path, "bao_cao_thanh_tich")["bao_cao_thanh_tich_T1_to_1"])
    assert "Có sáng kiến (II.1)\nĐạt\n3\nminh_chung.csv:2 › so_sang_kien" in text


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_survives_every_paper_as_text(what, tmp_path):
    """In names, ids, units, titles, clauses, signers and decisions: the text is there whole, and nothing but text."""
    evil = HOSTILE[what]
    crowd = [
        {"id": "T1", "name": "A", "kind": "collective", "so_sang_kien": 1},
        {"id": "C1", "name": "B", "kind": "individual", "so_sang_kien": 0},
    ]
    plan = {"number": evil, "issued": date(2026, 1, 5), "source": "full", "basis": [evil]}
    material = small(crowd, evil, title=evil, agency=evil, plan=plan, assumptions=[{"about": evil, "says": evil}])
    material.signer = evil
    material.decisions = (Decision("giay_khen", f"C1{evil}", "judge", evil, evil, evil, date(2027, 1, 5)),)
    written = made(material, tmp_path, *PAPERS)
    assert len(written) == len(PAPERS)
    for path in written.values():
        assert (path.parent, path.name.isascii(), len(path.name) < 150) == (tmp_path, True, True)
        # The name, the unit, the plan, the agency, the assumption: each whole, however often.
        assert said(path).count(evil) >= 5
        with zipfile.ZipFile(path) as package:
            tags = set(re.findall(r"<(/?[A-Za-z:]+)", package.read("word/document.xml").decode()))
            assert not tags & {"w:hyperlink", "script", "img", "w:fldSimple", "w:instrText"}
            assert "External" not in package.read("word/_rels/document.xml.rels").decode()


CONTROL = "Tổ\x00\x07\x0b\x0c\x1f\ufffe\ud800 một\nhai\tba"


def test_what_xml_cannot_hold_is_shown_and_line_ends_stay(tmp_path):
    """Control characters become their pictures, so that nothing disappears; a line end and a tab stay what they are."""
    material = small(people(1, so_sang_kien=1))
    material.signer = CONTROL
    text = said(made(material, tmp_path, "to_trinh")["to_trinh"])
    assert "Tổ␀␇␋␌␟\ufffd\ufffd một\nhai\tba" in text


def test_a_province_has_templates_of_its_own(tmp_path, capsys):
    """`provinces/<p>/templates/<kind>.docx` wins over the common one, and `show --templates` says so."""
    own = tmp_path / "provinces" / "tinh_mau" / "templates" / "danh_sach.docx"
    own.parent.mkdir(parents=True)
    paper = Document()
    paper.add_paragraph("Của tỉnh: {{ so_nguoi }}")
    paper.save(str(own))
    written = made(small(people(1, so_sang_kien=1)), tmp_path, "danh_sach", folders=[own.parents[2]])
    assert said(written["danh_sach"]) == "Của tỉnh: 01"
    shutil.copytree(own.parents[1], tmp_path / "provinces" / "lam_dong")
    shown = inside(capsys, "show", LAM_DONG, "--templates", "--json", "--provinces", tmp_path / "provinces").json
    whose = {one["kind"]: one["own"] for one in shown["templates"]}
    assert whose == {kind: kind == "danh_sach" for kind in PAPERS}
    assert "danh_muc[].nguoi[].ten" in shown["templates"][0]["variables"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ so_nguio }}", "so_nguoi"),
        ("{% if false %}{{ khong_co }}{% endif %}", "khong_co"),
        ("{% for nhom in danh_muc %}{{ nhom.ho_ten }}{% endfor %}", "ho_ten"),
        ("{{ luot.__class__ }}", "__class__"),
        ("{% for %}", "template"),
    ],
)
def test_a_template_that_asks_for_what_is_not_there_is_an_error(text, named, tmp_path):
    """A misspelt variable is never a blank: the template is named, and the variable."""
    own = tmp_path / "tinh_mau" / "templates" / "danh_sach.docx"
    own.parent.mkdir(parents=True)
    paper = Document()
    paper.add_paragraph(text)
    paper.save(str(own))
    with pytest.raises(PaperFault, match=named) as refused:
        made(small(people(1, so_sang_kien=1)), tmp_path, "danh_sach", folders=[tmp_path])
    assert str(own) in str(refused.value)


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc",
    "rPr": "rStyle rFonts b bCs i iCs caps color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
}


@pytest.mark.parametrize("kind", PAPERS)
def test_a_shipped_template_is_one_that_word_opens(kind):
    """Word calls a file damaged whose properties do not stand in the order of the schema, or whose parts are gone."""
    with zipfile.ZipFile(SHIPPED / f"{kind}.docx") as package:
        roots = [ElementTree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")]
        relations = ElementTree.fromstring(package.read("_rels/.rels"))
        assert {relation.get("Target") for relation in relations} <= set(package.namelist())
    for name, order in ORDER.items():
        for element in (element for root in roots for element in root.iter(f"{W}{name}")):
            places = [order.split().index(child.tag.removeprefix(W)) for child in element]
            assert places == sorted(places)


def test_every_kind_of_paper_has_a_template():
    """No kind is without one, and none lies about unused."""
    assert {path.stem for path in SHIPPED.glob("*.docx")} == set(PAPERS)


def test_the_same_run_gives_the_same_bytes(tmp_path):
    """Papers hold no clock and no order of a dictionary."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        made(sample(LAM_DONG), tmp_path / folder, *PAPERS)
    same = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert same == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


def test_the_command_writes_the_papers_of_a_run(tmp_path, capsys):
    """`report latest`: JSON lists every file; `--only` takes several kinds; a kind nobody knows is wrong usage."""
    ledger, out = tmp_path / "so.db", tmp_path / "ra"
    run = inside(capsys, "score", LAM_DONG, SAMPLE, "--on", "2027-03-05", "--ledger", ledger, "--json").json
    ran = inside(
        capsys, "report", "latest", "-o", out, "--only", "danh_sach", "thong_bao", "--ledger", ledger, "--json"
    )
    assert (ran.json["run"], ran.json["head"]) == (run["run"], run["head"])
    assert {paper["kind"] for paper in ran.json["papers"]} == {"danh_sach", "thong_bao"}
    assert sorted(path.name for path in out.iterdir()) == sorted(paper["file"] for paper in ran.json["papers"])
    assert run["head"][:12] in said(out / "danh_sach.docx")
    assert inside(capsys, "report", "latest", "-o", out, "--only", "bieu_do", "--ledger", ledger).code == 2


def test_papers_are_vietnamese_whatever_language_the_command_speaks(tmp_path, capsys):
    """`--lang en` changes what the command says, not what an office signs."""
    ledger = tmp_path / "so.db"
    inside(capsys, "score", LAM_DONG, SAMPLE, "--on", "2027-03-05", "--ledger", ledger)
    for code in ("vi", "en"):
        inside(capsys, "report", "latest", "-o", tmp_path / code, "--ledger", ledger, "--lang", code)
    names = sorted(path.name for path in (tmp_path / "vi").glob("*.docx"))
    assert all((tmp_path / "vi" / name).read_bytes() == (tmp_path / "en" / name).read_bytes() for name in names)


def test_a_file_is_whole_or_what_it_was(tmp_path, monkeypatch):
    """When the disk fails before the end, the old file stands and no draft is left."""
    target = tmp_path / "to_trinh.docx"
    write_whole(target, b"first")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PaperFault, match=r"to_trinh\.docx"):
        write_whole(target, b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("to_trinh.docx", b"first")]


WRITER = """
import sys
from pathlib import Path
from papers import sample
from emulation_core.report.write import write
material = sample("lam_dong/so_cong_thuong_2026")
while True:
    write(material, ("to_trinh", "danh_sach", "thong_bao"), (), Path(sys.argv[1]))
    print("written", flush=True)
"""


def test_killing_the_program_breaks_no_paper(tmp_path):
    """Killed again and again while it writes over papers that are there, it leaves only whole ones."""
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    for kill in range(KILLS):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}) as child:
            assert child.stdout.readline() == b"written\n"
            time.sleep(kill % 10 * 0.011)
            child.kill()
        written = sorted(tmp_path.glob("*.docx"))
        assert written
        assert [path.name for path in written if not zipfile.is_zipfile(path) or zipfile.ZipFile(path).testzip()] == []
    assert [path.name for path in written if check(path)] == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: papers are not turned into PDF")
def test_libreoffice_prints_every_kind_of_paper(tmp_path):
    """Each kind becomes a PDF of one page or more."""
    written = made(sample(LAM_DONG), tmp_path, *PAPERS)
    chosen = [next(path for name, path in written.items() if name.startswith(kind)) for kind in PAPERS]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf", *chosen]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    printed = sorted(path.stem for path in (tmp_path / "pdf").glob("*.pdf"))
    if not printed:
        pytest.skip(f"LibreOffice Writer is not installed: {done.stderr.decode(errors='replace').strip()[:200]}")
    assert printed == sorted(path.stem for path in chosen)


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        (1_520_000, "1.520.000 đồng", "Một triệu năm trăm hai mươi nghìn đồng"),
        (450_000, "450.000 đồng", "Bốn trăm năm mươi nghìn đồng"),
        (10_640_000, "10.640.000 đồng", "Mười triệu sáu trăm bốn mươi nghìn đồng"),
        (21_005_015, "21.005.015 đồng", "Hai mươi mốt triệu không trăm linh năm nghìn không trăm mười lăm đồng"),
        (1_000_000_024, "1.000.000.024 đồng", "Một tỷ không trăm hai mươi tư đồng"),
        (0, "0 đồng", "Không đồng"),
    ],
)
def test_amounts_are_written_as_offices_write_them(amount, figures, words):
    """Points between thousands, and the words an accountant expects."""
    assert (dong(amount), spelled(amount)) == (figures, words)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2027, 3, 5), "ngày 05 tháng 3 năm 2027"),
        (date(2027, 1, 31), "ngày 31 tháng 01 năm 2027"),
        (date(2027, 2, 9), "ngày 09 tháng 02 năm 2027"),
        (date(2027, 12, 10), "ngày 10 tháng 12 năm 2027"),
    ],
)
def test_days_have_a_zero_where_the_decree_wants_one(day, written):
    """Before days under ten and before the months 1 and 2 (NĐ 30/2020/NĐ-CP, Phụ lục I, II.4)."""
    assert long_day(day) == written


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_file_name_is_safe_whatever_people_are_called(id, name):
    """Lower bounds of every disk: ASCII letters, digits, "_" and "-", not a path, not too long, never hidden."""
    made = file_name("thong_bao", id, name)
    assert re.fullmatch(r"thong_bao_[A-Za-z0-9_-]{1,140}\.docx", made)


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_ids_never_share_a_file(one, other):
    """Ids that differ give names that differ."""
    if one != other:
        assert file_name("thong_bao", one, "A") != file_name("thong_bao", other, "A")
