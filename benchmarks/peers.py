"""The reference job by the engine and by its peers, side by side in one run.

    python benchmarks/peers.py [--sizes 100000 1000000] [--repeat 3] [--only pandas DuckDB] [--save figures.json]

From columns in memory to what every criterion says, the list and the rank of everybody. Each answer is compared with
the engine's, participant by participant, before a time counts. All take turns; medians are printed as multiples of the
engine's, with the bounds. A peer that is not installed, or too slow for a size, is named as such. `tox -e bench`
installs them all.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import polars as pl
from others import CRITERIA
from polars.testing import assert_frame_equal

from emulation_core.assess import assess
from emulation_core.evaluate import column
from emulation_core.model import Verdict
from reference import campaign, found, judging, participants, plain, same

ENGINE = "emulation-core"
SIZES = (100_000, 1_000_000)
REPEAT = 3


class Peer(NamedTuple):
    """A module of `others`, the distribution it stands on, the largest size it is asked, the size and the bound."""

    module: str
    distribution: str
    largest: int
    at: int | None = None
    least: float | None = None


PEERS: Mapping[str, Peer] = {
    "Polars": Peer("with_polars", "polars", 10_000_000),
    "Numba loop": Peer("with_numba", "numba", 10_000_000),
    "pandas": Peer("with_pandas", "pandas", 10_000_000, 1_000_000, 3),
    "DuckDB": Peer("with_duckdb", "duckdb", 10_000_000, 1_000_000, 6),
    "OpenFisca-core": Peer("with_openfisca", "OpenFisca-Core", 10_000_000, 1_000_000, 4),
    "attrs objects": Peer("with_attrs", "attrs", 100_000, 100_000, 50),
    "zen-engine": Peer("with_zen", "zen-engine", 100_000, 100_000, 100),
}


class Way(NamedTuple):
    """One way to do the job: what is kept in memory, the work that is timed, and the answer as a frame."""

    name: str
    data: Any
    job: Callable[[Any], Any]
    told: Callable[[Any], pl.DataFrame]


def engine(frame: pl.DataFrame) -> Way:
    plan = campaign()
    how = judging(plan)
    return Way(ENGINE, frame, lambda taken: assess(how, taken), lambda table: found(plan, table))


def peer(name: str, evidence: pl.DataFrame) -> Way | str:
    """A peer ready to work, or why there is none."""
    about = PEERS[name]
    if evidence.height > about.largest:
        return f"too slow for this size; asked up to {about.largest:,}"
    try:
        module = import_module(f"others.{about.module}")
    except ImportError as problem:
        return f"not installed ({problem.name})"
    return Way(name, module.taken(evidence), module.job, module.told)


YES = [int(Verdict.MET), int(Verdict.NOT_APPLICABLE)]
SCALED = ("diem_thi", "nhac_nho")
"""Criteria whose points are the fact itself, or what is left after deductions: known or not, but neither yes nor no."""


def judged(table: pl.DataFrame) -> pl.DataFrame:
    """Of the engine's table, for every criterion: yes, no, or null where it is open."""
    return table.select("id", *(_answer(name, *_of_engine(name)) for name in CRITERIA))


def counted(theirs: pl.DataFrame) -> pl.DataFrame:
    """The same of a peer's points."""
    points = {name: pl.col(f"c.{name}") for name in CRITERIA}
    return theirs.select("id", *(_answer(name, given.is_not_null(), given > 0) for name, given in points.items()))


def _of_engine(name: str) -> tuple[pl.Expr, pl.Expr]:
    verdict = pl.col(column(name))
    return verdict.is_in([*YES, int(Verdict.NOT_MET)]), verdict.is_in(YES)


def _answer(name: str, known: pl.Expr, yes: pl.Expr) -> pl.Expr:
    return pl.when(known).then(pl.lit(True) if name in SCALED else yes).alias(name)


def lap(way: Way) -> tuple[float, Any]:
    """Seconds of the second of two goes, and its answer.

    The first finds the processor and the memory as another way left them. And nobody waits while Python looks through
    the objects that another way keeps.
    """
    gc.collect()
    gc.freeze()
    way.job(way.data)
    begun = time.perf_counter()
    done = way.job(way.data)
    took = time.perf_counter() - begun
    gc.unfreeze()
    return took, done


def measured(size: int, names: list[str], repeat: int) -> tuple[dict[str, float], dict[str, str]]:
    """Median seconds of each way, in turns, and why others have none."""
    frame = participants(size)
    evidence = plain(frame)
    ways, absent = [engine(frame)], {}
    for name in names:
        way = peer(name, evidence)
        if isinstance(way, str):
            absent[name] = way
        else:
            ways.append(way)
    table = lap(ways[0])[1]
    ours, verdicts = ways[0].told(table), judged(table)
    for way in ways[1:]:
        theirs = way.told(lap(way)[1])  # and warm: Numba has compiled
        same(theirs, ours)
        assert_frame_equal(counted(theirs).sort("id"), verdicts.sort("id"))
    laps: dict[str, list[float]] = {way.name: [] for way in ways}
    for _turn in range(repeat):
        for way in ways:
            laps[way.name].append(lap(way)[0])
    return {name: median(taken) for name, taken in laps.items()}, absent


def machine() -> str:
    """What the figures hang on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30 if hasattr(os, "sysconf") else 0
    return (
        f"{os.cpu_count()} cores, {memory} GiB, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}; {', '.join(installed())}"
    )


def installed() -> Iterator[str]:
    for about in PEERS.values():
        try:
            yield f"{about.distribution} {version(about.distribution)}"
        except PackageNotFoundError:
            continue


def line(name: str, size: int, seconds: float, ours: float) -> str:
    about = PEERS.get(name)
    times = seconds / ours
    text = f"{name:<16}{seconds:10.4f} s{times:9.2f} ×{size / seconds:14,.0f} participants/s"
    if about is None or about.least is None or about.at != size:
        return text
    return f"{text}   at least {about.least:g} ×: {'holds' if times >= about.least else 'DOES NOT HOLD'}"


def main() -> None:
    """Print a table for each size, and save the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--repeat", type=int, default=REPEAT, metavar="N")
    parser.add_argument("--only", nargs="+", choices=list(PEERS), default=list(PEERS), metavar="PEER")
    parser.add_argument("--save", type=Path, metavar="FILE", help="figures for plot.py")
    asked = parser.parse_args()
    print(machine(), flush=True)
    seconds: dict[str, dict[int, float]] = {}
    for size in asked.sizes:
        took, absent = measured(size, asked.only, asked.repeat)
        print(f"\n{size:,} participants, median of {asked.repeat}; every answer is that of the engine")
        for name, each in took.items():
            seconds.setdefault(name, {})[size] = each
            print(line(name, size, each, took[ENGINE]))
        for name, why in absent.items():
            print(f"{name:<16}{why}")
    if asked.save:
        figures = {"machine": machine(), "repeat": asked.repeat, "seconds": seconds}
        asked.save.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
