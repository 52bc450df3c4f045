"""An outcome as the rows of its tables, each sorted by its key, people as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from emulation_core import history, law
from emulation_core.campaign import Campaign
from emulation_core.evaluate import SCOPE
from emulation_core.evidence import ROW, SHEET
from emulation_core.explain import as_text
from emulation_core.ledger.canonical import Row, canonical, nfc
from emulation_core.ledger.results import PLACES, REF, STATUSES, VERDICTS, Judged, standing_of
from emulation_core.model import Fact, FactType, Kind
from emulation_core.outcome import Outcome, Proposal

Rows = Mapping[str, list[Row]]
Veil = Callable[[str], str]
NOTES = ("assumptions", "unresolved", "warnings")


def few(outcome: Outcome, veiled: Veil, refs: Mapping[str, int]) -> dict[str, list[Row]]:
    """The tables that are rows in every run: sheets, dossiers, proposals, notes."""
    sheets = outcome.evidence.sheets
    return {
        "sheet": [
            (n, veiled(s.file), s.sheet and nfc(s.sheet), canonical(dict(s.columns))) for n, s in enumerate(sheets)
        ],
        "dossier": list(_dossiers(outcome, refs)),
        "proposal": proposals(outcome),
        "note": [
            (n, sort, veiled(about), veiled(says))
            for n, (sort, about, says) in enumerate(
                (sort, note.about, note.says) for sort in NOTES for note in getattr(outcome, sort)
            )
        ],
    }


def _dossiers(outcome: Outcome, refs: Mapping[str, int]) -> Iterator[Row]:
    table = outcome.evidence.dossiers
    if table is None:
        return
    columns = ("participant", "document", "sets", "originals", "received", SHEET, ROW)
    for n, (id, document, sets, originals, received, sheet, row) in enumerate(table.select(columns).iter_rows()):
        day = None if received is None else received.isoformat()
        yield n, refs.get(id), document, sets, originals, day, sheet, row


def proposals(outcome: Outcome) -> list[Row]:
    """Seats and money of every award and kind."""
    return sorted((_proposal(proposal) for proposal in outcome.proposals), key=lambda row: (str(row[0]), str(row[1])))


def _proposal(proposal: Proposal) -> Row:
    paid = proposal.money
    head = (proposal.award, proposal.kind.value, proposal.seats)
    if paid is None:
        return *head, None, None, None, None, None
    return *head, paid.each, paid.total, paid.regime, paid.base, f"{paid.coefficient:f}"


def many(outcome: Outcome, people: pl.DataFrame, each: Mapping[Kind, Judged]) -> dict[str, list[Row]]:
    """The tables that have rows for every participant. `people` is the evidence with `ref`, sorted by it."""
    campaign = outcome.loaded.campaign
    found: dict[str, list[Row]] = {"participant": [], "finding": [], "standing": []}
    lines = {ref: (sheet, row) for ref, sheet, row in people.select(REF, SHEET, ROW).iter_rows()}
    for kind, mine in each.items():
        status, verdicts, places = (
            mine.columns[0],
            mine.columns[1 : mine.criteria + 1],
            mine.columns[mine.criteria + 1 :],
        )
        criteria = [SCOPE] * bool(campaign.scope_of(kind)) + [c.id for c in campaign.criteria_in(outcome.round, kind)]
        awards = [award.id for award in campaign.awards_in(outcome.round, kind)]
        for n, ref in enumerate(mine.refs):
            word = dict(enumerate(STATUSES)).get(status[n] - 48)
            found["participant"].append((ref, kind.value, word, *lines[ref]))
        for id, digits in zip(criteria, verdicts, strict=True):
            found["finding"] += [(ref, id, VERDICTS[digit - 48]) for ref, digit in zip(mine.refs, digits, strict=True)]
        for id, digits in zip(awards, places, strict=True):
            found["standing"] += [
                (ref, id, *standing_of(PLACES[digit - 48]))
                for ref, digit in zip(mine.refs, digits, strict=True)
                if digit != 48
            ]
    # No two rows of a table agree in their key, so the key alone is compared.
    return {name: sorted(rows) for name, rows in found.items()} | {"evidence": evidence(campaign, people)}


def evidence(campaign: Campaign, people: pl.DataFrame) -> list[Row]:
    """Every value read as (ref, fact, value), values as `explain.plain` writes them."""
    dictionary = law.dictionary(campaign.facts)
    pieces = [
        people.lazy()
        .filter(pl.col(name).is_not_null())
        .select(REF, pl.lit(name).alias("fact"), as_text(fact, name).alias("value"))
        for name, fact in {**dictionary, **_years(people)}.items()
    ]
    return pl.concat(pieces).sort(REF, "fact").collect().rows() if pieces else []


def _years(people: pl.DataFrame) -> Mapping[str, Fact]:
    """The columns of the years before, which no dictionary declares."""
    return {name: fact for name in people.columns if (fact := history.fact(name))}


def words(campaign: Campaign, people: pl.DataFrame) -> tuple[dict[int, str], pl.DataFrame]:
    """What officers wrote in free text by the participant's number, and `people` with only a "1" in its place.

    The words of one participant are canonical JSON of fact -> text: they may name somebody, and go when that person is
    erased; that there were some stays, so that a rule that asks no more finds the same.
    """
    names = [name for name, fact in law.dictionary(campaign.facts).items() if fact.type is FactType.TEXT]
    if not names:
        return {}, people
    rows = people.select(REF, *names).iter_rows()
    told = ((ref, {n: v for n, v in zip(names, values, strict=True) if v is not None}) for ref, *values in rows)
    there = people.with_columns(pl.when(pl.col(name).is_not_null()).then(pl.lit("1")).alias(name) for name in names)
    return {ref: canonical(texts) for ref, texts in told if texts}, there
