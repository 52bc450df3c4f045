"""`emulation show C`: what a campaign file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from emulation_core.cli.common import (
    Day,
    campaign,
    campaign_argument,
    catalogue,
    console,
    put_json,
    replacements,
    shared,
)
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.campaign import Criterion, Loaded


@click.command("show")
@campaign_argument
@click.option("--on", type=Day(), help=_("The day asked about."))
@click.option("--templates", is_flag=True, help=_("The templates of its papers, and what each may use."))
@shared
def command(name: str, on: date | None, templates: bool, provinces: tuple[Path, ...], as_json: bool) -> None:
    """JSON holds everything; the terminal shows what an officer asks first."""
    from emulation_core.explain import KIND_WORDS, votes_asked
    from emulation_core.plugins import load
    from emulation_core.report import responsible, to_json
    from emulation_core.report.campaign import campaign_json

    registry = load()
    loaded = campaign(name, provinces, registry)
    if templates:
        _show_templates(loaded.campaign.province, provinces, as_json)
        return
    shown = campaign_json(loaded, registry)
    if on is not None:
        shown["in_force"] = to_json(replacements(loaded, provinces, registry).in_force(loaded, on))
        shown["responsible"] = to_json(responsible(loaded, on))
    if as_json:
        put_json(shown)
        return
    from rich.table import Table
    from rich.text import Text

    out, found = console(), loaded.campaign
    out.print(Text(found.title, style="bold"))
    out.print(Text(f"{found.agency} · {loaded.id} · {_('plan')} {found.plan.number}"))
    if on is not None:
        out.print(Text(_standing(on, shown["in_force"])))
    out.print(_("Rounds: {rounds}").format(rounds=", ".join(round.id for round in found.period.rounds())))
    if on is not None:
        out.print(Text(_who(loaded, on)))
    table = Table(_("Criterion"), _("Clause"), _("Kinds"), _("Text"), title=_("Criteria"), title_justify="left")
    for criterion in found.criteria:
        kinds = ", ".join(pick(KIND_WORDS[kind]) for kind in criterion.applies_to)
        table.add_row(*map(Text, (criterion.id, _clause(criterion), kinds, criterion.text)))
    out.print(table)
    table = Table(_("Award"), _("Clause"), _("Name"), _("Seats"), title=_("Awards"), title_justify="left")
    for award, quota in zip(found.awards, (row["quota"] for row in shown["awards"]), strict=True):
        table.add_row(*map(Text, (award.id, award.clause, award.name, _seats(quota))))
    out.print(table)
    for award in found.awards:
        if award.votes is not None:
            out.print(Text(f"{award.name}: {votes_asked(award.votes)}"))
    for title, key in ((_("Assumptions"), "assumptions"), (_("Texts not held"), "unresolved"), (_("Notes"), "notes")):
        if shown[key]:
            out.print(Text(title, style="bold"))
            for note in shown[key]:
                out.print(Text(f"  • {note['about']}: {note['says']}"))


def _clause(criterion: Criterion) -> str:
    """The clause as printed, and the document that decides the criterion where that is not the plan."""
    document = criterion.decided_in
    return f"{criterion.clause} ({_('by {document}').format(document=document)})" if document else criterion.clause


def _standing(on: date, now: dict[str, Any]) -> str:
    """Which plan is in force on a day, in a line."""
    said = _("In force on {day}: {campaign}").format(day=on.isoformat(), campaign=now["campaign"])
    perhaps = _("perhaps already {campaign}").format(campaign=", ".join(now["perhaps"]))
    return f"{said}; {perhaps}" if now["perhaps"] else said


def _who(loaded: Loaded, on: date) -> str:
    """Who answers for the campaign on a day, and by what text."""
    from emulation_core.explain import show_day
    from emulation_core.report import responsible

    found = responsible(loaded, on)
    line = _("On {day} the campaign is in the hands of: {agency}")
    text = line.format(day=show_day(on), agency=found.agency or _("nobody the data know"))
    if found.since is not None:
        text += " " + _("(since {day}, by {source})").format(day=show_day(found.since), source=found.by)
    return text


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
