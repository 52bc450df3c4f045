"""`emulation new deployment DIR`: a folder that serves many agencies."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, put_json, shared
from emulation_core.i18n import _


@click.command("deployment", help=_("Lay out a folder for the plans, evidence and ledgers of many agencies."))
@click.argument("folder", type=EXISTING, metavar="DIR")
@shared
def command(folder: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Nothing that is there is written over."""
    from emulation_core.batch.layout import lay_out

    made = [path.as_posix() for path in lay_out(folder)]
    if as_json:
        put_json({"written": made})
        return
    for path in made:
        click.echo(path)
    here = f'"{folder}"' if " " in str(folder) else folder
    click.echo(_("next: evidence into {folder}, then `emulation batch {here}`").format(folder=made[3], here=here))
