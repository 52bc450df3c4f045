"""`emulation new campaign P/C`: a campaign file with every section explained, and its cases."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, shared
from emulation_core.cli.laid_out import answered, tell
from emulation_core.i18n import _


@click.command("campaign", help=_("Lay out a campaign file, every section explained, with its cases."))
@click.argument("campaign", metavar="P/C")
@click.option("--agency", help=_("The agency as papers name it: Sở … tỉnh …"))
@click.option("-o", "--output", type=EXISTING, help=_("The folder of provinces; provinces by default."))
@shared
def command(campaign: str, agency: str | None, output: Path | None, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Into the folder of provinces named, the only one of `--provinces`, the one one stands in, or `provinces`."""
    from emulation_core.scaffold import campaign_files, campaign_name, put

    asked = campaign_name(campaign)
    words = answered(asked, None, agency, provinces, ask=not as_json)
    here = Path(".") if Path.cwd().name == "provinces" else Path("provinces")
    folder = output or (provinces[0] if len(provinces) == 1 else here)
    written = put(folder, campaign_files(asked, words))
    tell(
        folder,
        written,
        as_json,
        f"emulation check {campaign} --provinces {folder}",
        f"emulation test {folder} --provinces {folder}",
    )
