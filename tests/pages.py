"""The pages of the documentation, read as a reader follows them: block after block, in one empty folder per page.

The words after the language of a fence say what it is:

    ```console [slow]           lines after `$ ` are typed, the lines below are what is answered; `…` stands for
                                anything, `# exit code 1` (`# mã thoát 1`) for how it ends; what is slow is typed
                                where EMULATION_PAGES is set (`tox -e docs`)
    ```toml campaign [FILE]     a whole file; also cases, jurisdictions, … : whatever has a schema
    ```toml piece [FILE]        some keys of a campaign
    ```LANGUAGE FILE            any other file that the page writes

and `<!-- FILE: the sample of CAMPAIGN, filled in -->` what an officer did between two of them.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest
import tomli
from attrs import frozen
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

import forms
from emulation_core.cases import schemas
from emulation_core.config import Catalogue, load_text
from emulation_core.errors import EmulationError
from support import Ran, inside, registry

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
FOLLOWED_BY = {"docs/adding-a-province.md": "tests/test_adding_a_province.py"}
"""Pages that a test of their own follows: what they type needs more than this program."""
GIVEN = re.compile(r"<!-- (\S+): the sample of (\S+), filled in -->")
ENDS = re.compile(r"#.*\b(?:exit code|mã thoát) (\d)")
ANYTHING = "…"


@frozen
class Block:
    """A fence, or (language "given") what was done beside the page."""

    place: str
    language: str
    words: tuple[str, ...]
    text: str


def blocks(page: Path) -> list[Block]:
    """The fences of a page in their order, wherever they stand."""
    found = []
    for token in MarkdownIt().parse(page.read_text("utf-8")):
        place = f"{page.relative_to(ROOT)}:{token.map[0] + 1}" if token.map else ""
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            found.append(Block(place, language, tuple(words), token.content))
        elif token.type == "html_block" and (given := GIVEN.search(token.content)):
            found.append(Block(place, "given", given.groups(), ""))
    return found


def links(page: Path) -> list[str]:
    """The links and pictures of a page that point into this project, without what follows a `#`."""
    inline = [
        child for token in MarkdownIt().enable("table").parse(page.read_text("utf-8")) for child in token.children or ()
    ]
    named = [str(child.attrs.get("href") or child.attrs.get("src") or "") for child in inline]
    return [unquote(link.partition("#")[0]) for link in named if link.partition("#")[0] and "://" not in link]


# What a file in TOML must be.


@cache
def validators() -> Mapping[str, Draft202012Validator]:
    """By what the fence calls the file: every schema, and that of a campaign of which keys may be left out."""
    known = schemas(registry())
    return {name: Draft202012Validator(s) for name, s in {**known, "piece": optional(known["campaign"])}.items()}


def optional(schema: Any) -> Any:
    """The schema without its `required`."""
    if isinstance(schema, dict):
        return {key: optional(inner) for key, inner in schema.items() if key != "required" or isinstance(inner, dict)}
    return [optional(inner) for inner in schema] if isinstance(schema, list) else schema


def plain(value: Any) -> Any:
    """Parsed TOML as JSON Schema sees it: days are strings, as in the editors."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if isinstance(value, (bool, int, str)) else str(value) if hasattr(value, "isoformat") else float(value)


def faults(what: str, text: str) -> list[str]:
    """What is wrong with a file in TOML, by its kind; `other` need only be TOML."""
    if what == "campaign":
        load_text(text, "trang/vi_du", "vi_du.toml", registry(), Catalogue())
        return []
    raw = plain(tomli.loads(text))
    if what == "other":
        return []
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message}" for e in validators()[what].iter_errors(raw)]


# What a console says.


@frozen
class Typed:
    """A line after `$ `, how it ends, and the answer below it."""

    words: tuple[str, ...]
    code: int
    answer: str


def typed(text: str) -> Iterator[Typed]:
    """The commands of a console block; a line that ends in a backslash goes on."""
    for part in re.split(r"^\$ ", text.replace("\\\n", ""), flags=re.M)[1:]:
        line, _, answer = part.partition("\n")
        ends = ENDS.search(line)
        yield Typed(tuple(shlex.split(line, comments=True)), int(ends[1]) if ends else 0, answer)


def agrees(answer: str, said: str) -> bool:
    """Whether the page's answer is what was said; spaces at the end of lines and empty lines aside."""
    lines = [line.rstrip() for line in answer.splitlines() if line.strip()]
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == ANYTHING else ".*".join(map(re.escape, line.split(ANYTHING))) + r"\n"
        for line in lines
    )
    heard = "".join(f"{line.rstrip()}\n" for line in said.splitlines() if line.strip())
    return not lines or re.fullmatch(pattern, heard) is not None


def elsewhere(words: tuple[str, ...]) -> bool:
    """Whether a command that is not run here is at least one that there is: environments of tox, scripts, extras."""
    environments = set(re.findall(r"^\[testenv:(\w+)\]", (ROOT / "tox.ini").read_text("utf-8"), re.M))
    extras = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    match words:
        case ("tox", "-e", name, *_):
            return name in environments
        case ("python" | "python3", "run.py", "test" | "check", *_):
            return True
        case ("python" | "python3", script, *_):
            return (ROOT / script).is_file()
        case ("pip" | "pipx", "install", *what):
            asked = set(re.findall(r"\[([\w,]+)\]", " ".join(what)))
            return all(extra in extras for one in asked for extra in one.split(","))
    return False


# Following a page.


@cache
def filled(id: str) -> bytes:
    """The form of a campaign, filled in with its sample."""
    with TemporaryDirectory() as folder:
        return forms.filled_from_sample(id, Path(folder))[1].read_bytes()


def follow(page: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Do what a page says, in the current folder; everything that does not hold, with its line."""
    return [f"{block.place}: {what}" for block in blocks(page) for what in done(block, capsys)]


def done(block: Block, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Load or write or type one block; what does not hold."""
    if block.language == "console" and "slow" in block.words and not os.environ.get("EMULATION_PAGES"):
        return
    if block.language == "console":
        for command in typed(block.text):
            yield from answered(command, capsys)
    elif block.language == "given":
        name, id = block.words
        write(name, filled(id))
    else:
        what, file = (*block.words, "", "")[:2] if block.language == "toml" else ("", "".join(block.words))
        if block.language == "toml":
            yield from read_in(what, block.text)
        if file:
            write(file, block.text.encode())


def read_in(what: str, text: str) -> Iterator[str]:
    """What is wrong with a block in TOML, or with what its fence calls it."""
    if what not in (*validators(), "other"):
        yield f"a fence in TOML says what it is: {', '.join(validators())} or other"
        return
    try:
        yield from faults(what, text)
    except (EmulationError, tomli.TOMLDecodeError) as problem:
        yield str(problem)


def answered(command: Typed, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Type one command; what is answered otherwise than the page says."""
    match command.words:
        case ("emulation", *rest):
            arguments = rest
        case ("python3", "run.py", verb, *rest) if verb not in ("test", "check"):
            arguments = [verb, *rest]
        case _:
            if not elsewhere(command.words):
                yield f"{' '.join(command.words)}: nobody knows this command"
            return
    ran: Ran = inside(capsys, *arguments)
    told = ran.out + ran.err
    if ran.code != command.code:
        yield f"{' '.join(command.words)}: exit code {ran.code}\n{told}"
    elif not agrees(command.answer, told):
        yield f"{' '.join(command.words)}: it says\n{told}"


def write(name: str, content: bytes) -> None:
    """A file of the page, in the current folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
