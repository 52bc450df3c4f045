"""The papers of one run into a folder, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from emulation_core.frozen import frozen
from emulation_core.i18n import language
from emulation_core.outcome import Outcome
from emulation_core.report.document import document
from emulation_core.report.material import Material, in_vietnamese
from emulation_core.report.page import page
from emulation_core.report.papers import drafts
from emulation_core.report.template import Template, find
from emulation_core.report.variables import PAPERS, names
from emulation_core.report.whole import write_all
from emulation_core.report.workbook import workbook

RESULTS: Mapping[str, str] = {"xlsx": "ket_qua.xlsx", "html": "ket_qua.html"}
"""The kinds that hold the whole result, and their files."""
KINDS = (*PAPERS, *RESULTS)
"""Every kind of paper, in the order an office needs them."""


@frozen
class Written:
    """One file: its kind, its path, and whom it is about, where it is about one participant."""

    kind: str
    file: str
    participant: str | None


def papers(material: Material, kinds: Iterable[str], folders: Iterable[Path]) -> Iterator[tuple[Written, bytes]]:
    """The papers of `kinds` as .docx, not written yet; `folders` are those of provinces, for their own templates.

    Raises `PaperFault` for a template that cannot be filled in.
    """
    places = tuple(folders)
    for kind in kinds:
        template = Template(find(kind, material.campaign.province, places), names(kind))
        with in_vietnamese():
            found = list(drafts(material, kind))
        for draft in found:
            yield Written(kind, draft.file, draft.participant), template.fill(draft.values)


def results(
    material: Material, kinds: Iterable[str], shown: Outcome, earlier: Outcome | None
) -> Iterator[tuple[Written, bytes]]:
    """The whole result as a workbook and as a page, whichever of `kinds` they are, in the language in force."""
    wanted = [kind for kind in kinds if kind in RESULTS]
    if not wanted:
        return
    same = shown is material.outcome and language() == "vi"
    told = material.told if same else document(shown, material.run, material.head)
    if "xlsx" in wanted:
        content = workbook(shown, material.run, material.head, material.decisions, told)
        yield Written("xlsx", RESULTS["xlsx"], None), content
    if "html" in wanted:
        text = page(shown, material.run, material.head, material.decisions, earlier, told)
        yield Written("html", RESULTS["html"], None), text.encode()


def write(
    material: Material,
    kinds: Iterable[str],
    folders: Iterable[Path],
    into: Path,
    *,
    shown: Outcome | None = None,
    earlier: Outcome | None = None,
) -> tuple[Written, ...]:
    """Write `kinds` into the folder `into`: papers from `material`, workbook and page from `shown`.

    `shown` is the outcome in the language asked for (default: that of `material`), `earlier` the one of the round
    before, which the page compares ranks with.
    """
    done: list[Written] = []
    asked = tuple(kinds)

    def files() -> Iterator[tuple[Path, bytes]]:
        signed = papers(material, [kind for kind in asked if kind in PAPERS], folders)
        for paper, content in chain(signed, results(material, asked, shown or material.outcome, earlier)):
            yield into / paper.file, content
            done.append(paper)

    write_all(files())
    return tuple(done)
