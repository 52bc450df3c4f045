"""Missing is not "no", and not "yes" either: over every shipped campaign, taking evidence away decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import polars as pl
import pytest

from emulation_core import Kind, Verdict
from emulation_core.cases import Person, read
from emulation_core.config.catalogue import CASES
from emulation_core.evaluate import Compiled, column, compiled, judge
from emulation_core.intake import RawSheet, collect
from emulation_core.law import dictionary
from emulation_core.model import KINDS, Status
from emulation_core.scoring import choose_round, score
from support import CAMPAIGNS, shipped

DECIDED = [Verdict.MET, Verdict.NOT_MET]
OPEN = [verdict for verdict in Verdict if verdict.is_open]
DROPPED, BEFORE = "_dropped", "before."


def people(id: str) -> Iterator[tuple[str, date, dict[str, object]]]:
    """Every participant of every case: the round and day asked about, and the cells of its evidence."""
    campaign = shipped(id).campaign
    file = read(CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + CASES))
    for case in file.cases:
        round = choose_round(campaign, case.round, case.on or date.max)
        alone = Person(case.name, case.name, case.like, case.kind, case.facts, case.without)
        for person in case.participants or [alone]:
            like = file.profiles.get(person.like)
            facts = {**(like.facts if like else {}), **person.facts}
            cells = {name: value for name, value in facts.items() if name not in person.without}
            kind = (person.kind or like.kind).value
            yield round.id, case.on or campaign.all_due(round), {"kind": kind, **cells}


def table(id: str, cells: list[dict[str, object]]) -> pl.DataFrame:
    """Participants as the intake reads them, ids given by their place."""
    headings = ("id", "name", *dict.fromkeys(name for row in cells for name in row))
    spelt = [{"id": f"P{n}", "name": f"P{n}", **row} for n, row in enumerate(cells)]
    rows = [(n, [_cell(row.get(name)) for name in headings]) for n, row in enumerate(spelt, 1)]
    return collect([RawSheet("cases", None, headings, rows, ",")], shipped(id).campaign).frame


def _cell(value: object) -> object:
    return ("; ".join(map(str, value)) or "không") if isinstance(value, list) else value


@cache
def dropped(id: str) -> list[tuple[tuple[Compiled, ...], pl.DataFrame]]:
    """For each round, day and kind: its criteria, and one table of every participant with each cell taken away in turn.

    `_dropped` names the cell, `before.<criterion>` is the verdict with it, `v.<criterion>` the verdict without it.
    """
    campaign = shipped(id).campaign
    groups: dict[tuple[str, date], list[dict[str, object]]] = {}
    for round_id, on, cells in people(id):
        groups.setdefault((round_id, on), []).append(cells)
    found = []
    for (round_id, on), cells in groups.items():
        whole, round = table(id, cells), choose_round(campaign, round_id, on)
        for kind in KINDS:
            mine = whole.filter(pl.col("kind") == kind.value)
            if mine.is_empty():
                continue
            variants = pl.concat(
                mine.filter(pl.col(name).is_not_null()).with_columns(
                    pl.lit(None, mine[name].dtype).alias(name), pl.lit(name).alias(DROPPED)
                )
                for name in dictionary(campaign.facts)
            )
            criteria = compiled(campaign, round, on, kind)
            verdicts = [column(c.criterion.id) for c in criteria]
            before = judge(campaign, round, on, kind, mine).select("id", pl.col(verdicts).name.prefix(BEFORE))
            found.append((criteria, judge(campaign, round, on, kind, variants).join(before, "id", validate="m:1")))
    return found


def counterexamples(
    judged: pl.DataFrame, criterion: Compiled, wrong: pl.Expr, where: pl.Expr | bool = True
) -> list[str]:
    """Criterion, cell taken away, and verdicts before and after, wherever `wrong` is true."""
    name = column(criterion.criterion.id)
    rows = judged.filter(wrong & where).select(DROPPED, BEFORE + name, name).unique().sort(DROPPED)
    return [
        f"{criterion.criterion.id} without {cell}: {Verdict(b).word} → {Verdict(a).word}" for cell, b, a in rows.rows()
    ]


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_taking_one_cell_away_only_ever_opens_a_verdict(id):
    """Without any one cell every verdict is as it was, or open: no criterion is met, failed or waived by absence."""
    wrong, seen = [], 0
    for criteria, judged in dropped(id):
        seen += judged.height
        for criterion in criteria:
            after = pl.col(column(criterion.criterion.id))
            before = pl.col(BEFORE + column(criterion.criterion.id))
            wrong += counterexamples(judged, criterion, (after != before) & ~after.is_in(OPEN))
    assert wrong == []
    assert seen >= 100


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_a_criterion_that_reads_one_fact_is_never_decided_without_it(id):
    """Where the rule reads that fact and no other, its absence is neither met nor not met, whatever stood there."""
    wrong, tried = [], set()
    for criteria, judged in dropped(id):
        for criterion in criteria:
            reads = set(criterion.judged.reads)
            if len(reads) == 1:
                wrong += counterexamples(
                    judged,
                    criterion,
                    pl.col(column(criterion.criterion.id)).is_in(DECIDED),
                    pl.col(DROPPED) == next(iter(reads)),
                )
                tried.add(criterion.criterion.id)
    assert wrong == []
    assert tried


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_a_condition_nobody_answered_waives_nothing(id):
    """Where the fact that says whether a criterion applies is absent, the criterion is open, not "not applicable"."""
    wrong = []
    for criteria, judged in dropped(id):
        for criterion in criteria:
            if criterion.applies is not None and len(criterion.applies.reads) == 1:
                after = pl.col(column(criterion.criterion.id))
                (fact,) = criterion.applies.reads
                wrong += counterexamples(judged, criterion, ~after.is_in(OPEN), pl.col(DROPPED) == fact)
    assert wrong == []


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_without_any_evidence_nothing_is_decided(id):
    """In every round, on its first day and when all is due, empty evidence meets nothing, fails nobody and proposes nobody."""
    loaded = shipped(id)
    empty = collect(
        [
            RawSheet(
                "empty.csv",
                None,
                ("id", "name", "kind"),
                [(n, [f"P{n}", f"Tên {n}", kind.value]) for n, kind in enumerate([*KINDS, *KINDS], 2)],
                ".",
            )
        ],
        loaded.campaign,
    )
    for round in loaded.campaign.period.rounds():
        for on in (round.starts, loaded.campaign.all_due(round)):
            outcome = score(loaded, empty, round, on)
            for kind in KINDS:
                judged = outcome.tables[kind]
                verdicts = [column(c.id) for c in loaded.campaign.criteria_in(round, kind)]
                assert {code for name in verdicts for code in judged[name]} <= set(OPEN)
                assert set(judged["status"]) <= {Status.OPEN, None}
            for proposal in outcome.proposals:
                assert (proposal.selected, proposal.tied, proposal.reserve, proposal.certain) == ((),) * 4
                assert len(proposal.open) == 2


def test_every_kind_and_fact_of_the_cases_was_taken_away():
    """The tables above are not empty: each fact that a campaign declares was somebody's evidence and was dropped."""
    for id in CAMPAIGNS:
        facts = {name for _criteria, judged in dropped(id) for name in judged[DROPPED].unique()}
        assert set(shipped(id).campaign.facts) <= facts
    assert {Kind(kind) for id in CAMPAIGNS for _c, judged in dropped(id) for kind in judged["kind"].unique()} == set(
        KINDS
    )
