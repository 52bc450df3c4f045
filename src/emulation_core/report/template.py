"""Word templates filled in: found, compiled once, rendered often, always to the same bytes.

docxtpl puts tags together that Word has torn apart and reads `{%p %}` and `{%tr %}`; what fills them in is Jinja with
every value escaped, undefined names refused and a sandbox around it, for a template may come from anywhere.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from xml.parsers import expat

from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from emulation_core.errors import PaperFault
from emulation_core.i18n import _
from emulation_core.intake.package import Part, package, parts
from emulation_core.intake.rawsheet import Unfit
from emulation_core.toml import meant

SHIPPED = Path(__file__).with_name("templates")
LARGEST = 16 << 20
"""Bytes of one part of a template."""
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_TAG = re.compile(r"\{[{%#]")
_DEFLATED = 8
# What XML 1.0 cannot hold: shown by the pictures Unicode has for it, so that nothing disappears.
_UNFIT = {code: 0x2400 + code for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


def find(kind: str, province: str, folders: Iterable[Path]) -> Path:
    """The template of `kind`: the province's own in the first folder of provinces that has one, else the shipped."""
    own = (folder / province / "templates" / f"{kind}.docx" for folder in folders)
    return next((path for path in own if path.is_file()), SHIPPED / f"{kind}.docx")


class Template:
    """One template, ready to be filled in. Raises `PaperFault`, naming the file, for whatever is wrong with it."""

    def __init__(self, path: Path, known: Collection[str]) -> None:
        """`known` are the variables it may use; another one is refused at once, wherever in the template it stands."""
        from docxtpl import DocxTemplate

        self.path = path
        environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
        self._filled = {}
        try:
            self._parts = parts(path.read_bytes())
            for part in self._parts:
                if _FILLED.fullmatch(part.name):
                    # `patch_xml` reads no file; the path only says whose XML it is.
                    patched = DocxTemplate(path).patch_xml(_content(part).decode("utf-8"))
                    for strange in sorted(find_undeclared_variables(environment.parse(patched)) - set(known)):
                        text = _("there is no variable {name}").format(name=strange)
                        raise self._fault(text + meant(strange, known))
                    if _TAG.search(patched):
                        self._filled[part.name] = environment.from_string(patched)
        except (TemplateError, UnicodeDecodeError) as problem:
            raise self._fault(str(problem)) from problem
        except (Unfit, OSError) as problem:
            raise self._fault(_("it is damaged, or not a Word document (.docx)")) from problem

    def _fault(self, what: str) -> PaperFault:
        return PaperFault(_("template {path}: {what}").format(path=self.path, what=what))

    def fill(self, values: Mapping[str, object]) -> bytes:
        """The paper as a .docx; a variable that does not exist is an error."""
        return package(self._finished(part, values) for part in self._parts)

    def _finished(self, part: Part, values: Mapping[str, object]) -> Part:
        """A part as the paper has it: filled in and packed anew, or packed as it is in the template."""
        if part.name not in self._filled:
            return part
        try:
            content = self._filled[part.name].render(values).encode("utf-8")
            expat.ParserCreate().Parse(content, True)
        except (TemplateError, TypeError, expat.ExpatError) as problem:
            raise self._fault(str(problem)) from problem
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        return Part(part.name, _DEFLATED, zlib.crc32(content), len(content), memoryview(packed))


def _content(part: Part) -> bytes:
    if part.size > LARGEST:
        raise Unfit(_("{part} in it is larger than {most} MB").format(part=part.name, most=LARGEST >> 20))
    return b"".join(part.chunks())


def _shown(value: object) -> object:
    """A value as text of a document: what XML lacks is replaced, line ends and tabs become Word's own."""
    if isinstance(value, Undefined):
        return value
    if value is None:
        raise TypeError(_("a variable holds nothing"))
    # Escaped by a filter already (`join`), or escaped here: once in any case.
    text = str(escape(value))
    if not text.isprintable():
        text = _SURROGATE.sub("\ufffd", text.translate(_UNFIT)).replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("\n", _BREAK).replace("\t", _TAB)
    return Markup(text)
