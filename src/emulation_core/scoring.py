"""score(campaign, evidence, …) -> Outcome: the only place that knows the order of the work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
from attrs import evolve

from emulation_core import dossiers, law, points
from emulation_core.advise import advise
from emulation_core.allocate import CERTAIN, MATTERS, PLACE, SEATS, UNSURE, Claim, Place, allocate
from emulation_core.campaign import Award, Campaign, Counts, Loaded, Note, Round, RoundKind
from emulation_core.decided import assumed
from emulation_core.errors import NotFound
from emulation_core.evaluate import SCOPE, column, judge, unresolved_texts, with_computed
from emulation_core.evidence import Evidence
from emulation_core.i18n import _
from emulation_core.model import BEST, KINDS, STATUS, WORST, Kind, Status, Text, Verdict
from emulation_core.notices import notices
from emulation_core.outcome import LISTS, PLACED, Outcome, Proposal
from emulation_core.rank import pinned, places, ranks
from emulation_core.scheme import HIGH, LOW, RANK, facts_in
from emulation_core.standing import order_of, status


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


def score(loaded: Loaded, evidence: Evidence, round: Round, on: date, decided: date | None = None) -> Outcome:
    """Judge every participant of one round as of day `on`, and say who may be proposed for what.

    `decided` is the day of the award decision (default `on`): the law of that day applies.
    Raises `RuleFailed` when a rule of the campaign crashes.
    """
    decided = decided or on
    campaign = loaded.campaign
    deferring = law.in_force("hoan_xet", decided) is not None
    tables = {kind: _judged(campaign, round, on, kind, evidence) for kind in KINDS}
    if campaign.scoring is not None:
        tables = {kind: _ranked(campaign, round, kind, table, deferring) for kind, table in tables.items()}
    found: dict[tuple[str, Kind], Proposal] = {}
    for kind in KINDS:
        for pool in _pools(campaign, round, kind):
            claims = [_claim(campaign, award, round, kind, tables[kind], deferring) for award in pool]
            for award, frame in zip(pool, allocate(claims, kind), strict=True):
                found[award.id, kind] = _proposal(campaign, award, round, kind, frame, evidence, decided)
                tables[kind] = tables[kind].with_columns(_listed(frame).alias(PLACED + award.id))
                if campaign.scoring is None and award is campaign.awards_in(round, kind)[0]:
                    tables[kind] = tables[kind].with_columns(frame[STATUS])
    proposals = tuple(
        found[award.id, kind] for award in campaign.awards_in(round) for kind in KINDS if (award.id, kind) in found
    )
    outcome = Outcome(
        loaded=loaded,
        round=round,
        on=on,
        decided=decided,
        evidence=evidence,
        tables=tables,
        proposals=proposals,
        assumptions=assumed(campaign),
        unresolved=unresolved_texts(campaign),
        warnings=(
            *evidence.warnings,
            *dossiers.warnings(campaign, round, evidence),
            *_warnings(campaign, evidence, decided, deferring),
        ),
    )
    return evolve(outcome, warnings=tuple(sorted({*outcome.warnings, *notices(outcome)})))


def _listed(frame: pl.DataFrame) -> pl.Series:
    """For each participant the code of the list it stands in, as `outcome.LISTS` names them."""
    codes = pl.Series([LISTS.index(place.name.lower()) for place in Place], dtype=pl.UInt8)
    certain = pl.lit(LISTS.index("certain"), pl.UInt8)
    return frame.select(pl.when(CERTAIN).then(certain).otherwise(pl.lit(codes).gather(PLACE))).to_series()


def _judged(campaign: Campaign, round: Round, on: date, kind: Kind, evidence: Evidence) -> pl.DataFrame:
    """The participants of one kind in the pinned order, with their verdicts and points."""
    mine = evidence.frame.filter(pl.col("kind") == kind.value)
    order = pinned([(id, name, kind, None) for id, name in mine.select("id", "name").iter_rows()])
    judged = judge(campaign, round, on, kind, mine[order]).with_columns(pl.lit(None, pl.UInt8).alias(STATUS))
    return points.scored(judged, campaign, round, on, kind, evidence)


def _ranked(campaign: Campaign, round: Round, kind: Kind, table: pl.DataFrame, deferring: bool) -> pl.DataFrame:
    """A scored table by rank: among all who take part and are not knocked out, those whose place is known."""
    inside, known = pl.col(SCOPE) != int(Verdict.NOT_MET), pl.lit(True)
    award = next(iter(campaign.awards_in(round, kind)), None)
    if award is not None:
        table = with_computed(table, {STATUS: status(campaign, award, round, kind, deferring)})
        inside = ~pl.col(STATUS).is_in([int(Status.INELIGIBLE), int(Status.OUT_OF_SCOPE)])
    if points.counts(campaign, round, kind):
        known = pl.col(LOW) == pl.col(HIGH)
    order = order_of(campaign, award, round, kind)
    if order:
        table = table.with_columns(ranks(table, order, inside, known))
    else:
        table = table.with_columns(pl.lit(None, pl.UInt32).alias(RANK))
    return table[pinned([(id, name, kind, rank) for id, name, rank in table.select("id", "name", RANK).iter_rows()])]


def _pools(campaign: Campaign, round: Round, kind: Kind) -> Iterator[list[Award]]:
    """The awards of a round and kind, those that share seats together, in file order."""
    left = list(campaign.awards_in(round, kind))
    while left:
        mine = {left[0].id, *left[0].quota.pool()}
        yield [award for award in left if award.id in mine]
        left = [award for award in left if award.id not in mine]


def _claim(campaign: Campaign, award: Award, round: Round, kind: Kind, table: pl.DataFrame, deferring: bool) -> Claim:
    standing = status(campaign, award, round, kind, deferring, cut=True)
    order = order_of(campaign, award, round, kind)
    inside = pl.col(SCOPE)
    unsure = (inside != int(Verdict.MET)) & (inside != int(Verdict.NOT_MET))
    frame = with_computed(table, {STATUS: standing, UNSURE: unsure})
    return Claim(places(frame, order), award.quota, bool(order))


def _proposal(
    campaign: Campaign,
    award: Award,
    round: Round,
    kind: Kind,
    frame: pl.DataFrame,
    evidence: Evidence,
    decided: date,
) -> Proposal:
    def ids(place: Place) -> tuple[str, ...]:
        return tuple(frame.filter(pl.col(PLACE) == int(place))["id"])

    selected = ids(Place.SELECTED)
    tied = frame.filter(pl.col(PLACE) == int(Place.TIED))
    return Proposal(
        award=award.id,
        kind=kind,
        seats=frame[SEATS][0] if frame.height else award.quota.seats(kind, Counts(participants=0, eligible=0)),
        selected=selected,
        tied=tuple(tied["id"]),
        reserve=ids(Place.RESERVE),
        open=ids(Place.OPEN),
        deferred=ids(Place.DEFERRED),
        certain=tuple(frame.filter(CERTAIN)["id"]),
        depends=_depends(campaign, award, round, kind, frame),
        advice=advise(campaign, award, round, kind, tied, decided) if tied.height else (),
        money=law.pay(award.law_form, kind, decided, len(selected)),
        dossier=dossiers.of(campaign, award, round, frame.filter(pl.col(PLACE) < int(Place.OUT))["id"], evidence),
    )


def _depends(
    campaign: Campaign, award: Award, round: Round, kind: Kind, frame: pl.DataFrame
) -> Mapping[str, tuple[str, ...]]:
    """For each participant whose open evidence could change the lists: what is open."""
    required = [criterion.id for criterion in campaign.required_by(award, round, kind)]
    if points.counts(campaign, round, kind):
        required += [c.id for c in campaign.criteria_in(round, kind) if c.points is not None and c.id not in required]
    facts = facts_in(order_of(campaign, award, round, kind))
    hanging = {}
    for row in frame.filter(MATTERS).iter_rows(named=True):
        open_ = [id for id in required if Verdict(row[column(id)]).is_open]
        scope = [SCOPE] if row[UNSURE] else []
        held = [str(law.DEFERRAL)] if row[STATUS] == Status.DEFERRED else []
        unplaced = [name for name in facts if row[name] is None] if row[BEST] != row[WORST] else []
        hanging[row["id"]] = tuple(dict.fromkeys([*scope, *open_, *held, *unplaced]))
    return hanging


def _warnings(campaign: Campaign, evidence: Evidence, decided: date, deferring: bool) -> Iterator[Note]:
    concerned = [kind.value for kind in law.kinds_of_facts(campaign)[law.DEFERRAL]]
    empty = evidence.frame.filter(pl.col("kind").is_in(concerned))[law.DEFERRAL].null_count()
    if deferring and empty:
        what = _("{count} left empty; an empty cell defers nobody")
        yield Note(Text(law.DEFERRAL), Text(what.format(count=empty)))
    if decided < campaign.plan.earliest:
        what = _("decided on {day}, before the plan was issued")
        yield Note(Text("decided"), Text(what.format(day=decided.isoformat())))
