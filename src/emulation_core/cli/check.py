"""`emulation check C [EVIDENCE…]`: every fault of a campaign and of its evidence, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from emulation_core.cli.common import EXISTING, Day, campaign, campaign_argument, put_json, replacements, shared
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.errors import Refused
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
    from emulation_core.intake import read
    from emulation_core.lint import notes_of
    from emulation_core.plugins import load
    from emulation_core.scoring import choose_round, score

    answer: dict[str, Any] = {
        "faults": [],
        "notes": [],
        "unresolved": [],
        "participants": None,
        "gaps": [],
        "marked": [],
    }
    try:
        registry = load()
        loaded = campaign(name, provinces, registry)
        day = on or date.today()
        replaced = replacements(loaded, provinces, registry)
        replaced.chain(loaded)
        answer |= {
            "notes": [*notes_of(loaded), *replaced.notes(loaded, day)],
            "unresolved": unresolved_texts(loaded.campaign),
        }
        if evidence:
            round = choose_round(loaded.campaign, round_id, day)
            outcome = score(loaded, read(evidence, loaded.campaign, form_for=(loaded.id, round.id)), round, day)
            answer |= {"participants": outcome.evidence.frame.height, "gaps": _gaps(outcome)}
            answer["notes"] += outcome.evidence.warnings
    except Refused as refusal:
        if marked and isinstance(refusal, EvidenceRefused):
            answer["marked"] = _marked(evidence, refusal)
        if not as_json:
            for path in answer["marked"]:
                click.echo(_("the faults are marked in {path}").format(path=path), err=True)
            raise
        answer["faults"] = [{"where": f.where, "key": f.key, "what": f.what} for f in refusal.faults]
    if as_json:
        put_json(answer)
        return 1 if answer["faults"] else 0
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


def _gaps(outcome: Outcome) -> list[dict[str, Any]]:
    """Every absent cell that keeps something open, and the proposals it could change."""
    from emulation_core.explain.gaps import gaps
    from emulation_core.report import to_json

    found = []
    for kind, table in outcome.tables.items():
        mine = [proposal for proposal in outcome.proposals if proposal.kind is kind]
        gap: Gap
        for gap in gaps(outcome.loaded.campaign, outcome.round, outcome.on, kind, table, outcome.evidence):
            changes = [p.award for p in mine if gap.criterion in p.depends.get(gap.participant, ())]
            found.append({**to_json(gap), "kind": kind.value, "changes": changes})
    return found


def _say(name: str, answer: dict[str, Any]) -> None:
    from emulation_core.report.signs import VERDICTS

    click.echo(_("{name}: nothing is wrong").format(name=name))
    if answer["participants"] is not None:
        click.echo(_("{count} participants read").format(count=answer["participants"]))
    for title, key in ((_("Notes"), "notes"), (_("Texts not held"), "unresolved")):
        for line in answer[key]:
            click.echo(f"{title}: {line.about}: {line.says}")
    for (id, who), group in groupby(answer["gaps"], key=lambda gap: (gap["participant"], gap["name"])):
        click.echo(f"{who} ({id}):")
        for gap in group:
            click.echo(f"  {pick(VERDICTS[gap['verdict']][1])}: {_told(gap)}")


def _told(gap: dict[str, Any]) -> str:
    """One gap in a line: what, asked by which clause, from when, where, and what it could change."""
    from emulation_core.explain import show_day

    parts = [f"«{gap['label']}» ({gap['clause']})"]
    if gap["expected"]:
        parts.append(_("expected from {day}").format(day=show_day(date.fromisoformat(gap["expected"]))))
    if gap["source"]:
        parts.append(gap["source"])
    if gap["changes"]:
        parts.append(_("could change: {awards}").format(awards=", ".join(gap["changes"])))
    return "; ".join(parts)
