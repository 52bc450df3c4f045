"""`emulation timeline C`: what is past, due and coming, on paper, in JSON or for a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import EXISTING, Day, campaign, campaign_argument, console, put_json, shared
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.campaign import Loaded
    from emulation_core.timeline import Timeline

STATES = {
    "past": (("đã qua", "past"), "dim"),
    "due": (("hôm nay", "today"), "bold red"),
    "coming": (("sắp tới", "coming"), "green"),
}
WEEKDAYS = (
    *(("T2", "Mon"), ("T3", "Tue"), ("T4", "Wed"), ("T5", "Thu")),
    *(("T6", "Fri"), ("T7", "Sat"), ("CN", "Sun")),
)


@click.command("timeline", help=_("Show the steps of a campaign in order: past, due and coming."))
@campaign_argument
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@click.option("--round", "round_id", help=_("One round; default: all of them."))
@click.option("--ics", "file", type=EXISTING, help=_("Write a calendar file, an .ics file."))
@shared
def command(
    name: str, on: date | None, round_id: str | None, file: Path | None, provinces: tuple[Path, ...], as_json: bool
) -> None:
    """Days are last days: "trước ngày 01/02" is 31/01."""
    from emulation_core.report.ics import ics
    from emulation_core.report.whole import write_all
    from emulation_core.scoring import choose_round
    from emulation_core.timeline import timeline

    if file is not None and file.suffix.lower() != ".ics":
        raise click.BadParameter(_("the calendar's name ends in .ics"), param_hint="--ics")
    loaded, day = campaign(name, provinces), on or date.today()
    plan = loaded.campaign
    rounds = plan.period.rounds() if round_id is None else (choose_round(plan, round_id, day),)
    found = timeline(loaded, rounds, day)
    if file is not None:
        write_all([(file, ics(found, plan.title))])
    if as_json:
        put_json(found)
        return
    _show(loaded, found)
    if file is not None:
        click.echo(_("{file} is written").format(file=file))


def _show(loaded: Loaded, found: Timeline) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from emulation_core.explain import show_day

    out = console()
    out.print(Text(loaded.campaign.title, style="bold"))
    line = _("{agency} · asked on {on}")
    out.print(Text(line.format(agency=loaded.campaign.agency, on=show_day(found.on))))
    several = len({round for step in found.steps for round in step.rounds}) > 1
    table = Table("", _("Last day"), _("Step"), _("Clause"), *([_("Round")] if several else []), box=box.SIMPLE)
    for step in found.steps:
        word, style = STATES[step.state]
        day = f"{pick(WEEKDAYS[step.last_day.weekday()])} {show_day(step.last_day)}"
        cells = (pick(word), day, step.says, step.clause or "", *([", ".join(step.rounds)] if several else []))
        table.add_row(*map(Text, cells), style=style)
    out.print(table)
    for left in found.undated:
        out.print(Text(_("no day is set: {says} ({clause})").format(says=left.says, clause=left.clause)))
    for warning in found.warnings:
        out.print(Text(f"{_('Warnings')}: {warning.about}: {warning.says}"))
