"""Many agencies in one go: everything that has evidence is judged, each ledger written by one process at a time."""

from emulation_core.batch.found import asked, fair
from emulation_core.batch.processes import Processes
from emulation_core.batch.run import batch
from emulation_core.batch.summary import Line, Summary, says, went, workbook
from emulation_core.batch.tasks import Place

__all__ = ["Line", "Place", "Processes", "Summary", "asked", "batch", "fair", "says", "went", "workbook"]
