"""Agencies' proposals for a higher form, put together as the evidence of the province's own campaign.

What leaves an agency is who is proposed, for what, by which clause, and where they stand there: none of its evidence.
"""

from emulation_core.consolidation.anchors import Anchors
from emulation_core.consolidation.book import Book
from emulation_core.consolidation.gather import Gathered, gather
from emulation_core.consolidation.listing import unranked
from emulation_core.consolidation.nominee import Asked, Nominee, Submitted
from emulation_core.consolidation.table import OFFERED, evidence, misfits

__all__ = [
    "OFFERED",
    "Anchors",
    "Asked",
    "Book",
    "Gathered",
    "Nominee",
    "Submitted",
    "evidence",
    "gather",
    "misfits",
    "unranked",
]
