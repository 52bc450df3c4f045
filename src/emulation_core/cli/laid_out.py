"""What the commands of `new` share: the names people use, asked for on a terminal, and what was written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import catalogue, put_json
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.scaffold import CampaignName, Words


def answered(
    asked: CampaignName, name: str | None, agency: str | None, provinces: tuple[Path, ...], *, ask: bool
) -> Words:
    """The names as papers have them: given, asked for on a terminal, else from the data on provinces and agencies."""
    from attrs import evolve

    from emulation_core.config import load_jurisdictions
    from emulation_core.scaffold import words_of

    words = words_of(asked, load_jurisdictions(catalogue(provinces).folders()))
    if name is not None:
        words = evolve(words, province=name, agency=words.agency.replace(words.province, name))
    if agency is None and ask and sys.stdin.isatty():
        agency = click.prompt(_("The agency as papers name it"), default=words.agency)
    return evolve(words, agency=agency or words.agency)


def tell(folder: Path, written: Sequence[Path], as_json: bool, *following: str) -> None:
    """What was written where, and what to run next."""
    files = [path.relative_to(folder).as_posix() for path in written]
    if as_json:
        put_json({"folder": str(folder), "files": files})
        return
    click.echo(_("{folder}: {count} files written").format(folder=folder, count=len(files)))
    for file in files:
        click.echo(f"  {file}")
    click.echo(_("Next:"))
    for line in following:
        click.echo(f"  {line}")
