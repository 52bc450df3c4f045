"""The documentation does what it says: what a page shows is loaded, typed and answered so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import DOCS, FOLLOWED_BY, PAGES, ROOT, agrees, blocks, done, follow, links, typed
from pages import Block as Shown

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
LANGUAGES = {"console", "given", "toml", "python", "csv", "json", "jsonc", "text", "sql", "lua", "html", "ini"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to follow a page in, with nothing set from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("EMULATION_PROVINCES", "EMULATION_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize("name", [name for name in NAMES if name not in FOLLOWED_BY])
def test_what_a_page_shows_holds(name, folder, capsys):
    """From top to bottom: TOML loads as what it is called, commands end and answer as printed."""
    wrong = follow(ROOT / name, capsys)
    assert not wrong, "\n".join(wrong)


def test_no_page_is_followed_by_nobody():
    """A page that is not followed here has a test of its own."""
    assert [name for name in NAMES if name in FOLLOWED_BY and not (ROOT / FOLLOWED_BY[name]).is_file()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_fence_says_what_it_holds(name):
    """No command and no file hides in a fence that nobody tries; a `text` fence types nothing."""
    for block in blocks(ROOT / name):
        assert block.language in LANGUAGES or block.language.startswith("{"), block.place
        typed_in_text = block.language == "text" and any(
            line.startswith(("$ ", "emulation ")) for line in block.text.splitlines()
        )
        assert not typed_in_text, block.place
        assert block.language != "console" or list(typed(block.text)), block.place


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    """A link to a file of this project, or a picture, is there; what lies in the net is not asked for."""
    page = ROOT / name
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("language", "words", "text", "wrong"),
    [
        ("console", (), "$ emulation campaigns\n…\n", False),
        ("console", (), "$ emulation campaigns\nnothing of the kind\n", True),
        ("console", (), "$ emulation show nowhere/nothing\n", True),
        ("console", (), "$ emulation show nowhere/nothing   # exit code 1\n", False),
        ("console", (), "$ emulation show   # exit code 1\n", True),
        ("console", (), "$ emulation campaigns --colour\n", True),
        ("console", (), "$ tox -e docs\n", False),
        ("console", (), "$ tox -e castles\n", True),
        ("console", (), "$ python tools/messages.py\n", False),
        ("console", (), "$ python tools/castles.py\n", True),
        ("console", (), "$ rm -r provinces\n", True),
        ("toml", ("piece",), "[money]\nregime = 'nd_91_2017'\n", False),
        ("toml", ("piece",), "[money]\nregimen = 'nd_91_2017'\n", True),
        ("toml", ("campaign",), "[money]\nregime = 'nd_91_2017'\nclause = 'I'\n", True),
        ("toml", ("castle",), "", True),
        ("toml", (), "", True),
        ("toml", ("other",), "a = \n", True),
    ],
)
def test_a_page_that_tells_untruths_is_found_out(language, words, text, wrong, folder, capsys):
    """The check itself: another answer, exit code, option, script, key or kind of file than there is."""
    assert bool(list(done(Shown("", language, words, text), capsys))) is wrong


@pytest.mark.parametrize(
    ("answer", "said", "same"),
    [
        ("", "anything\n", True),
        ("one\n…\n", "one\ntwo\nthree\n", True),
        ("…\nthree\n", "one\n\nthree   \n", True),
        ("run … is\n", "run a1b2 is\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\n…\ntwo\n", "one\nthree\n", False),
    ],
)
def test_three_dots_stand_for_anything(answer, said, same):
    """In a line for some words, alone on a line for some lines; without them every line counts."""
    assert agrees(answer, said) is same


def test_a_file_of_a_page_is_there_for_its_commands(folder, capsys):
    """What a fence names is written; what an officer fills in is a form filled in."""
    list(done(Shown("", "csv", ("a/b.csv",), "id\n"), capsys))
    list(done(Shown("", "given", ("phieu.xlsx", "lam_dong/so_cong_thuong_2026"), ""), capsys))
    assert Path("a/b.csv").read_text("utf-8") == "id\n"
    score = "$ emulation score lam_dong/so_cong_thuong_2026 phieu.xlsx --on 2027-03-01\n…\n"
    assert list(done(Shown("", "console", (), score), capsys)) == []


def test_every_page_can_be_reached():
    """Whatever stands in docs/ stands in the table of contents too."""
    index = (DOCS / "index.md").read_text("utf-8")
    entries = {
        line.strip()
        for block in blocks(DOCS / "index.md")
        if block.language == "{toctree}"
        for line in block.text.splitlines()
    }
    pages = {str(page.relative_to(DOCS).with_suffix("")) for page in DOCS.rglob("*.md")} - {"index"}
    assert index
    assert pages == {entry for entry in entries if entry and not entry.startswith(":")}
