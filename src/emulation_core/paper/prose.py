"""The text of a paper, what it stands on, and who signs and receives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from emulation_core.i18n import _
from emulation_core.paper.anatomy import SHORT_FORM, Anatomy
from emulation_core.paper.breach import TWIP, Breach, bold, breach, centred, italic, sized, sizes
from emulation_core.paper.reading import Paper, Paragraph
from emulation_core.paper.styles import Styles, whole

_TEXT, _SIGN, _RECEIVE = "Phụ lục I, II.6", "Phụ lục I, II.7", "Phụ lục I, II.9"
INDENT = (10.0, 12.7)
"""Millimetres by which the first line stands in."""
_FINE = 0.2
BETWEEN = 120
"""Twentieths of a point between two paragraphs, at least: 6 points."""
_AUTOMATIC = 280
SINGLE, MOST = 240, 360
"""A line's height in 240ths of a single line: from one to one and a half."""


def prose(paper: Paper, found: Anatomy) -> Iterator[Breach]:
    """The breaches from the first line of the text to the last."""
    yield from _basis(found.basis)
    for line in found.body:
        yield from sized("body_size", line, 13, 14, _TEXT)
        if line.looks.get("jc", "left") not in ("both", "distribute"):
            yield breach("justified", line, _aligned(line), _("justified"), _TEXT)
        yield from _indent(line, paper.styles)
        yield from _line_spacing(line)
    for above, below in pairwise(found.body):
        if below.number == above.number + 1:
            yield from _between(above, below, paper.styles)
    yield from _signing(found.signing)
    yield from _recipients(found.recipients)


def _basis(lines: Sequence[Paragraph]) -> Iterator[Breach]:
    for line in lines:
        yield from italic("basis", line, _TEXT)
        ending = "." if line is lines[-1] else ";"
        if not line.text.endswith(ending):
            yield breach("basis", line, _("ends with “{sign}”").format(sign=line.text[-1]), f"“{ending}”", _TEXT)


def _aligned(line: Paragraph) -> str:
    how = line.looks.get("jc", "left")
    return {"center": _("centred"), "right": _("aligned right"), "end": _("aligned right")}.get(how, _("aligned left"))


def _indent(line: Paragraph, styles: Styles) -> Iterator[Breach]:
    """1 to 1.27 cm, by the paragraph's layout or by a tab; lists that Word numbers have an indent of their own."""
    if "numPr" in line.looks:
        return
    twips = whole(line.looks.get("ind.firstLine")) or -(whole(line.looks.get("ind.hanging")) or 0)
    if not twips and line.raw.startswith("\t") and "tabs" not in line.looks:
        twips = styles.tab
    measured = float(twips * TWIP)
    if not INDENT[0] - _FINE <= measured <= INDENT[1] + _FINE:
        yield breach("first_line", line, _("{mm} mm").format(mm=f"{measured:.1f}"), "10-12.7 mm", _TEXT)


def _line_spacing(line: Paragraph) -> Iterator[Breach]:
    height, rule = whole(line.looks.get("spacing.line")), line.looks.get("spacing.lineRule", "auto")
    if height is None:
        return
    # Heights in points are told against the letters: a single line of Times is 1.15 times their size.
    single = SINGLE if rule == "auto" else max(sizes(line), default=26) * 10 * 1.0
    most = MOST if rule == "auto" else single * 1.15 * 1.5
    if (height < single and rule != "atLeast") or height > most + 1:
        value = _("{times} lines").format(times=f"{height / 240:.2f}") if rule == "auto" else f"{height / 20:g} pt"
        yield breach("line_spacing", line, value, _("single to 1.5 lines"), _TEXT)


def _between(above: Paragraph, below: Paragraph, styles: Styles) -> Iterator[Breach]:
    after, before = _space(above, "after", below), _space(below, "before", above)
    space = after + before if styles.adds_spacing else max(after, before)
    if space < BETWEEN:
        value = f"{space / 20:g} pt"
        yield breach("spacing", below, value, _("at least 6 pt between paragraphs"), _TEXT)


def _space(line: Paragraph, side: str, other: Paragraph) -> int:
    same = line.looks.get("pStyle") == other.looks.get("pStyle")
    if same and line.looks.get("contextualSpacing") == "1":
        return 0
    if line.looks.get(f"spacing.{side}Autospacing") in ("1", "true", "on"):
        return _AUTOMATIC
    lines = whole(line.looks.get(f"spacing.{side}Lines"))
    return lines * 24 // 10 if lines else whole(line.looks.get(f"spacing.{side}")) or 0


def _signing(lines: Sequence[Paragraph]) -> Iterator[Breach]:
    if not lines:
        yield breach("signing", None, _("absent"), "GIÁM ĐỐC; KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC", _SIGN)
    for line in lines:
        yield from sized("signing", line, 13, 14, _SIGN)
        yield from bold("signing", line, _SIGN)
        yield from italic("signing", line, _SIGN, wanted=False)
        yield from centred("signing", line, _SIGN)
        short = SHORT_FORM.match(line.text)
        if short and not short.group().endswith("."):
            yield breach("signing", line, short.group(), f"{short.group()}.", _SIGN)
    for n, line in enumerate(lines):
        below = lines[n + 1].text if n + 1 < len(lines) else ""
        if line.text.startswith("KT") and "PHÓ" not in line.text and not below.startswith(("PHÓ", "THỨ")):
            yield breach("signing", line, _("the deputy's office is not below it"), "KT. …, PHÓ …", _SIGN)


def _recipients(lines: Sequence[Paragraph]) -> Iterator[Breach]:
    for line in lines[:1]:
        yield from sized("recipients", line, 12, 12, _RECEIVE)
        yield from bold("recipients", line, _RECEIVE)
        yield from italic("recipients", line, _RECEIVE)
    for line in lines[1:]:
        yield from sized("recipients", line, 11, 11, _RECEIVE)
