"""What an award pays: coefficient × base salary of the decision's day, rounded up once, in whole đồng."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import frozen

from emulation_core.law.data import entries
from emulation_core.model import Id, Kind, Text
from emulation_core.outcome import Money


@frozen
class Coefficients:
    """Multiples of the base salary for one form, by the recipient's kind.

    `unconfirmed` lists the kinds whose multiple we have not seen in the text.
    """

    form: Id
    individual: Decimal
    collective: Decimal
    unconfirmed: tuple[Literal["individual", "collective"], ...] = ()


@frozen
class Regime:
    """One decree: first and last day of force, multiples, and the step (đồng) amounts are rounded up to.

    After `until` amounts are still computed, and none is confirmed.
    """

    id: Id
    starts: date
    until: date
    source: Text
    rounding: int
    coefficients: tuple[Coefficients, ...]


@frozen
class BaseSalary:
    """Lương cơ sở from a day on, in đồng a month."""

    starts: date
    amount: int
    source: Text
    confirmed: bool = True


def regimes() -> tuple[Regime, ...]:
    """Every decree, in order of time."""
    return entries("money.toml", Regime)


def base_salaries() -> tuple[BaseSalary, ...]:
    """Every base salary, in order of time."""
    return entries("base_salary.toml", BaseSalary)


def pay(form: str, kind: Kind, decided: date, recipients: int) -> Money | None:
    """The money for `recipients` awards of `form` to `kind`, decided on that day.

    None for a form or kind the law sets no money for, and for a day before the first text we hold. After a last day
    that is not confirmed the amount is still computed, with `confirmed` false.
    """
    regime = next((r for r in reversed(regimes()) if r.starts <= decided), None)
    base = next((b for b in reversed(base_salaries()) if b.starts <= decided), None)
    if regime is None or base is None or kind is Kind.AGENCY:
        return None
    row = next((c for c in regime.coefficients if c.form == form), None)
    if row is None:
        return None
    coefficient: Decimal = getattr(row, kind.value)
    sources = f"{regime.source}; {base.source}"
    steps = Fraction(coefficient) * base.amount / regime.rounding
    each = -(-steps.numerator // steps.denominator) * regime.rounding
    return Money(
        each=each,
        total=each * recipients,
        decided=decided,
        regime=regime.id,
        base=base.amount,
        coefficient=coefficient,
        confirmed=base.confirmed and decided <= regime.until and kind.value not in row.unconfirmed,
        formula=f"{coefficient} × {base.amount} = {_whole(coefficient * base.amount)} → {each} ({sources})",
    )


def _whole(amount: Decimal) -> str:
    """đồng without a tail of zeros."""
    return f"{amount.normalize():f}"
