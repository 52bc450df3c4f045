"""Is this package fit to be parsed? Decided while its bytes go by, before any parser sees it.

What passes is a package of our own writing that holds only the parts the parser reads, every one of them inflated
and looked at here. Whatever is missed here meets the limits of the child process (`watch.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.cells import Measure, pieces
from emulation_core.intake.limits import MOST_CELLS, MOST_COLUMNS, MOST_GRID, MOST_ROWS, macros
from emulation_core.intake.package import CHUNK, Part, again, package, parts
from emulation_core.intake.rawsheet import Unfit

MOST_BYTES = 64 << 20
"""Bytes of a workbook file."""
MOST_INFLATED = 384 << 20
"""Bytes of all its parts, inflated; 3 million cells with a style and a formula each take 300 MiB."""
MOST_STRINGS_BYTES = 128 << 20
"""Bytes of the texts that its cells share, inflated."""
MOST_RATIO = 500
"""Inflated bytes for one packed byte, in parts larger than `SMALL`; a sheet of equal rows comes to 100."""
SMALL = 4 << 20

_ENTITIES = re.compile(rb"<!(?i:doctype|entity)")
_ENCODING = re.compile(rb"^[^<]*<\?xml[^<>]*\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF8 = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
_READ = re.compile(r"(?:xl/(?!media/).*|docprops/.*|_rels/.*|\[content_types\])\.(?:xml|rels)")
_ODS_ERRORS = re.compile(
    rb'calcext:value-type="error"|>(?:#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3})<'
)
_ODS_NO_VALUE = re.compile(rb"<table:table-cell(?=[^<>]*\stable:formula=)(?![^<>]*\soffice:value-type=)[^<>]*>")
_READ_ODS = re.compile(r"mimetype|meta-inf/manifest\.xml|(?:content|styles|settings|meta)\.xml")


@frozen
class Admitted:
    """A package fit for the parser.

    `parts` and what stands in them (`measures`) are named in small letters.
    """

    package: bytes
    parts: Mapping[str, Part]
    measures: Mapping[str, Measure]


def admit(data: bytes, ods: bool = False) -> Admitted:
    """Check the workbook `data` (.xlsx, or .ods) but for what `measures` tell of single sheets; raises `Unfit`."""
    found = parts(data)
    _check_names([part.name.casefold() for part in found], ods)
    _check_sizes(found)
    read = [part for part in found if (_READ_ODS if ods else _READ).fullmatch(part.name.casefold())]
    measures: dict[str, Measure] = {}
    for part in read:
        measures[part.name.casefold()] = _measured(part, MOST_CELLS - sum(one.cells for one in measures.values()))
    if ods:
        _check_ods(next(part for part in read if part.name.casefold() == "content.xml"))
    return Admitted(package(read), {part.name.casefold(): part for part in read}, measures)


def _check_names(names: list[str], ods: bool) -> None:
    if ("content.xml" if ods else "xl/workbook.xml") not in names:
        raise Unfit(_("it is a package, but not of a workbook; {again}").format(again=again()))
    if any("vbaproject" in name or name.startswith(("xl/macrosheets/", "basic/")) for name in names):
        raise Unfit(macros())
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Unfit(
            _("it takes values from other workbooks; in Excel choose Data, Edit Links, Break Link, and save it")
        )


def _check_ods(content: Part) -> None:
    """Refuse what the parser gives as empty cells although something stands there."""
    last = b""
    for chunk in content.chunks():
        if _ODS_ERRORS.search(last + chunk):
            raise Unfit(errors_lost())
        if _ODS_NO_VALUE.search(last + chunk):
            raise Unfit(no_value())
        last = chunk[-1024:]


def no_value() -> str:
    """Why a formula that was never computed is refused."""
    return _("a formula without a stored result; {again}").format(again=again())


def errors_lost() -> str:
    """Why a workbook of another format is refused when some of its cells hold errors."""
    return _("cells in it hold errors such as #DIV/0!, which can be told cell by cell in .xlsx alone; save it as .xlsx")


def _check_sizes(found: Iterable[Part]) -> None:
    total = 0
    for part in found:
        total += part.size
        if part.size > max(SMALL, MOST_RATIO * len(part.raw)):
            raise Unfit(_("{part} in it inflates more than {most} times").format(part=part.name[:80], most=MOST_RATIO))
        if part.name.casefold() == "xl/sharedstrings.xml" and part.size > MOST_STRINGS_BYTES:
            raise Unfit(_("its texts take more than {most} MiB").format(most=MOST_STRINGS_BYTES >> 20))
    if total > MOST_INFLATED:
        raise Unfit(_("it inflates to more than {most} MiB").format(most=MOST_INFLATED >> 20))


def _measured(part: Part, cells: int) -> Measure:
    """What stands in a part that the parser reads; `cells` is how many cells are still accepted."""
    measure = Measure()
    for text in pieces(_checked(part)):
        if (b"!" in text and b"<!" in text) or (b"?" in text and b"<?" in text):
            raise Unfit(_("{part} in it is written as no office program does; {again}").format(**_told(part)))
        measure.take(text)
        if measure.cells > cells:
            what = _("it has more than {most} cells; delete empty rows and columns, or divide it")
            raise Unfit(what.format(most=f"{MOST_CELLS:,}".replace(",", " ")))
    if too_wide(measure):
        exact = Measure(exactly=True)
        for text in pieces(part.chunks()):
            exact.take(text)
        return exact
    return measure


def too_wide(measure: Measure) -> bool:
    """Whether the filled cells of a sheet span more rows and columns than the parser may be given."""
    rows, columns = measure.rows, measure.columns
    return rows * columns > MOST_GRID or rows > MOST_ROWS or columns > MOST_COLUMNS


def _checked(part: Part) -> Iterator[bytes]:
    """The content of a part that holds XML in UTF-8, without entities and without endless text."""
    last, run = b"", 0
    for chunk in part.chunks():
        if not last:
            encoding = _ENCODING.search(chunk[:1024])
            if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or (encoding and encoding[1].lower() not in _UTF8):
                raise Unfit(_("{part} in it is not UTF-8; {again}").format(**_told(part)))
        if b"\0" in chunk:
            raise Unfit(_("{part} in it is not UTF-8; {again}").format(**_told(part)))
        if (b"!" in chunk or b"!" in last[-16:]) and _ENTITIES.search(last[-16:] + chunk):
            raise Unfit(_("{part} in it declares entities, as no office program does; {again}").format(**_told(part)))
        first = chunk.find(b"<")
        run += len(chunk) if first < 0 else first
        if run > CHUNK:
            raise Unfit(_("a cell in it is longer than {most} MiB").format(most=CHUNK >> 20))
        run = run if first < 0 else len(chunk) - chunk.rfind(b"<")
        last = chunk
        yield chunk


def _told(part: Part) -> dict[str, str]:
    return {"part": part.name[:80], "again": again()}
