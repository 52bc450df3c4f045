"""What the verbs share: the options every one accepts, days, and where campaigns and ledgers are found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from emulation_core.cli.words import asked_language
from emulation_core.i18n import _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem
    from rich.console import Console

    from emulation_core.campaign import Loaded
    from emulation_core.config import Catalogue, Replacements
    from emulation_core.plugins import Registry

F = TypeVar("F", bound=Callable[..., Any])
EXISTING = click.Path(path_type=Path)
LEDGER = "emulation.db"


class Day(click.ParamType[date]):
    """A day: 2027-03-01 or 01/03/2027."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day written in `value`; anything else is wrong usage."""
        if isinstance(value, date):
            return value
        if len(value) == 10 and value[4] == value[7] == "-":  # as nearly always; strptime costs a start more
            with suppress(ValueError):
                return date.fromisoformat(value)
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
        click.option("--lang", **asked_language()),
        click.option("--json", "as_json", is_flag=True, help=_("Answer in JSON.")),
    )
    for option in reversed(options):
        function = option(function)
    return function


def campaign_argument(function: F) -> F:
    """The CAMPAIGN of a verb, an id or a path; the shell completes ids, and paths where no id fits."""
    return click.argument("name", metavar="CAMPAIGN", shell_complete=_campaigns_like)(function)


def run_argument(name: str) -> Callable[[F], F]:
    """A RUN of a verb; the shell completes `latest` and the runs of the ledger."""
    return click.argument(name, metavar="RUN", shell_complete=_runs_like)


def _campaigns_like(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from emulation_core.errors import EmulationError

    # What is wrong with a folder is said when the command runs, not between two keystrokes.
    with suppress(EmulationError):
        known = catalogue(ctx.params.get("provinces") or ()).campaigns()
        found = [CompletionItem(id) for id, _path in known if id.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]
    return []


def _runs_like(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    found = [CompletionItem("latest")]
    ledger = Path(ctx.params.get("ledger") or LEDGER)
    if ledger.is_file():
        from emulation_core.errors import EmulationError
        from emulation_core.ledger import runs

        with suppress(EmulationError):
            found += [CompletionItem(run.run, help=f"{run.campaign} · {run.round}") for run in runs(ledger)]
    return [item for item in found if item.value.startswith(incomplete)]


def ledger_option(default: str | None = LEDGER) -> Callable[[F], F]:
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
    from emulation_core.report.text import text

    # Piece by piece: as one string it would be copied as often as it is handed on.
    sys.stdout.writelines(chain(text(value), "\n"))
    sys.stdout.flush()


def console() -> Console:
    """Where people read: as wide as their terminal, plain in a pipe; what looks like an emoji's name stays as it is."""
    from rich.console import Console

    found = Console(highlight=False, emoji=False)
    return found if found.is_terminal else Console(highlight=False, emoji=False, width=120, soft_wrap=True)
