"""The common rules of judgement, by the name a campaign file uses.

Each reads like a sentence about one participant and runs on the whole column.
"""

from __future__ import annotations

from emulation_core.builtin.answers import (
    AllOf,
    AllRise,
    AnyOf,
    Flag,
    Judged,
    NotEmpty,
    RatedAtLeast,
    Shown,
    Unresolved,
)
from emulation_core.builtin.bands import Bands, Table
from emulation_core.builtin.points import Assessed, Deduct, Points, Ratio
from emulation_core.builtin.reviews import Sustained
from emulation_core.builtin.thresholds import (
    Above,
    AtLeast,
    AtMost,
    Below,
    EqualsZero,
    Falls,
    RankWithin,
    Reaches,
    Rises,
)

EVALUATORS: dict[str, type] = {
    "at_least": AtLeast,
    "above": Above,
    "at_most": AtMost,
    "below": Below,
    "equals_zero": EqualsZero,
    "flag": Flag,
    "rated_at_least": RatedAtLeast,
    "rises": Rises,
    "falls": Falls,
    "all_rise": AllRise,
    "reaches": Reaches,
    "rank_within": RankWithin,
    "not_empty": NotEmpty,
    "judged": Judged,
    "shown": Shown,
    "sustained": Sustained,
    "unresolved": Unresolved,
    "points": Points,
    "ratio": Ratio,
    "bands": Bands,
    "table": Table,
    "deduct": Deduct,
    "assessed": Assessed,
    "any_of": AnyOf,
    "all_of": AllOf,
}
