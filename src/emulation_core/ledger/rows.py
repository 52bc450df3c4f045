"""An outcome as the rows of its tables, each sorted by its key, people as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, compress, cycle, repeat

import polars as pl

from emulation_core import history, law
from emulation_core.campaign import Campaign
from emulation_core.evaluate import SCOPE
from emulation_core.evidence import ROW, SHEET
from emulation_core.explain import as_text
from emulation_core.ledger.canonical import Columns, Row, canonical, nfc, turned
from emulation_core.ledger.results import PLACES, REF, STATUSES, VERDICTS, Judged, standing_of
from emulation_core.ledger.schema import COLUMNS
from emulation_core.model import Fact, FactType, Kind
from emulation_core.outcome import Outcome, Proposal

Tables = Mapping[str, Columns]
Veil = Callable[[str], str]
NOTES = ("assumptions", "unresolved", "warnings")
_VERDICTS, _STATUSES, _PLACES = (dict(enumerate(words, ord("0"))) for words in (VERDICTS, STATUSES, PLACES))
"""What each digit says; status 9 says nothing."""
del _PLACES[ord("0")]  # Who is in none of the lists has no row.


def few(outcome: Outcome, veiled: Veil, refs: pl.DataFrame) -> dict[str, Columns]:
    """The tables that are rows in every run: sheets, dossiers, proposals, notes. `refs` has `id` and `ref`."""
    sheets = outcome.evidence.sheets
    rows: dict[str, list[Row]] = {
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
    return {name: turned(found, len(COLUMNS[name].split()) - 1) for name, found in rows.items()}


def _dossiers(outcome: Outcome, refs: pl.DataFrame) -> Iterator[Row]:
    table = outcome.evidence.dossiers
    if table is None:
        return
    columns = (REF, "document", "sets", "originals", "received", SHEET, ROW)
    known = table.join(refs, left_on="participant", right_on="id", how="left", maintain_order="left").select(columns)
    for n, (ref, document, sets, originals, received, sheet, row) in enumerate(known.iter_rows()):
        day = None if received is None else received.isoformat()
        yield n, ref, document, sets, originals, day, sheet, row


def proposals(outcome: Outcome) -> list[Row]:
    """Seats and money of every award and kind."""
    return sorted((_proposal(proposal) for proposal in outcome.proposals), key=lambda row: (str(row[0]), str(row[1])))


def _proposal(proposal: Proposal) -> Row:
    paid = proposal.money
    head = (proposal.award, proposal.kind.value, proposal.seats)
    if paid is None:
        return *head, None, None, None, None, None
    return *head, paid.each, paid.total, paid.regime, paid.base, f"{paid.coefficient:f}"


def many(outcome: Outcome, people: pl.DataFrame, each: Mapping[Kind, Judged]) -> dict[str, Columns]:
    """The tables that have rows for every participant. `people` is the evidence with `ref`, sorted by it."""
    campaign, round = outcome.loaded.campaign, outcome.round
    lines = {ref: place for ref, *place in people.select(REF, SHEET, ROW).iter_rows()}
    found: dict[str, list[Columns]] = {"participant": [], "finding": [], "standing": []}
    for kind, mine in each.items():
        status, verdicts, places = (
            mine.columns[0],
            mine.columns[1 : mine.criteria + 1],
            mine.columns[mine.criteria + 1 :],
        )
        criteria = [SCOPE] * bool(campaign.scope_of(kind)) + [c.id for c in campaign.criteria_in(round, kind)]
        awards = [award.id for award in campaign.awards_in(round, kind)]
        at = turned([tuple(lines[ref]) for ref in mine.refs], 2)
        found["participant"].append([mine.refs, [kind.value] * len(status), _worded(status, _STATUSES), *at])
        found["finding"].append(_long(mine.refs, criteria, [_worded(digits, _VERDICTS) for digits in verdicts]))
        subject, award, place = _long(mine.refs, awards, [_worded(digits, _PLACES) for digits in places])
        found["standing"].append([subject, award, *turned([standing_of(str(word)) for word in place], 2)])
    whole = {name: _merged(tables) for name, tables in found.items() if tables}
    return whole | {"evidence": evidence(campaign, people)}


def _worded(digits: bytes, words: Mapping[int, str]) -> list[str | None]:
    return list(map(words.get, digits))


def _long(refs: Sequence[int], names: Sequence[str], columns: Sequence[Sequence[str | None]]) -> Columns:
    """Columns in the order of `refs`, each of a name, as rows (ref, name, value); what has no value is left out."""
    by_name = sorted(zip(names, columns, strict=True))
    cells = list(chain.from_iterable(zip(*(column for _name, column in by_name), strict=True)))
    there = [cell is not None for cell in cells]
    subjects = chain.from_iterable(repeat(ref, len(names)) for ref in refs)
    named = cycle([name for name, _column in by_name])
    return [list(compress(column, there)) for column in (subjects, named, cells)]


def _merged(tables: Sequence[Columns]) -> Columns:
    """Tables that are each sorted by their first column, and share no value in it, as one."""
    if len(tables) == 1:
        return tables[0]
    whole = [list(chain.from_iterable(columns)) for columns in zip(*tables, strict=True)]
    order = sorted(range(len(whole[0])), key=whole[0].__getitem__)
    return [[column[n] for n in order] for column in whole]


def evidence(campaign: Campaign, people: pl.DataFrame) -> Columns:
    """Every value read as (ref, fact, value), values as `explain.plain` writes them."""
    dictionary = law.dictionary(campaign.facts)
    facts = {**dictionary, **_years(people)}
    table = people.select(REF, *(as_text(fact, name).alias(name) for name, fact in facts.items()))
    return _long(table[REF].to_list(), list(facts), [table[name].to_list() for name in facts])


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
    some = people.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    rows = some.select(REF, *names).iter_rows()
    told = ((ref, {n: v for n, v in zip(names, values, strict=True) if v is not None}) for ref, *values in rows)
    there = people.with_columns(pl.when(pl.col(name).is_not_null()).then(pl.lit("1")).alias(name) for name in names)
    return {ref: canonical(texts) for ref, texts in told}, there
