"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from emulation_core.errors import PaperFault
from emulation_core.i18n import _


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, so that whoever looks sees the old file or the new one, after a crash too.

    A draft in the same folder is written, forced to the disk and moved into place, and the folder is forced too.
    Raises `PaperFault` where the folder or the file cannot be written.
    """
    draft = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            draft = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
        _force(path.parent)
    except OSError as problem:
        raise PaperFault(_("{path} cannot be written: {why}").format(path=path, why=problem.strerror)) from problem
    finally:
        if draft is not None:
            with suppress(FileNotFoundError):
                draft.unlink()


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
