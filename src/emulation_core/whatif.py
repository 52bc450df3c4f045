"""Two outcomes of the same evidence side by side, participant by participant: what a change would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from emulation_core.frozen import frozen
from emulation_core.model import KINDS, Kind
from emulation_core.outcome import Outcome
from emulation_core.report import Participant, participants

PLACES = ("selected", "tied", "reserve", "open", "deferred")


@frozen
class Stand:
    """Where one participant stands: `places` says for each award which of its lists holds the participant.

    `points_range` is what open points can come to, least and most.
    """

    status: str | None
    points: str | None
    rank: int | None
    label: str | None
    places: Mapping[str, str]
    points_range: tuple[str, ...] | None = None


@frozen
class Difference:
    """One participant before and after the change."""

    id: str
    name: str
    kind: Kind
    before: Stand
    after: Stand
    differs: bool


@frozen
class Comparison:
    """What `emulation whatif --json` prints; `changes` are those supposed, as they were asked for."""

    campaign: str
    round: str
    on: date
    changes: tuple[str, ...]
    participants: tuple[Difference, ...]


def compare(before: Outcome, after: Outcome, changes: tuple[str, ...]) -> Comparison:
    """Every participant of two outcomes over the same evidence, in the order of the first."""
    then, now = _stands(before), _stands(after)
    people = [(person, stand, now[person.id][1]) for person, stand in then.values()]
    return Comparison(
        campaign=before.loaded.id,
        round=before.round.id,
        on=before.on,
        changes=changes,
        participants=tuple(Difference(p.id, p.name, p.kind, old, new, old != new) for p, old, new in people),
    )


def _stands(outcome: Outcome) -> dict[str, tuple[Participant, Stand]]:
    places: dict[str, dict[str, str]] = {}
    for proposal in outcome.proposals:
        for place in PLACES:
            for id in getattr(proposal, place):
                places.setdefault(id, {})[proposal.award] = place
    return {
        p.id: (p, Stand(p.status, p.points, p.rank, p.label, places.get(p.id, {}), p.points_range))
        for kind in KINDS
        for p in participants(outcome, kind)
    }
