"""Large runs: the reference job from Parquet evidence to a verdict file, in one go and in little memory.

    python benchmarks/large.py [--size 10000000] [--repeat 1]

Every run is a process of its own; its peak is what the system says it held, Python and Polars included. The evidence
holds the table of one agency after another. Prints each figure beside the bound it must keep.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import polars as pl

import reference
from emulation_core import verdicts
from emulation_core.config import load_text
from emulation_core.large import score_large
from emulation_core.plugins import load

SIZE = 10_000_000
ONE_GO, CHUNKED = 1024, 300
"""MiB allowed to a run."""
MOST_MB, MOST_CHUNKED_MB, MOST_RATIO, MOST_BYTES, MOST_MS = 1200, 300, 1.25, 12, 10
LOOKED_UP = 21


def write_evidence(size: int, path: Path) -> None:
    """The participants of the reference job as an office's table, agency by agency."""
    ladder = pl.Series(["khong_dat", "dat", "tot", "xuat_sac"])
    people = reference.participants(size).sort(reference.GROUP, maintain_order=True)
    named = people.with_columns(
        pl.format("Người {}", pl.int_range(size)).alias("name"), pl.lit("individual").alias("kind")
    )
    named.with_columns(pl.lit(ladder).gather("xep_loai").alias("xep_loai")).write_parquet(path)


def run(evidence: Path, out: Path, memory: int) -> None:
    """One run, in the process that is measured; prints what it took."""
    plan = load_text(reference.CAMPAIGN, "mau/score", "score.toml", load(()))
    since = time.perf_counter()
    round = plan.campaign.period.rounds()[0]
    score_large(plan, evidence, out, round, reference.ON, by=(reference.GROUP,), memory=memory << 20)
    took = time.perf_counter() - since
    print(json.dumps([took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000]))


def measured(evidence: Path, out: Path, memory: int) -> tuple[float, float]:
    """Seconds, and megabytes at the peak, of one run in a process of its own."""
    command = [sys.executable, __file__, "--run", evidence, out, memory]
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def found(out: Path, size: int) -> list[float]:
    """Milliseconds that it takes to find one participant, another one each time; the file is in the system's memory."""
    out.read_bytes()  # what was written may have gone from it already
    took = []
    for n in range(LOOKED_UP):
        since = time.perf_counter()
        verdicts.findings_of(out, f"P{n * (size // LOOKED_UP)}")
        took.append((time.perf_counter() - since) * 1000)
    return took


def report(size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    with TemporaryDirectory() as folder:
        evidence, out = Path(folder, "evidence.parquet"), Path(folder, "verdicts.parquet")
        # In a process of its own: what it held does not count.
        subprocess.run([sys.executable, __file__, "--write", str(size), str(evidence)], check=True)
        turns = [[measured(evidence, out, memory) for memory in (ONE_GO, CHUNKED)] for _turn in range(repeat)]
        whole, chunked = (list(zip(*runs, strict=True)) for runs in zip(*turns, strict=True))
        yield f"{size:,} participants; medians of {repeat}; {evidence.stat().st_size / 1e6:.0f} MB of evidence"
        yield line("in one go, at the peak", max(whole[1]), "MB", MOST_MB)
        yield line("in chunks, at the peak", max(chunked[1]), "MB", MOST_CHUNKED_MB)
        yield f"{'in one go':<34}{median(whole[0]):>12.1f} s"
        yield f"{'in chunks':<34}{median(chunked[0]):>12.1f} s"
        yield line("in chunks ÷ in one go", median(c[0] / w[0] for w, c in turns), "×", MOST_RATIO)
        yield line("verdict file, a participant", out.stat().st_size / size, "bytes", MOST_BYTES)
        took = found(out, size)
        yield line("one participant found, median", median(took[1:]), "ms", MOST_MS)
        yield line("one participant found, slowest", max(took[1:]), "ms", MOST_MS)


def line(what: str, figure: float, unit: str, most: float) -> str:
    """A figure beside its bound."""
    kept = "kept" if figure <= most else "BROKEN"
    return f"{what:<34}{figure:>12.2f} {unit:<6} at most {most} {unit}: {kept}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE, metavar="N", help="participants")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="repetitions of each")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.run:
        run(Path(asked.run[0]), Path(asked.run[1]), int(asked.run[2]))
    elif asked.write:
        write_evidence(int(asked.write[0]), Path(asked.write[1]))
    else:
        for told in report(asked.size, asked.repeat):
            print(told, flush=True)


if __name__ == "__main__":
    main()
