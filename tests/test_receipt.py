"""A receipt proves to one participant what a run said of them, with nothing but itself and a head."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation_core.errors import NotFound
from emulation_core.ledger import canonical
from emulation_core.ledger.canonical import root, sha
from emulation_core.ledger.receipt import receipt
from ledgers import PEOPLE, columns, person, record, second
from support import inside

MANY = [*PEOPLE, *(person(f"NV-{n:03}", f"Người thứ {n}", diem=str(n % 90)) for n in range(40))]
"""More than two levels of sixteen."""


@pytest.fixture(scope="module", params=["rows", "columns"])
def book(request, tmp_path_factory):
    """A run of rows, or one of columns in parts of seven."""
    path = tmp_path_factory.mktemp("so") / "so.db"
    if request.param == "rows":
        record(path, MANY)
    else:
        with columns(part=7):
            record(path, MANY)
    return path


def printed(book: Path, capsys, participant: str) -> dict:
    """What `emulation receipt latest ID` prints."""
    return inside(capsys, "receipt", "latest", participant, "--ledger", book).json


def checked(proof: object, folder: Path, *options: str) -> int:
    """How the second verifier ends on a receipt kept in a file."""
    (folder / "giay.json").write_text(json.dumps(proof, ensure_ascii=False), "utf-8")
    return second("--receipt", folder / "giay.json", *options)[0]


def test_everybodys_receipt_is_checked_without_the_ledger(book, tmp_path, capsys):
    """Collectives and individuals, with free text and without, first leaf and last: every receipt leads to the head."""
    for one in MANY:
        proof = printed(book, capsys, one["id"])
        assert proof["participant"]["id"] == one["id"]
        assert checked(proof, tmp_path) == 0
        assert checked(proof, tmp_path, "--anchor", proof["head"]) == 0
    assert checked(proof, tmp_path, "--anchor", "0" * 64) == 1


def test_a_receipt_says_what_the_run_said(book, capsys):
    """Kind, status, one digit per criterion and one per award: CN-04 has late files and stands in no list."""
    proof = printed(book, capsys, "CN-04")
    assert proof["result"] == "individual:3:611444:00"
    assert proof["words"] is not None
    assert "mất điện" in proof["words"]
    assert printed(book, capsys, "CN-02")["words"] is None


def leaves_of(value: object, path: tuple = ()):
    """Every text and number inside a receipt, with the way to it."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from leaves_of(inner, (*path, key))
    else:
        yield path, value


def test_any_field_changed_is_refused(book, tmp_path, capsys):
    """Each text of the receipt changed by one character, or taken away where there was one: not proved any more."""
    proof = printed(book, capsys, "CN-01")
    for path, value in leaves_of(proof):
        for other in changed(value):
            forged = deepcopy(proof)
            place = forged
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = other
            assert checked(forged, tmp_path) == 1, (path, other)


def changed(value: object):
    if value is None:
        return ["x"]
    text = str(value)
    middle = len(text) // 2
    swapped = "0" if text[middle] != "0" else "1"
    return [text[:middle] + swapped + text[middle + 1 :], text + "0", None]


def test_levels_cannot_be_left_out_or_added(book, tmp_path, capsys):
    """The way to the root has all its levels, in their order, nobody's hash moved from one side to the other."""
    proof = printed(book, capsys, "CN-01")
    first, *rest = proof["path"]
    every = first["before"] + first["after"]
    for path in (
        rest,
        [*rest, first],
        [first, first, *rest],
        [],
        [{"before": every, "after": []} if first["after"] else {"before": [], "after": every}, *rest],
    ):
        assert checked({**proof, "path": path}, tmp_path) == 1


def test_the_receipt_of_one_does_not_serve_another(book, tmp_path, capsys):
    """Person, secret, words, result or path of somebody else in one's own receipt: refused."""
    mine, theirs = printed(book, capsys, "CN-01"), printed(book, capsys, "CN-04")
    for key in ("participant", "secret", "words", "result", "path"):
        assert checked({**mine, key: theirs[key]}, tmp_path) == 1, key


def test_rubbish_is_no_receipt(tmp_path):
    """A file that is no JSON, a list, an empty table: a line that says so, never a traceback."""
    for n, text in enumerate(["", "{", "[]", "{}", '{"manifest": 3}', "null", "\0" * 50]):
        (tmp_path / f"{n}.json").write_text(text, "utf-8")
        code, wrong = second("--receipt", tmp_path / f"{n}.json")
        assert (code, len(wrong)) == (1, 1)


def test_who_is_not_in_the_run_has_no_receipt(book, capsys):
    """An unknown id and an unknown run are told."""
    with pytest.raises(NotFound, match="CN-99"):
        receipt(book, "latest", "CN-99")
    with pytest.raises(NotFound, match="abc"):
        receipt(book, "abc", "CN-01")
    assert inside(capsys, "receipt", "latest", "CN-99", "--ledger", book).code == 1


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 700), st.data())
def test_every_leaf_of_every_tree_leads_to_the_root(size, data):
    """Whatever the number of participants: from leaf and path alone the root is found, and only at that leaf's place."""
    leaves = [bytes.fromhex(sha(str(n).encode())) for n in range(size)]
    at = data.draw(st.integers(0, size - 1))
    steps = canonical.path(leaves, at)

    def climbed(node: bytes) -> str:
        for step in steps:
            before, after = ([bytes.fromhex(one) for one in step[side]] for side in ("before", "after"))
            assert len(before) + len(after) < 16
            node = bytes.fromhex(sha(b"\1", *before, node, *after))
        return node.hex()

    assert steps
    assert climbed(leaves[at]) == root(leaves)
    assert climbed(bytes(32)) != root(leaves)
