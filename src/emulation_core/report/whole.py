"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emulation_core.errors import PaperFault
from emulation_core.i18n import _


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, so that whoever looks sees the old file or the new one, after a crash too.

    A draft in the same folder is written, forced to the disk and moved into place, and the folder is forced too.
    Raises `PaperFault` where the folder or the file cannot be written.
    """
    write_all([(path, content)])


def write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """`write_whole` for many files, each folder forced to the disk once, after its last file."""
    folders = {}
    for path, content in files:
        _put(path, content)
        folders[path.parent] = path
    for folder, path in folders.items():
        with _telling(path):
            _force(folder)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise PaperFault(_("{path} cannot be written: {why}").format(path=path, why=problem.strerror)) from problem


def _put(path: Path, content: bytes) -> None:
    draft = None
    with _telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
                draft = Path(file.name)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o666 & ~_umask())
            draft.replace(path)
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)


def _umask() -> int:
    """The permissions that new files do not get: drafts are private at first."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _force(folder: Path) -> None:
    """The folder's own entry to the disk; Windows has no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
