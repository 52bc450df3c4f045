"""What each legal or sensible order would do with those who are tied. Advice: nothing here selects anybody. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from emulation_core import law
from emulation_core.campaign import Award, Campaign, Round
from emulation_core.i18n import _, pick
from emulation_core.model import Kind
from emulation_core.outcome import Advice
from emulation_core.reading import Facts, leaves

SEVENTY = Decimal(70)
"""Percent of women from which a collective is preferred (NĐ 152/2025/NĐ-CP, Đ.4 k6)."""


def advise(
    campaign: Campaign, award: Award, round: Round, kind: Kind, tied: pl.DataFrame, decided: date
) -> tuple[Advice, ...]:
    """Advice on `tied` (the evidence of those level at the cut, in the pinned order), the law's first."""
    return (*_by_law(kind, tied, decided), *_by_criteria(campaign, award, round, kind, tied))


def _by_law(kind: Kind, tied: pl.DataFrame, decided: date) -> Iterator[Advice]:
    rule = law.in_force("uu_tien_nu", decided)
    if rule is None:
        return
    female = law.FACTS[law.SEX].ladder.index(law.FEMALE)
    individual = kind is Kind.INDIVIDUAL
    preferred = (pl.col(law.SEX) == female) if individual else (pl.col(law.WOMEN) >= SEVENTY)
    marked = tied.select("id", first=preferred.fill_null(False))
    if marked["first"].any():
        says = pick((rule.says, rule.says_en))
        yield Advice(f"{rule.source}: {says}", tuple(marked.sort("first", descending=True, maintain_order=True)["id"]))


def _by_criteria(campaign: Campaign, award: Award, round: Round, kind: Kind, tied: pl.DataFrame) -> Iterator[Advice]:
    """The facts the award's own criteria weigh, where they tell the tied apart; none of the tied may lack one."""
    weighed: Mapping[str, str] = {
        rule.fact: rule.better
        for criterion in campaign.required_by(award, round, kind)
        for rule in leaves(criterion.evaluator)
        if hasattr(rule, "better") and hasattr(rule, "fact")
    }
    dictionary = law.dictionary(campaign.facts)
    for name, better in weighed.items():
        if name.startswith(Facts.HISTORY) or tied[name].null_count() or tied[name].n_unique() < 2:
            continue
        text = _("{fact}, highest first") if better == "high" else _("{fact}, lowest first")
        line = tied.sort(name, descending=better == "high", maintain_order=True)
        yield Advice(text.format(fact=dictionary[name].label), tuple(line["id"]))
