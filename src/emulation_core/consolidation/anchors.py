"""Heads that were kept outside the ledgers: without one nothing tells that a whole chain was not made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import field

from emulation_core import toml
from emulation_core.errors import Fault, Refused
from emulation_core.frozen import frozen
from emulation_core.i18n import _

_HEAD = re.compile("[0-9a-f]{64}")


@frozen
class Anchors:
    """Heads kept outside: `loose` ones belong to any of the ledgers, `filed` ones to the ledger of that path."""

    loose: tuple[str, ...] = ()
    filed: Mapping[Path, tuple[str, ...]] = field(factory=dict)

    def of(self, path: Path) -> tuple[str, ...]:
        """The heads that must be in the ledger at `path`."""
        return self.filed.get(path.resolve(), ())


def head(text: str) -> str:
    """`text` as a head; raises `ValueError`."""
    found = text.strip().lower()
    if not _HEAD.fullmatch(found):
        raise ValueError(_("{text} is no head; accepted: 64 hexadecimal digits").format(text=text))
    return found


def read(loose: Iterable[str], file: Path | None) -> Anchors:
    """The heads given one by one, and those of `file`: a line for each, the head and then the path of its ledger.

    Paths are relative to the file's folder; "#" begins a remark. Raises `Refused` with every faulty line.
    """
    filed: dict[Path, tuple[str, ...]] = {}
    faults = []
    for number, line in enumerate(toml.read_text(file).splitlines() if file else (), 1):
        said, _space, ledger = line.partition("#")[0].strip().partition(" ")
        if not said:
            continue
        try:
            path = (Path(str(file)).parent / _ledger(ledger)).resolve()
            filed[path] = (*filed.get(path, ()), head(said))
        except ValueError as problem:
            faults.append(Fault(str(file), number, 1, f"{file}:{number}:1", "", str(problem)))
    if faults:
        raise Refused(faults)
    return Anchors(tuple(dict.fromkeys(loose)), filed)


def _ledger(text: str) -> str:
    if not text.strip():
        raise ValueError(_("no ledger beside the head; a line is: head, space, path of the ledger"))
    return text.strip()
