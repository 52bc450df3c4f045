"""Every error a user can see, with the exit code it ends the program with.

Exit codes: 1 the user's data, configuration or ledger is at fault; 2 wrong usage (click's own);
3 our fault (any exception that is not an `EmulationError`).
"""

from __future__ import annotations

from collections.abc import Iterable

from emulation_core.frozen import frozen


@frozen
class Fault:
    """One thing that is wrong, where it stands, and what was meant.

    `where` is `file:line:column` or `file › sheet › cell`; `key` names the key or the heading;
    `line` and `column` sort the faults of one file; in a `sheet` of a workbook they are the row (from 1) and the
    column (from 0) of the cell.
    """

    file: str
    line: int
    column: int
    where: str
    key: str
    what: str
    sheet: str | None = None

    def place(self) -> tuple[str, str, int, int, str, str]:
        """Sorts faults as they stand in their files."""
        return self.file, self.sheet or "", self.line, self.column, self.key, self.what

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.key, self.what) if part)


class EmulationError(Exception):
    """What a user can put right; printed as one block on stderr, never as a traceback."""

    exit_code = 1


class Refused(EmulationError):
    """A file is refused whole, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault], notes: Iterable[str] = ()) -> None:
        self.faults = tuple(sorted(set(faults), key=Fault.place))
        self.notes = tuple(notes)
        super().__init__("\n".join([*map(str, self.faults), *self.notes]))


class CampaignRefused(Refused):
    """A campaign or cases file breaks its contract."""


class EvidenceRefused(Refused):
    """Evidence holds a value that must not reach a verdict."""


class NotFound(EmulationError):
    """A campaign, round, run or participant that does not exist was asked for."""


class RuleFailed(EmulationError):
    """A rule crashed or gave no answer although its evidence is there: an error of the run, never a verdict."""


class LedgerFault(EmulationError):
    """The ledger cannot be opened, read or written."""


class DecisionRefused(EmulationError):
    """A council's decision for which the rules leave no room."""


class PaperFault(EmulationError):
    """A template or a finished paper cannot be read, filled in or written."""
