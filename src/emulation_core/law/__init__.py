"""Law that every campaign stands on: dated data (TOML beside this file), each entry with its source."""

from emulation_core.law.facts import DEFERRAL, FACTS, FEMALE, INITIATIVES, KNOWN, SEX, WOMEN, dictionary, kinds_of_facts
from emulation_core.law.issuers import Issuer, issuers
from emulation_core.law.money import pay
from emulation_core.law.rules import LegalRule, in_force
from emulation_core.law.workdays import after_working_days, is_working, unannounced

__all__ = [
    "DEFERRAL",
    "FACTS",
    "FEMALE",
    "INITIATIVES",
    "KNOWN",
    "SEX",
    "WOMEN",
    "Issuer",
    "LegalRule",
    "after_working_days",
    "dictionary",
    "in_force",
    "is_working",
    "issuers",
    "kinds_of_facts",
    "pay",
    "unannounced",
]
