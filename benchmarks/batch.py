"""Many agencies at once: campaigns of a few shapes in one batch against one table, and a cluster against processes.

    python benchmarks/batch.py [--campaigns 2000] [--participants 500] [--shapes 20] [--repeat 3]
    python benchmarks/batch.py --cluster [--campaigns 400] [--participants 500] [--workers 2]
    python benchmarks/batch.py --poison [--campaigns 100]

The first reads, scores and writes in this process, each stage apart; findings are compared before anything is said of
time. The second runs whole commands: `--workers`, then a Dask scheduler and workers that are processes of their own,
then the same with a worker killed by its pid. The third poisons 10 agencies.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
from attrs import evolve

from emulation_core.batch.said import digest
from emulation_core.config import Catalogue, load
from emulation_core.intake import read
from emulation_core.ledger import record, runs
from emulation_core.plugins import Registry
from emulation_core.plugins import load as load_plugins
from emulation_core.scoring import Job, score
from emulation_core.stack import assess_all, score_all

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
ON = date(2027, 1, 15)
PLAN = """
title    = "Cải cách hành chính năm 2026"
agency   = "Cơ quan phát động"
province = "mau"
period   = {{ use = "year", year = 2026 }}
plan     = {{ number = "1/KH-MAU", issued = 2026-01-15, source = "full" }}
criteria = [{criteria}]
[facts]
{facts}
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["individual"]
clause = "III"
quota = {{ use = "fixed", individual = 50 }}
order = ["fact.so_0 desc"]
"""
CRITERION = '{{ id = "{id}", clause = "II", text = "Tiêu chí", applies_to = ["individual"], evaluator = {{ {rule} }} }}'
OWN = """
extends = "mau/{base}"
agency = "Cơ quan {n}"
decided_in = "QĐ {n}/QĐ-MAU"
criteria = [{criterion}]
[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["individual"]
clause = "III"
quota = {{ use = "fixed", individual = {seats} }}
order = ["fact.so_0 desc"]
"""
RULES = ("at_least", "at_most", "above", "below")
CRITERIA = 8
POISONED = 10


def lay_out(root: Path, campaigns: int, participants: int, shapes: int) -> Path:
    """A deployment: plans of so many shapes, and for each of the campaigns its own numbers and its own people."""
    folder = root / "provinces" / "mau"
    folder.mkdir(parents=True)
    (root / "emulation.toml").write_text('provinces = ["provinces/"]\nverdicts = "verdicts/"\n', "utf-8")
    for shape in range(shapes):
        rules = [(f"c{n}", rule(shape, n, 3)) for n in range(CRITERIA)]
        criteria = ", ".join(CRITERION.format(id=id, rule=text) for id, text in rules)
        facts = "\n".join(f'so_{n} = {{ label = "Số liệu {n}", type = "count" }}' for n in range(CRITERIA))
        (folder / f"hinh_{shape}.toml").write_text(PLAN.format(criteria=criteria, facts=facts), "utf-8")
    for n in range(campaigns):
        shape = n % shapes
        own = CRITERION.format(id="c0", rule=rule(shape, 0, n % 7))
        text = OWN.format(base=f"hinh_{shape}", n=n, criterion=own, seats=20 + n % 60)
        (folder / f"co_quan_{n:05}_2026.toml").write_text(text, "utf-8")
        evidence = root / "evidence" / "mau" / f"co_quan_{n:05}_2026"
        evidence.mkdir(parents=True)
        people(n, participants).write_csv(evidence / "minh_chung.csv")
    return root


def rule(shape: int, n: int, value: int) -> str:
    """The rule of one criterion: which it is depends on the shape."""
    return f'use = "{RULES[(shape // 4 ** (n % 3) + n) % 4]}", fact = "so_{n}", value = {value + n % 3}'


def people(campaign: int, count: int) -> pl.DataFrame:
    """The table of one agency; one cell of twenty is empty."""

    def drawn(n: int) -> pl.Expr:
        draw = pl.int_range(count).hash(1000 * campaign + n)
        return pl.when(draw % 20 > 0).then(draw // 20 % 9).cast(pl.Int64)

    return pl.select(
        id=pl.format("P{}", pl.int_range(count)),
        name=pl.format("Nguyễn Văn Số {}", pl.int_range(count)),
        kind=pl.lit("individual"),
        **{f"so_{n}": drawn(n) for n in range(CRITERIA)},
    )


@cache
def registry() -> Registry:
    return load_plugins(())


def timed(what: Callable[[], Any], repeat: int = 1) -> tuple[Any, float]:
    """What comes of it, and the median of the seconds it takes."""
    taken = []
    for _n in range(repeat):
        since = time.perf_counter()
        made = what()
        taken.append(time.perf_counter() - since)
    return made, median(taken)


# ---- One batch against one table -------------------------------------------------------------------------------------


def one_batch(root: Path, campaigns: int, participants: int, shapes: int, repeat: int) -> None:
    catalogue = Catalogue((root / "provinces",))
    ids = [f"mau/co_quan_{n:05}_2026" for n in range(campaigns)]
    loaded, loading = timed(lambda: [load(catalogue.find(id)[1], id, registry(), catalogue) for id in ids])
    tables, reading = timed(lambda: [read([root / "evidence" / one.id], one.campaign) for one in loaded])
    jobs = [Job(one, table, one.campaign.period.rounds()[0], ON, ON) for one, table in zip(loaded, tables, strict=True)]
    whole = [together([job for n, job in enumerate(jobs) if n % shapes == shape]) for shape in range(shapes)]
    _made, judged = timed(lambda: list(assess_all(jobs)), repeat)
    _made, at_once = timed(lambda: list(assess_all(whole)), repeat)
    outcomes, stacked = timed(lambda: score_all(jobs), repeat)
    _made, single = timed(lambda: [score(j.loaded, j.evidence, j.round, j.on) for j in whole], repeat)
    some = jobs[:: max(1, len(jobs) // 50)]
    alone, apart = timed(lambda: [score(j.loaded, j.evidence, j.round, j.on) for j in some])
    for job, mine in zip(some, alone, strict=True):
        theirs = outcomes[jobs.index(job)]
        assert digest(mine) == digest(theirs)
    book = root / "ledger.db"
    _receipts, writing = timed(lambda: [record(book.with_name(f"{n}.db"), outcomes[n], registry()) for n in range(20)])
    rows = campaigns * participants
    print(f"{campaigns} campaigns of {shapes} shapes, {rows} participants, {CRITERIA} criteria each")
    print(f"  plans loaded            {loading:8.2f} s   {1000 * loading / campaigns:8.2f} ms each")
    print(f"  tables read             {reading:8.2f} s   {1000 * reading / campaigns:8.2f} ms each")
    print(f"  scored as one batch     {stacked:8.2f} s   {1e6 * stacked / rows:8.2f} µs for a participant")
    print(f"  the same rows, {shapes} tables {single:8.2f} s   {1e6 * single / rows:8.2f} µs for a participant")
    print(f"  verdicts, places alone  {judged:8.2f} s   {1e6 * judged / rows:8.2f} µs for a participant")
    print(f"  the same rows, {shapes} tables {at_once:8.2f} s   {1e6 * at_once / rows:8.2f} µs for a participant")
    each = apart / len(some) * campaigns
    print(f"  one by one              {each:8.2f} s   (from {len(some)} of them)")
    print(
        f"  written, a ledger each  {writing / 20 * campaigns:8.2f} s   {50 * writing:8.2f} ms each (from 20 of them)"
    )
    print(f"  batch : tables          {stacked / single:8.2f}     at most 2")
    print(f"  verdicts, places alone  {judged / at_once:8.2f}     no bound: the tables beside it come laid together")


def together(jobs: list[Job]) -> Job:
    """One campaign with everybody's people, each id made their own."""
    frames = [
        job.evidence.frame.with_columns(id=pl.format("{}-{}", pl.lit(n), "id"), _sheet=pl.lit(0, pl.Int64))
        for n, job in enumerate(jobs)
    ]
    return evolve(jobs[0], evidence=evolve(jobs[0].evidence, frame=pl.concat(frames, rechunk=True)))


# ---- A cluster -------------------------------------------------------------------------------------------------------


def command(root: Path, *options: str, path: str = "") -> tuple[dict[str, Any], float]:
    """`emulation batch` as a process, and how long it takes."""
    asked = [sys.executable, "-m", "emulation_core.cli", "batch", str(root), "--json", "--on", ON.isoformat(), *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [path, os.environ.get("PYTHONPATH")]))}
    done, taken = timed(lambda: subprocess.run(asked, capture_output=True, text=True, check=False, env=environment))
    if not done.stdout:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), taken


@contextmanager
def dask(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers, processes of their own."""
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    module = [sys.executable, "-m", "distributed.cli"]
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    started = [subprocess.Popen([*module[:2], "distributed.cli.dask_scheduler", *options], **quiet)]
    while not file.exists() or not file.read_text():
        time.sleep(0.05)
    address = json.loads(file.read_text())["address"]
    options = [address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]
    for _n in range(workers):
        started.append(subprocess.Popen([*module[:2], "distributed.cli.dask_worker", *options], **quiet))
    time.sleep(3)
    try:
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.kill()
        for process in started:
            process.wait()


def fresh(root: Path) -> None:
    """A deployment nothing was scored in."""
    for name in ("ledger", "verdicts", ".batch"):
        if (root / name).exists():
            (root / name).rename(root / f"{name}.{time.time_ns()}")


def said(root: Path, answer: dict[str, Any]) -> tuple[Any, ...]:
    """What must be the same whoever did it: findings, the bytes of the verdict files, and one run in each ledger."""
    files = {path.relative_to(root): path.read_bytes() for path in (root / "verdicts").rglob("*.parquet")}
    kept = {path.name: [run.campaign for run in runs(path)] for path in (root / "ledger").rglob("*.db")}
    return [(line["campaign"], line["round"], line.get("said")) for line in answer["agencies"]], files, kept


def clustered(root: Path, workers: int) -> None:
    answer, plain = command(root, "--workers", str(workers))
    expected = said(root, answer)
    with tempfile.TemporaryDirectory() as folder, dask(Path(folder), workers) as (address, processes):
        fresh(root)
        # `--workers` are then those that write: as many as without a cluster.
        words = ("--workers", str(workers), "--cluster", address)
        answer, cluster = command(root, *words)
        same = said(root, answer) == expected
        fresh(root)
        subprocess.Popen(["sh", "-c", f"sleep {0.5 * cluster:.2f}; kill -9 {processes[0].pid}"])
        answer, broken = command(root, *words)
        processes[0].wait(60)
        still = said(root, answer) == expected
    print(f"  --workers {workers}             {plain:8.2f} s")
    print(
        f"  --cluster, {workers} workers    {cluster:8.2f} s   {cluster / plain:.2f} of it, at most 1.25; same: {same}"
    )
    print(f"  a worker killed         {broken:8.2f} s   complete, once each, byte for byte: {still}")


# ---- Poison ----------------------------------------------------------------------------------------------------------


def poison(root: Path, campaigns: int) -> None:
    """Ten agencies whose rules kill, hang, leave or lie."""
    from deployments import RULES as SOURCE
    from support import distribute

    distribute(root / "site", "emulation-hong", {"hong": "emulation_hong"}, emulation_hong=SOURCE)
    names = ["no", "thoat", "tat", "chet", "treo", "loi"]
    folder = root / "provinces" / "hong"
    folder.mkdir()
    fact = 'so_0 = { label = "Số liệu", type = "count" }'
    for n in range(POISONED):
        criterion = CRITERION.format(id="c0", rule=f'use = "hong.{names[n % len(names)]}", fact = "so_0"')
        text = PLAN.format(criteria=criterion, facts=fact).replace('"mau"', '"hong"')
        (folder / f"co_quan_{n}_2026.toml").write_text(text, "utf-8")
        evidence = root / "evidence" / "hong" / f"co_quan_{n}_2026"
        evidence.mkdir(parents=True)
        people(n, 5).select("id", "name", "kind", "so_0").write_csv(evidence / "minh_chung.csv")
    with (root / "emulation.toml").open("a") as file:
        file.write("[limits]\nseconds = 5\n")
    path = str(root / "site")
    answer, taken = command(root, "--workers", "2", path=path)
    wrong = [line for line in answer["agencies"] if "error" in line]
    print(
        f"  {campaigns} agencies, {POISONED} poisoned: {len(answer['agencies']) - len(wrong)} complete, {taken:.1f} s"
    )
    for line in wrong:
        print(f"    {line['campaign']}: {line['error'][:90]}")
    answer, taken = command(root, "--workers", "2", "--resume", path=path)
    again = sum(not line["resumed"] for line in answer["agencies"])
    print(f"  --resume: {again} tried again, {len(answer['agencies']) - again} left alone, {taken:.1f} s")


def main() -> None:
    """Lay a deployment out, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", type=int)
    parser.add_argument("--participants", type=int, default=500)
    parser.add_argument("--shapes", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--poison", action="store_true")
    given = parser.parse_args()
    campaigns = given.campaigns or (400 if given.cluster else 90 if given.poison else 2000)
    with tempfile.TemporaryDirectory() as folder:
        root = lay_out(Path(folder) / "d", campaigns, given.participants, given.shapes)
        if given.cluster:
            print(f"{campaigns} campaigns, {campaigns * given.participants} participants")
            clustered(root, given.workers)
        elif given.poison:
            poison(root, campaigns + POISONED)
        else:
            one_batch(root, campaigns, given.participants, given.shapes, given.repeat)


if __name__ == "__main__":
    main()
