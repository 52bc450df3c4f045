"""The outline of a plan, `<campaign>.outline.toml`: the number of every clause and a few words of its heading.

It holds no sentence of the plan. A clause is named as campaign files cite it, so that a citation and a clause match
when they are the same words: "V.1.a", "V.1.a, gạch đầu dòng 3", "V.1, đoạn cuối".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import field, frozen

from emulation_core import toml
from emulation_core.config.catalogue import OUTLINE, SUFFIX
from emulation_core.errors import CampaignRefused, NotFound
from emulation_core.i18n import _
from emulation_core.model import Text

# The numbers of plans, in their order; the letters are those of Vietnamese.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = (*("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), *("XI", "XII", "XIII", "XIV", "XV"))
_NUMBER = re.compile(rf"(?:[IVX]+|[0-9]+|[{_LETTERS}])(?:\.(?:[0-9]+|[{_LETTERS}]))*\Z")


@frozen
class Clause:
    """One clause of a plan: a few words of its `heading`, and what becomes of it where no citation says so.

    `held_in` names what of the campaign file says the same without citing it ("period", "plan.basis",
    "criteria.<id>", "assumptions.<about>"); `narrative` says in a word why the clause asks nothing of the engine, and
    holds for every clause below it.
    """

    heading: Text
    held_in: tuple[Text, ...] = ()
    narrative: Text | None = None


@frozen
class Outline:
    """The clauses of a plan by name, in its order; `skipped` are the numbers its paper leaves out."""

    clauses: Mapping[Text, Clause]
    skipped: tuple[Text, ...] = field(default=())

    def is_heading(self, name: str) -> bool:
        """Whether other clauses stand below this one."""
        return any(above(other) == name for other in self.clauses)


def above(name: str) -> str:
    """The clause that `name` stands in: "V.1.a" for "V.1.a, gạch đầu dòng 3", "" at the top."""
    stem, comma, _tail = name.rpartition(", ")
    return stem if comma else name.rpartition(".")[0]


def cited(citation: str) -> tuple[str, ...]:
    """The clauses of a citation: ";" stands between clauses, and so does "," before a number of the plan.

    Any other words after a comma are a part of the clause before it: "IV.2, IV.3" are two clauses,
    "V.1.a, gạch đầu dòng 3" is one.
    """
    found: list[str] = []
    for clause in " ".join(unicodedata.normalize("NFC", citation).split()).split(";"):
        first, *rest = map(str.strip, clause.split(","))
        found.append(first)
        for part in rest:
            if _NUMBER.match(part):
                found.append(part)
            else:
                found[-1] += f", {part}"
    return tuple(filter(None, found))


def load_outline(campaign: Path) -> tuple[Path, Outline]:
    """The outline beside the file of a campaign; raises `NotFound`, or `CampaignRefused` with every fault."""
    path = campaign.with_name(campaign.name.removesuffix(SUFFIX) + OUTLINE)
    if not path.is_file():
        what = _("{path}: no such file; an outline of the plan is needed to say what covers each of its clauses")
        raise NotFound(what.format(path=path))
    text = toml.read_text(path)
    raw = toml.parse(text, str(path))
    made, problems = toml.structure(toml.plain(), raw, Outline)
    problems += [] if made is None else [*_problems(made)]
    if made is None or problems:
        raise CampaignRefused(toml.faults(str(path), text, raw, problems))
    return path, made


def _problems(outline: Outline) -> Iterator[toml.Problem]:
    """A name that no citation can spell, a clause that stands in nothing, and a number that is passed over."""
    seen: set[str] = set()
    for name in outline.clauses:
        before = _before(name)
        while before in outline.skipped:
            before = _before(before)
        if cited(name) != (name,):
            yield ("clauses", name), _("not the name of one clause; accepted: V.1.a, or V.1.a, gạch đầu dòng 3")
        elif above(name) and above(name) not in seen:
            yield ("clauses", name), _("{above} does not stand above it").format(above=above(name))
        elif before and before not in seen:
            what = _("{missing} does not stand before it; a number that the paper leaves out belongs in `skipped`")
            yield ("clauses", name), what.format(missing=before)
        seen.add(name)
    for n, name in enumerate(outline.skipped):
        if name in outline.clauses:
            yield ("skipped", n), _("{name} is a clause of the outline").format(name=name)


def _before(name: str) -> str:
    """The clause that comes right before `name` among its like, "" for the first of them and for words alone."""
    if counted := re.search(r"(.*?)([0-9]+)\Z", name):
        number = int(counted[2])
        return f"{counted[1]}{number - 1}" if number > 1 else ""
    stem, dot, last = name.rpartition(".")
    row = _LETTERS if dot and len(last) == 1 else () if dot else _ROMAN
    at = row.index(last) if last in row else 0
    return f"{stem}{dot}{row[at - 1]}" if at else ""
