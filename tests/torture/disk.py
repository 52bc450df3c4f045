"""A disk that takes no more: a file may grow to so many bytes, and then every write fails (RLIMIT_FSIZE)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen

from emulation_core.errors import LedgerFault
from ledgers import dump, fresh, record, second, wrong


@frozen
class Full:
    """What became of a run at each limit: written, or refused with a message; what was lost or found wrong after it."""

    written: list[int] = field(factory=list)
    refused: dict[int, str] = field(factory=dict)
    faults: list[str] = field(factory=list)

    def __str__(self) -> str:
        limits = len(self.written) + len(self.refused)
        return f"{limits} limits: {len(self.refused)} refused, {len(self.written)} written, {len(self.faults)} faults"


@contextmanager
def limit(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def tried(book: Path, sizes: Iterable[int], work: Path) -> Full:
    """One more run into a copy of `book` at each limit; then again without one."""
    found = Full()
    for size in sizes:
        copy = fresh(book, work / f"day_{size}.db")
        before = dump(copy)
        try:
            with limit(size):
                record(copy)
            found.written.append(size)
        except LedgerFault as fault:
            found.refused[size] = str(fault)
            found.faults.extend([f"{size}: something was written"] * (dump(copy) != before))
        record(copy)
        found.faults.extend([*wrong(copy), *second(copy)[1]])
    return found
