"""`emulation score --ledger` as processes of their own: one command each, or the same command over and over."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import IO

from support import CAMPAIGNS

ID = "lam_dong/so_cong_thuong_2026"
SAMPLE = CAMPAIGNS[ID].with_suffix(".sample.csv")
_HEAD = re.compile(rb'"head": "([0-9a-f]{64})"')
_AGAIN = """
import sys
from emulation_core.cli import main
for _ in range(int(sys.argv[1])):
    try:
        main(sys.argv[2:])
    except SystemExit as end:
        if end.code:
            raise
"""
"""The command line called again and again in one process, which pays for its start once."""


def score(book: Path) -> list[str]:
    """The words of the command."""
    return ["score", ID, str(SAMPLE), "--on", "2027-03-01", "--ledger", str(book), "--json"]


def started(book: Path, answer: IO[bytes], times: int | None = None) -> subprocess.Popen[bytes]:
    """A process that scores into `book`, once or `times`, and answers into the file `answer`."""
    words = ["-m", "emulation_core.cli"] if times is None else ["-c", _AGAIN, str(times)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, *words, *score(book)], stdout=answer, stderr=subprocess.STDOUT, env=environment
    )


def acknowledged(answer: Path) -> list[str]:
    """The heads of the runs that the command has answered with."""
    return [head.decode() for head in _HEAD.findall(answer.read_bytes())]
