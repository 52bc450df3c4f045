"""`emulation batch DIR`: judge everything in a deployment that has evidence."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from emulation_core.cli.common import EXISTING, Day, console, put_json, shared
from emulation_core.i18n import _, language, set_language

if TYPE_CHECKING:
    from emulation_core.batch import Line


@click.command("batch")
@click.argument("where", type=EXISTING, metavar="DIR|MANIFEST")
@click.option("--workers", type=click.IntRange(1), default=1, help=_("So many processes at once."))
@click.option("--cluster", metavar="ADDRESS", help=_("Judge on the workers of this Dask scheduler."))
@click.option("--resume", is_flag=True, help=_("Leave out what the ledgers already hold for the same inputs."))
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@click.option("--decided", type=Day(), help=_("The day of the award decision; default: the day asked about."))
@click.option("--xlsx", type=EXISTING, help=_("Write the summary into this workbook too."))
@shared
def command(
    where: Path,
    workers: int,
    cluster: str | None,
    resume: bool,
    on: date | None,
    decided: date | None,
    xlsx: Path | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Print what became of everybody; 1 when anything failed."""
    from emulation_core import deployment
    from emulation_core.batch import Place, Processes, Summary, asked, batch, fair, workbook
    from emulation_core.config import Catalogue

    site = deployment.opened(where)
    if click.get_current_context().get_parameter_source("lang") is ParameterSource.DEFAULT:
        set_language(site.tables.lang)
    known = (*site.provinces(), *(folder.absolute() for folder in provinces))
    day = on or date.today()
    rounds = asked(site, Catalogue(known), day, decided)
    place = Place.of(site, known, language(), secrets.token_hex(8))
    judges = None
    if cluster is not None:
        from emulation_core.batch.cluster import Cluster

        judges = Cluster(cluster)
    most = fair(rounds, site.tables.limits.participants, 1 if judges else workers)
    with _progress(len(rounds)) as told:
        lines = batch(rounds, place, most, Processes(workers), judges, resume, told)
    if as_json:
        put_json(Summary(day, tuple(lines)))
    else:
        _show(lines, day)
    if xlsx is not None:
        from emulation_core.report.whole import write_whole

        # Last: what is in the ledgers is told even where this file cannot be written.
        write_whole(xlsx, workbook(lines))
    return 1 if any(line.error for line in lines) else 0


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Line], None]]:
    """A bar on a terminal, nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    screen = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda line: bar.update(task, advance=1, description=line.campaign)


def _show(lines: Sequence[Line], on: date) -> None:
    """A row for each round, then how many of them failed."""
    from rich.table import Column, Table
    from rich.text import Text

    from emulation_core.batch import says, went
    from emulation_core.explain import show_day

    table = Table(
        Column(_("Campaign"), overflow="fold"),
        *(Column(word, no_wrap=True) for word in (_("Round"), _("Result"))),
        Column(_("Participants"), justify="right"),
        Column(_("Run"), no_wrap=True),
    )
    for line in lines:
        style = "red" if line.error else "dim" if line.resumed else "green"
        count = "" if line.participants is None else str(line.participants)
        table.add_row(line.campaign, line.round or "", Text(went(line), style=style), count, line.run or "")
    out = console()
    out.print(table)
    for line in lines:
        if said := says(line):
            out.print(Text(f"{line.campaign} {line.round or ''}".rstrip() + f": {said}"))
    failed = sum(bool(line.error) for line in lines)
    again = sum(line.resumed for line in lines)
    what = _("asked on {on}: {total} rounds, {fresh} recorded, {again} as before, {failed} failed")
    fresh = len(lines) - failed - again
    out.print(what.format(on=show_day(on), total=len(lines), fresh=fresh, again=again, failed=failed))
