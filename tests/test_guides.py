"""The guides keep up with the program: rooms, rules, hooks, words, options, exit codes, and a plan encoded whole."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import emulation_core
from emulation_core import hookspecs, plugins
from emulation_core.cli import EXIT
from emulation_core.cli.verbs import verbs
from emulation_core.config import load_text
from emulation_core.model import FactType, Kind, Status, Verdict
from emulation_core.outcome import LISTS
from emulation_core.report import document
from emulation_core.report.signs import PLACES, STATUSES, VERDICTS
from emulation_core.scoring import choose_round, score
from pages import DOCS, ROOT, blocks
from support import CAMPAIGNS, evidence, registry, shipped
from test_house import SRC, room, sources

TOUR, HOOKS, WORDS = ((DOCS / page).read_text("utf-8") for page in ("tour.md", "hooks.md", "glossary.md"))
GUIDE = DOCS / "tu-ke-hoach-giay-den-toml.md"
LAM_DONG = "lam_dong/so_cong_thuong_2026"


def rows(text: str) -> list[list[str]]:
    """The cells of every line of a table."""
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines() if line[:1] == "|"]


# Made from the program


def test_the_pages_made_from_the_program_are_fresh():
    """File, rules, command line, assumptions: an option or rule that is not on its page fails here."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "reference.py", "--check"], capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_verb_and_exit_code_has_its_place():
    """Whoever looks a verb, an option or an exit code up finds it."""
    page = (DOCS / "cli.md").read_text("utf-8")
    assert [verb for verb in verbs() if f"\n## `{verb}`\n" not in page] == []
    codes = page.partition("## Mã thoát")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\d+)` \|", codes, re.MULTILINE) == [str(code) for code in sorted(EXIT.values())]


def test_every_rule_has_its_heading():
    """Also those of the provinces that are shipped."""
    page = (DOCS / "evaluators.md").read_text("utf-8")
    assert re.findall(r"^### `(.+)`$", page, re.M) == [r for rules in registry().rules.values() for r in rules]


# The tour


def test_the_tour_passes_through_every_room():
    """Each room has one row, and no row leads to a room that is gone."""
    told = [cells[0].strip("`") for cells in rows(TOUR.partition("## Beside the house")[0])]
    there = {room(path) for path in sources(SRC)} - {"__init__"}
    assert sorted(name for name in told if name not in ("room", "---|---")) == sorted(there)


def test_the_tour_names_no_module_that_is_gone():
    """Every file and folder it names is there, from the core or from the root."""
    named = re.findall(r"`([\w/]+(?:\.py|\.toml|/))`", TOUR)
    assert len(named) > 15
    assert [name for name in named if not ((SRC / name).exists() or (ROOT / name).exists())] == []


# Hooks


def test_every_hook_is_described():
    """In the table, with an example; and no hook that does not exist."""
    known = [name for name in vars(hookspecs) if name.startswith("emulation_")]
    assert [cells[0].strip("`") for cells in rows(HOOKS) if cells[0].startswith("`emulation_")] == known
    assert re.findall(r"^def (emulation_\w+)", HOOKS, re.M) == known


@pytest.mark.parametrize("name", [name for name in emulation_core.__all__ if not name.startswith("_")])
def test_what_a_plugin_may_import_is_in_the_reference_of_hooks(name):
    """Nothing of the API is left for the source code to tell."""
    assert re.search(rf"\b{name}\b", HOOKS)


@pytest.mark.parametrize(
    "asks", ["has", "need", "not_empty", "level", "options", "type_of", "history", "years", "full", "refuse"]
)
def test_what_a_rule_may_ask_is_described(asks):
    """Every public name of `Facts`; this list is all of them."""
    assert hasattr(emulation_core.Facts, asks)
    assert f"facts.{asks}" in HOOKS


@pytest.fixture
def example(tmp_path, monkeypatch) -> tuple[plugins.Registry, str]:
    """The rules of the page's plugin, loaded as any province's, and its campaign."""
    files = {block.words[-1]: block.text for block in blocks(DOCS / "hooks.md") if block.words}
    (tmp_path / "emulation_ca_mau.py").write_text(files["emulation_ca_mau.py"], "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield plugins.load([EntryPoint("ca_mau", "emulation_ca_mau", plugins.GROUP)]), files["so_mau_2027.toml"]
    sys.modules.pop("emulation_ca_mau", None)


def test_the_example_of_every_hook_works(example):
    """The plugin is ok, and its campaign judges, counts seats, lays out rounds and asks for papers."""
    rules, text = example
    assert [(plugin.state, plugin.why) for plugin in rules.plugins] == [("ok", "")]
    loaded = load_text(text, "ca_mau/so_mau_2027", "so_mau_2027.toml", rules)
    assert [round.id for round in loaded.campaign.period.rounds()] == ["quy_1", "quy_2", "quy_3", "quy_4"]
    round = choose_round(loaded.campaign, "quy_2", loaded.campaign.period.rounds()[1].until)
    people = [
        {"id": f"P{n:02}", "name": f"Phòng {n}", "kind": "collective", "so_cau_hoi": 9, "so_tra_loi_dung_han": n}
        for n in range(10)
    ]
    del people[9]["so_tra_loi_dung_han"]
    outcome = document(score(loaded, evidence(loaded.campaign, people), round, round.until))
    verdicts = {person.id: person.findings[0].verdict for person in outcome.participants}
    assert [verdicts[id] for id in ("P06", "P07", "P08", "P09")] == ["not_met", "met", "met", "missing"]
    assert [(proposal.seats, len(proposal.tied)) for proposal in outcome.proposals] == [(1, 2)]
    assert [str(step.until) for step in loaded.campaign.procedure.steps(round)] == ["2027-07-07"]


# Words


@pytest.mark.parametrize(
    "words", [[*Verdict, *Status], [*Kind, *FactType], LISTS], ids=["model", "kinds and types", "lists"]
)
def test_every_closed_set_is_in_the_glossary(words):
    """Verdicts, statuses, kinds, types of facts and lists, as files spell them."""
    spelt = [word if isinstance(word, str) else getattr(word, "word", None) or word.value for word in words]
    assert [word for word in spelt if f"`{word}` |" not in WORDS] == []


def test_the_glossary_says_what_papers_and_screens_say():
    """One word for one thing: the Vietnamese of the glossary is that of the program."""
    told = {(cells[0], cells[2].strip("`")) for cells in rows(WORDS) if len(cells) == 3}
    signs = {word: vi for word, (_sign, (vi, _en)) in VERDICTS.items()}
    said = {
        (vi, word)
        for words in (signs, *({w: p[0] for w, p in t.items()} for t in (STATUSES, PLACES)))
        for word, vi in words.items()
    }
    assert said - told == set()


# A plan encoded whole


def pieces(text: str) -> list[str]:
    """The paragraphs of a file in TOML, those of comments alone left out."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [part for part in parts if not all(line.startswith("#") for line in part.splitlines())]


def test_the_blocks_of_the_guide_are_the_shipped_file():
    """All of it, each piece once, word for word."""
    told = [piece for block in blocks(GUIDE) if block.words[:1] == ("piece",) for piece in pieces(block.text)]
    assert sorted(told) == sorted(pieces(CAMPAIGNS[LAM_DONG].read_text("utf-8")))


def test_the_cases_of_the_guide_are_shipped_too():
    """Word for word, from the file beside the campaign."""
    path = CAMPAIGNS[LAM_DONG]
    cases = pieces(path.with_name(f"{path.stem}.cases.toml").read_text("utf-8"))
    told = [piece for block in blocks(GUIDE) if block.words[:1] == ("cases",) for piece in pieces(block.text)]
    assert told
    assert [piece for piece in told if piece not in cases] == []


def test_the_guide_speaks_of_every_clause():
    """Each clause that a criterion, an award or a step cites has its paragraph: its number stands outside the blocks."""
    prose = re.sub(r"```.*?```", "", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    campaign = shipped(LAM_DONG).campaign
    cited = {one.clause for one in (*campaign.criteria, *campaign.scope, *campaign.awards)}
    assert [clause for clause in cited if clause.partition(",")[0] not in prose] == []


def test_every_province_says_how_its_plans_were_read():
    """A page for each province that ships a campaign."""
    assert {id.partition("/")[0] for id in CAMPAIGNS} == {path.stem for path in Path(DOCS / "readings").glob("*.md")}
