"""Seats: a thousand generated campaigns against the slow reference, and what must hold whatever the plan says.

The campaigns are small (0 to 12 participants of a kind) and made so that the last seat is often contested: few distinct
values, few seats, empty cells, people under examination, people of whom it is not known whether they are in at all.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from attrs import frozen

import reference
from emulation_core.campaign import Campaign, Counts, Loaded
from emulation_core.config.rules import campaign_converter
from emulation_core.model import Kind
from emulation_core.outcome import Outcome, Proposal
from emulation_core.scoring import choose_round, score
from support import evidence, loaded, registry

CAMPAIGNS = 1000
KINDS = ("collective", "individual", "agency")
BEFORE, AFTER = date(2027, 1, 15), date(2027, 3, 1)
"""Days on either side of 28/02/2027, from which the index is expected."""
OLD, NEW = date(2023, 12, 31), date(2027, 3, 15)
"""Decisions before and after the law defers those under examination."""

FACTS: dict[str, dict[str, Any]] = {
    "trong_pham_vi": {"label": "Trực tiếp tham mưu cải cách hành chính", "type": "flag"},
    "xep_loai": {"label": "Xếp loại", "type": "rating", "ladder": ["yeu", "trung_binh", "kha", "tot"]},
    "so_sang_kien": {"label": "Số sáng kiến", "type": "count"},
    "co_thu_tuc": {"label": "Có giải quyết thủ tục hành chính", "type": "flag"},
    "so_tre_han": {"label": "Số hồ sơ trễ hạn", "type": "count"},
    "doan_ket": {"label": "Nội bộ đoàn kết", "type": "flag"},
    "diem_chi_so": {"label": "Điểm chỉ số", "type": "number", "expected": date(2027, 2, 28)},
    "ty_le_truc_tuyen": {"label": "Tỷ lệ hồ sơ trực tuyến", "type": "percent", "max": 100},
    "ngay_nop": {"label": "Ngày nộp hồ sơ", "type": "date"},
}
RULES: dict[str, dict[str, Any]] = {
    "xep_loai_kha": {"evaluator": {"use": "rated_at_least", "fact": "xep_loai", "rung": "kha"}},
    "sang_kien": {"evaluator": {"use": "at_least", "fact": "so_sang_kien", "value": 1}},
    "khong_tre_han": {
        "applies_if": {"use": "flag", "fact": "co_thu_tuc"},
        "evaluator": {"use": "equals_zero", "fact": "so_tre_han"},
    },
    "doan_ket": {"evaluator": {"use": "judged", "fact": "doan_ket"}},
    "chi_so": {"evaluator": {"use": "above", "fact": "diem_chi_so", "value": Decimal("70.5")}},
    "chi_so_hoac_sang_kien": {
        "evaluator": {
            "use": "any_of",
            "of": [
                {"use": "above", "fact": "diem_chi_so", "value": 80},
                {"use": "at_least", "fact": "so_sang_kien", "value": 2},
            ],
        }
    },
    "tieu_chuan_rieng": {"evaluator": {"use": "unresolved", "text": "Hướng dẫn của tỉnh"}, "required": False},
    "truc_tuyen": {"evaluator": {"use": "at_least", "fact": "ty_le_truc_tuyen", "value": 50}, "required": False},
}
LIKELY: dict[str, tuple[list[Any], float]] = {
    "trong_pham_vi": ([True] * 9 + [False], 0.15),
    "xep_loai": (["kha"] * 3 + ["tot"] * 6 + ["trung_binh"], 0.04),
    "so_sang_kien": ([1, 1, 1, 1, 2, 2, 2, 2, 3, 0], 0.04),
    "co_thu_tuc": ([True, False], 0.04),
    "so_tre_han": ([0] * 9 + [1], 0.06),
    "doan_ket": ([True] * 8 + [False], 0.08),
    "diem_chi_so": (
        [Fraction(145, 2), Fraction(145, 2), Fraction(81), Fraction(81), Fraction(1411, 20), Fraction(70)],
        0.08,
    ),
    "ty_le_truc_tuyen": ([Fraction(50), Fraction(177, 2), Fraction(90), Fraction(199, 4)], 0.08),
    "ngay_nop": ([date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 6)], 0.06),
    "dang_xem_xet_ky_luat": ([False] * 11 + [True], 0.3),
}
"""What is found in the cells of each fact, and how often a cell is empty."""
ORDERS = ("xep_loai", "so_sang_kien", "so_tre_han", "diem_chi_so", "ty_le_truc_tuyen", "ngay_nop", "ty_le_nu")
NAMES = ("An", "Ân", "Bảo", "Cường", "Dung", "Đạt", "Giang", "Hà", "Lâm", "Minh", "Nga", "Ước")
"""Twelve names in the order of a Vietnamese dictionary: the order of the participants in every list."""


@frozen
class Case:
    """One generated campaign with its participants in the pinned order, and what both sides say of it."""

    number: int
    plan: dict[str, Any]
    people: list[dict[str, Any]]
    on: date
    decided: date
    got: tuple[Proposal, ...]
    wanted: list[reference.Listed]

    def pairs(self) -> Iterator[tuple[Proposal, reference.Listed]]:
        return zip(self.got, self.wanted, strict=True)


def quota(dice: random.Random, kinds: list[str]) -> dict[str, Any]:
    """Fixed seats, a share or no number; sometimes a kind is not named."""
    use = dice.choice(["fixed"] * 4 + ["share"] * 6 + ["open"])
    if use == "open":
        return {"use": "open"}
    named = [kind for kind in kinds if dice.random() < 0.95]
    if use == "fixed":
        return {"use": "fixed", **{kind: dice.choice([0, 1, 1, 2, 2, 3, 3, 4, 5]) for kind in named}}
    shares = ["0.15", "0.2", "0.25", "0.3", "0.333333333", "0.5", "0.6", "0.75", "0.9", "1"]
    return {
        "use": "share",
        "of": dice.choice(["eligible", "participants"]),
        "round": dice.choice(["down", "up", "nearest"]),
        **{kind: Decimal(dice.choice(shares)) for kind in named},
    }


def order(dice: random.Random) -> list[str]:
    """None, or one to three facts, each highest or lowest first."""
    how_many = dice.choice([0, 0, 0, 0, 1, 1, 1, 2, 2, 3])
    return [f"fact.{name} {dice.choice(['asc', 'desc'])}" for name in dice.sample(ORDERS, how_many)]


def awards(dice: random.Random, kinds: list[str], criteria: list[str]) -> list[dict[str, Any]]:
    """One award, or two or three that share their seats, sometimes with one of its own beside them."""
    pooled = dice.choice([0, 0, 0, 0, 0, 0, 0, 2, 2, 3])
    size = {kind: dice.choice([0, 1, 2, 2, 3, 4, 5]) for kind in kinds}
    ids = [f"chung_{n}" for n in range(pooled)] + ["rieng"][: pooled == 0 or dice.random() < 0.15]
    made = []
    for id in ids:
        shared = [other for other in ids if other.startswith("chung") and other != id] if id != "rieng" else []
        wanted = dice.choice(["all", "all", "some"])
        award = {
            "id": id,
            "name": id,
            "by": "giam_doc_so",
            "form": dice.choice(["giay_khen", "other"]),
            "kinds": kinds,
            "clause": "III",
            "quota": {"use": "pooled", "with": shared, **size} if shared else quota(dice, kinds),
            "requires": "all" if wanted == "all" else dice.sample(criteria, dice.randint(1, min(2, len(criteria)))),
        }
        terms = order(dice)
        made.append({**award, "order": terms} if terms else award)
    return made


def facts_read(plan: dict[str, Any]) -> set[str]:
    """The facts that some rule or order of the plan names."""
    text = repr([plan[key] for key in ("scope", "criteria", "awards")])
    return {name for name in FACTS if f"'{name}'" in text or f"fact.{name} " in text}


def plan(dice: random.Random) -> dict[str, Any]:
    """A campaign file as parsed TOML."""
    kinds = dice.sample(KINDS, dice.choice([1] * 16 + [2, 3]))
    ids = dice.sample(sorted(RULES), dice.choice([1, 1, 2, 2, 2, 3, 4]))
    made: dict[str, Any] = {
        "title": "Phong trào mẫu",
        "agency": "Sở Mẫu",
        "province": "tinh_mau",
        "period": {"use": "year", "year": 2026},
        "plan": {"number": "1/KH-SM", "issued": date(2026, 1, 5), "source": "full"},
        "facts": {},
        "scope": [{"kinds": kinds, "clause": "I", "evaluator": {"use": "flag", "fact": "trong_pham_vi"}}]
        * (dice.random() < 0.4),
        "criteria": [{"id": id, "clause": "II", "text": id, "applies_to": kinds, **RULES[id]} for id in ids],
    }
    made["awards"] = awards(dice, kinds, ids)
    made["facts"] = {name: FACTS[name] for name in sorted(facts_read(made))}
    return made


def people(dice: random.Random, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Participants in the pinned order; few of one kind lack a fact that an order reads."""
    found = []
    for kind in KINDS:
        if kind not in made["awards"][0]["kinds"]:
            continue
        concerned = [*made["facts"], *(["dang_xem_xet_ky_luat"] if kind != "agency" else [])]
        lacking = Counter[str]()
        for name in NAMES[: dice.choice([0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 12])]:
            person: dict[str, Any] = {"id": f"{kind[0]}{dice.randrange(10**6)}{name}", "name": name, "kind": kind}
            for fact in concerned:
                values, empty = LIKELY[fact]
                ordering = any(f"fact.{fact} " in term for award in made["awards"] for term in award.get("order", ()))
                if dice.random() < empty and not (ordering and lacking["order"] == 2):
                    lacking["order"] += ordering
                else:
                    person[fact] = dice.choice(values)
            if any("ty_le_nu" in term for award in made["awards"] for term in award.get("order", ())):
                person["ty_le_nu"] = Fraction(dice.choice([40, 70, 75]))
            found.append(person)
    return found


@cache
def built() -> Any:
    """The converter of campaign files, made once."""
    return campaign_converter(registry(), "tinh_mau")


def judged(campaign: Loaded, table: list[dict[str, Any]], on: date, decided: date) -> Outcome:
    """What the engine says of a table of participants."""
    found = evidence(campaign.campaign, table)
    return score(campaign, found, choose_round(campaign.campaign, None, on), on, decided)


def structured(made: dict[str, Any]) -> Loaded:
    """A campaign built straight from parsed TOML, by the converter that `config.load` uses."""
    return Loaded("tinh_mau/mau", "mau.toml", "", built().structure(made, Campaign))


def generate(number: int) -> Case:
    """Campaign number so-and-so: always the same one. The engine is given the participants in no order."""
    dice = random.Random(number)
    made = plan(dice)
    table = people(dice, made)
    on, decided = dice.choice([BEFORE, AFTER]), dice.choice([OLD, NEW, NEW, NEW, NEW])
    got = judged(structured(made), dice.sample(table, len(table)), on, decided).proposals
    return Case(number, made, table, on, decided, got, reference.proposals(made, table, on, decided))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [generate(number) for number in range(CAMPAIGNS)]


def contested(listed: reference.Listed) -> bool:
    """Whether people stand level across the last of some seats."""
    return bool(listed.tied and listed.seats)


def test_the_generated_campaigns_are_what_they_should_be(cases, capsys):
    """A thousand campaigns; in hundreds of them people stand level across the last seat, with an order and without."""
    listed = [(case, wanted) for case in cases for _got, wanted in case.pairs()]
    ordered = {(case.number, award["id"]) for case in cases for award in case.plan["awards"] if "order" in award}
    counted = {
        "campaigns": len(cases),
        "with a tie across the cut": len({case.number for case, wanted in listed if contested(wanted)}),
        "by a stated order": len(
            {c.number for c, wanted in listed if contested(wanted) and (c.number, wanted.award) in ordered}
        ),
        "proposals": len(listed),
        "tried in every world": sum(wanted.certain is not None for _case, wanted in listed),
        "uncertain": sum(wanted.certain not in (None, wanted.selected) for _case, wanted in listed),
    }
    with capsys.disabled():
        print("\n" + ", ".join(f"{name}: {count}" for name, count in counted.items()))
    assert counted["campaigns"] == 1000
    assert counted["with a tie across the cut"] >= 300
    assert counted["by a stated order"] >= 150
    assert counted["tried in every world"] >= 0.95 * counted["proposals"]
    assert counted["uncertain"] >= 150
    uses = Counter(award["quota"]["use"] for case in cases for award in case.plan["awards"])
    assert min(uses[use] for use in ("fixed", "share", "open", "pooled")) >= 50
    shares = [a["quota"] for c in cases for a in c.plan["awards"] if a["quota"]["use"] == "share"]
    assert min(Counter((quota["of"], quota["round"]) for quota in shares).values()) >= 30
    assert {sum(p["kind"] == kind for p in case.people) for case in cases for kind in KINDS} == set(range(13))


@pytest.mark.parametrize("what", ["seats", "selected", "tied", "reserve", "open", "deferred"])
def test_the_engine_says_what_the_reference_says(cases, what):
    """The seats and each list, in the pinned order, are those of the reference in every campaign."""
    differ = []
    for case in cases:
        assert [(p.award, p.kind.value) for p in case.got] == [(w.award, w.kind) for w in case.wanted]
        for got, wanted in case.pairs():
            said = getattr(got, what)
            if (list(said) if isinstance(said, tuple) else said) != getattr(wanted, what):
                differ.append((case.number, got.award, got.kind.value, said, getattr(wanted, what)))
    assert not differ


def comes_later(case: Case, award: str) -> bool:
    """Whether an earlier award draws on the same seats."""
    for other in case.plan["awards"]:
        if other["id"] == award:
            return False
        if award in other["quota"].get("with", ()):
            return True
    raise AssertionError(award)


def test_certain_is_who_keeps_the_seat_in_every_world(cases):
    """`certain` is exactly who is selected however the open evidence turns out, all of it tried."""
    differ = [
        (case.number, got.award, got.kind.value, got.certain, wanted.certain)
        for case in cases
        for got, wanted in case.pairs()
        if wanted.certain is not None and not comes_later(case, got.award) and list(got.certain) != wanted.certain
    ]
    assert not differ


def test_certain_promises_nobody_too_much(cases):
    """Nobody whom `certain` names, also for a later award of a pool, loses the seat in any world that was tried."""
    broken = [
        (case.number, got.award, got.kind.value, sorted(lost))
        for case in cases
        for got, wanted in case.pairs()
        if (lost := set(got.certain) & set(wanted.doubtful))
    ]
    assert not broken
    later = [got for case in cases for got, _wanted in case.pairs() if comes_later(case, got.award)]
    assert sum(bool(got.certain) for got in later) >= 100


def test_never_more_selected_than_seats(cases):
    """No award, and no pool of awards taken together, selects more participants than it has seats."""
    for case in cases:
        pools: dict[tuple[str, frozenset[str]], set[str]] = {}
        quotas = {award["id"]: award["quota"] for award in case.plan["awards"]}
        for got in case.got:
            holders = pools.setdefault(
                (got.kind.value, frozenset({got.award, *quotas[got.award].get("with", ())})), set()
            )
            holders |= set(got.selected)
            assert got.seats is None or len(holders) <= got.seats, (case.number, got.award, got.kind)


def test_everybody_stands_in_one_list_at_most(cases):
    """Selected, tied, reserve, open and deferred have nobody in common; only the selected can be certain."""
    for case in cases:
        for got in case.got:
            listed = [*got.selected, *got.tied, *got.reserve, *got.open, *got.deferred]
            assert len(listed) == len(set(listed)), (case.number, got.award)
            assert set(got.certain) <= set(got.selected)
            assert set(got.depends) <= {person["id"] for person in case.people}


def test_equal_evidence_has_an_equal_fate(cases):
    """Participants whose evidence is the same stand in the same list: neither name nor id nor row decides."""
    twins = 0
    for case in cases:
        alike: dict[str, list[str]] = {}
        for person in case.people:
            facts = {name: value for name, value in sorted(person.items()) if name not in ("id", "name")}
            alike.setdefault(repr(facts), []).append(person["id"])
        for group in (ids for ids in alike.values() if len(ids) > 1):
            twins += 1
            for got in case.got:
                for ids in (got.selected, got.tied, got.reserve, got.open, got.deferred, got.certain):
                    assert len(set(group) & set(ids)) in (0, len(group)), (case.number, got.award, group)
    assert twins >= 300


def test_shuffled_rows_and_other_ids_change_no_list(cases):
    """With rows in another order and everybody renamed at random, each list is the same up to the renaming."""
    tried = 0
    for case in [c for c in cases if any(map(contested, c.wanted))][:75]:
        dice = random.Random(case.number)
        numbers = dice.sample(range(10**6), len(case.people))
        renamed = {person["id"]: f"X{number}" for person, number in zip(case.people, numbers, strict=True)}
        table = [{**person, "id": renamed[person["id"]]} for person in case.people]
        again = judged(structured(case.plan), dice.sample(table, len(table)), case.on, case.decided)
        for before, after in zip(case.got, again.proposals, strict=True):
            tried += 1
            for what in ("selected", "tied", "reserve", "open", "deferred", "certain"):
                same = tuple(renamed[id] for id in getattr(before, what))
                assert getattr(after, what) == same, (case.number, before.award, what)
            assert after.seats == before.seats
            assert after.depends == {renamed[id]: why for id, why in before.depends.items()}
    assert tried >= 75


def test_written_down_and_read_back_the_campaigns_are_the_same(cases):
    """The generated campaigns are real ones: written as a file and loaded with every check, they come out the same."""
    for case in cases[:: CAMPAIGNS // 20]:
        assert loaded(case.plan).campaign == structured(case.plan).campaign


# ---- Examples that can be checked by hand ----------------------------------------------------------------------------


def small(quota: dict[str, Any], *, order: tuple[str, ...] = (), scope: bool = False) -> dict[str, Any]:
    """One award for individuals: a recognised initiative each."""
    terms = {"order": list(order)} if order else {}
    flag = {"use": "flag", "fact": "trong_pham_vi"}
    made = {
        **plan(random.Random(0)),
        "scope": [{"kinds": ["individual"], "clause": "I", "evaluator": flag}] if scope else [],
        "criteria": [
            {"id": "sang_kien", "clause": "II", "text": "…", "applies_to": ["individual"], **RULES["sang_kien"]}
        ],
        "awards": [
            {"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": ["individual"], "clause": "III"}
            | {"quota": quota}
            | terms
        ],
    }
    return {**made, "facts": {name: FACTS[name] for name in sorted(facts_read(made))}}


def proposal(made: dict[str, Any], *facts: dict[str, Any]) -> Proposal:
    """What is proposed when An, Ân, Bảo … bring these facts."""
    table = [{"id": name, "name": name, "kind": "individual", **one} for name, one in zip(NAMES, facts, strict=False)]
    (found,) = judged(loaded(made), table, AFTER, NEW).proposals
    return found


def test_more_eligible_than_seats_and_no_order():
    """Four qualify for three seats and the plan states no order: nobody is selected, all four are tied."""
    found = proposal(small({"use": "fixed", "individual": 3}), *[{"so_sang_kien": n} for n in (1, 9, 2, 1)])
    assert (found.selected, found.tied, found.reserve) == ((), ("An", "Ân", "Bảo", "Cường"), ())


def test_as_many_eligible_as_seats():
    """Three qualify for three seats: all are selected, and certain as long as nobody else may still qualify."""
    three = [{"so_sang_kien": n} for n in (1, 9, 2)]
    quota = {"use": "fixed", "individual": 3}
    found = proposal(small(quota), *three)
    assert (found.selected, found.certain) == (("An", "Ân", "Bảo"), ("An", "Ân", "Bảo"))
    found = proposal(small(quota), *three, {})
    assert (found.selected, found.certain, found.open) == (("An", "Ân", "Bảo"), (), ("Cường",))
    assert set(found.depends) == {"Cường"}
    found = proposal(small(quota), *three, {"so_sang_kien": 1, "dang_xem_xet_ky_luat": True})
    assert (found.selected, found.certain, found.deferred) == (("An", "Ân", "Bảo"), (), ("Cường",))


@pytest.mark.parametrize(
    ("seats", "selected", "tied", "reserve"),
    [
        (0, "", "", "An Ân Bảo Cường Dung"),
        (1, "Ân", "", "An Bảo Cường Dung"),
        (2, "Ân", "An Cường", "Bảo Dung"),
        (3, "An Ân Cường", "", "Bảo Dung"),
        (4, "An Ân Cường", "Bảo Dung", ""),
        (5, "An Ân Bảo Cường Dung", "", ""),
        (6, "An Ân Bảo Cường Dung", "", ""),
    ],
)
def test_who_stands_level_across_the_last_seat_is_tied(seats, selected, tied, reserve):
    """By the number of initiatives, 9, 5, 5, 2, 2: places 1, 2, 2, 4, 4; a place that does not fit whole is tied."""
    made = small({"use": "fixed", "individual": seats}, order=("fact.so_sang_kien desc",))
    found = proposal(made, *[{"so_sang_kien": n} for n in (5, 9, 2, 5, 2)])
    assert [" ".join(ids) for ids in (found.selected, found.tied, found.reserve)] == [selected, tied, reserve]
    assert reference.ranks([-5, -9, -2, -5, -2]) == [2, 1, 4, 2, 4]


def test_an_absent_order_fact_may_be_anything_among_equals():
    """Of two who lead with 9 initiatives one has no online rate: that one may stand before or behind the other only."""
    made = small({"use": "fixed", "individual": 1}, order=("fact.so_sang_kien desc", "fact.ty_le_truc_tuyen desc"))
    rate = {"ty_le_truc_tuyen": Fraction(90)}
    found = proposal(made, {"so_sang_kien": 9}, {"so_sang_kien": 9, **rate}, {"so_sang_kien": 8, **rate})
    assert (found.selected, found.tied, found.reserve) == ((), ("An", "Ân"), ("Bảo",))
    assert found.depends == {"An": ("ty_le_truc_tuyen",)}


@pytest.mark.parametrize(
    ("share", "eligible", "down", "nearest", "up"),
    [
        ("0.2", 4, 0, 1, 1),
        ("0.2", 5, 1, 1, 1),
        ("0.2", 6, 1, 1, 2),
        ("0.25", 10, 2, 3, 3),
        ("0.1", 5, 0, 1, 1),
        ("0.15", 3, 0, 0, 1),
        ("0.333333333", 3, 0, 1, 1),
        ("0.29", 100, 29, 29, 29),
        ("0.07", 100, 7, 7, 7),
        ("1", 7, 7, 7, 7),
        ("0", 7, 0, 0, 0),
        ("0.5", 0, 0, 0, 0),
    ],
)
@pytest.mark.parametrize("of", ["eligible", "participants"])
def test_a_share_is_rounded_once_and_exactly(of, share, eligible, down, nearest, up):
    """A share of so many is rounded down, up, or to the nearest with a half up, without a float's error."""
    for way, seats in (("down", down), ("nearest", nearest), ("up", up)):
        quota = {"use": "share", "of": of, "round": way, "individual": Decimal(share)}
        rule = structured(small(quota)).campaign.awards[0].quota
        assert rule.seats(Kind.INDIVIDUAL, Counts(participants=eligible, eligible=eligible)) == seats
        assert reference.seats(quota, "individual", eligible, eligible) == seats


def test_a_share_counts_whom_the_plan_counts():
    """Half of the participants is half of all who are in, eligible or not; half of the eligible is half of those."""
    people = [{"so_sang_kien": n, "trong_pham_vi": True} for n in (1, 2, 0, 0)]
    people += [{"so_sang_kien": 1, "trong_pham_vi": False}, {"so_sang_kien": 1}]
    quota = {"use": "share", "round": "down", "individual": Decimal("0.5")}
    assert proposal(small({**quota, "of": "participants"}, scope=True), *people).seats == 2
    assert proposal(small({**quota, "of": "eligible"}, scope=True), *people).seats == 1


def test_seats_may_hang_on_one_who_is_not_eligible():
    """Half of four participants is two seats; were Bảo, ineligible, found to be no participant it would be one."""
    quota = {"use": "share", "of": "participants", "round": "down", "individual": Decimal("0.5")}
    people = [{"so_sang_kien": n, "trong_pham_vi": True} for n in (2, 1, 0)]
    found = proposal(small(quota, scope=True), *people, {"so_sang_kien": 0})
    assert (found.seats, found.selected, found.certain) == (2, ("An", "Ân"), ())
    found = proposal(small(quota, scope=True), *people, {"so_sang_kien": 0, "trong_pham_vi": True})
    assert found.certain == ("An", "Ân")


def pooled(seats: int, *orders: tuple[str, ...]) -> dict[str, Any]:
    """Two awards over the same seats: the first for an initiative, the second for an online rate of 50."""
    made = small({"use": "open"})
    rules = {"chung_0": "sang_kien", "chung_1": "truc_tuyen"}
    (award,) = made["awards"]
    shared = [
        {**award, "id": id, "requires": [rule], "quota": {"use": "pooled", "with": [other], "individual": seats}}
        for (id, rule), other in zip(rules.items(), ("chung_1", "chung_0"), strict=True)
    ]
    made["awards"] = [
        {**one, "order": list(terms)} if terms else one for one, terms in zip(shared, orders, strict=True)
    ]
    made["criteria"] = [
        {"id": rule, "clause": "II", "text": "…", "applies_to": ["individual"], **RULES[rule]}
        for rule in rules.values()
    ]
    return {**made, "facts": {name: FACTS[name] for name in sorted(facts_read(made))}}


def lists(made: dict[str, Any], *facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    table = [{"id": name, "name": name, "kind": "individual", **one} for name, one in zip(NAMES, facts, strict=False)]
    found = judged(loaded(made), table, AFTER, NEW).proposals
    return [(" ".join(p.selected), " ".join(p.tied), " ".join(p.reserve)) for p in found]


def test_one_seat_carries_every_award_of_a_pool():
    """An holds a seat and takes the second award in the same one; the seat that is left goes to Ân."""
    both, second = (
        {"so_sang_kien": 1, "ty_le_truc_tuyen": Fraction(90)},
        {"so_sang_kien": 0, "ty_le_truc_tuyen": Fraction(90)},
    )
    assert lists(pooled(2, (), ()), both, second) == [("An", "", ""), ("An Ân", "", "")]
    assert lists(pooled(1, (), ()), both, second) == [("An", "", ""), ("An", "Ân", "")]


def test_a_tie_over_the_pool_leaves_nothing_for_later_awards():
    """Three stand level for two seats of the first award: until that is settled the second has no seat to give."""
    first, second = (
        {"so_sang_kien": 1, "ty_le_truc_tuyen": Fraction(1)},
        {"so_sang_kien": 0, "ty_le_truc_tuyen": Fraction(90)},
    )
    assert lists(pooled(2, (), ()), first, first, first, second) == [("", "An Ân Bảo", ""), ("", "Cường", "")]


def test_open_proposals_of_a_pool_take_no_seat():
    """Who may still qualify for the first award holds no seat; but then the second one's selection is not certain."""
    made = pooled(1, (), ())
    table = [
        {"id": "An", "name": "An", "kind": "individual", "ty_le_truc_tuyen": Fraction(1)},
        {"id": "Ân", "name": "Ân", "kind": "individual", "so_sang_kien": 0, "ty_le_truc_tuyen": Fraction(90)},
    ]
    first, second = judged(loaded(made), table, AFTER, NEW).proposals
    assert (first.open, first.selected, second.selected, second.certain) == (("An",), (), ("Ân",), ())
