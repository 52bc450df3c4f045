"""Which column holds what: headings by fact id or label, whatever their case and spelling of accents."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from emulation_core.evidence import HEADINGS, same
from emulation_core.i18n import _
from emulation_core.intake.encodings import ENCODINGS
from emulation_core.intake.words import shown
from emulation_core.model import Fact

CLOSE = 0.8
"""How alike (0 to 1) an unknown heading must be to a known one to be taken for a slip of the pen."""


@frozen
class Headings:
    """The columns of one table: `columns` by identity or fact id; problems as (column, what)."""

    columns: Mapping[str, int]
    faults: tuple[tuple[int, str], ...] = field(default=())
    unknown: tuple[str, ...] = field(default=())


def match(headings: tuple[str, ...], dictionary: Mapping[str, Fact]) -> Headings:
    """Find each heading's fact; a heading close to a known one is a fault, any other unknown one is only named."""
    known = {word: key for key, words in HEADINGS.items() for word in words}
    for name, fact in dictionary.items():
        known |= {same(name): name, same(fact.label): name}
    columns: dict[str, int] = {}
    faults: list[tuple[int, str]] = []
    unknown = []
    for n, heading in enumerate(headings):
        key = known.get(same(heading))
        if key is not None and key in columns:
            faults.append((n, _("a second column for {name}").format(name=key)))
        elif key is not None:
            columns[key] = n
        elif heading.strip():
            problem = _problem(heading, known, dictionary)
            if problem:
                faults.append((n, problem))
            else:
                unknown.append(shown(heading.strip()))
    return Headings(columns, tuple(faults), tuple(unknown))


def _problem(heading: str, known: Mapping[str, str], dictionary: Mapping[str, Fact]) -> str | None:
    """Why an unknown heading cannot be left unread: it is a known one in old letters, or close to one."""
    if not heading.isascii():
        for encoding in ENCODINGS:
            key = known.get(same(encoding.read(heading)))
            if key is not None:
                what = _("this heading is written in {encoding}; write {word} in Unicode")
                return what.format(encoding=encoding.name, word=_spelt(key, dictionary))
    from difflib import get_close_matches  # only where something is wrong

    near = get_close_matches(same(heading), known, 1, CLOSE)
    if near:
        return _("unknown column; did you mean {word}?").format(word=_spelt(known[near[0]], dictionary))
    return None


def _spelt(key: str, dictionary: Mapping[str, Fact]) -> str:
    return f"{key} ({dictionary[key].label})" if key in dictionary else key
