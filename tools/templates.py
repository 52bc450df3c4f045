"""The Word templates that the program ships, laid out by NĐ 30/2020/NĐ-CP, Phụ lục I.

    python tools/templates.py        write src/emulation_core/report/templates/*.docx

An office changes a copy of these in Word (docs/papers.md); here they are made, so that all five look alike.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).resolve().parents[1] / "src" / "emulation_core" / "report" / "templates"
FONT = "Times New Roman"
LEFT, RIGHT = Cm(6.7), Cm(9.8)  # the two columns of the opening: 210 - 30 - 15 mm
WIDTH = LEFT + RIGHT
KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Header", "Footer")
"""Of the hundred and more styles that python-docx starts with."""

LEFT_OUT = "thumbnail|stylesWithEffects|customXml"
"""Parts that python-docx starts with and no paper needs."""


def styled(paper: Paper, name: str, size: float, **how: bool | float | ALIGN) -> None:
    """A paragraph style of this paper. `first` cm of first-line indent, `before` and `after` points, `line` lines."""
    known = name in [style.name for style in paper.styles]
    style = paper.styles[name] if known else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not known:
        style.base_style = paper.styles["Normal"]
        style.quick_style = True
    font, layout = style.font, style.paragraph_format
    font.name, font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(side), FONT)
    font.bold, font.italic = bool(how.get("bold")), bool(how.get("italic"))
    layout.alignment = how.get("align", ALIGN.LEFT)
    layout.space_before, layout.space_after = Pt(how.get("before", 0)), Pt(how.get("after", 0))
    layout.line_spacing = float(how.get("line", 1.0))
    layout.first_line_indent = Cm(how.get("first", 0))
    layout.keep_with_next = bool(how.get("keep"))
    layout.widow_control = True


def blank() -> Paper:
    """A sheet with its margins, styles and page numbers, and nothing on it."""
    paper = Document()
    for style in list(paper.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
        for link in style.element.findall(qn("w:link")):
            style.element.remove(link)
    core = paper.core_properties
    core.author, core.title, core.comments, core.created = "", "", "", datetime(2026, 1, 1)
    core.modified, core.last_modified_by, core.language = datetime(2026, 1, 1), "", "vi-VN"
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance = Cm(1)
    styled(paper, "Normal", 14)
    styled(paper, "Quốc hiệu", 13, bold=True, align=ALIGN.CENTER)
    styled(paper, "Tiêu ngữ", 14, bold=True, align=ALIGN.CENTER)
    styled(paper, "Cơ quan chủ quản", 13, align=ALIGN.CENTER)
    styled(paper, "Cơ quan ban hành", 13, bold=True, align=ALIGN.CENTER)
    styled(paper, "Số ký hiệu", 13, align=ALIGN.CENTER, before=6)
    styled(paper, "Địa danh ngày", 14, italic=True, align=ALIGN.CENTER, before=6)
    styled(paper, "Tên loại", 14, bold=True, align=ALIGN.CENTER, before=16, keep=True)
    styled(paper, "Trích yếu", 14, bold=True, align=ALIGN.CENTER, keep=True)
    styled(paper, "Kính gửi", 14, align=ALIGN.CENTER, before=12, after=8)
    styled(paper, "Căn cứ", 14, italic=True, align=ALIGN.JUSTIFY, first=1.27, before=3, after=6)
    styled(paper, "Thân", 14, align=ALIGN.JUSTIFY, first=1.27, before=3, after=6, line=1.1)
    paper.styles["Thân"].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    styled(paper, "Dẫn", 14, align=ALIGN.JUSTIFY, first=1.27, before=3, after=6, line=1.1, keep=True)
    styled(paper, "Mục", 14, bold=True, align=ALIGN.JUSTIFY, first=1.27, before=6, after=6, line=1.1, keep=True)
    styled(paper, "Bảng", 12, before=2, after=2)
    styled(paper, "Bảng giữa", 12, align=ALIGN.CENTER, before=2, after=2)
    styled(paper, "Bảng phải", 12, align=ALIGN.RIGHT, before=2, after=2)
    styled(paper, "Bảng đầu", 12, bold=True, align=ALIGN.CENTER, before=3, after=3, keep=True)
    styled(paper, "Ký", 14, bold=True, align=ALIGN.CENTER, keep=True)
    styled(paper, "Nơi nhận", 12, bold=True, italic=True)
    styled(paper, "Nơi nhận dòng", 11)
    styled(paper, "Ghi chú", 10, align=ALIGN.JUSTIFY, after=2)
    styled(paper, "Ngăn", 6, keep=True)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.style, number.alignment = paper.styles["Normal"], ALIGN.CENTER
    field(number, "PAGE")
    section.first_page_header.paragraphs[0].style = paper.styles["Normal"]
    return paper


def field(paragraph: Paragraph, code: str) -> None:
    """A field that Word computes."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "2"), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)
        elif kind != "shown":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def grid(paper: Paper, widths: Sequence[Cm], lines: bool) -> Table:
    """A table of one row, as wide as these columns; without lines its cells have no padding either."""
    table = paper.add_table(rows=1, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    if lines:
        table.style = paper.styles["Table Grid"]
    padding = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), "80" if lines else "0")
        element.set(qn("w:type"), "dxa")
        padding.append(element)
    # Word wants the properties of a table in the order of the schema.
    look = properties.find(qn("w:tblLook"))
    properties.append(padding) if look is None else look.addprevious(padding)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = width
    return table


def write(cell: _Cell, style: str, *texts: str) -> None:
    """Paragraphs in a cell; the one it has is the first."""
    for n, text in enumerate(texts):
        line = cell.paragraphs[0] if n == 0 and not cell.paragraphs[0].text else cell.add_paragraph()
        line.style = style
        line.add_run(text)


def rule(cell: _Cell | Paper, width: Cm, room: Cm, gap: float = 1) -> None:
    """A line of `width` in the middle of `room`: the lower border of an empty paragraph."""
    line = cell.add_paragraph(style="Normal")
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = (room - width) // 2
    line.paragraph_format.line_spacing, line.paragraph_format.space_after = Pt(gap), Pt(8)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    properties = line._p.get_or_add_pPr()
    # The schema wants borders before spacing and indents.
    properties.find(qn("w:spacing")).addprevious(border)


def opening(paper: Paper, symbol: str, title: str, *about: str) -> None:
    """Country and motto beside the agency, number beside the day, and what kind of paper this is."""
    table = grid(paper, (LEFT, RIGHT), lines=False)
    left, right = table.rows[0].cells
    write(left, "Cơ quan chủ quản", "{% if co_quan_chu_quan %}{{ co_quan_chu_quan }}{% endif %}")
    write(left, "Cơ quan ban hành", "{{ co_quan }}")
    rule(left, Cm(2.1), LEFT)
    write(right, "Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    write(right, "Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc")
    rule(right, Cm(6.15), RIGHT)
    below = table.add_row().cells
    write(below[0], "Số ký hiệu", f"Số: …/{symbol}-{{{{ viet_tat }}}}")
    write(below[1], "Địa danh ngày", "{{ dia_danh }}, {{ ngay }}")
    for row in table.rows:
        for cell, width in zip(row.cells, (LEFT, RIGHT), strict=True):
            cell.width = width
    paper.add_paragraph(title, style="Tên loại")
    for line in about:
        paper.add_paragraph(line, style="Trích yếu")
    rule(paper, Cm(5), WIDTH, gap=2)


def tag(paper: Paper, text: str) -> None:
    """A line that only steers the template."""
    paper.add_paragraph(text, style="Normal")


def prose(paper: Paper, *texts: str, style: str = "Thân") -> None:
    """Paragraphs of text."""
    for text in texts:
        paper.add_paragraph(text, style=style)


def bases(paper: Paper) -> None:
    """What the paper stands on."""
    tag(paper, "{%p for dong in can_cu %}")
    prose(paper, "{{ dong }}", style="Căn cứ")
    tag(paper, "{%p endfor %}")


def rows(
    paper: Paper,
    each: str,
    columns: Sequence[tuple[str, float, str, str]],
    last: Sequence[str] | None = None,
    whole: bool = True,
) -> None:
    """A table with a row for each of `each` ("nguoi in nhom.nguoi"): (heading, cm, style, text), and a last row.

    A `whole` row never runs over the end of a page.
    """
    table = grid(paper, [Cm(width) for _heading, width, _style, _text in columns], lines=True)
    for cell, (heading, *_rest) in zip(table.rows[0].cells, columns, strict=True):
        write(cell, "Bảng đầu", heading)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    write(table.add_row().cells[0], "Bảng", f"{{%tr for {each} %}}")
    row = table.add_row()
    if whole:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, (_heading, _width, style, text) in zip(row.cells, columns, strict=True):
        write(cell, style, text)
    write(table.add_row().cells[0], "Bảng", "{%tr endfor %}")
    if last is not None:
        write(table.add_row().cells[0], "Bảng", f"{{%tr if {last[0]} %}}")
        cells = table.add_row().cells
        merged = cells[0].merge(cells[-3])
        write(merged, "Bảng đầu", last[1])
        write(cells[-2], "Bảng phải", last[2])
        cells[-2].paragraphs[0].runs[0].bold = True
        write(table.add_row().cells[0], "Bảng", "{%tr endif %}")
    for line in table.rows:
        for cell, (_heading, width, *_rest) in zip(line.cells, columns, strict=False):
            if len(set(map(id, line.cells))) == len(columns):
                cell.width = Cm(width)
    paper.add_paragraph(style="Ngăn")


def signing(paper: Paper, left: Callable[[_Cell], None], *right: str) -> None:
    """Who receives the paper on the left, who signs on the right."""
    paper.add_paragraph(style="Ngăn")
    table = grid(paper, (Cm(7.5), Cm(9)), lines=False)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    left(table.rows[0].cells[0])
    offices(table.rows[0].cells[1], *right)


def offices(cell: _Cell, *lines: str) -> None:
    """Offices, room for the signature, the name."""
    write(cell, "Ký", *lines)
    for _line in range(4):
        cell.add_paragraph(style="Ký")
    write(cell, "Ký", "{% if nguoi_ky %}{{ nguoi_ky }}{% endif %}")


def director(cell: _Cell) -> None:
    """The lines of the signer's office."""
    write(cell, "Ký", "{%p for dong in ky %}", "{{ dong }}", "{%p endfor %}")
    for _line in range(4):
        cell.add_paragraph(style="Ký")
    cell.add_paragraph("{% if nguoi_ky %}{{ nguoi_ky }}{% endif %}", style="Ký")


def receivers(*lines: str) -> Callable[[_Cell], None]:
    """Nơi nhận."""

    def fill(cell: _Cell) -> None:
        write(cell, "Nơi nhận", "Nơi nhận:")
        for n, line in enumerate([*lines, "Lưu: VT"], 1):
            cell.add_paragraph(f"- {line}{'.' if n > len(lines) else ';'}", style="Nơi nhận dòng")

    return fill


def signed_by_director(paper: Paper, *receives: str) -> None:
    """The block of a paper that the agency itself issues."""
    paper.add_paragraph(style="Ngăn")
    table = grid(paper, (Cm(7.5), Cm(9)), lines=False)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    receivers(*receives)(table.rows[0].cells[0])
    director(table.rows[0].cells[1])


def provenance(paper: Paper) -> None:
    """Which run the paper was made from, and what that run supposes: small, ruled off, below the signatures."""
    paper.add_paragraph(style="Ngăn")
    table = grid(paper, (WIDTH,), lines=False)
    cell = table.rows[0].cells[0]
    borders = OxmlElement("w:tcBorders")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    cell._tc.get_or_add_tcPr().append(borders)
    write(
        cell,
        "Ghi chú",
        "Lập từ lần chấm {{ luot }} (mã đối chiếu {{ ma_so }}) theo {{ ke_hoach }}; đợt xét {{ dot }}; số liệu xét "
        "đến ngày {{ ngay_xet }}; ngày quyết định khen thưởng {{ ngay_quyet_dinh }}.",
        "{%p if gia_dinh %}",
        "Giả định khi đọc kế hoạch: {% for cau in gia_dinh %}({{ loop.index }}) {{ cau }}"
        "{% if not loop.last %} {% endif %}{% endfor %}",
        "{%p endif %}",
        "{%p if chua_co_van_ban %}",
        "Văn bản chưa có khi xét: {% for cau in chua_co_van_ban %}({{ loop.index }}) {{ cau }}"
        "{% if not loop.last %} {% endif %}{% endfor %}",
        "{%p endif %}",
    )
    # Word wants a paragraph after a table; the smallest there is.
    last = paper.add_paragraph(style="Ngăn")
    last.paragraph_format.line_spacing = Pt(1)


WHO = "{{ nguoi.ten }}{% if nguoi.don_vi %}, {{ nguoi.don_vi }}{% endif %}"
STT = ("STT", 1.1, "Bảng giữa", "{{ loop.index }}")


def to_trinh(paper: Paper) -> None:
    """Tờ trình."""
    opening(paper, "TTr", "TỜ TRÌNH", "Về việc đề nghị khen thưởng trong {{ phong_trao }}")
    prose(paper, "Kính gửi: {{ kinh_gui }}.", style="Kính gửi")
    bases(paper)
    tag(paper, "{%p if danh_muc %}")
    prose(
        paper,
        "{{ ten_co_quan }} kính trình {{ kinh_gui }} xem xét, quyết định khen thưởng {{ so_nguoi }} tập thể, cá nhân "
        "có thành tích trong {{ phong_trao }}, xét {{ dot }}, cụ thể như sau:",
    )
    tag(paper, "{%p for nhom in danh_muc %}")
    prose(
        paper,
        "{{ loop.index }}. {{ nhom.hinh_thuc }}: {{ nhom.so_nguoi }} {{ nhom.doi_tuong }} ({{ nhom.dieu_khoan }})",
        style="Mục",
    )
    rows(
        paper,
        "nguoi in nhom.nguoi",
        (
            STT,
            ("Tên, đơn vị", 11.8, "Bảng", WHO),
            ("Mức tiền thưởng (đồng)", 3.4, "Bảng phải", "{{ nguoi.tien }}"),
        ),
    )
    tag(paper, "{%p if nhom.tong_tien %}")
    prose(paper, "Tiền thưởng: {{ nhom.tong_tien }} ({{ nhom.cach_tinh }}).")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p endfor %}")
    tag(paper, "{%p if tong_tien %}")
    prose(paper, "Tổng số tiền thưởng: {{ tong_tien }} (bằng chữ: {{ bang_chu }}).")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p for cau in luu_y %}")
    prose(paper, "Lưu ý: {{ cau }}")
    tag(paper, "{%p endfor %}")
    tag(paper, "{%p if ho_so %}")
    prose(paper, "Hồ sơ kèm theo:")
    tag(paper, "{%p for dong in ho_so %}")
    prose(paper, "{{ dong }}")
    tag(paper, "{%p endfor %}")
    tag(paper, "{%p endif %}")
    prose(paper, "{{ ten_co_quan }} kính trình {{ kinh_gui }} xem xét, quyết định./.", style="Dẫn")
    tag(paper, "{%p else %}")
    prose(
        paper,
        "Qua xét {{ phong_trao }}, {{ dot }}, trên minh chứng có đến ngày {{ ngay_xet }}, {{ ten_co_quan }} báo cáo: "
        "chưa có tập thể, cá nhân nào đủ cơ sở để đề nghị khen thưởng./.",
        style="Dẫn",
    )
    tag(paper, "{%p endif %}")
    signed_by_director(paper, "Như trên")


def danh_sach(paper: Paper) -> None:
    """Danh sách đề nghị."""
    opening(paper, "DS", "DANH SÁCH", "Đề nghị khen thưởng trong {{ phong_trao }}")
    bases(paper)
    prose(paper, "Danh sách đề nghị khen thưởng, xét {{ dot }}: {{ so_nguoi }} tập thể, cá nhân.")
    tag(paper, "{%p for nhom in danh_muc %}")
    prose(
        paper,
        "{{ loop.index }}. {{ nhom.hinh_thuc }}: {{ nhom.so_nguoi }} {{ nhom.doi_tuong }} ({{ nhom.dieu_khoan }}; số "
        "suất: {{ nhom.so_suat }})",
        style="Mục",
    )
    rows(
        paper,
        "nguoi in nhom.nguoi",
        (
            STT,
            ("Mã", 1.7, "Bảng giữa", "{{ nguoi.ma }}"),
            ("Tên, đơn vị", 5.8, "Bảng", WHO),
            ("Tiêu chí đạt, điểm", 2.3, "Bảng giữa", "{{ nguoi.dat }}"),
            ("Tiền thưởng (đồng)", 2.6, "Bảng phải", "{{ nguoi.tien }}"),
            ("Ghi chú", 3.0, "Bảng", "{{ nguoi.ghi_chu }}"),
        ),
        last=("nhom.tong_tien", "Cộng", "{{ nhom.tong_tien | replace(' đồng', '') }}"),
    )
    tag(paper, "{%p if nhom.tong_tien %}")
    prose(paper, "Bằng chữ: {{ nhom.bang_chu }}. Cách tính: {{ nhom.cach_tinh }}.")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p endfor %}")
    tag(paper, "{%p if danh_muc %}")
    prose(
        paper,
        "“Chắc chắn”: giữ nguyên dù minh chứng còn thiếu của những trường hợp khác có thế nào. “Tạm thời”: còn có thể "
        "thay đổi theo minh chứng ấy.",
    )
    tag(paper, "{%p else %}")
    prose(paper, "Trên minh chứng có đến ngày {{ ngay_xet }}, chưa có tập thể, cá nhân nào đủ cơ sở để đề nghị.")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p if tong_tien %}")
    prose(paper, "Tổng số tiền thưởng: {{ tong_tien }} (bằng chữ: {{ bang_chu }}).")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p for cau in luu_y %}")
    prose(paper, "Lưu ý: {{ cau }}")
    tag(paper, "{%p endfor %}")
    signed_by_director(paper, "Hội đồng Thi đua - Khen thưởng")


def bien_ban_hop(paper: Paper) -> None:
    """Biên bản họp xét."""
    opening(paper, "BB", "BIÊN BẢN", "Họp xét khen thưởng trong {{ phong_trao }}")
    bases(paper)
    meeting(paper)
    tag(paper, "{%p for nhom in danh_muc %}")
    voted_on(paper)
    tied(paper)
    tag(paper, "{%p if nhom.du_bi %}")
    prose(paper, "Dự bị: {% for nguoi in nhom.du_bi %}{{ nguoi.ten }}{% if not loop.last %}; {% endif %}{% endfor %}.")
    tag(paper, "{%p endif %}")
    waiting(paper, "nhom.de_ngo", "Còn để ngỏ, cần hội đồng kết luận hoặc bổ sung minh chứng:")
    waiting(paper, "nhom.tam_hoan", "Tạm hoãn xét:")
    tag(paper, "{%p endfor %}")
    decided(paper)
    prose(paper, "Kết luận của chủ tọa: \t")
    prose(paper, "Cuộc họp kết thúc vào … giờ …, ngày … tháng … năm ……./.", style="Dẫn")
    signing(paper, lambda cell: offices(cell, "THƯ KÝ"), "CHỦ TỌA")


def meeting(paper: Paper) -> None:
    """When and where the council met, who was there, and what about."""
    prose(
        paper,
        "Thời gian bắt đầu: … giờ …, ngày … tháng … năm ……",
        "Địa điểm: \t",
        "Thành phần tham dự: \t",
        "Chủ tọa: \t",
        "Thư ký: \t",
        "Nội dung: xét, đề nghị khen thưởng trong {{ phong_trao }} (đợt xét {{ dot }}, trên minh chứng có đến ngày "
        "{{ ngay_xet }}).",
    )


def voted_on(paper: Paper) -> None:
    """One award for one kind, and those eligible for it with room for the votes."""
    prose(
        paper,
        "{{ loop.index }}. {{ nhom.hinh_thuc }}, {{ nhom.doi_tuong }} ({{ nhom.dieu_khoan }}; số suất: "
        "{{ nhom.so_suat }})",
        style="Mục",
    )
    tag(paper, "{%p if nhom.bieu_quyet %}")
    prose(paper, "Tỷ lệ phiếu theo kế hoạch: {{ nhom.bieu_quyet }}.")
    tag(paper, "{%p endif %}")
    tag(paper, "{%p if nhom.nguoi %}")
    prose(paper, "Đủ điều kiện, đưa ra biểu quyết: {{ nhom.so_nguoi }} {{ nhom.doi_tuong }}.", style="Dẫn")
    rows(
        paper,
        "nguoi in nhom.nguoi",
        (
            STT,
            ("Tên, đơn vị", 5.6, "Bảng", WHO),
            ("Tiêu chí đạt, điểm", 2.3, "Bảng giữa", "{{ nguoi.dat }}"),
            ("Tính chất", 2.9, "Bảng", "{{ nguoi.ghi_chu }}"),
            ("Số phiếu đồng ý", 2.5, "Bảng giữa", "…/…"),
            ("Tỷ lệ", 2.1, "Bảng giữa", "… %"),
        ),
    )
    tag(paper, "{%p else %}")
    prose(paper, "Chưa có trường hợp nào đủ cơ sở để đề nghị.")
    tag(paper, "{%p endif %}")


def tied(paper: Paper) -> None:
    """Those between whom the council decides, and what may help it."""
    tag(paper, "{%p if nhom.dong_hang %}")
    prose(
        paper,
        "Việc hội đồng quyết định: những trường hợp sau ngang nhau, còn {{ nhom.so_suat_con }} suất.",
        style="Dẫn",
    )
    rows(
        paper,
        "nguoi in nhom.dong_hang",
        (
            STT,
            ("Tên, đơn vị", 9.0, "Bảng", WHO),
            ("Số phiếu đồng ý", 3.0, "Bảng giữa", "…/…"),
            ("Quyết định", 3.4, "Bảng", "…"),
        ),
    )
    tag(paper, "{%p for cau in nhom.goi_y %}")
    prose(paper, "Gợi ý (không thay quyết định của hội đồng): {{ cau }}")
    tag(paper, "{%p endfor %}")
    tag(paper, "{%p endif %}")


def waiting(paper: Paper, who: str, heading: str) -> None:
    """Those in `who`, if there are any: together who waits for the same, with room for what the council says."""
    tag(paper, f"{{%p if {who} %}}")
    prose(paper, heading, style="Dẫn")
    rows(
        paper,
        f"cho, nhung_nguoi in {who} | groupby('cho')",
        (
            STT,
            ("Tên", 4.6, "Bảng", "{{ nhung_nguoi | map(attribute='ten') | join('; ') }}"),
            ("Đang chờ", 8.2, "Bảng", "{{ cho | join('\\n') }}"),
            ("Ý kiến", 2.6, "Bảng", "…"),
        ),
        whole=False,
    )
    tag(paper, "{%p endif %}")


def decided(paper: Paper) -> None:
    """The decisions on record."""
    prose(paper, "Các quyết định đã ghi", style="Mục")
    tag(paper, "{%p if da_quyet %}")
    rows(
        paper,
        "viec in da_quyet",
        (
            ("Ngày", 2.2, "Bảng giữa", "{{ viec.ngay }}"),
            ("Tên", 3.7, "Bảng", "{{ viec.ten }}"),
            ("Quyết định", 4.2, "Bảng", "{{ viec.quyet_dinh }}: {{ viec.hinh_thuc }}"),
            ("Lý do", 3.4, "Bảng", "{{ viec.ly_do }}"),
            ("Biên bản, người ghi", 3.0, "Bảng", "{{ viec.bien_ban }}; {{ viec.nguoi_ghi }}"),
        ),
    )
    tag(paper, "{%p else %}")
    prose(paper, "Chưa có quyết định nào được ghi.")
    tag(paper, "{%p endif %}")


def bao_cao_thanh_tich(paper: Paper) -> None:
    """Báo cáo thành tích."""
    opening(paper, "BC", "BÁO CÁO THÀNH TÍCH", "Đề nghị {{ hinh_thuc | join('; ') }}", "trong {{ phong_trao }}")
    bases(paper)
    prose(paper, "I. THÔNG TIN CHUNG", style="Mục")
    prose(
        paper,
        "Tên {{ doi_tuong }}: {{ ten }}.",
        "Mã trong danh sách: {{ ma }}.",
        "Đơn vị: {% if don_vi %}{{ don_vi }}{% else %}…{% endif %}.",
    )
    prose(paper, "II. KẾT QUẢ THEO TIÊU CHÍ CỦA KẾ HOẠCH", style="Mục")
    tag(paper, "{%p if diem %}")
    prose(paper, "Kết quả chung: {{ diem }}.", style="Dẫn")
    tag(paper, "{%p endif %}")
    rows(
        paper,
        "dong in tieu_chi",
        (
            STT,
            ("Tiêu chí", 5.4, "Bảng", "{{ dong.noi_dung }} ({{ dong.dieu_khoan }})"),
            ("Kết luận", 2.1, "Bảng giữa", "{{ dong.ket_luan }}"),
            ("Số liệu", 2.6, "Bảng giữa", "{{ dong.so_lieu }}"),
            ("Nơi đọc minh chứng", 5.3, "Bảng", "{{ dong.noi_doc }}"),
        ),
    )
    prose(paper, "III. THÀNH TÍCH NỔI BẬT", style="Mục")
    prose(paper, *["\t"] * 5)
    paper.add_paragraph(style="Ngăn")
    table = grid(paper, (Cm(8.25), Cm(8.25)), lines=False)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, who in zip(table.rows[0].cells, ("ky_trai", "ky_phai"), strict=True):
        write(cell, "Ký", f"{{%p for dong in {who} %}}", "{{ dong }}", "{%p endfor %}")
        for _line in range(4):
            cell.add_paragraph(style="Ký")


def thong_bao(paper: Paper) -> None:
    """Thông báo cho người chưa được đề nghị."""
    opening(paper, "TB", "THÔNG BÁO", "Kết quả xét khen thưởng trong {{ phong_trao }}")
    prose(paper, "Kính gửi: {{ ten }}{% if don_vi %}, {{ don_vi }}{% endif %}.", style="Kính gửi")
    bases(paper)
    prose(
        paper,
        "{{ ten_co_quan }} thông báo: qua xét {{ dot }}, trên minh chứng có đến ngày {{ ngay_xet }}, {{ ten }} (mã "
        "{{ ma }}) chưa được đề nghị khen thưởng, cụ thể như sau:",
    )
    tag(paper, "{%p for muc in con_thieu %}")
    prose(paper, "{{ loop.index }}. {{ muc.hinh_thuc }}", style="Mục")
    prose(paper, "{{ muc.ly_do }}", style="Dẫn")
    tag(paper, "{%p if muc.tieu_chi %}")
    rows(
        paper,
        "dong in muc.tieu_chi",
        (
            STT,
            ("Tiêu chí", 5.4, "Bảng", "{{ dong.noi_dung }} ({{ dong.dieu_khoan }})"),
            ("Kết luận", 2.4, "Bảng giữa", "{{ dong.ket_luan }}"),
            ("Vì sao", 7.6, "Bảng", "{{ dong.giai_thich }}"),
        ),
    )
    tag(paper, "{%p endif %}")
    tag(paper, "{%p endfor %}")
    prose(paper, "Ý kiến và minh chứng bổ sung, nếu có, đề nghị gửi về {{ noi_gui }}./.", style="Dẫn")
    signed_by_director(paper, "Như trên")


def saved(paper: Paper) -> bytes:
    """The same bytes every time: the parts in their order, without the day they were written."""
    first, second = BytesIO(), BytesIO()
    paper.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                content = re.sub(rb"<(Relationship|Override) [^>]*(%s)[^>]*/>" % LEFT_OUT.encode(), b"", content)
            if name == "docProps/app.xml":
                content = re.sub(rb"<(Pages|Words|Characters|Lines|Paragraphs)>.*?</\1>", b"", content)
            if not re.search(LEFT_OUT, name):
                target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return second.getvalue()


def main() -> None:
    """Write the five templates."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in (to_trinh, danh_sach, bien_ban_hop, bao_cao_thanh_tich, thong_bao):
        paper = blank()
        kind(paper)
        provenance(paper)
        (FOLDER / f"{kind.__name__}.docx").write_bytes(saved(paper))


if __name__ == "__main__":
    main()
