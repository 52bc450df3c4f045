"""Whole processes: what one command costs from start to end, as a multiple of the bare start of the interpreter.

    python benchmarks/process.py [--participants 500] [--repeat 9]

Commands and what they are measured against take turns, and medians are set against each other. Python files are
compiled before, as an installed package's are; turns that write byte code would measure that.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from report import CAMPAIGN, ON, evidence

import emulation_core
from emulation_core.config import shipped

SIZE = 500


class Command(NamedTuple):
    """What is run; `most` times what `against` takes, where that is bounded."""

    name: str
    words: Sequence[str]
    against: str = ""
    most: float | None = None


def program() -> tuple[str, ...]:
    """The `emulation` of this interpreter, else its module."""
    script = Path(sys.executable).with_name("emulation")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "emulation_core.cli")


def commands(folder: Path, size: int) -> list[Command]:
    table, form = str(evidence(folder, size)), str(folder / "form.xlsx")
    emulation, python = program(), (sys.executable, "-c")
    bare, polars = "python -c pass", 'python -c "import polars"'
    score = (*emulation, "score", CAMPAIGN, table, "--on", ON)
    return [
        Command(bare, (*python, "pass")),
        Command(polars, (*python, "import polars")),
        Command("emulation --help", (*emulation, "--help"), bare, 5),
        Command("emulation score --help", (*emulation, "score", "--help"), bare),
        Command(f"score, {size} of CSV", score, polars, 2.5),
        Command(f"score --json, {size} of CSV", (*score, "--json"), polars, 2.5),
        Command(f"check, {size} of CSV", (*emulation, "check", CAMPAIGN, table, "--on", ON), polars),
        Command("campaigns", (*emulation, "campaigns"), polars),
        Command("show", (*emulation, "show", CAMPAIGN), polars),
        Command("form", (*emulation, "form", CAMPAIGN, "-o", form, "--force"), polars),
    ]


def compiled() -> None:
    """Byte code for what an editable installation leaves as source."""
    for folder in (Path(emulation_core.__file__).parent, shipped("provinces").parent / "plugins"):
        if folder.is_dir():
            compileall.compile_dir(folder, quiet=1)


def lap(words: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def report(size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    compiled()
    with tempfile.TemporaryDirectory() as folder:
        asked = commands(Path(folder), size)
        for command in asked:
            lap(command.words)
        laps = [[lap(command.words) for command in asked] for _turn in range(repeat)]
    took = {command.name: median(column) for command, column in zip(asked, zip(*laps, strict=True), strict=True)}
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


def main() -> None:
    """Print the table for the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--participants", type=int, default=SIZE, metavar="N")
    parser.add_argument("--repeat", type=int, default=9, metavar="N")
    asked = parser.parse_args()
    for text in report(asked.participants, asked.repeat):
        print(text, flush=True)


if __name__ == "__main__":
    main()
