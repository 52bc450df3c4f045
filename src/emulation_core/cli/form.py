"""`emulation form C -o F.xlsx`: the workbook that officers fill with evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, campaign, campaign_argument, put_json, shared
from emulation_core.i18n import _


@click.command("form", help=_("Write the workbook that officers fill with evidence."))
@campaign_argument
@click.option("-o", "--output", type=EXISTING, required=True, help=_("The workbook to write, an .xlsx file."))
@click.option("--participants", type=EXISTING, help=_("A list with id, name, kind and unit to fill in."))
@click.option("--unit", help=_("The unit the form goes to: only its participants, and its name in the title."))
@click.option("--round", "round_id", help=_("The round; default: the form serves any."))
@click.option("--force", is_flag=True, help=_("Write over a file that is there already."))
@shared
def command(
    name: str,
    output: Path,
    participants: Path | None,
    unit: str | None,
    round_id: str | None,
    force: bool,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Print what was written; participants of a kind that the campaign does not concern are named."""
    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter(_("the form is a workbook; end its name in .xlsx"), param_hint="-o")
    from emulation_core.intake import form
    from emulation_core.scoring import choose_round

    loaded = campaign(name, provinces)
    round = None if round_id is None else choose_round(loaded.campaign, round_id, date.today())
    people = None if participants is None else form.people(participants, loaded.campaign, unit)
    contents = form.contents(loaded, round, unit, people)
    form.write(contents, output, force)
    names = form.sheet_names(contents)
    left = [person.id for person in people or () if person.kind not in contents.columns]
    if left:
        what = _("left out, because the form has no sheet for their kind: {ids}")
        click.echo(what.format(ids=", ".join(left)), err=True)
    if as_json:
        put_json({"file": str(output), "sheets": names})
        return
    click.echo(_("{file} is written: {sheets}").format(file=output, sheets=", ".join(names)))
