"""A .docx of unknown origin: its parts as XML trees, read within bounds.

Sizes the package states are not trusted, entities and document types are refused, and nothing outside the file is
ever fetched.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from emulation_core.errors import PaperFault
from emulation_core.i18n import _

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word's own elements, as ElementTree spells it."""
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCUMENT = "/officeDocument"

LARGEST_FILE = 64 << 20
LARGEST_PART = 24 << 20
"""Bytes: a report of a thousand pages without pictures has a fifth of this."""
MOST_PARTS = 5_000
DEEPEST = 200
"""Elements inside one another; Word itself stops long before."""


class _Bounded(ElementTree.TreeBuilder):
    """Builds a tree, and refuses document types and depths that no paper has."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called for `<!DOCTYPE`: no part of a .docx has one."""
        raise PaperFault(_("it declares a document type, which no Word document does"))

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """An element opens."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise PaperFault(_("its elements are nested deeper than {most}").format(most=DEEPEST))
        if tag.startswith(_STRICT):
            tag = tag.replace(_STRICT, W)
            attrs = {name.replace(_STRICT, W): value for name, value in attrs.items()}
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """An element closes."""
        self._depth -= 1
        return super().end(tag.replace(_STRICT, W))


class Package:
    """The parts of one .docx. Every error is a `PaperFault` that names the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if not path.is_file():
                raise PaperFault(_("no such file"))
            if path.stat().st_size > LARGEST_FILE:
                raise PaperFault(_("it is larger than {most} MB").format(most=LARGEST_FILE >> 20))
            self._zip = zipfile.ZipFile(path)
            if len(self._zip.infolist()) > MOST_PARTS:
                raise PaperFault(_("it holds more than {most} parts").format(most=MOST_PARTS))
            self.main = self._only("", _DOCUMENT)
            self.document = self.tree(self.main)
            if self.document.tag != f"{W}document":
                raise PaperFault(_("its main part is not a Word document"))
        except (zipfile.BadZipFile, OSError, NotImplementedError) as problem:
            raise self._fault(_("it is damaged, or not a Word document (.docx)")) from problem
        except PaperFault as problem:
            raise self._fault(str(problem)) from problem

    def _fault(self, what: str) -> PaperFault:
        return PaperFault(what if what.startswith(f"{self.path}: ") else f"{self.path}: {what}")

    def tree(self, name: str) -> ElementTree.Element:
        """The part `name` as a tree."""
        parser = ElementTree.XMLParser(target=_Bounded())
        size = 0
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(1 << 16):
                    size += len(chunk)
                    if size > LARGEST_PART:
                        raise PaperFault(
                            _("{part} in it is larger than {most} MB").format(part=name, most=LARGEST_PART >> 20)
                        )
                    parser.feed(chunk)
            root: ElementTree.Element = parser.close()
        except PaperFault as problem:
            raise self._fault(str(problem)) from problem
        # A password, a method nobody uses, a broken stream, a missing part, a broken tree.
        except (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, SyntaxError) as problem:
            raise self._fault(_("{part} in it is damaged; open it in Word and save it again").format(part=name)) from (
                problem
            )
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What `part` points to inside the package: id -> (kind of relation, name of the other part)."""
        rels = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
        if rels not in self._zip.namelist():
            return {}
        found = {}
        for rel in self.tree(rels).iter(_RELS):
            target = rel.get("Target", "")
            if rel.get("TargetMode") != "External":
                name = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
                found[rel.get("Id", "")] = (rel.get("Type", ""), name)
        return found

    def _only(self, part: str, kind: str) -> str:
        names = [name for type, name in self.related(part).values() if type.endswith(kind)]
        if not names:
            raise PaperFault(_("it is damaged, or not a Word document (.docx)"))
        return names[0]

    def beside(self, kind: str) -> ElementTree.Element | None:
        """The part of one kind ("styles", "theme", "settings") that the document points to, or None."""
        names = [name for type, name in self.related(self.main).values() if type.endswith(f"/{kind}")]
        return self.tree(names[0]) if names and names[0] in self._zip.namelist() else None

    def pages(self) -> int | None:
        """How many pages the program that saved it counted, or None where it does not say."""
        if "docProps/app.xml" not in self._zip.namelist():
            return None
        counted = [e.text or "" for e in self.tree("docProps/app.xml").iter() if e.tag.endswith("}Pages")]
        return int(counted[0]) if counted and counted[0].isdecimal() else None
