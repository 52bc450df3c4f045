"""Which paragraph is which component of an administrative paper (NĐ 30/2020/NĐ-CP, Điều 8), told by what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from emulation_core.frozen import frozen
from emulation_core.paper.reading import Paper, Paragraph

MOTTO = re.compile(r"độc lập\s*[-–—−]\s*tự do\s*[-–—−]\s*hạnh phúc", re.IGNORECASE)
COUNTRY = re.compile(r"cộng h(òa|oà) xã hội chủ nghĩa việt nam", re.IGNORECASE)
NUMBER = re.compile(r"^số\b\s*[:.…]?.*/|^số\s*:", re.IGNORECASE)
DAY = re.compile(r"^(?P<place>[^,]{1,60}),\s*ngày(?P<day>.*?)tháng(?P<month>.*?)năm(?P<year>.*)$", re.IGNORECASE)
BASIS = re.compile(r"^(căn cứ|theo đề nghị|xét đề nghị|thực hiện)\b", re.IGNORECASE)
SHORT_FORM = re.compile(r"^(TM|KT|TL|TUQ|TH)\b\.?")
_OFFICES = (
    "GIÁM ĐỐC|TỔNG GIÁM ĐỐC|CHỦ TỊCH|CHỦ TỌA|CHỦ TOẠ|CHỦ TRÌ|CHỦ NHIỆM|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|"
    "VỤ TRƯỞNG|HIỆU TRƯỞNG|VIỆN TRƯỞNG|THỦ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG|CHÁNH|THƯ KÝ|NGƯỜI|XÁC NHẬN"
)
SIGNER = re.compile(rf"^(TM|KT|TL|TUQ|TH|Q)\b\.?\s|^(QUYỀN |PHÓ )?({_OFFICES})\b")
RECIPIENTS = re.compile(r"^nơi nhận\b", re.IGNORECASE)
ADDRESS = re.compile(r"^kính gửi\b", re.IGNORECASE)
_KINDS = (
    "NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|QUY CHẾ|QUY ĐỊNH|THÔNG CÁO|THÔNG BÁO|HƯỚNG DẪN|CHƯƠNG TRÌNH|KẾ HOẠCH|PHƯƠNG ÁN|"
    "ĐỀ ÁN|DỰ ÁN|BÁO CÁO|BIÊN BẢN|TỜ TRÌNH|HỢP ĐỒNG|CÔNG ĐIỆN|BẢN GHI NHỚ|BẢN THỎA THUẬN|GIẤY|PHIẾU|DANH SÁCH|PHỤ LỤC"
)
TITLE = re.compile(rf"^({_KINDS})\b")
"""The kinds of paper that carry their name (Điều 7); a công văn has none."""

MOST_OPENING = 40
"""Lines among which the opening of a paper is looked for."""
LONGEST_SIGNER = 90
LONGEST_HEADING = 110
WIDEST_GAP = 8
"""Lines between the offices of one signing block: names, and who also receives the paper."""


@frozen
class Anatomy:
    """The components that were recognised; what was not is None or empty."""

    country: Paragraph | None
    motto: Paragraph | None
    agency: tuple[Paragraph, ...]
    number: Paragraph | None
    day: Paragraph | None
    title: tuple[Paragraph, ...]
    basis: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    signing: tuple[Paragraph, ...]
    recipients: tuple[Paragraph, ...]


def anatomy(paper: Paper) -> Anatomy:
    """The components of `paper`."""
    lines = [paragraph for paragraph in paper.paragraphs if paragraph.text]
    start = next((n for n, line in enumerate(lines[:MOST_OPENING]) if _names_kind(line)), None)
    opening = lines[: _opening_ends(lines) if start is None else start]
    rest = lines[len(opening) :]
    title = () if start is None else _title(rest)
    rest = rest[len(title) :]
    signing = _signing(rest)
    country, motto = _first(opening, COUNTRY), _first(opening, MOTTO)
    number = _first(opening, NUMBER)
    recipients = _recipients(rest)
    apart = {line.number for line in (*signing, *recipients)}
    ends = signing[0].number if signing else rest[-1].number + 1 if rest else 0
    body = tuple(
        line
        for line in rest
        if line.cell is None and line.number < ends and line.number not in apart and not ADDRESS.match(line.text)
    )
    return Anatomy(
        country=country,
        motto=motto,
        agency=_agency(opening, number, country or motto),
        number=number,
        day=_first(opening, DAY),
        title=title,
        basis=_basis(body),
        body=tuple(line for line in body if not is_heading(line)),
        signing=signing,
        recipients=recipients,
    )


def is_heading(line: Paragraph) -> bool:
    """Whether a line in the body stands in the middle as a heading or a greeting does, rather than being prose."""
    return line.centred and (line.all("b") or len(line.text) <= LONGEST_HEADING)


def _first(lines: Sequence[Paragraph], pattern: re.Pattern[str]) -> Paragraph | None:
    return next((line for line in lines if pattern.search(line.text)), None)


def _names_kind(line: Paragraph) -> bool:
    return line.text.isupper() and TITLE.match(line.text) is not None and not COUNTRY.search(line.text)


def _opening_ends(lines: Sequence[Paragraph]) -> int:
    """Where the opening of a paper without a name ends: at its address, else where no table is any more."""
    for n, line in enumerate(lines[:MOST_OPENING]):
        if ADDRESS.match(line.text):
            return n
    return next((n for n, line in enumerate(lines) if line.cell is None and n and lines[n - 1].cell), MOST_OPENING // 4)


def _title(lines: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The name of the kind and, below it, what the paper is about: bold lines in the middle."""
    found = [lines[0]]
    for line in lines[1:6]:
        if not (line.centred and line.all("b")) or ADDRESS.match(line.text):
            break
        found.append(line)
    return tuple(found)


def _agency(opening: Sequence[Paragraph], number: Paragraph | None, anchor: Paragraph | None) -> tuple[Paragraph, ...]:
    """The lines beside the country or motto: in a cell of their own, or above the number where no table was used."""
    if anchor is None:
        return ()
    beside = [line for line in opening if line.cell != anchor.cell and line.number < anchor.number]
    if not beside and number is not None:
        beside = [line for line in opening if line.number < number.number and line.cell == number.cell]
    known = (COUNTRY, MOTTO, NUMBER, DAY)
    return tuple(line for line in beside if not any(pattern.search(line.text) for pattern in known))


def _basis(body: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs that say what the paper stands on: from the first "Căn cứ", as long as they go on."""
    for n, line in enumerate(body[:MOST_OPENING]):
        if line.text.casefold().startswith("căn cứ"):
            found = []
            for other in body[n:]:
                if not BASIS.match(other.text):
                    break
                found.append(other)
            return tuple(found)
    return ()


def _signing(lines: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Who signs: the last group of offices in capitals, whatever annexes follow."""
    found: list[int] = []
    for n in range(len(lines) - 1, -1, -1):
        line = lines[n]
        apart = line.cell is not None or line.centred
        if apart and line.text.isupper() and len(line.text) <= LONGEST_SIGNER and SIGNER.match(line.text):
            found.append(n)
        elif found and found[-1] - n > WIDEST_GAP:
            break
    return tuple(lines[n] for n in reversed(found))


def _recipients(lines: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """ "Nơi nhận:" and the lines of its list."""
    for n, line in enumerate(lines):
        if RECIPIENTS.match(line.text):
            following = [other for other in lines[n + 1 :] if other.cell == line.cell]
            listed = []
            for other in following:
                if not other.text.startswith(("-", "–", "+")):
                    break
                listed.append(other)
            return (line, *listed)
    return ()
