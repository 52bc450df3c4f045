"""`emulation report RUN -o DIR`: the papers an office edits and signs, and the whole result as workbook and page."""

from __future__ import annotations

from pathlib import Path

import click

from emulation_core.cli.common import EXISTING, catalogue, ledger_option, put_json, run_argument, shared
from emulation_core.i18n import _, language


@click.command("report", help=_("Write the papers of a run, its result as a workbook and a page."))
@run_argument("run")
@click.argument("more", nargs=-1, metavar="")
@click.option("-o", "out", type=EXISTING, required=True, metavar="DIR", help=_("The folder to write into."))
@click.option("--only", multiple=True, metavar="KIND…", help=_("Only these kinds of paper."))
@click.option("--deputy", is_flag=True, help=_("A deputy signs for the director."))
@click.option("--signer", default="", metavar="NAME", help=_("The name below the signature."))
@ledger_option()
@shared
def command(
    run: str,
    more: tuple[str, ...],
    out: Path,
    only: tuple[str, ...],
    deputy: bool,
    signer: str,
    ledger: Path,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Each file is whole or absent; what it is called says what it is and whom it is about."""
    from emulation_core.ledger.council import decided_about
    from emulation_core.plugins import load
    from emulation_core.replay import earlier, replayed
    from emulation_core.report.material import Material, in_vietnamese
    from emulation_core.report.write import write

    kinds, registry, known = _kinds((*only, *more), bool(more and not only)), load(), catalogue(provinces)
    with in_vietnamese():
        found = replayed(ledger, run, registry, catalogue=known)
    row = found.run
    made = decided_about(ledger, row.run)
    # What an office signs is in Vietnamese; the page and the workbook are in the language asked for.
    shown = found.outcome if language() == "vi" else replayed(ledger, row.run, registry, catalogue=known).outcome
    material = Material(found.outcome, row.run, row.head, made, deputy, signer, found.erased)
    before = earlier(ledger, row, shown, registry, known)
    written = write(material, kinds, known.folders(), out, shown=shown, earlier=before)
    if as_json:
        put_json({"run": row.run, "head": row.head, "folder": str(out), "papers": written})
        return
    for paper in written:
        click.echo(str(out / paper.file))


def _kinds(asked: tuple[str, ...], stray: bool) -> tuple[str, ...]:
    """The kinds asked for, in the order an office needs them; all of them when none is named."""
    from emulation_core.report.write import KINDS
    from emulation_core.toml import meant

    wanted = [kind for word in asked for kind in word.split(",") if kind]
    unknown = [kind for kind in wanted if kind not in KINDS]
    if stray:
        raise click.UsageError(_("{words}: kinds of paper stand after --only").format(words=" ".join(asked)))
    if unknown:
        raise click.UsageError(_("{kind} is no kind of paper").format(kind=unknown[0]) + meant(unknown[0], KINDS))
    return tuple(kind for kind in KINDS if not wanted or kind in wanted)
