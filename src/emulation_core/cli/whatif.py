"""`emulation whatif C EVIDENCE…`: what dropping a criterion or changing a key would do to whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import EXISTING, Day, campaign, campaign_argument, console, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from rich.console import Console

    from emulation_core.whatif import Comparison, Stand


@click.command("whatif", help=_("Compare the proposals with and without a change; nothing is recorded."))
@campaign_argument
@click.argument("evidence", nargs=-1, required=True, type=EXISTING, metavar="EVIDENCE…")
@click.option("--drop", "drops", multiple=True, help=_("Leave a criterion out: its id, or id[kind]."))
@click.option("--set", "sets", multiple=True, help=_("Set a key: criteria.<id>[kind].points=15."))
@click.option("--round", "round_id", help=_("The round; default: the year that holds the day asked about."))
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@shared
def command(
    name: str,
    evidence: tuple[Path, ...],
    drops: tuple[str, ...],
    sets: tuple[str, ...],
    round_id: str | None,
    on: date | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """One table of evidence, judged twice."""
    if not (drops or sets):
        raise click.UsageError(_("say what is supposed: --drop a criterion or --set a key"))
    from emulation_core.config.changes import supposed
    from emulation_core.intake import read
    from emulation_core.plugins import load
    from emulation_core.scoring import choose_round, score
    from emulation_core.whatif import compare

    registry = load()
    loaded = campaign(name, provinces, registry)
    other = supposed(loaded, sets, drops, registry)
    day = on or date.today()
    round = choose_round(loaded.campaign, round_id, day)
    table = read(evidence, loaded.campaign, form_for=(loaded.id, round.id))
    changes = (*(f"--set {text}" for text in sets), *(f"--drop {text}" for text in drops))
    after = score(other, table, choose_round(other.campaign, round.id, day), day)
    found = compare(score(loaded, table, round, day), after, changes)
    if as_json:
        put_json(found)
        return
    _show(console(), found)


def _show(out: Console, found: Comparison) -> None:
    from rich.table import Table
    from rich.text import Text

    changed = [person for person in found.participants if person.differs]
    out.print(" ".join(found.changes), markup=False)
    line = _("{changed} of {count} participants stand otherwise")
    out.print(line.format(changed=len(changed), count=len(found.participants)))
    if not changed:
        return
    table = Table(_("Participant"), _("Before"), _("After"))
    for person in changed:
        table.add_row(*map(Text, (f"{person.name} ({person.id})", _told(person.before), _told(person.after))))
    out.print(table)


def _told(stand: Stand) -> str:
    """One standing in a line."""
    from emulation_core.cli.screen import signed
    from emulation_core.i18n import pick
    from emulation_core.report.signs import PLACES, STATUSES

    parts = [pick(STATUSES[stand.status]) if stand.status else "–"]
    shown = stand.points or " – ".join(stand.points_range or ())
    if shown:
        parts.append(_("{points} points").format(points=signed(shown)))
    if stand.rank is not None:
        parts.append(_("rank {rank}").format(rank=stand.rank))
    parts += [stand.label] if stand.label else []
    return "; ".join([*parts, *(f"{award}: {pick(PLACES[place])}" for award, place in stand.places.items())])
