"""What campaigns and outcomes look like to people and to programs."""

from emulation_core.report.campaign import campaign_json
from emulation_core.report.document import Document, Participant, document, participants, responsible, to_json
from emulation_core.report.lines import lines

__all__ = ["Document", "Participant", "campaign_json", "document", "lines", "participants", "responsible", "to_json"]
