"""`emulation diff RUN RUN`: whose verdict, standing or proposal changed, and what changed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import console, ledger_option, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.ledger.diff import Change, Changed


@click.command("diff", help=_("Compare two runs, participant by participant."))
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@ledger_option()
@shared
def command(before: str, after: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Only what changed is printed; two runs that say the same print nothing but their inputs."""
    from rich.table import Table

    from emulation_core.ledger.diff import compare

    found = compare(ledger, before, after)
    if as_json:
        put_json(found)
        return
    out = console()
    for change in (*found.inputs, *found.criteria):
        out.print(f"{change.what}: {_arrow(change)}", markup=False)
    if not found.participants:
        out.print(_("no participant's verdict, standing or proposal changed"))
        return
    table = Table(_("Participant"), _("What changed"), _("Because of"))
    for one in found.participants:
        table.add_row(f"{one.name} ({one.id})", "\n".join(_said(one)), "\n".join(_causes(one, found.inputs)))
    out.print(table)


def _arrow(change: Change) -> str:
    return f"{change.before or '–'} → {change.after or '–'}"


def _said(one: Changed) -> list[str]:
    there = {"both": [], "before": [_("only in the first run")], "after": [_("only in the second run")]}[one.there]
    status = [f"status: {_arrow(one.status)}"] if one.status else []
    verdicts = [f"{turned.criterion}: {turned.before or '–'} → {turned.after or '–'}" for turned in one.verdicts]
    return [*there, *status, *verdicts, *(f"{change.what}: {_arrow(change)}" for change in one.proposals)]


def _causes(one: Changed, inputs: tuple[Change, ...]) -> list[str]:
    """What changed it: evidence and rules; where they leave something unsaid, the run's inputs; else the others."""
    from emulation_core.ledger.diff import TURNS

    evidence = [f"{change.what}: {_arrow(change)}" for change in one.evidence]
    rewritten = [turned.criterion for turned in one.verdicts if "text" in turned.because]
    text = [_("the text of {criteria}").format(criteria=", ".join(rewritten))] if rewritten else []
    told = [*evidence, *text]
    named = {name for turned in one.verdicts for name in turned.because}
    turned = [change for change in inputs if change.what in (named if told else TURNS)]
    told += [_("the campaign's text") if one.what == "sources" else f"{one.what}: {_arrow(one)}" for one in turned]
    return told or [_("others' results")]
