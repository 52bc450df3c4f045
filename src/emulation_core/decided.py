"""What a campaign stands on beside its plan: assumptions, and documents that decide what the plan does not."""

from __future__ import annotations

from collections.abc import Iterator

from emulation_core.campaign import Award, Campaign, Criterion, Document, Note, Step
from emulation_core.i18n import _
from emulation_core.model import Text


def assumed(campaign: Campaign) -> tuple[Note, ...]:
    """What is assumed, and a sentence for each piece that names the document that decides it; sorted."""
    return tuple(sorted({*campaign.assumptions, *_decided(campaign)}))


def _decided(campaign: Campaign) -> Iterator[Note]:
    for about, what, document in _pieces(campaign):
        if document is not None:
            yield Note(Text(about), Text(_("{what}: as decided in {document}").format(what=what, document=document)))


def _pieces(campaign: Campaign) -> Iterator[tuple[str, str, str | None]]:
    """(what it is about, what it is, the document that decides it) of everything that can name one."""
    for id, fact in campaign.facts.items():
        yield id, fact.label, fact.decided_in
    for scope in campaign.scope:
        yield scope.clause, scope.clause, scope.decided_in
    parts: list[Criterion | Award | Document | Step] = [*campaign.criteria, *campaign.awards]
    if campaign.procedure is not None:
        parts += campaign.procedure.documents
        parts += (step for round in campaign.period.rounds() for step in campaign.procedure.steps(round))
    for part in parts:
        yield part.id, part.clause, part.decided_in
    for removed in campaign.removed:
        yield removed.name, _("left out"), removed.decided_in
    if campaign.extends is not None:
        yield campaign.extends, _("this campaign extends it"), campaign.decided_in
