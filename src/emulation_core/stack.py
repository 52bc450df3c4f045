"""Many campaigns at once: those of one shape are judged as one table, then each is concluded by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from emulation_core import law, points
from emulation_core.assess import Judging, assess, counted
from emulation_core.campaign import Quota
from emulation_core.errors import EmulationError, RuleFailed
from emulation_core.evidence import Sheet, by_kind
from emulation_core.i18n import _
from emulation_core.measures import alike
from emulation_core.model import JOB, KINDS, Id, Kind
from emulation_core.outcome import Outcome
from emulation_core.scheme import HIGH, LOW
from emulation_core.scoring import Job, Tables, alone, concluded
from emulation_core.shapes import Shape, from_outside, shaped, split, together

Told = Callable[[Sequence[int]], None]
"""Hears of jobs, by their places, before they are judged as one stack."""


def score_all(jobs: Sequence[Job], told: Told = lambda numbers: None) -> list[Outcome | EmulationError]:
    """The outcome of each job, as `scoring.score` gives it, or why it has none."""
    found: dict[int, Outcome | EmulationError] = {}
    for numbers, tables in assess_all(jobs, told):
        if isinstance(tables, EmulationError):
            found[numbers[0]] = tables
        else:
            found.update(zip(numbers, concluded([jobs[n] for n in numbers], tables), strict=True))
    return [found[n] for n in range(len(jobs))]


def assess_all(
    jobs: Sequence[Job], told: Told = lambda numbers: None
) -> Iterator[tuple[list[int], Tables | EmulationError]]:
    """What is said of the participants of jobs that are one stack, by their places in `jobs`; or why nothing can be.

    Column `model.JOB` of the tables is the place among those of the stack. A fault is that of one job.
    """
    judgings = [job.judging(KINDS[0]) for job in jobs]
    shapes = shaped(judgings)
    # Frames are laid one below the other: a review that knows other years has other columns.
    wide: dict[tuple[str, ...], list[int]] = {}
    for n, job in enumerate(jobs):
        wide.setdefault(tuple(job.evidence.frame.columns), []).append(n)
    for places in wide.values():
        for group in split([shapes[n] for n in places], [judgings[n] for n in places]):
            yield from _judged(jobs, shapes, [places[n] for n in group], told)


def _judged(
    jobs: Sequence[Job], shapes: Sequence[Shape], numbers: list[int], told: Told
) -> Iterator[tuple[list[int], Tables | EmulationError]]:
    """One stack; where it cannot be judged as one, its halves, until the fault falls to whose it is."""
    told(numbers)
    try:
        tables = stacked([jobs[n] for n in numbers], [shapes[n] for n in numbers])
    except EmulationError as fault:
        if len(numbers) == 1:
            yield numbers, fault
            return
        half = len(numbers) // 2
        yield from _judged(jobs, shapes, numbers[:half], told)
        yield from _judged(jobs, shapes, numbers[half:], told)
        return
    yield numbers, tables


def stacked(jobs: Sequence[Job], shapes: Sequence[Shape]) -> Tables:
    """What is said of the participants of jobs that `shapes.split` keeps together, in one table for each kind.

    Column `model.JOB` is the place in `jobs`; rows keep the order of the jobs and of their evidence.
    Raises what `assess` raises, for whichever job it is.
    """
    if len(jobs) == 1:
        return alone(jobs[0])
    first = jobs[0].judging(KINDS[0])
    campaign, numbers = together(first, shapes)
    quotas: dict[Id, Sequence[Quota]] = {
        award.id: [{a.id: a.quota for a in job.loaded.campaign.awards}[award.id] for job in jobs]
        for award in campaign.awards_in(first.round)
    }
    frame = _laid(jobs, numbers)
    # Whoever is at fault is looked for again alone, and then placed.
    nowhere = [Sheet("", {})] * max(len(job.evidence.sheets) for job in jobs)
    tables = {}
    others = alike([job.loaded.campaign for job in jobs], [shape.measures for shape in shapes])
    outside = from_outside(campaign, others)
    for kind, part in by_kind(frame).items():
        judging = Judging(campaign, first.round, first.on, kind, first.deferring, (JOB,), quotas, others)
        tables[kind] = assess(judging, part, nowhere).drop(numbers.columns)
        for place in (0, len(jobs) - 1) if outside else ():
            _compare(jobs[place], kind, tables[kind].filter(pl.col(JOB) == place), outside)
    return tables


def _compare(job: Job, kind: Kind, table: pl.DataFrame, columns: Sequence[str]) -> None:
    """Judge one job by itself by rules from outside: one may do something else with a column than with a number."""
    known = [pl.col(name) for name in columns if name in table.columns]
    if known and table.height:
        by_itself = counted(job.judging(kind), job.participants(kind), job.evidence.sheets)
        known += [points.in_units(name).alias(name) for name in (LOW, HIGH) if name in table.columns]
        if not by_itself.select(known).equals(table.select(known)):
            raise RuleFailed(_("a rule answers otherwise where its numbers are columns"))


def _laid(jobs: Sequence[Job], numbers: pl.DataFrame) -> pl.DataFrame:
    """The evidence of all jobs, one below the other, with the number of the job and its own numbers.

    What rules read is one piece; the rest stays where it is until somebody asks for it.
    """
    facts = [*jobs[0].loaded.campaign.facts, law.DEFERRAL]
    rows = pl.concat([job.evidence.frame for job in jobs], rechunk=False)
    heights = pl.Series([job.evidence.frame.height for job in jobs], dtype=pl.UInt32)
    of = pl.int_range(len(jobs), dtype=pl.UInt32, eager=True).alias(JOB)
    which = of.to_frame().select(pl.col(JOB).repeat_by(heights)).to_series().explode(empty_as_null=False)
    own = numbers.select(pl.all().gather(which))
    return rows.with_columns(*rows.select(facts).rechunk(), which, *own)
