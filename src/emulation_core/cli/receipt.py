"""`emulation receipt RUN PARTICIPANT`: one participant's proof, to be checked without the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import ledger_option, put_json, run_argument, shared
from emulation_core.i18n import _


@click.command("receipt", help=_("Print the proof of what a run said of one participant."))
@run_argument("run")
@click.argument("participant")
@ledger_option()
@shared
def command(run: str, participant: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """JSON with or without `--json`: a receipt is handed to a program, `tools/verify_ledger.py --receipt FILE`."""
    from emulation_core.ledger.receipt import receipt

    put_json(receipt(ledger, run, participant))
