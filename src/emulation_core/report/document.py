"""An outcome as the JSON document operators read: the classes below are the contract, and its schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import cattrs
from attrs import frozen

from emulation_core.campaign import Note
from emulation_core.explain import Finding, findings
from emulation_core.model import KINDS, STATUS, Kind, Status
from emulation_core.outcome import Outcome, Proposal


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
class Document:
    """What `emulation score --json` prints. `run` and `head` are null without a ledger."""

    campaign: str
    round: str
    on: date
    run: str | None
    head: str | None
    participants: tuple[Participant, ...]
    proposals: tuple[Proposal, ...]
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
        assumptions=outcome.assumptions,
        unresolved=outcome.unresolved,
        warnings=outcome.warnings,
    )


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
