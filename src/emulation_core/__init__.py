"""emulation-core: the whole API a province plugin imports."""

from emulation_core.campaign import Counts, Document, Period, Procedure, Quota, Round, RoundKind, Step
from emulation_core.hookspecs import hookimpl
from emulation_core.model import QUANTITY, FactType, Id, Kind, Seats, Share, Text, Verdict, YearsAfter
from emulation_core.reading import Combined, Evaluator, Facts, Reading, council, met, scored, unresolved

__all__ = [
    "QUANTITY",
    "Combined",
    "Counts",
    "Document",
    "Evaluator",
    "FactType",
    "Facts",
    "Id",
    "Kind",
    "Period",
    "Procedure",
    "Quota",
    "Reading",
    "Round",
    "RoundKind",
    "Seats",
    "Share",
    "Step",
    "Text",
    "Verdict",
    "YearsAfter",
    "council",
    "hookimpl",
    "met",
    "scored",
    "unresolved",
]
