"""`emulation show C`: what a campaign file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from emulation_core.cli.common import Day, campaign, catalogue, console, put_json, shared
from emulation_core.i18n import _, pick


@click.command("show", help=_("Show a campaign: criteria, awards, what it assumes and what it lacks."))
@click.argument("name", metavar="CAMPAIGN")
@click.option("--on", type=Day(), help=_("The day asked about."))
@click.option("--templates", is_flag=True, help=_("The templates of its papers, and what each may use."))
@shared
def command(name: str, on: date | None, templates: bool, provinces: tuple[Path, ...], as_json: bool) -> None:
    """JSON holds everything; the terminal shows what an officer asks first."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.explain import KIND_WORDS
    from emulation_core.plugins import load
    from emulation_core.report import campaign_json

    registry = load()
    loaded = campaign(name, provinces, registry)
    if templates:
        _show_templates(loaded.campaign.province, provinces, as_json)
        return
    shown = campaign_json(loaded, registry)
    if as_json:
        put_json(shown)
        return
    out, found = console(), loaded.campaign
    out.print(Text(found.title, style="bold"))
    out.print(Text(f"{found.agency} · {loaded.id} · {_('plan')} {found.plan.number}"))
    out.print(_("Rounds: {rounds}").format(rounds=", ".join(round.id for round in found.period.rounds())))
    table = Table(_("Criterion"), _("Clause"), _("Kinds"), _("Text"), title=_("Criteria"), title_justify="left")
    for criterion in found.criteria:
        kinds = ", ".join(pick(KIND_WORDS[kind]) for kind in criterion.applies_to)
        table.add_row(*map(Text, (criterion.id, criterion.clause, kinds, criterion.text)))
    out.print(table)
    table = Table(_("Award"), _("Clause"), _("Name"), _("Seats"), title=_("Awards"), title_justify="left")
    for award, quota in zip(found.awards, (row["quota"] for row in shown["awards"]), strict=True):
        table.add_row(*map(Text, (award.id, award.clause, award.name, _seats(quota))))
    out.print(table)
    for title, key in ((_("Assumptions"), "assumptions"), (_("Texts not held"), "unresolved"), (_("Notes"), "notes")):
        if shown[key]:
            out.print(Text(title, style="bold"))
            for note in shown[key]:
                out.print(Text(f"  • {note['about']}: {note['says']}"))


def _show_templates(province: str, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Each kind of paper: the Word file it is filled into, then every variable with what it holds."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.report.listing import templates

    listed = templates(province, catalogue(provinces).folders())
    if as_json:
        put_json({"templates": listed})
        return
    out = console()
    for one in listed:
        whose = _("the province's own") if one.own else _("common")
        out.print(Text(f"{one.kind} ({whose}): {one.path}", style="bold"))
        table = Table(_("Variable"), _("What it holds"), box=None, show_header=False)
        for variable, holds in one.variables.items():
            table.add_row(Text(variable), Text(holds))
        out.print(table)


def _seats(quota: dict[str, Any]) -> str:
    """The quota as the file states it, kinds by their Vietnamese or English names."""
    from emulation_core.explain import KIND_WORDS

    kinds = {kind.value: pick(words) for kind, words in KIND_WORDS.items()}
    stated = [f"{kinds.get(key, key)} {value}" for key, value in quota.items() if value and key != "use"]
    return f"{quota['use']}: {', '.join(stated)}" if stated else quota["use"]
