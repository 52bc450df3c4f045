"""Evidence comes back from the ledger as it went in: value for value, place for place, absence as absence."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from emulation_core import ledger, replay
from emulation_core.cases import Person, read
from emulation_core.config.catalogue import CASES
from emulation_core.evidence import Evidence
from emulation_core.intake import RawSheet, collect
from emulation_core.law import dictionary
from emulation_core.ledger.connect import opened
from emulation_core.ledger.evidence import evidence_of
from emulation_core.ledger.read import named
from emulation_core.model import FactType
from emulation_core.outcome import Outcome
from emulation_core.scoring import choose_round, score
from ledgers import PEOPLE, columns, from_sample, outcome, person, second, wrong
from support import CAMPAIGNS, registry, shipped


@cache
def from_cases(id: str) -> Outcome:
    """Every participant of every case of a campaign, in one table."""
    loaded = shipped(id)
    file = read(CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + CASES))
    people = []
    for case in file.cases:
        alone = Person(case.name, case.name, case.like, case.kind, case.facts, case.without)
        for one in case.participants or [alone]:
            like = file.profiles.get(one.like)
            facts = {**(like.facts if like else {}), **one.facts}
            kind = (one.kind or like.kind).value
            people.append({"kind": kind, **{name: v for name, v in facts.items() if name not in one.without}})
    headings = ("id", "name", *dict.fromkeys(name for one in people for name in one))
    cells = [
        (n, [_cell({"id": f"P-{n:04}", "name": f"Người thứ {n}", **one}.get(name)) for name in headings])
        for n, one in enumerate(people, 1)
    ]
    round = choose_round(loaded.campaign, None, date.max)
    on = loaded.campaign.all_due(round)
    return score(loaded, collect([RawSheet("cases", None, headings, cells, ",")], loaded.campaign), round, on)


def _cell(value: object) -> object:
    return ("; ".join(map(str, value)) or "không") if isinstance(value, list) else value


def back(path: Path, went: Outcome) -> Evidence:
    """The evidence of the last run."""
    with opened(path) as connection:
        return evidence_of(connection, named(connection, path, "latest"), went.loaded.campaign)[0]


def same(went: Evidence, came: Evidence) -> None:
    order = went.frame.columns
    assert_frame_equal(came.frame.select(order).sort("id"), went.frame.sort("id"))
    assert came.sheets == went.sheets
    assert (came.dossiers is None) == (went.dossiers is None)
    if went.dossiers is not None:
        assert_frame_equal(came.dossiers, went.dossiers)
    assert came.left_out == went.left_out


SHIPPED = [pytest.param(from_cases, id, id=f"cases of {id}") for id in CAMPAIGNS] + [
    pytest.param(from_sample, id, id=f"sample of {id}")
    for id, path in CAMPAIGNS.items()
    if path.with_suffix(".sample.csv").is_file()
]


@pytest.mark.parametrize("stored", ["rows", "columns"])
@pytest.mark.parametrize(("made", "id"), SHIPPED)
def test_evidence_of_every_campaign_comes_back(tmp_path, made, id, stored):
    """Value for value and place for place, absence as absence; the run verifies by both and is scored the same again."""
    went, path = made(id), tmp_path / "so.db"
    if stored == "rows":
        ledger.record(path, went, registry())
    else:
        with columns(part=7):
            ledger.record(path, went, registry())
    same(went.evidence, back(path, went))
    assert wrong(path) == []
    assert second(path) == (0, [])
    assert [check.wrong for check in replay.checks(path, registry())] == [""]


@pytest.mark.parametrize("stored", ["rows", "columns"])
def test_every_type_of_fact_comes_back(tmp_path, stored):
    """Texts, sets (the empty one too), days, decimals, dossiers and who was left out, in either form."""
    people = [
        *PEOPLE,
        person("CN-07", "Lương Thế Vinh", chi_so=frozenset(), diem="0,000001", ngay_nop=date(1999, 12, 31)),
        person("CN-08", "Hoàng Văn Thụ", giai_trinh='Dòng «một»; \\ "hai" ⟦12.id⟧ 😀'),
        person("CN-09", "Hồ Văn Sai", so_tre_han="nhiều"),
    ]
    went, path = outcome(people, papers=True, partial=True), tmp_path / "so.db"
    types = {fact.type for fact in dictionary(went.loaded.campaign.facts).values()}
    assert types == set(FactType)
    if stored == "rows":
        ledger.record(path, went, registry())
    else:
        with columns():
            ledger.record(path, went, registry())
    same(went.evidence, back(path, went))
    assert wrong(path) == []
    assert second(path) == (0, [])
