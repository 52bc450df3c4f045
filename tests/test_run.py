"""run.py: when it sets up anew, what it refuses, and what each word stands for. No network, no environment made."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest

FILE = Path(__file__).parents[1] / "run.py"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A fresh copy of the module, whose environment would stand in a temporary folder."""
    spec = spec_from_file_location("run", FILE)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "BIN", tmp_path / ".venv" / "bin")
    monkeypatch.setattr(module, "EXE", "")
    return module


@pytest.fixture
def pip(run, monkeypatch):
    """The calls to pip, recorded instead of made; `said` is what each of them answers."""

    recorder = SimpleNamespace(said=(0, "pip 23.0.1 from /usr/lib"), calls=[])

    def answer(*args):
        recorder.calls.append(args)
        return recorder.said

    def create(folder, **_options):
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(run, "output", answer)
    monkeypatch.setattr(run.venv, "create", create)
    return recorder


def test_what_an_environment_is_made_from(run):
    """Other dependencies, another Python or another place give another state; the same give the same."""
    one = run.state(b"a", "3.11.2", "/srv/x")
    assert one == run.state(b"a", "3.11.2", "/srv/x")
    others = [run.state(b"b", "3.11.2", "/srv/x"), run.state(b"a", "3.11.9", "/srv/x"), run.state(b"a", "3.11.2", "/y")]
    assert len({one, *others}) == 4


def test_the_second_time_nothing_is_done(run, pip):
    """A finished setup is found and left alone."""
    run.prepare("test")
    made = len(pip.calls)
    run.prepare("test")
    assert made == len(pip.calls) == 2
    assert pip.calls[-1][-1] == ".[test]"


def test_tox_is_added_on_demand(run, pip):
    """`check` adds its extra to a finished setup without making it anew."""
    run.prepare("test")
    run.prepare("check")
    assert [call[-1] for call in pip.calls if "install" in call] == [".[test]", ".[check]"]


def test_an_interrupted_setup_is_done_again(run, pip):
    """A pip that failed leaves no stamp, so the next call starts over."""
    run.prepare("test")
    (run.VENV / "ready-test").write_text("another state")
    pip.said = (1, "pip 23.0.1 from /usr/lib: no route to host")
    with pytest.raises(SystemExit, match="failed"):
        run.prepare("test")
    pip.said = (0, "pip 23.0.1 from /usr/lib")
    run.prepare("test")
    assert [call[-1] for call in pip.calls if "install" in call] == [".[test]"] * 3


def test_a_failed_setup_shows_what_pip_said(run, pip, capsys):
    """On failure the whole output of pip is printed, on stderr."""
    pip.said = (1, "pip 23.0.1 from /usr/lib\nERROR: no matching distribution")
    with pytest.raises(SystemExit):
        run.prepare("test")
    out, err = capsys.readouterr()
    assert "no matching distribution" in err
    assert not out


def test_an_environment_without_its_python_is_not_ready(run, pip):
    """A stamp alone is not enough: the interpreter it points to may have been removed."""
    run.prepare("test")
    (run.BIN / "python").unlink()
    run.prepare("test")
    assert sum("install" in call for call in pip.calls) == 2


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("pip 22.3 from /usr/lib", ""),
        ("pip 26.1.2 from /usr/lib", ""),
        ("pip 22.2.2 from /usr/lib", "22.3 or newer is needed; this is pip 22.2"),
        ("/usr/bin/python3: No module named pip", "has no pip"),
    ],
)
def test_a_pip_that_cannot_do_it_is_named(run, version, says):
    """A missing or old pip gives one clear sentence, a good one none."""
    fault = run.pip_fault(version)
    assert says in fault
    assert bool(says) == bool(fault)


def test_what_the_words_stand_for(run):
    """What follows the word is passed on; a word run.py does not know is a verb of `emulation`."""
    python, emulation = str(run.BIN / "python"), str(run.BIN / "emulation")
    assert run.command("test", ["-k", "x"]) == [python, "-m", "pytest", "-k", "x"]
    assert run.command("check", ["run"]) == [python, "-m", "tox", "run"]
    assert run.command("check", [])[-1].startswith("lint,types,toml,py3")
    assert run.command("demo", []) == [emulation, "demo"]
    assert run.command("score", ["--json"]) == [emulation, "score", "--json"]


def test_without_a_word_it_says_how_to_use_it():
    """No word is wrong usage: exit code 2, nothing set up."""
    done = subprocess.run([sys.executable, FILE], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "run.py demo" in done.stderr


def test_an_old_python_can_still_read_it():
    """Every Python from 3.6 on parses the file, and so gets as far as the sentence that refuses it."""
    ast.parse(FILE.read_text("utf-8"), feature_version=(3, 6))
