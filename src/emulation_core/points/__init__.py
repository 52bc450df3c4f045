"""Points: what each participant comes to in a scored scheme, exactly, and what open evidence could still make of it."""

from emulation_core.points.columns import column, in_units, level
from emulation_core.points.labels import ladder, rungs
from emulation_core.points.plan import Plan, counts, like, maximum, plan
from emulation_core.points.table import explained, scored
from emulation_core.units import plain

__all__ = [
    "Plan",
    "column",
    "counts",
    "explained",
    "in_units",
    "ladder",
    "level",
    "like",
    "maximum",
    "plain",
    "plan",
    "rungs",
    "scored",
]
