"""Steps in time: days counted from other days, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import evolve

from emulation_core import law
from emulation_core.campaign import Round
from emulation_core.i18n import _
from emulation_core.model import YearsAfter
from emulation_core.steps import Step, Within
from emulation_core.toml import meant

MOST_DAYS = 366
"""No plan we know counts further; a longer count is a slip."""


def laid_out(steps: Sequence[Step], round: Round) -> tuple[Step, ...]:
    """The steps with the round's own days in place of days counted from its end or from one another.

    `steps` are sound: nothing is wrong with them by `problems`.
    """
    days: dict[str, date | None] = {}
    left = list(steps)
    while left:
        ready = [step for step in left if step.within is None or step.within.after in (None, *days)]
        if not ready:
            raise ValueError(", ".join(step.id for step in left))
        days |= {step.id: _placed(step, round, days).last_day for step in ready}
        left = [step for step in left if step not in ready]
    return tuple(_placed(step, round, days) for step in steps)


def _placed(step: Step, round: Round, days: Mapping[str, date | None]) -> Step:
    starts, before, until = (_day(day, round) for day in (step.starts, step.before, step.until))
    within = step.within and evolve(step.within, after_day=_day(step.within.after_day, round))
    if within is not None:
        until = _counted(within, days)
    return evolve(step, starts=starts, before=before, until=until, within=within)


def _counted(within: Within, days: Mapping[str, date | None]) -> date:
    start = within.after_day if within.after is None else days[within.after]
    assert isinstance(start, date), "problems() refuses a count from no day"
    if within.working_days is not None:
        return law.after_working_days(start, within.working_days)
    return start + timedelta(days=within.days or 0)


def _day(day: date | YearsAfter | None, round: Round) -> date | None:
    return day.on(round.until) if isinstance(day, YearsAfter) else day


def problems(steps: Sequence[Step]) -> Iterator[str]:
    """What is wrong with the steps of a file, each as "steps.<place>: what"."""
    ids: list[str] = [step.id for step in steps]
    for n, step in enumerate(steps):
        ends = [step.before is not None, step.until is not None, step.within is not None, step.undated]
        if step.id in ids[:n]:
            yield f"steps.{n}.id: " + _("{id} stands twice").format(id=step.id)
        if sum(ends) != 1:
            yield f"steps.{n}: " + _("{id} needs one of before, until, within and undated = true").format(id=step.id)
        elif step.undated and step.starts is not None:
            yield f"steps.{n}.undated: " + _("{id} has a day on which it starts").format(id=step.id)
        elif not _in_order(step):
            what = _("{id} has a day the calendar lacks, or ends before it starts")
            yield f"steps.{n}: " + what.format(id=step.id)
        if step.within is not None:
            yield from (f"steps.{n}.within{what}" for what in _miscounted(step.within, steps))
    for circle in _circles({step.id: step.within.after for step in steps if step.within and step.within.after}):
        what = _("counted from one another: {ids}")
        yield f"steps.{ids.index(circle[0])}.within.after: " + what.format(ids=" → ".join([*circle, circle[0]]))
    taking = [n for n, step in enumerate(steps) if step.takes == "dossier"]
    yield from (f"steps.{n}.takes: " + _("another step takes the dossiers already") for n in taking[1:])


def _miscounted(within: Within, steps: Sequence[Step]) -> Iterator[str]:
    """What is wrong with one count: ".key: what", or ": what"."""
    counts = {"days": within.days, "working_days": within.working_days}
    given = {key: count for key, count in counts.items() if count is not None}
    if len(given) != 1:
        yield ": " + _("either days or working_days is needed")
    for key, count in given.items():
        if not 1 <= count <= MOST_DAYS:
            yield f".{key}: " + _("{count} is not from 1 to {most}").format(count=count, most=MOST_DAYS)
    if (within.after is None) == (within.after_day is None):
        yield ": " + _("either after, a step, or after_day is needed")
    by_id = {step.id: step for step in steps}
    if within.after is not None and within.after not in by_id:
        yield ".after: " + _("no step {id}").format(id=within.after) + meant(within.after, by_id)
    elif within.after is not None and by_id[within.after].undated:
        yield ".after: " + _("{id} has no day to count from").format(id=within.after)


def _circles(after: Mapping[str, str]) -> Iterator[list[str]]:
    """The steps that are counted from one another, each circle once, from its first step in the file."""
    told: set[str] = set()
    for start in after:
        path = [start]
        while (following := after.get(path[-1])) is not None and following not in path:
            path.append(following)
        if following == start and start not in told:
            told.update(path)
            yield path


def _in_order(step: Step) -> bool:
    """Whether the step's days exist, in a leap year at least, and its end does not lie before its start."""
    some = Round("", date(2024, 1, 1), date(2024, 12, 31))
    try:
        starts, before, until = (_day(day, some) for day in (step.starts, step.before, step.until))
        _day(step.within.after_day if step.within else None, some)
    except ValueError:
        return False
    end = until or (before and before - timedelta(days=1))
    counted = [day for day in (step.starts, step.before or step.until) if isinstance(day, YearsAfter)]
    return starts is None or end is None or starts <= end or len(counted) == 1
