"""What campaigns and outcomes look like to people and to programs."""

from emulation_core.report.document import Document, Participant, document, participants, responsible, to_json
from emulation_core.report.text import text

__all__ = ["Document", "Participant", "document", "participants", "responsible", "text", "to_json"]
