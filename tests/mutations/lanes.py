"""The mutations in processes of their own, so that a death or a hang is counted and not suffered."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mutations.judged import Tried, tried

COUNT = int(os.environ.get("EMULATION_FUZZ") or 500)
PATIENCE = 60
"""Seconds after which a mutation hangs; building the forms of a process is among them."""
LANES = 2


def work(pipe: Any, numbers: Sequence[int]) -> None:
    """Try `numbers` in this process, telling each as it ends."""
    with TemporaryDirectory() as folder:
        for number in numbers:
            pipe.send(tried(number, Path(folder)))


def lane(numbers: Sequence[int]) -> list[Tried]:
    """Try `numbers` in another process, in a new one after it died or hung."""
    spawn = multiprocessing.get_context("spawn")
    results: list[Tried] = []
    while len(results) < len(numbers):
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=work, args=(theirs, numbers[len(results) :]), daemon=True)
        process.start()
        theirs.close()
        try:
            while len(results) < len(numbers):
                if not ours.poll(PATIENCE):
                    raise TimeoutError
                results.append(ours.recv())
        except (EOFError, TimeoutError) as end:
            ended = "hang" if isinstance(end, TimeoutError) else "death"
            results.append(Tried(numbers[len(results)], "?", ended, (ended,)))
        finally:
            process.kill()
            process.join()
            ours.close()
    return results
