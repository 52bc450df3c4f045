"""What the wheel will hold, asked of its builder; `tox -e wheel` installs it and works with it in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
DATA = "emulation_core/_data"


@pytest.fixture(scope="module")
def held() -> set[str]:
    """The paths inside the wheel."""
    return {file.distribution_path.replace("\\", "/") for file in WheelBuilder(str(ROOT)).recurse_included_files()}


@pytest.mark.parametrize(
    ("folder", "below"),
    [
        ("provinces", f"{DATA}/provinces"),
        ("schemas", f"{DATA}/schemas"),
        ("plugins", ""),
        ("src/emulation_core/report/templates", "emulation_core/report/templates"),
        ("src/emulation_core/report/page", "emulation_core/report/page"),
        ("src/emulation_core/locale", "emulation_core/locale"),
        ("src/emulation_core/law", "emulation_core/law"),
    ],
)
def test_whatever_the_program_reads_is_in_the_wheel(folder, below, held):
    """Plans and their cases, schemas, plugins, templates, catalogues, dated law: every file of the checkout."""
    paths = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    inside = [f"{below}/{path.relative_to(ROOT / folder).as_posix()}".lstrip("/") for path in paths]
    assert inside
    assert [path for path in inside if path not in held] == []


def test_the_wheel_says_that_it_is_typed(held):
    """mypy reads the types of a package that has `py.typed`."""
    assert "emulation_core/py.typed" in held


def test_nothing_else_is_in_the_wheel(held):
    """The core, the plugins and their data: no tests, no tools, no documentation."""
    assert {path.partition("/")[0] for path in held} == {
        "emulation_core",
        *(folder.name for folder in (ROOT / "plugins").iterdir() if folder.is_dir()),
    }
    assert not [path for path in held if path.endswith((".pyc", ".db", ".orig"))]
