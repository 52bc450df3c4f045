"""Which files are read: those named, those inside the folders named, and how each is called in places."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from emulation_core.campaign import Note
from emulation_core.errors import Fault
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.intake.mark import SUFFIX
from emulation_core.intake.sheets import READERS
from emulation_core.model import Text

LOCK = "~$"
TEMPORARY = (LOCK, ".")
"""How the files begin that spreadsheets and systems lay beside the real ones."""


@frozen
class Input:
    """One file to read, and how places name it."""

    path: Path
    name: str


@frozen
class Inputs:
    """Every file to read, once each; what was passed over, and folders that hold nothing to read."""

    files: tuple[Input, ...]
    notes: tuple[Note, ...]
    faults: tuple[Fault, ...]


def inputs(paths: Iterable[Path]) -> Inputs:
    """The files that `paths` stand for, in their order; a folder stands for its readable files, sorted by name.

    A file is called by its name alone; where several share a name, each by its path as it was given.
    """
    found: list[Path] = []
    notes: list[Note] = []
    faults: list[Fault] = []
    for path in paths:
        if path.is_dir():
            inside, passed, shut = _inside(path)
            found += inside
            notes += _passed_over(path, passed)
            faults += [_fault(one, _("this folder cannot be opened")) for one in shut]
            faults += [] if inside or shut else [_fault(path, _("no file in this folder can be read here"))]
        elif path.name.startswith(LOCK):
            faults.append(_fault(path, _("a temporary file of a spreadsheet that is open; name the file itself")))
        else:
            found.append(path)
    once: dict[Path, Path] = {}
    for path in found:
        if once.setdefault(path.resolve(), path) is not path:
            notes.append(Note(Text(path.name), Text(_("named twice; read once"))))
    shared = Counter(path.name for path in once.values())
    files = (Input(path, path.as_posix() if shared[path.name] > 1 else path.name) for path in once.values())
    return Inputs(tuple(files), tuple(notes), tuple(faults))


def _inside(folder: Path) -> tuple[list[Path], list[Path], list[Path]]:
    """The files in `folder` and below that are read, those passed over, both sorted by name; folders kept shut."""
    shut: list[Path] = []
    walk = os.walk(folder, onerror=lambda problem: shut.append(Path(problem.filename)))
    every = [Path(at, name) for at, _folders, names in walk for name in names]
    every.sort(key=lambda path: unicodedata.normalize("NFC", path.relative_to(folder).as_posix()))
    return [path for path in every if reads(path)], [path for path in every if not reads(path)], shut


def reads(path: Path) -> bool:
    """Whether a file found in a folder is read: one of a known kind, neither temporary nor marked by this program."""
    made_here = path.name.lower().endswith(SUFFIX)
    return path.suffix.lower() in READERS and not made_here and not path.name.startswith(TEMPORARY)


def _passed_over(folder: Path, paths: Iterable[Path]) -> Iterator[Note]:
    """One note for the files of a folder that are passed over."""
    names = [path.relative_to(folder).as_posix() for path in paths]
    if names:
        what = _("passed over, because temporary, marked by this program or of another kind: {names}")
        yield Note(Text(folder.as_posix()), Text(what.format(names=", ".join(names))))


def _fault(path: Path, what: str) -> Fault:
    return Fault(path.as_posix(), 1, 0, path.as_posix(), "", what)
