"""kill -9 at random instants while runs are written: what was acknowledged is there, nothing is half there."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from attrs import evolve, frozen

from ledgers import rows, second, wrong
from torture.commands import acknowledged, started

SEED = 2026
TO_A_LEDGER = 25
"""Kills on one ledger before both verifiers look at it, and the next begins with a new file."""
PATIENCE = 60.0


@frozen
class Kills:
    """What became of runs when their processes were killed; `inside` counts kills that left a log behind."""

    kills: int = 0
    inside: int = 0
    acknowledged: int = 0
    lost: int = 0
    kept: int = 0
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.inside} with an open log), {self.acknowledged} runs acknowledged, "
            f"{self.lost} lost, {self.kept} kept, {len(self.faults)} faults by both verifiers"
        )


def tried(count: int, work: Path) -> Kills:
    """Kill `count` processes, by turns one that scores once and one that scores over and over."""
    dice, found = Random(SEED), Kills()
    usual = _duration(work)
    for first in range(0, count, TO_A_LEDGER):
        book = work / f"ledger_{first}.db"
        told: list[str] = []
        for n in range(first, min(count, first + TO_A_LEDGER)):
            answer = work / f"answer_{n}"
            _killed(book, answer, dice.random(), usual if n % 2 else None)
            log = book.with_name(book.name + "-wal")
            found = evolve(
                found, kills=found.kills + 1, inside=found.inside + (log.exists() and log.stat().st_size > 0)
            )
            told += acknowledged(answer)
        found = _looked_at(found, book, told)
    return found


def _duration(work: Path) -> float:
    """Seconds that the command takes here and now."""
    since = time.perf_counter()
    with (work / "usual").open("wb") as answer:
        assert started(work / "usual.db", answer).wait(PATIENCE) == 0
    return time.perf_counter() - since


def _killed(book: Path, answer: Path, luck: float, usual: float | None) -> None:
    """Score once and kill in the later half of the `usual` time, or score over and over and kill while a run is written."""
    log = book.with_name(book.name + "-wal")
    with answer.open("wb") as out:
        process = started(book, out, None if usual else 1000)
        if usual:
            time.sleep(usual * (0.5 + 0.6 * luck))
        else:
            _wait(process, lambda: bool(_size(answer)))
            time.sleep(0.1 * luck)
            _wait(process, lambda: bool(_size(log)))
            time.sleep(0.01 * luck)
        process.kill()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], until: Callable[[], bool]) -> None:
    """Look again and again, while the process lives."""
    end = time.perf_counter() + PATIENCE
    while not until() and process.poll() is None and time.perf_counter() < end:
        time.sleep(0.0005)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _looked_at(found: Kills, book: Path, told: list[str]) -> Kills:
    kept = [head for (head,) in rows(book, "SELECT head FROM entry WHERE kind = 'run'")]
    code, lines = second(book)
    return evolve(
        found,
        acknowledged=found.acknowledged + len(told),
        lost=found.lost + len(set(told) - set(kept)),
        kept=found.kept + len(kept),
        faults=(*found.faults, *wrong(book), *(lines or [f"exit code {code}"] * (code != 0))),
    )
