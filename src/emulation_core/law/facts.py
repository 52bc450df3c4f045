"""The legal facts: declared by the engine, known in every table of evidence, never by a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from emulation_core.campaign import Campaign
from emulation_core.model import KINDS, Fact, FactType, Id, Kind, Text
from emulation_core.reading import trial
from emulation_core.scheme import facts_in, own_order

DEFERRAL = Id("dang_xem_xet_ky_luat")
WOMEN = Id("ty_le_nu")
SEX = Id("gioi_tinh")
FEMALE = Id("nu")
INITIATIVES = Id("ma_sang_kien")
"""Which initiatives the merit rests on (free text, separated by ";"): an initiative supports one award only."""

FACTS: Mapping[Id, Fact] = {
    DEFERRAL: Fact(Text("Đang xem xét kỷ luật hoặc đang xác minh"), FactType.FLAG),
    WOMEN: Fact(Text("Tỷ lệ nữ (%)"), FactType.PERCENT, max=Decimal(100)),
    SEX: Fact(
        Text("Giới tính"),
        FactType.RATING,
        ladder=(Id("nam"), FEMALE),
        labels={Id("nam"): Text("nam"), FEMALE: Text("nữ")},
    ),
}
"""On every form and in `show`."""
KNOWN: Mapping[Id, Fact] = {**FACTS, INITIATIVES: Fact(Text("Mã sáng kiến"), FactType.TEXT)}
"""Those, and the columns that are read where an office adds them, and that no form asks for."""


_KINDS: Mapping[Id, tuple[Kind, ...]] = {
    DEFERRAL: (Kind.COLLECTIVE, Kind.INDIVIDUAL),
    WOMEN: (Kind.COLLECTIVE,),
    SEX: (Kind.INDIVIDUAL,),
    INITIATIVES: (Kind.COLLECTIVE, Kind.INDIVIDUAL),
}


def dictionary(facts: Mapping[Id, Fact]) -> Mapping[str, Fact]:
    """A campaign's facts and the legal ones: every column a rule may read."""
    return {str(name): fact for name, fact in (*facts.items(), *KNOWN.items())}


def kinds_of_facts(campaign: Campaign) -> Mapping[str, tuple[Kind, ...]]:
    """For each fact of `campaign` and of the law, the kinds of participant it concerns: those some rule reads it of."""
    concerned: dict[str, set[Kind]] = {name: set() for name in campaign.facts} | {n: set(k) for n, k in _KINDS.items()}
    known = dictionary(campaign.facts)
    for _path, kinds, rule in campaign.evaluators():
        for name in trial(rule, known).reads:
            concerned[name] |= set(kinds)
    for award in campaign.awards:
        for name in facts_in(award.order or own_order(campaign.scoring)):
            concerned[name] |= set(award.kinds)
    return {name: tuple(kind for kind in KINDS if kind in kinds) for name, kinds in concerned.items()}


def concerns(campaign: Campaign, name: Id, kind: Kind) -> bool:
    """Whether a legal fact says anything of participants of `kind`: by law, or because some rule reads it."""
    return kind in _KINDS[name] or kind in kinds_of_facts(campaign)[name]
