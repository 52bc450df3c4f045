"""An outcome as the JSON document operators read: the classes below are the contract, and its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import attrs
import cattrs
from attrs import field, frozen
from cattrs.gen import make_dict_unstructure_fn, override

from emulation_core import points
from emulation_core.campaign import Campaign, Loaded, Note
from emulation_core.explain import Finding, findings
from emulation_core.i18n import _
from emulation_core.model import KINDS, STATUS, Kind, Status
from emulation_core.outcome import Outcome, Proposal, Totals
from emulation_core.scheme import HIGH, LABEL_HIGH, LABEL_LOW, LOW, RANK, UNIT
from emulation_core.succession import Office

LEFT_OUT = {"left_out": True}
"""Marks an attribute whose key is there only where it has a value."""


@frozen
class Participant:
    """One participant: `status` is null for a kind no award names; `points` and `rank` without `[scoring]`.

    Where evidence is open, both are null and `points_range` says the least and most the points can come to. `label` is
    the id of the label reached, `groups` what each group of criteria adds; a key without a value is left out.
    """

    id: str
    name: str
    kind: Kind
    status: str | None
    points: str | None
    rank: int | None
    findings: tuple[Finding, ...]
    points_range: tuple[str, ...] | None = field(default=None, metadata=LEFT_OUT)
    label: str | None = field(default=None, metadata=LEFT_OUT)
    groups: Mapping[str, str] | None = field(default=None, metadata=LEFT_OUT)


@frozen
class Placed:
    """One list of an award that a participant stands in; `certain`: whatever is still open."""

    award: str
    place: str
    certain: bool


@frozen
class Responsible:
    """Who answers for the campaign on a day: null where a body ended and nobody is known to follow it.

    `since` and `by`, the day and the text that put this body in charge, are null for the agency of the plan itself.
    """

    agency: str | None
    province: str | None
    since: date | None
    by: str | None


@frozen
class Document:
    """What `emulation score --json` prints. `run` and `head` are null without a ledger.

    `responsible` is who answers, and signs, on the day of the decision; `totals` what all who are selected are paid.
    """

    campaign: str
    round: str
    on: date
    run: str | None
    head: str | None
    participants: tuple[Participant, ...]
    proposals: tuple[Proposal, ...]
    totals: Totals
    responsible: Responsible
    assumptions: tuple[Note, ...]
    unresolved: tuple[Note, ...]
    warnings: tuple[Note, ...]


def document(outcome: Outcome, run: str | None = None, head: str | None = None) -> Document:
    """The whole outcome with every finding rendered in the language in force."""
    return Document(
        campaign=outcome.loaded.id,
        round=outcome.round.id,
        on=outcome.on,
        run=run,
        head=head,
        participants=tuple(p for kind in KINDS for p in participants(outcome, kind)),
        proposals=outcome.proposals,
        totals=outcome.totals,
        responsible=responsible(outcome.loaded, outcome.decided),
        assumptions=outcome.assumptions,
        unresolved=outcome.unresolved,
        warnings=outcome.warnings,
    )


def responsible(loaded: Loaded, day: date) -> Responsible:
    """Who answers for a campaign on `day`."""
    office = loaded.succession.on(day) or Office(loaded.campaign.agency, loaded.campaign.province)
    by = office.source
    if by and not office.confirmed:
        by = _("{source} (not confirmed)").format(source=by)
    return Responsible(office.agency, office.province, office.since, by)


def participants(outcome: Outcome, kind: Kind, ids: frozenset[str] | None = None) -> list[Participant]:
    """The participants of one kind (only `ids`, where given) with their findings, in the pinned order."""
    table = outcome.tables[kind]
    if ids is not None:
        table = table.filter(table["id"].is_in(list(ids)))
    campaign = outcome.loaded.campaign
    found = findings(campaign, outcome.round, outcome.on, kind, table, outcome.evidence)
    return [
        Participant(
            id=row["id"],
            name=row["name"],
            kind=kind,
            status=None if row[STATUS] is None else Status(row[STATUS]).word,
            rank=row.get(RANK),
            findings=tuple(mine),
            **_counted(campaign, kind, row),
        )
        for row, mine in zip(table.iter_rows(named=True), found, strict=True)
    ]


def _counted(campaign: Campaign, kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """What one row of a scored table says: points, or the range they lie in, the label, and the groups."""
    if row.get(LOW) is None:
        return {"points": None}
    exact, one = row[LOW] == row[HIGH], row[UNIT]
    found: dict[str, Any] = {"points": points.plain(row[LOW] * one) if exact else None}
    if not exact:
        found["points_range"] = (points.plain(row[LOW] * one), points.plain(row[HIGH] * one))
    if row[LABEL_LOW] == row[LABEL_HIGH] and row[LABEL_LOW]:
        found["label"] = points.ladder(campaign, kind)[row[LABEL_LOW] - 1].id
    groups = [group.id for group in (campaign.scoring.groups if campaign.scoring else ())]
    ends = {id: (row.get(f"group.{id}.low"), row.get(f"group.{id}.high")) for id in groups}
    known = {id: points.plain(low * one) for id, (low, high) in ends.items() if low is not None and low == high}
    return found | ({"groups": known} if known else {})


def to_json(value: object) -> Any:
    """Attrs values as JSON data: exact decimals as strings, ISO days, enums by value."""
    return _converter().unstructure(value)


@cache
def _converter() -> cattrs.Converter:
    conv = cattrs.Converter()
    conv.register_unstructure_hook(Decimal, lambda number: f"{number:f}")
    conv.register_unstructure_hook(date, lambda day: day.isoformat())
    conv.register_unstructure_hook_func(lambda t: isinstance(t, type) and issubclass(t, Enum), lambda e: e.value)
    conv.register_unstructure_hook_func(lambda t: t is Mapping, dict)

    def shortened(cls: Any) -> Any:
        return make_dict_unstructure_fn(cls, conv, **_left_out(cls))

    conv.register_unstructure_hook_factory(_leaves_out, shortened)
    return conv


def _leaves_out(cls: Any) -> bool:
    return attrs.has(cls) and bool(_left_out(cls))


def _left_out(cls: Any) -> dict[str, Any]:
    """Which keys of a class are there only where they have a value."""
    return {f.name: override(omit_if_default=True) for f in attrs.fields(cls) if f.metadata == LEFT_OUT}
