"""Rules of law the machine cannot apply, said where they bear on the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from emulation_core import law
from emulation_core.campaign import Note
from emulation_core.i18n import _
from emulation_core.model import Kind, Text
from emulation_core.outcome import Outcome

ABOVE = 1
"""An issuer of a higher level than this stands above the office that runs the campaign."""


def legal(outcome: Outcome) -> Iterator[Note]:
    """What limits awards of a higher form, and several awards for one achievement, on the day of the decision."""
    awards = {str(award.id): award for award in outcome.loaded.campaign.awards}
    issuers = law.issuers()
    topic = law.told("chuyen_de", outcome.decided)
    for proposal in outcome.proposals:
        listed = (proposal.selected, proposal.tied, proposal.reserve, proposal.open, proposal.deferred)
        if topic and any(listed) and issuers[awards[proposal.award].by].level > ABOVE:
            yield Note(Text(proposal.award), Text(topic))
    once = law.told("mot_lan", outcome.decided)
    for together, count in _twice(outcome).items() if once else ():
        what = _("{count} are selected for each of {awards}")
        text = what.format(count=count, awards=", ".join(awards[id].name for id in together))
        yield Note(Text(", ".join(together)), Text(f"{text}; {once}"))


def _twice(outcome: Outcome) -> Counter[tuple[str, ...]]:
    """How many participants are selected for the same two awards or more, by those awards."""
    holds: dict[tuple[Kind, str], tuple[str, ...]] = {}
    for proposal in outcome.proposals:
        for id in proposal.selected:
            holds[proposal.kind, id] = (*holds.get((proposal.kind, id), ()), proposal.award)
    return Counter(together for together in holds.values() if len(together) > 1)
