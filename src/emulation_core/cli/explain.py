"""`emulation explain RUN PARTICIPANT`: why one participant stands where it stands, read from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import console, ledger_option, put_json, shared
from emulation_core.i18n import _


@click.command("explain", help=_("Explain one participant of a run, criterion by criterion."))
@click.argument("run")
@click.argument("participant")
@ledger_option()
@shared
def command(run: str, participant: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Sentences are rendered anew from the evidence of the run; verdicts are those the run stored."""
    from emulation_core.cli.screen import show_participant
    from emulation_core.config import load_text
    from emulation_core.ledger import evidence_of, inputs, places_of, run_named, verdicts_of
    from emulation_core.model import KINDS
    from emulation_core.plugins import load
    from emulation_core.report import participants
    from emulation_core.scoring import choose_round, score

    row = run_named(ledger, run)
    stored = verdicts_of(ledger, row, participant)
    made = inputs(ledger, row)
    loaded = load_text(made.campaign_text, row.campaign, f"{ledger} › {row.run}", load())
    evidence = evidence_of(ledger, row, loaded.campaign)
    outcome = score(loaded, evidence, choose_round(loaded.campaign, row.round, row.on), row.on, made.decided)
    [found] = [p for kind in KINDS for p in participants(outcome, kind, frozenset([participant]))]
    differs = [f.criterion for f in found.findings if stored.get(f.criterion) != f.verdict]
    places = [
        {"award": award, "place": place, "certain": sure} for award, place, sure in places_of(ledger, row, participant)
    ]
    if as_json:
        put_json({"run": row, "participant": found, "proposals": places, "differs": differs})
        return
    show_participant(console(), found, places)
    for criterion in differs:
        text = _("{criterion}: the run stored {stored}; this version of the engine reads the evidence otherwise")
        click.echo(text.format(criterion=criterion, stored=stored.get(criterion)), err=True)
