"""How large a table may be, whatever kind of file it stands in; and what is refused unread."""

from __future__ import annotations

from emulation_core.i18n import _

MOST_CELLS = 3_000_000
"""Cells of all sheets, empty ones with a format included: 150 000 participants with 20 columns."""
MOST_GRID = 10_000_000
"""Places (rows × columns) that the filled cells of one sheet span: the parser keeps 32 bytes for each."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet of Excel has."""


def macros() -> str:
    """Why a workbook with macros is refused."""
    return _("it holds macros; save it as .xlsx, without macros")
