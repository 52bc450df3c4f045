"""What one run proposes for a form: the council's recorded decisions before the machine's list."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from attrs import asdict

from emulation_core.config.extend import merge
from emulation_core.consolidation.marks import Mark, marks
from emulation_core.consolidation.nominee import FORMS, Asked, Nominee, Submitted
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.conflicts import initiatives
from emulation_core.ledger.council import as_decided
from emulation_core.ledger.people import Who, everybody
from emulation_core.ledger.read import Stored
from emulation_core.ledger.room import Standing
from emulation_core.ledger.texts import texts_of
from emulation_core.model import Kind
from emulation_core.plugins import Registry

WAITING = ("tied", "open", "deferred")
"""Places of which the agency has not said yes or no, nearest to a yes first."""
Award = Mapping[str, Any]


@frozen(eq=False)
class _Run:
    """A run, the tables of its plan and everything decided about it. No rule is built, so no plugin is needed."""

    stored: Stored
    raw: Mapping[str, Any]
    standing: Standing
    awards: Mapping[str, list[Award]]

    @property
    def agency(self) -> str:
        return str(self.raw["agency"])

    def id(self, own: str) -> str:
        """The id among all agencies of whom the agency itself calls `own`."""
        return f"{self.stored.row.campaign}/{self.stored.row.round}/{own}"

    def held(self) -> dict[int, list[Award]]:
        """The awards of the form that stand, by the number of who holds any."""
        each = {
            ref: [award for award in self.awards[found.kind] if self.standing.holds(award["id"], ref)]
            for ref, found in self.standing.results.items()
        }
        return {ref: mine for ref, mine in each.items() if mine}

    def nominee(self, ref: int, who: Who, award: Award, listed: int, mark: Mark | None) -> Nominee:
        """Somebody who holds `award`, as one of the `listed` for it."""
        own, name, unit = who
        found, taken = self.standing.results[ref], (award["id"], ref) in self.standing.taken
        is_within = unit is None or unit.casefold() in self.agency.casefold()
        return Nominee(
            id=self.id(own),
            name=name or own,
            kind=Kind(found.kind),
            unit=self.agency if is_within else f"{unit}, {self.agency}",
            agency=self.agency,
            award=award["name"],
            clause=award["clause"],
            plan=self.raw["plan"]["number"],
            certain=taken or found.places[award["id"]] == "certain",
            by_council=taken,
            seats=self.standing.seats.get((award["id"], found.kind)),
            listed=listed,
            **(asdict(mark) if mark else {}),
        )

    def waiting(self) -> Iterator[str]:
        """The best place of everybody who is not proposed and of whom nothing is decided."""
        for ref, found in self.standing.results.items():
            ids = [a["id"] for a in self.awards[found.kind] if (a["id"], ref) not in self.standing.put_off]
            places = {found.places[id] for id in ids}
            if not any(self.standing.holds(id, ref) for id in ids):
                yield from [place for place in WAITING if place in places][:1]


def submitted(
    connection: sqlite3.Connection, stored: Stored, asked: Asked, vouched: int, registry: Registry
) -> Submitted:
    """What `stored` proposes; a head kept outside vouches for the entries up to number `vouched`."""
    run = _read(connection, stored, asked.form)
    people, held = everybody(connection), run.held()
    refs = {people[ref][0]: ref for ref in held if ref in people}
    told, why = marks(connection, stored, run.raw, refs, registry)
    counts = Counter((run.standing.results[ref].kind, mine[0]["id"]) for ref, mine in held.items())
    made = []
    for own, ref in refs.items():
        award = held[ref][0]
        listed = counts[run.standing.results[ref].kind, award["id"]]
        made.append(run.nominee(ref, people[ref], award, listed, told.get(own)))
    waiting = Counter(run.waiting()) + Counter(erased=len(held) - len(refs))
    uses = initiatives(connection, stored, refs)
    return Submitted(
        campaign=stored.row.campaign,
        round=stored.row.round,
        starts=stored.manifest["starts"],
        until=stored.manifest["until"],
        run=stored.row.run,
        head=stored.row.head,
        agency=run.agency,
        vouched=max([stored.seq, *_decisions(connection, stored.row.run)]) <= vouched,
        nominees=tuple(sorted(made, key=lambda nominee: nominee.id)),
        waiting=dict(sorted(waiting.items())),
        remarks=(
            *why,
            *_left_behind(connection, stored),
            *_several(run, {own: held[ref] for own, ref in refs.items()}),
        ),
        uses={key: tuple(map(run.id, who)) for key, (_written, *who) in uses.items()},
    )


def _read(connection: sqlite3.Connection, stored: Stored, form: str) -> _Run:
    texts = (dict(text) for _id, text in texts_of(connection, stored))
    raw = reduce(lambda base, own: merge(base, own).raw, texts)
    awards = {kind: list(_awards(stored, raw, kind, form)) for kind in stored.manifest["awards"]}
    return _Run(stored, raw, as_decided(connection, stored), awards)


def _awards(stored: Stored, raw: Mapping[str, Any], kind: str, form: str) -> Iterator[Award]:
    """The awards of `form` given to `kind` in the round, as the plan's text has them."""
    given = {id for id, _requires, _pool in stored.manifest["awards"][kind]}
    for award in raw["awards"]:
        law_form = award.get("form") or (award["id"] if award["id"] in FORMS else FORMS[-1])
        if award["id"] in given and kind in award["kinds"] and law_form == form:
            yield award


def _decisions(connection: sqlite3.Connection, run: str) -> list[int]:
    """The numbers of the decisions about `run`."""
    query = "SELECT seq FROM entry WHERE kind = 'decision' AND manifest ->> 'run' = ?"
    return [seq for (seq,) in connection.execute(query, (run,))]


def _left_behind(connection: sqlite3.Connection, stored: Stored) -> Iterator[str]:
    """Decisions about the runs that this one supersedes: the council may think that they hold."""
    before = stored.row.supersedes
    while before is not None:
        if count := len(_decisions(connection, before)):
            what = _(
                "{count} decisions of the council are about run {old}, which this one supersedes; they do not count"
            )
            yield what.format(count=count, old=before)
        query = "SELECT manifest FROM entry WHERE kind = 'run' AND substr(head, 1, ?) = ?"
        [text] = connection.execute(query, (len(before), before)).fetchone()
        before = json.loads(text).get("supersedes")


def _several(run: _Run, chosen: Mapping[str, list[Award]]) -> Iterator[str]:
    """Who is proposed for more than one award of the form."""
    for own, mine in sorted(chosen.items()):
        if len(mine) > 1:
            what = _("{id}: proposed for {awards}; listed for the first")
            yield what.format(id=run.id(own), awards=", ".join(award["name"] for award in mine))
