"""Whole processes that take turns, over the sample of a shipped campaign at any size."""

from __future__ import annotations

import argparse
import csv
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from emulation_core.config import Catalogue

CAMPAIGN = "lam_dong/so_cong_thuong_2026"
ON = "2027-03-05"  # every piece of evidence is due
PYTHON = (sys.executable, "-c")
BARE = (*PYTHON, "pass")
SCRIPT = Path(sys.executable).with_name("emulation")
EMULATION = (str(SCRIPT),) if SCRIPT.is_file() else (sys.executable, "-m", "emulation_core.cli")
"""The `emulation` of this interpreter, else its module."""


def evidence(folder: Path, size: int) -> Path:
    """The sample's rows over and over, each with an id and a name of its own."""
    sample = dict(Catalogue().campaigns())[CAMPAIGN].with_suffix(".sample.csv")
    with sample.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    repeated = islice(cycle(rows), size)
    path = folder / "evidence.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows((f"P{n:06}", f"{name} {n}", *rest) for n, (_id, name, *rest) in enumerate(repeated, 1))
    return path


def lap(words: Sequence[str]) -> float:
    """The seconds of a process that must succeed."""
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def medians(turns: Iterable[Iterable[Sequence[str]]]) -> list[float]:
    """The median seconds of each command; in every turn each of them goes once, in the same order."""
    laps = [[lap(words) for words in turn] for turn in turns]
    return [median(column) for column in zip(*laps, strict=True)]


def machine() -> str:
    """What the figures were taken on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def print_lines(report: Callable[[int, int], Iterable[str]], doc: str | None, size: int, repeat: int) -> None:
    """Print what `report` says of so many participants and turns, unless the command line asks for others."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--participants", type=int, default=size, metavar="N")
    parser.add_argument("--repeat", type=int, default=repeat, metavar="N")
    asked = parser.parse_args()
    for text in report(asked.participants, asked.repeat):
        print(text, flush=True)
