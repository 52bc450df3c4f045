"""`emulation check C [EVIDENCE…]`: every fault of a campaign and of its evidence, before anything is scored."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, campaign, put_json, shared
from emulation_core.i18n import _


@click.command("check", help=_("Check a campaign file and evidence for it; list every fault and every note."))
@click.argument("name", metavar="CAMPAIGN")
@click.argument("evidence", nargs=-1, type=EXISTING, metavar="[EVIDENCE]…")
@shared
def command(name: str, evidence: tuple[Path, ...], provinces: tuple[Path, ...], as_json: bool) -> int:
    """Exit 1 when anything is refused; notes never block."""
    from emulation_core.errors import Refused
    from emulation_core.evaluate import unresolved_texts
    from emulation_core.intake import read

    faults, notes, participants = [], [], None
    try:
        found = campaign(name, provinces).campaign
        notes = [*found.notes]
        unresolved = unresolved_texts(found)
        table = read(evidence, found) if evidence else None
        participants = None if table is None else table.frame.height
        notes += [] if table is None else table.warnings
    except Refused as refusal:
        if not as_json:
            raise
        faults = [{"where": f.where, "key": f.key, "what": f.what} for f in refusal.faults]
        unresolved = ()
    if as_json:
        put_json({"faults": faults, "notes": notes, "unresolved": unresolved, "participants": participants})
        return 1 if faults else 0
    click.echo(_("{name}: nothing is wrong").format(name=name))
    if participants is not None:
        click.echo(_("{count} participants read").format(count=participants))
    for title, lines in ((_("Notes"), notes), (_("Texts not held"), unresolved)):
        for line in lines:
            click.echo(f"{title}: {line.about}: {line.says}")
    return 0
