"""`emulation explain RUN PARTICIPANT`: why one participant stands where it stands, read from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, console, ledger_option, put_json, run_argument, shared
from emulation_core.i18n import _


@click.command("explain")
@run_argument("run")
@click.argument("participant")
@click.option(
    "--evidence", type=EXISTING, help=_("The evidence of a verdict file; default: beside it, if it is there.")
)
@ledger_option()
@shared
def command(
    run: str, participant: str, evidence: Path | None, ledger: Path, provinces: tuple[Path, ...], as_json: bool
) -> None:
    """Sentences are rendered anew from the evidence of the run; verdicts are those the run stored.

    A run that ends with .parquet is a verdict file, of a large run or of a batch.
    """
    if run.endswith(".parquet"):
        from emulation_core.cli.large import explain

        explain(Path(run), participant, evidence, as_json)
        return
    from attrs import evolve

    from emulation_core.cli.screen import show_decisions, show_participant
    from emulation_core.ledger.council import decisions_on
    from emulation_core.ledger.results import standing_of
    from emulation_core.model import KINDS
    from emulation_core.plugins import load
    from emulation_core.replay import Explained, replayed
    from emulation_core.report import Placed, participants

    registry = load()
    again = replayed(ledger, run, registry, participant)
    [found] = [p for kind in KINDS for p in participants(again.outcome, kind)]
    if found.rank is not None:  # a place is one among all
        everybody = replayed(ledger, again.run.run, registry).outcome
        found = next(p for p in participants(everybody, found.kind) if p.id == found.id)
    stored = again.stored
    assert stored is not None, "one participant was asked about"
    differs = tuple(f.criterion for f in found.findings if stored.verdicts.get(f.criterion) != f.verdict)
    found = evolve(found, status=stored.status)
    standings = [(award, standing_of(place)) for award, place in stored.places.items() if place != "out"]
    places = tuple(Placed(award, place, bool(certain)) for award, (place, certain) in standings)
    decided = decisions_on(ledger, again.run.run, participant)
    if as_json:
        put_json(Explained(again.run, found, places, tuple(decided), differs))
        return
    show_participant(console(), found, places)
    show_decisions(console(), decided)
    for criterion in differs:
        text = _("{criterion}: the run stored {stored}; this version of the engine reads the evidence otherwise")
        click.echo(text.format(criterion=criterion, stored=stored.verdicts.get(criterion)), err=True)
