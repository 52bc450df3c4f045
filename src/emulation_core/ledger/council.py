"""What a council decides about a run: entries beside the machine's result, never merged with it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from emulation_core.decision import Decision
from emulation_core.errors import DecisionRefused
from emulation_core.i18n import _
from emulation_core.ledger.canonical import nfc
from emulation_core.ledger.chain import RUN_DIGITS, append
from emulation_core.ledger.connect import opened, writing
from emulation_core.ledger.people import everybody, framed, unveil, veil
from emulation_core.ledger.read import RunRow, Stored, named, result_of, results
from emulation_core.ledger.results import read
from emulation_core.ledger.room import Standing, Wish, money, refusal


@frozen
class Paper:
    """What stands behind a decision: why, the minutes, and who signed."""

    reason: str
    minutes: str
    by: str


def decide(path: Path, run: str, award: str, wishes: Sequence[Wish], paper: Paper) -> list[Decision]:
    """Record what the council decided, one entry a wish, all or none; raises `DecisionRefused` and says why."""
    with writing(path) as connection:
        stored = named(connection, path, run)
        newer = connection.execute(
            "SELECT head FROM entry WHERE kind = 'run' AND manifest ->> 'supersedes' = ?", (stored.row.run,)
        ).fetchone()
        if newer:
            what = _("run {run} was superseded by {newer}; decide on that one")
            raise DecisionRefused(what.format(run=stored.row.run, newer=newer[0][:RUN_DIGITS]))
        standing = as_decided(connection, stored)
        # A judgement may be what makes room for taking somebody in.
        order = ("judge", "cancel", "defer", "take")
        heads = []
        for wish in sorted(dict.fromkeys(wishes), key=lambda wish: order.index(wish.action)):
            ref, _result = result_of(connection, stored, wish.participant)
            wrong = refusal(standing, award, ref, wish)
            if wrong:
                raise DecisionRefused(f"{wish.participant}: {wrong}")
            heads.append(_append(connection, stored, standing, award, ref, wish, paper))
            standing = standing.after(wish.action, award, ref, wish.criterion, wish.verdict)
        return [decision for decision in decisions(connection, stored) if decision.head in heads]


def _append(
    connection: sqlite3.Connection, run: Stored, standing: Standing, award: str, ref: int, wish: Wish, paper: Paper
) -> str:
    hidden = veil([paper.reason, paper.minutes, paper.by], framed(everybody(connection)))
    about: dict[str, Any] = {
        "run": run.row.run,
        "award": award,
        "action": wish.action,
        "subjects": [ref],
        "reason": hidden(paper.reason),
        "minutes": hidden(paper.minutes),
        "by": hidden(paper.by),
        "money": money(standing, award, ref, wish.action),
    }
    if wish.action == "judge":
        about |= {"criterion": wish.criterion, "verdict": wish.verdict}
    return append(connection, "decision", about)[1]


def as_decided(connection: sqlite3.Connection, run: Stored) -> Standing:
    """The results of `run` with everything decided about it so far."""
    rows = connection.execute(
        "SELECT award, kind, seats, money_each FROM proposal WHERE entry = ?", (run.seq,)
    ).fetchall()
    standing = Standing(
        run.manifest,
        {ref: read(text, run.manifest) for ref, text in results(connection, run)},
        {(award, kind): seats for award, kind, seats, _each in rows},
        {(award, kind): each or 0 for award, kind, _seats, each in rows},
    )
    for _head, manifest in _entries(connection, run):
        for ref in manifest["subjects"]:
            told = manifest.get("criterion"), manifest.get("verdict")
            standing = standing.after(manifest["action"], manifest["award"], ref, *told)
    return standing


def _entries(connection: sqlite3.Connection, run: Stored) -> Iterable[tuple[str, Mapping[str, Any]]]:
    rows = connection.execute(
        "SELECT head, manifest FROM entry WHERE kind = 'decision' AND manifest ->> 'run' = ? ORDER BY seq",
        (run.row.run,),
    )
    return [(head, json.loads(text)) for head, text in rows]


def decisions(connection: sqlite3.Connection, run: Stored) -> list[Decision]:
    """What was decided about `run`, oldest first, names put back."""
    people = everybody(connection)

    def told(text: str) -> str:
        return unveil(text, people)

    return [
        Decision(
            award=m["award"],
            participant=people[ref][0] if ref in people else _("(erased)"),
            what=m["action"],
            reason=told(m["reason"]),
            minutes=told(m["minutes"]),
            by=told(m["by"]),
            day=date.fromisoformat(m["recorded"][:10]),
            money=m["money"],
            criterion=m.get("criterion"),
            verdict=m.get("verdict"),
            head=head,
        )
        for head, m in _entries(connection, run)
        for ref in m["subjects"]
    ]


@frozen
class Line:
    """One participant and award, machine and council side by side: `place` is the machine's, `decided` the council's.

    `decided` lists the actions in order; `holds` whether the award stands in the end.
    """

    award: str
    kind: str
    participant: str
    place: str
    decided: tuple[str, ...]
    holds: bool


@frozen
class Sides:
    """What `emulation decide --json` prints: a run by the machine and by the council."""

    run: RunRow
    lines: tuple[Line, ...]
    decisions: tuple[Decision, ...]


def side_by_side(path: Path, run: str) -> tuple[Stored, list[Line], list[Decision]]:
    """Where everybody in some list of the run stands by the machine and by the council, never merged."""
    with opened(path) as connection:
        stored = named(connection, path, run)
        standing = as_decided(connection, stored)
        people = everybody(connection)
        made = decisions(connection, stored)
        acts: dict[tuple[str, int], list[str]] = {}
        for _head, manifest in _entries(connection, stored):
            for ref in manifest["subjects"]:
                acts.setdefault((manifest["award"], ref), []).append(manifest["action"])
        lines = [
            Line(
                award,
                found.kind,
                people.get(ref, (_("(erased)"),))[0],
                place,
                tuple(acts.get((award, ref), ())),
                standing.holds(award, ref),
            )
            for ref, found in standing.results.items()
            for award, place in found.places.items()
            if place != "out" or (award, ref) in acts
        ]
    return stored, sorted(lines, key=lambda line: (line.award, line.kind, line.place, line.participant)), made


def decided_about(path: Path, run: str) -> tuple[Decision, ...]:
    """What was decided about `run` so far, oldest first; raises `NotFound`."""
    with opened(path) as connection:
        return tuple(decisions(connection, named(connection, path, run)))


def decisions_on(path: Path, run: str, participant: str) -> list[Decision]:
    """What was decided about one participant of `run`, oldest first."""
    id = nfc(participant)
    return [decision for decision in decided_about(path, run) if decision.participant == id]
