"""What a result came from besides the evidence: digests of the engine, of the legal data and of the plugins."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import emulation_core
from emulation_core import law
from emulation_core.ledger.canonical import sha
from emulation_core.plugins import Registry


@cache
def engine() -> tuple[str, str]:
    """The engine's version, and the digest of its source files."""
    return version("emulation-core"), _files(Path(emulation_core.__file__).parent, "*.py")


@cache
def legal_data() -> str:
    """The digest of the dated legal data."""
    return _files(Path(law.__file__).parent, "*.toml")


def plugins(registry: Registry) -> list[list[str]]:
    """Name, distribution, module and source digest of every plugin that works, by name."""
    working = sorted({(p.name, p.distribution, p.module) for p in registry.plugins if p.state == "ok"})
    return [[name, distribution, module, _module(module.split(":")[0])] for name, distribution, module in working]


@cache
def _module(name: str) -> str:
    found = find_spec(name)
    origin = None if found is None or not found.has_location else found.origin
    if found is None or origin is None:
        return ""
    path = Path(origin)
    return _files(path.parent, "*.py") if found.submodule_search_locations else sha(path.read_bytes())


def _files(folder: Path, pattern: str) -> str:
    """One digest over the files below `folder`, each with its name."""
    return sha(*(part for path in sorted(folder.rglob(pattern)) for part in _one(folder, path)))


def _one(folder: Path, path: Path) -> tuple[bytes, bytes, bytes]:
    body = path.read_bytes()
    return path.relative_to(folder).as_posix().encode(), f"\0{len(body)}\0".encode(), body
