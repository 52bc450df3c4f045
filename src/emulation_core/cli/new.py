"""`emulation new …`: something laid out to begin with; a file for each thing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from emulation_core.cli.common import shared
from emulation_core.i18n import _

THINGS = ("province", "campaign")


class Things(click.Group):
    """What can be laid out; each is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every thing there is a file for."""
        return list(THINGS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The thing's command, or None."""
        if cmd_name not in THINGS:
            return None
        made: click.Command = import_module(f"emulation_core.cli.new_{cmd_name}").command
        return made


@click.group("new", cls=Things, help=_("Lay something out to begin with."))
@shared
def command(provinces: tuple[Path, ...], as_json: bool) -> None:
    """Options before the thing are accepted and change nothing: each thing has its own."""
