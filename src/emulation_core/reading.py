"""What a rule reads and answers: the evidence as column expressions, and a reading of them.

Polars is imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from attrs import frozen

from emulation_core import history
from emulation_core.model import QUANTITY, Fact, FactType, Id, Verdict

if TYPE_CHECKING:
    import polars as pl


@frozen
class Reading:
    """What an evaluator answers, as column expressions over all participants.

    `met` is Boolean; null where it cannot be said. `measured` is the value that decides, for explanations.
    `open_as` is what a null `met` means: `MISSING` (then `NOT_DUE` where nothing absent is due yet), `COUNCIL` or
    `UNRESOLVED`. `shown` is evidence that must be there before people can judge: its absence is `MISSING`.
    `text` names the norm that is not held, for `UNRESOLVED`. `share` says how much of a criterion's points there is:
    numerator and denominator, each exact; such a reading is met from the criterion's floor up.
    """

    met: pl.Expr
    measured: pl.Expr | None = None
    open_as: Verdict = Verdict.MISSING
    shown: pl.Expr | None = None
    text: str = ""
    share: tuple[pl.Expr, pl.Expr] | None = None


def scored(points: pl.Expr, of: pl.Expr, measured: pl.Expr, *, shown: pl.Expr | None = None) -> Reading:
    """`points` out of `of` (`facts.full`: the criterion's maximum); both null where it cannot be said.

    With `shown`, whatever that evidence leaves unsaid is for people to say; else it is missing.
    """
    open_as = Verdict.MISSING if shown is None else Verdict.COUNCIL
    return Reading((points >= 0) & (points <= of), measured, open_as, shown, share=(points, of))


def met(condition: pl.Expr, measured: pl.Expr | None = None) -> Reading:
    """The criterion is met where `condition` is true; `measured` is the value that decides."""
    return Reading(condition, measured)


def council(*, shown: pl.Expr | None = None, answer: pl.Expr | None = None) -> Reading:
    """Only people can judge: `answer` (Boolean) is theirs once given, `shown` the evidence they judge on."""
    import polars as pl

    verdict = pl.lit(None, pl.Boolean) if answer is None else answer
    return Reading(verdict, answer if shown is None else shown, Verdict.COUNCIL, shown)


def unresolved(text: str) -> Reading:
    """The plan points to `text`, which we do not hold."""
    import polars as pl

    return Reading(pl.lit(None, pl.Boolean), open_as=Verdict.UNRESOLVED, text=text)


class Facts:
    """The evidence as a rule sees it: names become column expressions, and every read is noted.

    Null means no evidence. What a rule reads wrongly is collected in `problems` as (fact, "undeclared" | "type" |
    "option" | "rule", detail) and refused when the campaign loads; nothing raises while rules are read.
    """

    HISTORY = history.PREFIX

    def __init__(self, dictionary: Mapping[str, Fact], maximum: Decimal | pl.Expr | None = None) -> None:
        self._dictionary = dictionary
        self._maximum = maximum
        self.reads: dict[str, list[pl.Expr | None]] = {}
        self.looks_back: dict[str, pl.Expr] = {}
        self.problems: list[tuple[str, str, str]] = []

    def need(self, name: str, *, where: pl.Expr | None = None, of: FactType | Iterable[FactType] = ()) -> pl.Expr:
        """The column of fact `name`; null where there is no evidence.

        An absence counts only where `where` (Boolean) is true; `of` lists the types the rule can read.
        """
        import polars as pl

        accepted = (of,) if isinstance(of, FactType) else tuple(of)
        fact = self._dictionary.get(name)
        if fact is None:
            self.problems.append((name, "undeclared", ""))
        elif accepted and fact.type not in accepted:
            self.problems.append((name, "type", ", ".join(kind.value for kind in accepted)))
        wheres = self.reads.setdefault(name, [])
        wheres.append(where)
        return pl.col(name)

    @cached_property
    def full(self) -> pl.Expr:
        """The criterion's maximum in a scored scheme, as a column; 1 where a rule is only tried."""
        import polars as pl

        return self.maximum if isinstance(self.maximum, pl.Expr) else pl.lit(self.maximum, pl.Decimal(38, 9))

    @property
    def maximum(self) -> Decimal | pl.Expr:
        """The criterion's maximum in a scored scheme; 1 where a rule is only tried.

        A column, where campaigns with different maxima stand in one table: a rule that looks at the number itself and
        cannot do with a column is asked again for each of them.
        """
        return Decimal(1) if self._maximum is None else self._maximum

    def type_of(self, name: str) -> FactType | None:
        """The type of fact `name`; None where it is not declared."""
        fact = self._dictionary.get(name)
        return fact.type if fact else None

    def refuse(self, name: str, why: str) -> None:
        """Refuse the campaign: `why` the rule cannot be applied to fact `name`."""
        self.problems.append((name, "rule", why))

    def history(self, name: str, *, absent: pl.Expr | None = None) -> pl.Expr:
        """A column of earlier rounds from the ledger (`lich_su.<name>`, see `history`); null where there is none.

        `absent` (Boolean) says where what it tells does not suffice; by default where it is null.
        """
        import polars as pl

        column = self.HISTORY + name
        _way, figure = history.parts(column)
        if history.fact(column) is None or (figure and figure not in self._dictionary):
            self.problems.append((figure or column, "undeclared", ""))
        elif figure and self.type_of(figure) not in QUANTITY:
            self.problems.append((figure, "type", ", ".join(kind.value for kind in QUANTITY)))
        self.looks_back[column] = pl.col(column).is_null() if absent is None else absent
        return pl.col(column)

    def years(self) -> pl.Expr:
        """What the ledger says of the years before, in one line for people; null where it says nothing."""
        import polars as pl

        told = [pl.format(f"{fact.label}: {{}}", self.history(name)) for name, fact in history.YEARS.items()]
        known = pl.any_horizontal([pl.col(self.HISTORY + name).is_not_null() for name in history.YEARS])
        return pl.when(known).then(pl.concat_str(told, separator="; ", ignore_nulls=True))

    def has(self, name: str, member: str) -> pl.Expr:
        """Whether set fact `name` holds `member`: true, false, or null without evidence."""
        column = self.need(name, of=FactType.SET)
        return (column & (1 << self._index(name, member))) != 0

    def not_empty(self, name: str) -> pl.Expr:
        """Whether set fact `name` holds anything: true, false, or null without evidence."""
        return self.need(name, of=FactType.SET) != 0

    def level(self, name: str, rung: str) -> pl.Expr:
        """Whether rating `name` stands on `rung` of its ladder or above."""
        return self.need(name, of=FactType.RATING) >= self._index(name, rung)

    def options(self, name: str) -> tuple[str, ...]:
        """The members of a set or the rungs of a rating, as the dictionary lists them."""
        fact = self._dictionary.get(name)
        return tuple(fact.options) if fact else ()

    def _index(self, name: str, option: str) -> int:
        fact = self._dictionary.get(name)
        options = fact.options if fact else ()
        if option in options:
            return options.index(Id(option))
        if fact and fact.type in (FactType.RATING, FactType.SET):
            self.problems.append((name, "option", option))
        return 0


@runtime_checkable
class Evaluator(Protocol):
    """A rule that judges: a frozen attrs class whose fields are the keys of its TOML table.

    Optional beside `evaluate`: `check(self) -> Iterable[str]` yields what is wrong with the fields, as
    "field: what"; `says(self) -> tuple[str, str]` states the rule in Vietnamese and English with `{field}` slots;
    `better`, "high" or "low", says which way the measured value counts as stronger.
    """

    def evaluate(self, facts: Facts) -> Reading:
        """Read the evidence of every participant at once."""
        ...


@runtime_checkable
class Combined(Protocol):
    """An evaluator made of others, whose verdicts the core combines by the truth table."""

    @property
    def of(self) -> tuple[Evaluator, ...]:
        """The parts, in the order of the file."""
        ...

    @property
    def any(self) -> bool:
        """True: one met part suffices. False: every part must be met."""
        ...


def leaves(rule: Evaluator) -> Iterable[Evaluator]:
    """The rules that read evidence themselves, below any combination."""
    # Whether something is of a protocol is a slow question, asked of every rule of every campaign.
    if hasattr(rule, "of") and isinstance(rule, Combined):
        for part in rule.of:
            yield from leaves(part)
    else:
        yield rule


def trial(rule: Evaluator, dictionary: Mapping[str, Fact]) -> Facts:
    """What `rule` reads and what it reads wrongly, found by running it once over column names."""
    facts = Facts(dictionary)
    for leaf in leaves(rule):
        leaf.evaluate(facts)
    return facts
