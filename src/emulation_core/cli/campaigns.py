"""`emulation campaigns`: every campaign that can be named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from emulation_core.cli.common import Day, catalogue, console, put_json, shared
from emulation_core.errors import EmulationError
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.config import Listed


@click.command("campaigns")
@click.option("--on", type=Day(), help=_("Say of each plan how it stands on this day."))
@shared
def command(on: date | None, provinces: tuple[Path, ...], as_json: bool) -> None:
    """A campaign that is refused is listed with its first fault."""
    from emulation_core.config import Listed, Replacements, load
    from emulation_core.plugins import load as load_plugins

    registry, known = load_plugins(), catalogue(provinces)
    replaced = None if on is None else Replacements(known, registry)
    rows: list[Listed] = []
    for id, path in known.campaigns():
        row = Listed(id, None, None, None, None)
        try:
            loaded = load(path, id, registry, known)
            found = loaded.campaign
            row = Listed(id, found.title, found.agency, found.province, None)
            if replaced is not None and on is not None:
                row = evolve(row, state=replaced.state(loaded, on))
        except EmulationError as problem:
            row = evolve(row, error=str(problem))
        rows.append(row)
    if as_json:
        put_json(rows)
        return
    from rich.table import Table
    from rich.text import Text

    headings = [_("Campaign"), _("Agency"), _("Title"), *([] if on is None else [_("State")])]
    table = Table(*headings)
    for row in rows:
        fault = f"✗ {row.error.splitlines()[0]}" if row.error else ""
        cells = [row.id, row.agency or "", row.title or fault]
        table.add_row(*map(Text, cells + ([] if on is None else [_told(row)])))
    console().print(table)


def _told(row: Listed) -> str:
    """How a campaign stands on the day asked about, in words."""
    words = {
        "coming": _("not issued yet"),
        "in_force": _("in force"),
        "uncertain": _("uncertain: the day is left blank"),
        "replaced": _("replaced"),
        "ended": _("ended"),
    }
    if row.error:
        return f"✗ {row.error.splitlines()[0]}" if row.title else ""
    return words[str(row.state)]
