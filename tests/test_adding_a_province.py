"""docs/adding-a-province.md is a transcript: its files are written, its commands run, and what they print is compared.

What stands in for something else: `pip install emulation-core` is the installation the tests run in, and
`pip install -e .` is done without an index by laying the metadata an installer would write, with the entry points of
the package's own pyproject.toml, and its `src` on the path. `pytest` and `ruff` are run as `python -m …`, so that it is
this Python; `emulation` is the same program called in this process.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path

import pytest
import tomli

from emulation_core.cli import main
from emulation_core.i18n import language, set_language

PAGE = Path(__file__).parents[1] / "docs" / "adding-a-province.md"
BLOCK = re.compile(r"^```(\w+)[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COLLECTING = "emulation_core.testing.collecting"


def blocks() -> list[tuple[str, str, str]]:
    """(language, path, text) of every block of the page."""
    return [(found[1], found[2], found[3]) for found in BLOCK.finditer(PAGE.read_text("utf-8"))]


def commands(text: str) -> list[tuple[str, str]]:
    """(command, what it should print) of a console block."""
    return [
        (part.partition("\n")[0], part.partition("\n")[2])
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)
        if part
    ]


class Contributor:
    """Somebody at a terminal with an empty folder."""

    def __init__(self, home: Path) -> None:
        self.here, self.site, self.path = home / "work", home / "site", [home / "site"]
        self.here.mkdir()

    def installs(self) -> None:
        project = tomli.loads((self.here / "pyproject.toml").read_text("utf-8"))["project"]
        groups = dict(project["entry-points"])
        if not entry_points(group="pytest11", name=COLLECTING):
            # An installation older than this entry point: a checkout that was not installed again.
            groups["pytest11"] = {COLLECTING: COLLECTING}
        info = self.site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8"
        )
        lines = [
            f"[{group}]\n{''.join(f'{k} = {v}' + chr(10) for k, v in each.items())}" for group, each in groups.items()
        ]
        (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
        self.path.append(self.here / "src")

    def runs(self, command: str) -> str:
        """What `command` prints; a command that fails says so by what it prints."""
        program, *arguments = shlex.split(command)
        if program == "cd":
            self.here = self.here / arguments[0]
            return ""
        if program == "pip":
            if "-e" in arguments:
                self.installs()
            return ""
        return self.within(arguments) if program == "emulation" else self.outside(program, arguments)

    def within(self, arguments: list[str]) -> str:
        """`emulation …` in this process, which finds what is installed and has not imported it before."""
        before, printed = language(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
            patch.chdir(self.here)
            for folder in self.path:
                patch.syspath_prepend(folder)
            try:
                main(arguments)
            except SystemExit:
                pass
            finally:
                set_language(before)
                for name in [name for name in sys.modules if name.startswith("emulation_dong_thap")]:
                    del sys.modules[name]
        return printed.getvalue()

    def outside(self, module: str, arguments: list[str]) -> str:
        """Another program, in a process of its own."""
        if module == "ruff":
            pytest.importorskip("ruff", reason="ruff is not installed")
        known = [*map(str, self.path), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("EMULATION_", "PYTEST_"))
        }
        environment.pop("CI", None)  # pytest prints more there
        environment |= {
            "COLUMNS": "80",
            "PYTHONPATH": os.pathsep.join(known),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_COLOR": "1",
        }
        quiet = ["-p", "no:cacheprovider"] if module == "pytest" else []
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments, *quiet],
            cwd=self.here,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.stdout

    def writes(self, path: str, text: str) -> None:
        (self.here / path).parent.mkdir(parents=True, exist_ok=True)
        (self.here / path).write_text(text, "utf-8")


def pattern(expected: str) -> re.Pattern[str]:
    """The page's output, where `…` alone on a line is any lines and within a line any text; spaces at ends apart."""
    lines = [line.rstrip() for line in expected.strip().splitlines()]
    parts = [r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r" *\n" for line in lines]
    return re.compile("".join(parts) + r"\Z")


def played(home: Path) -> list[tuple[str, str, str]]:
    """(command, expected, printed) of the whole page, in its order."""
    contributor, told = Contributor(home), []
    for kind, path, text in blocks():
        if path:
            contributor.writes(path, text)
        elif kind == "console":
            told += [(command, expected, contributor.runs(command)) for command, expected in commands(text)]
    return told


@pytest.fixture(scope="module")
def transcript(tmp_path_factory):
    return played(tmp_path_factory.mktemp("contributor"))


NAMES = [
    f"{n}: {command[:60]}"
    for n, (command, _e) in zip(
        count(1), [c for b in blocks() if b[0] == "console" for c in commands(b[2])], strict=False
    )
]


@pytest.mark.parametrize("n", range(len(NAMES)), ids=NAMES)
def test_the_page_is_what_happens(n, transcript):
    """Each command prints what the page says."""
    _command, expected, printed = transcript[n]
    lines = "".join(line.rstrip() + "\n" for line in printed.strip().splitlines())
    assert pattern(expected).match(lines), f"expected:\n{expected}\nprinted:\n{printed}"


def test_the_contributor_ends_with_everything_well(transcript):
    """The last run of pytest is without a fault, the kit has caught the one rule at fault, and somebody is proposed."""
    by_program = {}
    for command, _expected, printed in transcript:
        by_program.setdefault(command.split()[0], []).append(printed)
    assert "failed" not in by_program["pytest"][-1]
    assert "null_safe" in by_program["pytest"][1]
    assert "failed" in by_program["pytest"][1]
    assert "Phòng Tư pháp Cao Lãnh" in by_program["emulation"][-1]


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\n…\nz\n", "a\nb\nc\nz\n", True),
        ("a … z\n", "a b z\n", True),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_the_comparison_can_fail(expected, printed, same):
    """A wildcard is what it says and nothing more."""
    assert bool(pattern(expected).match(printed)) is same
