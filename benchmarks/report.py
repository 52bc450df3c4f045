"""All papers of a run as an office makes them, against the bare start of the interpreter.

    python benchmarks/report.py [--participants 500] [--repeat 5]

The sample of a shipped campaign is repeated until it has so many people, scored once into a ledger, and
`emulation report` writes everything into a new folder: whole processes, in turns with a bare `python -c pass`.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from emulation_core.config import Catalogue

SIZE, MOST = 500, 3.0
"""For so many participants, all papers may take so many seconds over the bare start of the interpreter."""
CAMPAIGN = "lam_dong/so_cong_thuong_2026"
ON = "2027-03-05"  # every piece of evidence is due
EMULATION = (sys.executable, "-m", "emulation_core.cli")
BARE = (sys.executable, "-c", "pass")


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


def scored(folder: Path, size: int) -> Path:
    """A ledger with one run of so many participants."""
    ledger = folder / "ledger.db"
    run(*EMULATION, "score", CAMPAIGN, str(evidence(folder, size)), "--on", ON, "--ledger", str(ledger))
    return ledger


def run(*command: str) -> float:
    """How long a process takes that must succeed."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


class Took(NamedTuple):
    """Median seconds of `emulation report` and of the bare start, and the files of each kind that were written."""

    report: float
    bare: float
    files: Counter[str]


def measured(folder: Path, size: int, repeat: int) -> Took:
    """Both in turns, `repeat` times, every report into a folder of its own."""
    ledger = str(scored(folder, size))
    outs = [folder / f"papers{turn}" for turn in range(repeat)]
    laps = [(run(*EMULATION, "report", "latest", "-o", str(out), "--ledger", ledger), run(*BARE)) for out in outs]
    report, bare = (median(column) for column in zip(*laps, strict=True))
    return Took(report, bare, Counter(kind(path) for path in outs[-1].iterdir()))


def kind(path: Path) -> str:
    """What a file is: its ending, and for a piece about one participant what it is called before their id."""
    return f"{path.stem.partition('_P')[0]}{path.suffix}"


def report(size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    with tempfile.TemporaryDirectory() as folder:
        took = measured(Path(folder), size, repeat)
    over = took.report - took.bare
    yield f"{size:,} participants of {CAMPAIGN}, {took.files.total():,} papers; median of {repeat}"
    yield from (f"  {count:6,} {name}" for name, count in sorted(took.files.items()))
    yield f"{'emulation report':<24}{took.report:8.3f} s"
    yield f"{'bare interpreter':<24}{took.bare:8.3f} s"
    yield f"{'over it':<24}{over:8.3f} s   {over / took.files.total() * 1000:.2f} ms a paper{bound(size, over)}"


def bound(size: int, over: float) -> str:
    """Whether the bound holds, which is one for 500 participants."""
    return f"   at most {MOST:g} s: {'holds' if over <= MOST else 'DOES NOT HOLD'}" if size == SIZE else ""


def main() -> None:
    """Print the table for the size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--participants", type=int, default=SIZE, metavar="N")
    parser.add_argument("--repeat", type=int, default=5, metavar="N")
    asked = parser.parse_args()
    for text in report(asked.participants, asked.repeat):
        print(text, flush=True)


if __name__ == "__main__":
    main()
