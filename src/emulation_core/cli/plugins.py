"""`emulation plugins`: what became of every plugin."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import console, put_json, shared
from emulation_core.i18n import _


@click.command("plugins")
@shared
def command(provinces: tuple[Path, ...], as_json: bool) -> None:
    """Exit 0 also when a plugin failed: saying so is the answer."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.plugins import load

    found = load().plugins
    if as_json:
        put_json(found)
        return
    table = Table(_("Name"), _("Distribution"), _("Module"), _("Rules"), _("State"))
    for plugin in found:
        state = plugin.state + (f": {plugin.why}" if plugin.why else "")
        cells = (plugin.name, plugin.distribution, plugin.module, "\n".join(plugin.rules), state)
        table.add_row(*map(Text, cells))
    console().print(table)
