"""Several outcomes on one screen: a row for each award and kind that somebody may be proposed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from emulation_core.cli.screen import award_name, heading, listed, waiting
from emulation_core.explain import KIND_WORDS
from emulation_core.i18n import _, pick
from emulation_core.model import Kind
from emulation_core.outcome import Outcome, Proposal
from emulation_core.report import participants

SHOWN_NAMES = 2


def show_summary(out: Console, outcome: Outcome, run: str | None = None) -> None:
    """One outcome: its proposals, and why one participant is still open."""
    heading(out, outcome, run)
    table = Table(
        "", _("Seats"), _("Proposed"), _("Tied, for the council"), _("Open, and what it waits for"), box=box.SIMPLE
    )
    texts = [proposal for proposal in outcome.proposals if _waits_for_a_text(outcome, proposal)]
    for proposal in outcome.proposals:
        if proposal not in texts:
            table.add_row(*_cells(outcome, proposal))
    out.print(table)
    told = list(dict.fromkeys(award_name(outcome, proposal) for proposal in texts))
    for award in told:
        count = sum(len(proposal.depends) for proposal in texts if award_name(outcome, proposal) == award)
        line = _("{award}: {count} wait for a text that is not held")
        out.print(f"  [blue]§[/] {escape(line.format(award=award, count=count))}")
    for note in outcome.warnings:
        if note.about == "final" and not note.says.startswith(tuple(told)):
            out.print(f"  [yellow]…[/] {escape(note.says)}")
    why = _why(outcome)
    if why:
        out.print(f"  [yellow]?[/] {escape(why)}")


def _waits_for_a_text(outcome: Outcome, proposal: Proposal) -> bool:
    """Whether nobody can be proposed because every candidate waits for a text."""
    lacking = {note.about for note in outcome.unresolved}
    common = lacking.intersection(*proposal.depends.values()) if proposal.depends else set()
    return bool(common) and not (proposal.selected or proposal.tied or proposal.reserve)


def _cells(outcome: Outcome, proposal: Proposal) -> Sequence[str | Text]:
    names = dict(outcome.tables[proposal.kind].select("id", "name").iter_rows())
    selected = _few(proposal.selected, names)
    if len(proposal.certain) < len(proposal.selected):
        selected += " " + _("({sure} for certain)").format(sure=len(proposal.certain))
    return (
        Text(f"{award_name(outcome, proposal).partition(' của ')[0]}, {pick(KIND_WORDS[proposal.kind])}", no_wrap=True),
        "∞" if proposal.seats is None else str(proposal.seats),
        Text(selected, style="green"),
        Text(_few(proposal.tied, names), style="magenta"),
        Text(f"{len(proposal.depends)}: {waiting(proposal, 2)}" if proposal.depends else "", style="yellow"),
    )


def _few(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return f"{len(ids)}: {listed([names[id] for id in ids], SHOWN_NAMES)}" if ids else ""


def first_open(outcome: Outcome) -> tuple[Kind, str, str] | None:
    """The first participant whose own evidence is open: kind, id and the criterion."""
    lacking = {note.about for note in outcome.unresolved}
    campaign = outcome.loaded.campaign
    for proposal in outcome.proposals:
        for id, waits in proposal.depends.items():
            for criterion in waits:
                if criterion not in lacking and criterion in {c.id for c in campaign.criteria}:
                    return proposal.kind, id, criterion
    return None


def _why(outcome: Outcome) -> str:
    found = first_open(outcome)
    if found is None:
        return ""
    kind, id, criterion = found
    [person] = participants(outcome, kind, frozenset([id]))
    finding = next(finding for finding in person.findings if finding.criterion == criterion)
    return f"{person.name} ({id}), {finding.clause}: {finding.says}"
