"""score(campaign, evidence, …) -> Outcome: the only place that knows the order of the work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl
from attrs import evolve, frozen

from emulation_core import dossiers, law
from emulation_core.advise import advise
from emulation_core.assess import GIVEN, Judging, assess
from emulation_core.campaign import Award, Campaign, Counts, Loaded, Note, Round, RoundKind
from emulation_core.decided import assumed
from emulation_core.errors import NotFound
from emulation_core.evaluate import unresolved_texts
from emulation_core.evidence import Evidence, by_kind
from emulation_core.i18n import _
from emulation_core.lists import apart, depends, lists, tied
from emulation_core.model import JOB, KINDS, Kind, Text
from emulation_core.notices import notices
from emulation_core.outcome import LISTS, PLACED, Outcome, Proposal
from emulation_core.pinned import pinned

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
        return by_kind(self.evidence.frame)[kind]


def score(loaded: Loaded, evidence: Evidence, round: Round, on: date, decided: date | None = None) -> Outcome:
    """Judge every participant of one round as of day `on`, and say who may be proposed for what.

    `decided` is the day of the award decision (default `on`): the law of that day applies.
    Raises `RuleFailed` when a rule of the campaign crashes.
    """
    job = Job(loaded, evidence, round, on, decided or on)
    [outcome] = concluded([job], alone(job))
    return outcome


Tables = Mapping[Kind, pl.DataFrame]
"""What `assess` says of the participants of each kind; `model.JOB` is whose they are."""


def alone(job: Job) -> Tables:
    """The tables of one job by itself. Raises what `assess` raises."""
    return {
        kind: assess(job.judging(kind), part, job.evidence.sheets).with_columns(pl.lit(0, pl.UInt32).alias(JOB))
        for kind, part in by_kind(job.evidence.frame).items()
    }


def concluded(jobs: Sequence[Job], tables: Tables) -> Iterator[Outcome]:
    """The outcome of each of `jobs`, which differ in nothing but numbers and words as those of one stack do.

    In `tables` rows come job after job; `model.JOB` is the place in `jobs`.
    """
    tables = {kind: pinned(tables[kind], kind) for kind in KINDS}
    first = jobs[0]
    proposals = [
        _proposals(jobs, place, kind, tables[kind])
        for place, award in enumerate(first.loaded.campaign.awards_in(first.round))
        for kind in KINDS
        if kind in award.kinds
    ]
    each = [apart(tables[kind], len(jobs)) for kind in KINDS]
    for job, *mine in zip(jobs, zip(*each, strict=True), *proposals, strict=True):
        yield _outcome(job, dict(zip(KINDS, mine[0], strict=True)), tuple(mine[1:]))


def _outcome(job: Job, tables: Mapping[Kind, pl.DataFrame], proposals: tuple[Proposal, ...]) -> Outcome:
    campaign, round, evidence = job.loaded.campaign, job.round, job.evidence
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
        warnings=(*evidence.warnings, *dossiers.warnings(campaign, round, evidence), *_warnings(job, tables)),
    )
    return evolve(outcome, warnings=tuple(sorted({*outcome.warnings, *notices(outcome)})))


def _proposals(jobs: Sequence[Job], place: int, kind: Kind, table: pl.DataFrame) -> Iterator[Proposal]:
    """What each job proposes for the award at `place` among those of its round."""
    count, judging = len(jobs), jobs[0].judging(kind)
    award = judging.campaign.awards_in(judging.round)[place]
    parts = zip(
        jobs,
        apart(table.select(JOB, "id", PLACED + award.id, GIVEN + award.id), count),
        lists(table, award, count),
        depends(table, judging, award, count),
        tied(table, award, count),
        strict=True,
    )
    for job, mine, listed, hanging, level in parts:
        campaign, round = job.loaded.campaign, job.round
        award = campaign.awards_in(round)[place]
        yield Proposal(
            award=award.id,
            kind=kind,
            seats=mine[GIVEN + award.id][0] if mine.height else award.quota.seats(kind, NOBODY),
            depends=hanging,
            advice=advise(campaign, award, round, kind, level, job.decided) if level.height else (),
            money=law.pay(award.law_form, kind, job.decided, len(listed["selected"])),
            dossier=dossiers.of(campaign, award, round, _inside(mine, award), job.evidence),
            **listed,
        )


def _inside(table: pl.DataFrame, award: Award) -> Iterator[str]:
    """Everybody in some list of the award, found when it is asked for: few plans list papers."""
    yield from table["id"].filter(table[PLACED + award.id] != LISTS.index("out"))


def _warnings(job: Job, tables: Mapping[Kind, pl.DataFrame]) -> Iterator[Note]:
    campaign, decided = job.loaded.campaign, job.decided
    if law.in_force("hoan_xet", decided) is not None:
        silent = {kind: table[law.DEFERRAL].null_count() for kind, table in tables.items()}
        empty = sum(count for kind, count in silent.items() if count and law.concerns(campaign, law.DEFERRAL, kind))
        if empty:
            what = _("{count} left empty; an empty cell defers nobody")
            yield Note(Text(law.DEFERRAL), Text(what.format(count=empty)))
    if decided < campaign.plan.earliest:
        what = _("decided on {day}, before the plan was issued")
        yield Note(Text("decided"), Text(what.format(day=decided.isoformat())))
