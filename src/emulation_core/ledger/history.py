"""The years before, for a review: the last run of each yearly round, participant by participant."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
from attrs import evolve

from emulation_core import history, law
from emulation_core.campaign import Campaign, Loaded, Note, Round, RoundKind
from emulation_core.evidence import Evidence
from emulation_core.explain import plain_decimal
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger import packed
from emulation_core.ledger.connect import opened
from emulation_core.ledger.council import as_decided
from emulation_core.ledger.people import everybody
from emulation_core.ledger.read import Stored, all_runs
from emulation_core.ledger.results import REF, Result
from emulation_core.model import KINDS, Text, column_type
from emulation_core.reading import leaves, trial

_RANKS = ("selected", "tied", "reserve", "open", "deferred", "out")
"""Where a year can leave somebody, best first."""
_SETTLED = frozenset({"selected", "reserve", "out"})


Who = tuple[str, str]
"""Id and kind."""


@frozen(eq=False)
class Year:
    """One yearly round inside the window: its last run, by participant and kind the place reached, and the figures.

    An id that stood for another kind in that year is another participant.
    """

    round: str
    campaign: str
    head: str
    places: Mapping[Who, str]
    figures: Mapping[str, Mapping[str, Decimal]]


def with_years(path: Path | None, loaded: Loaded, round: Round, evidence: Evidence) -> Evidence:
    """`evidence` with what the ledger at `path` knows of the yearly rounds inside `round`; as it is outside reviews.

    Adds a column for every `lich_su.*` fact that a rule of the round reads, and where they came from. Years without a
    run are named in `warnings`. Without a ledger the columns stay away: null, never a no.
    """
    campaign = loaded.campaign
    wanted = _wanted(campaign, round)
    if round.kind is not RoundKind.REVIEW or not wanted:
        return evidence
    window = [one for one in campaign.period.rounds() if one.kind is RoundKind.YEARLY and _inside(one, round)]
    if path is None or not path.is_file():
        return _warned(evidence, _("no ledger was given: the years before are not known"))
    figures = sorted({figure for _way, figure in map(history.parts, wanted) if figure})
    with opened(path) as connection:
        last = _last(connection, loaded)
        years = [_year(connection, last[one.id], figures) for one in window if one.id in last]
    without = [one.id for one in window if one.id not in last]
    known = {year.round: year for year in years}
    rounds = [(one.id, known.get(one.id)) for one in window]
    people = evidence.frame.select("id", "kind").rows()
    columns = {name: [_value(name, who, rounds) for who in people] for name in wanted}
    types = {name: column_type(fact.type) for name in wanted if (fact := history.fact(name))}
    frame = evidence.frame.with_columns(pl.Series(name, columns[name], types[name]) for name in wanted)
    came_from = tuple((one.id, known[one.id].head if one.id in known else "") for one in window)
    evidence = evolve(evidence, frame=frame, history=came_from)
    for base in dict.fromkeys(year.campaign for year in years if year.campaign != loaded.id):
        said = _("years read from the runs of {campaign}, which this campaign extends: {years}")
        of_base = ", ".join(year.round for year in years if year.campaign == base)
        evidence = _warned(evidence, said.format(campaign=base, years=of_base))
    said = _("years without a run in the ledger: {years}").format(years=", ".join(without))
    return _warned(evidence, said) if without else evidence


def _last(connection: sqlite3.Connection, loaded: Loaded) -> dict[str, Stored]:
    """The last run of each round; of a round the campaign has not run itself, the one of the nearest it extends."""
    found: dict[str, Stored] = {}
    runs = all_runs(connection)
    for id, _text in loaded.texts:
        found |= {run.row.round: run for run in runs if run.row.campaign == id}
    return found


def _wanted(campaign: Campaign, round: Round) -> list[str]:
    """The columns of history some rule of the round reads."""
    facts = law.dictionary(campaign.facts)
    rules = [rule for kind in KINDS for c in campaign.criteria_in(round, kind) for rule in (c.evaluator, c.applies_if)]
    leaves_ = (leaf for rule in rules if rule is not None for leaf in leaves(rule))
    return sorted({name for leaf in leaves_ for name in trial(leaf, facts).looks_back})


def _inside(year: Round, round: Round) -> bool:
    return round.starts <= year.starts and year.until <= round.until


def _warned(evidence: Evidence, says: str) -> Evidence:
    return evolve(evidence, warnings=(*evidence.warnings, Note(Text(history.PREFIX.rstrip(".")), Text(says))))


def _year(connection: sqlite3.Connection, run: Stored, figures: list[str]) -> Year:
    """What one run says of everybody, what the council decided about it counted in."""
    people, stands = everybody(connection), as_decided(connection, run)
    places = {
        (people[ref][0], found.kind): _place(found, stands.holds(next(iter(found.places), ""), ref))
        for ref, found in stands.results.items()
        if ref in people
    }
    read: dict[str, dict[str, Decimal]] = {}
    for ref, name, value in _figures(connection, run, figures):
        if ref in people:
            read.setdefault(people[ref][0], {})[name] = value
    return Year(run.row.round, run.row.campaign, run.row.head, places, read)


def _figures(connection: sqlite3.Connection, run: Stored, names: list[str]) -> Iterator[tuple[int, str, Decimal]]:
    """(ref, name, value) of the figures as the run has them: its campaign need not have known each of them."""
    if not run.is_packed:
        query = "SELECT subject, fact, value FROM evidence WHERE entry = ? AND fact IN (SELECT value FROM json_each(?))"
        rows = connection.execute(query, (run.seq, json.dumps(names)))
        yield from ((ref, name, Decimal(value)) for ref, name, value in rows)
        return
    for _kind, frame in packed.evidence(packed.stored(connection, run.seq)) if names else ():
        known = [name for name in names if name in frame.columns]
        each = frame.select(REF, pl.col(known).cast(pl.String)).unpivot(index=REF).drop_nulls("value")
        yield from ((ref, name, Decimal(value)) for ref, name, value in each.iter_rows())


def _place(found: Result, held: bool) -> str:
    """Where somebody stands for the round's first award: what the council decided goes before the machine's list."""
    place = next(iter(found.places.values()), "out")
    return "selected" if held else "out" if place in ("selected", "certain") else place


def _value(column: str, who: Who, window: list[tuple[str, Year | None]]) -> int | bool | str | None:
    """One fact of the years for one participant; `window` has every year with its run, where there is one."""
    way, figure = history.parts(column)
    mine = [(round, year if year is not None and who in year.places else None) for round, year in window]
    places = {round: year.places[who] for round, year in mine if year is not None}
    if figure:
        of_years = [(round, {} if year is None else year.figures.get(who[0], {})) for round, year in mine]
        return _trend(way, [(round, figures.get(figure)) for round, figures in of_years])
    if not places and way != history.WITHOUT:
        return None
    ranks = [_RANKS.index(place) for place in places.values()]
    if way == history.PROPOSED:
        return sum(place == _RANKS[0] for place in places.values())
    if way == history.UNKNOWN:
        return len(window) - sum(place in _SETTLED for place in places.values())
    if way == history.WITHOUT:
        return _listed(round for round, _year in window if round not in places)
    end = min(ranks) if way == history.BEST_YEARS else max(ranks)
    return _listed(round for round, place in places.items() if _RANKS.index(place) == end)


def _listed(rounds: Iterator[str]) -> str | None:
    return ", ".join(rounds) or None


def _trend(way: str, series: list[tuple[str, Decimal | None]]) -> bool | str | None:
    """Whether a figure rises (falls) from each year to the next: a known step the other way settles it."""
    known = [(round, value) for round, value in series if value is not None]
    if way == history.SERIES:
        return "; ".join(f"{round}: {plain_decimal(value)}" for round, value in known) or None
    steps = [
        None if one is None or next is None else (next > one if way == history.RISES else next < one)
        for (_a, one), (_b, next) in pairwise(series)
    ]
    return False if False in steps else None if None in steps or not steps else True
