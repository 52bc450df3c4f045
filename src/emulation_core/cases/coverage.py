"""What cases cover: every verdict a criterion can give, and the value exactly on each of its thresholds.

What a criterion can give is not stated anywhere; it is tried, on evidence with everything absent and with every value
beside the numbers of its rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import attrs
import polars as pl
from attrs import frozen

from emulation_core import history, law, samples
from emulation_core.campaign import Campaign, Criterion, Loaded, judged_in
from emulation_core.cases.file import Case, CasesFile
from emulation_core.cases.judge import Result, evidence_of
from emulation_core.columns import code, with_computed
from emulation_core.errors import EvidenceRefused
from emulation_core.evaluate import NO_ANSWER, compiled, node, with_history
from emulation_core.model import KINDS, QUANTITY, Fact, FactType, Kind, Text, Verdict
from emulation_core.reading import Evaluator, leaves
from emulation_core.shapes import numbers_of

CASE = "_case"
"""Column: which case a participant belongs to."""
NOBODY = Case(Text("–"), kind=Kind.COLLECTIVE)
DECIDED = (int(Verdict.MET), int(Verdict.NOT_MET))


@frozen
class Covered:
    """One criterion for one kind: the cases by the verdict they expect, and those with a value on each threshold.

    A verdict or a threshold without a case is missing; a verdict that is not named cannot come out. A threshold is
    named after the facts its rule reads.
    """

    criterion: str
    kind: Kind
    clause: str
    verdicts: Mapping[str, tuple[str, ...]]
    thresholds: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The verdicts and thresholds no case covers."""
        return tuple(word for part in (self.verdicts, self.thresholds) for word, cases in part.items() if not cases)


def coverage(loaded: Loaded, file: CasesFile, results: Iterable[Result]) -> list[Covered]:
    """What the cases of `file` cover of `loaded`, criterion by criterion; cases that do not hold cover nothing."""
    held = [result.case for result in results if not result.differences]
    frames = []
    for n, case in enumerate(held):
        try:
            frames.append(evidence_of(loaded, file, case).frame.with_columns(pl.lit(n).alias(CASE)))
        except EvidenceRefused:
            continue
    if not frames:
        frames = [evidence_of(loaded, file, NOBODY).frame.clear().with_columns(pl.lit(0).alias(CASE))]
    people = pl.concat(frames)
    by_kind = {kind: people.filter(pl.col("kind") == kind.value) for kind in KINDS}
    return [
        _covered(loaded.campaign, criterion, kind, held, by_kind[kind])
        for kind in KINDS
        for criterion in loaded.campaign.criteria
        if kind in criterion.applies_to
    ]


def _covered(
    campaign: Campaign, criterion: Criterion, kind: Kind, held: Sequence[Case], people: pl.DataFrame
) -> Covered:
    asking = [n for n in people[CASE].unique(maintain_order=True) if criterion.id in held[n].expect]
    verdicts = {
        word: tuple(str(held[n].name) for n in asking if held[n].expect[criterion.id] == word)
        for word in possible(campaign, criterion, kind)
    }
    mine = people.filter(pl.col(CASE).is_in(asking))
    thresholds: dict[str, tuple[str, ...]] = {}
    for leaf in leaves(criterion.evaluator):
        edge = Edge.of(leaf, law.dictionary(campaign.facts), criterion)
        if edge is not None:
            label = ", ".join(edge.facts)
            on = [str(held[n].name) for n in mine[CASE].filter(edge.holds(mine))]
            thresholds[label] = tuple(dict.fromkeys([*thresholds.get(label, ()), *on]))
    return Covered(criterion.id, kind, criterion.clause, verdicts, thresholds)


def possible(campaign: Campaign, criterion: Criterion, kind: Kind) -> list[str]:
    """The verdicts `criterion` can give to `kind`, early in a round and when everything is due."""
    found: set[int] = set()
    rounds = [round for round in campaign.period.rounds() if judged_in(criterion.rounds, round)]
    for round in rounds[:1]:
        for day in (round.starts, campaign.all_due(round)):
            (judged,) = [c for c in compiled(campaign, round, day, kind) if c.criterion is criterion]
            rules = [criterion.evaluator, *([] if criterion.applies_if is None else [criterion.applies_if])]
            facts = _facts(judged.reads, law.dictionary(campaign.facts))
            wide = with_history(samples.table(facts, _numbers(criterion, rules)), [judged.verdict])
            if judged.judged.share is not None:  # points outside the maximum are refused, they get no verdict
                part, whole = judged.judged.share
                wide = wide.filter(part.is_between(0, whole).fill_null(True))
            found |= set(with_computed(wide, {"verdict": judged.verdict})["verdict"].unique())
    return [verdict.word for verdict in Verdict if int(verdict) in found]


def _numbers(criterion: Criterion, rules: Iterable[Evaluator]) -> list[Decimal]:
    """The numbers that may matter to a criterion: those in its rules, and what its points make of them."""
    stated = [Decimal(number) for rule in rules for number in numbers_of(rule)]
    if criterion.points is None:
        return stated
    ends = [
        criterion.points,
        criterion.points * (criterion.floor or 0),
        criterion.points * (1 - (criterion.floor or 0)),
    ]
    return [*stated, *ends, *((end / number).quantize(samples.STEP) for end in ends for number in stated if number)]


def _facts(names: Iterable[str], dictionary: Mapping[str, Fact]) -> dict[str, Fact]:
    known = {name: dictionary.get(name) or history.fact(name, dictionary) for name in names}
    return {name: fact for name, fact in known.items() if fact is not None}


@frozen(eq=False)
class Edge:
    """Where one rule turns: a smallest step of a fact makes a yes of a no.

    On such a turn a value is *on the threshold* where it is a number or a rung the rule states, or, for a rule that
    states none, 0 or the value of the fact beside it; where that does not tell every turn, anywhere on the turn.
    """

    rule: Evaluator
    facts: Mapping[str, Fact]
    criterion: Criterion
    stated: bool

    @classmethod
    def of(cls, rule: Evaluator, dictionary: Mapping[str, Fact], criterion: Criterion) -> Edge | None:
        """The edge of `rule`; None where no step of any fact turns it."""
        reads = node(rule, dictionary, frozenset(), criterion.points, criterion.floor).reads
        facts = _facts(reads, dictionary)
        frame = samples.table(facts, _numbers(criterion, [rule]))
        stated, any_turn = (cls(rule, facts, criterion, way) for way in (True, False))
        if stated.holds(frame).any() and stated._tells_every(frame):
            return stated
        return any_turn if any_turn.holds(frame).any() else None

    def holds(self, frame: pl.DataFrame) -> pl.Series:
        """Whether each row stands on it (Boolean)."""
        turns = [turn & self._stated(name, frame) for name, turn in self._turns(frame)]
        return reduce(or_, turns, pl.repeat(False, frame.height, eager=True))

    def _tells_every(self, frame: pl.DataFrame) -> bool:
        """Whether wherever a step of a fact turns the rule, the others staying as they are, a stated value does."""
        for name, turn in self._turns(frame):
            others = frame.drop(name) if len(self.facts) > 1 else frame.select(pl.lit(0))
            told = others.filter(turn & self._stated(name, frame))
            if others.filter(turn).join(told, on=others.columns, how="anti", nulls_equal=True).height:
                return False
        return True

    def _turns(self, frame: pl.DataFrame) -> Iterator[tuple[str, pl.Series]]:
        before = self._verdict(frame)
        moving = {n: fact for n, fact in self.facts.items() if fact.type is FactType.RATING or fact.type in QUANTITY}
        for name, fact in moving.items():
            turn = pl.repeat(False, frame.height, eager=True)
            for moved in samples.steps(frame, name, fact):
                after = self._verdict(moved)
                turn |= before.is_in(DECIDED) & after.is_in(DECIDED) & (before != after)
            yield name, turn

    def _verdict(self, frame: pl.DataFrame) -> pl.Series:
        judged = node(self.rule, self.facts, frozenset(), self.criterion.points, self.criterion.floor)
        verdict = judged.verdict
        if judged.share is not None:  # as in `possible`
            part, whole = judged.share
            verdict = pl.when(part.is_between(0, whole).fill_null(True)).then(verdict).otherwise(code(NO_ANSWER))
        return with_computed(with_history(frame, [verdict]), {"verdict": verdict})["verdict"]

    def _stated(self, name: str, frame: pl.DataFrame) -> pl.Series:
        if not self.stated:
            return pl.repeat(True, frame.height, eager=True)
        value, fact = pl.col(name), self.facts[name]
        if fact.type is FactType.RATING:
            stated = [fact.ladder.index(word) for word in _words(self.rule) if word in fact.ladder]
            told = [value == place for place in stated]
        else:
            numbers = [Decimal(number) for number in numbers_of(self.rule)]
            told = [value == pl.lit(number) for number in numbers]
            if not numbers:
                others = [n for n, f in self.facts.items() if n != name and f.type in QUANTITY]
                told = [value == 0] if not others else [value == pl.col(other) for other in others]
        return frame.select(pl.any_horizontal(False, *told).fill_null(False).alias("on"))["on"]


def _words(value: Any) -> Iterator[Any]:
    """Every text in the fields of a rule."""
    if attrs.has(type(value)):
        value = tuple(getattr(value, field.name) for field in attrs.fields(type(value)))
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _words(part)
