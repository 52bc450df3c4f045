"""What `score --verdicts` and `explain FILE.parquet` do: large runs, by columns from the evidence to one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from emulation_core.cli.common import EXISTING, campaign, console, put_json
from emulation_core.i18n import _, pick


def or_large(command: Callable[..., None]) -> Callable[..., None]:
    """Gives `score` the options of a large run, and leaves the run to `_score` where one is asked for."""

    @click.option("--verdicts", type=EXISTING, help=_("A large run: write what is said of all into this Parquet file."))
    @click.option("--memory", type=click.IntRange(200), help=_("MiB that a large run may take; default: 512."))
    @wraps(command)
    def asked(verdicts: Path | None, memory: int | None, **others: Any) -> None:
        if verdicts is None and memory is None:
            command(**others)
            return
        if verdicts is None:
            raise click.UsageError(_("--memory goes with --verdicts"))
        mine = {
            key: others.pop(key) for key in ("name", "evidence", "round_id", "on", "decided", "provinces", "as_json")
        }
        (evidence, *more) = mine.pop("evidence")
        if more or any(others.values()):
            what = _("--verdicts reads one file of evidence, and goes with --round, --on, --decided and --memory")
            raise click.UsageError(what)
        _score(evidence=evidence, out=verdicts, memory=memory, **mine)

    return asked


def _score(
    name: str,
    evidence: Path,
    out: Path,
    round_id: str | None,
    on: date | None,
    decided: date | None,
    memory: int | None,
    provinces: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Score one Parquet file and print what it comes to."""
    if evidence.suffix.lower() != ".parquet":
        raise click.UsageError(_("a large run reads Parquet evidence"))
    from emulation_core.campaign import RoundKind
    from emulation_core.large import MEMORY, Scored, score_large
    from emulation_core.scoring import choose_round

    loaded = campaign(name, provinces)
    day = on or date.today()
    round = choose_round(loaded.campaign, round_id, day)
    if round.kind is RoundKind.REVIEW:
        raise click.UsageError(_("a review reads the years before from a ledger; leave --verdicts out"))
    tally = score_large(loaded, evidence, out, round, day, decided, memory=memory << 20 if memory else MEMORY)
    if as_json:
        put_json(Scored(loaded.id, round.id, day, out.name, tally))
        return
    from emulation_core.explain import KIND_WORDS
    from emulation_core.model import Kind
    from emulation_core.report.signs import PLACES, STATUSES

    to = console()
    text = _("{title}, round {round}, as of {day}: {count} participants; {file}")
    title = loaded.campaign.title
    to.print(text.format(title=title, round=round.id, day=day, count=tally.participants, file=out), markup=False)
    for kind, statuses in tally.statuses.items():
        told = (
            f"{pick(STATUSES[status]) if status in STATUSES else '–'} {count}" for status, count in statuses.items()
        )
        to.print(f"  {pick(KIND_WORDS[Kind(kind)])}: {' · '.join(told)}", markup=False)
    for award, places in tally.places.items():
        places = {**places, "selected": places.get("selected", 0) + places.get("certain", 0)}
        told = (f"{pick(PLACES[place])} {count}" for place, count in places.items() if place in PLACES)
        to.print(f"  {award}: {' · '.join(told)}", markup=False)
    for note in tally.warnings:
        to.print(f"  {note.about}: {note.says}", markup=False)


def explain(path: Path, participant: str, evidence: Path | None, as_json: bool) -> None:
    """Print one participant of a verdict file; with the evidence at hand also what was read."""
    from emulation_core import verdicts
    from emulation_core.cli.screen import show_participant
    from emulation_core.plugins import load
    from emulation_core.report import Placed

    head = verdicts.head_in(path)
    beside = [file for file in (path.parent / name for name, _sha256 in head.evidence) if file.is_file()]
    evidence = evidence or (beside[0] if len(beside) == len(head.evidence) == 1 else None)
    mine = verdicts.one(path, head, participant)
    found = verdicts.explained(head, mine, evidence, load()) if evidence else verdicts.named(head, mine)
    differs = tuple(f.criterion for f in found.findings if mine.verdicts[f.criterion] != f.verdict)
    places = tuple(
        Placed(award, "selected" if place == "certain" else place, place == "certain")
        for award, place in mine.places.items()
        if place != "out"
    )
    if as_json:
        group = {name: str(value) for name, value in mine.group.items()}
        put_json(verdicts.Found(head.campaign, head.round, head.on, group, found, places, differs))
        return
    show_participant(console(), found, places)
    for criterion in differs:
        text = _("{criterion}: the run stored {stored}; this version of the engine reads the evidence otherwise")
        click.echo(text.format(criterion=criterion, stored=mine.verdicts[criterion]), err=True)
