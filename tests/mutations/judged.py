"""The judgement of one mutation, which knows nothing of how the program reads."""

from __future__ import annotations

import re
import traceback
import unicodedata
import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import frozen

from emulation_core.errors import EmulationError, Refused
from emulation_core.evidence import Evidence
from emulation_core.intake import read
from emulation_core.model import Fact, FactType, Kind
from emulation_core.scoring import choose_round, score
from mutations.mutant import Mutant, mutant
from mutations.people import Base, base

CELL = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
PLACES = {
    "F.csv": re.compile(r"F\.csv:([1-9][0-9]*)"),
    "F.xlsx": re.compile(rf"F\.xlsx › .+ › {CELL}(:{CELL})?", re.DOTALL),
}
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@frozen
class Tried:
    """How one mutation ended (read, refused, traceback, death, hang), and everything wrong with that."""

    number: int
    does: str
    ended: str
    wrong: tuple[str, ...] = ()


def tried(number: int, folder: Path) -> Tried:
    """Read and score one mutation as `emulation score` does."""
    one = mutant(number)
    people = base(one.campaign)
    does = f"{one.file} {one.campaign} {one.does}{' partial' if one.partial else ''}"
    path = folder / one.file
    path.write_bytes(one.data)
    round = choose_round(people.loaded.campaign, None, date(2026, 12, 1))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            evidence = read([path], people.loaded.campaign, form_for=(people.id, round.id), partial=one.partial)
            score(people.loaded, evidence, round, date(2027, 3, 1))
    except Refused as refusal:
        wrong = [f"place: {fault.where!r}: {fault.what}" for fault in refusal.faults if not placed(one, fault.where)]
        return Tried(number, does, "refused", tuple(wrong if refusal.faults else ["place: a refusal without a fault"]))
    except EmulationError as problem:
        return Tried(number, does, "refused", (f"place: {type(problem).__name__}: {problem}",))
    except Exception:
        return Tried(number, does, "traceback", (traceback.format_exc(),))
    wrong = [*outside_domain(people, evidence), *misread(one, evidence), *unsourced(one, evidence)]
    return Tried(number, does, "read", tuple(f"domain: {what}" for what in wrong))


def placed(one: Mutant, where: str) -> bool:
    """Whether a fault names a line that the file has, or a cell; a workbook that cannot be opened has its first line."""
    if one.file == "F.xlsx":
        return bool(PLACES[one.file].fullmatch(where)) or where == "F.xlsx:1"
    found = PLACES[one.file].match(where)
    return bool(found) and int(found[1]) <= one.data.count(b"\n") + one.data.count(b"\r") + 1


def outside_domain(people: Base, evidence: Evidence) -> Iterator[str]:
    """Values that no verdict may rest on, by the dictionary alone."""
    rows = evidence.frame.to_dicts()
    ids = [row["id"] for row in rows]
    if len(ids) != len(set(ids)):
        yield f"ids twice: {ids}"
    for row in rows:
        for key in ("id", "name"):
            said = row[key]
            if not said or said != said.strip() or len(said) > 500 or (key == "id" and unseen(said)):
                yield f"{key} {said!r}"
        if row["kind"] not in [kind.value for kind in Kind]:
            yield f"kind {row['kind']!r}"
        for name, fact in people.facts.items():
            value = row[name]
            if value is not None and not (row["kind"] in [k.value for k in people.kinds[name]] and fits(fact, value)):
                yield f"{row['id']} {name} {value!r}"
    known = {str(document.id) for document in getattr(people.loaded.campaign.procedure, "documents", ())}
    papers = evidence.dossiers.to_dicts() if evidence.dossiers is not None else []
    for paper in papers:
        sets, originals = paper["sets"], paper["originals"]
        if paper["participant"] not in ids or paper["document"] not in known:
            yield f"paper of nobody: {paper}"
        if any(count is not None and count < 0 for count in (sets, originals)):
            yield f"paper with a count below 0: {paper}"
    if len({(paper["participant"], paper["document"]) for paper in papers}) != len(papers):
        yield "a paper twice"


def unseen(text: str) -> bool:
    return any(unicodedata.category(char) in UNSEEN for char in text)


def fits(fact: Fact, value: Any) -> bool:
    """Whether a value lies in the fact's domain."""
    inside = fact.max is None or isinstance(value, (str, bool, date)) or value <= fact.max
    if fact.type is FactType.FLAG:
        return isinstance(value, bool)
    if fact.type is FactType.COUNT:
        return type(value) is int and 0 <= value < 2**63 and inside
    if fact.type in (FactType.NUMBER, FactType.PERCENT):
        exact = isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 29 and decimals(value) <= 9
        return exact and inside and (fact.type is FactType.NUMBER or value >= 0)
    if fact.type is FactType.RATING:
        return type(value) is int and 0 <= value < len(fact.ladder)
    if fact.type is FactType.SET:
        return type(value) is int and 0 <= value < 1 << len(fact.members)
    if fact.type is FactType.DATE:
        return type(value) is date and 1950 <= value.year <= 2100
    return (
        isinstance(value, str)
        and len(value) <= 32_767
        and not any(ord(char) < 32 and char not in "\t\r\n" for char in value)
    )


def decimals(number: Decimal) -> int:
    """Digits behind the decimal sign, counted without arithmetic: that would round."""
    _sign, digits, exponent = number.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0")
    return max(0, -int(exponent) - (len(digits) - len(kept))) if kept else 0


def misread(one: Mutant, evidence: Evidence) -> Iterator[str]:
    """Spoilt cells that were read as something they do not say."""
    rows = {row["id"]: row for row in evidence.frame.to_dicts()}
    for spoilt in one.spoilt:
        value = rows.get(spoilt.id, {}).get(spoilt.fact)
        if value is not None and value not in spoilt.accepted and ... not in spoilt.accepted:
            yield f"{spoilt} read as {value!r}"


def unsourced(one: Mutant, evidence: Evidence) -> Iterator[str]:
    """Values that do not lead back to a place."""
    for row in evidence.frame.to_dicts():
        for name in set(row) - {"_sheet", "_row", "kind"}:
            place = evidence.source(row["_sheet"], row["_row"], name) if row[name] not in (None, "") else "F"
            if place is None or not (place == "F" or PLACES[one.file].match(place)):
                yield f"{row['id']} {name} from {place!r}"
