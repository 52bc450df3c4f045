"""Many processes that write to one new ledger at once: all are heard, on one chain."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from attrs import frozen

from emulation_core.ledger.canonical import GENESIS
from ledgers import rows, second, wrong
from torture.commands import acknowledged, started

PATIENCE = 900.0


@frozen
class Crowd:
    """How many runs were asked for, acknowledged and kept; whether they are one chain; what the verifiers find wrong."""

    asked: int
    acknowledged: int
    kept: int
    one_chain: bool
    codes: tuple[int, ...]
    faults: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        chain = "one chain" if self.one_chain else "NOT one chain"
        return (
            f"{len(self.codes)} processes, {self.asked} runs asked, {self.acknowledged} acknowledged, {self.kept} kept, "
            f"{chain}, {len(self.faults)} faults, {self.seconds:.1f} s"
        )


def tried(processes: int, runs: int, work: Path) -> Crowd:
    """`processes` of `runs` runs each, begun at the same time on a ledger that is not there yet."""
    book, since = work / "crowd.db", time.perf_counter()
    answers = [work / f"crowd_{n}" for n in range(processes)]
    with ExitStack() as stack:
        writers = [started(book, stack.enter_context(answer.open("wb")), runs) for answer in answers]
        codes = tuple(writer.wait(PATIENCE) for writer in writers)
    took = time.perf_counter() - since
    chain = rows(book, "SELECT previous_head, head FROM entry ORDER BY seq")
    heads = [head for _before, head in chain]
    told = [head for answer in answers for head in acknowledged(answer)]
    follows = [before for before, _head in chain] == [GENESIS, *heads[:-1]]
    return Crowd(
        processes * runs, len(told), len(heads), follows and set(told) == set(heads), codes,
        (*wrong(book), *second(book)[1]), took,
    )  # fmt: skip
