"""`emulation decide RUN …`: record what the council decided; without a decision, show it beside the machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import console, ledger_option, put_json, run_argument, shared
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.decision import Decision
    from emulation_core.ledger.council import Line

ANSWERS = {
    "met": "met",
    "not_met": "not_met",
    "đạt": "met",
    "không đạt": "not_met",
    "dat": "met",
    "khong_dat": "not_met",
}


@click.command("decide")
@run_argument("run")
@click.option("--award", help=_("The award decided on."))
@click.option("--take", multiple=True, metavar="ID", help=_("Take in somebody who is tied or was judged."))
@click.option("--defer", multiple=True, metavar="ID", help=_("Put somebody off."))
@click.option("--cancel", multiple=True, metavar="ID", help=_("Cancel an award; its money is taken back."))
@click.option(
    "--judge",
    multiple=True,
    nargs=3,
    metavar="ID CRITERION met|not_met",
    help=_("Answer a question only the council can judge."),
)
@click.option("--reason", help=_("Why."))
@click.option("--minutes", help=_("The minutes that hold the decision."))
@click.option("--by", help=_("Who signed it."))
@ledger_option()
@shared
def command(
    run: str,
    award: str | None,
    take: tuple[str, ...],
    defer: tuple[str, ...],
    cancel: tuple[str, ...],
    judge: tuple[tuple[str, str, str], ...],
    reason: str | None,
    minutes: str | None,
    by: str | None,
    ledger: Path,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Every decision is an entry of its own in the chain; all of one command are recorded, or none."""
    from emulation_core.ledger.council import Paper, Sides, decide, side_by_side
    from emulation_core.ledger.room import Wish

    wishes = [Wish("judge", id, criterion, _answer(answer)) for id, criterion, answer in judge]
    wishes += [Wish("take", id) for id in take]
    wishes += [Wish("defer", id) for id in defer]
    wishes += [Wish("cancel", id) for id in cancel]
    given = {"--award": award, "--reason": reason, "--minutes": minutes, "--by": by}
    lacking = [name for name, value in given.items() if not value or not value.strip()]
    if wishes and lacking:
        raise click.UsageError(_("a decision needs {options}").format(options=", ".join(lacking)))
    if not wishes and any(value is not None for value in given.values()):
        # Who forgets whom it is about must not go home believing that it was recorded.
        raise click.UsageError(_("a decision needs --take, --defer, --cancel or --judge"))
    if wishes:
        decide(ledger, run, str(award), wishes, Paper(str(reason), str(minutes), str(by)))
    stored, lines, made = side_by_side(ledger, run)
    if as_json:
        put_json(Sides(stored.row, tuple(lines), tuple(made)))
        return
    _show(lines, made)


def _answer(text: str) -> str:
    answer = ANSWERS.get(" ".join(text.split()).casefold())
    if answer is None:
        raise click.BadParameter(
            _("{value} is no answer; accepted: {known}").format(value=text, known=", ".join(ANSWERS))
        )
    return answer


def _show(lines: list[Line], made: list[Decision]) -> None:
    from rich.table import Table
    from rich.text import Text

    from emulation_core.cli.screen import show_decisions
    from emulation_core.report.signs import DECIDED, PLACES

    table = Table(_("Award"), _("Participant"), _("The machine"), _("The council"), _("Holds it"))
    for line in lines:
        place = "selected" if line.place == "certain" else line.place
        machine = pick(PLACES[place]) if place in PLACES else "–"
        council = ", ".join(pick(DECIDED[action]) for action in line.decided)
        table.add_row(
            *(Text(cell) for cell in (line.award, line.participant, machine, council, "✓" if line.holds else ""))
        )
    console().print(table)
    show_decisions(console(), made)
