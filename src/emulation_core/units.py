"""Points as whole numbers: one unit is 10^-18 of a point, so that weights and points multiply without a remainder."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

DIGITS = 18
POINT = 10**DIGITS
LARGEST = 10**18
"""A scheme's maximum stays below so many points; then everything counted fits into 128 bits."""


def units(points: Decimal) -> int:
    """`points` of at most 18 digits after the point, in units."""
    whole = Fraction(points) * POINT
    assert whole.denominator == 1, points
    return int(whole)


def weighed(points: Decimal, weight: Decimal) -> int:
    """`points` × `weight`, each of at most 9 digits after the point, in units."""
    whole: int = units(points) * units(weight) // POINT
    return whole


def half_up(value: int | Fraction, step: int) -> int:
    """`value` to the nearest multiple of `step`; a half goes away from zero."""
    size = abs(Fraction(value))
    near = int((2 * size + step) // (2 * step)) * step
    return near if value >= 0 else -near


def plain(value: int | None) -> str | None:
    """Units as points in plain decimal notation, exact: "88.5"; None stays None."""
    if value is None:
        return None
    whole, rest = divmod(abs(value), POINT)
    digits = f"{rest:018}".rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + ("." + digits if digits else "")
