"""Clauses of a plan that people apply: the decree it names for money, the votes it asks for."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from emulation_core.frozen import frozen
from emulation_core.model import Id, Text


@frozen
class MoneyClause:
    """The decree (an id of the law's regimes) that `clause` of the plan names for money.

    It changes no amount: the law of the decision's day pays, and where that is another one both are named.
    """

    regime: Id
    clause: Text


@frozen
class Votes:
    """The share of votes that `clause` asks for: of the council's `members` or of those `present`.

    `at_least` is an exact fraction ("2/3"). It is printed for the council and never counted here.
    """

    of: Literal["members", "present"]
    at_least: Text
    clause: Text

    @property
    def fraction(self) -> Fraction | None:
        """`at_least` as a number above 0 and at most 1, or None where it is no such fraction."""
        above, slash, below = self.at_least.partition("/")
        whole = slash and above.isdecimal() and below.isdecimal() and 0 < int(above) <= int(below)
        return Fraction(int(above), int(below)) if whole else None
