"""What campaigns and outcomes look like to people and to programs."""

from emulation_core.report.document import (
    LEFT_OUT,
    Document,
    Participant,
    Placed,
    document,
    participants,
    responsible,
    to_json,
)

__all__ = ["LEFT_OUT", "Document", "Participant", "Placed", "document", "participants", "responsible", "to_json"]
