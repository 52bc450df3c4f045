"""`emulation coverage C`: what becomes of each clause of the plan in the campaign file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import campaign, campaign_argument, catalogue, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.coverage import Covered


@click.command("coverage")
@campaign_argument
@shared
def command(name: str, provinces: tuple[Path, ...], as_json: bool) -> int:
    """A line per clause of the outline; exit 1 when one is open, or a citation names none of them."""
    from emulation_core.coverage import STATES, coverage
    from emulation_core.plugins import load

    registry = load()
    found = coverage(campaign(name, provinces, registry), registry, catalogue(provinces))
    if as_json:
        put_json(found)
        return 0 if found.complete else 1
    words = _words()
    widths = [max(map(len, column)) for column in (words.values(), (each.clause for each in found.clauses))]
    told: str | None = None
    for each in found.clauses:
        why = "" if each.state == "narrative" and each.narrative == told else _why(each)
        told = each.narrative
        parts = (words[each.state].ljust(widths[0]), each.clause.ljust(widths[1]), each.heading, why)
        click.echo("  ".join(filter(None, parts)))
    for stranger in found.strangers:
        what = _("{path}: cites {clause}, which the outline does not have")
        click.echo(what.format(path=stranger.path, clause=stranger.clause))
    counted = Counter(each.state for each in found.clauses)
    counts = ", ".join(f"{counted[state]} {words[state]}" for state in STATES if counted[state])
    click.echo(_("{count} clauses: {counts}").format(count=len(found.clauses), counts=counts))
    return 0 if found.complete else 1


def _words() -> dict[str, str]:
    return {
        "encoded": _("encoded"),
        "unresolved": _("text not held"),
        "noted": _("noted"),
        "removed": _("removed"),
        "narrative": _("asks nothing"),
        "heading": _("heading"),
        "open": _("OPEN"),
    }


def _why(clause: Covered) -> str:
    """What covers the clause; for one that asks nothing, why."""
    said = [clause.narrative] if clause.state == "narrative" else [place.path for place in clause.by]
    return f"← {' · '.join(filter(None, said))}" if any(said) else ""
