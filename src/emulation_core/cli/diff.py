"""`emulation diff RUN RUN`: whose verdict, standing or proposal changed, and what changed it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from emulation_core.cli.common import console, ledger_option, put_json, run_argument, shared
from emulation_core.i18n import _, pick

if TYPE_CHECKING:
    from emulation_core.ledger.diff import Change, Changed, Standings, Turned

Words = Mapping[str, tuple[str, str]]
AS_IT_IS: Words = MappingProxyType({})


@click.command("diff", help=_("Compare two runs, participant by participant."))
@run_argument("before")
@run_argument("after")
@ledger_option()
@shared
def command(before: str, after: str, ledger: Path, provinces: tuple[Path, ...], as_json: bool) -> None:
    """Only what changed is printed; two runs that say the same print nothing but their inputs."""
    from rich.table import Table

    from emulation_core.ledger.diff import compare

    found = compare(ledger, before, after, _points(ledger, before, after))
    if as_json:
        put_json(found)
        return
    out = console()
    for change in (*found.inputs, *found.criteria, *found.awards):
        out.print(f"{change.what}: {_arrow(change)}", markup=False)
    if not found.participants:
        out.print(_("no participant's verdict, standing or proposal changed"))
        return
    table = Table(_("Participant"), _("What changed"), _("Because of"))
    for one in found.participants:
        table.add_row(f"{one.name} ({one.id})", "\n".join(_said(one)), "\n".join(_causes(one, found.inputs)))
    out.print(table)


def _points(ledger: Path, before: str, after: str) -> tuple[Standings, Standings]:
    """What a scored scheme says in both runs; none, with the reason on stderr, where one cannot be scored again."""
    from emulation_core.errors import CampaignRefused, EvidenceRefused, RuleFailed
    from emulation_core.plugins import load
    from emulation_core.replay import standings

    registry = load()
    try:
        return standings(ledger, before, registry), standings(ledger, after, registry)
    except (CampaignRefused, EvidenceRefused, RuleFailed) as why:
        click.echo(_("points are not compared: {why}").format(why=why), err=True)
        return {}, {}


def _arrow(change: Change | Turned, words: Words = AS_IT_IS) -> str:
    """What was and what is, in the words people know; "" is an empty set, which somebody stated."""

    def told(value: str | None) -> str:
        if value is None:
            return "–"
        return pick(words[value]) if value in words else value or _("none")

    return f"{told(change.before)} → {told(change.after)}"


def _said(one: Changed) -> list[str]:
    there = {"both": [], "before": [_("only in the first run")], "after": [_("only in the second run")]}[one.there]
    from emulation_core.report.signs import PLACES, STATUSES, VERDICTS

    verdict = {word: words for word, (_sign, words) in VERDICTS.items()}
    place = {**PLACES, "certain": ("đề nghị, chắc chắn", "proposed, certain")}
    status = [f"{_('Status')}: {_arrow(one.status, STATUSES)}"] if one.status else []
    verdicts = [f"{t.criterion}: {_arrow(t, verdict)}" for t in one.verdicts]
    others = [f"{change.what}: {_arrow(change, place)}" for change in (*one.points, *one.proposals)]
    return [*there, *status, *verdicts, *others]


_BY_THEMSELVES = ("on", "decided", "law", "engine")
"""Inputs of a run that can turn a standing while every verdict stays."""


def _causes(one: Changed, inputs: tuple[Change, ...]) -> list[str]:
    """What changed it: evidence and rules; where they leave something unsaid, the run's inputs; else the others."""
    evidence = [f"{change.what}: {_arrow(change)}" for change in one.evidence]
    rewritten = [turned.criterion for turned in one.verdicts if "text" in turned.because]
    rewritten += one.rewritten
    text = [_("the text of {criteria}").format(criteria=", ".join(rewritten))] if rewritten else []
    read = {change.what for change in one.evidence}
    beneath = dict.fromkeys(
        cause for turned in one.verdicts for cause in turned.because if cause not in {*read, "text"}
    )
    told = [*evidence, *text, *dict.fromkeys(_beneath(cause) for cause in beneath)]
    # Evidence and rules as they were: the law of another day, or the lists that others share.
    turned = dict.fromkeys(_beneath(change.what) for change in inputs if change.what in _BY_THEMSELVES)
    return told or [*turned] or [_("others' results")]


def _beneath(cause: str) -> str:
    """An input of the run as the cause of a verdict."""
    if cause in ("on", "decided"):
        return _("another day was asked about")
    return (
        _("another campaign or round") if cause in ("campaign", "round") else _("the program or its legal data changed")
    )
