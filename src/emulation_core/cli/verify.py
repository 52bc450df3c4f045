"""`emulation verify`: whether a ledger is what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import ledger_option, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.ledger.verify import Check


@click.command("verify")
@click.option("--replay", is_flag=True, help=_("Score every run again from its stored inputs."))
@click.option("--anchor", metavar="HEAD", help=_("A head that was kept outside the ledger."))
@ledger_option()
@shared
@click.pass_context
def command(
    ctx: click.Context, replay: bool, anchor: str | None, ledger: Path, provinces: tuple[Path, ...], as_json: bool
) -> None:
    """One line a check; exit code 1 when one does not hold."""
    from emulation_core.ledger import verify

    found = []
    for check in verify.checks(ledger, anchor):
        found.append(check)
        _tell(check, as_json)
    # What is damaged already says nothing when it is scored.
    if replay and all(check.holds for check in found):
        from emulation_core import replay as again
        from emulation_core.plugins import load

        for check in again.checks(ledger, load()):
            found.append(check)
            _tell(check, as_json)
    if as_json:
        put_json(verify.Verified(all(check.holds for check in found), tuple(found)))
    if not all(check.holds for check in found):
        ctx.exit(1)


def _tell(check: Check, as_json: bool) -> None:
    if not as_json:
        click.echo(f"✓ {check.what}" if check.holds else f"✗ {check.what}: {check.wrong}")
