"""What was expected beside what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from emulation_core import toml
from emulation_core.cases.file import Case, Expected, Standing
from emulation_core.i18n import _
from emulation_core.outcome import Proposal
from emulation_core.report import Participant


def of_one(case: Case, got: Participant) -> Iterator[str]:
    """What is said of one participant otherwise than `case` says."""
    by_id = {finding.criterion: finding for finding in got.findings}
    for id, wanted in case.expect.items():
        finding = by_id.get(id)
        if finding is None:
            yield _("{id}: no such criterion for {kind} in this round").format(id=id, kind=got.kind.value)
        elif finding.verdict != wanted:
            read = ", ".join(f"{each.fact} = {'∅' if each.value is None else each.value}" for each in finding.reads)
            yield _("{id} ({clause}): expected {wanted}, got {got}; read: {read}; {says}").format(
                id=id, clause=finding.clause, wanted=wanted, got=finding.verdict, read=read or "–", says=finding.says
            )
    if case.status is not None and got.status != case.status:
        open_ = ", ".join(
            f"{f.criterion}={f.verdict}" for f in got.findings if f.verdict not in ("met", "not_applicable")
        )
        yield _("status: expected {wanted}, got {got} ({why})").format(wanted=case.status, got=got.status, why=open_)
    yield from _scored(case, got, ("points", "points_range", "label"))


def of_table(case: Case, people: Mapping[str, Participant]) -> Iterator[str]:
    """Where the participants of a table stand otherwise than `expect_standings` says."""
    for wanted in case.expect_standings:
        got = people.get(wanted.id)
        if got is None:
            yield _("no participant {id}").format(id=wanted.id) + toml.meant(wanted.id, people)
        else:
            yield from _scored(wanted, got, ("status", "points", "points_range", "rank", "label"))


def _scored(wanted: Case | Standing, got: Participant, keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        asked, found = getattr(wanted, key), getattr(got, key)
        if asked is not None and asked != _figures(key, found):
            asked, found = (_shown(value) for value in (asked, found))
            yield _("{where}.{key}: expected {wanted}, got {got}").format(
                where=got.id, key=key, wanted=asked, got=found
            )


def _figures(key: str, found: Any) -> Any:
    """What the outcome has in plain notation, as the file has it."""
    if found is None or not key.startswith("points"):
        return found
    return Decimal(found) if key == "points" else tuple(map(Decimal, found))


def _shown(value: Any) -> str:
    return " – ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def of_lists(expected: Expected, got: Proposal) -> Iterator[str]:
    """The lists of a proposal that are not as expected."""
    where = f"{expected.award}[{expected.kind.value}]"
    for key in ("seats", "selected", "tied", "reserve", "open", "deferred", "certain", "depends"):
        wanted, found = getattr(expected, key), getattr(got, key)
        if wanted is None:
            continue
        same = sorted(wanted) == sorted(found) if isinstance(wanted, tuple) else wanted == found
        if not same:
            yield _("{where}.{key}: expected {wanted}, got {got}").format(
                where=where, key=key, wanted=wanted, got=found
            )
