"""What is still missing: each absent cell that keeps a criterion open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
from attrs import frozen

from emulation_core import law
from emulation_core.campaign import Campaign, Round
from emulation_core.evaluate import SCOPE
from emulation_core.evidence import ROW, SHEET, Evidence
from emulation_core.explain.tree import grown
from emulation_core.model import Kind, Verdict


@frozen
class Gap:
    """One absent cell: whose, which criterion (or `scope`) waits for it, how (an open verdict), where it would stand.

    `expected` is the first day on which its absence counts, where the plan's evidence comes later; `changes` are the
    awards whose proposals hang on it.
    """

    participant: str
    name: str
    criterion: str
    clause: str
    fact: str
    label: str
    verdict: str
    source: str | None
    expected: date | None
    kind: Kind
    changes: tuple[str, ...] = ()


def gaps(
    campaign: Campaign, round: Round, on: date, kind: Kind, frame: pl.DataFrame, evidence: Evidence
) -> Iterator[Gap]:
    """The absent cells of the participants in `frame` (all of one `kind`), in the order of its rows."""
    trees, entry, wide = grown(campaign, round, on, kind, frame)
    dictionary = law.dictionary(campaign.facts)
    clause = ", ".join(scope.clause for scope in campaign.scope if kind in scope.kinds)
    for row in wide.iter_rows(named=True):
        found = [] if entry is None else [(SCOPE, clause, row[entry.verdict], entry)]
        for tree in trees:
            criterion = tree.compiled.criterion
            found.append((criterion.id, criterion.clause, row[tree.verdict], tree.held(row)))
        for id, clause_of, code, branch in found:
            verdict = Verdict(code)
            for name in branch.missing(row) if verdict.is_open else ():
                fact = dictionary[name]
                yield Gap(
                    participant=row["id"],
                    name=row["name"],
                    criterion=id,
                    clause=clause_of,
                    fact=name,
                    label=fact.label,
                    verdict=verdict.word,
                    source=evidence.source(row[SHEET], row[ROW], name),
                    expected=fact.expected_in(round.until) if fact.expected else None,
                    kind=kind,
                )
