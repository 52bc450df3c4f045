"""Ngày làm việc: every day but Saturdays, Sundays and public holidays.

The days come from the library `holidays` (Bộ luật Lao động 2019, Điều 112; days off that fall on a weekend move to the
next working day, Điều 111 khoản 3), corrected by `days_off.toml`. A Saturday worked for a day off is a working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from emulation_core.frozen import frozen
from emulation_core.law.data import entries
from emulation_core.model import Text

_ONE = timedelta(days=1)
_SATURDAY = 5


@frozen
class DaysOff:
    """One year's announced days off: `off` and `worked` are those that the library does not know."""

    year: int
    source: Text
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


def is_working(day: date) -> bool:
    """Whether offices work on `day`, as far as is known."""
    announced = _announced().get(day.year)
    if announced is not None and day in (*announced.off, *announced.worked):
        return day in announced.worked
    off, worked = _computed(day.year)
    return day in worked or (day.weekday() < _SATURDAY and day not in off)


def after_working_days(day: date, count: int) -> date:
    """The day that is the `count`-th working day after `day`."""
    while count:
        day += _ONE
        count -= is_working(day)
    return day


def unannounced(first: date, last: date) -> tuple[int, ...]:
    """The years from `first` to `last` whose days off nobody has announced to us: their days are the library's rule."""
    return tuple(year for year in range(first.year, last.year + 1) if year not in _announced())


def _announced() -> dict[int, DaysOff]:
    return {entry.year: entry for entry in entries("days_off.toml", DaysOff)}


@cache
def _computed(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The library's days off of `year`, and the Saturdays worked for some of them."""
    from holidays import country_holidays

    # The year before and after: a day may be worked in one year for a day off in another.
    known = country_holidays("VN", years=range(year - 1, year + 2))
    return frozenset(day for day in known if day.year == year), frozenset(known.weekend_workdays)
