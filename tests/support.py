"""What several test files share: the rules, the command line in here and outside, and distributions made of text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from emulation_core import plugins
from emulation_core.campaign import Loaded
from emulation_core.cli import main
from emulation_core.config import Catalogue, load
from emulation_core.i18n import language, set_language

CAMPAIGNS = dict(Catalogue().campaigns())


@cache
def registry() -> plugins.Registry:
    """The rules installed here, loaded once."""
    return plugins.load()


@cache
def shipped(id: str) -> Loaded:
    """A shipped campaign, loaded once."""
    return load(CAMPAIGNS[id], id, registry())


@frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def inside(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    """`emulation <arguments>` in this process."""
    before = language()
    capsys.readouterr()
    try:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    finally:
        set_language(before)
    return Ran(int(ended.value.code or 0), *capsys.readouterr())


def outside(path: Iterable[Path], *arguments: str | Path) -> Ran:
    """`emulation <arguments>` in another process that also finds the modules and distributions in `path`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EMULATION_")}
    known = [*map(str, path), *filter(None, [environment.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "emulation_core.cli", *map(str, arguments)],
        env={**environment, "PYTHONPATH": os.pathsep.join(known), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def distribute(site: Path, name: str, entry_points: Mapping[str, str], **modules: str) -> None:
    """Lay a distribution into `site` as an installer would: its `.dist-info` and its modules."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    lines = [f"{entry} = {module}\n" for entry, module in entry_points.items()]
    (info / "entry_points.txt").write_text(f"[{plugins.GROUP}]\n{''.join(lines)}", "utf-8")
    for module, source in modules.items():
        (site / f"{module}.py").write_text(source, "utf-8")
