"""An outcome as the JSON document operators read: the classes below are the contract, and its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import cattrs
from attrs import frozen

from emulation_core.campaign import Loaded, Note
from emulation_core.explain import Finding, findings
from emulation_core.i18n import _
from emulation_core.model import KINDS, STATUS, Kind, Status
from emulation_core.outcome import Outcome, Proposal, Totals
from emulation_core.succession import Office


@frozen
class Participant:
    """One participant: `status` is null for a kind no award names; `points` and `rank` without `[scoring]`."""

    id: str
    name: str
    kind: Kind
    status: str | None
    points: str | None
    rank: int | None
    findings: tuple[Finding, ...]


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
        Participant(id, name, kind, None if code is None else Status(code).word, None, None, tuple(mine))
        for (id, name, code), mine in zip(table.select("id", "name", STATUS).iter_rows(), found, strict=True)
    ]


def to_json(value: object) -> Any:
    """Attrs values as JSON data: exact decimals as strings, ISO days, enums by value."""
    return _converter().unstructure(value)


def _converter() -> cattrs.Converter:
    conv = cattrs.Converter()
    conv.register_unstructure_hook(Decimal, lambda number: f"{number:f}")
    conv.register_unstructure_hook(date, lambda day: day.isoformat())
    conv.register_unstructure_hook_func(lambda t: isinstance(t, type) and issubclass(t, Enum), lambda e: e.value)
    conv.register_unstructure_hook_func(lambda t: t is Mapping, dict)
    return conv
