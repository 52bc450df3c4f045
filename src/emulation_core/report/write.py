"""The papers of one run into a folder, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from emulation_core.report.material import Material, in_vietnamese
from emulation_core.report.papers import drafts
from emulation_core.report.template import Template, find
from emulation_core.report.variables import names
from emulation_core.report.whole import write_all


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


def write(material: Material, kinds: Iterable[str], folders: Iterable[Path], into: Path) -> tuple[Written, ...]:
    """Write the papers of `kinds` into the folder `into`."""
    done: list[Written] = []

    def files() -> Iterator[tuple[Path, bytes]]:
        for paper, content in papers(material, kinds, folders):
            yield into / paper.file, content
            done.append(paper)

    write_all(files())
    return tuple(done)
