"""What `--json` prints is the JSON of the classes that are the contract, however it is put together."""

from __future__ import annotations

import json

import attrs
import pytest
from attrs import frozen

import hostile
from emulation_core.report import document, to_json
from emulation_core.report.lines import lines
from emulation_core.report.text import text
from schemes import fact_is_points, judge, plan


def same(answer) -> bool:
    """Whether the text of `answer` is that of its plain data, which says what was meant."""
    written, data = "".join(text(answer)), to_json(answer)
    return written == "".join(lines(data)) and json.loads(written) == data


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_whatever_an_office_writes_is_written_as_json_has_it(name):
    """Quotes, control characters, long names: the text of an outcome is that of its plain data."""
    assert same(document(hostile.outcome(hostile.TEXTS[name])))


def test_points_ranges_and_groups_stand_where_their_classes_put_them():
    """Known points, a range while evidence is open, groups: each key in its place, left out without a value."""
    scoring = {"groups": [{"id": "chinh", "name": "Chính"}]}
    raw = plan(scoring, {"a": "number", "b": "number"}, [fact_is_points(n, 50, group="chinh") for n in "ab"])
    answer = document(judge(raw, [{"id": "P1", "a": 10, "b": 20}, {"id": "P2", "a": 10, "b": None}]))
    assert [person.points for person in answer.participants] == ["30", None]
    assert same(answer)


def test_an_outcome_of_nobody_has_an_empty_list():
    """Without participants the list is there, and empty."""
    answer = attrs.evolve(document(hostile.outcome("x")), participants=())
    assert same(answer)
    assert '"participants": []' in "".join(text(answer))


def test_our_frozen_classes_show_themselves_as_those_of_attrs():
    """One `__repr__` for all says what attrs' own says, in nested classes and with fields that are not shown."""

    def of(decorate):
        @decorate
        class Pair:
            a: int
            b: object = attrs.field(default="x", repr=False)
            c: object = None

        return repr(Pair(1, c=Pair(2)))

    assert of(frozen) == of(attrs.frozen) == "Pair(a=1, c=Pair(a=2, c=None))"
