"""`emulation consolidate LEDGER… -o PROVINCE.db`: agencies' proposals for a higher form as one provincial table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from emulation_core.cli.common import EXISTING, Day, campaign, console, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.consolidation import Gathered


class Head(click.ParamType[str]):
    """A head: 64 hexadecimal digits."""

    name = "HEAD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The head; anything else is wrong usage."""
        from emulation_core.consolidation.anchors import head

        try:
            return head(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


@click.command("consolidate")
@click.argument("ledgers", nargs=-1, required=True, type=EXISTING, metavar="LEDGER…")
@click.option("-o", "out", type=EXISTING, required=True, metavar="DB", help=_("The province's own ledger."))
@click.option("--campaign", "name", metavar="CAMPAIGN", help=_("The province's campaign; default: a list, unranked."))
@click.option(
    "--form", default="bang_khen", type=click.Choice(("bang_khen", "giay_khen", "other")), help=_("The form.")
)
@click.option("--round", "round_id", help=_("Only this round of the agencies; default: the last run of every round."))
@click.option("--anchor", "loose", multiple=True, type=Head(), help=_("A head kept outside one of the ledgers."))
@click.option("--anchors", "file", type=EXISTING, metavar="FILE", help=_("A file of them: head, space, ledger."))
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@click.option("--decided", type=Day(), help=_("The day of the award decision; default: the day asked about."))
@click.option("--reason", help=_("Why this run supersedes the last one; default: what changed."))
@shared
@click.pass_context
def command(
    ctx: click.Context,
    ledgers: tuple[Path, ...],
    out: Path,
    name: str | None,
    form: str,
    round_id: str | None,
    loose: tuple[str, ...],
    file: Path | None,
    on: date | None,
    decided: date | None,
    reason: str | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Nothing is written unless every ledger holds and every head kept outside is found."""
    if out.resolve() in {ledger.resolve() for ledger in ledgers}:
        raise click.UsageError(
            _("{path} is one of the agencies' ledgers; the province's is another file").format(path=out)
        )
    from emulation_core.consolidation import Asked, evidence, gather, misfits, unranked
    from emulation_core.consolidation.anchors import read
    from emulation_core.consolidation.told import told
    from emulation_core.ledger import conflicts, record
    from emulation_core.plugins import load
    from emulation_core.report import document
    from emulation_core.scoring import choose_round, score

    registry, day = load(), on or date.today()
    loaded = campaign(name, provinces, registry) if name is not None else None
    if loaded is not None and (wrong := misfits(loaded, form)):
        raise wrong
    gathered = gather(_tracked(ledgers), Asked(form, round_id), read(loose, file), registry)
    if not gathered.holds:
        if as_json:
            put_json(told(gathered, None))
        _show(gathered, as_json)
        ctx.exit(1)
    loaded = loaded or unranked(gathered, form, day.year, registry)
    table = evidence(gathered, loaded.campaign, decided or day)
    outcome = score(loaded, table, choose_round(loaded.campaign, None, day), day, decided)
    receipt = record(out, outcome, registry, reason)
    found = tuple(sorted({*outcome.warnings, *conflicts(out, receipt.run)}))
    outcome = evolve(outcome, warnings=found)
    if as_json:
        put_json(told(gathered, document(outcome, receipt.run, receipt.head)))
        return
    from emulation_core.cli.screen import show_outcome

    _show(gathered, as_json)
    show_outcome(console(), outcome, receipt.run)


def _tracked(ledgers: tuple[Path, ...]) -> Iterable[Path]:
    """The ledgers one after another, with a bar where somebody watches."""
    from rich.console import Console
    from rich.progress import track

    screen = Console(stderr=True)
    return track(ledgers, _("Ledger"), console=screen, transient=True, disable=not screen.is_terminal)


def _show(gathered: Gathered, as_json: bool) -> None:
    """A row for every run, then what is wrong, on stderr."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.cli.screen import listed

    table = Table(_("Ledger"), _("Agency"), _("Round"), _("Run"), _("Proposed"), _("Vouched for from outside"))
    for book in gathered.books:
        for run in book.runs:
            who = f"{len(run.nominees)}: {listed([one.name for one in run.nominees])}" if run.nominees else "0"
            cells = (book.path.name, run.agency, run.round, run.run, who)
            table.add_row(*map(Text, cells), Text("✓" if run.vouched else "–"))
        if not book.runs:
            table.add_row(
                Text(book.path.name), Text(_("damaged or refused") if book.wrong else _("no run")), "", "", "", ""
            )
    if not as_json:
        console().print(table)
    for book in gathered.books:
        for wrong in book.wrong:
            click.echo(f"{book.path}: {wrong}", err=True)
    for head in gathered.lost:
        click.echo(_("head {head} is in none of the ledgers").format(head=head), err=True)
    if not gathered.holds:
        click.echo(_("nothing was written"), err=True)
