"""What is wrong with a paper, and the small measures all rules take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from emulation_core.i18n import _
from emulation_core.paper.reading import Paragraph
from emulation_core.paper.styles import whole

FONT = "Times New Roman"
TWIP = Fraction(127, 7200)
"""A twentieth of a point, in millimetres: what Word measures lengths in."""
SHOWN = 60


@frozen
class Breach:
    """One breach: the rule, the paragraph (None for a whole page) and how it starts, what is there, what is accepted.

    `clause` is the place in NĐ 30/2020/NĐ-CP, Phụ lục I, that says so.
    """

    rule: str
    paragraph: int | None
    text: str
    value: str
    accepted: str
    clause: str


@frozen
class Measured:
    """What `emulation doc check --json` prints of one file."""

    file: str
    breaches: tuple[Breach, ...]


def breach(rule: str, line: Paragraph | None, value: str, accepted: str, clause: str) -> Breach:
    """A breach at `line`."""
    text = "" if line is None else line.text if len(line.text) <= SHOWN else line.text[: SHOWN - 1] + "…"
    return Breach(rule, None if line is None else line.number, text, value, accepted, clause)


def points(half: int) -> str:
    """Half points as points: 13, 13.5."""
    return f"{half // 2}.5" if half % 2 else f"{half // 2}"


def sizes(line: Paragraph) -> list[int]:
    """The sizes of what is seen, in half points; Word draws 10 points where nothing says otherwise."""
    return sorted({whole(span.looks.get("sz")) or 20 for span in line.shown})


def sized(rule: str, line: Paragraph, low: int, high: int, clause: str) -> Iterator[Breach]:
    """Every size from `low` to `high` points."""
    odd = [size for size in sizes(line) if not low * 2 <= size <= high * 2]
    if odd:
        accepted = f"{low} pt" if low == high else _("{low} to {high} pt").format(low=low, high=high)
        yield breach(rule, line, _("size {sizes} pt").format(sizes=", ".join(map(points, odd))), accepted, clause)


def bold(rule: str, line: Paragraph, clause: str, wanted: bool = True) -> Iterator[Breach]:
    """Bold, all of it; or none of it."""
    if wanted and not line.all("b"):
        yield breach(rule, line, _("not bold"), _("bold"), clause)
    if not wanted and line.any("b"):
        yield breach(rule, line, _("bold"), _("not bold"), clause)


def italic(rule: str, line: Paragraph, clause: str, wanted: bool = True) -> Iterator[Breach]:
    """Italic, all of it; or none of it."""
    if wanted and not line.all("i"):
        yield breach(rule, line, _("not italic"), _("italic"), clause)
    if not wanted and line.any("i"):
        yield breach(rule, line, _("italic"), _("upright"), clause)


def capitals(rule: str, line: Paragraph, clause: str) -> Iterator[Breach]:
    """Capital letters."""
    if line.text.upper() != line.text:
        yield breach(rule, line, _("not in capitals"), _("capitals"), clause)


def centred(rule: str, line: Paragraph, clause: str) -> Iterator[Breach]:
    """In the middle."""
    if not line.centred:
        yield breach(rule, line, _("not centred"), _("centred"), clause)


def ruled(lines: Sequence[Paragraph], line: Paragraph) -> bool:
    """Whether there is a rule below `line`: a border, a drawing, an underline, there or in the empty lines after it."""
    if line.looks.get("border.bottom") == "1" or line.draws:
        return True
    if any(span.looks.get("u", "none") != "none" for span in line.shown):
        return True
    for other in lines[line.number :]:
        if other.cell != line.cell:
            return False
        if other.draws or "1" in (other.looks.get("border.top"), other.looks.get("border.between")):
            return True
        if other.text:
            # Dashes typed as a rule are no rule.
            return False
        if other.looks.get("border.bottom") == "1":
            return True
    return False
