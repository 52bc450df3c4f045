"""What the verbs share: the options every one accepts, days, and where campaigns and ledgers are found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from emulation_core.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from rich.console import Console

    from emulation_core.campaign import Loaded
    from emulation_core.config import Catalogue, Replacements
    from emulation_core.plugins import Registry

F = TypeVar("F", bound=Callable[..., Any])
EXISTING = click.Path(path_type=Path)


class Day(click.ParamType[date]):
    """A day: 2027-03-01 or 01/03/2027."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day written in `value`; anything else is wrong usage."""
        if isinstance(value, date):
            return value
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(value, pattern).date()
            except ValueError:
                continue
        self.fail(_("{value} is not a day; write 2027-03-01 or 01/03/2027").format(value=value), param, ctx)


def shared(function: F) -> F:
    """The options that every verb accepts."""
    options = (
        click.option(
            "--provinces",
            multiple=True,
            type=EXISTING,
            envvar="EMULATION_PROVINCES",
            help=_("More folders of campaigns."),
        ),
        click.option(
            "--lang",
            type=click.Choice(LANGUAGES),
            default=LANGUAGES[0],
            expose_value=False,
            help=_("Language of the answer."),
        ),
        click.option("--json", "as_json", is_flag=True, help=_("Answer in JSON.")),
    )
    for option in reversed(options):
        function = option(function)
    return function


def ledger_option(default: str | None = "emulation.db") -> Callable[[F], F]:
    """`--ledger`: the file of runs."""
    return click.option("--ledger", type=EXISTING, default=default, help=_("The ledger file."))


def catalogue(provinces: tuple[Path, ...]) -> Catalogue:
    """The campaigns that can be named."""
    from emulation_core.config import Catalogue

    return Catalogue(provinces)


def campaign(name: str, provinces: tuple[Path, ...], registry: Registry | None = None) -> Loaded:
    """The campaign `name`, an id or a path."""
    from emulation_core.config import load
    from emulation_core.plugins import load as load_plugins

    known = catalogue(provinces)
    id, path = known.find(name)
    return load(path, id, registry or load_plugins(), known)


def replacements(loaded: Loaded, provinces: tuple[Path, ...], registry: Registry) -> Replacements:
    """What the files that can be named, and those beside `loaded`, replace."""
    from emulation_core.config import Replacements

    return Replacements(catalogue(provinces).near(Path(loaded.path)), registry)


def put_json(value: object) -> None:
    """Print one JSON document, UTF-8, keys in the order of the contract."""
    from emulation_core.report import lines, to_json

    click.echo(lines(to_json(value)))


def console() -> Console:
    """Where people read: as wide as their terminal, plain in a pipe."""
    from rich.console import Console

    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=120, soft_wrap=True)
