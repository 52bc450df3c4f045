"""What became of everybody in a batch, as lines for people, programs and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from attrs import field, frozen

from emulation_core.batch.tasks import Asked, Failed, Same, Written
from emulation_core.i18n import _
from emulation_core.report import LEFT_OUT


@frozen
class Line:
    """One round of one campaign: the run it has in its ledger, or the error for which it has none.

    `resumed` says that the run was there before; `said` is the digest of what was found.
    """

    campaign: str
    round: str | None
    ledger: str
    run: str | None = field(default=None, metadata=LEFT_OUT)
    head: str | None = field(default=None, metadata=LEFT_OUT)
    error: str | None = field(default=None, metadata=LEFT_OUT)
    resumed: bool = False
    participants: int | None = field(default=None, metadata=LEFT_OUT)
    said: str | None = field(default=None, metadata=LEFT_OUT)
    warnings: tuple[str, ...] = ()


@frozen
class Summary:
    """What `emulation batch --json` prints: every round that was judged, and the day asked about."""

    on: date
    agencies: tuple[Line, ...]


def line(asked: Asked, result: Failed | Same | Written) -> Line:
    """What became of one round."""
    ledger = "" if asked.fault else "/".join(asked.ledger.parts[-2:])
    if isinstance(result, Failed):
        return Line(asked.campaign, result.round or asked.round, ledger, error=result.says)
    again = isinstance(result, Same)
    known = {"run": result.run, "head": result.head, "participants": result.participants, "said": result.said}
    warnings = (*_passed_over(asked.passed), *(() if isinstance(result, Same) else result.warnings))
    return Line(asked.campaign, result.round, ledger, resumed=again, warnings=warnings, **known)  # type: ignore[arg-type]


def _passed_over(names: Sequence[str]) -> tuple[str, ...]:
    """What an agency handed in that nobody reads."""
    what = _("passed over, because temporary, marked by this program or of another kind: {names}")
    return (what.format(names=", ".join(names)),) if names else ()


def went(line: Line) -> str:
    """How it went, in a word."""
    return _("failed") if line.error else _("as before") if line.resumed else _("done")


def workbook(lines: Sequence[Line]) -> bytes:
    """The summary as a workbook: a row for each round."""
    import xlsxwriter  # type: ignore[import-untyped]

    headings = (_("Campaign"), _("Round"), _("Result"), _("Participants"), _("Run"), _("Ledger"), _("Error or warning"))
    rows = [
        (each.campaign, each.round or "", went(each), each.participants, each.run or "", each.ledger, *[says(each)])
        for each in lines
    ]
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Summary"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_row(0, 0, headings, bold)
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, row, wrapped)
        for n, width in enumerate((36, 14, 14, 14, 16, 36, 90)):
            sheet.set_column(n, n, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
    return file.getvalue()


def says(line: Line) -> str:
    """The error or the warnings of a line."""
    return line.error or "\n".join(line.warnings)
