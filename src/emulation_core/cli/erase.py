"""`emulation erase SUBJECT --reason …`: take a person out of a ledger."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import ledger_option, put_json, shared
from emulation_core.i18n import _


@click.command("erase")
@click.argument("subject")
@click.option("--reason", required=True, help=_("Why; it stays in the ledger."))
@ledger_option()
@shared
def command(subject: str, reason: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """What was proved about them stays proved; who they were cannot be found out from the file any more."""
    from emulation_core.ledger.erase import erase

    if not reason.strip():
        raise click.UsageError(_("an erasure needs its reason"))
    done = erase(ledger, subject, reason)
    if as_json:
        put_json(done)
    else:
        click.echo(_("erased; the ledger's head is now {head}").format(head=done.head))
