"""`emulation show C`: what a campaign file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from emulation_core.cli.common import Day, campaign, console, put_json, shared
from emulation_core.i18n import _


@click.command("show", help=_("Show a campaign: criteria, awards, what it assumes and what it lacks."))
@click.argument("name", metavar="CAMPAIGN")
@click.option("--on", type=Day(), help=_("The day asked about."))
@shared
def command(name: str, on: date | None, provinces: tuple[Path, ...], as_json: bool) -> None:
    """JSON holds everything; the terminal shows what an officer asks first."""
    from rich.table import Table

    from emulation_core.plugins import load
    from emulation_core.report import campaign_json

    registry = load()
    loaded = campaign(name, provinces, registry)
    shown = campaign_json(loaded, registry)
    if as_json:
        put_json(shown)
        return
    out, found = console(), loaded.campaign
    out.print(f"[bold]{found.title}[/]\n{found.agency} · {loaded.id} · {_('plan')} {found.plan.number}")
    out.print(_("Rounds: {rounds}").format(rounds=", ".join(round.id for round in found.period.rounds())))
    table = Table(_("Criterion"), _("Clause"), _("Kinds"), _("Text"), title=_("Criteria"), title_justify="left")
    for criterion in found.criteria:
        kinds = ", ".join(kind.value for kind in criterion.applies_to)
        table.add_row(criterion.id, criterion.clause, kinds, criterion.text)
    out.print(table)
    table = Table(_("Award"), _("Clause"), _("Name"), _("Quota"), title=_("Awards"), title_justify="left")
    for award, quota in zip(found.awards, (row["quota"] for row in shown["awards"]), strict=True):
        seats = ", ".join(f"{key} = {value}" for key, value in quota.items() if value)
        table.add_row(award.id, award.clause, award.name, seats)
    out.print(table)
    for title, key in ((_("Assumptions"), "assumptions"), (_("Texts not held"), "unresolved"), (_("Notes"), "notes")):
        if shown[key]:
            out.print(f"[bold]{title}[/]")
            for note in shown[key]:
                out.print(f"  • {note['about']}: {note['says']}", markup=False)
