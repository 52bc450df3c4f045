"""Whole processes: what one command costs from start to end, as a multiple of the bare start of the interpreter.

    python benchmarks/process.py [--participants 500] [--repeat 9]

Commands and what they are measured against take turns, and medians are set against each other. Python files are
compiled before, as an installed package's are; turns that write byte code would measure that.
"""

from __future__ import annotations

import compileall
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from turns import BARE, CAMPAIGN, EMULATION, ON, PYTHON, evidence, lap, machine, medians, print_lines

import emulation_core
from emulation_core.config import shipped

SIZE = 500


class Command(NamedTuple):
    """What is run; `most` times what `against` takes, where that is bounded."""

    name: str
    words: Sequence[str]
    against: str = ""
    most: float | None = None


def commands(folder: Path, size: int) -> list[Command]:
    table, form = str(evidence(folder, size)), str(folder / "form.xlsx")
    bare, polars = "python -c pass", 'python -c "import polars"'
    score = (*EMULATION, "score", CAMPAIGN, table, "--on", ON)
    return [
        Command(bare, BARE),
        Command(polars, (*PYTHON, "import polars")),
        Command("emulation --help", (*EMULATION, "--help"), bare, 5),
        Command("emulation score --help", (*EMULATION, "score", "--help"), bare),
        Command(f"score, {size} of CSV", score, polars, 2.5),
        Command(f"score --json, {size} of CSV", (*score, "--json"), polars, 2.5),
        Command(f"check, {size} of CSV", (*EMULATION, "check", CAMPAIGN, table, "--on", ON), polars),
        Command("campaigns", (*EMULATION, "campaigns"), polars),
        Command("show", (*EMULATION, "show", CAMPAIGN), polars),
        Command("form", (*EMULATION, "form", CAMPAIGN, "-o", form, "--force"), polars),
    ]


def compiled() -> None:
    """Byte code for what an editable installation leaves as source."""
    for folder in (Path(emulation_core.__file__).parent, shipped("provinces").parent / "plugins"):
        if folder.is_dir():
            compileall.compile_dir(folder, quiet=1)


def report(size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield machine()
    compiled()
    with tempfile.TemporaryDirectory() as folder:
        asked = commands(Path(folder), size)
        words = [command.words for command in asked]
        for once in words:
            lap(once)
        took = dict(zip((command.name for command in asked), medians([words] * repeat), strict=True))
    yield f"median of {repeat}"
    yield from (line(command, took, size) for command in asked)


def line(command: Command, took: dict[str, float], size: int) -> str:
    text = f"{command.name:<28}{took[command.name] * 1000:9.1f} ms"
    if not command.against:
        return text
    times = took[command.name] / took[command.against]
    text += f"{times:8.2f} × {command.against}"
    if command.most is None or size != SIZE:
        return text
    return f"{text}   at most {command.most:g} ×: {'holds' if times <= command.most else 'DOES NOT HOLD'}"


if __name__ == "__main__":
    print_lines(report, __doc__, SIZE, 9)
