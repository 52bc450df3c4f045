"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
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
    """`write_whole` for many files, one going to the disk while the next is made; folders are forced at the end."""
    folders = {path.parent: path for path in _put_all(files)}
    for folder, path in folders.items():
        with _telling(path):
            _force(folder)


def _put_all(files: Iterable[tuple[Path, bytes]]) -> Iterator[Path]:
    """Where each file was put, one always under way."""
    mode = 0o666 & ~_umask()
    with ThreadPoolExecutor(1) as writer:
        # In a copy of the context, for the language of faults.
        before = None
        for path, content in files:
            if before is not None:
                yield before.result()
            before = writer.submit(copy_context().run, _put, path, content, mode)
        if before is not None:
            yield before.result()


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise PaperFault(_("{path} cannot be written: {why}").format(path=path, why=problem.strerror)) from problem


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A draft beside `path` for a writer that wants a file: at the end it is put there, as `write_whole` does.

    Where anything is raised nothing is left, and an old file stays as it was.
    """
    with _draft(path, 0o666 & ~_umask()) as draft:
        yield draft
    with _telling(path):
        _force(path.parent)


@contextmanager
def _draft(path: Path, mode: int) -> Iterator[Path]:
    draft = None
    with _telling(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
                draft = Path(file.name)
            yield draft
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.chmod(mode)
            draft.replace(path)
        finally:
            if draft is not None:
                draft.unlink(missing_ok=True)


def _put(path: Path, content: bytes, mode: int) -> Path:
    with _draft(path, mode) as draft:
        draft.write_bytes(content)
    return path


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
