"""`emulation demo`: the shipped campaigns that have sample evidence, scored on one screen."""

from __future__ import annotations

import os
from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, catalogue, console, put_json, shared
from emulation_core.i18n import _

SAMPLE = ".sample.csv"


@click.command("demo")
@click.option("--ledger", type=EXISTING, default="emulation-demo.db", help=_("The ledger file to write."))
@shared
def command(ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Made-up participants, real plans; every run goes into a ledger one can query."""
    from rich.rule import Rule

    from emulation_core.cli.summary import first_open, show_summary
    from emulation_core.config import load
    from emulation_core.intake import read
    from emulation_core.ledger import record
    from emulation_core.plugins import load as load_plugins
    from emulation_core.report import document
    from emulation_core.scoring import choose_round, score

    registry, out, known, answers = load_plugins(), console(), catalogue(provinces), []
    if not as_json:
        out.print(
            _("An emulation plan as a file, evidence as a table: who may be proposed, who is tied, what is open.")
        )
    asked = None
    for id, path in known.campaigns():
        sample = path.with_name(path.name.removesuffix(".toml") + SAMPLE)
        if not sample.is_file():
            continue
        loaded = load(path, id, registry, known)
        round = choose_round(loaded.campaign, None, loaded.campaign.all_due(loaded.campaign.period.rounds()[0]))
        outcome = score(loaded, read([sample], loaded.campaign), round, loaded.campaign.all_due(round))
        receipt = record(ledger, outcome, registry)
        answers.append(document(outcome, receipt.run, receipt.head) if as_json else receipt)
        found = first_open(outcome)
        asked = asked or (found and (receipt.run, found[1]))
        if not as_json:
            out.print(Rule(style="dim"))
            show_summary(out, outcome, receipt.run)
    if as_json:
        put_json(answers)
        return
    out.print(Rule(style="dim"))
    emulation = os.environ.get("EMULATION_COMMAND", "emulation")
    out.print(_("Made-up participants, real plans. Every run is in {ledger}; ask it:").format(ledger=ledger))
    if asked is not None:
        out.print(f"  {emulation} explain {asked[0]} {asked[1]} --ledger {ledger}", markup=False)
    out.print(f"  {emulation} runs --ledger {ledger}", markup=False)
