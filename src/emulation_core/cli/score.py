"""`emulation score C EVIDENCE…`: judge a round and say who may be proposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import (
    EXISTING,
    Day,
    campaign,
    campaign_argument,
    console,
    ledger_option,
    put_json,
    replacements,
    shared,
)
from emulation_core.cli.large import or_large
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.campaign import Loaded
    from emulation_core.plugins import Registry
    from emulation_core.report import Document


@click.command("score")
@campaign_argument
@click.argument("evidence", nargs=-1, required=True, type=EXISTING, metavar="EVIDENCE…")
@click.option("--round", "round_id", help=_("The round; default: the year that holds the day asked about."))
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@click.option("--decided", type=Day(), help=_("The day of the award decision; default: the day asked about."))
@click.option("--accept-partial", is_flag=True, help=_("Leave participants with faulty rows out, and name them."))
@click.option("--set", "sets", multiple=True, help=_("Suppose a key otherwise: criteria.<id>[kind].points=15."))
@click.option("--reason", help=_("Why this run supersedes the last one; default: what changed."))
@click.option("--out", type=EXISTING, help=_("A folder to write the outcome into."))
@ledger_option(default=None)
@shared
@or_large
def command(
    name: str,
    evidence: tuple[Path, ...],
    round_id: str | None,
    on: date | None,
    decided: date | None,
    accept_partial: bool,
    sets: tuple[str, ...],
    reason: str | None,
    out: Path | None,
    ledger: Path | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Print the outcome; with a ledger, only after it is committed there."""
    if sets and ledger is not None:
        raise click.UsageError(_("what --set supposes is not recorded; leave --ledger out"))
    from attrs import evolve

    from emulation_core.campaign import RoundKind
    from emulation_core.intake import read
    from emulation_core.plugins import load
    from emulation_core.report import document
    from emulation_core.scoring import choose_round, score

    registry = load()
    loaded = campaign(name, provinces, registry)
    day = on or date.today()
    round = choose_round(loaded.campaign, round_id, day)
    table = read(evidence, loaded.campaign, form_for=(loaded.id, round.id), partial=accept_partial)
    if round.kind is RoundKind.REVIEW:
        from emulation_core.ledger import with_years

        table = with_years(ledger, loaded, round, table)
    outcome = score(_supposed(loaded, sets, registry), table, round, day, decided)
    run = head = None
    if ledger is not None:
        from emulation_core.ledger import conflicts, record

        receipt = record(ledger, outcome, registry, reason)
        run, head = receipt.run, receipt.head
        outcome = evolve(outcome, warnings=tuple(sorted({*outcome.warnings, *conflicts(ledger, run)})))
    # Which plan is in force depends on the files held today: said to the reader, no part of the run.
    replaced = replacements(loaded, provinces, registry).notes(loaded, day)
    outcome = evolve(outcome, warnings=tuple(sorted({*outcome.warnings, *replaced})))
    if out is not None:
        _write(out, document(outcome, run, head))
    if as_json:
        put_json(document(outcome, run, head))
        return
    from emulation_core.cli.screen import show_outcome

    show_outcome(console(), outcome, run)


def _supposed(loaded: Loaded, sets: tuple[str, ...], registry: Registry) -> Loaded:
    if not sets:
        return loaded
    from emulation_core.config.changes import supposed

    return supposed(loaded, sets, (), registry)


def _write(folder: Path, answer: Document) -> None:
    """The outcome as `--json` prints it, into a file of its own."""
    from emulation_core.report.text import text
    from emulation_core.report.whole import write_whole

    write_whole(folder / "outcome.json", "".join([*text(answer), "\n"]).encode())
