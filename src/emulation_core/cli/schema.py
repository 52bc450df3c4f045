"""`emulation schema`: the JSON Schemas of the files, for editors and for programs."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, shared
from emulation_core.i18n import _


@click.command("schema")
@click.option("-o", "folder", type=EXISTING, help=_("The folder to write into."))
@shared
def command(folder: Path | None, provinces: tuple[Path, ...], as_json: bool) -> None:
    """With the rules of the plugins installed here."""
    from emulation_core.cli.answers import published
    from emulation_core.config import schema
    from emulation_core.plugins import load

    made = published(load())
    if folder is None:
        click.echo(schema.text(made["campaign"]), nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        path = folder / f"{name}.schema.json"
        path.write_text(schema.text(content), encoding="utf-8")
        click.echo(str(path))
