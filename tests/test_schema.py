"""The schema refuses what the converter refuses, and nothing else; the checked-in file is the generated one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from emulation_core import plugins, toml
from emulation_core.campaign import Campaign
from emulation_core.config import Catalogue, load_text
from emulation_core.config.rules import campaign_converter
from emulation_core.config.schema import campaign_schema, text
from emulation_core.plugins import Registry
from single_faults import PER_LEAF, every_fault
from whole_plans import STAGES, YEAR

FIRST_PARTY = ("binh_dinh", "lam_dong", "ninh_thuan", "soc_trang")
Faults = Callable[[Any], list[toml.Problem]]
CHECKED_IN = Path(__file__).parents[1] / "schemas" / "campaign.schema.json"
CAMPAIGNS = dict(Catalogue().campaigns())
LIMIT = 600  # mutations of a shipped campaign; twice as many at most


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
    mutations = list(every_fault(raw, PER_LEAF))
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
