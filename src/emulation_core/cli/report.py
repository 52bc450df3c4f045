"""`emulation report RUN -o DIR`: the papers of a run, as Word documents an office edits and signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import EXISTING, catalogue, ledger_option, put_json, shared
from emulation_core.i18n import _

if TYPE_CHECKING:
    from emulation_core.ledger import RunRow
    from emulation_core.outcome import Outcome


@click.command("report", help=_("Write the papers of a run: submission, lists, minutes, reports, notices."))
@click.argument("run")
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
    from emulation_core.report.material import Material, in_vietnamese
    from emulation_core.report.write import write

    kinds = _kinds((*only, *more), bool(more and not only))
    with in_vietnamese():
        outcome, row = rescored(ledger, run)
    material = Material(outcome, row.run, row.head, deputy=deputy, signer=signer)
    written = write(material, kinds, catalogue(provinces).folders(), out)
    if as_json:
        put_json({"run": row.run, "head": row.head, "folder": str(out), "papers": written})
        return
    for paper in written:
        click.echo(str(out / paper.file))


def _kinds(asked: tuple[str, ...], stray: bool) -> tuple[str, ...]:
    """The kinds asked for, in the order an office needs them; all of them when none is named."""
    from emulation_core.report.variables import PAPERS
    from emulation_core.toml import meant

    wanted = [kind for word in asked for kind in word.split(",") if kind]
    unknown = [kind for kind in wanted if kind not in PAPERS]
    if stray:
        raise click.UsageError(_("{words}: kinds of paper stand after --only").format(words=" ".join(asked)))
    if unknown:
        raise click.UsageError(_("{kind} is no kind of paper").format(kind=unknown[0]) + meant(unknown[0], PAPERS))
    return tuple(kind for kind in PAPERS if not wanted or kind in wanted)


def rescored(ledger: Path, run: str) -> tuple[Outcome, RunRow]:
    """The outcome of a run in the ledger, rendered anew from what the run was made from."""
    from emulation_core.config import load_text
    from emulation_core.ledger import evidence_of, inputs, run_named
    from emulation_core.plugins import load
    from emulation_core.scoring import choose_round, score

    row = run_named(ledger, run)
    made = inputs(ledger, row)
    loaded = load_text(made.campaign_text, row.campaign, f"{ledger} › {row.run}", load())
    evidence = evidence_of(ledger, row, loaded.campaign)
    return score(loaded, evidence, choose_round(loaded.campaign, row.round, row.on), row.on, made.decided), row
