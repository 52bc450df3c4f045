"""score(campaign, evidence, …) -> Outcome: the only place that knows the order of the work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
from attrs import evolve

from emulation_core import dossiers, law, points
from emulation_core.advise import advise
from emulation_core.assess import GIVEN, HANGS, HELD, UNPLACED, Judging, assess
from emulation_core.campaign import Award, Campaign, Counts, Loaded, Note, Round, RoundKind
from emulation_core.decided import assumed
from emulation_core.errors import NotFound
from emulation_core.evaluate import SCOPE, column, unresolved_texts
from emulation_core.evidence import Evidence
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import KINDS, Kind, Status, Text, Verdict
from emulation_core.notices import notices
from emulation_core.outcome import LISTS, PLACED, Outcome, Proposal
from emulation_core.rank import pinned
from emulation_core.scheme import RANK, facts_in
from emulation_core.standing import order_of

NOBODY = Counts(participants=0, eligible=0)


def choose_round(campaign: Campaign, wanted: str | None, on: date) -> Round:
    """The round `wanted`; without one the yearly round that holds `on`, else the latest ended before, else the first.

    Raises `NotFound` for a round the campaign does not have.
    """
    rounds = campaign.period.rounds()
    if wanted is not None:
        for round in rounds:
            if round.id == wanted:
                return round
        known = ", ".join(round.id for round in rounds)
        raise NotFound(_("no round {id}; accepted: {known}").format(id=wanted, known=known))
    yearly = [round for round in rounds if round.kind is RoundKind.YEARLY] or list(rounds)
    inside = [round for round in yearly if round.starts <= on <= round.until]
    ended = sorted((round for round in yearly if round.until < on), key=lambda round: round.until)
    return (inside or ended[-1:] or yearly)[0]


@frozen(eq=False)
class Job:
    """What is scored: a campaign's round with its evidence, as of day `on`; `decided` is the day of the decision."""

    loaded: Loaded
    evidence: Evidence
    round: Round
    on: date
    decided: date

    def judging(self, kind: Kind) -> Judging:
        """How the participants of one kind are judged."""
        deferring = law.in_force("hoan_xet", self.decided) is not None
        return Judging(self.loaded.campaign, self.round, self.on, kind, deferring)

    def participants(self, kind: Kind) -> pl.DataFrame:
        """The evidence of one kind."""
        return self.evidence.frame.filter(pl.col("kind") == kind.value)


def score(loaded: Loaded, evidence: Evidence, round: Round, on: date, decided: date | None = None) -> Outcome:
    """Judge every participant of one round as of day `on`, and say who may be proposed for what.

    `decided` is the day of the award decision (default `on`): the law of that day applies.
    Raises `RuleFailed` when a rule of the campaign crashes.
    """
    job = Job(loaded, evidence, round, on, decided or on)
    tables = {kind: assess(job.judging(kind), job.participants(kind), evidence.sheets) for kind in KINDS}
    return concluded(job, tables)


def concluded(job: Job, tables: Mapping[Kind, pl.DataFrame]) -> Outcome:
    """The outcome of `tables`, per kind what `assess` says of a job's participants, in any order of rows."""
    campaign, round, evidence = job.loaded.campaign, job.round, job.evidence
    tables = {kind: _ordered(tables[kind], kind) for kind in KINDS}
    proposals = tuple(
        _proposal(job, award, kind, tables[kind])
        for award in campaign.awards_in(round)
        for kind in KINDS
        if kind in award.kinds
    )
    outcome = Outcome(
        loaded=job.loaded,
        round=round,
        on=job.on,
        decided=job.decided,
        evidence=evidence,
        tables=tables,
        proposals=proposals,
        assumptions=assumed(campaign),
        unresolved=unresolved_texts(campaign),
        warnings=(*evidence.warnings, *dossiers.warnings(campaign, round, evidence), *_warnings(job)),
    )
    return evolve(outcome, warnings=tuple(sorted({*outcome.warnings, *notices(outcome)})))


def _ordered(table: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The participants of one kind in the pinned order."""
    ranked = table[RANK] if RANK in table.columns else pl.repeat(None, table.height, dtype=pl.UInt32, eager=True)
    people = zip(table["id"], table["name"], ranked, strict=True)
    return table[pinned([(id, name, kind, rank) for id, name, rank in people])]


def _proposal(job: Job, award: Award, kind: Kind, table: pl.DataFrame) -> Proposal:
    campaign, round = job.loaded.campaign, job.round
    place = table[PLACED + award.id]
    stands = {name: place == code for code, name in enumerate(LISTS)}
    stands["selected"] = stands["selected"] | stands["certain"]
    lists = {name: tuple(table["id"].filter(held)) for name, held in stands.items() if name != "out"}
    tied = table.filter(stands["tied"])
    return Proposal(
        award=award.id,
        kind=kind,
        seats=table[GIVEN + award.id][0] if table.height else award.quota.seats(kind, NOBODY),
        depends=_depends(campaign, award, round, kind, table),
        advice=advise(campaign, award, round, kind, tied, job.decided) if tied.height else (),
        money=law.pay(award.law_form, kind, job.decided, len(lists["selected"])),
        dossier=dossiers.of(campaign, award, round, table["id"].filter(~stands["out"]), job.evidence),
        **lists,
    )


def _depends(
    campaign: Campaign, award: Award, round: Round, kind: Kind, table: pl.DataFrame
) -> Mapping[str, tuple[str, ...]]:
    """For each participant whose open evidence could change the lists: what is open."""
    required = [criterion.id for criterion in campaign.required_by(award, round, kind)]
    if points.counts(campaign, round, kind):
        required += [c.id for c in campaign.criteria_in(round, kind) if c.points is not None and c.id not in required]
    facts = facts_in(order_of(campaign, award, round, kind))
    hanging = {}
    for row in table.filter(HANGS + award.id).iter_rows(named=True):
        open_ = [id for id in required if Verdict(row[column(id)]).is_open]
        scope = [SCOPE] if row[SCOPE] not in (Verdict.MET, Verdict.NOT_MET) else []
        held = [str(law.DEFERRAL)] if row[HELD + award.id] == Status.DEFERRED else []
        unplaced = [name for name in facts if row[name] is None] if row[UNPLACED + award.id] else []
        hanging[row["id"]] = tuple(dict.fromkeys([*scope, *open_, *held, *unplaced]))
    return hanging


def _warnings(job: Job) -> Iterator[Note]:
    campaign, decided = job.loaded.campaign, job.decided
    concerned = [kind.value for kind in law.kinds_of_facts(campaign)[law.DEFERRAL]]
    empty = job.evidence.frame.filter(pl.col("kind").is_in(concerned))[law.DEFERRAL].null_count()
    if law.in_force("hoan_xet", decided) is not None and empty:
        what = _("{count} left empty; an empty cell defers nobody")
        yield Note(Text(law.DEFERRAL), Text(what.format(count=empty)))
    if decided < campaign.plan.earliest:
        what = _("decided on {day}, before the plan was issued")
        yield Note(Text("decided"), Text(what.format(day=decided.isoformat())))
