"""Where participants stand for an award: one status each, over the columns of verdicts and points. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from emulation_core import law
from emulation_core.campaign import Award, Campaign, Round
from emulation_core.columns import code, of_job
from emulation_core.evaluate import SCOPE, column
from emulation_core.model import Kind, Status, Verdict
from emulation_core.points import counts, in_units, ladder
from emulation_core.scheme import HIGH, LABEL_HIGH, LABEL_LOW, LOW, own_order, term
from emulation_core.units import units


def status(
    campaign: Campaign,
    award: Award,
    round: Round,
    kind: Kind,
    deferring: bool,
    *,
    cut: bool = False,
    lines: Sequence[Decimal] = (),
) -> pl.Expr:
    """Where participants stand for `award` (UInt8 codes of `Status`), over the columns of `judge`.

    No applicable criterion at all is no basis: open; in a scored scheme the points are the basis, and open points keep
    it open. `deferring` says whether the law of the day defers those under examination. With `cut` those below the
    award's threshold of points or label count as ineligible: they are in none of its lists; `lines` are the thresholds
    in the campaigns of `model.JOB`, where there are several.
    """
    required = campaign.required_by(award, round, kind)
    verdicts = [column(c.id) for c in required]
    worst: Any = pl.max_horizontal(verdicts) if verdicts else code(Verdict.NOT_APPLICABLE)
    standing = (
        pl.when((worst == int(Verdict.MET)) if campaign.scoring is None else (worst <= int(Verdict.MET)))
        .then(code(Status.ELIGIBLE))
        .when(worst == int(Verdict.NOT_MET))
        .then(code(Status.INELIGIBLE))
        .otherwise(code(Status.OPEN))
    )
    inside = pl.col(SCOPE)
    entry = (
        pl.when(inside == int(Verdict.MET))
        .then(code(Status.ELIGIBLE))
        .when(inside == int(Verdict.NOT_MET))
        .then(code(Status.OUT_OF_SCOPE))
        .otherwise(code(Status.OPEN))
    )
    held = [pl.when(pl.col(law.DEFERRAL)).then(code(Status.DEFERRED)).otherwise(code(0))] if deferring else []
    entered = [entry] if campaign.scope_of(kind) else []
    counted = _cut(campaign, award, round, kind, lines) if cut else _points(campaign, round, kind)
    return pl.max_horizontal([standing, *entered, *held, *counted])


def order_of(campaign: Campaign, award: Award | None, round: Round, kind: Kind) -> tuple[str, ...]:
    """The terms that put participants of `kind` before one another; more points first where a scheme states none.

    A term of points that nothing gives to this kind in this round puts nobody before anybody, and is left out.
    """
    stated = (award.order if award else ()) or own_order(campaign.scoring)
    if campaign.scoring is None:
        return stated
    scored = [c for c in campaign.criteria_in(round, kind) if c.points is not None]
    groups = {c.group for c in scored}
    return tuple(
        text
        for text in stated or ("points",)
        if (found := term(text)) and (found.fact or found.group in groups or (scored and not found.group))
    )


def _points(campaign: Campaign, round: Round, kind: Kind) -> Iterator[pl.Expr]:
    """Points that are open keep a participant open."""
    if counts(campaign, round, kind):
        yield _sure(pl.col(LOW) == pl.col(HIGH), pl.lit(True))


def _cut(campaign: Campaign, award: Award, round: Round, kind: Kind, lines: Sequence[Decimal]) -> Iterator[pl.Expr]:
    """Above the line whatever is open, below it whatever is open, or open."""
    if award.at_least is None and award.label is None:
        yield from _points(campaign, round, kind)
        return
    if not counts(campaign, round, kind):
        yield code(Status.OPEN)
        return
    if award.at_least is not None:
        line = of_job([units(line) for line in lines or (award.at_least,)], pl.Int128)
        yield _sure(in_units(LOW) >= line, in_units(HIGH) >= line)
    if award.label is not None:
        rung = [label.id for label in ladder(campaign, kind)].index(award.label) + 1
        yield _sure(pl.col(LABEL_LOW) >= rung, pl.col(LABEL_HIGH) >= rung)


def _sure(surely: pl.Expr, perhaps: pl.Expr) -> pl.Expr:
    return (
        pl.when(surely)
        .then(code(Status.ELIGIBLE))
        .when(perhaps)
        .then(code(Status.OPEN))
        .otherwise(code(Status.INELIGIBLE))
    )
