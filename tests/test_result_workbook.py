"""The result as a workbook: everything the run says, as plain values that print and can be filtered."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

import hostile
from emulation_core.config import Catalogue, load
from emulation_core.decision import Decision
from emulation_core.i18n import set_language
from emulation_core.intake import read
from emulation_core.plugins import load as load_plugins
from emulation_core.report import document
from emulation_core.report.sheets import FIRST, LONGEST
from emulation_core.report.workbook import workbook
from emulation_core.scoring import choose_round, score

RUN, HEAD = "a3f09c1d2b4e", "a3f09c1d2b4e5566778899aabbccddeeff00112233445566778899aabbccddee"
ID = "ninh_thuan/so_cong_thuong_2023"


@pytest.fixture(scope="module")
def outcome():
    """A shipped sample with ties, open evidence, a deferral and an award that waits for a text."""
    path = dict(Catalogue().campaigns())[ID]
    loaded = load(path, ID, load_plugins())
    round = choose_round(loaded.campaign, "2023", date(2024, 5, 31))
    return score(loaded, read([path.with_suffix(".sample.csv")], loaded.campaign), round, date(2024, 5, 31))


@pytest.fixture(scope="module")
def book(outcome):
    return load_workbook(BytesIO(workbook(outcome, RUN, HEAD)))


def rows(book, sheet: str) -> list[dict[str, object]]:
    """A table of the workbook, each row by its headings."""
    head, *body = list(book[sheet].iter_rows(min_row=FIRST + 1, values_only=True))
    return [dict(zip(head, row, strict=True)) for row in body]


def joined(data: bytes) -> tuple[list[str], list[str]]:
    """Every text of a workbook as Excel reads it: whole cells, and texts continued elsewhere put together again."""
    sheets = CalamineWorkbook.from_filelike(BytesIO(data))
    cells, rest = [], {}
    for name in sheets.sheet_names:
        table = sheets.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if name == "Continued":
            for place, _part, text in table[FIRST + 1 :]:
                rest.setdefault(place, []).append(text)
        else:
            cells += [cell for row in table for cell in row if isinstance(cell, str) and cell]
    mark = re.compile(r" \[…\] continued on the sheet «Continued»: (.+)$")
    whole = [cell for cell in cells if not mark.search(cell)]
    return whole, [mark.sub("", c) + "".join(rest[mark.search(c)[1]]) for c in cells if mark.search(c)]


def test_every_finding_stands_in_the_workbook(outcome, book):
    """Participant, criterion, clause, verdict, place and sentence, in the order of the document."""
    written = [(r["Mã"], r["Tiêu chí"], r["Điều khoản"], r["Nguồn"], r["Lý do"]) for r in rows(book, "Kết luận")]
    assert written == [
        (person.id, found.criterion, found.clause, found.source, found.says)
        for person in document(outcome).participants
        for found in person.findings
    ]


def test_every_participant_has_a_row_with_its_status_and_its_place_for_each_award(outcome, book):
    """Ids are text; a tie reads as a tie."""
    found = {row["Mã"]: row for row in rows(book, "Kết quả")}
    assert list(found) == [person.id for person in document(outcome).participants]
    proposal = outcome.proposals[0]
    assert proposal.tied
    assert {found[id]["Giấy khen của Giám đốc Sở"] for id in proposal.tied} == {"đồng hạng, chờ hội đồng"}
    assert all(isinstance(id, str) for id in found)


def test_every_list_of_every_proposal_is_there(outcome, book):
    """As many rows as names on lists, and a row for a proposal that has none."""
    lists = ("selected", "tied", "reserve", "open", "deferred")
    named = [sum(len(getattr(p, place)) for place in lists) for p in outcome.proposals]
    assert len(rows(book, "Đề nghị khen thưởng")) == sum(max(count, 1) for count in named)


def test_the_matrix_tells_verdicts_by_sign_word_and_colour(outcome, book):
    """Each verdict has one text and one fill, and no two share either."""
    seen = {
        (cell.value, cell.fill.fgColor.rgb)
        for name in ("Ma trận Tập thể", "Ma trận Cá nhân")
        for row in book[name].iter_rows(min_row=FIRST + 2, min_col=3)
        for cell in row
    }
    assert len(seen) >= 4
    assert len({text for text, _fill in seen}) == len({fill for _text, fill in seen}) == len(seen)


def test_the_legend_explains_the_seven(book):
    """Seven verdicts, each with what it means."""
    assert len({row["Kết luận"] for row in rows(book, "Chú giải")}) == 7


def test_what_the_plan_leaves_open_has_sheets_of_its_own(outcome, book):
    """Assumptions, texts not held and warnings word for word."""
    for sheet, notes in (
        ("Giả định", outcome.assumptions),
        ("Văn bản chưa có", outcome.unresolved),
        ("Cảnh báo", outcome.warnings),
    ):
        assert [row["Nội dung"] for row in rows(book, sheet)] == [note.says for note in notes]


def test_every_sheet_can_be_filtered_and_printed_and_says_whose_it_is(outcome, book):
    """Filter, frozen heading, landscape A4 one page wide, heading rows repeated; run, head, plan and day on each."""
    for sheet in book:
        assert sheet.auto_filter.ref, sheet.title
        assert sheet.freeze_panes.endswith(str(FIRST + 2)), sheet.title
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == f"$1:${FIRST + 1}"
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, FIRST + 1))
        for part in (RUN, HEAD[:16], outcome.loaded.campaign.plan.number, "31/05/2024", outcome.loaded.campaign.title):
            assert part in above, sheet.title
        assert HEAD in sheet.oddFooter.left.text


def test_decisions_stand_beside_what_the_machine_said(outcome):
    """The machine says tied; the council took one."""
    tied = outcome.proposals[0].tied[0]
    made = Decision("giay_khen", tied, "take", "Có nhiều sáng kiến hơn", "BB 12", "Hội đồng", date(2024, 6, 3))
    [row] = rows(load_workbook(BytesIO(workbook(outcome, RUN, HEAD, (made,)))), "Quyết định")
    assert (row["Mã"], row["Máy"], row["Hội đồng"]) == (tied, "đồng hạng, chờ hội đồng", "chọn")
    assert (row["Lý do"], row["Biên bản"], row["Ngày"]) == ("Có nhiều sáng kiến hơn", "BB 12", "03/06/2024")


def test_the_same_result_is_the_same_bytes(outcome):
    """Nothing in the file tells when it was made."""
    assert workbook(outcome, RUN, HEAD) == workbook(outcome, RUN, HEAD)


def test_english_is_english(outcome):
    """Headings and words follow the language in force; the plan's own words stay."""
    set_language("en")
    try:
        made = load_workbook(BytesIO(workbook(outcome, None, None)))
    finally:
        set_language("vi")
    assert made.sheetnames[:3] == ["Result", "Proposals", "Findings"]
    assert "not recorded" in made["Result"]["A4"].value
    assert {row["Status"] for row in rows(made, "Result")} >= {"eligible", "open"}


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_hostile_text_stays_text(name):
    """No formula, no link, nothing lost: the text is found whole wherever an office may write it."""
    text = hostile.TEXTS[name]
    set_language("en")
    try:
        data = workbook(hostile.outcome(text), text, text, hostile.decisions(text))
    finally:
        set_language("vi")
    with ZipFile(BytesIO(data)) as package:
        for part in package.namelist():
            assert not re.search(rb"<f[ >/]|<hyperlink|TargetMode", package.read(part)), part
    for sheet in load_workbook(BytesIO(data)):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]
        assert sheet.max_row == FIRST + 1 or not any(c.hyperlink for row in sheet.iter_rows() for c in row)
    whole, continued = joined(data)
    # Title, ids, names, units, clauses, criteria, award, notes, reasons: far more than twenty cells.
    assert (whole + continued).count(text) > 20
    assert bool(continued) == (name == "long")


def test_a_long_text_goes_on_in_a_sheet_of_its_own():
    """No cell holds more than Excel reads, counted in UTF-16, and no sign is cut in two."""
    text = hostile.TEXTS["long"]
    data = workbook(hostile.outcome(text), None, None)
    sizes = [
        len(cell.encode("utf-16-le")) // 2
        for sheet in load_workbook(BytesIO(data))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    ]
    assert max(sizes) <= LONGEST
