"""pytest: every case of a `*.cases.toml` is a test under its own name.

Collected where a project sets `emulation_cases = true`, where `--emulation-cases` is given, and for a file that is
named on the command line. Anybody else's pytest pays for this module alone: the engine comes with the first file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulation_core.cases import Result

SUFFIX = ".cases.toml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option and its setting."""
    what = "collect the cases of *.cases.toml files (emulation-core)"
    parser.addini("emulation_cases", what, type="bool", default=False)
    parser.getgroup("emulation").addoption("--emulation-cases", action="store_true", help=what)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """A file of cases, where they are asked for."""
    if not file_path.name.endswith(SUFFIX):
        return None
    config = parent.config
    asked = config.getoption("--emulation-cases") or config.getini("emulation_cases")
    if not asked and not parent.session.isinitpath(file_path):
        return None
    file: pytest.File = Cases.from_parent(parent, path=file_path)
    return file


class Cases(pytest.File):
    """One file of cases, judged once for all of them."""

    _results: Mapping[str, Result] | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each case; a file that cannot be read is a fault of the collection."""
        from emulation_core.cases import read
        from emulation_core.errors import EmulationError

        try:
            names = [str(case.name) for case in read(self.path).cases]
        except EmulationError as problem:
            raise self.CollectError(str(problem)) from problem
        for name in names:
            yield Case.from_parent(self, name=name)

    def result(self, name: str) -> Result:
        """What became of one case."""
        if self._results is None:
            from emulation_core.cases import run
            from emulation_core.plugins import load

            self._results = {str(result.name): result for result in run(self.path, load())}
        return self._results[name]


class Fails(Exception):
    """A case that does not hold: what was expected, and what came out."""


class Case(pytest.Item):
    """One case."""

    parent: Cases

    def runtest(self) -> None:
        """Judge it; raises `Fails` with every difference."""
        from emulation_core.errors import EmulationError

        try:
            result = self.parent.result(self.name)
        except EmulationError as problem:
            raise Fails(str(problem)) from problem
        if result.differences:
            raise Fails("\n".join(result.differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differences alone; a crash with its traceback."""
        if isinstance(excinfo.value, Fails):
            return f"{self.path.name}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file and the case."""
        return self.path, None, self.name
