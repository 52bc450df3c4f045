"""Starting up: what a command does not need it does not import. Nothing here is timed; benchmarks/process.py does that."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import emulation_core
from emulation_core import cli
from emulation_core.cli.verbs import verbs
from emulation_core.i18n import set_language
from support import CAMPAIGNS, inside

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = str(CAMPAIGNS[ID].with_suffix(".sample.csv"))
MODELS = ("attr", "cattrs", "pluggy", "tomli", "emulation_core.campaign")
SCREEN = ("rich",)
FRAMES = ("polars",)
PAPERS = ("docx", "docxtpl", "jinja2", "lxml")
WORKBOOKS = ("openpyxl", "xlsxwriter", "python_calamine", "emulation_core.intake.workbook")
LEDGER = ("sqlite3", "sqlite_utils", "emulation_core.ledger")
RARE = ("holidays", "tree_sitter", "numpy", "pandas", "distributed")
ALL = (*MODELS, *SCREEN, *FRAMES, *PAPERS, *WORKBOOKS, *LEDGER, *RARE)


def imported(*arguments: str) -> set[str]:
    """The modules a process of its own has imported at the end of `emulation <arguments>`."""
    code = (
        "import sys\nfrom emulation_core.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert not end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60)
    return set(done.stderr.split())


def among(names: Iterable[str], found: set[str]) -> list[str]:
    return [name for name in names if name in found]


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["--help"], (*ALL, "emulation_core.cli.common")),
        (["score", "--help"], ALL),
        (["campaigns"], (*PAPERS, *WORKBOOKS, *LEDGER, *RARE)),
        (["show", ID, "--json"], (*SCREEN, *PAPERS, *WORKBOOKS, *LEDGER, *RARE)),
        (["score", ID, SAMPLE], (*PAPERS, *WORKBOOKS, *LEDGER, *RARE)),
        (["score", ID, SAMPLE, "--json"], (*SCREEN, *PAPERS, *WORKBOOKS, *LEDGER, *RARE)),
        (["check", ID, SAMPLE, "--json"], (*SCREEN, *PAPERS, *WORKBOOKS, *LEDGER, "tree_sitter", "numpy", "pandas")),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else "",
)
def test_a_command_pays_only_for_what_it_does(arguments, spared):
    """Help imports no data frames, models or verbs; scoring a CSV no workbooks, papers, ledger or calendar of days off."""
    assert among(spared, imported(*arguments)) == []


def test_the_commands_looked_at_do_import_something():
    """The check above would be worth nothing if the names were not those of modules."""
    assert among((*FRAMES, *SCREEN, *MODELS), imported("score", ID, SAMPLE)) == [*FRAMES, *SCREEN, *MODELS]


def test_every_file_of_a_verb_is_on_the_list_of_verbs():
    """A file with a `command` is a verb, every verb has one, and a verb has no help but the one on the list."""
    for path in Path(cli.__file__).parent.glob("*.py"):
        if path.stem.startswith("new_"):
            continue
        made = [node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
        assert ("command" in made) == (path.stem in verbs()), path.name


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("verb", verbs())
def test_a_verb_says_of_itself_what_the_list_says(verb, language, capsys):
    """`emulation VERB --help` begins with the line that `emulation --help` prints for it, in either language."""
    said = inside(capsys, verb, "--help", "--lang", language).out
    set_language(language)
    try:
        assert " ".join(verbs()[verb].split()) in " ".join(said.split())
    finally:
        set_language("vi")


def test_the_package_gives_what_its_types_promise():
    """Each name of the API is the very object of the room that the type checker sees it in."""
    tree = ast.parse(Path(emulation_core.__file__).read_text("utf-8"))
    promised = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(promised) == sorted(emulation_core.__all__)
    assert set(promised) <= set(dir(emulation_core))
    for name, room in promised.items():
        assert getattr(emulation_core, name) is getattr(sys.modules[room], name)


def test_a_name_the_package_does_not_have_is_said_to_be_missing():
    """A misspelt name is an AttributeError that names it, not a silent None."""
    with pytest.raises(AttributeError, match="Quotta"):
        emulation_core.Quotta  # noqa: B018
