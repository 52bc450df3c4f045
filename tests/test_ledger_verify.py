"""Whoever changes a byte that says something is found out, by the engine's `verify` and by the second verifier alike."""

from __future__ import annotations

from random import Random

import pytest

import emulation_core.ledger as ledger
from ledgers import PEOPLE, caught, columns, edit, fresh, full, record, second, wrong
from support import inside
from torture import chain, edits, flips

BITS = 150


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A ledger in which every table has rows."""
    path = tmp_path_factory.mktemp("so") / "so.db"
    full(path)
    return path


def test_an_untouched_ledger_holds_for_both(book):
    """Runs of rows and of columns, decisions and an erasure: nothing is wrong, and every entry's head is in the chain."""
    for head in (ledger.last(book), ledger.runs(book)[0].head):
        assert wrong(book, head) == []
        assert second(book, "--anchor", head) == (0, [])


def test_both_read_an_empty_ledger(tmp_path):
    """A ledger before its first run says nothing wrong."""
    from emulation_core.ledger.connect import writing

    with writing(tmp_path / "moi.db", create=True):
        pass
    assert wrong(tmp_path / "moi.db") == []
    assert second(tmp_path / "moi.db")[0] == 0


def test_every_column_of_every_table_tells_of_an_edit(book, tmp_path):
    """A value changed, emptied, filled or written in another Unicode form, a row added or taken away: both notice."""
    seen = edits.tried(book, edits.every(book, Random(1)), tmp_path)
    assert seen.missed == []
    assert seen.noticed["update"] > 200
    assert min(seen.noticed["delete"], seen.noticed["insert"]) >= 10
    print(seen)


def test_every_trigger_view_and_index_is_vouched_for(book, tmp_path):
    """Taking one away, making a trigger toothless or adding anything to the schema is noticed by both."""
    seen = edits.tried(book, edits.schema(book), tmp_path)
    assert seen.missed == []
    assert seen.noticed["drop"] > 30
    assert seen.noticed["tame"] == 26
    assert not seen.refused


def test_a_flipped_bit_is_noticed_or_held_nothing(book, tmp_path):
    """Each of some bits of the file turned over: both notice, or every row, the schema and the mark are as before."""
    found = flips.tried(book, flips.drawn(book, BITS), tmp_path)
    assert found.missed == []
    assert len(found.noticed) > BITS // 4
    print(found)


@pytest.mark.parametrize("change", [chain.truncated, chain.made_anew])
def test_only_the_head_kept_outside_tells_of_a_new_chain(book, tmp_path, change):
    """The last run cut off, or all digests and heads computed again: the file alone is in order, the anchor is not in it."""
    copy, head = fresh(book, tmp_path / "moi_1.db"), ledger.last(book)
    change(copy)
    assert caught(copy) == (False, False)
    assert caught(copy, head) == (True, True)
    assert any(head[:12] in line for line in wrong(copy, head))


def test_a_changed_run_is_named(book, tmp_path):
    """`verify` says which run and which table, and ends with 1."""
    copy = fresh(book, tmp_path / "sua_1.db")
    edit(copy, "UPDATE finding SET verdict = 'met' WHERE entry = 2 AND verdict = 'not_met'")
    first, second_run, _third = ledger.runs(copy)
    [table, *_more] = wrong(copy)
    assert second_run.run in table
    assert "finding" in table
    assert not any(first.run in line for line in wrong(copy))
    assert any(second_run.run in line and "finding" in line for line in second(copy)[1])


def test_verify_says_each_check_and_ends_with_one_where_one_fails(book, tmp_path, capsys):
    """Exit code 0 when all holds, 1 when something does not, `--json` for both; a wrong head is told."""
    good = inside(capsys, "verify", "--ledger", book, "--anchor", ledger.last(book), "--json")
    assert (good.code, good.json["holds"]) == (0, True)
    bad = inside(capsys, "verify", "--ledger", book, "--anchor", "0" * 64)
    assert bad.code == 1
    assert "✗" in bad.out
    copy = fresh(book, tmp_path / "sua_2.db")
    edit(copy, "UPDATE subject SET name = 'Ai khác' WHERE name IS NOT NULL")
    broken = inside(capsys, "verify", "--ledger", copy, "--replay", "--json")
    assert (broken.code, broken.json["holds"]) == (1, False)


def test_replay_scores_every_run_again(book, capsys):
    """Rows and columns, an erased participant among them: today's engine says of the stored evidence what was said then."""
    ran = inside(capsys, "verify", "--ledger", book, "--replay", "--json")
    assert (ran.code, len(ran.json["checks"])) == (0, 3 + 3 + 3 + 3)


def test_replay_tells_what_this_engine_would_say_otherwise(tmp_path, monkeypatch):
    """Digests fit, but a rule says something else today: the run is named with how many come out otherwise."""
    from emulation_core import replay
    from emulation_core.builtin import evaluators
    from support import registry

    record(tmp_path / "so.db")
    assert [check.wrong for check in replay.checks(tmp_path / "so.db", registry())] == [""]
    rule = evaluators.EqualsZero
    monkeypatch.setattr(
        rule, "evaluate", lambda self, facts: evaluators.AtLeast(fact=self.fact, value=1).evaluate(facts)
    )
    [check] = replay.checks(tmp_path / "so.db", registry())
    assert "participants" in check.wrong or "người" in check.wrong


@pytest.mark.parametrize("size", [0, 1, 99, 100, 1000, 4096, 5000, 60_000])
def test_a_cut_file_is_a_check_that_fails(book, tmp_path, size):
    """However much of the file is left, both say so in a line, and no verb of ours ends in a traceback."""
    copy = tmp_path / "cut_1.db"
    copy.write_bytes(book.read_bytes()[:size])
    assert second(copy)[0] == 1
    assert wrong(copy)


@pytest.mark.parametrize("verb", ["verify", "runs", "explain", "diff", "receipt", "decide", "erase"])
def test_a_damaged_file_never_ends_in_a_traceback(book, tmp_path, capsys, verb):
    """Pages overwritten with rubbish: every verb says that the ledger is at fault (1), not the program (3)."""
    words = {
        "explain": ["latest", "CN-01"],
        "diff": ["latest", "latest"],
        "receipt": ["latest", "CN-01"],
        "decide": ["latest"],
        "erase": ["CN-01", "--reason", "thử"],
    }
    body, dice = book.read_bytes(), Random(7)
    for n in range(6):
        spoilt = bytearray(body)
        at = dice.randrange(100, len(body) - 5000)
        spoilt[at : at + 5000] = dice.randbytes(5000)
        copy = fresh(bytes(spoilt), tmp_path / f"hong_{n}.db")
        ran = inside(capsys, verb, *words.get(verb, []), "--ledger", copy)
        assert ran.code in ((1,) if verb == "verify" else (0, 1)), ran.err


def test_a_run_of_columns_tells_of_every_moved_byte(tmp_path):
    """Parts have their place: a part under another name, a byte moved from one part to the next, another first number."""
    with columns(part=2):
        record(tmp_path / "so.db", [one for one in PEOPLE if one["kind"] == "individual"])
    book = tmp_path / "so.db"
    moves = (
        "UPDATE packed SET first = first - 1",
        "UPDATE packed SET body = CAST(body || X'00' AS BLOB)",
        "UPDATE packed SET name = 'x' || name",
        "DELETE FROM packed WHERE first = (SELECT max(first) FROM packed)",
        "UPDATE packed AS p SET body = (SELECT body FROM packed q WHERE q.name = p.name ORDER BY first LIMIT 1)",
    )
    for n, move in enumerate(moves):
        copy = fresh(book, tmp_path / f"doi_{n}.db")
        edit(copy, move)
        assert caught(copy) == (True, True), move
