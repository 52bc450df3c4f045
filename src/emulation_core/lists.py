"""Who stands in the lists of an award and what they hang on, for many campaigns at once: from columns to ids. Pure.

Tables hold the rows of several jobs, told apart by `model.JOB`, their places among all: job after job, each in the
pinned order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from emulation_core import law, points
from emulation_core.assess import HANGS, HELD, UNPLACED, Judging
from emulation_core.campaign import Award
from emulation_core.evaluate import SCOPE, column
from emulation_core.model import JOB, Status, Verdict
from emulation_core.outcome import LISTS, PLACED
from emulation_core.scheme import facts_in
from emulation_core.standing import order_of

Depends = Mapping[str, tuple[str, ...]]


def apart(table: pl.DataFrame, jobs: int) -> list[pl.DataFrame]:
    """The rows of each job, without its number."""
    rest = table.drop(JOB)
    return [rest.slice(start, end - start) for start, end in _bounds(table, jobs)]


def lists(table: pl.DataFrame, award: Award, jobs: int) -> Iterator[dict[str, tuple[str, ...]]]:
    """For each job the ids in each of `outcome.LISTS` but those who are out; who is certain is selected as well."""
    place = table[PLACED + award.id]
    held = {name: place == code for code, name in enumerate(LISTS) if name != "out"}
    held["selected"] = held["selected"] | held["certain"]
    each = [_ids(table.filter(who), jobs) for who in held.values()]
    for mine in zip(*each, strict=True):
        yield dict(zip(held, mine, strict=True))


def tied(table: pl.DataFrame, award: Award, jobs: int) -> list[pl.DataFrame]:
    """Those of each job who are level at the cut."""
    return apart(table.filter(table[PLACED + award.id] == LISTS.index("tied")), jobs)


def depends(table: pl.DataFrame, judging: Judging, award: Award, jobs: int) -> Iterator[Depends]:
    """For each job, of every participant whose open evidence could change the lists: what is open.

    Few things are open in many ways: each way is put into words once.
    """
    hanging = table.filter(HANGS + award.id)
    facts = facts_in(order_of(judging.campaign, award, judging.round, judging.kind))
    required = _required(judging, award)
    marks = hanging.select(
        SCOPE, HELD + award.id, UNPLACED + award.id, *map(column, required), *(pl.col(f).is_null() for f in facts)
    )
    ways = marks.unique(maintain_order=True)
    told = [_open(way, award, required, facts) for way in ways.iter_rows(named=True)]
    which = marks.join(ways.with_row_index(_WAY), on=ways.columns, nulls_equal=True, maintain_order="left")[_WAY]
    ids, open_ = hanging["id"].to_list(), [told[way] for way in which]
    for start, end in _bounds(hanging, jobs):
        yield dict(zip(ids[start:end], open_[start:end], strict=True))


_WAY = "_way"


def _required(judging: Judging, award: Award) -> Sequence[str]:
    """The criteria a place hangs on: those the award requires, and all that give points where points count."""
    campaign, round, kind = judging.campaign, judging.round, judging.kind
    required = [criterion.id for criterion in campaign.required_by(award, round, kind)]
    if points.counts(campaign, round, kind):
        required += [c.id for c in campaign.criteria_in(round, kind) if c.points is not None and c.id not in required]
    return required


def _open(way: Mapping[str, Any], award: Award, required: Sequence[str], facts: Sequence[str]) -> tuple[str, ...]:
    open_ = [id for id in required if Verdict(way[column(id)]).is_open]
    scope = [SCOPE] if way[SCOPE] not in (Verdict.MET, Verdict.NOT_MET) else []
    held = [str(law.DEFERRAL)] if way[HELD + award.id] == Status.DEFERRED else []
    unplaced = [name for name in facts if way[name]] if way[UNPLACED + award.id] else []
    return tuple(dict.fromkeys([*scope, *open_, *held, *unplaced]))


def _ids(table: pl.DataFrame, jobs: int) -> list[tuple[str, ...]]:
    ids = table["id"].to_list()
    return [tuple(ids[start:end]) for start, end in _bounds(table, jobs)]


def _bounds(table: pl.DataFrame, jobs: int) -> list[tuple[int, int]]:
    """Where the rows of each job start and end."""
    starts = table[JOB].search_sorted(pl.int_range(jobs + 1, dtype=pl.UInt32, eager=True)).to_list()
    return list(pairwise(starts))
