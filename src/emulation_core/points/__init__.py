"""Points: what each participant comes to in a scored scheme, exactly, and what open evidence could still make of it."""

from emulation_core.points.columns import column
from emulation_core.points.labels import ladder
from emulation_core.points.plan import counts, maximum
from emulation_core.points.table import explained, scored, short
from emulation_core.units import plain

__all__ = ["column", "counts", "explained", "ladder", "maximum", "plain", "scored", "short"]
