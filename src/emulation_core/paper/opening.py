"""The opening of a paper: country and motto, who issues it, its number, place and day, what it is and about what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emulation_core.i18n import _
from emulation_core.paper.anatomy import COUNTRY, DAY, MOTTO, Anatomy
from emulation_core.paper.breach import Breach, bold, breach, capitals, centred, italic, ruled, sized
from emulation_core.paper.reading import Paper, Paragraph

_COUNTRY, _AGENCY, _NUMBER, _DAY, _TITLE = (f"Phụ lục I, II.{n}" for n in (1, 2, 3, 4, 5))
_SYMBOL = re.compile(r"^Số\s*:\s*(?P<number>[\d\s….]*)/\s*(?P<symbol>\S*)$", re.IGNORECASE)
_BLANK = re.compile(r"^[\s….]*$")


def opening(paper: Paper, found: Anatomy) -> Iterator[Breach]:
    """The breaches above the text."""
    yield from _country(paper, found)
    yield from _agency(paper, found)
    yield from _number(found.number)
    yield from _day(found.day)
    yield from _title(found)


def _country(paper: Paper, found: Anatomy) -> Iterator[Breach]:
    country, motto = found.country, found.motto
    if country is None:
        yield breach("quoc_hieu", None, _("absent"), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _COUNTRY)
    elif country is motto:
        yield breach("quoc_hieu", country, _("on one paragraph with the motto"), _("a paragraph of its own"), _COUNTRY)
    else:
        # A paper without tables writes the agency on the same line.
        if COUNTRY.fullmatch(country.text):
            yield from capitals("quoc_hieu", country, _COUNTRY)
        yield from sized("quoc_hieu", country, 12, 13, _COUNTRY)
        yield from bold("quoc_hieu", country, _COUNTRY)
        yield from italic("quoc_hieu", country, _COUNTRY, wanted=False)
    if motto is None:
        yield breach("tieu_ngu", None, _("absent"), "Độc lập - Tự do - Hạnh phúc", _COUNTRY)
        return
    said = MOTTO.search(motto.text)
    if said is not None and said.group() != "Độc lập - Tự do - Hạnh phúc":
        yield breach("tieu_ngu", motto, said.group(), "Độc lập - Tự do - Hạnh phúc", _COUNTRY)
    yield from sized("tieu_ngu", motto, 13, 14, _COUNTRY)
    yield from bold("tieu_ngu", motto, _COUNTRY)
    yield from italic("tieu_ngu", motto, _COUNTRY, wanted=False)
    if not ruled(paper.paragraphs, motto):
        yield breach("tieu_ngu_rule", motto, _("no rule below it"), _("a rule as long as the line"), _COUNTRY)


def _agency(paper: Paper, found: Anatomy) -> Iterator[Breach]:
    if not found.agency:
        yield breach("agency", None, _("absent"), _("the agency that issues the paper, in capitals"), _AGENCY)
        return
    for line in found.agency:
        yield from capitals("agency", line, _AGENCY)
        yield from sized("agency", line, 12, 13, _AGENCY)
        yield from centred("agency", line, _AGENCY)
    own = found.agency[-1]
    yield from bold("agency", own, _AGENCY)
    if not ruled(paper.paragraphs, own):
        yield breach("agency", own, _("no rule below it"), _("a rule a third to half as long as the line"), _AGENCY)


def _number(line: Paragraph | None) -> Iterator[Breach]:
    if line is None:
        yield breach("number", None, _("absent"), "Số: …/TTr-…", _NUMBER)
        return
    yield from sized("number", line, 13, 13, _NUMBER)
    yield from bold("number", line, _NUMBER, wanted=False)
    yield from italic("number", line, _NUMBER, wanted=False)
    written = _SYMBOL.match(line.text)
    if written is None:
        # The day may stand on the same line where no table was used.
        if "," not in line.text:
            yield breach("number", line, line.text, "Số: …/TTr-…", _NUMBER)
        return
    number = written["number"].strip()
    if number.isdecimal() and len(number) == 1:
        yield breach("number", line, number, f"0{number}", _NUMBER)


def _day(line: Paragraph | None) -> Iterator[Breach]:
    if line is None:
        yield breach("day", None, _("absent"), "…, ngày 05 tháng 3 năm 2027", _DAY)
        return
    yield from sized("day", line, 13, 14, _DAY)
    yield from italic("day", line, _DAY)
    yield from bold("day", line, _DAY, wanted=False)
    written = DAY.match(line.text)
    for part, most in (("day", 9), ("month", 2)):
        said = written[part].strip() if written else ""
        if said.isdecimal() and len(said) == 1 and 1 <= int(said) <= most:
            yield breach("day", line, said, f"0{said}", _DAY)
    odd = [said for said in (written.group("day", "month", "year") if written else ()) if not _blank_or_number(said)]
    if odd:
        yield breach("day", line, odd[0].strip(), "ngày 05 tháng 3 năm 2027", _DAY)


def _blank_or_number(said: str) -> bool:
    """A draft leaves its day blank, or dotted."""
    return said.strip().isdecimal() or _BLANK.match(said) is not None


def _title(found: Anatomy) -> Iterator[Breach]:
    for line in found.title:
        yield from sized("title", line, 13, 14, _TITLE)
    if found.title:
        yield from bold("title", found.title[0], _TITLE)
        yield from centred("title", found.title[0], _TITLE)
