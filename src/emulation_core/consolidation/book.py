"""One agency's ledger, read only: whether it is what it says, and whom its last runs propose for a form."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

from attrs import field, frozen

from emulation_core.config.extend import merge
from emulation_core.consolidation.marks import Mark, marks
from emulation_core.errors import LedgerFault
from emulation_core.i18n import _
from emulation_core.ledger.conflicts import initiatives
from emulation_core.ledger.connect import reading
from emulation_core.ledger.council import as_decided
from emulation_core.ledger.people import Who, everybody
from emulation_core.ledger.read import Stored, all_runs
from emulation_core.ledger.room import Standing
from emulation_core.ledger.texts import texts_of
from emulation_core.ledger.verify import checked
from emulation_core.model import Kind
from emulation_core.plugins import Registry

FORMS = ("bang_khen", "giay_khen", "other")
WAITING = ("tied", "open", "deferred")
"""Places of which the agency has not said yes or no."""


@frozen
class Asked:
    """Which proposals are collected: those for awards of `form`, of every round or of the one with id `round`."""

    form: str = FORMS[0]
    round: str | None = None


@frozen
class Nominee:
    """One participant whom an agency proposes, with what the higher form needs and nothing of the evidence.

    `id` is unique among all agencies: campaign, round and the agency's own id. `unit` ends with the agency. `certain`:
    proposed whatever is still open there; `by_council`: taken in by a recorded decision. `points`, `rank` and `label`
    are those of a scored scheme, None elsewhere and where they are open; `seats` None where the plan sets no number.
    """

    id: str
    name: str
    kind: Kind
    unit: str
    agency: str
    award: str
    clause: str
    certain: bool
    by_council: bool
    seats: int | None
    listed: int
    points: Decimal | None = None
    rank: int | None = None
    label: str | None = None


@frozen(eq=False)
class Submitted:
    """What one run proposes. `waiting` counts by place those of whom nothing is decided, and the `erased` proposed.

    `uses` maps each initiative to the ids that rest on it: compared with other agencies' and never written down.
    """

    campaign: str
    round: str
    starts: str
    until: str
    run: str
    head: str
    agency: str
    vouched: bool
    nominees: tuple[Nominee, ...]
    waiting: Mapping[str, int]
    remarks: tuple[str, ...]
    uses: Mapping[str, tuple[str, ...]] = field(repr=False)


@frozen(eq=False)
class Book:
    """One ledger: what is wrong with it, its first and last head, the heads of `anchors` in it, and its last runs."""

    path: Path
    wrong: tuple[str, ...]
    first: str = ""
    last: str = ""
    anchors: tuple[str, ...] = ()
    runs: tuple[Submitted, ...] = ()


def read(path: Path, asked: Asked, must: Collection[str], may: Collection[str], registry: Registry) -> Book:
    """The ledger at `path`, every head of `must` in it; which of the heads `may` are in it is found out.

    Nothing is collected from a ledger of which one check does not hold.
    """
    try:
        with reading(path) as connection:
            wrong = [f"{check.what}: {check.wrong}" for check in checked(connection) if not check.holds]
            if wrong:
                return Book(path, tuple(wrong))
            seqs = dict(connection.execute("SELECT head, seq FROM entry ORDER BY seq"))
            lost = [_("head {head} is not in it").format(head=head) for head in must if head not in seqs]
            held = sorted({*must, *may} & seqs.keys(), key=seqs.__getitem__)
            vouched = seqs[held[-1]] if held else 0
            found = (
                ()
                if lost
                else tuple(
                    _submitted(connection, run, asked, vouched, registry) for run in _last_runs(connection, asked)
                )
            )
            first, last = (next(iter(order), "") for order in (seqs, reversed(seqs)))
            return Book(path, tuple(lost), first, last, tuple(held), found)
    except LedgerFault as fault:
        return Book(path, (str(fault).removeprefix(f"{path}: "),))


def _last_runs(connection: sqlite3.Connection, asked: Asked) -> list[Stored]:
    """The runs that stand: not superseded, nor of a plan whose own version was run for the same round."""
    every = all_runs(connection)
    gone = {run.row.supersedes for run in every}
    stand = [run for run in every if run.row.run not in gone and asked.round in (None, run.row.round)]

    def is_version(run: Stored, of: Stored) -> bool:
        bases = {id for id, _digest in run.manifest["sources"]} - {run.row.campaign}
        return of.row.campaign in bases and run.row.round == of.row.round

    return [run for run in stand if not any(is_version(other, run) for other in stand)]


def _submitted(
    connection: sqlite3.Connection, run: Stored, asked: Asked, vouched: int, registry: Registry
) -> Submitted:
    raw: Mapping[str, Any] = reduce(lambda base, own: merge(base, own).raw, (t for _id, t in texts_of(connection, run)))
    awards = {kind: list(_awards(run, raw, kind, asked.form)) for kind in run.manifest["awards"]}
    standing, people = as_decided(connection, run), everybody(connection)
    held = {
        ref: [award for award in awards[found.kind] if standing.holds(award["id"], ref)]
        for ref, found in standing.results.items()
    }
    chosen = {ref: mine for ref, mine in held.items() if mine}
    ids = {people[ref][0]: ref for ref in chosen if ref in people}
    told, why = marks(connection, run, raw, ids, registry)
    listed = Counter((standing.results[ref].kind, mine[0]["id"]) for ref, mine in chosen.items())
    made = [
        _nominee(run, str(raw["agency"]), people[ref], standing, ref, chosen[ref][0], listed, told.get(id))
        for id, ref in ids.items()
    ]
    waiting = Counter(_waiting(standing, awards))
    if lost := len(chosen) - len(ids):
        waiting["erased"] = lost
    return Submitted(
        campaign=run.row.campaign,
        round=run.row.round,
        starts=run.manifest["starts"],
        until=run.manifest["until"],
        run=run.row.run,
        head=run.row.head,
        agency=str(raw["agency"]),
        vouched=_last_word(connection, run) <= vouched,
        nominees=tuple(sorted(made, key=lambda nominee: nominee.id)),
        waiting=dict(sorted(waiting.items())),
        remarks=tuple([*why, *_remarks(connection, run, {id: chosen[ref] for id, ref in ids.items()})]),
        uses={key: tuple(_id(run, id) for id in who) for key, (_n, *who) in initiatives(connection, run, ids).items()},
    )


def _awards(run: Stored, raw: Mapping[str, Any], kind: str, form: str) -> Iterator[Mapping[str, Any]]:
    """The awards of `form` given to `kind`, as the plan's text has them."""
    given = {id for id, _requires, _pool in run.manifest["awards"][kind]}
    for award in raw["awards"]:
        law_form = award.get("form") or (award["id"] if award["id"] in FORMS else FORMS[-1])
        if award["id"] in given and kind in award["kinds"] and law_form == form:
            yield award


def _id(run: Stored, id: str) -> str:
    return f"{run.row.campaign}/{run.row.round}/{id}"


def _nominee(
    run: Stored,
    agency: str,
    who: Who,
    standing: Standing,
    ref: int,
    award: Mapping[str, Any],
    listed: Mapping[tuple[str, str], int],
    mark: Mark | None,
) -> Nominee:
    id, name, unit = who
    found, key = standing.results[ref], (award["id"], standing.results[ref].kind)
    taken = (award["id"], ref) in standing.taken
    return Nominee(
        id=_id(run, id),
        name=name or id,
        kind=Kind(found.kind),
        unit=f"{unit}, {agency}" if unit and unit.casefold() not in agency.casefold() else agency,
        agency=agency,
        award=award["name"],
        clause=award["clause"],
        certain=taken or found.places[award["id"]] == "certain",
        by_council=taken,
        seats=standing.seats.get(key),
        listed=listed[found.kind, award["id"]],
        **(mark.said() if mark else {}),
    )


def _waiting(standing: Standing, awards: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[str]:
    """The best place of everybody who is not proposed and of whom nothing is decided."""
    for ref, found in standing.results.items():
        ids = [award["id"] for award in awards[found.kind] if (award["id"], ref) not in standing.put_off]
        places = {found.places[id] for id in ids}
        if not any(standing.holds(id, ref) for id in ids):
            yield from [place for place in WAITING if place in places][:1]


def _decisions(connection: sqlite3.Connection, run: str) -> list[int]:
    query = "SELECT seq FROM entry WHERE kind = 'decision' AND manifest ->> 'run' = ? ORDER BY seq"
    return [seq for (seq,) in connection.execute(query, (run,))]


def _last_word(connection: sqlite3.Connection, run: Stored) -> int:
    """The number of the last entry that says something about `run`."""
    return max([run.seq, *_decisions(connection, run.row.run)])


def _remarks(
    connection: sqlite3.Connection, run: Stored, chosen: Mapping[str, list[Mapping[str, Any]]]
) -> Iterator[str]:
    """What a reader of the list must know: decisions left behind, and who is proposed for more than one award."""
    before = run.row.supersedes
    while before is not None:
        if count := len(_decisions(connection, before)):
            what = _(
                "{count} decisions of the council are about run {old}, which this one supersedes; they do not count"
            )
            yield what.format(count=count, old=before)
        [text] = connection.execute(
            "SELECT manifest FROM entry WHERE kind = 'run' AND substr(head, 1, ?) = ?", (len(before), before)
        ).fetchone()
        before = json.loads(text).get("supersedes")
    for id, mine in sorted(chosen.items()):
        if len(mine) > 1:
            what = _("{id}: proposed for {awards}; listed for the first")
            yield what.format(id=_id(run, id), awards=", ".join(award["name"] for award in mine))
