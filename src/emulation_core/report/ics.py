"""A timeline as an iCalendar file (RFC 5545): an all-day event on the last day of each step.

Same timeline, same bytes: events carry the day asked about as their stamp, and ids that a changed day does not change,
so that a calendar that takes the file in again moves its events.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from emulation_core.explain import show_day
from emulation_core.i18n import _
from emulation_core.timeline import Milestone, Timeline

LONGEST = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


def ics(found: Timeline, title: str) -> bytes:
    """The whole file, named `title` in calendars that show a name."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//emulation-core//timeline//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for step in found.steps:
        lines += _event(found, step)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(found: Timeline, step: Milestone) -> Iterator[str]:
    about = [_("Last day: {day}").format(day=show_day(step.last_day))]
    about += [] if step.clause is None else [_("Clause: {clause}").format(clause=step.clause)]
    yield "BEGIN:VEVENT"
    yield f"UID:{_text('/'.join((found.campaign, step.rounds[0], step.id)))}@emulation-core"
    yield f"DTSTAMP:{_day(found.on)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(step.last_day)}"
    yield f"DTEND;VALUE=DATE:{_day(step.last_day + timedelta(days=1))}"
    yield f"SUMMARY:{_text(step.says)}"
    yield f"DESCRIPTION:{_text(chr(10).join(about))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(value: str) -> str:
    """A value of type TEXT; other control characters cannot stand in one."""
    return "".join(c for c in value.translate(_ESCAPED) if c >= " " and c != "\x7f")


def _folded(line: str) -> bytes:
    """The line with its end, cut between letters where it is longer than `LONGEST` octets."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LONGEST:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
