"""Plain Python objects: a rule is a frozen attrs class that answers with a finding, a participant an object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
from attrs import frozen, make_class

from emulation_core.law import DEFERRAL
from others import CRITERIA
from reference import GROUP, SEATS

NAME = "attrs objects"


@frozen
class Finding:
    """One participant and one criterion: `points` in tenths, null where something is not known."""

    criterion: str
    verdict: str
    points: int | None


@frozen
class Criterion:
    """`met` answers yes, no or None of one participant; `points` are in tenths."""

    id: str
    points: int
    met: Callable[[Any], bool | None]
    required: bool = False

    def evaluate(self, person: Any) -> Finding:
        met = self.met(person)
        if met is None:
            return Finding(self.id, "missing", None)
        return Finding(self.id, "met" if met else "not_met", self.points if met else 0)


@frozen
class Given:
    """The points are what `count` makes of the facts."""

    id: str
    count: Callable[[Any], int | None]
    required: bool = False

    def evaluate(self, person: Any) -> Finding:
        points = self.count(person)
        return Finding(self.id, "missing" if points is None else "met", points)


def both(person: Any) -> bool | None:
    first = None if person.ty_le_hai_long is None else person.ty_le_hai_long >= 82.5
    second = None if person.so_khieu_nai is None else person.so_khieu_nai <= 3
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def either(person: Any) -> bool | None:
    first = None if person.so_mo_hinh is None else person.so_mo_hinh >= 4
    if first or person.duoc_cong_nhan:
        return True
    return None if first is None or person.duoc_cong_nhan is None else False


def on_time(person: Any) -> bool | None:
    if not person.co_thu_tuc:
        return None if person.co_thu_tuc is None else True
    return None if person.so_tre_han is None else person.so_tre_han == 0


def pair(first: int | None, second: int | None, met: Callable[[Any, Any], bool]) -> bool | None:
    return None if first is None or second is None else met(first, second)


RULES = (
    Given("diem_thi", lambda p: p.diem_thi),
    Criterion("truc_tuyen", 50, lambda p: None if p.ty_le_truc_tuyen is None else p.ty_le_truc_tuyen > 60),
    Given("nhac_nho", lambda p: None if p.so_lan_nhac is None else max(80 - 20 * p.so_lan_nhac, 0)),
    Criterion("tre_han", 70, on_time),
    Criterion("ton_tai", 60, lambda p: None if p.so_ton_tai is None else p.so_ton_tai == 0),
    Criterion("dang_ky", 30, lambda p: p.co_dang_ky, required=True),
    Criterion("hoan_thanh", 90, lambda p: None if p.xep_loai is None else p.xep_loai >= 2, required=True),
    Criterion("tang_chi_so", 120, lambda p: pair(p.chi_so, p.chi_so_truoc, lambda now, then: now > then)),
    Criterion("dat_chi_tieu", 110, lambda p: pair(p.ket_qua, p.chi_tieu, lambda done, due: done >= due)),
    Criterion("doan_ket", 40, lambda p: p.doan_ket, required=True),
    Criterion("doi_moi", 70, either),
    Criterion("phuc_vu", 80, both),
)


@frozen
class Result:
    """What is said of one participant."""

    person: Any
    findings: Mapping[str, Finding]
    points: int | None
    standing: str


def judged(person: Any) -> Result:
    findings = {rule.id: rule.evaluate(person) for rule in RULES}
    given = [finding.points for finding in findings.values()]
    points = None if None in given else sum(given)
    refused = any(findings[rule.id].verdict == "not_met" for rule in RULES if rule.required)
    if person.thuoc_pham_vi is False or refused:
        standing = "out"
    elif getattr(person, DEFERRAL):
        standing = "deferred"
    else:
        standing = "open" if points is None or person.thuoc_pham_vi is None else "eligible"
    return Result(person, findings, points, standing)


def taken(frame: pl.DataFrame) -> list[Any]:
    person = make_class("Person", frame.columns, frozen=True, slots=True)
    return [person(*row) for row in frame.iter_rows()]


def places(results: list[Result]) -> dict[int, tuple[int, int]]:
    """For each number of points: how many stand before, and how many before or level."""
    found: dict[int, tuple[int, int]] = {}
    for n, points in enumerate(sorted((result.points for result in results), reverse=True)):
        found[points] = (found[points][0] if points in found else n, n + 1)
    return found


def job(people: list[Any]) -> list[tuple[Result, str, int | None]]:
    groups = defaultdict(list)
    for person in people:
        groups[getattr(person, GROUP)].append(judged(person))
    answer = []
    for results in groups.values():
        ranks = places([r for r in results if r.standing != "out" and r.points is not None])
        cut = places([r for r in results if r.standing == "eligible"])
        for result in results:
            where, rank = result.standing, None
            if where != "out" and result.points is not None:
                rank = ranks[result.points][0] + 1
            if where == "eligible":
                before, upto = cut[result.points]
                where = "selected" if upto <= SEATS else "reserve" if before >= SEATS else "tied"
            answer.append((result, where, rank))
    return answer


def told(done: list[tuple[Result, str, int | None]]) -> pl.DataFrame:
    given = {f"c.{n}": pl.Series([r.findings[n].points for r, *_ in done], dtype=pl.Int64) for n in CRITERIA}
    ranks = pl.Series([rank for *_, rank in done], dtype=pl.UInt32)
    return pl.DataFrame({"id": [r.person.id for r, *_ in done], "list": [d[1] for d in done], "rank": ranks, **given})
