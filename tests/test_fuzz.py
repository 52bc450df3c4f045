"""Fuzzing: whatever happens to a filled form or table, it is read as it was meant, or refused at the cell.

500 mutations here, 10 000 by `tox -e fuzz`. Mutation n is always the same: `python tests/test_fuzz.py n` writes it.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from emulation_core.intake import read
from mutations.cells import CELLS, accepted, localised
from mutations.judged import Tried, tried
from mutations.lanes import COUNT, LANES, lane
from mutations.mutant import mutant
from mutations.people import EVERY_TYPE, base, grid
from support import CAMPAIGNS


@pytest.fixture(scope="module")
def results() -> list[Tried]:
    """Every mutation tried, in two processes."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        with ThreadPoolExecutor(LANES) as pool:
            parts = list(pool.map(lane, [range(start, COUNT, LANES) for start in range(LANES)]))
    finally:
        os.environ.pop("POLARS_MAX_THREADS")
        os.environ.update({} if before is None else {"POLARS_MAX_THREADS": before})
    return sorted((one for part in parts for one in part), key=lambda one: one.number)


def told(results: Sequence[Tried], *starts: str) -> list[str]:
    """What is wrong, with the number of its mutation."""
    return [f"#{one.number} {one.does}: {what}" for one in results for what in one.wrong if what.startswith(starts)][
        :20
    ]


def test_no_mutation_ends_or_surprises_the_program(results, capsys):
    """Every mutated file is read and scored, or refused as the user's: no traceback, no death, no hang."""
    ends = Counter(one.ended for one in results)
    out = sum(what.startswith("domain") for one in results for what in one.wrong)
    with capsys.disabled():
        print(
            f"\n{len(results)} mutations: {ends['read']} read, {ends['refused']} refused, {ends['traceback']} tracebacks, "
            f"{ends['death']} deaths, {ends['hang']} hangs, {out} values out of domain"
        )
    assert [f"#{one.number} {one.does}: {one.wrong}" for one in results if one.ended not in ("read", "refused")] == []
    assert len(results) == COUNT


def test_every_fault_says_where(results):
    """Whatever is refused is refused at file › sheet › cell, or at a line that the file has."""
    assert told(results, "place") == []


def test_nothing_outside_its_domain_is_scored(results):
    """No verdict rests on a value that the dictionary does not allow or that its cell does not say."""
    assert told(results, "domain") == []


def test_mutations_neither_all_pass_nor_all_fail(results):
    """Of tables and workbooks alike some are read and many are refused: the mutations bite, and not too hard."""
    for file in ("F.csv", "F.xlsx"):
        ends = Counter(one.ended for one in results if one.does.startswith(file))
        assert min(ends["read"], ends["refused"]) >= max(1, sum(ends.values()) // 10)


@pytest.mark.parametrize("id", [*CAMPAIGNS, EVERY_TYPE])
def test_what_is_mutated_is_read_whole_before(id, tmp_path):
    """Unmutated, the form and both CSVs give the same evidence of everybody: what is refused, a mutation spoilt."""
    people = base(id)
    frames = []
    for name, delimiter, sign in (("a.csv", ",", "."), ("b.csv", ";", ","), ("F.xlsx", "", "")):
        path = tmp_path / name
        if delimiter:
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, delimiter=delimiter).writerows(grid(people, sign))
        else:
            path.write_bytes(people.form)
        frames.append(read([path], people.loaded.campaign).frame.drop("_sheet", "_row").sort("id"))
    assert frames[0].height == len(people.people)
    assert all(frame.equals(frames[0]) for frame in frames[1:])


@pytest.mark.parametrize("name", ["co", "dem", "diem", "diem_toi_da", "ty_le", "ngay"])
@pytest.mark.parametrize(("delimiter", "sign"), [(",", "."), (";", ",")], ids=["point", "comma"])
def test_every_cell_that_mutations_write_is_read_as_listed_or_refused(name, delimiter, sign, tmp_path):
    """Each cell of the list, in a column of each type: one of its readings, nothing for a blank, else a fault there."""
    people = base(EVERY_TYPE)
    path = tmp_path / "F.csv"
    written = [(localised(cell, sign), readings) for cell, readings in CELLS if "\0" not in cell]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=delimiter)
        lines.writerow(["id", "name", "kind", name])
        lines.writerows([f"P{n}", f"Phòng {n}", "Tập thể", cell] for n, (cell, _readings) in enumerate(written))
    frame = read([path], people.loaded.campaign, partial=True).frame
    got = dict(frame.select("id", name).iter_rows())
    expected = {
        f"P{n}": accepted(people.facts[name], readings)
        for n, (cell, readings) in enumerate(written)
        if accepted(people.facts[name], readings) or cell.strip() in ("", "-")
    }
    told = {f"P{n}": cell[:40] for n, (cell, _readings) in enumerate(written)}
    assert {told[id] for id in set(got) ^ set(expected)} == set()
    assert {told[id]: value for id, value in got.items() if value not in (expected[id] or [None])} == {}


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        started, found = time.monotonic(), mutant(int(argument))
        Path(f"{argument}.{found.file}").write_bytes(found.data)
        with TemporaryDirectory() as place:
            print(tried(int(argument), Path(place)), f"{time.monotonic() - started:.1f} s")
