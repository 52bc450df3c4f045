"""`emulation doc check`: papers that keep to NĐ 30/2020/NĐ-CP pass, and every fault of others is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from emulation_core.errors import PaperFault
from emulation_core.paper import check
from emulation_core.paper.package import LARGEST_PART
from papers import made, sample
from support import CAMPAIGNS, inside

KINDS = ("to_trinh", "danh_sach", "bien_ban_hop", "bao_cao_thanh_tich", "thong_bao")
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A submission that breaks nothing."""
    return made(sample("lam_dong/so_cong_thuong_2026"), tmp_path_factory.mktemp("good"), "to_trinh")["to_trinh"]


def rules(path: Path) -> set[str]:
    return {breach.rule for breach in check(path)}


def line(paper, start: str):
    """The first paragraph, in the text or in a table, that starts so."""
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    lines = [*paper.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return next(one for one in lines if one.text.startswith(start))


def rewritten(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a .docx with `old` replaced in one part."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        for name in read.namelist():
            content = read.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            write.writestr(name, content)
    return target


@pytest.mark.parametrize("id", sorted(CAMPAIGNS))
def test_every_paper_of_every_campaign_keeps_to_the_layout_rules(id, tmp_path):
    """All five kinds, for all five plans: not one breach."""
    written = made(sample(id), tmp_path, *KINDS)
    assert {kind for kind in KINDS if any(name.startswith(kind) for name in written)} >= {*KINDS[:3], "thong_bao"}
    assert {name: check(path) for name, path in written.items() if check(path)} == {}


def text(start: str, change):
    """A fault in the paragraph that starts so."""
    return lambda paper: change(line(paper, start))


def runs(**settings):
    """Settings of every run of a paragraph."""

    def change(paragraph):
        for run in paragraph.runs:
            for name, value in settings.items():
                setattr(run.font, name, value)

    return change


def says(said: str):
    """Another text, looking as before."""

    def change(paragraph):
        for run in paragraph.runs[1:]:
            run.text = ""
        paragraph.runs[0].text = said

    return change


def layout(**settings):
    """Settings of a paragraph's layout."""

    def change(paragraph):
        for name, value in settings.items():
            setattr(paragraph.paragraph_format, name, value)

    return change


def section(**settings):
    """Settings of the page."""

    def change(paper):
        for name, value in settings.items():
            setattr(paper.sections[0], name, value)

    return change


def without_rule(start: str):
    """The rule below a line is gone."""

    def change(paragraph):
        below = paragraph._p.getnext()
        below.pPr.remove(below.pPr.find(qn("w:pBdr")))

    return text(start, change)


def number_at_the_left(paper):
    paper.sections[0].header.paragraphs[0].alignment = ALIGN.LEFT


def number_at_the_bottom(paper):
    header, footer = paper.sections[0].header, paper.sections[0].footer
    footer.paragraphs[0]._p.getparent().append(header.paragraphs[0]._p)
    header.add_paragraph()


BODY, BASIS, MOTTO, COUNTRY = "Sở Công Thương kính trình Giám đốc Sở Công Thương xem", "Căn cứ", "Độc lập", "CỘNG HÒA"
PLACE, DEPUTY = "Lâm Đồng, ngày", "PHÓ"
FAULTS = {
    "US Letter": ("page_size", section(page_width=Cm(21.59), page_height=Cm(27.94))),
    "lề trên 15 mm": ("margin_top", section(top_margin=Cm(1.5))),
    "lề dưới 26 mm": ("margin_bottom", section(bottom_margin=Cm(2.6))),
    "lề trái 25 mm": ("margin_left", section(left_margin=Cm(2.5))),
    "lề phải 25 mm": ("margin_right", section(right_margin=Cm(2.5))),
    "phông Arial": ("font", text(BODY, lambda p: setattr(p.runs[0].font, "name", "Arial"))),
    "chữ xanh": ("color", text(BODY, lambda p: setattr(p.runs[0].font.color, "rgb", RGBColor(0, 0, 255)))),
    "quốc hiệu cỡ 14": ("quoc_hieu", text(COUNTRY, runs(size=Pt(14)))),
    "quốc hiệu không đậm": ("quoc_hieu", text(COUNTRY, runs(bold=False))),
    "không có quốc hiệu": ("quoc_hieu", text(COUNTRY, says("VIỆT NAM"))),
    "tiêu ngữ cỡ 12": ("tieu_ngu", text(MOTTO, runs(size=Pt(12)))),
    "tiêu ngữ không đậm": ("tieu_ngu", text(MOTTO, runs(bold=False))),
    "tiêu ngữ dấu gạch dài": ("tieu_ngu", text(MOTTO, says("Độc lập – Tự do – Hạnh phúc"))),
    "tiêu ngữ không gạch dưới": ("tieu_ngu_rule", without_rule(MOTTO)),
    "tên cơ quan chữ thường": ("agency", text("SỞ CÔNG THƯƠNG", says("Sở Công Thương"))),
    "tên cơ quan không đậm": ("agency", text("SỞ CÔNG THƯƠNG", runs(bold=False))),
    "số có một chữ số": ("number", text("Số:", says("Số: 5/TTr-SCT"))),
    "số in đậm": ("number", text("Số:", runs(bold=True))),
    "không có số": ("number", text("Số:", says("–"))),
    "ngày không có số 0": ("day", text(PLACE, says("Lâm Đồng, ngày 5 tháng 3 năm 2027"))),
    "tháng 1 không có số 0": ("day", text(PLACE, says("Lâm Đồng, ngày 05 tháng 1 năm 2027"))),
    "ngày không nghiêng": ("day", text(PLACE, runs(italic=False))),
    "không có ngày": ("day", text(PLACE, says("Lâm Đồng"))),
    "tên loại không đậm": ("title", text("TỜ TRÌNH", runs(bold=False))),
    "căn cứ không nghiêng": ("basis", text(BASIS, runs(italic=False))),
    "căn cứ hết bằng dấu phẩy": ("basis", text(BASIS, says("Căn cứ Luật Thi đua, khen thưởng,"))),
    "thân cỡ 12": ("body_size", text(BODY, runs(size=Pt(12)))),
    "thân canh trái": ("justified", text(BODY, layout(alignment=ALIGN.LEFT))),
    "không lùi đầu dòng": ("first_line", text(BODY, layout(first_line_indent=Cm(0)))),
    "lùi đầu dòng 2 cm": ("first_line", text(BODY, layout(first_line_indent=Cm(2)))),
    "các đoạn sát nhau": ("spacing", text("Căn cứ Công văn", layout(space_before=Pt(0), space_after=Pt(0)))),
    "giãn dòng đôi": ("line_spacing", text(BODY, layout(line_spacing=2.0))),
    "trang 1 có số": ("page_number", section(different_first_page_header_footer=False)),
    "số trang canh trái": ("page_number", number_at_the_left),
    "số trang ở chân trang": ("page_number", number_at_the_bottom),
    "KT thiếu dấu chấm": ("signing", text("KT.", says("KT GIÁM ĐỐC"))),
    "KT. mà không có cấp phó": ("signing", text(DEPUTY, says("GIÁM ĐỐC"))),
    "chữ ký không đậm": ("signing", text(DEPUTY, runs(bold=False))),
    "nơi nhận không nghiêng": ("recipients", text("Nơi nhận", runs(italic=False))),
}
KEEPS_NEIGHBOUR = {"các đoạn sát nhau"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_alone(fault, good, tmp_path):
    """One thing is wrong in a good paper: that rule is named, and no other."""
    rule, change = FAULTS[fault]
    paper = Document(str(good))
    if fault in KEEPS_NEIGHBOUR:
        line(paper, "Căn cứ Kế hoạch số 2481").paragraph_format.space_after = Pt(0)
    change(paper)
    paper.save(str(tmp_path / "sai.docx"))
    assert rules(good) == set()
    assert rules(tmp_path / "sai.docx") == {rule}


def test_a_breach_says_where_what_and_what_is_accepted(good, tmp_path, capsys):
    """On the command line: the paragraph's number and start, the value, what is accepted, its source; exit code 1."""
    paper = Document(str(good))
    line(paper, BODY).paragraph_format.first_line_indent = Cm(2)
    paper.save(str(tmp_path / "sai.docx"))
    ran = inside(capsys, "doc", "check", tmp_path / "sai.docx", "--json", "--lang", "en")
    [breach] = ran.json[0]["breaches"]
    numbered = [one.text for one in Document(str(good)).element.body.iter(qn("w:p"))]
    assert ran.code == 1
    assert numbered[breach["paragraph"] - 1].startswith(breach["text"][:-1])
    assert (breach["rule"], breach["value"], breach["accepted"]) == ("first_line", "20.0 mm", "10-12.7 mm")
    assert breach["clause"] == "Phụ lục I, II.6"
    assert inside(capsys, "doc", "check", good).code == 0


def test_an_empty_document_breaks_what_it_lacks(tmp_path):
    """python-docx's own start: Letter, no margins of ours, no opening, nobody signs; nothing crashes."""
    Document().save(str(tmp_path / "trong.docx"))
    lacking = {"page_size", "quoc_hieu", "tieu_ngu", "agency", "number", "day", "signing"}
    assert lacking <= rules(tmp_path / "trong.docx")


def test_a_font_may_come_from_the_theme(good, tmp_path):
    """A style that names the theme's font is measured by what the theme says."""
    paper = Document(str(good))
    fonts = paper.styles["Normal"].element.rPr.rFonts
    for style in paper.styles:
        found = style.element.find(qn("w:rPr"))
        if found is not None and found.find(qn("w:rFonts")) is not None:
            found.remove(found.find(qn("w:rFonts")))
    paper.styles["Normal"].element.rPr.insert(0, fonts)
    for side in ("ascii", "hAnsi"):
        fonts.attrib.pop(qn(f"w:{side}"))
        fonts.set(qn(f"w:{side}Theme"), "minorHAnsi")
    paper.save(str(tmp_path / "theme.docx"))
    assert rules(tmp_path / "theme.docx") == {"font"}
    with zipfile.ZipFile(tmp_path / "theme.docx") as package:
        latin = re.search(rb'<a:minorFont>\s*(<a:latin typeface="[^"]*")', package.read("word/theme/theme1.xml")).group(
            1
        )
    times = b'<a:latin typeface="Times New Roman"'
    same = rewritten(tmp_path / "theme.docx", tmp_path / "times.docx", "word/theme/theme1.xml", latin, times)
    assert rules(same) == set()


VML = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
    '<w:pict><v:line from="0,0" to="100,0"/></w:pict></w:r>'
)
NUMBER = (
    '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:instr=" PAGE \\* MERGEFORMAT ">'
    "<w:r><w:t>2</w:t></w:r></w:fldSimple>"
)


def typed(paragraph, said: str, size: float = 14, align=ALIGN.CENTER, **font):
    """A line as people format it: by hand, without styles."""
    paragraph.alignment = align
    run = paragraph.add_run(said)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    for name, value in font.items():
        setattr(run.font, name, value)
    return paragraph


def office_paper(path: Path, *endings: str) -> Path:
    """A decision as an office types it: drawn rules, tabs for the first line, Word's own numbering of pages."""
    paper = Document()
    section(page_width=Cm(21), page_height=Cm(29.7), top_margin=Cm(2), bottom_margin=Cm(2))(paper)
    section(left_margin=Cm(3), right_margin=Cm(2), different_first_page_header_footer=True)(paper)
    left, right = paper.add_table(1, 2).rows[0].cells
    typed(left.paragraphs[0], "UBND TỈNH THỬ", 13)
    typed(left.add_paragraph(), "SỞ MẪU", 13, bold=True)._p.append(parse_xml(VML))
    typed(left.add_paragraph(), "Số: 12/QĐ-SM", 13)
    typed(right.paragraphs[0], "Cộng hòa xã hội chủ nghĩa Việt Nam", 13, bold=True, all_caps=True)
    typed(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    right.add_paragraph()._p.append(parse_xml(VML))
    typed(right.add_paragraph(), "Thử, ngày 12 tháng 10 năm 2026", 14, italic=True)
    typed(paper.add_paragraph(), "QUYẾT ĐỊNH", bold=True)
    typed(paper.add_paragraph(), "Về việc tặng Giấy khen", bold=True)
    typed(paper.add_paragraph(), "GIÁM ĐỐC SỞ MẪU", bold=True)
    for said in (
        "Căn cứ Luật Thi đua, khen thưởng;",
        "Căn cứ Nghị định số 152/2025/NĐ-CP;",
        "Theo đề nghị của Văn phòng.",
    ):
        typed(paper.add_paragraph(), f"\t{said}", align=ALIGN.JUSTIFY, italic=True).paragraph_format.space_after = Pt(6)
    typed(paper.add_paragraph(), "QUYẾT ĐỊNH:", bold=True)
    for said in (
        "Điều 1. Tặng Giấy khen cho tập thể có tên trong danh sách.",
        "Điều 2. Quyết định có hiệu lực từ ngày ký./.",
    ):
        typed(paper.add_paragraph(), said, align=ALIGN.JUSTIFY).paragraph_format.first_line_indent = Cm(1)
    receives, signs = paper.add_table(1, 2).rows[0].cells
    typed(receives.paragraphs[0], "Nơi nhận:", 12, ALIGN.LEFT, bold=True, italic=True)
    typed(receives.add_paragraph(), "- Lưu: VT.", 11, ALIGN.LEFT)
    typed(signs.paragraphs[0], "KT. GIÁM ĐỐC", bold=True)
    typed(signs.add_paragraph(), "PHÓ GIÁM ĐỐC", bold=True)
    typed(signs.add_paragraph(), "Trần Vũ An", bold=True)
    for said in endings:
        typed(paper.add_paragraph(), said, 12, ALIGN.LEFT)
    typed(paper.sections[0].header.paragraphs[0], "")._p.append(parse_xml(NUMBER))
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = "Times New Roman", Pt(14)
    paper.save(str(path))
    return path


def test_a_paper_that_somebody_typed_by_hand_is_recognised(tmp_path):
    """No styles, rules drawn as shapes, capitals by formatting, the first line set in by a tab, an annex: no breach."""
    assert check(office_paper(tmp_path / "quyet_dinh.docx")) == ()
    assert check(office_paper(tmp_path / "phu_luc.docx", "Phụ lục: danh sách kèm theo quyết định", "1. Tổ A")) == ()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: no paper saved by another program")
def test_a_paper_that_another_program_saved_is_still_measured(good, tmp_path):
    """LibreOffice writes the same paper in its own way: still no breach."""
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "again", good]
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    if not (tmp_path / "again" / good.name).is_file():
        pytest.skip(f"LibreOffice Writer is not installed: {done.stderr.decode(errors='replace').strip()[:200]}")
    assert check(tmp_path / "again" / good.name) == ()


def xml(content: bytes) -> bytes:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return b"<w:document " + space + b"><w:body>" + content + b"</w:body></w:document>"


BOMB = b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 1000 + b'">]>' + xml(b"<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
DAMAGE = {
    "is nested too deep": xml(b"<w:p>" * 100_000 + b"</w:p>" * 100_000),
    "declares entities": BOMB,
    "declares entities in UTF-16": BOMB.decode().encode("utf-16"),
    "inflates without end": xml(b" " * (LARGEST_PART + 1)),
    "is cut off": xml(b"<w:p>")[:-20],
    "is no document": b"<html/>",
    "is no XML": b"\x00\x01\x02",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_hostile_document_is_refused_by_name(how, good, tmp_path):
    """A document part that {how} is a clear error, not a crash and not an empty answer."""
    target = tmp_path / "xau.docx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            package.writestr(name, DAMAGE[how] if name == "word/document.xml" else source.read(name))
    with pytest.raises(PaperFault, match=re.escape(str(target))):
        check(target)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"hello", b"\xd0\xcf\x11\xe0" + bytes(600)], ids=repr)
def test_what_is_no_package_is_refused(content, tmp_path, capsys):
    """An empty file, a torn one, text, an old .doc: one line on stderr, exit code 1."""
    path = tmp_path / "cu.docx"
    path.write_bytes(content)
    ran = inside(capsys, "doc", "check", path)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert str(path) in ran.err
