"""Rules over columns: one verdict per participant and criterion.

Pure: no file, clock or database. Verdicts are UInt8 columns of the codes in `model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, reduce
from operator import or_
from types import MappingProxyType

import polars as pl
from attrs import evolve, field, frozen

from emulation_core import history, law
from emulation_core.campaign import Campaign, Criterion, Note, Round
from emulation_core.columns import code, ninths, with_computed
from emulation_core.errors import RuleFailed
from emulation_core.i18n import _
from emulation_core.model import Fact, Id, Kind, Text, Verdict, column_type
from emulation_core.reading import Combined, Evaluator, Facts, Reading, combined, leaves

CODE = pl.UInt8
NO_ANSWER = int(Verdict.NOT_MET) + 1
"""A rule answered nothing although all its evidence is there: an error of the run."""
_CODES = NO_ANSWER + 1
SCOPE = "scope"


@frozen(eq=False)
class Node:
    """One rule, ready to run: its verdict (UInt8), what it read and the value that decides.

    `absent` says per fact where its absence counts. `parts` are those of a combination. `share` is that of a rule that
    gives points, `direct` where its denominator is the criterion's maximum itself.
    """

    rule: Evaluator | Combined
    verdict: pl.Expr
    absent: Mapping[str, pl.Expr] = field(factory=dict)
    measured: pl.Expr | None = None
    parts: tuple[Node, ...] = ()
    text: str = ""
    share: tuple[pl.Expr, pl.Expr] | None = None
    direct: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts read here and below, in the order they were first read."""
        return tuple(dict.fromkeys([*self.absent, *(name for part in self.parts for name in part.reads)]))

    @property
    def fact(self) -> str | None:
        """The fact whose value is measured."""
        names = [] if self.measured is None else self.measured.meta.root_names()
        return names[0] if names else next(iter(self.absent), None)


def node(
    rule: Evaluator,
    dictionary: Mapping[str, Fact],
    not_due: frozenset[str],
    points: Decimal | pl.Expr | None = None,
    floor: Decimal | pl.Expr | None = None,
) -> Node:
    """`rule` over the columns of `dictionary`; the absence of a fact in `not_due` is no fault of anybody yet.

    In a scored scheme `points` is the criterion's maximum and `floor` the share of it that counts as met; columns where
    campaigns with others stand in one table.
    """
    if combined(rule):
        parts = tuple(node(part, dictionary, not_due) for part in rule.of)
        return Node(rule, (_any if rule.any else pl.max_horizontal)([part.verdict for part in parts]), parts=parts)
    facts = Facts(dictionary, points)
    reading = rule.evaluate(facts)
    if floor is not None and reading.share:
        reading = evolve(reading, met=_reaches(*reading.share, floor))
    absent = {name: _absent(name, wheres) for name, wheres in facts.reads.items()}
    absent |= facts.looks_back
    verdict = _verdict(reading, absent, dictionary, not_due)
    direct = reading.share is not None and reading.share[1] is facts.full
    return Node(rule, verdict, absent, reading.measured, (), reading.text, reading.share, direct)


def _reaches(part: pl.Expr, whole: pl.Expr, floor: Decimal | pl.Expr) -> pl.Expr:
    """Whether part : whole is `floor` or more, in whole numbers."""
    share = ninths(floor) if isinstance(floor, pl.Expr) else int(floor.scaleb(9))
    return ninths(part) * 10**9 >= ninths(whole) * share


def _absent(name: str, wheres: Iterable[pl.Expr | None]) -> pl.Expr:
    gone = pl.col(name).is_null()
    counted = [where for where in wheres if where is not None]
    return gone & reduce(or_, counted) if counted and len(counted) == len(list(wheres)) else gone


def _any(verdicts: Sequence[pl.Expr]) -> pl.Expr:
    """The truth table of "any of": met above every open state, not met below them."""
    first, *others = verdicts
    if not any(verdict.meta.root_names() for verdict in verdicts):
        # As long as the table, though every part says the same of everybody: a look-up is not stretched.
        first = pl.max_horizontal(first, pl.repeat(0, pl.len(), dtype=CODE))
    return reduce(lambda one, other: pl.lit(_either()).gather(one * _CODES + other), others, first)


@cache
def _either() -> pl.Series:
    """The verdict of either of two, the first's code × `_CODES` + the other's."""
    rising = [Verdict.NOT_APPLICABLE, Verdict.NOT_MET, *range(Verdict.NOT_DUE, Verdict.NOT_MET), Verdict.MET, NO_ANSWER]
    pairs = [max(one, other, key=rising.index) for one in range(_CODES) for other in range(_CODES)]
    return pl.Series(pairs, dtype=CODE)


def _verdict(
    reading: Reading, absent: Mapping[str, pl.Expr], dictionary: Mapping[str, Fact], not_due: frozenset[str]
) -> pl.Expr:
    """The verdict column of one reading: first why it is open, for a rule's own answer is seldom absent."""
    met = reading.met
    if reading.open_as is Verdict.MISSING:
        gone = reduce(or_, absent.values()) if absent else pl.lit(False)
        why = pl.when(gone).then(_missing(absent, not_due)).otherwise(code(NO_ANSWER))
    else:
        why = code(reading.open_as)
    judged = pl.when(met.is_null()).then(why).when(met).then(code(Verdict.MET)).otherwise(code(Verdict.NOT_MET))
    shown = [] if reading.shown is None else [n for n in reading.shown.meta.root_names() if n in dictionary]
    if not shown:
        return judged
    gone_shown = {name: absent.get(name, pl.col(name).is_null()) for name in shown}
    return pl.when(reduce(or_, gone_shown.values())).then(_missing(gone_shown, not_due)).otherwise(judged)


def _missing(absent: Mapping[str, pl.Expr], not_due: frozenset[str]) -> pl.Expr:
    """`MISSING` where anything absent was due, else `NOT_DUE`."""
    due = [gone for name, gone in absent.items() if name not in not_due]
    if len(due) == len(absent):
        return code(Verdict.MISSING)
    if not due:
        return code(Verdict.NOT_DUE)
    return pl.when(reduce(or_, due)).then(code(Verdict.MISSING)).otherwise(code(Verdict.NOT_DUE))


@frozen(eq=False)
class Compiled:
    """One criterion, ready to run; `applies` is its condition's node."""

    criterion: Criterion
    judged: Node
    applies: Node | None

    @cached_property
    def verdict(self) -> pl.Expr:
        """The verdict column: not applicable where the condition is not met, missing where it is not known."""
        if self.applies is None:
            return self.judged.verdict
        applies = self.applies.verdict
        return (
            pl.when(applies == int(Verdict.MET))
            .then(self.judged.verdict)
            .when(applies == int(Verdict.NOT_MET))
            .then(code(Verdict.NOT_APPLICABLE))
            .when(applies == int(Verdict.NOT_DUE))
            .then(code(Verdict.NOT_DUE))
            .otherwise(code(Verdict.MISSING))
        )

    @property
    def reads(self) -> tuple[str, ...]:
        """Every fact read, the evaluator's first."""
        return tuple(dict.fromkeys([*self.judged.reads, *(self.applies.reads if self.applies else ())]))


def not_due(campaign: Campaign, round: Round, on: date) -> frozenset[str]:
    """The facts whose evidence cannot exist yet on day `on`."""
    return frozenset(name for name, fact in campaign.facts.items() if on < fact.expected_in(round.until))


def compiled(
    campaign: Campaign,
    round: Round,
    on: date,
    kind: Kind,
    points: Mapping[Id, pl.Expr] = MappingProxyType({}),
    floors: Mapping[Id, pl.Expr] = MappingProxyType({}),
) -> tuple[Compiled, ...]:
    """Every criterion that judges `kind` in `round`, ready to run.

    `points` and `floors` stand for those of criteria that have others in other campaigns of the same table.
    """
    dictionary, early = law.dictionary(campaign.facts), not_due(campaign, round, on)

    def build(c: Criterion) -> Compiled:
        judged = node(c.evaluator, dictionary, early, points.get(c.id, c.points), floors.get(c.id, c.floor))
        return Compiled(c, judged, None if c.applies_if is None else node(c.applies_if, dictionary, early))

    return tuple(build(c) for c in campaign.criteria_in(round, kind))


def scope(campaign: Campaign, round: Round, on: date, kind: Kind) -> Node | None:
    """Who of `kind` is in at all; None where the plan takes everybody."""
    if not (rules := campaign.scope_of(kind)):
        return None
    dictionary, early = law.dictionary(campaign.facts), not_due(campaign, round, on)
    parts = tuple(node(rule, dictionary, early) for rule in rules)
    return Node(rules[0], pl.max_horizontal([part.verdict for part in parts]), parts=parts)


def column(criterion_id: str) -> str:
    """The name of a criterion's verdict column."""
    return f"v.{criterion_id}"


def judge(
    campaign: Campaign,
    round: Round,
    on: date,
    kind: Kind,
    frame: pl.DataFrame,
    criteria: Sequence[Compiled] | None = None,
) -> pl.DataFrame:
    """Verdicts of the participants in `frame`, all of one `kind`; `criteria` are those of `compiled`, if made.

    Adds to `frame` a UInt8 column `v.<id>` per criterion and `scope`. Raises `RuleFailed` naming the criterion whose
    rule crashed or gave no answer.
    """
    criteria = compiled(campaign, round, on, kind) if criteria is None else criteria
    columns = {column(c.criterion.id): c.verdict for c in criteria}
    columns[SCOPE] = inside.verdict if (inside := scope(campaign, round, on, kind)) else code(Verdict.MET)
    wide = with_history(frame, columns.values())
    try:
        judged = with_computed(wide, columns)
    except Exception:  # whatever a rule's own function raises comes through
        for name, verdict in columns.items():
            _alone(wide, name, verdict)
        raise
    for name in (name for name in columns if judged[name].max() == NO_ANSWER):
        id = name.removeprefix(column(""))
        raise RuleFailed(_("{name}: the rule gives no answer although its evidence is there").format(name=id))
    return judged


def _alone(frame: pl.DataFrame, name: str, verdict: pl.Expr) -> None:
    """Run one verdict by itself, so that a crash can be laid at its door."""
    try:
        frame.select(verdict)
    except Exception as problem:  # its first line is the rule's own; what Polars adds speaks of columns
        id, why = name.removeprefix(column("")), str(problem).partition("\n")[0] or type(problem).__name__
        raise RuleFailed(_("{name}: the rule crashed: {why}").format(name=id, why=why)) from problem


def with_history(frame: pl.DataFrame, columns: Iterable[pl.Expr]) -> pl.DataFrame:
    """`frame` with an empty column for every piece of history a rule reads and nobody supplied."""
    names = {name for column in columns for name in column.meta.root_names() if name.startswith(Facts.HISTORY)}
    empty = {name: history.fact(name) for name in sorted(names - set(frame.columns))}
    return frame.with_columns(pl.lit(None, column_type(f.type)).alias(name) for name, f in empty.items() if f)


def unresolved_texts(campaign: Campaign) -> tuple[Note, ...]:
    """The texts the plan points to that are not held: those listed, and those its criteria wait for."""
    dictionary = law.dictionary(campaign.facts)
    waiting = {
        Note(Text(criterion.id), Text(text))
        for criterion in campaign.criteria
        for rule in leaves(criterion.evaluator)
        if (text := rule.evaluate(Facts(dictionary)).text)
    }
    return tuple(sorted({*campaign.unresolved, *waiting}))
