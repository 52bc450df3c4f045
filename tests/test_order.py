"""Same inputs, same bytes: no row order, dictionary order, clock, locale or float shows in an outcome."""

from __future__ import annotations

import csv
import json
import random
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation_core.evidence import Evidence
from emulation_core.intake import read
from emulation_core.model import JOB, Kind
from emulation_core.outcome import Outcome
from emulation_core.pinned import collation_key, pinned
from emulation_core.report import document, to_json
from emulation_core.scheme import RANK
from emulation_core.scoring import choose_round, score
from plans import HEAD
from support import CAMPAIGNS, evidence, inside, loaded, outside, shipped

SAMPLES = {id: sample for id, path in CAMPAIGNS.items() if (sample := path.with_suffix(".sample.csv")).is_file()}
PROVISIONAL = date(2024, 1, 15)
"""A day on which the samples of 2023 still lack evidence."""

# Each line is one place in a Vietnamese dictionary: letters a ă â b c d đ e ê …, then tones ngang huyền hỏi ngã sắc
# nặng; the letters of the whole name come before any tone.
WORDS = """
Ái
An
Àn
Ản
Ãn
Án
Ạn
An Bình
Án Bình
An Cư
Ánh
Ăn
Ấn
Ba
Bà
Bạ
Bác
Bang
Bảng
Băng
Bằng
Bâng
Can
Cần
Chi
Dung
Dũng
Dụng
Đa
Đạt
Em
Êm
Giang
Hoa
Hoá
Hoan
Hôm
Hờ
Kha
Lan Vy
Lán Vy
Lạn Vy
Lan Yến
Lăng
Nga
Nhân
Oanh
Ông
Ơn
Phú
Quý
Tâm
Thanh
Thành
Thạnh
Thao
Trang
Tú
Tủa
Tư
Từ
Tự
Uyên
Ước
Vân
Xuân
Ỷ Lan
Yến
"""
INDIVIDUALS = ["Trần Văn An", "Đỗ Thị Ánh", "Cao Ân", "Bùi Đức", "Lê Thị Hà", "Nguyễn Hà", "Võ Hạ", "Âu Mỹ Yến"]
"""By the given name, which stands last; of one given name by the whole name."""
COLLECTIVES = [
    "Ban Quản lý dự án",
    "Chi cục An toàn",
    "Phòng Đào tạo",
    "Phòng Kế hoạch",
    "Phòng Kế toán",
    "Phòng Kỹ thuật",
    "Phòng Tài chính",
    "Phòng Tổ chức",
    "Phòng Tổng hợp",
    "Văn phòng",
]
"""By the whole name."""


def shuffled(dice: random.Random, things: Iterable[Any]) -> list[Any]:
    things = list(things)
    return dice.sample(things, len(things))


def sample(id: str) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of a shipped sample."""
    headings, *rows = csv.reader(SAMPLES[id].read_text("utf-8-sig").splitlines())
    return headings, rows


def write(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def judged(id: str, found: Evidence, on: date | None = None) -> Outcome:
    """A shipped campaign's first round on the day all evidence is due, or another day."""
    campaign = shipped(id).campaign
    round = campaign.period.rounds()[0]
    return score(shipped(id), found, round, on or campaign.all_due(round))


def text(answer: Any) -> str:
    """An answer as JSON text, keys as printed, without what may differ: where values stood, and the run's digests."""

    def blank(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: None if key in ("source", "run", "head") else value for key, value in pairs}

    printed = answer if isinstance(answer, str) else json.dumps(to_json(answer), ensure_ascii=False)
    return json.dumps(json.loads(printed, object_pairs_hook=blank), ensure_ascii=False)


# ---- The pinned order ------------------------------------------------------------------------------------------------


def test_words_stand_as_in_a_vietnamese_dictionary():
    """The key sorts a list that was put in order by hand, however it was shuffled."""
    words = WORDS.strip().splitlines()
    assert len(set(map(collation_key, words))) == len(words)
    for seed in range(20):
        assert sorted(shuffled(random.Random(seed), words), key=collation_key) == words


def test_the_spelling_of_accents_and_capitals_does_not_matter():
    """NFC and NFD, capitals and small letters have one place."""
    for word in WORDS.strip().splitlines():
        for same in (unicodedata.normalize("NFD", word), word.upper(), word.lower()):
            assert collation_key(same) == collation_key(word)


def name_key(kind: Kind, name: str) -> tuple[object, ...]:
    """The order of names, one at a time: the given name first for individuals, then the full name."""
    words = name.split()
    first = words[-1:] if kind is Kind.INDIVIDUAL else words
    return collation_key(" ".join(first)), collation_key(" ".join(words))


@pytest.mark.parametrize(("kind", "names"), [(Kind.INDIVIDUAL, INDIVIDUALS), (Kind.COLLECTIVE, COLLECTIVES)])
def test_people_go_by_their_given_name_and_units_by_the_whole(kind, names):
    """Trần Văn An stands before Bùi Đức, and Chi cục An toàn after Ban Quản lý dự án."""
    table = pl.DataFrame({"id": names, "name": names})[shuffled(random.Random(1), range(len(names)))]
    assert pinned(table, kind)["name"].to_list() == names


VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậđeêềểễếệiìỉĩíịoôồổỗốộơờởỡớợuưừửữứựyỳỷỹýỵbcnh"
PIECES = st.one_of(
    st.sampled_from([*VIETNAMESE, *VIETNAMESE.upper()]),
    st.sampled_from([*" \t\u00a0\u3000\x1c\x1f\x85", *"\x01\x1b!,-.'09"]),
    # Marks that compose, letters that fold into two, signs beyond the first plane.
    st.sampled_from(
        [*"\u0300\u0301\u0302\u0306\u031b\u0323\u0308", *"ßŉǰﬃİıſςΣ", "\u1100", "\u1161", "\U00010400", "𝔸"]
    ),
    st.characters(exclude_categories=["Cs"]),
)
NAMES = st.one_of(st.sampled_from([*INDIVIDUALS, *COLLECTIVES]), st.lists(PIECES, max_size=12).map("".join))


@pytest.mark.parametrize("kind", Kind)
@given(people=st.lists(st.tuples(st.integers(0, 2), st.none() | st.integers(1, 2), NAMES), max_size=25))
def test_a_column_of_names_stands_as_its_names_do_one_by_one(kind, people):
    """Whatever is in the names: campaign by campaign, by rank where there is one, by name, by id."""
    rows = [(job, rank, name, f"P{n:02}") for n, (job, rank, name) in enumerate(people)][::-1]
    schema = {JOB: pl.UInt32, RANK: pl.UInt32, "name": pl.String, "id": pl.String}
    expected = sorted(rows, key=lambda row: (row[0], row[1] is None, row[1] or 0, name_key(kind, row[2]), row[3]))
    assert pinned(pl.DataFrame(rows, schema, orient="row"), kind).rows() == expected


def everybody() -> dict[str, Any]:
    """A campaign in which everybody is judged by one count, with seats that do not suffice and an order."""
    kinds = ["collective", "individual", "agency"]
    return {
        **HEAD,
        "facts": {"diem": {"label": "Điểm", "type": "number"}, "xep_loai": {"label": "Xếp loại", "type": "count"}},
        "criteria": [
            {"id": "co_diem", "clause": "II", "text": "…", "applies_to": kinds}
            | {
                "evaluator": {
                    "use": "above",
                    "fact": "diem",
                    "value": Decimal("12345678901234567890123456789.123456788"),
                }
            }
        ],
        "awards": [
            {"id": id, "name": id, "by": "giam_doc_so", "kinds": kinds, "clause": "III", "form": "other"}
            | {"quota": {"use": "fixed", "collective": 1, "individual": 3, "agency": 1}, "order": order}
            for id, order in {
                "theo_diem": ["fact.diem desc"],
                "theo_loai": ["fact.xep_loai asc", "fact.diem desc"],
            }.items()
        ],
    }


BIG = Fraction(12345678901234567890123456789123456789, 10**9)


def crowd() -> list[dict[str, Any]]:
    """Names in the pinned order, kind by kind; each name twice, then the id decides."""
    by_kind = {"collective": COLLECTIVES, "individual": INDIVIDUALS, "agency": ["Sở Công Thương"]}
    return [
        {
            "id": f"{kind[0]}{n}{twin}",
            "name": name,
            "kind": kind,
            "diem": BIG + Fraction(n % 3, 10**9),
            "xep_loai": n % 2,
        }
        for kind, names in by_kind.items()
        for n, name in enumerate(names)
        for twin in "ab"
    ]


def test_participants_stand_by_kind_then_name_then_id():
    """The order of the answer is pinned, and the ids inside every list follow it."""
    campaign, people = loaded(everybody()), crowd()
    for seed in range(5):
        found = evidence(campaign.campaign, shuffled(random.Random(seed), people))
        on = date(2027, 1, 1)
        answer = document(score(campaign, found, choose_round(campaign.campaign, None, on), on))
        ids = [person["id"] for person in people]
        assert [person.id for person in answer.participants] == ids
        for proposal in answer.proposals:
            for listed in (proposal.selected, proposal.tied, proposal.reserve):
                assert list(listed) == [id for id in ids if id in listed]
        assert any(proposal.tied for proposal in answer.proposals)


@pytest.mark.parametrize("id", SAMPLES)
def test_every_list_follows_the_order_of_the_participants(id):
    """In the shipped samples too the ids in a list come in the order in which the participants are printed."""
    answer = document(judged(id, read([SAMPLES[id]], shipped(id).campaign)))
    ids = [person.id for person in answer.participants]
    names = ("selected", "tied", "reserve", "open", "deferred", "certain", "depends")
    for proposal in answer.proposals:
        for listed in (tuple(getattr(proposal, name)) for name in names):
            assert list(listed) == [id for id in ids if id in listed]
    for notes in (answer.assumptions, answer.unresolved, answer.warnings):
        assert list(notes) == sorted(notes, key=lambda note: (note.about, note.says))


# ---- Rows and columns in another order -------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [None, PROVISIONAL])
@pytest.mark.parametrize("id", SAMPLES)
def test_shuffled_rows_change_nothing_but_the_places(id, on, tmp_path):
    """Rows and columns in another order: the JSON text is the same but for where each value stood."""
    headings, rows = sample(id)
    campaign = shipped(id).campaign
    first = text(document(judged(id, read([SAMPLES[id]], campaign), on)))
    assert '"participants"' in first
    for seed in range(4):
        dice = random.Random(seed)
        places = shuffled(dice, range(len(headings)))
        mixed = [[row[n] for n in places] for row in shuffled(dice, rows)]
        found = read([write(tmp_path / "khac.csv", [headings[n] for n in places], mixed)], campaign)
        assert text(document(judged(id, found, on))) == first


@pytest.mark.parametrize("id", SAMPLES)
def test_several_files_are_one_table(id, tmp_path):
    """One file, or its rows spread over two in either order, give the same answer."""
    headings, rows = sample(id)
    campaign = shipped(id).campaign
    half = len(rows) // 2
    parts = [write(tmp_path / f"{n}.csv", headings, some) for n, some in enumerate((rows[:half], rows[half:]))]
    answers = {text(document(judged(id, read(paths, campaign)))) for paths in ([SAMPLES[id]], parts, parts[::-1])}
    assert len(answers) == 1


def test_generated_evidence_in_any_order_gives_the_same_text():
    """Names that stand twice, ties and an order: the JSON text does not depend on the rows."""
    campaign, on = loaded(everybody()), date(2027, 1, 1)
    round = choose_round(campaign.campaign, None, on)
    answers = {
        text(document(score(campaign, evidence(campaign.campaign, shuffled(random.Random(seed), crowd())), round, on)))
        for seed in range(10)
    }
    assert len(answers) == 1


def test_a_run_in_the_ledger_differs_in_its_digests_alone(capsys, tmp_path):
    """Printed with a ledger, two runs on shuffled rows differ in `source`, `run` and `head`, and in nothing else."""
    id = next(iter(SAMPLES))
    headings, rows = sample(id)
    mixed = write(tmp_path / SAMPLES[id].name, headings, shuffled(random.Random(3), rows))
    on = shipped(id).campaign.all_due(shipped(id).campaign.period.rounds()[0]).isoformat()
    ran = [
        inside(capsys, "score", id, path, "--on", on, "--json", *ledger)
        for path, ledger in (
            (SAMPLES[id], ["--ledger", tmp_path / "a.db"]),
            (mixed, ["--ledger", tmp_path / "a.db"]),
            (mixed, []),
        )
    ]
    assert [one.code for one in ran] == [0, 0, 0]
    assert len({text(one.out) for one in ran}) == 1
    assert [one.json["head"] is None for one in ran] == [False, False, True]
    assert len({one.json["run"] for one in ran}) == len({one.json["head"] for one in ran}) == 3


def test_neither_hashes_nor_locale_nor_time_zone_show(monkeypatch):
    """Another seed of Python's hashes, another locale and another time zone: the same bytes."""
    id = next(iter(SAMPLES))
    said = []
    for seed, locale, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Ho_Chi_Minh")):
        for name, value in {"PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone}.items():
            monkeypatch.setenv(name, value)
        said.append(outside([], "score", id, SAMPLES[id], "--on", "2027-03-01", "--json"))
    assert said[0].code == 0, said[0].err
    assert said[0] == said[1]


# ---- No floats -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", SAMPLES)
def test_no_float_in_an_outcome(id):
    """No number in the JSON has a decimal point or an exponent, and no column of the tables is a float."""
    outcome = judged(id, read([SAMPLES[id]], shipped(id).campaign))
    printed = json.dumps(to_json(document(outcome)), ensure_ascii=False)
    json.loads(printed, parse_float=lambda number: pytest.fail(f"{number} is printed as a number"))
    frames = [outcome.evidence.frame, *outcome.tables.values()]
    assert len(frames) == 4
    for frame in frames:
        assert not [name for name, type in frame.schema.items() if type.is_float()]
    decimals = {type for frame in frames for type in frame.schema.values() if type.is_decimal()}
    assert decimals == {pl.Decimal(38, 9)}


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value below attrs objects, mappings and sequences."""
    if attrs.has(type(value)):
        yield from (leaf for field in attrs.fields(type(value)) for leaf in leaves(getattr(value, field.name)))
    elif isinstance(value, Mapping):
        yield from (leaf for pair in value.items() for part in pair for leaf in leaves(part))
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from (leaf for part in value for leaf in leaves(part))
    else:
        yield value


@pytest.mark.parametrize("id", CAMPAIGNS)
def test_no_float_in_a_campaign(id):
    """Thresholds, largest values and shares are exact decimals, in the campaign and in the file as parsed."""
    assert not [value for value in leaves(shipped(id)) if isinstance(value, float)]


def test_numbers_of_a_campaign_are_decimals():
    """A threshold of 38 digits, a largest value and a share are kept to the last digit."""
    made = everybody()
    made["facts"]["diem"]["max"] = Decimal("99999999999999999999999999999.123456789")
    made["awards"][1]["quota"] = {
        "use": "share",
        "of": "eligible",
        "round": "down",
        "individual": Decimal("0.333333333"),
    }
    campaign = loaded(made).campaign
    numbers = (campaign.criteria[0].evaluator.value, campaign.facts["diem"].max, campaign.awards[1].quota.individual)
    assert [type(number) for number in numbers] == [Decimal] * 3
    assert [str(number) for number in numbers] == [
        "12345678901234567890123456789.123456788",
        "99999999999999999999999999999.123456789",
        "0.333333333",
    ]


def test_the_last_of_38_digits_decides():
    """Scores that are one and the same float are told apart: by the threshold, and by a stated order."""
    digit = Fraction(1, 10**9)
    scores = [BIG - digit, BIG, BIG + digit, BIG + 2 * digit, BIG + 3 * digit]
    assert len({float(one) for one in scores}) == 1
    people = [
        {"id": f"P{n}", "name": f"P{n}", "kind": "individual", "diem": one, "xep_loai": 0}
        for n, one in enumerate(scores)
    ]
    campaign, on = loaded(everybody()), date(2027, 1, 1)
    round = choose_round(campaign.campaign, None, on)
    answer = document(score(campaign, evidence(campaign.campaign, people), round, on))
    assert [person.findings[0].verdict for person in answer.participants] == ["not_met"] + ["met"] * 4
    assert answer.participants[1].findings[0].measured == "12345678901234567890123456789.123456789"
    for proposal in (p for p in answer.proposals if p.kind is Kind.INDIVIDUAL):
        assert (proposal.selected, proposal.tied, proposal.reserve) == (("P2", "P3", "P4"), (), ("P1",))
