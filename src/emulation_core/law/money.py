"""What an award pays: coefficient × base salary of the decision's day, rounded up once, in whole đồng."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from emulation_core.frozen import frozen
from emulation_core.i18n import _
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


def regime_on(decided: date) -> Regime | None:
    """The decree a decision on that day is paid by: the last to start; None before the first one held."""
    return next((regime for regime in reversed(regimes()) if regime.starts <= decided), None)


def base_on(decided: date) -> BaseSalary | None:
    """The base salary of that day; None before the first one held."""
    return next((base for base in reversed(base_salaries()) if base.starts <= decided), None)


def pays(form: str, kind: Kind) -> bool:
    """Whether some decree sets money for awards of `form` to `kind`."""
    return kind is not Kind.AGENCY and any(row.form == form for regime in regimes() for row in regime.coefficients)


def pay(form: str, kind: Kind, decided: date, recipients: int) -> Money | None:
    """The money for `recipients` awards of `form` to `kind`, decided on that day.

    None for a form or kind the law sets no money for, and for a day before the first text we hold. After a last day
    that is not confirmed the amount is still computed, with `confirmed` false; `doubts` says why.
    """
    regime, base = regime_on(decided), base_on(decided)
    row = regime and _row(regime, form)
    if regime is None or base is None or row is None or kind is Kind.AGENCY:
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
        confirmed=not doubts(form, kind, decided),
        formula=f"{coefficient} × {base.amount} = {_whole(coefficient * base.amount)} → {each} ({sources})",
    )


def doubts(form: str, kind: Kind, decided: date) -> tuple[str, ...]:
    """Why the amount of that day is not confirmed, or cannot be computed at all; nothing where it is sure."""
    regime, base = regime_on(decided), base_on(decided)
    row = regime and _row(regime, form)
    found = []
    if regime is None:
        found.append(_("no decree is held for that day; the first starts on {day}").format(day=regimes()[0].starts))
    elif decided > regime.until:
        what = _("{source} is only known to hold until {day}, and no later decree is held")
        found.append(what.format(source=regime.source, day=regime.until.isoformat()))
    if regime and row and kind.value in row.unconfirmed:
        found.append(_("the coefficient of {source} is not confirmed").format(source=regime.source))
    if base is None:
        what = _("no base salary is held for that day; the first starts on {day}")
        found.append(what.format(day=base_salaries()[0].starts))
    elif not base.confirmed:
        found.append(_("the base salary of {source} is not confirmed").format(source=base.source))
    return tuple(found)


def _row(regime: Regime, form: str) -> Coefficients | None:
    return next((row for row in regime.coefficients if row.form == form), None)


def _whole(amount: Decimal) -> str:
    """đồng without a tail of zeros."""
    return f"{amount.normalize():f}"
