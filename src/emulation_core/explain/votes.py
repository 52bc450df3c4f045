"""The votes a plan asks for, in words."""

from __future__ import annotations

from emulation_core.clauses import Votes
from emulation_core.i18n import _


def votes_asked(votes: Votes) -> str:
    """The votes a plan asks for, as the council reads it."""
    if votes.of == "members":
        what = _("at least {share} of all members of the council ({clause}); the council counts them")
    else:
        what = _("at least {share} of those present ({clause}); the council counts them")
    return what.format(share=votes.at_least, clause=votes.clause)
