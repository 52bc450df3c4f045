"""What the program writes keeps to the schemas it publishes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from emulation_core.cases import schemas
from emulation_core.config import Catalogue, load
from emulation_core.config.schema import text
from emulation_core.intake import read
from emulation_core.plugins import load as load_plugins
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from emulation_core.toml import parse

SCHEMAS = Path(__file__).parents[1] / "schemas"
REGISTRY = load_plugins()
CAMPAIGNS = dict(Catalogue().campaigns())
SAMPLES = {id: path.with_suffix(".sample.csv") for id, path in CAMPAIGNS.items()}


@pytest.mark.parametrize("name", sorted(schemas(REGISTRY)))
def test_a_checked_in_schema_is_what_the_classes_give(name):
    """`schemas/<name>.schema.json` is written by `emulation schema -o schemas`, byte for byte."""
    assert (SCHEMAS / f"{name}.schema.json").read_text("utf-8") == text(schemas(REGISTRY)[name])


@pytest.mark.parametrize("id", [id for id, sample in SAMPLES.items() if sample.is_file()])
def test_an_outcome_keeps_to_its_schema(id):
    """The JSON of a scored sample validates, survives a round trip through text, and holds no number but integers."""
    loaded = load(CAMPAIGNS[id], id, REGISTRY)
    round = choose_round(loaded.campaign, None, loaded.campaign.period.rounds()[0].until)
    outcome = score(loaded, read([SAMPLES[id]], loaded.campaign), round, loaded.campaign.all_due(round))
    made = json.loads(json.dumps(to_json(document(outcome)), ensure_ascii=False), parse_float=pytest.fail)
    Draft202012Validator(schemas(REGISTRY)["outcome"]).validate(made)


@pytest.mark.parametrize(
    "path", [path.with_suffix(".cases.toml") for path in CAMPAIGNS.values()], ids=lambda path: path.name
)
def test_shipped_cases_keep_to_their_schema(path):
    """Every shipped cases file validates; days are checked as days by the converter that reads them."""
    raw = json.loads(json.dumps(parse(path.read_text("utf-8"), path.name), default=str))
    Draft202012Validator(schemas(REGISTRY)["cases"]).validate(raw)


def test_the_shipped_jurisdictions_keep_to_their_schema():
    """`provinces/jurisdictions.toml` validates; days are checked as days by the converter that reads them."""
    path = SCHEMAS.with_name("provinces") / "jurisdictions.toml"
    raw = json.loads(json.dumps(parse(path.read_text("utf-8"), path.name), default=str))
    Draft202012Validator(schemas(REGISTRY)["jurisdictions"]).validate(raw)
