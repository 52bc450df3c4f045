"""A rule of a province is tried before it judges: what it must not do is a fault at its table, not a crash in a run."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
import pytest
from attrs import evolve, frozen

from emulation_core import Facts, Id, Reading, met
from emulation_core.plugins import Rule
from planted import places, planted, refusal
from support import registry


@frozen
class FillsTheGap:
    """Takes an empty cell for 0."""

    fact: Id

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact).fill_null(0) == 0)


@frozen
class AsksForAbsence(FillsTheGap):
    """Is met by an empty cell."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact).is_null())


@frozen
class Counts(FillsTheGap):
    """Answers a number."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact) + 1)


@frozen
class Crashes(FillsTheGap):
    """Raises while it is read."""

    def evaluate(self, facts: Facts) -> Reading:
        raise ZeroDivisionError(self.fact)


@frozen
class CrashesInItsColumn(FillsTheGap):
    """Reads a column nobody declared, behind the engine's back."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(pl.col("cot_la") == facts.need(self.fact))


@frozen
class CrashesInItsCheck(FillsTheGap):
    """Raises while it checks its fields."""

    def evaluate(self, facts: Facts) -> Reading:
        return met(facts.need(self.fact) == 0)

    def check(self) -> Iterable[str]:
        raise ZeroDivisionError(self.fact)


@frozen
class Complains(CrashesInItsCheck):
    """Finds its field wrong."""

    def check(self) -> Iterable[str]:
        yield "fact: not this one"


@frozen
class SaysNothing(FillsTheGap):
    """Answers nothing at all."""

    def evaluate(self, facts: Facts) -> Reading:
        facts.need(self.fact)
        return None


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (FillsTheGap, ""),
        (AsksForAbsence, ""),
        (Counts, ""),
        (Crashes, ""),
        (CrashesInItsColumn, ""),
        (CrashesInItsCheck, ""),
        (SaysNothing, ""),
        (Complains, ".fact"),
    ],
)
def test_a_rule_of_a_province_is_tried_before_it_judges(rule, key):
    """A rule that answers without evidence, answers no yes or no, or raises is refused at its table, as a fault."""
    rules = registry().rules
    made = Rule("ca_mau.rieng", "evaluators", rule, "ca_mau")
    tried = evolve(registry(), rules={**rules, "evaluators": {**rules["evaluators"], made.name: made}})
    new = (
        'evaluator = { use = "ca_mau.rieng", ¦fact = "so_tre_han" }'
        if key
        else '¦evaluator = { use = "ca_mau.rieng", fact = "so_tre_han" }'
    )
    text, expected = planted(('evaluator = { use = "equals_zero", fact = "so_tre_han" }', new))
    assert places(refusal(text, tried)) == [(*expected[0], f"criteria.khong_tre_han.evaluator{key}")]
