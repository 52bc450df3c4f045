"""The peers of the benchmark: what is set beside the engine says the same of everybody, or is not timed at all."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import polars as pl
import pytest

from benches import beside

NEEDS = {
    "Polars": "polars",
    "attrs objects": "attrs",
    "pandas": "pandas",
    "DuckDB": "duckdb",
    "OpenFisca-core": "openfisca_core",
    "zen-engine": "zen",
    "Numba loop": "numba",
}
SIZE = 2_000


@pytest.fixture(scope="module")
def script():
    """benchmarks/peers.py, with its folder on the path as when it is run."""
    with beside():
        yield import_module("peers")


def test_every_peer_is_looked_at_here(script):
    """No peer is timed without being compared."""
    assert set(NEEDS) == set(script.PEERS)


@pytest.mark.parametrize("name", NEEDS)
def test_a_peer_says_what_the_engine_says(script, name):
    """The same criteria met, the same lists, the same ranks, participant by participant."""
    if find_spec(NEEDS[name]) is None:
        pytest.skip(f"{name} is not installed here; tox -e bench installs it")
    took, absent = script.measured(SIZE, [name], 1)
    assert list(took) == [script.ENGINE, name]
    assert absent == {}


def test_a_peer_that_answers_otherwise_is_not_timed(script, monkeypatch):
    """One criterion read otherwise ends the run."""
    peer = import_module("others.with_polars")
    told = peer.told
    monkeypatch.setattr(peer, "told", lambda done: told(done).with_columns(pl.lit(0).alias("c.phuc_vu")))
    with pytest.raises(AssertionError):
        script.measured(SIZE, ["Polars"], 1)


def test_a_peer_that_is_missing_or_too_slow_is_named(script, monkeypatch):
    """Its absence is printed, not hidden."""
    monkeypatch.setitem(script.PEERS, "pandas", script.PEERS["pandas"]._replace(module="with_nobody"))
    monkeypatch.setitem(script.PEERS, "zen-engine", script.PEERS["zen-engine"]._replace(largest=10))
    _took, absent = script.measured(SIZE, ["pandas", "zen-engine"], 1)
    assert absent["pandas"].startswith("not installed")
    assert absent["zen-engine"].startswith("too slow")
