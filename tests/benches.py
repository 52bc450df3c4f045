"""The scripts of benchmarks/ as modules, for the tests of what they compare."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

FOLDER = Path(__file__).parents[1] / "benchmarks"


@contextmanager
def beside() -> Iterator[None]:
    """The scripts find one another, as they do when one is run, and not the tests' modules of the same name.

    Whatever else is imported meanwhile stays: a class must find the module it was made in.
    """
    names = {path.stem for path in FOLDER.iterdir()}
    hidden = {name: sys.modules.pop(name) for name in [*sys.modules] if name.partition(".")[0] in names}
    try:
        with patch.object(sys, "path", [str(FOLDER), *sys.path]):
            yield
    finally:
        for name in [*sys.modules]:
            if name.partition(".")[0] in names:
                del sys.modules[name]
        sys.modules.update(hidden)


def script(name: str) -> ModuleType:
    """One script, freshly imported."""
    with beside():
        return import_module(name)
