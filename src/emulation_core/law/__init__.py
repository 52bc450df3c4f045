"""Law that every campaign stands on: dated data (TOML beside this file), each entry with its source."""

from emulation_core.law.facts import (
    DEFERRAL,
    FACTS,
    FEMALE,
    INITIATIVES,
    KNOWN,
    SEX,
    WOMEN,
    concerns,
    dictionary,
    kinds_of_facts,
)
from emulation_core.law.issuers import Issuer, issuers
from emulation_core.law.jurisdictions import Body, Jurisdictions
from emulation_core.law.money import doubts, pay, pays, regime_on, regimes
from emulation_core.law.rules import LegalRule, in_force, told
from emulation_core.law.workdays import after_working_days, is_working, unannounced

__all__ = [
    "DEFERRAL",
    "FACTS",
    "FEMALE",
    "INITIATIVES",
    "KNOWN",
    "SEX",
    "WOMEN",
    "Body",
    "Issuer",
    "Jurisdictions",
    "LegalRule",
    "after_working_days",
    "concerns",
    "dictionary",
    "doubts",
    "in_force",
    "is_working",
    "issuers",
    "kinds_of_facts",
    "pay",
    "pays",
    "regime_on",
    "regimes",
    "told",
    "unannounced",
]
