"""Finished papers measured against NĐ 30/2020/NĐ-CP, Phụ lục I, whoever wrote them."""

from __future__ import annotations

from pathlib import Path

from emulation_core.paper.anatomy import anatomy
from emulation_core.paper.breach import Breach, Measured
from emulation_core.paper.opening import opening
from emulation_core.paper.pages import pages
from emulation_core.paper.prose import prose
from emulation_core.paper.reading import read

__all__ = ["Breach", "Measured", "check"]


def check(path: Path) -> tuple[Breach, ...]:
    """Every breach of the layout rules in the .docx at `path`, those of whole pages first, then as they are read.

    Raises `PaperFault` for a file that is no readable .docx.
    """
    paper = read(path)
    found = anatomy(paper)
    breaches = (*pages(paper), *opening(paper, found), *prose(paper, found))
    return tuple(sorted(dict.fromkeys(breaches), key=lambda one: one.paragraph or 0))
