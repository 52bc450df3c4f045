"""emulation-core: the whole API a province plugin imports; a name is fetched when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def __getattr__(name: str) -> object:
    # `emulation --help` needs none of them, and attrs alone costs as much as all of click.
    if name in __all__:
        for room in ("model", "reading", "campaign", "hookspecs"):
            module = import_module(f"{__name__}.{room}")
            if hasattr(module, name):
                return globals().setdefault(name, getattr(module, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
