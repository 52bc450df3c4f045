"""`emulation check C [EVIDENCE…]`: every fault of a campaign and of its evidence, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import evolve

from emulation_core.cli.common import EXISTING, Day, campaign, campaign_argument, put_json, replacements, shared
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.errors import Refused
    from emulation_core.explain.checked import Checked
    from emulation_core.explain.gaps import Gap
    from emulation_core.outcome import Outcome


@click.command("check")
@campaign_argument
@click.argument("evidence", nargs=-1, type=EXISTING, metavar="[EVIDENCE]…")
@click.option("--round", "round_id", help=_("The round; default: the year that holds the day asked about."))
@click.option("--on", type=Day(), help=_("The day asked about; default: today."))
@click.option("--mark", "marked", is_flag=True, help=_("Write a copy of each faulty file with the cells marked."))
@shared
def command(
    name: str,
    evidence: tuple[Path, ...],
    round_id: str | None,
    on: date | None,
    marked: bool,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Exit 1 when anything is refused; notes and gaps never block."""
    from emulation_core.errors import EvidenceRefused, Refused
    from emulation_core.evaluate import unresolved_texts
    from emulation_core.explain.checked import Checked, Faulty
    from emulation_core.intake import read
    from emulation_core.lint import notes_of
    from emulation_core.plugins import load
    from emulation_core.scoring import choose_round, score

    answer = Checked()
    try:
        registry = load()
        loaded = campaign(name, provinces, registry)
        day = on or date.today()
        replaced = replacements(loaded, provinces, registry)
        replaced.chain(loaded)
        notes, unresolved = (*notes_of(loaded), *replaced.notes(loaded, day)), unresolved_texts(loaded.campaign)
        answer = evolve(answer, notes=notes, unresolved=unresolved)
        if evidence:
            round = choose_round(loaded.campaign, round_id, day)
            outcome = score(loaded, read(evidence, loaded.campaign, form_for=(loaded.id, round.id)), round, day)
            notes, count = (*notes, *outcome.evidence.warnings), outcome.evidence.frame.height
            answer = evolve(answer, notes=notes, participants=count, gaps=tuple(_gaps(outcome)))
    except Refused as refusal:
        if marked and isinstance(refusal, EvidenceRefused):
            answer = evolve(answer, marked=tuple(_marked(evidence, refusal)))
        if not as_json:
            for path in answer.marked:
                click.echo(_("the faults are marked in {path}").format(path=path), err=True)
            raise
        answer = evolve(answer, faults=tuple(Faulty(f.where, f.key, f.what) for f in refusal.faults))
    if as_json:
        put_json(answer)
        return 1 if answer.faults else 0
    _say(name, answer)
    return 0


def _marked(evidence: Sequence[Path], refusal: Refused) -> list[str]:
    """A marked copy of every file that has a fault in one of its cells."""
    from emulation_core.errors import EmulationError
    from emulation_core.intake import inputs
    from emulation_core.intake.mark import mark

    written = []
    for file in inputs(evidence).files:
        mine = [fault for fault in refusal.faults if fault.file == file.name]
        if mine:
            try:
                written.append(str(mark(file.path, mine)))
            except EmulationError as problem:
                click.echo(str(problem), err=True)
    return written


def _gaps(outcome: Outcome) -> Iterator[Gap]:
    """Every absent cell that keeps something open, and the proposals it could change."""
    from emulation_core.explain.gaps import gaps

    for kind, table in outcome.tables.items():
        mine = [proposal for proposal in outcome.proposals if proposal.kind is kind]
        for gap in gaps(outcome.loaded.campaign, outcome.round, outcome.on, kind, table, outcome.evidence):
            changes = tuple(p.award for p in mine if gap.criterion in p.depends.get(gap.participant, ()))
            yield evolve(gap, changes=changes)


def _say(name: str, answer: Checked) -> None:
    from emulation_core.report.signs import VERDICTS

    click.echo(_("{name}: nothing is wrong").format(name=name))
    if answer.participants is not None:
        click.echo(_("{count} participants read").format(count=answer.participants))
    for title, notes in ((_("Notes"), answer.notes), (_("Texts not held"), answer.unresolved)):
        for line in notes:
            click.echo(f"{title}: {line.about}: {line.says}")
    for (id, who), group in groupby(answer.gaps, key=lambda gap: (gap.participant, gap.name)):
        click.echo(f"{who} ({id}):")
        for gap in group:
            click.echo(f"  {pick(VERDICTS[gap.verdict][1])}: {_told(gap)}")


def _told(gap: Gap) -> str:
    """One gap in a line: what, asked by which clause, from when, where, and what it could change."""
    from emulation_core.explain import show_day

    parts = [f"«{gap.label}» ({gap.clause})"]
    if gap.expected:
        parts.append(_("expected from {day}").format(day=show_day(gap.expected)))
    if gap.source:
        parts.append(gap.source)
    if gap.changes:
        parts.append(_("could change: {awards}").format(awards=", ".join(gap.changes)))
    return "; ".join(parts)
