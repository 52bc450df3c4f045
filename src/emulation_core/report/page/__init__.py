"""The result of a run as one self-contained page that a council reads on a projector, on paper or by ear."""

from __future__ import annotations

from emulation_core.report.page.build import page

__all__ = ["page"]
