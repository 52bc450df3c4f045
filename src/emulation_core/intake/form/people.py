"""The participants whose lines a form fills in beforehand, read from any table that evidence could stand in."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from emulation_core.campaign import Campaign
from emulation_core.errors import NotFound
from emulation_core.evidence import same
from emulation_core.i18n import _
from emulation_core.intake.form.contents import Person
from emulation_core.intake.read import read
from emulation_core.model import Kind


def people(path: Path, campaign: Campaign, unit: str | None = None) -> tuple[Person, ...]:
    """The participants listed in `path`, in its order; with `unit`, those of that unit.

    Raises `EvidenceRefused` for a list that is wrong, `NotFound` for a lost file or a unit nobody belongs to.
    """
    # Without its facts and rules: whatever else stands in the list is no evidence and cannot spoil it.
    bare = evolve(campaign, facts={}, scope=(), criteria=(), awards=(), procedure=None)
    rows = read([path], bare).frame.select("id", "name", "unit", "kind").iter_rows()
    found = tuple(Person(id, name, unit or "", Kind(kind)) for id, name, unit, kind in rows)
    if unit is None:
        return found
    mine = tuple(person for person in found if same(person.unit) == same(unit))
    if not mine:
        units = ", ".join(sorted({person.unit for person in found if person.unit})) or "–"
        raise NotFound(
            _("{file}: nobody belongs to the unit {unit}; units there: {units}").format(
                file=path.name, unit=unit, units=units
            )
        )
    return mine
