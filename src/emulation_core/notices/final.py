"""From which day a provisional result can be final, and where no day can be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl
from attrs import define, field

from emulation_core.assess import HANGS
from emulation_core.campaign import Note
from emulation_core.evaluate import SCOPE, Compiled, Node, column, compiled, not_due, scope
from emulation_core.explain import show_day
from emulation_core.i18n import _
from emulation_core.model import Id, Kind, Text, Verdict
from emulation_core.outcome import Outcome, Proposal
from emulation_core.points import counts
from emulation_core.reading import combined
from emulation_core.scheme import facts_in
from emulation_core.standing import order_of

SHOWN = 3
"""Labels named in one sentence."""


@define
class Waits:
    """What one award waits for: the last day on which evidence is due, its labels, and what has no day."""

    day: date | None = None
    facts: dict[str, None] = field(factory=dict)
    undated: set[str] = field(factory=set)


def final(outcome: Outcome) -> Iterator[Note]:
    """One sentence for each award whose lists can still change."""
    waits: dict[str, Waits] = {}
    for proposal in outcome.proposals:
        if proposal.depends:
            _add(waits.setdefault(proposal.award, Waits()), outcome, proposal)
    names = {str(award.id): award.name for award in outcome.loaded.campaign.awards}
    for award, found in waits.items():
        yield Note(Text("final"), Text(_told(found).format(award=names[award])))


def _told(waits: Waits) -> str:
    causes = "; ".join(words for cause, words in _causes().items() if cause in waits.undated)
    if waits.day is None:
        return "{award}: " + _("provisional, and no day can be named; it waits for: {causes}").format(causes=causes)
    what = _("provisional; it can be final from {day} on, when the last of its evidence is due ({facts})")
    labels = [*waits.facts]
    more = [f"+{len(labels) - SHOWN}"] if len(labels) > SHOWN else []
    text = "{award}: " + what.format(day=show_day(waits.day), facts=", ".join([*labels[:SHOWN], *more]))
    return text + ("; " + _("no day can be named for: {causes}").format(causes=causes) if causes else "")


def _add(waits: Waits, outcome: Outcome, proposal: Proposal) -> None:
    """What the participants who can still change one proposal wait for."""
    campaign, round, kind = outcome.loaded.campaign, outcome.round, proposal.kind
    award = next(award for award in campaign.awards if award.id == proposal.award)
    table = outcome.tables[kind]
    required = {criterion.id for criterion in campaign.required_by(award, round, kind)}
    if counts(campaign, round, kind):
        required |= {c.id for c in campaign.criteria_in(round, kind) if c.points is not None}
    order = set(facts_in(order_of(campaign, award, round, kind)))
    unplaced = {name for names in set(proposal.depends.values()) for name in names} & order
    hanging = table[HANGS + award.id]
    early = not_due(campaign, round, outcome.on)
    if early:
        _date(waits, outcome, kind, table.filter(hanging), required, unplaced)
    said = [table[name] for name in (*map(column, required), SCOPE)]
    # Not `unique`, which Polars answers by a query: that took a tenth of a batch of many small campaigns.
    codes = pl.concat([verdicts.filter(hanging) for verdicts in said]).value_counts().to_series()
    waits.undated |= {Verdict(code).word for code in codes}
    waits.undated |= {"missing"} if unplaced - early else set()
    waits.undated |= {"deferred"} if proposal.deferred else set()
    waits.undated |= set() if all(proposal.depends.values()) else {"basis"}


def _date(
    waits: Waits, outcome: Outcome, kind: Kind, table: pl.DataFrame, required: set[Id], unplaced: set[str]
) -> None:
    """The last day on which evidence of anybody in `table` is due, and what is due then."""
    campaign, round = outcome.loaded.campaign, outcome.round
    early = not_due(campaign, round, outcome.on)
    mine = [c for c in compiled(campaign, round, outcome.on, kind) if c.criterion.id in required]
    days = {str(name): fact.expected_in(round.until) for name, fact in campaign.facts.items() if name in early}
    entry = scope(campaign, round, outcome.on, kind)
    dated = [_of(c, days) for c in mine] + [_day(part, days) for part in (entry.parts if entry else ())]
    found = _last([table.select(_latest(dated).max()).item(), *(days[name] for name in unplaced & early)])
    if found is not None and (waits.day is None or found >= waits.day):
        reads = {name for c in mine for name in c.reads} | set(entry.reads if entry else ()) | unplaced
        last = [
            name for name in campaign.facts if name in reads and days.get(name) == found and table[name].null_count()
        ]
        labels = {str(campaign.facts[name].label): None for name in last}
        waits.facts = labels if waits.day != found else waits.facts | labels
        waits.day = found


def _causes() -> Mapping[str, str]:
    """What has no day, in the order it is told."""
    return {
        "missing": _("evidence that is due and missing"),
        "council": _("the council's judgement"),
        "unresolved": _("texts that are not held"),
        "deferred": _("the end of a disciplinary case or verification"),
        "basis": _("a basis: no criterion applies"),
    }


def _last(days: Sequence[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _of(criterion: Compiled, days: Mapping[str, date]) -> pl.Expr:
    """Per participant the day by which a criterion has its evidence, as far as that is still to come."""
    judged = _day(criterion.judged, days)
    if criterion.applies is None:
        return judged
    holds = criterion.applies.verdict == int(Verdict.MET)
    return pl.when(holds).then(judged).otherwise(_day(criterion.applies, days))


def _day(node: Node, days: Mapping[str, date]) -> pl.Expr:
    """The same of one rule: of "any of" the first of its open parts suffices, and one of them may have no day."""
    if not node.parts:
        day = _latest([pl.when(gone).then(pl.lit(days[name])) for name, gone in node.absent.items() if name in days])
    else:
        parts = [_day(part, days) for part in node.parts]
        day = _latest(parts)
        if combined(node.rule) and node.rule.any:
            open_now = [_open(part) & mine.is_null() for part, mine in zip(node.parts, parts, strict=True)]
            day = pl.when(~pl.any_horizontal(open_now)).then(pl.min_horizontal(parts))
    return pl.when(_open(node)).then(day)


def _open(node: Node) -> pl.Expr:
    return node.verdict.is_between(int(Verdict.NOT_DUE), int(Verdict.UNRESOLVED))


def _latest(days: Sequence[pl.Expr]) -> pl.Expr:
    return pl.max_horizontal(pl.lit(None, pl.Date), *days)
