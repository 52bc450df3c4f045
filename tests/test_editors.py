"""What an editor underlines: with tombi and our schemas each mistake is one error, where it is made, and nothing else.

`tox -e toml` runs these with tombi installed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emulation_core.cases import schemas
from emulation_core.config.schema import text
from support import CAMPAIGNS, registry

TOMBI = shutil.which("tombi") or shutil.which("tombi", path=str(Path(sys.executable).parent))

CAMPAIGN = CAMPAIGNS["lam_dong/so_cong_thuong_2026"]
ABOVE = '{ use = "above", fact = "diem_chi_so_cchc", value = 85 }'
OPEN = 'quota    = { use = "open" }'
YEAR = '{ use = "year", year = 2026, starts = 2026-01-01, until = 2026-12-31 }'
# The file, what it says, the mistake in its place, a word of the one error, and where it is: from the line seeded.
SEEDS = {
    "a misspelt optional key": (".toml", "required   = false", "requred    = false", "requred", 0),
    "a key of another table": (".toml", 'source   = "full"', 'source   = "full"\nseats    = 3', "seats", 1),
    "a missing key": (".toml", 'by     = "giam_doc_so"\n', "", "by", None),
    "a text for a number": (".toml", "sets      = 2", 'sets      = "hai"', "Integer", 0),
    "a text for a list": (".toml", 'replaces = ["KH 48/KH-SCT 14/03/2026"]', 'replaces = "KH 48"', "Array", 0),
    "an unknown word": (".toml", 'source   = "full"', 'source   = "toan_van"', "toan_van", 0),
    "an unknown type of fact": (".toml", 'type   = "rating"', 'type   = "ratng"', "ratng", 0),
    "an unknown kind": (".toml", 'kinds     = ["individual"]', 'kinds     = ["ca_nhan"]', "ca_nhan", 0),
    "an id with accents": (".toml", 'id         = "chi_so_cchc"', 'id         = "Chỉ số"', "pattern", 0),
    "an empty text": (".toml", 'to        = "Văn phòng Sở"', 'to        = ""', "pattern", 0),
    "a misspelt rule": (".toml", ABOVE, ABOVE.replace("above", "abov"), "abov", 0),
    "a rule without its threshold": (".toml", ABOVE, ABOVE.replace(", value = 85", ""), "value", 0),
    "a rule with a key too many": (".toml", ABOVE, ABOVE.replace(" }", ", round = 2 }"), "round", 0),
    "a threshold in quotes": (".toml", ABOVE, ABOVE.replace("85", '"85"'), "String", 0),
    "a rule of a plugin, without its fact": (
        ".toml",
        'evaluator  = { use = "lam_dong.no_complaint_by_own_fault", fact = "so_phan_anh_do_loi_chu_quan" }',
        'evaluator  = { use = "lam_dong.no_complaint_by_own_fault" }',
        "fact",
        0,
    ),
    "a rule of another province": (".toml", ABOVE, '{ use = "soc_trang.sustained" }', "not", 0),
    "a misspelt rule inside a rule": (
        ".toml",
        ABOVE,
        f'{{ use = "all_of", of = [{ABOVE.replace("above", "abov")}, {ABOVE}] }}',
        "abov",
        0,
    ),
    "a misspelt quota": (".toml", OPEN, OPEN.replace("open", "opn"), "opn", 0),
    "a negative number of seats": (".toml", OPEN, 'quota    = { use = "fixed", collective = -1 }', "0", 0),
    "a quota without its name": (".toml", OPEN, "quota    = { collective = 3 }", "use", 0),
    "a misspelt period": (".toml", YEAR, YEAR.replace('"year"', '"yeer"'), "yeer", 0),
    "a year in quotes": (".toml", YEAR, YEAR.replace("= 2026,", '= "2026",'), "Integer", 0),
    "a misspelt procedure": (".toml", 'use       = "submit"', 'use       = "sbmit"', "sbmit", 0),
    "a day in quotes": (".toml", "from = 2026-04-16", 'from = "2026-04-16"', "LocalDate", 0),
    "a day that is none": (".toml", "until = 2026-04-30", "until = 2026-04-31", "day", 0),
    "a key twice": (".toml", 'source   = "full"', 'source   = "full"\nsource   = "full"', "duplicate", 1),
    "a key of extending campaigns": (
        ".toml",
        'province = "lam_dong"',
        'province = "lam_dong"\ndecided_in = "x"',
        "extends",
        None,
    ),
    "a case without a name": (".cases.toml", "[[cases]]\nname", "[[cases]]\nround", "name", None),
    "a clause without a heading": (".outline.toml", '{ heading = "Mục đích" }', "{}", "heading", 0),
}


@pytest.fixture(scope="module")
def underlined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What tombi tells of every shipped file, and of one copy for each mistake: by name."""
    if TOMBI is None:
        pytest.skip("tombi is not installed: `tox -e toml` brings it")
    root = tmp_path_factory.mktemp("editor")
    (root / "schemas").mkdir()
    for name, schema in schemas(registry()).items():
        (root / "schemas" / f"{name}.schema.json").write_text(text(schema), "utf-8")
    shutil.copytree(CAMPAIGN.parents[1], root / "provinces")
    seeded = root / "provinces" / "seeded"
    seeded.mkdir()
    for n, (suffix, old, new, _word, _line) in enumerate(SEEDS.values()):
        source = CAMPAIGN.with_suffix(suffix).read_text("utf-8")
        assert old in source, old
        (seeded / f"{n:02}{suffix}").write_text(source.replace(old, new, 1), "utf-8")
    (root / "tombi.toml").write_text("schema.catalog.paths = []\n", "utf-8")
    told = ["--diagnostics-format", "json-lines", "--diagnostics-file", "told"]
    subprocess.run([TOMBI, "lint", "--offline", "--quiet", *told, "provinces"], cwd=root, check=False, timeout=60)
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (root / "told").read_text("utf-8").splitlines():
        said = json.loads(line)
        found.setdefault(Path(said["path"]).name, []).append(said)
    return found


def names() -> Iterator[tuple[str, str]]:
    for n, (name, (suffix, *_rest)) in enumerate(SEEDS.items()):
        yield name, f"{n:02}{suffix}"


@pytest.mark.parametrize(("name", "file"), list(names()), ids=list(SEEDS))
def test_one_error_for_one_mistake(underlined, name, file):
    """Exactly one, that says what is wrong, on the line where it is."""
    suffix, old, _new, word, line = SEEDS[name]
    (said,) = underlined[file]
    before, _old, _after = CAMPAIGN.with_suffix(suffix).read_text("utf-8").partition(old)
    assert said["level"] == "error"
    assert word in said["message"]
    if line is not None:
        assert said["range"]["start"]["line"] == before.count("\n") + line + 1


def test_nothing_is_underlined_in_what_is_shipped(underlined):
    """Only the seeded copies have errors."""
    assert underlined.keys() == {file for _name, file in names()}


def test_every_shipped_file_names_its_schema():
    """An editor finds the schema by the first line; the program does not read it."""
    for path in CAMPAIGN.parents[1].glob("*/*.toml"):
        kind = path.suffixes[-2].removeprefix(".") if len(path.suffixes) > 1 else "campaign"
        assert path.read_text("utf-8").startswith(f"#:schema ../../schemas/{kind}.schema.json\n"), path
