"""`emulation doc check F.docx…`: papers measured against the layout rules of NĐ 30/2020/NĐ-CP."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, console, put_json, shared
from emulation_core.i18n import _


@click.group("doc")
@shared
def command(provinces: tuple[Path, ...], as_json: bool) -> None:
    """Options before the verb are accepted and change nothing: each verb has its own."""


@command.command("check", help=_("Measure the layout of papers by NĐ 30/2020/NĐ-CP; name every breach."))
@click.argument("files", nargs=-1, required=True, type=EXISTING, metavar="F.docx…")
@shared
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], provinces: tuple[Path, ...], as_json: bool) -> None:
    """Exit code 1 when there is a breach; a file that cannot be read stops the command."""
    from rich.table import Table
    from rich.text import Text

    from emulation_core.paper import Measured
    from emulation_core.paper import check as measure

    found = [(file, measure(file)) for file in files]
    if as_json:
        put_json([Measured(str(file), breaches) for file, breaches in found])
    out = console()
    for file, breaches in [] if as_json else found:
        if not breaches:
            out.print(Text(_("{file}: keeps to the layout rules").format(file=file)))
            continue
        table = Table(_("Paragraph"), _("Text"), _("Rule"), _("Found"), _("Accepted"), _("Source"))
        table.title, table.title_justify = Text(f"{file} ({len(breaches)})"), "left"
        for one in breaches:
            place = "–" if one.paragraph is None else str(one.paragraph)
            table.add_row(*map(Text, (place, one.text, one.rule, one.value, one.accepted, one.clause)))
        out.print(table)
    ctx.exit(1 if any(breaches for _file, breaches in found) else 0)
