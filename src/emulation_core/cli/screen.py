"""Outcomes on a terminal: who is proposed, who is tied, what is open and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from emulation_core.campaign import Award
from emulation_core.dossiers import ORIGINALS, SETS
from emulation_core.explain import KIND_WORDS, show_day, votes_asked
from emulation_core.i18n import _, language, pick
from emulation_core.model import KINDS, Id
from emulation_core.outcome import Outcome, Proposal
from emulation_core.report import Participant, Placed, participants
from emulation_core.report.signs import DECIDED, PLACES, STATUSES, VERDICTS

if TYPE_CHECKING:
    from emulation_core.decision import Decision

STYLES = {
    "met": "green",
    "not_met": "red",
    "not_applicable": "dim",
    "missing": "yellow",
    "not_due": "cyan",
    "council": "magenta",
    "unresolved": "blue",
}
SHOWN_NAMES = 6


def show_outcome(out: Console, outcome: Outcome, run: str | None = None) -> None:
    """The whole outcome: every proposal, then what the plan assumes and lacks, and the warnings."""
    heading(out, outcome, run)
    for table in scoreboards(outcome):
        out.print(table)
    for proposal in outcome.proposals:
        out.print(proposal_table(outcome, proposal))
    if outcome.totals.total:
        forms = ", ".join(f"{name} {_grouped(amount)}" for name, amount in outcome.totals.forms.items())
        what = _("Money in all: {total} đồng ({forms})")
        out.print(what.format(total=_grouped(outcome.totals.total), forms=forms), markup=False)
    titles = ((_("Assumptions"), outcome.assumptions), (_("Texts not held"), outcome.unresolved))
    for title, notes in (*titles, (_("Warnings"), outcome.warnings)):
        for note in notes:
            out.print(f"{title}: {note.about}: {note.says}", markup=False)


def heading(out: Console, outcome: Outcome, run: str | None) -> None:
    """Which plan, which round, asked when, of how many."""
    campaign = outcome.loaded.campaign
    out.print(f"[bold]{escape(campaign.title)}[/]")
    counts = ", ".join(f"{outcome.tables[k].height} {pick(KIND_WORDS[k])}" for k in KINDS if outcome.tables[k].height)
    line = _("{agency} · round {round} · asked on {on} · {counts}")
    agency = " → ".join(outcome.agencies)
    text = line.format(agency=agency, round=outcome.round.id, on=show_day(outcome.on), counts=counts)
    out.print(escape(text) + (f" · {_('run')} {run}" if run else ""))


def award_name(outcome: Outcome, proposal: Proposal) -> str:
    """What the plan calls the award."""
    return _award(outcome, proposal).name


def _award(outcome: Outcome, proposal: Proposal) -> Award:
    return next(award for award in outcome.loaded.campaign.awards if award.id == proposal.award)


def proposal_table(outcome: Outcome, proposal: Proposal) -> Table:
    """One award and kind: a row for each list that is not empty, with what the open ones hang on."""
    seats = _("no limit") if proposal.seats is None else str(proposal.seats)
    title = f"{award_name(outcome, proposal)} · {pick(KIND_WORDS[proposal.kind])} · {_('seats')}: {seats}"
    names = dict(outcome.tables[proposal.kind].select("id", "name").iter_rows())
    table = Table(title=Text(title, style="bold"), title_justify="left", show_header=False, expand=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    sure = len(proposal.certain)
    for key, style in (
        ("selected", "green"),
        ("tied", "magenta"),
        ("reserve", "cyan"),
        ("open", "yellow"),
        ("deferred", "red"),
    ):
        ids: Sequence[str] = getattr(proposal, key)
        if not ids:
            continue
        label = f"{pick(PLACES[key])} ({len(ids)})"
        text = Text(listed([names[id] for id in ids]), style=style)
        if key == "selected" and sure < len(ids):
            text.append("\n" + _("{sure} of them whatever is still open").format(sure=sure), style="dim")
        if key == "open":
            text.append("\n" + _("waiting for: {what}").format(what=waiting(proposal)), style="dim")
        if key == "tied" and proposal.advice:
            text.append("\n" + _("advice: {what}").format(what=proposal.advice[0].by), style="dim")
        table.add_row(label, text)
    votes = _award(outcome, proposal).votes
    if votes is not None:
        table.add_row(_("votes"), Text(votes_asked(votes), style="dim"))
    if proposal.money and proposal.selected:
        money = _("{each} đồng each, {total} in all").format(
            each=_grouped(proposal.money.each), total=_grouped(proposal.money.total)
        )
        table.add_row(
            _("money"),
            Text(
                money
                + ("" if proposal.money.confirmed else " " + _("(not confirmed)"))
                + f"\n{proposal.money.formula}",
                style="dim",
            ),
        )
    if proposal.dossier:
        table.add_row(_("dossiers"), Text(papers_line(outcome, proposal, names), style="dim"))
    if not table.row_count:
        table.add_row("–", Text(_("nobody"), style="dim"))
    return table


def scoreboards(outcome: Outcome) -> Iterator[Table]:
    """In a scored scheme, for each kind: everybody by rank, with points (or what they can come to) and label."""
    campaign = outcome.loaded.campaign
    names = {label.id: label.name or label.id for label in campaign.labels}
    for kind in KINDS if campaign.scoring is not None else ():
        if not outcome.tables[kind].height:
            continue
        table = Table(_("Rank"), _("Participant"), _("Points"), _("Label"), title=Text(pick(KIND_WORDS[kind])))
        for person in participants(outcome, kind):
            shown = person.points or " – ".join(person.points_range or ())
            label = "" if person.label is None else names[Id(person.label)]
            table.add_row(*map(Text, (str(person.rank or ""), f"{person.name} ({person.id})", signed(shown), label)))
        yield table


def signed(number: str) -> str:
    """The decimal sign of the language in force."""
    return number.replace(".", ",") if language() == "vi" else number


def papers_line(outcome: Outcome, proposal: Proposal, names: Mapping[str, str]) -> str:
    """Whose dossier lacks what or came too late; the others are complete and in time."""
    procedure = outcome.loaded.campaign.procedure
    words = {SETS: _("enough sets"), ORIGINALS: _("enough originals")}
    words |= {document.id: document.label for document in procedure.documents} if procedure is not None else {}
    told = []
    for id, dossier in (proposal.dossier or {}).items():
        wrong = [_("lacks {what}").format(what=", ".join(words[one] for one in dossier.lacks))] if dossier.lacks else []
        wrong += [_("came too late")] if dossier.late else []
        told += [f"{names[id]}: {', '.join(wrong)}"] if wrong else []
    good = len(proposal.dossier or {}) - len(told)
    return "\n".join([_("{count} complete and in time").format(count=good), *told[:SHOWN_NAMES], *_more(told)])


def _more(lines: Sequence[str]) -> list[str]:
    return [f"+{len(lines) - SHOWN_NAMES}"] if len(lines) > SHOWN_NAMES else []


def listed(names: Sequence[str], most: int = SHOWN_NAMES) -> str:
    """The first names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f", +{more}" if more > 0 else "")


def waiting(proposal: Proposal, most: int = SHOWN_NAMES) -> str:
    """What the open participants hang on, most frequent first."""
    counts: dict[str, int] = {}
    for criteria in proposal.depends.values():
        for criterion in criteria:
            counts[criterion] = counts.get(criterion, 0) + 1
    line = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return listed([f"{name} ×{count}" for name, count in line], most)


def _grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", " ")


def show_participant(out: Console, found: Participant, places: Sequence[Placed]) -> None:
    """One participant: every finding with its clause, place and sentence."""
    status = pick(STATUSES[found.status]) if found.status else "–"
    shown = found.points or " – ".join(found.points_range or ())
    points = f" · {_('points')}: {signed(shown)}" if shown else ""
    rank = f" · {_('rank {rank}').format(rank=found.rank)}" if found.rank is not None else ""
    who = f"[bold]{escape(found.name)}[/] ({escape(found.id)}) · {pick(KIND_WORDS[found.kind])}"
    out.print(f"{who} · {status}{points}{rank}")
    for place in places:
        sure = "" if not place.certain else f" ({_('whatever is still open')})"
        out.print(f"  {place.award}: {pick(PLACES[place.place])}{sure}", markup=False)
    table = Table("", _("Criterion"), _("Clause"), _("Why"), _("Read at"))
    for finding in found.findings:
        sign, word = VERDICTS[finding.verdict]
        cells = (finding.criterion, finding.clause, finding.says, finding.source or "")
        table.add_row(Text(f"{sign} {pick(word)}", style=STYLES[finding.verdict]), *(Text(cell) for cell in cells))
    out.print(table)


def show_decisions(out: Console, made: Sequence[Decision]) -> None:
    """What the council decided, a line each, beside the machine's result and never in its place."""
    for one in made:
        what = f"{one.criterion} = {one.verdict}" if one.what == "judge" else one.award
        money = f"{'+' if one.money > 0 else '−'}{_grouped(abs(one.money))} đồng" if one.money else ""
        told = (f"{pick(DECIDED[one.what])}: {one.participant}", what, one.reason, one.minutes, one.by, money)
        out.print(_("the council") + " · " + " · ".join(filter(None, told)), markup=False)
