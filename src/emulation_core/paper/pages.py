"""Pages: the sheet, its margins, the typeface and colour of everything, and the numbers at the top."""

from __future__ import annotations

from collections.abc import Iterator

from emulation_core.i18n import _
from emulation_core.paper.breach import FONT, TWIP, Breach, breach, sizes
from emulation_core.paper.reading import Paper, Paragraph, Section
from emulation_core.paper.styles import whole

A4 = (210, 297)
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
"""Millimetres, from the edge of the sheet (Phụ lục I, I.3)."""
SLACK = 1
"""Millimetres: sheets of 595 × 842 points, and margins that were set in inches."""
_FINE = 0.15  # what rounding to a twentieth of a point and to hundredths of a centimetre can make of a margin


def pages(paper: Paper) -> Iterator[Breach]:
    """The breaches of whole pages and of type."""
    for section in paper.sections:
        yield from _sheet(section)
    if not paper.sections:
        yield breach("page_size", None, _("not stated"), _("A4, 210 × 297 mm"), "Phụ lục I, I.1")
    for line in paper.paragraphs:
        yield from _type(line)
    yield from _numbers(paper)


def _mm(text: str | None) -> float | None:
    twips = whole(text)
    return None if twips is None else float(twips * TWIP)


def _sheet(section: Section) -> Iterator[Breach]:
    sides = (_mm(section.looks.get("pgSz.w")), _mm(section.looks.get("pgSz.h")))
    known = sorted(side for side in sides if side is not None)
    if len(known) < 2 or any(abs(side - a4) > SLACK for side, a4 in zip(known, A4, strict=True)):
        value = " × ".join("?" if side is None else f"{side:.0f}" for side in sides) + " mm"
        yield breach("page_size", None, value, _("A4, 210 × 297 mm"), "Phụ lục I, I.1")
    for edge, (low, high) in MARGINS.items():
        margin = _mm(section.looks.get(f"pgMar.{edge}"))
        # A negative margin at the top or bottom is an exact one.
        if margin is None or not low - _FINE <= abs(margin) <= high + _FINE:
            value = _("not stated") if margin is None else f"{margin:.1f} mm"
            yield breach(f"margin_{edge}", None, value, f"{low}-{high} mm", "Phụ lục I, I.3")


def _type(line: Paragraph) -> Iterator[Breach]:
    fonts = {
        span.looks[side]
        for span in line.shown
        # Word draws letters outside ASCII, so most Vietnamese vowels, in the second of its two fonts.
        for side, plain in (("font", True), ("font.hAnsi", False))
        if any(char.isascii() is plain and char.isalnum() for char in span.text)
    }
    if strange := sorted(font for font in fonts if font.casefold() != FONT.casefold()):
        yield breach("font", line, ", ".join(strange), FONT, "Phụ lục I, I.4")
    colours = {span.looks.get("color", "auto").upper() for span in line.shown} - {"AUTO", "000000"}
    if colours:
        yield breach("color", line, ", ".join(f"#{colour}" for colour in sorted(colours)), _("black"), "Phụ lục I, I.4")


def _numbers(paper: Paper) -> Iterator[Breach]:
    """From page 2 on, centred in the top margin, upright, 13 to 14 points; the first page has none."""
    tops = [line for section in paper.sections for lines in section.headers.values() for line in lines]
    bottoms = [line for section in paper.sections for lines in section.footers.values() for line in lines]
    if paper.pages == 1 and not any(map(_counts, (*tops, *bottoms))):
        return
    where = "Phụ lục I, I.7"
    asked = _("centred in the top margin from page 2 on")
    for place, section in enumerate(paper.sections):
        if any(_counts(line) for lines in section.footers.values() for line in lines):
            yield breach("page_number", None, _("at the bottom of the page"), asked, where)
        line = next((line for line in section.headers.get("default", ()) if _counts(line)), None)
        if line is None:
            yield breach("page_number", None, _("no page number at the top"), asked, where)
            continue
        if not line.centred:
            yield breach("page_number", None, _("not centred"), asked, where)
        if odd := [size for size in sizes(line) if not 26 <= size <= 28]:
            value = _("size {sizes} pt").format(sizes=", ".join(f"{size / 2:g}" for size in odd))
            yield breach("page_number", None, value, "13-14 pt", where)
        first = section.headers.get("first", ())
        if place == 0 and (section.looks.get("titlePg") != "1" or any(_counts(line) for line in first)):
            yield breach("page_number", None, _("page 1 shows its number too"), asked, where)
        yield from _type(line)


def _counts(line: Paragraph) -> bool:
    """Whether the number of the page stands in it."""
    return any(code.split()[:1] == ["PAGE"] for code in line.fields)
