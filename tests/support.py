"""What several test files share: the rules, the command line in here and outside, and distributions made of text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from emulation_core import plugins
from emulation_core.campaign import Campaign, Loaded
from emulation_core.cli import main
from emulation_core.config import Catalogue, load, load_text
from emulation_core.evidence import Evidence
from emulation_core.i18n import language, set_language
from emulation_core.intake import RawSheet, collect

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
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    lines = [f"{entry} = {module}\n" for entry, module in entry_points.items()]
    (info / "entry_points.txt").write_text(f"[{plugins.GROUP}]\n{''.join(lines)}", "utf-8")
    for module, source in modules.items():
        (site / f"{module}.py").write_text(source, "utf-8")


def written(value: Any) -> str:
    """A TOML value on one line; a whole file when it is the top table."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else str(value)


def campaign_file(raw: Mapping[str, Any]) -> str:
    """A campaign, given as parsed TOML, as the text of its file."""
    return "".join(f"{key} = {written(value)}\n" for key, value in raw.items())


def loaded(raw: Mapping[str, Any], id: str = "tinh_mau/so_mau_2026") -> Loaded:
    """A campaign, given as parsed TOML, written down and read as an office's file is."""
    return load_text(campaign_file(raw), id, f"{id}.toml", registry())


def cell(value: Any) -> str | None:
    """A fact as an officer types it: có/không, the comma as decimal sign, members with semicolons."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, frozenset):
        return "; ".join(sorted(value)) or "không"
    if isinstance(value, Fraction):
        whole, rest = divmod(value * 10**9, 10**9)
        return f"{whole},{int(rest):09}"
    return value.isoformat() if isinstance(value, date) else str(value)


def evidence(campaign: Campaign, people: Sequence[Mapping[str, Any]], file: str = "minh_chung.csv") -> Evidence:
    """People with their facts, as one table typed by an officer, taken in as evidence."""
    headings = tuple(dict.fromkeys(["id", "name", "kind", *(name for person in people for name in person)]))
    rows = [(n, [cell(person.get(name)) for name in headings]) for n, person in enumerate(people, 2)]
    return collect([RawSheet(file, None, headings, rows, ",")], campaign)
