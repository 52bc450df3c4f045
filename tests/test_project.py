"""What the project promises on paper, held against the project: the API page, the licences, the files that ship."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

import pytest
import tomli

import emulation_core

ROOT = Path(__file__).parents[1]
PERMISSIVE = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|Public Domain|Dual License")
KNOWN = {"docxtpl": "LGPL-2.1-only"}  # docs/licence.md says what that means


def requirement(line: str) -> str:
    """The name a requirement begins with, as package indexes compare names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;(]", line, maxsplit=1)[0]).lower()


def installed() -> Iterator[tuple[str, str]]:
    """(package, what it states about its licence) of everything the wheel needs at run time, deep down."""
    todo, seen = [*DIRECT], set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # for another Python or system
            continue
        todo += [requirement(line) for line in found.requires or () if "extra ==" not in line]
        stated = [found.metadata.get("License-Expression"), *(found.metadata.get_all("Classifier") or ())]
        licences = [line for line in stated if line and (line == stated[0] or line.startswith("License ::"))]
        yield name, "; ".join(licences) or str(found.metadata.get("License"))


DIRECT = [
    requirement(line) for line in tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
]


def test_the_api_page_names_what_is_exported():
    """Each name in a first cell of docs/api.md is exported, and each name exported stands there."""
    cells = re.findall(r"^\| (`[^|]+) \|", (ROOT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(emulation_core.__all__)


def test_the_package_is_typed():
    """`py.typed` ships: who uses the package is checked against its annotations."""
    assert files("emulation_core").joinpath("py.typed").is_file()


def test_every_dependency_has_a_licence_we_have_thought_about():
    """Permissive, or on docs/licence.md with what follows from it."""
    unknown = {name: licence for name, licence in installed() if not PERMISSIVE.search(licence)}
    assert unknown.items() <= KNOWN.items()


@pytest.mark.parametrize("name", DIRECT)
def test_the_licence_page_names_every_dependency(name):
    """A new one is added with its licence."""
    page = (ROOT / "docs" / "licence.md").read_text("utf-8")
    assert name in {requirement(cell) for cell in re.findall(r"\| `([^`]+)` \|", page.replace(" | ", " | | "))}


def test_the_changelog_begins_with_verdicts_that_change():
    """Under every version the first heading is the one an office reads before upgrading."""
    versions = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert versions
    assert not [
        one.split("\n")[0] for one in versions if re.findall(r"^###.*", one, re.M)[0] != "### Verdicts that change"
    ]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/coverage.md", "docs/api.md"])
def test_what_a_page_points_to_is_there(page):
    """A link to a file of the project leads to it."""
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8"))
    assert not [target for target in targets if not (path.parent / target).exists()]
