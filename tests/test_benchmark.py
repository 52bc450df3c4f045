"""The benchmark compares like with like: the engine and the job written by hand say the same of everybody."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from emulation_core.allocate import Place
from emulation_core.model import Status, Verdict

PATH = Path(__file__).parents[1] / "benchmarks" / "score.py"


def _script():
    spec = spec_from_file_location("benchmark_score", PATH)
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


SCRIPT = _script()
PLAN = SCRIPT.campaign()


def result(size):
    *_, last = SCRIPT.engine(SCRIPT.participants(size), PLAN)
    return last


@pytest.mark.parametrize("size", [1_000, 5_000])
@pytest.mark.parametrize("stages", [SCRIPT.RANKED, SCRIPT.PACKED], ids=["ranked", "packed"])
def test_the_engine_and_the_job_by_hand_agree_on_everybody(size, stages):
    """Same verdicts, statuses, places and certainties, participant by participant."""
    assert_frame_equal(result(size), SCRIPT.by_hand(SCRIPT.participants(size), stages))


def test_the_job_leaves_out_nothing_it_could_get_wrong():
    """Every verdict but `unresolved`, every status, and in each award somebody selected for certain, or not, occur."""
    found = result(5_000)
    verdicts = {code for name in found.columns if name.startswith("v.") for code in found[name].unique()}
    assert verdicts == set(Verdict) - {Verdict.UNRESOLVED}
    assert set(found["status"]) == set(Status)
    assert set(found["tieu_bieu.place"]) == set(Place)
    assert set(found["giay_khen.place"]) == set(Place) - {Place.RESERVE}  # nobody stands behind where there is no order
    for award in ("tieu_bieu", "giay_khen"):
        chosen = found.filter(found[f"{award}.place"] == Place.SELECTED)[f"{award}.certain"]
        assert 0 < chosen.sum() < len(chosen)


def test_the_same_participants_come_each_time():
    """Two runs draw the same evidence, of which about five cells of a hundred are empty."""
    once, again = SCRIPT.participants(5_000), SCRIPT.participants(5_000)
    assert_frame_equal(once, again)
    facts = once.drop("id", SCRIPT.GROUP)
    assert 0.04 < facts.null_count().sum_horizontal().item() / (facts.height * facts.width) < 0.06


def test_the_table_has_a_line_for_each_size():
    """What is printed names every size asked for, and how the time grows from one to the next."""
    lines = list(SCRIPT.report(PLAN, [500, 1_000], 1))
    assert [line.split()[0] for line in lines if "participants " in line] == ["500", "1,000"]
    assert sum(line.startswith("growth exponent") for line in lines) == 2
