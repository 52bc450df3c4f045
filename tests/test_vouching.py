"""Ledgers the province takes: only those that hold, with the head that vouches for each, and none of them changed."""

from __future__ import annotations

import json

import pytest

import emulation_core.ledger as ledger
from agencies import HEALTH, agency, consolidate_in, gathered, province_in, scored, two_in
from emulation_core.ledger.council import decide
from emulation_core.ledger.room import Wish
from ledgers import PAPER, edit, rows, wrong

two = pytest.fixture(two_in)
province = pytest.fixture(province_in)
consolidate = pytest.fixture(consolidate_in)


def test_the_run_names_the_heads_it_stands_on(two, province, consolidate):
    """The manifest holds each agency's run and last head, and the head that vouches; the same ledger still verifies."""
    mine, theirs = (ledger.last(path) for path in two)
    assert consolidate(*two, "--campaign", province, "--anchor", mine).code == 0
    [(found,)] = rows(consolidate.out, "SELECT manifest ->> 'origins' FROM entry")
    origins = {row[0]: row[2:] for row in json.loads(found)}
    assert origins == {"tinh_mau/so_y_te_2026": [mine, mine, mine], "tinh_mau/so_giao_duc_2026": [theirs, theirs, ""]}
    assert wrong(two[0], origins["tinh_mau/so_y_te_2026"][1]) == []


def test_nothing_outside_vouches_without_anchors(two, province, consolidate):
    """Without a head kept outside it is said of every run; with one, of the other alone."""
    said = "không có gì bên ngoài"
    assert consolidate(*two, "--campaign", province).out.count(said) == 2
    assert consolidate(*two, "--campaign", province, "--anchor", ledger.last(two[0])).out.count(said) == 1


def test_a_head_vouches_for_what_came_before_it(two, province, consolidate):
    """A decision recorded after the head that was kept is not vouched for."""
    head = ledger.last(two[0])
    decide(two[0], "latest", "bang_khen", [Wish("cancel", "CN-01")], PAPER)
    found = consolidate(*two, "--campaign", province, "--anchor", head)
    assert found.code == 0
    assert "sau mã đối chiếu" in found.out


def test_a_file_of_heads_names_the_ledger_of_each(two, province, consolidate, tmp_path):
    """Paths are those of the file's folder; a head that is not in its own ledger refuses, whoever else has it."""
    mine, theirs = (ledger.last(path) for path in two)
    file = tmp_path / "moc.txt"
    file.write_text(
        f"# mốc các sở báo\n{mine}  so_y_te.db\n{theirs.upper()} so_giao_duc.db\n{mine} so_khac.db\n", "utf-8"
    )
    found = consolidate(*two, "--campaign", province, "--anchors", file)
    assert found.code == 0
    assert "không có gì bên ngoài" not in found.out
    assert "so_khac.db" in found.out
    file.write_text(f"{mine} so_giao_duc.db\n", "utf-8")
    refused = consolidate(*two, "--campaign", province, "--anchors", file)
    assert (refused.code, mine in refused.err) == (1, True)
    file.write_text(f"{mine}\n123 so_y_te.db\n", "utf-8")
    assert [f"{file}:{n}:1" in consolidate(*two, "--anchors", file).err for n in (1, 2)] == [True, True]


@pytest.mark.parametrize("anchor", ["0" * 64, "f" * 64])
def test_a_head_that_is_nowhere_refuses(two, province, consolidate, anchor):
    """An unknown head means that a chain was cut or made anew: nothing is written, and everybody is still listed."""
    found = consolidate(*two, "--campaign", province, "--anchor", anchor)
    assert found.code == 1
    assert anchor in found.err
    assert "Sở Y tế" in found.out
    assert not consolidate.out.exists()


def test_a_damaged_ledger_is_refused_and_the_others_are_listed(two, province, consolidate):
    """One changed name in one ledger: it is named with what is wrong, the other's proposals are shown, exit 1."""
    edit(two[0], "UPDATE subject SET name = 'Người Khác' WHERE id = 'CN-01'")
    found = consolidate(*two, "--campaign", province, "--json")
    assert found.code == 1
    bad, good = sorted(found.json["ledgers"], key=lambda book: not book["wrong"])
    assert (bad["ledger"], bad["runs"]) == (str(two[0]), [])
    assert len(good["runs"][0]["nominees"]) == 2
    assert found.json["outcome"] is None
    assert str(two[0]) in found.err
    assert not consolidate.out.exists()


@pytest.mark.parametrize(
    "body", [b"", b"khong phai so cai", b"SQLite format 3\0" + b"x" * 500], ids=["rong", "chu", "vo"]
)
def test_what_is_no_ledger_is_refused(two, consolidate, tmp_path, body):
    """An empty file, a text, a broken database: one line that names the file."""
    other = tmp_path / "la.db"
    other.write_bytes(body)
    found = consolidate(*two, other)
    assert (found.code, str(other) in found.err) == (1, True)
    assert consolidate(*two, tmp_path / "mat.db").code == 1


def test_agencies_ledgers_are_only_read(two, province, consolidate):
    """Not one byte of them changes; the province's ledger cannot be one of them."""
    before = [path.read_bytes() for path in two]
    assert consolidate(*two, "--campaign", province).code == 0
    assert [path.read_bytes() for path in two] == before
    assert consolidate(*two, consolidate.out).code == 2


def test_two_copies_of_one_ledger_are_refused(two, tmp_path):
    """An older copy, under another name, is the same chain: neither is taken until one is left."""
    copy = tmp_path / "ban_cu.db"
    copy.write_bytes(two[0].read_bytes())
    scored(two[0], agency("Sở Y tế", "so_y_te_2026", scored=False), HEALTH[:1])
    found = gathered(*two, copy)
    assert not found.holds
    assert {book.path.name for book in found.books if book.wrong} == {"so_y_te.db", "ban_cu.db"}


def test_one_round_in_two_ledgers_is_refused(two, tmp_path):
    """The same campaign's round scored in two ledgers: nobody but the agency can say which one counts."""
    other = tmp_path / "so_y_te_2.db"
    scored(other, agency("Sở Y tế", "so_y_te_2026", scored=False), HEALTH[:1])
    [one, two_] = [book.wrong for book in gathered(*two, other).books if book.wrong]
    assert "tinh_mau/so_y_te_2026" in one[0]
    assert "tinh_mau/so_y_te_2026" in two_[0]
