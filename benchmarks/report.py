"""All papers of a run as an office makes them, against the bare start of the interpreter.

    python benchmarks/report.py [--participants 500] [--repeat 5]

The sample of a shipped campaign is repeated until it has so many people, scored once into a ledger, and
`emulation report` writes everything into a new folder: whole processes, in turns with a bare `python -c pass`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from turns import BARE, CAMPAIGN, EMULATION, ON, evidence, lap, machine, medians, print_lines

SIZE, MOST = 500, 3.0
"""For so many participants, all papers may take so many seconds over the bare start of the interpreter."""


def scored(folder: Path, size: int) -> Path:
    """A ledger with one run of so many participants."""
    ledger = folder / "ledger.db"
    lap((*EMULATION, "score", CAMPAIGN, str(evidence(folder, size)), "--on", ON, "--ledger", str(ledger)))
    return ledger


class Took(NamedTuple):
    """Median seconds of `emulation report` and of the bare start, and the files of each kind that were written."""

    report: float
    bare: float
    files: Counter[str]


def measured(folder: Path, size: int, repeat: int) -> Took:
    """Both in turns, `repeat` times, every report into a folder of its own."""
    ledger = str(scored(folder, size))
    outs = [folder / f"papers{turn}" for turn in range(repeat)]
    turns = ([(*EMULATION, "report", "latest", "-o", str(out), "--ledger", ledger), BARE] for out in outs)
    report, bare = medians(turns)
    return Took(report, bare, Counter(kind(path) for path in outs[-1].iterdir()))


def kind(path: Path) -> str:
    """What a file is: its ending, and for a piece about one participant what it is called before their id."""
    return f"{path.stem.partition('_P')[0]}{path.suffix}"


def report(size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield machine()
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


if __name__ == "__main__":
    print_lines(report, __doc__, SIZE, 5)
