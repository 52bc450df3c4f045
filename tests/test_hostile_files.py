"""Hostile files: whatever the bytes, a file is read or refused by name, soon and in little memory, and we go on.

One process reads the whole zoo, file after file, and tells of each how it ended.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile

import pytest

from emulation_core.errors import EmulationError, NotFound
from emulation_core.intake.admit import admit
from emulation_core.intake.sheets import sheets
from packages import book, cells, entries, noise, part, refusal, write_in
from zoo import FAR, READ, REFUSED, ZOO, mutants, parquet, people, whole_workbook

write = pytest.fixture(write_in)
SECONDS = 5
"""Of work, by this process and its children: unlike the clock it does not tell what else a machine is doing."""
MEMORY = 1 << 30
READER = """
import json, os, sys
from pathlib import Path
from emulation_core.errors import EmulationError
from emulation_core.intake.sheets import sheets
linux = sys.platform == "linux"  # elsewhere the peak of a process is told in other ways, or begins with its parent's
if linux:
    import resource
for name in sys.stdin.read().splitlines():
    begun, says = sum(os.times()[:4]), ""
    try:
        how, cells = "read", sum(len(cells) for sheet in sheets(Path(name)) for _row, cells in sheet.rows)
    except EmulationError as problem:
        how, cells, says = "refused", 0, str(problem)
    print(json.dumps([Path(name).name, how, cells, sum(os.times()[:4]) - begun, says]))
own = [int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmHWM")] if linux else []
if own:
    print(json.dumps([*own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10]))
"""
Told = tuple[str, int, float, str]


@pytest.fixture(scope="session")
def told(tmp_path_factory) -> tuple[dict[str, Told], list[int]]:
    """What one process says of every animal, and the peaks of memory: its own, and its largest child's."""
    zoo = tmp_path_factory.mktemp("zoo")
    for name, (_how, build) in ZOO.items():
        (zoo / name).write_bytes(build())
    parquet_file, workbook_file = parquet(people()), whole_workbook()
    more = mutants(workbook_file, "xlsx", 30) | mutants(parquet_file, "parquet", 15) | {"good.xlsx": workbook_file}
    for name, data in more.items():
        (zoo / name).write_bytes(data)
    with (zoo / "larger than any.csv").open("wb") as file:
        file.truncate(1 << 31)
    names = [*ZOO, "larger than any.csv", *more]
    ended = subprocess.run(
        [sys.executable, "-c", READER],
        input="\n".join(str(zoo / name) for name in names),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert ended.stderr == ""
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    peaks = lines.pop() if len(lines) > len(names) else []
    return {name: tuple(rest) for name, *rest in lines}, peaks


@pytest.mark.parametrize("name", ZOO)
def test_every_animal_is_read_or_refused_by_name(told, name):
    """Each ends as stated, within the time, and a refusal names the file on every line."""
    how, _cells, seconds, says = told[0][name]
    assert (how, says) == (ZOO[name][0], says)
    assert seconds < SECONDS
    assert all(line.startswith(name) for line in says.splitlines())


def test_one_process_survives_the_whole_zoo(told):
    """After all of it, and after mutants of good files, the next good file is read as if nothing had been."""
    results, _peaks = told
    assert max(seconds for _how, _cells, seconds, _says in results.values()) < SECONDS
    assert results["larger than any.csv"][0] == REFUSED
    assert results["good.xlsx"][:2] == (READ, 60 * 3)


def test_the_zoo_takes_little_memory(told):
    """Neither the program nor any child of it ever holds 1 GiB."""
    peaks = told[1]
    if not peaks:
        pytest.skip("this system does not tell how much memory was taken")
    assert max(peaks) < MEMORY


def test_formulas_without_a_value_are_named_by_cell(write):
    """Each is told at its cell, also where cells carry no address; an empty text is a value, an empty number is none."""
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>1</f><v></v></c></row>'
        '<row r="2"><c><v>1</v></c><c t="str"><f>""</f><v></v></c><c><f t="shared" si="0"/></c></row>'
        "<row r='3'><x:c r='B3' xmlns:x='x'><x:f>1</x:f><x:v/></x:c></row>"
    )
    assert [fault.where for fault in refusal(write("a.xlsx", cells(rows))).faults] == [
        "a.xlsx › S1 › A1",
        "a.xlsx › S1 › C1",
        "a.xlsx › S1 › C2",
        "a.xlsx › S1 › B3",
    ]


def test_an_error_that_the_parser_lacks_is_named_by_cell(write):
    """It would end the parsing of the whole workbook without saying where."""
    path = write("a.xlsx", cells('<row r="4"><c r="C4" t="e"><v>#GETTING_DATA</v></c></row>'))
    (fault,) = refusal(path).faults
    assert fault.where == "a.xlsx › S1 › C4"
    assert "#GETTING_DATA" in fault.what


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.parquet"])
def test_what_is_no_file_is_not_found(tmp_path, name):
    """A folder, a name without a file and a pipe are not opened."""
    (tmp_path / name).mkdir()
    for path in (tmp_path / name, tmp_path / f"gone {name}", tmp_path / f"\0{name}"):
        with pytest.raises(NotFound):
            list(sheets(path))


def test_only_what_was_checked_is_parsed():
    """The parser gets a package of our own writing: no part that nobody looked at, and no second list of parts."""
    hidden = cells(FAR)
    given = book(part("xl/media/image1.png", noise(500)), part("customXml/item1.xml", "<x/>"), part("x.zip", hidden))
    made = admit(given).package
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert set(parts.namelist()) == {one.name for one in entries()}
        assert parts.testzip() is None
    assert made.count(b"PK\5\6") == 1


def test_no_error_of_python_escapes(write):
    """Every animal that is refused is refused with an error of ours, in this very process too."""
    for name in ("a package of nothing.xlsx", "noise.parquet", "a zero byte.csv", "no XML at all.xlsx"):
        with pytest.raises(EmulationError):
            list(sheets(write(name, ZOO[name][1]())))


def test_a_workbook_rewritten_by_zip_tools_is_read(write, tmp_path):
    """Stored parts, names with backslashes and sizes kept as Java keeps them (zip64) are no reason to refuse."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(book())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as file:
                file.write(old.read(name))
    assert [sheet.sheet for sheet in sheets(path)] == ["S1"]
