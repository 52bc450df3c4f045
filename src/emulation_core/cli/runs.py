"""`emulation runs`: the runs a ledger holds."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import console, ledger_option, put_json, shared
from emulation_core.i18n import _


@click.command("runs")
@ledger_option()
@shared
def command(ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Each with its head: write the last one down outside the ledger to prove later that nothing was removed."""
    from emulation_core.ledger import last, runs

    found = runs(ledger)
    if as_json:
        put_json(found)
        return
    from rich.table import Column, Table

    table = Table(_("Run"), _("Campaign"), _("Round"), _("On"), _("Supersedes"), Column(_("Head"), overflow="fold"))
    for run in found:
        table.add_row(run.run, run.campaign, run.round, run.on.isoformat(), run.supersedes or "", run.head)
    console().print(table)
    click.echo(_("the ledger's head, to keep outside it: {head}").format(head=last(ledger)))
