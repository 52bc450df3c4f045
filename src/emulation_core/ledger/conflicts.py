"""Law across campaigns: within one ledger an achievement is proposed once, and an initiative supports one award.

Only the council can settle which proposal stands, so a conflict is a warning that names both runs.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from emulation_core import law
from emulation_core.campaign import Note
from emulation_core.evidence import same
from emulation_core.i18n import _, pick
from emulation_core.ledger.connect import opened
from emulation_core.ledger.council import as_decided
from emulation_core.ledger.people import everybody
from emulation_core.ledger.read import Stored, all_runs, named
from emulation_core.model import Text

_PROPOSED = frozenset({"selected", "certain", "tied"})
_BETWEEN = re.compile(r"[;,]")


def conflicts(path: Path, run: str) -> tuple[Note, ...]:
    """Who is proposed in `run` and, for the same achievement or initiative, in another run that still stands."""
    with opened(path) as connection:
        mine = named(connection, path, run)
        every = all_runs(connection)
        gone = {stored.row.supersedes for stored in every}
        others = [o for o in every if o.row.run not in gone and not (_of_one_plan(mine, o) and _same_round(mine, o))]
        return tuple(sorted(note for other in others for note in _between(connection, mine, other)))


def _of_one_plan(one: Stored, other: Stored) -> bool:
    """Whether the runs are of one campaign, or of one that extends the other: a version of a plan is that plan."""
    ids = [{id for id, _digest in run.manifest["sources"]} for run in (one, other)]
    return one.row.campaign in ids[1] or other.row.campaign in ids[0]


def _same_round(one: Stored, other: Stored) -> bool:
    return one.row.round == other.row.round


def _between(connection: sqlite3.Connection, mine: Stored, other: Stored) -> Iterator[Note]:
    decided = date.fromisoformat(mine.manifest["decided"])
    people, others = (_proposed(connection, run) for run in (mine, other))
    twice = law.in_force("mot_lan", decided)
    # The rounds of one campaign honour what its plan says they do; an initiative is used up in any of them.
    if twice is not None and not _of_one_plan(mine, other) and _overlap(mine, other):
        both = sorted(people.keys() & others.keys())
        yield from _told(twice, ", ".join(both), mine, other)
    once = law.in_force("mot_sang_kien", decided)
    if once is not None:
        ours, theirs = (initiatives(connection, run, who) for run, who in ((mine, people), (other, others)))
        shared = sorted(ours.keys() & theirs.keys())
        names = [f"{ours[key][0]} ({', '.join(sorted({*ours[key][1:], *theirs[key][1:]}))})" for key in shared]
        yield from _told(once, "; ".join(names), mine, other)


def _told(rule: law.LegalRule, who: str, mine: Stored, other: Stored) -> Iterator[Note]:
    if who:
        what = _(
            "{who}: proposed in run {other} ({campaign}, {round}) and in run {mine}; the council must settle it. {law}"
        )
        place = {"other": other.row.run, "campaign": other.row.campaign, "round": other.row.round, "mine": mine.row.run}
        stands = f"{rule.source}: {pick((rule.says, rule.says_en))}"
        yield Note(Text(rule.id), Text(what.format(who=who, law=stands, **place)))


def _overlap(one: Stored, other: Stored) -> bool:
    """Whether the two rounds share a day: what was achieved in it would be awarded twice."""
    (starts, until), (first, last) = ((run.manifest["starts"], run.manifest["until"]) for run in (one, other))
    return bool(starts <= last and first <= until)


def _proposed(connection: sqlite3.Connection, run: Stored) -> dict[str, int]:
    """Who stands among the selected or the tied of some award, or was taken in, and was not put off; by id."""
    people, decided = everybody(connection), as_decided(connection, run)

    def stands(award: str, ref: int, place: str) -> bool:
        given = place in _PROPOSED or (award, ref) in decided.taken
        return given and (award, ref) not in decided.put_off

    return {
        people[ref][0]: ref
        for ref, found in decided.results.items()
        if ref in people and any(stands(award, ref, place) for award, place in found.places.items())
    }


def initiatives(connection: sqlite3.Connection, run: Stored, who: Mapping[str, int]) -> dict[str, list[str]]:
    """The initiatives of `who` (ref by id), as written, each followed by the ids that name it."""
    ids = {ref: id for id, ref in who.items()}
    found: dict[str, list[str]] = {}
    for ref, body in connection.execute(
        "SELECT subject, body FROM words WHERE entry = ? AND body IS NOT NULL", (run.seq,)
    ):
        written = json.loads(body).get(law.INITIATIVES, "") if ref in ids else ""
        for name in filter(None, (part.strip() for part in _BETWEEN.split(written))):
            found.setdefault(same(name), [name]).append(ids[ref])
    return found
