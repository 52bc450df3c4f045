"""What the money hangs on: texts not confirmed or not held, and a plan that names another decree."""

from __future__ import annotations

from collections.abc import Iterator

from emulation_core import law
from emulation_core.campaign import Note
from emulation_core.explain import KIND_WORDS
from emulation_core.i18n import _, pick
from emulation_core.model import Text
from emulation_core.outcome import Outcome


def money(outcome: Outcome) -> Iterator[Note]:
    """Per award and kind why an amount is not sure or not there; once where the plan names another decree."""
    campaign, decided = outcome.loaded.campaign, outcome.decided
    forms = {str(award.id): award.law_form for award in campaign.awards}
    paid = [p for p in outcome.proposals if law.pays(forms[p.award], p.kind)]
    for proposal in paid:
        why = law.doubts(forms[proposal.award], proposal.kind, decided)
        if not why:
            continue
        kind, day = pick(KIND_WORDS[proposal.kind]), decided.isoformat()
        if proposal.money is None:
            text = _("no amount for {kind} decided on {day}").format(kind=kind, day=day)
        else:
            what = _("the amount for {kind} by {regime} on {day} is not confirmed")
            text = what.format(kind=kind, regime=proposal.money.regime, day=day)
        yield Note(Text(proposal.award), Text(f"{text}: {'; '.join(why)}"))
    named, regime = campaign.money, law.regime_on(decided)
    if named is not None and regime is not None and regime.id != named.regime and paid:
        meant = next(r for r in law.regimes() if r.id == named.regime)
        what = _("the plan names {named} ({clause}); a decision on {day} is paid by {source}")
        text = what.format(named=meant.source, clause=named.clause, day=decided.isoformat(), source=regime.source)
        yield Note(Text("money"), Text(text))
