"""What a rule that judges promises about its columns: absence, answers, and independence of the table around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import polars as pl

from emulation_core import samples
from emulation_core.columns import with_computed
from emulation_core.evaluate import NO_ANSWER, node, with_history
from emulation_core.explain.values import plain
from emulation_core.i18n import _
from emulation_core.model import Verdict
from emulation_core.plugins import Rule
from emulation_core.reading import Evaluator
from emulation_core.shapes import as_columns, numbers_of
from emulation_core.testing.made import Sample

MAXIMUM = Decimal(10)
"""The points of the criterion a rule is tried in."""
VERDICT, _FULL = "verdict", "n.full"
DECIDED = (int(Verdict.MET), int(Verdict.NOT_MET))


def said(rule: Evaluator, sample: Sample, frame: pl.DataFrame, most: Decimal | pl.Expr = MAXIMUM) -> pl.DataFrame:
    """What `rule` says of each row: its verdict, the value that decides, and its share of the points."""
    judged = node(rule, sample.facts, frozenset(), most)
    made: dict[str, pl.Expr] = {VERDICT: judged.verdict}
    if judged.measured is not None:
        made["measured"] = judged.measured
    if judged.share is not None:
        made["points"], made["of"] = judged.share
    wide = with_history(frame, made.values())
    return with_computed(wide, made).select(*made)


def table(sample: Sample) -> pl.DataFrame:
    """The evidence `sample` is tried on."""
    return samples.table(sample.facts, numbers_of(sample.rule))


def tried(promise: Callable[[Sample], Iterator[str]]) -> Callable[[Rule, Sequence[Sample]], Iterator[str]]:
    """A promise checked on every sample: the first fault of each rule, or why it crashed."""

    def check(rule: Rule, made: Sequence[Sample]) -> Iterator[str]:
        told: list[object] = []
        for sample in made:
            if sample.rule in told:
                continue  # of figures of another type it would be the same again
            try:
                fault = next(promise(sample), None)
            except Exception as problem:
                fault = _("crashed: {why}").format(why=f"{type(problem).__name__}: {problem}".strip())
            if fault is not None:
                told.append(sample.rule)
                yield f"{sample.rule}: {fault}"

    return check


def _row(frame: pl.DataFrame, sample: Sample, n: int) -> str:
    """One row of evidence as it is told."""
    shown = {name: plain(fact, frame[name][n]) for name, fact in sample.facts.items()}
    return ", ".join(f"{name} = {'∅' if value is None else value}" for name, value in shown.items())


def _word(code: int) -> str:
    return "–" if code == NO_ANSWER else Verdict(code).word


@tried
def null_safe(sample: Sample) -> Iterator[str]:
    """Absence never becomes a decision: what is decided without a value is decided so whatever the value is."""
    frame = table(sample)
    nothing = frame.clear(1)
    code = said(sample.rule, sample, nothing)[VERDICT][0]
    if code in DECIDED:
        yield _("without any evidence: {verdict}").format(verdict=_word(code))
    full = said(sample.rule, sample, frame)[VERDICT]
    for name in sample.facts:
        less = frame.with_columns(pl.lit(None, frame.schema[name]).alias(name))
        bare = said(sample.rule, sample, less)[VERDICT]
        for n in (bare.is_in(DECIDED) & (bare != full)).arg_true().head(1):
            what = _("{verdict} without {fact}, but {other} with {evidence}")
            shown = _row(frame, sample, n)
            yield what.format(verdict=_word(bare[n]), fact=name, other=_word(full[n]), evidence=shown)


@tried
def answers(sample: Sample) -> Iterator[str]:
    """With its evidence there the rule answers."""
    frame = table(sample)
    for n in (said(sample.rule, sample, frame)[VERDICT] == NO_ANSWER).arg_true().head(1):
        yield _("no answer although the evidence is there: {evidence}").format(evidence=_row(frame, sample, n))


@tried
def order_independent(sample: Sample) -> Iterator[str]:
    """Who else is in the table, and in which row, changes nothing."""
    frame = table(sample).head(200)
    whole = said(sample.rule, sample, frame)
    ways = {
        _("the rows in another order"): (frame.reverse(), whole.reverse()),
        _("every participant twice"): (pl.concat([frame, frame]), pl.concat([whole, whole])),
        _("the table in pieces"): (pl.concat([frame[:3], frame[3:]], rechunk=False), whole),
        _("nobody"): (frame.clear(), whole.clear()),
    }
    tries = list(ways.items())
    tries += [
        (_("one participant alone"), (frame[n], whole[n])) for n in range(0, frame.height, 1 + frame.height // 12)
    ]
    for what, (rows, expected) in tries:
        if not said(sample.rule, sample, rows).equals(expected):
            yield _("another answer with {what}").format(what=what)


@tried
def shape_independent(sample: Sample) -> Iterator[str]:
    """With columns in the place of its numbers and of the maximum it answers the same, or refuses them."""
    general, numbers = as_columns(sample.rule)
    frame, full = table(sample), pl.Series(_FULL, [MAXIMUM], pl.Decimal(38, 9))
    numbers = pl.DataFrame([*numbers, full])
    wide = frame.with_columns(pl.lit(numbers[name][0], numbers.schema[name]).alias(name) for name in numbers.columns)
    others = wide.with_columns(pl.col(name) + 1 for name in numbers.columns)  # another campaign's, below
    both = pl.concat([wide, others], how="vertical_relaxed")
    try:
        answered = said(general, sample, both, pl.col(_FULL)).head(frame.height)
    except Exception:  # a rule that looks at a number itself says so: its campaigns are then judged apart
        return
    if not _exact(answered).equals(_exact(said(sample.rule, sample, frame))):
        yield _("another answer where its numbers are columns")


def _exact(answered: pl.DataFrame) -> pl.DataFrame:
    """Verdicts and points, whatever type of number they came in."""
    return answered.select(pl.col(VERDICT), pl.col("^(points|of)$").cast(pl.Decimal(38, 9)))
