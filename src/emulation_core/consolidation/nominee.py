"""The words of a consolidation: what is asked, who is proposed, and what one agency's run hands in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import field

from emulation_core.frozen import frozen
from emulation_core.model import Kind

FORMS = ("bang_khen", "giay_khen", "other")


@frozen
class Asked:
    """Which proposals are collected: those for awards of `form`, of every round or of the one with id `round`."""

    form: str = FORMS[0]
    round: str | None = None


@frozen
class Nominee:
    """One participant whom an agency proposes, with what the higher form needs and nothing of the evidence.

    `id` is unique among all agencies: campaign, round and the agency's own id. `unit` ends with the agency. `award`,
    `clause` and `plan` (its number) say for what and by which text. `certain`: proposed whatever is still open there;
    `by_council`: taken in by a recorded decision. `seats` is None where the plan sets no number; `listed` is how many
    the agency proposes for the award. `points`, `rank` and `label` are those of a scored scheme, None elsewhere and
    where they are open.
    """

    id: str
    name: str
    kind: Kind
    unit: str
    agency: str
    award: str
    clause: str
    plan: str
    certain: bool
    by_council: bool
    seats: int | None
    listed: int
    points: Decimal | None = None
    rank: int | None = None
    label: str | None = None


@frozen(eq=False)
class Submitted:
    """What one run proposes; `vouched` when a head kept outside stands after the last word about it.

    `waiting` counts by place those of whom nothing is decided, and the `erased` among the proposed. `uses` maps each
    initiative to the ids that rest on it: compared with other agencies' and never written down.
    """

    campaign: str
    round: str
    starts: str
    until: str
    run: str
    head: str
    agency: str
    vouched: bool
    nominees: tuple[Nominee, ...]
    waiting: Mapping[str, int]
    remarks: tuple[str, ...]
    uses: Mapping[str, tuple[str, ...]] = field(repr=False)
