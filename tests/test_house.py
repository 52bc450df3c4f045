"""The house: who may import whom, and how large a room may grow. Read from the source alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = "emulation_core"
SRC = ROOT / "src" / CORE
PLUGINS = ROOT / "plugins"

# Lowest first. Rooms on one floor do not import each other. `__init__` is the package's own.
FLOORS = """
i18n
errors
model
succession clauses
steps
history
reading
plan scheme units columns
campaign groups
evidence decided seats measures
outcome decision
toml crowd
law
hookspecs __init__
builtin
plugins
config deployment intake evaluate rank pinned allocate advise dossiers
points
standing
assess
shapes lists
samples
explain timeline
notices lint
ledger report paper
verdicts
scoring large
stack
cases batch scaffold demo replay whatif coverage
testing consolidation
cli
"""
FLOOR = {room: number for number, line in enumerate(FLOORS.split("\n")) for room in line.split()}
API = {"model", "reading", "campaign", "hookspecs"}
PROVINCES = re.compile(r"ninh_thuan|soc_trang|binh_dinh|lam_dong")
LONGEST_MODULE = 280
LONGEST_FUNCTION = 55

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "_data" not in path.relative_to(folder).parts)


def room(path: Path) -> str:
    """The room a file of the core belongs to: its first name below the package."""
    return path.relative_to(SRC).with_suffix("").parts[0]


def imported(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a file imports, wherever in it; `from a import b` is a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the import out, from {CORE}…"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def rooms_imported(source: str, path: Path) -> Iterator[tuple[int, str]]:
    """(line, room) of what a file imports of the core; a name taken from the package itself is of `__init__`."""
    for line, name in imported(ast.parse(source), path):
        package, _, rest = name.partition(".")
        if package == CORE:
            first = rest.partition(".")[0]
            yield line, first if first in FLOOR else "__init__"


def may_import(mine: str, other: str) -> bool:
    if mine == "__init__":
        return other in API
    return mine == other or FLOOR[other] < FLOOR[mine]


def climbs(source: str, path: Path) -> list[str]:
    """The imports of a file of the core that go up, or next door."""
    mine = room(path)
    if mine not in FLOOR:
        return [f"{path.relative_to(ROOT)}: {mine} has no floor; give it one in FLOORS"]
    return [
        f"{path.relative_to(ROOT)}:{line}: {mine} may not import {other}"
        for line, other in rooms_imported(source, path)
        if not may_import(mine, other)
    ]


def test_every_room_imports_only_what_lies_below():
    """No file of the core lacks a floor, and none imports from its own floor or from above."""
    assert not [fault for path in sources(SRC) for fault in climbs(path.read_text("utf-8"), path)]


@pytest.mark.parametrize(
    ("file", "source", "refused"),
    [
        ("model.py", "from emulation_core.errors import Fault", False),
        ("model.py", "from emulation_core.campaign import Quota", True),
        ("model.py", "from emulation_core import campaign", True),
        ("model.py", "import emulation_core.campaign", True),
        ("model.py", "from emulation_core import Quota", True),
        ("model.py", "def f():\n    from emulation_core.campaign import Quota", True),
        ("model.py", "if TYPE_CHECKING:\n    from emulation_core.campaign import Quota", True),
        ("builtin/quotas.py", "from emulation_core.builtin.periods import Year", False),
        ("builtin/quotas.py", "from emulation_core import Quota", False),
        ("rank.py", "from emulation_core.allocate import allocate", True),
        ("__init__.py", "from emulation_core.reading import met", False),
        ("__init__.py", "from emulation_core.errors import Fault", True),
        ("cli/score.py", "from emulation_core.scoring import score", False),
        ("attic.py", "import json", True),
    ],
)
def test_the_floors_are_kept_by_this_very_check(file, source, refused):
    """The check refuses what it should: a stair upwards is found however it is written."""
    assert bool(climbs(source, SRC / file)) is refused


def test_a_plugin_imports_the_package_alone():
    """Of this project a plugin knows `emulation_core` and itself: no room of the core, no other plugin."""
    strangers = []
    for path in sources(PLUGINS):
        own = path.relative_to(PLUGINS).parts[0]
        for line, name in imported(ast.parse(path.read_text("utf-8")), path):
            package, _, rest = name.partition(".")
            inside = package == CORE and (rest.partition(".")[0] in FLOOR or "." in rest)
            other = package.startswith("emulation_") and package not in (CORE, own)
            if inside or other:
                strangers.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert not strangers


def test_the_core_names_no_province():
    """What belongs to a province stands in its plugin and its folder, never in the core."""
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sources(SRC)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if PROVINCES.search(line)
    ]
    assert not named


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported: no function's body, nothing under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from (found for other in child.orelse for found in (other, *at_import(other)))
            continue
        yield child
        yield from at_import(child)


def test_the_vocabulary_does_not_load_polars():
    """`--help` pays nothing for the columns: in model and builtin Polars is imported inside functions."""
    eager = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(SRC)
        if room(path) in ("model", "builtin")
        for node in at_import(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.split(".")[0] == "polars" for _, name in imported(node, path))
    ]
    assert not eager


def test_a_module_fits_in_the_head():
    """No module of the core is longer than LONGEST_MODULE lines."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources(SRC)}
    assert not [f"{path.relative_to(ROOT)}: {lines}" for path, lines in lengths.items() if lines > LONGEST_MODULE]


def test_a_function_fits_on_a_page():
    """No function of the core is longer than LONGEST_FUNCTION lines."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}: {node.end_lineno - node.lineno + 1}"
        for path in sources(SRC)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, Function) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long
