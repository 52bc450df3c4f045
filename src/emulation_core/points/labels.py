"""The ladder of labels: who stands on which rung, at least and at most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from emulation_core.campaign import Campaign, Round
from emulation_core.columns import of_job
from emulation_core.evaluate import column
from emulation_core.model import Id, Kind, Verdict
from emulation_core.points.columns import in_units
from emulation_core.scheme import HIGH, LABEL_HIGH, LABEL_LOW, LOW, Label
from emulation_core.units import units


def ladder(campaign: Campaign, kind: Kind) -> tuple[Label, ...]:
    """The labels `kind` can get, lowest first; rung 1 is the first of them, 0 is none."""
    mine = [label for label in campaign.labels if label.kinds is None or kind in label.kinds]
    return tuple(sorted(mine, key=lambda label: (label.at_least is not None, label.at_least or 0)))


def rungs(
    campaign: Campaign, round: Round, kind: Kind, ladders: Sequence[Sequence[Label]] = ()
) -> Mapping[str, pl.Expr]:
    """`label.low` and `label.high` (Int8 rungs): the label somebody is sure of, and the best still possible.

    `ladders` are those of the campaigns of `model.JOB`, where there are several.
    """
    known = {c.id for c in campaign.criteria_in(round, kind)}
    ladders = ladders or [ladder(campaign, kind)]
    return {
        LABEL_LOW: _rung(ladders, known, LOW, int(Verdict.MET)),
        LABEL_HIGH: _rung(ladders, known, HIGH, int(Verdict.UNRESOLVED)),
    }


def _rung(ladders: Sequence[Sequence[Label]], known: Collection[str], points: str, hopeful: int) -> pl.Expr:
    """The best rung of the campaign's ladder for these points, where verdicts up to `hopeful` count as met.

    A criterion that does not apply stands in nobody's way.
    """

    def holds(criteria: Sequence[Id]) -> pl.Expr:
        tests = [pl.col(column(id)) <= hopeful for id in criteria if id in known]
        return pl.all_horizontal(pl.repeat(True, pl.len()), *tests)

    reached, capped = [pl.repeat(0, pl.len(), dtype=pl.Int8)], [pl.repeat(len(ladders[0]), pl.len(), dtype=pl.Int8)]
    for number, label in enumerate(ladders[0], 1):
        rung = pl.lit(number, pl.Int8)
        enough = holds(label.requires)
        lines = [units(line) for steps in ladders if (line := steps[number - 1].at_least) is not None]
        if lines:
            enough = enough & (in_units(points) >= of_job(lines, pl.Int128))
        reached.append(pl.when(enough).then(rung))
        if label.unless:
            capped.append(pl.when(~holds(label.unless)).then(rung))
    return pl.min_horizontal(pl.max_horizontal(*reached), pl.min_horizontal(*capped))
