"""The schema refuses what the converter refuses, and nothing else; the checked-in file is the generated one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from attrs import frozen

from emulation_core import FactType, Id, Seats, plugins, toml
from emulation_core.campaign import Campaign
from emulation_core.config import Catalogue, load_text
from emulation_core.config.rules import campaign_converter
from emulation_core.config.schema import campaign_schema, schema_of, text
from emulation_core.plugins import Registry

FIRST_PARTY = ("binh_dinh", "lam_dong", "ninh_thuan", "soc_trang")
Faults = Callable[[Any], list[toml.Problem]]
CHECKED_IN = Path(__file__).parents[1] / "schemas" / "campaign.schema.json"
CAMPAIGNS = dict(Catalogue().campaigns())

YEAR = """
title = "Đẩy mạnh cải cách hành chính năm 2026"
agency = "Sở Mẫu"
province = "ninh_thuan"
period = { use = "year", year = 2026, starts = 2026-02-01, until = 2026-12-30 }

[plan]
number = "…/KH-SM"
issued = { from = 2026-04-16, until = 2026-04-30 }
source = "full"
basis = ["KH 2481/KH-UBND 26/02/2026"]
replaces = ["KH 48/KH-SM 14/03/2026"]

[facts.so_tre_han]
label = "Số hồ sơ trễ hạn"
type = "count"
help = "Lấy từ hệ thống một cửa"
[facts.ty_le]
label = "Tỷ lệ hồ sơ trực tuyến"
type = "percent"
max = 100
expected = 2027-02-28
[facts.diem]
label = "Điểm"
type = "number"
max = 99.5
[facts.diem_nam_truoc]
label = "Điểm năm trước"
type = "number"
[facts.hang]
label = "Thứ hạng"
type = "count"
[facts.co_thu_tuc]
label = "Có giải quyết thủ tục"
type = "flag"
[facts.sang_kien]
label = "Sáng kiến được công nhận"
type = "flag"
[facts.xep_loai]
label = "Xếp loại"
type = "rating"
ladder = ["hoan_thanh", "hoan_thanh_tot"]
labels = { hoan_thanh = "Hoàn thành", hoan_thanh_tot = "Hoàn thành tốt" }
[facts.chi_so]
label = "Các chỉ số được giao"
type = "set"
members = ["par", "dti"]
[facts.par]
label = "PAR INDEX"
type = "number"
[facts.par_nam_truoc]
label = "PAR INDEX năm trước"
type = "number"
[facts.dti]
label = "DTI"
type = "number"
[facts.dti_nam_truoc]
label = "DTI năm trước"
type = "number"

[[scope]]
kinds = ["collective"]
clause = "II.1"
evaluator = { use = "flag", fact = "co_thu_tuc" }

[[criteria]]
id = "khong_tre_han"
clause = "V.1.a"
text = "Không để xảy ra hồ sơ trễ hạn"
applies_to = ["collective", "individual"]
applies_if = { use = "flag", fact = "co_thu_tuc", value = true }
evaluator = { use = "equals_zero", fact = "so_tre_han" }
required = false
rounds = ["yearly"]
[[criteria]]
id = "truc_tuyen"
clause = "V.1.b"
text = "Tỷ lệ trực tuyến hoặc thứ hạng"
applies_to = ["collective"]
[criteria.evaluator]
use = "any_of"
of = [
  { use = "at_least", fact = "ty_le", value = 90.5 },
  { use = "all_of", of = [{ use = "rank_within", fact = "hang", value = 5 }, { use = "rises", fact = "diem", before = "diem_nam_truoc" }] },
]
[[criteria]]
id = "xep_loai"
clause = "V.1.c"
text = "Xếp loại hoàn thành tốt trở lên"
applies_to = ["individual"]
evaluator = { use = "rated_at_least", fact = "xep_loai", rung = "hoan_thanh_tot" }
[[criteria]]
id = "chi_so"
clause = "V.1.d"
text = "Mọi chỉ số được giao đều tăng"
applies_to = ["agency"]
evaluator = { use = "all_rise", fact = "chi_so", indices = ["par", "dti"], suffix = "_nam_truoc" }
[[criteria]]
id = "sang_kien"
clause = "V.1.đ"
text = "Có sáng kiến"
applies_to = ["individual"]
evaluator = { use = "judged", fact = "sang_kien", shown = "xep_loai" }
[[criteria]]
id = "van_ban"
clause = "V.1.e"
text = "Theo văn bản riêng"
applies_to = ["agency"]
evaluator = { use = "unresolved", text = "Hướng dẫn của Sở Nội vụ" }

[[awards]]
id = "giay_khen"
name = "Giấy khen của Giám đốc Sở"
by = "giam_doc_so"
form = "giay_khen"
kinds = ["collective", "individual"]
clause = "V.2"
quota = { use = "fixed", collective = 3, individual = 5 }
requires = ["khong_tre_han", "xep_loai"]
order = ["fact.ty_le desc"]
rounds = ["2026"]
[[awards]]
id = "bang_khen"
name = "Bằng khen của Chủ tịch UBND tỉnh"
by = "chu_tich_ubnd_tinh"
kinds = ["collective"]
clause = "V.3"
quota = { use = "share", of = "eligible", round = "down", collective = 0.20 }
requires = "all"

[procedure]
use = "submit"
to = "Phòng Tổ chức"
clause = "VI"
sets = 2
originals = 1
[[procedure.documents]]
id = "bien_ban"
label = "Biên bản họp"
clause = "VI.1"
[[procedure.steps]]
id = "nop"
says = "Nộp hồ sơ"
clause = "VI.2"
starts = 2027-01-01
before = 2027-02-01

[[assumptions]]
about = "quota"
says = "Hiểu là 20 % số tập thể đủ điều kiện"
[[unresolved]]
about = "van_ban"
says = "Chưa có Hướng dẫn"
[[notes]]
about = "plan"
says = "Số kế hoạch để trống"
"""

STAGES = """
title = "Thi đua giai đoạn 2021-2025"
agency = "Sở Mẫu"
province = "noi_khac"
period = { use = "stages", first = 2021, last = 2025, reviews = [{ id = "tong_ket", starts = 2021-01-01, until = 2025-12-31 }] }
plan = { number = "52/KH-SM", issued = 2021-03-01, source = "summary" }

[facts.cai_cach]
label = "Kết quả cải cách"
type = "flag"
expected = { years_after = 1, month = 4, day = 30 }

[[criteria]]
id = "cai_cach"
clause = "1"
text = "Hoàn thành cải cách"
applies_to = ["collective"]
evaluator = { use = "shown", fact = "cai_cach" }
rounds = ["yearly", "tong_ket"]

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "2"
quota = { use = "pooled", with = ["bang_khen"], collective = 2 }
[[awards]]
id = "bang_khen"
name = "Bằng khen"
by = "chu_tich_ubnd_tinh"
kinds = ["collective"]
clause = "3"
quota = { use = "pooled", with = ["giay_khen"], collective = 2, individual = 0, agency = 0 }
[[awards]]
id = "bieu_duong"
name = "Biểu dương"
by = "giam_doc_so"
kinds = ["collective"]
clause = "4"
quota = { use = "open" }

[[procedure.steps]]
id = "nop"
says = "Nộp báo cáo"
clause = "5"
until = { years_after = 1, month = 1, day = 15 }
[procedure]
use = "submit"
"""

# Mistakes of type, of domain and of shape: what stands in for every leaf in turn.
WRONG = (
    *(1, -1, 2**63, -(2**63) - 1, Decimal("1.5"), Decimal("-0.1"), Decimal("1E+29"), Decimal("NaN"), True, False),
    *("", " ", "\n", "Không Phải Id", "2x", "x\n", "2026-12-31", "all", "collective"),
    *(date(2026, 12, 31), datetime(2026, 12, 31, 7, 30), [], {}, ["x"], [1], {"use": "nope"}, {"use": 1}),
)
PER_LEAF = 4  # of them, in turn: each leaf has some, each mistake meets many leaves
LIMIT = 600  # mutations of a shipped campaign; twice as many at most
WRONG_USE = ("nope", "open", "year", "submit", "flag", "ninh_thuan.all_assigned_indices_rise", "ninh_thuan.nope")


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The builtin rules and those of the four first-party plugins, installed or only on the path."""
    installed = [entry for entry in entry_points(group=plugins.GROUP) if entry.name in FIRST_PARTY]
    beside = [EntryPoint(name, f"emulation_{name}", plugins.GROUP) for name in FIRST_PARTY]
    return plugins.load(installed if len(installed) == len(FIRST_PARTY) else beside)


def _is_number(_checker: object, value: object) -> bool:
    return type(value) is int or (type(value) is Decimal and value.is_finite())


def _type(_validator: object, wanted: str, value: object, schema: Mapping[str, Any]) -> Iterator[Exception]:
    """`type` over TOML values: a date is accepted exactly where the schema says `format: date`."""
    if schema.get("format") == "date":
        right = isinstance(value, date) and not isinstance(value, datetime)
    elif wanted == "number":
        right = _is_number(None, value)
    else:
        right = type(value) is {"integer": int, "boolean": bool, "string": str, "array": list, "object": dict}[wanted]
    if not right:
        yield jsonschema.ValidationError(f"{value!r} is not {wanted}")


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[Exception]:
    """`pattern` as JSON Schema means it: `$` is the end, not also before a last line break as in Python."""
    if isinstance(value, str) and not re.search(re.sub(r"\$\Z", r"\\Z", pattern), value):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern}")


BASE = jsonschema.Draft202012Validator
TomlValidator = jsonschema.validators.extend(
    BASE, {"type": _type, "pattern": _pattern}, type_checker=BASE.TYPE_CHECKER.redefine("number", _is_number)
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value below `value` with its path, `value` itself first."""
    yield path, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, key))


def _in_table(table: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in table:
        yield f"without {key}", {k: v for k, v in table.items() if k != key}
        yield f"{key} misspelt", {k + "x" * (k == key): v for k, v in table.items()}
    for key in ("khoa_la", "Khóa Lạ", "from_", ""):
        yield f"with {key!r}", {**table, key: 1}
        yield f"with {key!r} as another", {**table, key: next(iter(table.values()), "?")}


def _in_list(items: list[Any]) -> Iterator[tuple[str, Any]]:
    yield "emptied", []
    yield "first twice", [*items, *items[:1]]
    for wrong in (1, "", [], {}, True):
        yield f"with {wrong!r}", [*items, wrong]


CHANGES: Mapping[type, Callable[[Any], Iterable[tuple[str, Any]]]] = {dict: _in_table, list: _in_list}


def _slices(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The campaign without its lists and dictionary, then with one element of them at a time: a file quickly judged."""
    head = {key: value for key, value in raw.items() if key != "facts" and not isinstance(value, list)}
    yield head
    for key in (key for key in raw if key not in head):
        elements = raw[key].items() if key == "facts" else enumerate(raw[key])
        for place, element in elements:
            yield {**head, key: {place: element} if key == "facts" else [element]}


def _mutations(raw: dict[str, Any], per_leaf: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Single faults of a campaign in the order of the file: of every table and list, `per_leaf` of each leaf.

    Decimals are few and have the most ways to be wrong: they get every mistake.
    """
    mistakes = cycle(WRONG)
    head, *slices = _slices(raw)
    for piece in (head, *slices):
        for path, value in _paths(piece):
            if piece is not head and path[:1] in ((), *((key,) for key in head)):
                continue
            changes = CHANGES.get(type(value), lambda _leaf: ())(value)
            taken = len(WRONG) if isinstance(value, Decimal) else per_leaf if path else 0
            instead = (*islice(mistakes, taken), *(WRONG_USE if path[-1:] == ("use",) else ()))
            for what, changed in (*changes, *((f"= {other!r}", other) for other in instead)):
                yield f"{'.'.join(map(str, path))} {what}", _with(piece, path, changed)


def _with(raw: Any, path: tuple[Any, ...], changed: Any) -> Any:
    """`raw` with `changed` at `path`; only the tables on the way are copied."""
    if not path:
        return changed
    copy = raw.copy()
    copy[path[0]] = _with(raw[path[0]], path[1:], changed)
    return copy


@pytest.fixture(scope="module")
def faults(registry: Registry) -> Faults:
    """What the structural stage refuses of a campaign."""
    converter = cache(lambda province: campaign_converter(registry, province))

    def of(raw: Any) -> list[toml.Problem]:
        province = raw.get("province")
        return toml.structure(converter(province if isinstance(province, str) else ""), raw, Campaign)[1]

    return of


def _source(name: str) -> str:
    return {"sample year": YEAR, "sample stages": STAGES}.get(name) or toml.read_text(CAMPAIGNS[name])


SUBJECTS = ("sample year", "sample stages", *CAMPAIGNS)


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_campaign_passes_the_schema_and_loads(name: str, registry: Registry) -> None:
    """Every shipped campaign, and the two samples that use every kind of key, are valid by both."""
    raw = toml.parse(_source(name), name)
    assert [error.message for error in TomlValidator(campaign_schema(registry)).iter_errors(raw)] == []
    assert load_text(_source(name), name, name, registry).campaign.title == raw["title"]


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_editor_underlines_nothing_in_a_campaign(name: str, registry: Registry) -> None:
    """An editor sees dates as strings and numbers as floats; the plain dialect accepts that too."""
    seen = json.loads(json.dumps(toml.parse(_source(name), name), default=_as_editors_see))
    plain = jsonschema.Draft202012Validator(campaign_schema(registry), format_checker=jsonschema.FormatChecker())
    assert [error.message for error in plain.iter_errors(seen)] == []


def _as_editors_see(value: date | Decimal) -> str | float:
    return float(value) if isinstance(value, Decimal) else value.isoformat()


def test_digits_after_the_point_are_the_one_thing_only_the_converter_counts(registry: Registry, faults: Faults) -> None:
    """A tenth digit passes the schema, as its docstring says, and is refused when the file is loaded."""
    raw = toml.parse(YEAR, "sample")
    for digits, welcome in (("0.123456789", True), ("0.1234567891", False)):
        raw["facts"]["diem"]["max"] = Decimal(digits)
        assert (TomlValidator(campaign_schema(registry)).is_valid(raw), not faults(raw)) == (True, welcome)


@pytest.mark.parametrize("name", SUBJECTS)
def test_schema_and_converter_refuse_the_same_files(name: str, registry: Registry, faults: Faults) -> None:
    """Of each fault put into a campaign, the schema and the structural stage say the same."""
    raw = toml.parse(_source(name), name)
    original = deepcopy(raw)
    validator = TomlValidator(campaign_schema(registry))
    refused, accepted, disagreements = 0, 0, []
    mutations = list(_mutations(raw, PER_LEAF))
    for what, mutated in mutations[:: max(1, len(mutations) // LIMIT) if name in CAMPAIGNS else 1]:
        found = faults(mutated)
        if validator.is_valid(mutated) != (not found):
            disagreements.append((what, found))
        refused, accepted = refused + bool(found), accepted + (not found)
    print(f"{name}: {refused} refused, {accepted} accepted, {len(disagreements)} disagreements")
    assert disagreements == []
    assert raw == original
    assert refused >= 100


def test_a_rule_belongs_to_its_province_in_the_schema_too(registry: Registry, faults: Faults) -> None:
    """A rule of Ninh Thuận is accepted in a file of Ninh Thuận and nowhere else, at any depth."""
    rule = {"use": "ninh_thuan.all_assigned_indices_rise", "assigned": "chi_so"}
    validator = TomlValidator(campaign_schema(registry))
    raw = toml.parse(YEAR, "sample")
    for evaluator in (rule, {"use": "any_of", "of": [{"use": "all_of", "of": [rule]}]}):
        raw["criteria"][0]["evaluator"] = evaluator
        for province, welcome in (("ninh_thuan", True), ("lam_dong", False), ("noi_khac", False)):
            raw["province"] = province
            assert (validator.is_valid(raw), not faults(raw)) == (welcome, welcome)


def test_the_checked_in_schema_is_the_generated_one(registry: Registry) -> None:
    """`schemas/campaign.schema.json` is what the classes and the four plugins give, byte for byte."""
    assert [plugin.name for plugin in registry.plugins if plugin.state == "ok"] == list(FIRST_PARTY)
    assert CHECKED_IN.read_bytes() == text(campaign_schema(registry)).encode()


def test_the_schema_is_valid_and_the_same_every_time(registry: Registry) -> None:
    """It is a schema of its dialect, refers to nothing that is not there, and does not depend on plugin order."""
    schema = campaign_schema(registry)
    jsonschema.Draft202012Validator.check_schema(schema)
    written = text(schema)
    wanted = set(re.findall(r'"#/\$defs/([^"]+)"', written))
    assert wanted == set(schema["$defs"])
    reversed_rules = {slot: dict(reversed(rules.items())) for slot, rules in reversed(registry.rules.items())}
    assert text(campaign_schema(Registry(reversed_rules, registry.plugins))) == written
    assert written.endswith("}\n")
    assert json.loads(written) == schema


class Colour(Enum):
    """A colour."""

    RED = "red"


@frozen
class Leaf:
    """A leaf.

    Not told.
    """

    colour: Colour
    seats: Seats | None = None
    from_: Literal["b", "a"] = "a"


@frozen
class Tree:
    """A tree."""

    leaves: tuple[Leaf, ...]
    size: Decimal
    below: Mapping[Id, Tree] | None = None


def test_any_attrs_class_has_a_schema() -> None:
    """Docstrings, keys, defaults and recursion come from the class alone; TOML has no null."""
    schema = schema_of(Tree, "Cây")
    assert schema["title"] == "Cây"
    assert schema["description"] == "A tree."
    assert schema["required"] == ["leaves", "size"]
    assert schema["$defs"]["Leaf"] == {
        "description": "A leaf.",
        "type": "object",
        "additionalProperties": False,
        "required": ["colour"],
        "properties": {
            "colour": {"$ref": "#/$defs/Colour"},
            "seats": {"$ref": "#/$defs/Seats"},
            "from": {"enum": ["a", "b"], "default": "a"},
        },
    }
    assert schema["$defs"]["Colour"] == {"description": "A colour.", "enum": ["red"]}
    valid = {"leaves": [{"colour": "red", "seats": 1}], "size": 1, "below": {"x": {"leaves": [], "size": 2}}}
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(valid)
    assert not validator.is_valid({**valid, "below": {"x": {"leaves": []}}})
    assert not validator.is_valid({**valid, "below": None})


def test_a_document_is_complete_has_null_and_no_decimals() -> None:
    """What the program writes has every key, null where there is nothing, and exact numbers as strings."""
    validator = jsonschema.Draft202012Validator(schema_of(Tree, "Cây", document=True))
    leaf = {"colour": "red", "seats": None, "from": "a"}
    valid = {"leaves": [leaf], "size": "-1.50", "below": None}
    assert validator.is_valid(valid)
    assert not validator.is_valid({**valid, "size": 1})
    assert not validator.is_valid({key: value for key, value in valid.items() if key != "below"})
    assert not validator.is_valid({**valid, "leaves": [{"colour": "red"}]})


def test_two_classes_of_one_name_have_two_definitions() -> None:
    """A class of a province that bears a name of ours takes nothing from ours."""
    Namesake = Enum("FactType", {"X": "x"}, module="elsewhere")
    both = frozen(type("Both", (), {"__annotations__": {"one": FactType, "other": Namesake}}))
    schema = schema_of(both, "Both")
    assert set(schema["$defs"]) == {"FactType", "elsewhere.FactType"}


def test_an_unknown_type_and_a_slot_without_registry_are_errors() -> None:
    """A type the schema cannot say is a programming error, never a hole in the schema."""
    with pytest.raises(TypeError, match="bytes"):
        schema_of(frozen(type("Odd", (), {"__annotations__": {"data": bytes}})), "Odd")
    with pytest.raises(TypeError, match="registry"):
        schema_of(Campaign, "Campaign")
