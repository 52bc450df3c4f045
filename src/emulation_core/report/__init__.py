"""What an outcome looks like to people and to programs."""

from emulation_core.report.document import Document, document

__all__ = ["Document", "document"]
