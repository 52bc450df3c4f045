"""The rows of a verdict file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import polars as pl

from emulation_core import points
from emulation_core.campaign import Campaign, Round
from emulation_core.evaluate import SCOPE, column, compiled
from emulation_core.evidence import ROW
from emulation_core.model import KINDS, STATUS, Kind
from emulation_core.outcome import PLACED, Outcome
from emulation_core.points.plan import plan
from emulation_core.points.quick import highest, unit
from emulation_core.scheme import HIGH, LOW, RANK
from emulation_core.units import DIGITS, POINT

NUMBER, KIND = "row", "kind"
_POINTS, _SHORT = pl.Decimal(38, DIGITS), pl.Decimal(18, 9)
_FINE, _WIDE = POINT // 10**9, POINT * 10**9
_NINTH = pl.lit(Decimal(1).scaleb(-9), pl.Decimal(10, 9))


def schema(
    campaign: Campaign, round: Round, on: date, by: Mapping[str, pl.DataType] = MappingProxyType({})
) -> dict[str, pl.DataType]:
    """The columns of the file, in order; `by` are those that keep tables apart."""
    criteria = dict.fromkeys(column(c.id) for kind in KINDS for c in campaign.criteria_in(round, kind))
    awards = (PLACED + award.id for award in campaign.awards_in(round))
    codes = dict.fromkeys((KIND, SCOPE, *criteria, STATUS, *awards), pl.UInt8())
    return {"id": pl.String(), **by, NUMBER: pl.UInt32(), **codes, **_ranked(campaign, round, on)}


def _ranked(campaign: Campaign, round: Round, on: date) -> dict[str, pl.DataType]:
    """The columns of a scored scheme: points exact, in 64 bits where nine digits on each side do."""
    if campaign.scoring is None:
        return {}
    scored = [kind for kind in KINDS if points.counts(campaign, round, kind)]
    plans = [plan(campaign, compiled(campaign, round, on, kind)) for kind in scored]
    short = all((one := unit(each)) and one % _FINE == 0 and highest(each) < _WIDE for each in plans)
    exact = _SHORT if short else _POINTS
    return {LOW: exact, HIGH: exact, RANK: pl.UInt32()}


def said(table: pl.DataFrame, kind: Kind, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """What `assess` says in `table` of the participants of `kind`, in the columns of the file."""
    own = {NUMBER: pl.col(ROW), KIND: pl.lit(KINDS.index(kind))}
    own |= {name: _decimal(name, schema[name]) for name in (LOW, HIGH) if name in table.columns}
    held = {name: own.get(name, pl.col(name) if name in table.columns else pl.lit(None)) for name in schema}
    return table.select(expr.cast(schema[name]).alias(name) for name, expr in held.items())


def _decimal(name: str, exact: pl.DataType) -> pl.Expr:
    """Points as decimals of the type `exact`: long ones in two parts, for one cast would go beyond 38 digits."""
    units = points.in_units(name)
    if exact == _SHORT:
        return units.floordiv(_FINE).cast(pl.Decimal(38, 0)) * _NINTH
    return units.floordiv(POINT).cast(_POINTS) + units.mod(POINT).cast(_POINTS) / pl.lit(POINT, _POINTS)


def rows(outcome: Outcome) -> pl.DataFrame:
    """Everybody of an outcome, as the file has them."""
    wanted = schema(outcome.loaded.campaign, outcome.round, outcome.on)
    there = [kind for kind in KINDS if outcome.tables[kind].height] or KINDS
    found = pl.concat(said(outcome.tables[kind], kind, wanted) for kind in there).sort("id")
    lines = pl.col(NUMBER) if len(outcome.evidence.sheets) == 1 else pl.lit(None, pl.UInt32())
    return found.with_columns(lines.alias(NUMBER))
