"""The form as a file: the sheets in their order, and written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from emulation_core.errors import EmulationError
from emulation_core.i18n import _
from emulation_core.intake.dossiers import NAME as DOSSIER
from emulation_core.intake.form.contents import Contents
from emulation_core.intake.form.guide import draw_guide
from emulation_core.intake.form.lines import draw_dossier, draw_kind
from emulation_core.intake.form.paper import Paper
from emulation_core.intake.read import GUIDE
from emulation_core.intake.values import KIND_LABELS

VERSION = "1"
"""Of the layout; it changes when forms that are out already would be read differently."""


def sheet_names(contents: Contents) -> list[str]:
    """The sheets that people see, in their order."""
    kinds = [KIND_LABELS[kind] for kind in contents.columns]
    return [GUIDE, *kinds] + ([DOSSIER] if contents.documents else [])


def workbook(contents: Contents) -> bytes:
    """The form as an xlsx file; the same contents give the same bytes.

    Raises `EmulationError` for a text that no cell can hold and for more participants than a sheet has rows.
    """
    paper = Paper()
    draw_guide(paper, contents)
    for kind in contents.columns:
        draw_kind(paper, contents, kind)
    if contents.documents:
        draw_dossier(paper, contents)
    round = "" if contents.round is None else contents.round.id
    paper.stamp({"campaign": contents.loaded.id, "round": round, "version": VERSION})
    return paper.whole(contents.campaign.title)


def write(contents: Contents, path: Path, force: bool = False) -> None:
    """Write the form to `path` whole or not at all; raises `EmulationError` when it is there and `force` is not given.

    Also raises it for a place that cannot be written to.
    """
    if path.exists() and not force:
        raise EmulationError(_("{path} is there already; --force writes over it").format(path=path))
    data = workbook(contents)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise EmulationError(_("{path} cannot be written: {why}").format(path=path, why=problem.strerror)) from problem
