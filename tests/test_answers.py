"""What verbs answer with `--json` keeps to the schema that is published for it, whichever way they are asked."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from docx import Document
from jsonschema import Draft202012Validator, FormatChecker

from deployments import deployment, put_evidence
from emulation_core.cli.answers import answers, published
from emulation_core.cli.verbs import verbs
from emulation_core.config import Catalogue, load
from emulation_core.intake import read
from emulation_core.ledger import record
from emulation_core.scoring import choose_round, score
from support import inside, registry

ON = "2027-03-01"
PLAN = "lam_dong/so_cong_thuong_2026"
FILE = dict(Catalogue().campaigns())[PLAN]
SAMPLE = FILE.with_suffix(".sample.csv")
NOWHERE = "0" * 64
ASKED = {
    "batch": ["batch d --on 2027-03-01"],
    "campaigns": ["campaigns", "campaigns --on 2027-03-01 --provinces d/provinces"],
    "check": [f"check {PLAN}", f"check {PLAN} mot.csv --on 2027-03-01", f"check {PLAN} sai.csv"],
    "consolidate": [
        "consolidate so.db --form giay_khen -o tinh.db --on 2027-03-01",
        f"consolidate so.db --form giay_khen -o khong.db --anchor {NOWHERE}",
    ],
    "coverage": [f"coverage {PLAN}"],
    "decide": [
        "decide latest --ledger so.db",
        "decide latest --ledger so.db --award giay_khen --judge T09 noi_bo_doan_ket met --reason a --minutes b --by c",
    ],
    "diff": ["diff {first} latest --ledger so.db"],
    "doc": ["doc check nhap.docx"],
    "erase": ["erase T01 --reason a --ledger xoa.db"],
    "explain": ["explain latest T09 --ledger so.db", "explain ket_luan.parquet T09"],
    "large": [f"score {PLAN} mot.parquet --verdicts ket_luan.parquet --on 2027-03-01"],
    "plugins": ["plugins"],
    "receipt": ["receipt {first} T09 --ledger so.db"],
    "runs": ["runs --ledger so.db"],
    "test": [f"test {FILE.with_suffix('.cases.toml')}", f"test {FILE.with_suffix('.cases.toml')} --coverage"],
    "timeline": [f"timeline {PLAN} --on 2027-01-31", "timeline soc_trang/so_tnmt_2021_2030"],
    "verify": ["verify --ledger so.db --replay", f"verify --ledger so.db --anchor {NOWHERE}"],
    "whatif": [f"whatif {PLAN} mot.csv --drop noi_bo_doan_ket --on 2027-03-01"],
}
"""Each schema, and commands that answer by it; some of them end with 1."""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A folder with evidence, a paper, ledgers, and a deployment in which one agency fails; the first run of `so.db`."""
    folder = tmp_path_factory.mktemp("so")
    text = SAMPLE.read_text("utf-8")
    (folder / "mot.csv").write_text(text, "utf-8")
    (folder / "hai.csv").write_text(
        text.replace("T01,Văn phòng", "T01,Văn phòng Sở").replace(",có,2,có,", ",không,2,có,"), "utf-8"
    )
    (folder / "sai.csv").write_text(text.replace(",có,2,có,", ",nhiều,2,có,"), "utf-8")
    pl.read_csv(folder / "mot.csv", infer_schema=False).write_parquet(folder / "mot.parquet")
    Document().save(str(folder / "nhap.docx"))
    loaded, on = load(FILE, PLAN, registry()), date.fromisoformat(ON)
    round = choose_round(loaded.campaign, None, on)
    runs = [
        record(folder / book, score(loaded, read([folder / name], loaded.campaign), round, on), registry())
        for book, name in (("so.db", "mot.csv"), ("so.db", "hai.csv"), ("xoa.db", "mot.csv"))
    ]
    put_evidence(deployment(folder / "d", ["tinh_mau/so_a_2026"]), "tinh_mau/so_la_2026")
    (folder / "d" / "provinces" / "tinh_mau" / "so_hong_2026.toml").write_text("title = 1\n", "utf-8")
    return folder, runs[0].run


@pytest.mark.parametrize("name", ["large", *sorted({*ASKED} - {"large"})])
def test_an_answer_keeps_to_its_schema(name, first, capsys, monkeypatch):
    """Real output: every key is there, none is unknown, and there is no number but integers."""
    folder, run = first
    monkeypatch.chdir(folder)
    validator = Draft202012Validator(published(registry())[name], format_checker=FormatChecker())
    for command in ASKED[name]:
        ran = inside(capsys, *command.format(first=run).split(), "--json")
        assert ran.code in (0, 1), ran.err
        validator.validate(json.loads(ran.out, parse_float=pytest.fail))


def test_every_verb_that_answers_has_a_schema():
    """Beside `score`, whose answer is an outcome, only these have none: lists of outcomes, plans, names of files."""
    assert {*ASKED} == answers().keys()
    assert verbs().keys() - answers().keys() == {"score", "demo", "show", "form", "report", "new", "schema"}


def test_published_schemas_are_schemas():
    """Each is valid in its dialect."""
    for schema in published(registry()).values():
        Draft202012Validator.check_schema(schema)
