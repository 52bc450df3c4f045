"""`emulation campaigns`: every campaign that can be named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from emulation_core.cli.common import catalogue, console, put_json, shared
from emulation_core.errors import EmulationError
from emulation_core.i18n import _


@click.command("campaigns", help=_("List the campaigns."))
@shared
def command(provinces: tuple[Path, ...], as_json: bool) -> None:
    """A campaign that is refused is listed with its first fault."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.config import load
    from emulation_core.plugins import load as load_plugins

    registry = load_plugins()
    rows: list[dict[str, Any]] = []
    for id, path in catalogue(provinces).campaigns():
        try:
            found = load(path, id, registry).campaign
            rows.append(
                {"id": id, "title": found.title, "agency": found.agency, "province": found.province, "error": None}
            )
        except EmulationError as problem:
            rows.append({"id": id, "title": None, "agency": None, "province": None, "error": str(problem)})
    if as_json:
        put_json(rows)
        return
    table = Table(_("Campaign"), _("Agency"), _("Title"))
    for row in rows:
        cells: list[str] = [row["id"], row["agency"] or "", row["title"] or f"✗ {str(row['error']).splitlines()[0]}"]
        table.add_row(*map(Text, cells))
    console().print(table)
