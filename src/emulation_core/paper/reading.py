"""A .docx as the lines somebody reads: paragraphs in order with how they look, and the pages they stand on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

from emulation_core.frozen import frozen
from emulation_core.paper.package import Package, W
from emulation_core.paper.styles import Settings, Styles, settings, styles

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWINGS = ("drawing", "pict", "object")
_INSIDE = ("hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "moveTo")
"""What wraps text or paragraphs without being one; deleted text stands in none of these."""


@frozen
class Span:
    """Text that looks alike."""

    text: str
    looks: Settings


@frozen
class Paragraph:
    """One paragraph: `number` counts from 1 through the whole document, tables included; `cell` tells cells apart.

    `looks` are its layout, `draws` says that something is drawn in it, `fields` are the field codes in it.
    """

    number: int
    cell: int | None
    spans: tuple[Span, ...]
    looks: Settings
    draws: bool
    fields: tuple[str, ...]

    @property
    def text(self) -> str:
        """What one reads: NFC, single spaces, capitals where the text is shown in capitals."""
        return " ".join(unicodedata.normalize("NFC", self.raw).split())

    @property
    def raw(self) -> str:
        """The text with its tabs."""
        return "".join(s.text.upper() if s.looks.get("caps") == "1" else s.text for s in self.spans)

    @property
    def shown(self) -> tuple[Span, ...]:
        """The spans with something to see."""
        return tuple(span for span in self.spans if span.text.strip())

    def all(self, switch: str) -> bool:
        """Whether all that is seen is set so ("b": bold, "i": italic)."""
        return all(span.looks.get(switch) == "1" for span in self.shown)

    def any(self, switch: str) -> bool:
        """Whether some of what is seen is set so."""
        return any(span.looks.get(switch) == "1" for span in self.shown)

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle."""
        return self.looks.get("jc") == "center"


@frozen
class Section:
    """Pages of one kind: size and margins (`pgSz.w`, `pgMar.top` …) and their headers by kind."""

    looks: Settings
    headers: Mapping[str, tuple[Paragraph, ...]]
    footers: Mapping[str, tuple[Paragraph, ...]]


@frozen
class Paper:
    """A document that was read."""

    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    styles: Styles
    pages: int | None


def read(path: Path) -> Paper:
    """The paper in the file `path`; raises `PaperFault` for what is no readable .docx."""
    package = Package(path)
    looks = styles(package)
    body = package.document.find(f"{W}body")
    paragraphs = () if body is None else tuple(_paragraphs(body, looks))
    return Paper(paragraphs, tuple(_sections(package, looks)), looks, package.pages())


def _paragraphs(root: Element, looks: Styles) -> Iterator[Paragraph]:
    number = cells = 0
    waiting: list[tuple[Element, int | None, str | None]] = [(root, None, None)]
    while waiting:
        element, cell, table = waiting.pop()
        name = element.tag.removeprefix(W)
        if name == "p":
            number += 1
            yield _paragraph(element, number, cell, table, looks)
            continue
        if name == "tbl":
            style = element.find(f"{W}tblPr/{W}tblStyle")
            table = None if style is None else style.get(f"{W}val")
        if name == "tc":
            cells += 1
            cell = cells
        if element is root or name in ("tbl", "tr", "tc", *_INSIDE):
            waiting.extend((child, cell, table) for child in reversed(element))


def _paragraph(element: Element, number: int, cell: int | None, table: str | None, looks: Styles) -> Paragraph:
    own = settings(element.find(f"{W}pPr"))
    spans, fields, draws = [], [], False
    for run in _runs(element):
        if run.tag == f"{W}fldSimple":
            fields.append(run.get(f"{W}instr", ""))
            continue
        text = ""
        for child in run:
            name = child.tag.removeprefix(W)
            text += {"t": child.text or "", "tab": "\t", "br": "\n", "noBreakHyphen": "-"}.get(name, "")
            if name == "instrText":
                fields.append(child.text or "")
            draws = draws or name in _DRAWINGS or name.endswith("}AlternateContent")
        styled = looks.text(settings(run.find(f"{W}rPr")), own, table)
        if styled.get("vanish") != "1":
            spans.append(Span(text, styled))
    return Paragraph(number, cell, tuple(spans), looks.paragraph(own, table), draws, tuple(fields))


def _runs(element: Element) -> Iterator[Element]:
    """The runs of a paragraph, and its simple fields, in reading order."""
    for child in element:
        name = child.tag.removeprefix(W)
        if name == "r":
            yield child
        elif name in _INSIDE:
            if name == "fldSimple":
                yield child
            yield from _runs(child)


def _sections(package: Package, looks: Styles) -> Iterator[Section]:
    related = package.related(package.main)
    kept: dict[str, dict[str, tuple[Paragraph, ...]]] = {"header": {}, "footer": {}}
    for found in package.document.iter(f"{W}sectPr"):
        for element in found:
            place = element.tag.removeprefix(W).removesuffix("Reference")
            target = related.get(element.get(f"{_R}id", ""))
            if place in kept and target is not None:
                root = package.tree(target[1])
                # A section without a header of its own has that of the section before.
                kept[place][element.get(f"{W}type", "default")] = tuple(_paragraphs(root, looks))
        yield Section(settings(found), dict(kept["header"]), dict(kept["footer"]))
