"""What campaigns and outcomes look like to people and to programs."""

from emulation_core.report.document import Document, Participant, document, participants, responsible, to_json

__all__ = ["Document", "Participant", "document", "participants", "responsible", "to_json"]
