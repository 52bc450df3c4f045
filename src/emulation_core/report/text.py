"""Answers as the text of their JSON; the thousands of findings of an outcome become no dictionaries on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

import attrs

from emulation_core.explain import Finding, Read
from emulation_core.report.document import LEFT_OUT, Document, Participant, to_json
from emulation_core.report.lines import line, lines


def text(value: object) -> Iterator[str]:
    """What `--json` prints of `value`, in pieces: the same as `lines(to_json(value))`."""
    if not isinstance(value, Document):
        return lines(to_json(value))
    rest = to_json(attrs.evolve(value, participants=()))
    return lines({**rest, "participants": _people(value.participants)})


class _Quoted(dict[str | None, str]):
    """Texts as JSON has them, each put into quotes once: most findings share their clause, facts and sentence."""

    def __missing__(self, value: str | None) -> str:
        self[value] = quoted = "null" if value is None else encode_basestring(value)
        return quoted


def _table(cls: Any) -> tuple[attrgetter[Any], str]:
    """The values of a class, and the text of its table with a gap for each."""
    names = [field.name for field in attrs.fields(cls)]
    return attrgetter(*names), f"{{{', '.join(f'{line(name)}: %s' for name in names)}}}"


_finding, _FINDING = _table(Finding)
_read, _READ = _table(Read)
_PERSON = attrs.fields(Participant)


def _people(people: Iterable[Participant]) -> Iterator[str]:
    """A line for each participant."""
    quote = _Quoted().__getitem__
    for person in people:
        found = []
        for finding in person.findings:
            *texts, reads = _finding(finding)
            read = ", ".join([_READ % tuple(map(quote, _read(one))) for one in reads])
            found.append(_FINDING % (*map(quote, texts), f"[{read}]"))
        said = []
        for field in _PERSON:
            value = getattr(person, field.name)
            if field.name == "findings":
                said.append(f'"findings": [{", ".join(found)}]')
            elif value is not None or field.metadata != LEFT_OUT:
                plain = value is None or isinstance(value, str)
                said.append(f'"{field.name}": {quote(value) if plain else line(to_json(value))}')
        yield f"{{{', '.join(said)}}}"
