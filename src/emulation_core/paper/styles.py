"""What a paragraph and its text look like in the end: document defaults, styles that stand on styles, own settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from emulation_core.frozen import frozen
from emulation_core.paper.package import Package, W

Settings = Mapping[str, str]
"""Settings by name: "sz" -> "28", "ind.firstLine" -> "567"; switches as "1" and "0"."""
_SWITCHES = ("b", "i", "caps", "vanish", "contextualSpacing", "titlePg")
_NO = ("0", "false", "off", "none")
_DRAWN = "Times New Roman"
"""What Word draws in where nothing names a font."""


def whole(text: str | None) -> int | None:
    """A measure in Word's own units, or None; some programs write fractions of a twentieth of a point."""
    try:
        return None if text is None else round(float(text))
    except (ValueError, OverflowError):
        return None


def settings(properties: Element | None) -> dict[str, str]:
    """The settings in a `w:rPr` or `w:pPr`."""
    found: dict[str, str] = {}
    for element in () if properties is None else properties:
        name = element.tag.removeprefix(W)
        if name in _SWITCHES:
            found[name] = "0" if element.get(f"{W}val", "1").lower() in _NO else "1"
            continue
        for key, value in element.attrib.items():
            inner = key.removeprefix(W)
            found[name if inner == "val" else f"{name}.{inner}"] = value
        if name == "pBdr":
            for side in element:
                shown = side.get(f"{W}val", "none") not in ("none", "nil")
                found[f"border.{side.tag.removeprefix(W)}"] = "1" if shown else "0"
        if name in ("numPr", "tabs"):
            found[name] = "1"
    return found


def laid(levels: Iterable[Settings]) -> dict[str, str]:
    """Settings laid over one another, the last on top; a font named outright hides one named by the theme."""
    top: dict[str, str] = {}
    for level in levels:
        for side in ("ascii", "hAnsi"):
            if f"rFonts.{side}" in level and f"rFonts.{side}Theme" not in level:
                top.pop(f"rFonts.{side}Theme", None)
        if "ind.hanging" in level:
            top.pop("ind.firstLine", None)
        top.update(level)
    return top


@frozen
class Style:
    """One style: its kind, the style it stands on, and what it sets for paragraphs and for text."""

    type: str
    based_on: str | None
    paragraph: Settings
    text: Settings


@frozen
class Styles:
    """The styles of a document, with the fonts of its theme."""

    by_id: Mapping[str, Style]
    defaults: Style
    normal: str | None
    theme: Mapping[str, str]
    tab: int
    adds_spacing: bool

    def chain(self, id: str | None) -> list[Style]:
        """A style and all it stands on, the lowest first; a circle ends where it closes."""
        line: list[str] = []
        while id is not None and id in self.by_id and id not in line:
            line.append(id)
            id = self.by_id[id].based_on
        return [self.by_id[name] for name in reversed(line)]

    def paragraph(self, own: Settings, table: str | None) -> dict[str, str]:
        """How a paragraph with these settings of its own is laid out."""
        below = [self.defaults, *self.chain(table), *self.chain(own.get("pStyle", self.normal))]
        return laid([*(style.paragraph for style in below), own])

    def text(self, own: Settings, paragraph: Settings, table: str | None) -> dict[str, str]:
        """How text with these settings looks in a paragraph with those; `font` and `font.hAnsi` name the typefaces."""
        marks = laid(style.text for style in self.chain(own.get("rStyle")))
        of_paragraph = [self.defaults, *self.chain(table), *self.chain(paragraph.get("pStyle", self.normal))]
        below = laid(style.text for style in of_paragraph)
        top = laid([below, marks])
        for switch in _SWITCHES:
            # A switch set by both kinds of style is off again (ECMA-376, 17.7.3).
            if marks.get(switch) == below.get(switch) == "1":
                top[switch] = "0"
        top = laid([top, own])
        top["font"], top["font.hAnsi"] = self._font(top, "ascii"), self._font(top, "hAnsi")
        return top

    def _font(self, top: Settings, side: str) -> str:
        themed = top.get(f"rFonts.{side}Theme")
        if themed is not None:
            return self.theme.get(themed[:5], _DRAWN)
        return top.get(f"rFonts.{side}", _DRAWN)


def styles(package: Package) -> Styles:
    """The styles of the document in `package`."""
    root, known, normal = package.beside("styles"), {}, None
    nothing = Style("", None, {}, {})
    defaults = nothing
    if root is not None:
        base = root.find(f"{W}docDefaults")
        if base is not None:
            paragraph, text = base.find(f"{W}pPrDefault/{W}pPr"), base.find(f"{W}rPrDefault/{W}rPr")
            defaults = Style("", None, settings(paragraph), settings(text))
        for element in root.iter(f"{W}style"):
            id, type = element.get(f"{W}styleId", ""), element.get(f"{W}type", "paragraph")
            below = element.find(f"{W}basedOn")
            known[id] = Style(
                type,
                None if below is None else below.get(f"{W}val"),
                settings(element.find(f"{W}pPr")),
                settings(element.find(f"{W}rPr")),
            )
            if type == "paragraph" and element.get(f"{W}default", "0") not in _NO:
                normal = id
    return Styles(known, defaults, normal, _theme(package), *_compatibility(package))


def _theme(package: Package) -> dict[str, str]:
    """The typefaces of the theme: "major" and "minor"."""
    root, found = package.beside("theme"), {}
    for element in () if root is None else root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ("majorFont", "minorFont"):
            latin = [child.get("typeface") for child in element if child.tag.endswith("}latin")]
            if latin and latin[0]:
                found[name[:5]] = latin[0]
    return found


def _compatibility(package: Package) -> tuple[int, bool]:
    """The distance of default tab stops, and whether the spaces of two paragraphs add up rather than overlap."""
    root = package.beside("settings")
    if root is None:
        return 720, False
    tab = root.find(f"{W}defaultTabStop")
    adds = root.find(f"{W}compat/{W}doNotUseHTMLParagraphAutoSpacing")
    distance = whole(None if tab is None else tab.get(f"{W}val"))
    return distance or 720, adds is not None and adds.get(f"{W}val", "1") not in _NO
