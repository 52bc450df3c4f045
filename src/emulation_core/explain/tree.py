"""Compiled criteria with the columns that hold what each of their parts answered, so that a row can be explained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from emulation_core import points
from emulation_core.campaign import Campaign, Round
from emulation_core.evaluate import Compiled, Node, compiled, scope, with_history
from emulation_core.model import Kind, Verdict


def grown(
    campaign: Campaign, round: Round, on: date, kind: Kind, frame: pl.DataFrame
) -> tuple[list[Tree], Branch | None, pl.DataFrame]:
    """The criteria that judge `kind`, its scope if it has one, and `frame` with a column for every part of them."""
    columns: dict[str, pl.Expr] = {}
    trees = [Tree(c, f"{n}", columns) for n, c in enumerate(compiled(campaign, round, on, kind))]
    inside = scope(campaign, round, on, kind)
    entry = None if inside is None else Branch(inside, "x.scope", columns)
    return trees, entry, with_history(frame, columns.values()).with_columns(**columns)


class Tree:
    """A compiled criterion with the names of the columns that hold its parts' results."""

    def __init__(self, compiled: Compiled, name: str, columns: dict[str, pl.Expr]) -> None:
        self.compiled, self.reads = compiled, compiled.reads
        self.verdict = f"x.{name}"
        others = len(columns)
        columns[self.verdict] = compiled.verdict
        self.judged = Branch(compiled.judged, f"{self.verdict}.j", columns)
        self.applies = None if compiled.applies is None else Branch(compiled.applies, f"{self.verdict}.a", columns)
        sides = [self.judged] if self.applies is None else [self.judged, self.applies]
        self.facts = tuple(dict.fromkeys([*self.reads, *(fact for side in sides for fact in side.facts)]))
        given = points.column(compiled.criterion.id)
        self.looks_at = tuple(dict.fromkeys([*list(columns)[others:], *self.facts, given]))
        """The columns that a finding is made of; rows that hold the same in them are told the same."""

    def held(self, row: Mapping[str, Any]) -> Branch:
        """The side that decided: the condition where it is not met or not known, else the evaluator."""
        if self.applies is not None and row[self.applies.verdict] != Verdict.MET:
            return self.applies
        return self.judged


class Branch:
    """A node with the names of its result columns."""

    def __init__(self, node: Node, name: str, columns: dict[str, pl.Expr]) -> None:
        self.node, self.verdict, self.measured = node, name, f"{name}.m"
        columns[name] = node.verdict
        if node.measured is not None:
            columns[self.measured] = node.measured
        self.absent = {fact: f"{name}.{fact}" for fact in node.absent}
        columns.update({self.absent[fact]: gone for fact, gone in node.absent.items()})
        self.fact = node.fact
        self.parts = [Branch(part, f"{name}.{n}", columns) for n, part in enumerate(node.parts)]

    @property
    def facts(self) -> list[str]:
        """The facts whose values decide here and below."""
        own = [] if self.fact is None else [self.fact]
        return own + [fact for part in self.parts for fact in part.facts]

    def decisive(self, row: Mapping[str, Any]) -> Branch:
        """The leaf that gave this node its verdict."""
        for part in self.parts:
            if row[part.verdict] == row[self.verdict]:
                return part.decisive(row)
        return self.parts[0].decisive(row) if self.parts else self

    def missing(self, row: Mapping[str, Any]) -> list[str]:
        """The facts whose absence counts here, in the order read."""
        own = [fact for fact, column in self.absent.items() if row[column]]
        return list(dict.fromkeys([*own, *(fact for part in self.parts for fact in part.missing(row))]))
