"""pytest collects the cases beside a campaign by name where it is asked to, and leaves everybody else alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from emulation_core.cases import read
from support import CAMPAIGNS

LAM_DONG = CAMPAIGNS["lam_dong/so_cong_thuong_2026"]
CASES = LAM_DONG.with_name(LAM_DONG.stem + ".cases.toml")
PLUGIN = "emulation_core.testing.collecting"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Somebody's project: a campaign, its cases with one made wrong, and a test of their own."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(LAM_DONG, folder)
    text = CASES.read_text("utf-8")
    (folder / CASES.name).write_text(text.replace('noi_bo_doan_ket = "council"', 'noi_bo_doan_ket = "met"', 1), "utf-8")
    (folder / "test_own.py").write_text("def test_own():\n    pass\n", "utf-8")
    return folder


def run(project, *arguments):
    """pytest in another process: its exit code, what it printed, and the tests of its JUnit file."""
    report = project / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider", f"--junit-xml={report}"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    cases = ET.parse(report).getroot().iter("testcase")
    return done.returncode, done.stdout, {case.get("name"): case.find("failure") is None for case in cases}


def test_cases_are_tests_where_they_are_asked_for(project):
    """Every case is a test of its own name; the one that is wrong fails, with what was expected and what came out."""
    code, out, tests = run(project, "--emulation-cases", "--no-header")
    names = [case.name for case in read(CASES).cases]
    assert list(tests) == [*names, "test_own"]
    wrong = [name for name, held in tests.items() if not held]
    assert code == 1
    assert wrong == ["Tập thể chưa được hội đồng xét về đoàn kết, chấp hành pháp luật: chờ hội đồng"]
    assert "V.1.a, gạch đầu dòng 1" in out
    assert "Traceback" not in out


def test_nobody_else_is_given_cases(project):
    """Without being asked the plugin collects nothing, and does not import the engine."""
    (project / "test_lazy.py").write_text(
        "import sys\ndef test_lazy():\n    assert 'polars' not in sys.modules\n", "utf-8"
    )
    try:
        code, _out, tests = run(project)
    finally:
        (project / "test_lazy.py").unlink()
    assert (code, sorted(tests)) == (0, ["test_lazy", "test_own"])


def test_a_file_that_is_named_is_collected(project):
    """`pytest X.cases.toml` runs that file; `-k` chooses among its sentences."""
    code, _out, tests = run(project, CASES.name, "-k", "xuất")
    assert code == 0
    assert tests
    assert all("xuất" in name for name in tests)


def test_a_faulty_file_is_a_fault_of_the_collection(project, tmp_path):
    """A cases file that breaks its contract stops the run with the place of its fault."""
    (tmp_path / "mau.cases.toml").write_text('[[cases]]\nname = "Một"\n', "utf-8")
    code, out, _tests = run(tmp_path, "mau.cases.toml")
    assert code == 2
    assert "mau.cases.toml:1:1" in out
