"""`emulation new province P`: a package with the plugin of a province, one rule, one campaign, and their tests."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, shared
from emulation_core.cli.laid_out import answered, tell
from emulation_core.i18n import _

CAMPAIGN = "so_noi_vu_2027"


@click.command("province", help=_("Lay out a package for a province: a rule, a campaign, cases and tests."))
@click.argument("province", metavar="P")
@click.option(
    "--campaign",
    "file",
    default=CAMPAIGN,
    show_default=True,
    help=_("The campaign: the id of the agency, then the year."),
)
@click.option("--name", help=_("The province as papers name it: tỉnh …"))
@click.option("--agency", help=_("The agency as papers name it: Sở … tỉnh …"))
@click.option("-o", "--output", type=EXISTING, help=_("The folder to make; named after the province by default."))
@shared
def command(
    province: str,
    file: str,
    name: str | None,
    agency: str | None,
    output: Path | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Everything in it passes `emulation check`, `emulation test`, ruff and the conformance kit as it stands."""
    from emulation_core.scaffold import campaign_name, package_files, province_name, put

    asked = campaign_name(f"{province_name(province)}/{file}")
    words = answered(asked, name, agency, provinces, ask=not as_json)
    folder = output or Path(f"emulation-{asked.province.replace('_', '-')}")
    written = put(folder, package_files(asked, words))
    tell(folder, written, as_json, f"cd {folder}", "pip install -e .[test]", "pytest")
