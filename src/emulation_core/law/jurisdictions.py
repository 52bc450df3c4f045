"""Provinces and agencies as dated data: which body ends when, and which takes over from it the next day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from emulation_core.evidence import same
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id, Text
from emulation_core.succession import Ended, Office, Succession

Wrong = tuple["Body", str, str]
"""What is wrong with the data: the entry, its key, and what."""


@frozen
class Body:
    """A province or an agency, with the name that papers are signed with.

    `starts` and `until` are its first and last day where known; `into` is the body that takes over on the next day
    (none: nobody does), by the text `source`, which is not held where `confirmed` is false. An agency without
    `province` stands for the one of that name in every province; one with it goes before that one there.
    """

    id: Id
    name: Text
    starts: date | None = None
    until: date | None = None
    into: Id | None = None
    source: Text | None = None
    confirmed: bool = True
    province: Id | None = None

    @property
    def after(self) -> date:
        """The first day without it."""
        return date.max if self.until is None or self.until == date.max else self.until + timedelta(days=1)


@frozen
class Jurisdictions:
    """Every province and agency the data know."""

    provinces: tuple[Body, ...] = ()
    agencies: tuple[Body, ...] = ()

    def of(self, agency: str, province: str) -> Succession:
        """Who answers for the campaigns of `agency`, written "<agency> <province>" as it signs, in `province`."""
        line = tuple(_line(self, agency, province))
        return Succession(line, tuple(dict.fromkeys(_ended(self, province, line))))

    def agencies_in(self, province: str | None) -> Mapping[str, Body]:
        """The agencies of one province by id: its own entries before those that stand for every province."""
        general = {str(body.id): body for body in self.agencies if body.province is None}
        return general | {str(body.id): body for body in self.agencies if body.province == province}

    def provinces_by_id(self) -> Mapping[str, Body]:
        """The provinces by id."""
        return {str(body.id): body for body in self.provinces}


def _line(data: Jurisdictions, agency: str, province: str) -> Iterator[Office]:
    """The offices in order of time; a change of agency and of province on one day is one change."""
    provinces = data.provinces_by_id()
    area = _home(agency, province, provinces)
    home = area.id if area else province
    stem = _stem(agency, area)
    body = next((b for b in data.agencies_in(home).values() if same(b.name) == same(stem)), None)
    office = Office(agency, home)
    yield office
    while ends := [b for b in (body, area) if b is not None and b.until is not None]:
        day = max(min(b.after for b in ends), office.since or date.min)
        ended = [b for b in ends if b.after <= day]
        if area in ended:
            area = provinces.get(str(area.into))
        there = area.id if area else None
        if body is not None:
            body = data.agencies_in(there).get(str(body.into) if body in ended else body.id)
            stem = body.name if body else ""
        source = "; ".join(dict.fromkeys(b.source for b in ended if b.source))
        named = f"{stem} {area.name}" if stem and area else None
        office = Office(named, there, day, source, all(b.confirmed for b in ended))
        yield office
        if named is None:
            return


def _home(agency: str, province: str, provinces: Mapping[str, Body]) -> Body | None:
    """The province whose name the agency bears: the campaign's own, or one that has taken it over and runs it on."""
    area = provinces.get(province)
    while area is not None:
        if _stem(agency, area) != agency:
            return area
        area = provinces.get(str(area.into))
    return provinces.get(province)


def _stem(agency: str, area: Body | None) -> str:
    """The agency's name without the province at its end ("… tỉnh X", or the bare "… X")."""
    words = [] if area is None else area.name.split()
    while words:
        tail = " ".join(words)
        if same(agency).endswith(" " + same(tail)):
            return " ".join(agency.split()[: -len(words)])
        if not words[0][0].islower():
            break
        words = words[1:]
    return agency


def _ended(data: Jurisdictions, province: str, line: Sequence[Office]) -> Iterator[Ended]:
    """The bodies that evidence of this province may still name: bare, and with the province behind."""
    area = data.provinces_by_id().get(province)
    for office, heir in pairwise(line):
        if office.agency and heir.since:
            yield Ended(office.agency, heir.since - timedelta(days=1), heir.source or "", heir.confirmed)
    for body in data.agencies_in(province).values():
        if body.until is not None:
            yield Ended(body.name, body.until, body.source or "", body.confirmed)
        last = min((b for b in (body, area) if b is not None and b.until is not None), key=_after, default=None)
        if area is not None and last is not None and last.until is not None:
            yield Ended(f"{body.name} {area.name}", last.until, last.source or "", last.confirmed)


def _after(body: Body) -> date:
    return body.after


def problems(data: Jurisdictions) -> Iterator[Wrong]:
    """What is wrong with the data as a whole: names that lead nowhere, days out of order, circles."""
    known = data.provinces_by_id()
    for body in data.provinces:
        if body.province is not None:
            yield body, "province", _("a province lies in no other")
    for body in data.agencies:
        if body.province is not None and body.province not in known:
            yield body, "province", _("no province {id}").format(id=body.province)
    for body in (*data.provinces, *data.agencies):
        yield from _own(body)
    homes = sorted({body.province for body in data.agencies if body.province is not None})
    groups = [known, *(data.agencies_in(home) for home in (None, *homes))]
    yield from dict.fromkeys(found for group in groups for found in _edges(group))


def _own(body: Body) -> Iterator[Wrong]:
    if body.starts and body.until and body.starts > body.until:
        days = {"until": body.until.isoformat(), "start": body.starts.isoformat()}
        yield body, "until", _("{until} lies before {start}").format(**days)
    if body.into is not None and body.until is None:
        yield body, "into", _("a body that is taken over has a last day; give until")
    if body.until is not None and body.source is None:
        yield body, "until", _("an end needs its source")


def _edges(group: Mapping[str, Body]) -> Iterator[Wrong]:
    for body in group.values():
        if body.into is None:
            continue
        heir = group.get(body.into)
        if heir is None:
            yield body, "into", _("no such body: {id}").format(id=body.into)
        elif circle := _circle(body, group):
            yield body, "into", _("a circle: {ids}").format(ids=" → ".join(circle))
        elif heir.after <= body.after or (heir.starts is not None and heir.starts > body.after):
            what = _("{id} does not operate on {day}, when it takes over")
            yield body, "into", what.format(id=heir.id, day=body.after.isoformat())


def _circle(body: Body, group: Mapping[str, Body]) -> Iterable[str]:
    """The ids from `body` back to it, or nothing."""
    seen = [str(body.id)]
    heir = group.get(str(body.into))
    while heir is not None and heir.id not in seen:
        seen.append(heir.id)
        heir = group.get(str(heir.into))
    return [*seen, str(body.id)] if heir is not None and heir.id == body.id else []
