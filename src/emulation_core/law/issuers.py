"""Who gives awards, and which forms the law does not let them give."""

from __future__ import annotations

from collections.abc import Mapping

from emulation_core.frozen import frozen
from emulation_core.law.data import entries
from emulation_core.model import Id, Text


@frozen
class Issuer:
    """One authority: `never` lists the forms it cannot give, by `source`; `level` 1 runs campaigns."""

    id: Id
    name: Text
    level: int
    source: Text
    never: tuple[Id, ...] = ()


def issuers() -> Mapping[str, Issuer]:
    """Every issuer a campaign may name, by id."""
    return {issuer.id: issuer for issuer in entries("issuers.toml", Issuer)}
