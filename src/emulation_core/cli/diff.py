"""`emulation diff RUN RUN`: whose verdict, standing or proposal changed, and what changed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import console, ledger_option, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.ledger.diff import Change, Changed, Standings


@click.command("diff", help=_("Compare two runs, participant by participant."))
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@ledger_option()
@shared
def command(before: str, after: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Only what changed is printed; two runs that say the same print nothing but their inputs."""
    from rich.table import Table

    from emulation_core.ledger.diff import compare

    found = compare(ledger, before, after, _points(ledger, before, after))
    if as_json:
        put_json(found)
        return
    out = console()
    for change in (*found.inputs, *found.criteria):
        out.print(f"{change.what}: {_arrow(change)}", markup=False)
    if not found.participants:
        out.print(_("no participant's verdict, standing or proposal changed"))
        return
    table = Table(_("Participant"), _("What changed"), _("Because of"))
    for one in found.participants:
        table.add_row(f"{one.name} ({one.id})", "\n".join(_said(one)), "\n".join(_causes(one)))
    out.print(table)


def _points(ledger: Path, before: str, after: str) -> tuple[Standings, Standings]:
    """What a scored scheme says in both runs; none, with the reason on stderr, where one cannot be scored again."""
    from emulation_core.errors import CampaignRefused, EvidenceRefused, RuleFailed
    from emulation_core.plugins import load
    from emulation_core.replay import standings

    registry = load()
    try:
        return standings(ledger, before, registry), standings(ledger, after, registry)
    except (CampaignRefused, EvidenceRefused, RuleFailed) as why:
        click.echo(_("points are not compared: {why}").format(why=why), err=True)
        return {}, {}


def _arrow(change: Change) -> str:
    return f"{change.before or '–'} → {change.after or '–'}"


def _said(one: Changed) -> list[str]:
    there = {"both": [], "before": [_("only in the first run")], "after": [_("only in the second run")]}[one.there]
    status = [f"status: {_arrow(one.status)}"] if one.status else []
    verdicts = [f"{turned.criterion}: {turned.before or '–'} → {turned.after or '–'}" for turned in one.verdicts]
    others = [f"{change.what}: {_arrow(change)}" for change in (*one.points, *one.proposals)]
    return [*there, *status, *verdicts, *others]


def _causes(one: Changed) -> list[str]:
    evidence = [f"{change.what}: {_arrow(change)}" for change in one.evidence]
    rewritten = [turned.criterion for turned in one.verdicts if "text" in turned.because]
    text = [_("the text of {criteria}").format(criteria=", ".join(rewritten))] if rewritten else []
    return [*evidence, *text] or [_("others' results")]
