"""What the XML of an admitted workbook says beside its values: its sheets, and the style of a cell when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from posixpath import join, normpath
from xml.parsers import expat

from emulation_core.i18n import _
from emulation_core.intake.cells import pieces, walk
from emulation_core.intake.package import Part, again
from emulation_core.intake.rawsheet import Style, Unfit

BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The number formats that every workbook has without naming them."""
_GENERAL = Style("", "General")
_STYLE = re.compile(rb"\ss\s*=\s*[\"']([0-9]{1,6})[\"']")
_WIDTH = 1 << 14

Tag = tuple[str, str, Mapping[str, str]]
"""The name of the element around a tag, the tag's own name, its attributes; names without prefix."""


def tags(part: Part) -> Iterator[Tag]:
    """The opening tags of a small part, in order; raises `Unfit` for what is no XML."""
    parser = expat.ParserCreate()
    found: list[Tag] = []
    open_tags = [""]

    def opened(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        found.append((open_tags[-1], name, {key.rpartition(":")[2]: value for key, value in attributes.items()}))
        open_tags.append(name)

    def closed(_name: str) -> None:
        open_tags.pop()

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        for chunk in part.chunks():
            parser.Parse(chunk, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise Unfit(_("{part} in it is damaged; {again}").format(part=part.name, again=again())) from problem


def sheet_parts(parts: Mapping[str, Part]) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name; raises `Unfit` for a sheet without a part or name."""
    targets: dict[str, str] = {}
    links = parts.get("xl/_rels/workbook.xml.rels")
    for _around, name, has in tags(links) if links else ():
        if name == "Relationship" and "Id" in has and "Target" in has:
            target = has["Target"] if has["Target"].startswith("xl/") else join("xl", has["Target"])
            targets[has["Id"]] = normpath(target).lstrip("/").casefold()
    named = [has for around, name, has in tags(parts["xl/workbook.xml"]) if (around, name) == ("sheets", "sheet")]
    found = {has.get("name", ""): targets.get(has.get("id", ""), "") for has in named}
    if len({name.casefold() for name in found}) < len(named):
        raise Unfit(_("two of its sheets have one name; {again}").format(again=again()))
    for name, part in found.items():
        if part not in parts:
            raise Unfit(_("sheet {sheet} is missing in it; {again}").format(sheet=name[:80], again=again()))
    return found


def style_of(part: Part, looks: list[Style]) -> Callable[[int, int], Style | None]:
    """A look-up of the style of (row from 1, column from 0) in the sheet `part`; reads nothing until it is asked."""

    @cache
    def numbers() -> dict[int, int]:
        styled: dict[int, int] = {}
        for cell in walk(pieces(part.chunks())):
            if number := _STYLE.search(cell.attributes):
                styled[cell.row * _WIDTH + cell.column] = int(number[1])
        return styled

    def style(row: int, column: int) -> Style | None:
        number = numbers().get(row * _WIDTH + column, 0)
        return looks[number] if number < len(looks) else None

    return style


def looks_of(part: Part | None) -> list[Style]:
    """The cell styles of a workbook by number, from its small part of styles; raises `Unfit` for what is no XML."""
    formats = dict(BUILTIN)
    fonts: list[str] = []
    looks = []
    for around, name, has in tags(part) if part else ():
        if (around, name) == ("numFmts", "numFmt"):
            formats[_number(has.get("numFmtId"))] = has.get("formatCode", "")
        elif (around, name) == ("fonts", "font"):
            fonts.append("")
        elif (around, name) == ("font", "name") and fonts:
            fonts[-1] = has.get("val", "")
        elif (around, name) == ("cellXfs", "xf"):
            font, format = _number(has.get("fontId")), _number(has.get("numFmtId"))
            looks.append(Style(fonts[font] if font < len(fonts) else "", formats.get(format, "General")))
    return looks or [_GENERAL]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 0
