"""Writing a run into the ledger against writing the same at all.

    python benchmarks/ledger.py [--findings 100000] [--participants 1000000] [--repeat 5]

An office's run, as rows, against one bare `executemany` per table; a large run, as columns, against a bare Parquet
write of its findings. Each takes its turn, and medians are set against each other. `--participants 0` leaves the large
run out.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from unittest.mock import patch

import polars as pl

from emulation_core import law
from emulation_core.config import load_text
from emulation_core.evaluate import SCOPE
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.ledger import packed, write
from emulation_core.ledger.connect import opened
from emulation_core.ledger.evidence import evidence_of
from emulation_core.ledger.read import LATEST, named, result_of
from emulation_core.ledger.results import VERDICTS
from emulation_core.ledger.verify import checks
from emulation_core.model import column_type
from emulation_core.outcome import Outcome
from emulation_core.plugins import load
from emulation_core.scoring import score
from reference import CAMPAIGN, GROUP, KIND, ON, participants

MOST_AS_ROWS = 1.4
"""How many times as long as a bare `executemany` a run of rows may take."""
MOST_AS_COLUMNS = 5.0
"""How many times as long as a bare Parquet write of its findings a run of columns may take."""
EACH = 13
"""Findings to a participant: twelve criteria and whether one is in the scope at all."""
REGISTRY = load(())
Tables = Mapping[str, Sequence[tuple[Any, ...]]]
"""Rows by table, the first column of most the number of the run."""


def outcome(size: int) -> Outcome:
    """The reference job, as a run that a ledger can hold: names and places added, facts of the law empty."""
    loaded = load_text(CAMPAIGN, "mau/score", "score.toml", REGISTRY)
    facts = law.dictionary(loaded.campaign.facts)
    drawn = participants(size).with_columns(pl.format("agency_{}", GROUP).alias("unit")).drop(GROUP)
    frame = drawn.with_columns(
        pl.format("Phòng số {}", pl.int_range(pl.len())).alias("name"),
        pl.lit(KIND.value).alias("kind"),
        pl.lit(0, pl.Int64).alias(SHEET),
        pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(ROW),
        *(pl.lit(None, column_type(fact.type)).alias(id) for id, fact in facts.items() if id not in drawn.columns),
    )
    evidence = Evidence(frame=frame, sheets=(Sheet("a.csv", {id: id for id in facts}),))
    return score(loaded, evidence, loaded.campaign.period.rounds()[0], ON)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# ---- An office's run, as rows ----------------------------------------------------------------------------------------


def held(path: Path) -> tuple[list[str], list[Tables]]:
    """How the tables and indexes of the ledger at `path` are made, and the rows each run added, first seen first."""
    with closing(sqlite3.connect(path)) as ledger:
        made = ledger.execute("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql NOT NULL")
        made = [sql for (sql,) in made if "_sqlite_migrations" not in sql]
        runs: list[dict[str, Any]] = []
        for seq in (1, 2):
            tables = {"entry": ledger.execute("SELECT * FROM entry WHERE seq = ?", (seq,)).fetchall()}
            for name, columns in write.COLUMNS.items():
                if columns.startswith("entry "):
                    order = f"SELECT * FROM {name} WHERE entry = ? ORDER BY 1, 2, 3"
                    tables[name] = ledger.execute(order, (seq,)).fetchall()
                elif name != "entry" and seq == 1:
                    tables[name] = ledger.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
            runs.append({name: rows for name, rows in tables.items() if rows})
    return made, runs


def empty(path: Path, made: Sequence[str]) -> None:
    """A file with the same tables, keys and indexes, and no triggers."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        for sql in made:
            file.execute(sql)


def bare(path: Path, tables: Tables) -> None:
    """The rows alone: one `executemany` per table, one transaction, on the disk as surely as the ledger's."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous = FULL")
        file.execute("PRAGMA secure_delete = ON")
        file.execute("BEGIN IMMEDIATE")
        for name, rows in tables.items():
            file.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        file.execute("COMMIT")


class AsRows(NamedTuple):
    """Median seconds of the ledger and of the bare write: a first run, and one of the same people again."""

    rows: tuple[int, int]
    ledger: tuple[float, float]
    bare: tuple[float, float]


def as_rows(folder: Path, run: Outcome, repeat: int) -> AsRows:
    """Both ways in turns into new files, `repeat` times, after a turn that warms them up and gives the rows."""
    ledger, plain = folder / "ledger.db", folder / "plain.db"
    record = partial(write.record, ledger, run, REGISTRY)
    record()
    record()
    made, runs = held(ledger)
    laps = []
    for _turn in range(repeat):
        fresh(ledger, plain)
        with opened(ledger, create=True):
            empty(plain, made)
        work = [each for tables in runs for each in (record, partial(bare, plain, tables))]
        laps.append([seconds(each) for each in work])
    first, bare_first, again, bare_again = (median(lap) for lap in zip(*laps, strict=True))
    counts = [sum(map(len, tables.values())) for tables in runs]
    return AsRows((counts[0], counts[1]), (first, again), (bare_first, bare_again))


def fresh(*paths: Path) -> None:
    """Remove databases with their logs."""
    for path in paths:
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


# ---- A large run, as columns -----------------------------------------------------------------------------------------


def wide(run: Outcome) -> pl.DataFrame:
    """The findings, a row for each participant and a column of digits for each criterion."""
    return run.tables[KIND].select("id", SCOPE, "^v\\..*$")


def long(run: Outcome) -> pl.DataFrame:
    """The findings as the table `finding` has them: participant, criterion and verdict, sorted by the first two."""
    codes = wide(run).rename(lambda name: name.removeprefix("v."))
    found = codes.unpivot(index="id", variable_name="criterion", value_name="verdict").sort("id", "criterion")
    return found.with_columns(pl.lit(pl.Series(VERDICTS)).gather(pl.col("verdict")).alias("verdict"))


class AsColumns(NamedTuple):
    """Median seconds: a run of known people without looking them up, and bare Parquet writes by frame.

    `looked_up` is that, `first_seen` what a first run takes longer; `one` is one participant's result and evidence read
    back, `verify` all checks of a ledger of two such runs; sizes are in bytes, that of the ledger after one run and
    with its people.
    """

    run: float
    looked_up: float
    first_seen: float
    parquet: Mapping[str, float]
    one: float
    verify: float
    sizes: Mapping[str, int]


def as_columns(folder: Path, run: Outcome, repeat: int) -> AsColumns:
    """All in turns into new files, `repeat` times."""
    ledger, file = folder / "ledger.db", folder / "a.parquet"
    frames = {"long": long(run), "wide": wide(run), "evidence": run.evidence.frame}
    laps: list[list[float]] = []
    sizes: dict[str, int] = {}
    for _turn in range(repeat):
        fresh(ledger)
        with opened(ledger, create=True):
            pass
        first = sum(recorded(ledger, run))
        sizes["ledger"] = ledger.stat().st_size
        looked_up, rest = recorded(ledger, run)
        laps.append([rest, looked_up, first - rest])
        for name, frame in frames.items():
            laps[-1].append(seconds(partial(frame.write_parquet, file)))
            sizes[name] = file.stat().st_size
    rest, looked_up, first_seen, *parquet = (median(lap) for lap in zip(*laps, strict=True))
    someone = run.evidence.frame["id"][run.evidence.frame.height // 2]
    one = median(seconds(partial(read_back, ledger, run, someone)) for _turn in range(max(3, repeat)))
    whole = seconds(lambda: check(ledger))
    return AsColumns(rest, looked_up, first_seen, dict(zip(frames, parquet, strict=True)), one, whole, sizes)


def recorded(ledger: Path, run: Outcome) -> tuple[float, float]:
    """How long a run takes that is stored as columns: finding or registering its people, and all the rest."""
    spent: list[float] = []

    def registering(*given: Any) -> Any:
        begun = time.perf_counter()
        known = registered(*given)
        spent.append(time.perf_counter() - begun)
        return known

    registered = write.registered
    with patch.object(write, "registered", registering), patch.object(packed, "MOST_FINDINGS", 0):
        whole = seconds(partial(write.record, ledger, run, REGISTRY))
    return sum(spent), whole - sum(spent)


def read_back(ledger: Path, run: Outcome, id: str) -> None:
    """What `explain` reads of one participant: the result, and the evidence it came from."""
    with opened(ledger) as connection:
        stored = named(connection, ledger, LATEST)
        ref, _result = result_of(connection, stored, id)
        evidence, _refs = evidence_of(connection, stored, run.loaded.campaign, only=ref)
    assert evidence.frame["id"].to_list() == [id]


def check(ledger: Path) -> None:
    """Every check of the verifier, of which all must hold."""
    assert all(found.holds for found in checks(ledger))


# ---- Printed ---------------------------------------------------------------------------------------------------------


def line(what: str, mine: float, theirs: float, most: float | None = None) -> str:
    bound = "" if most is None else f"   at most {most}: {'holds' if mine / theirs <= most else 'DOES NOT HOLD'}"
    return f"{what:<46}{mine:9.3f} s {theirs:9.3f} s {mine / theirs:7.2f}×{bound}"


def report_rows(folder: Path, findings: int, repeat: int) -> Iterator[str]:
    """The lines for a run of rows."""
    size = -(-findings // EACH)
    took = as_rows(folder, outcome(size), repeat)
    yield f"As rows: {size:,} participants, {size * EACH:,} findings with evidence and lists; median of {repeat}"
    yield f"{'':<46}{'ledger':>11} {'executemany':>11} {'ratio':>8}"
    for n, what in enumerate(("everybody first seen", "everybody known")):
        yield line(f"{what}, {took.rows[n]:,} rows", took.ledger[n], took.bare[n], MOST_AS_ROWS)
    yield ""


def report_columns(folder: Path, size: int, repeat: int) -> Iterator[str]:
    """The lines for a run of columns."""
    took = as_columns(folder, outcome(size), repeat)
    parquet, findings = took.parquet, 2 * size * EACH / 1e6
    sizes = ", ".join(f"{name} {each / 1e6:.1f}" for name, each in took.sizes.items())
    yield f"As columns: {size:,} participants, {size * EACH:,} findings with evidence and lists; median of {repeat}"
    yield f"{'':<46}{'ledger':>11} {'Parquet':>11} {'ratio':>8}"
    yield line(
        "what the run stores: findings and evidence", took.run, parquet["long"] + parquet["evidence"], MOST_AS_COLUMNS
    )
    yield line("findings alone, a row each", took.run, parquet["long"])
    yield line("findings alone, a column of digits a criterion", took.run, parquet["wide"])
    for what, spent in (("besides, known people looked up", took.looked_up), ("or first seen", took.first_seen)):
        yield f"{what:<46}{spent:9.3f} s, {spent / size * 1e6:.2f} µs each"
    yield f"{'one participant read back':<46}{took.one:9.3f} s"
    yield f"{'verify':<46}{took.verify:9.3f} s, {took.verify / findings:.3f} s per million findings"
    yield f"MB: {sizes}"


def report(findings: int, size: int, repeat: int) -> Iterator[str]:
    """The lines to print."""
    yield f"{os.cpu_count()} cores, {pl.thread_pool_size()} used by Polars; {platform.machine()}"
    yield f"Python {platform.python_version()}, Polars {pl.__version__}, SQLite {sqlite3.sqlite_version}"
    yield ""
    with tempfile.TemporaryDirectory() as folder:
        yield from report_rows(Path(folder), findings, repeat)
        if size:
            yield from report_columns(Path(folder), size, min(3, repeat))


def main() -> None:
    """Print the tables for the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=100_000, metavar="N", help="of the run stored as rows")
    parser.add_argument("--participants", type=int, default=1_000_000, metavar="N", help="of the run stored as columns")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions (of the large run at most 3)")
    asked = parser.parse_args()
    for text in report(asked.findings, asked.participants, asked.repeat):
        print(text, flush=True)


if __name__ == "__main__":
    main()
