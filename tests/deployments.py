"""Deployments for the tests: many agencies of one plan, some of them poisoned in every way we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plans import plan, put
from support import distribute

ON = "2027-03-01"
GOOD = "id,name,kind,so_tre_han\nP1,Phòng Một,collective,0\nP2,Phòng Hai,collective,3\nP3,Phòng Ba,collective,\n"

RULES = '''
import ctypes, os, signal, sys, time
import polars as pl
from attrs import frozen
from emulation_core import Facts, Reading, hookimpl, met


def rule(name, work):
    """A rule that does `work` with the values it is asked about; `work` sees how many there are."""

    @frozen
    class Poison:
        """Does what its name says."""

        fact: str

        def evaluate(self, facts: Facts) -> Reading:
            value = facts.need(self.fact)
            spoilt = value.map_batches(lambda values: (work(len(values)), values)[1], return_dtype=pl.Int64)
            return met(spoilt == 0, value)

    return Poison


def crash(count):
    if count > 1:
        raise ValueError("ba con số")


def leave(count):
    sys.exit(0)


def die(count):
    os._exit(0)


def kill(count):
    if count > 1:
        os.kill(os.getpid(), signal.SIGKILL)


def hang(count):
    while count > 1:
        time.sleep(0.1)


def fault(count):
    ctypes.string_at(0)


@hookimpl
def emulation_evaluators():
    works = {"no": crash, "thoat": leave, "tat": die, "chet": kill, "treo": hang, "loi": fault}
    return {f"hong.{name}": rule(name, work) for name, work in works.items()}
'''
KILLER = "import os\nos._exit(3)\n"


def site(folder: Path) -> Path:
    """Two distributions: one whose rules are poison, one that ends whoever imports it."""
    distribute(folder, "emulation-hong", {"hong": "emulation_hong"}, emulation_hong=RULES)
    distribute(folder, "emulation-nguy", {"nguy": "emulation_nguy"}, emulation_nguy=KILLER)
    return folder


def put_evidence(root: Path, campaign: str, text: str = GOOD, round: str | None = None) -> Path:
    """What an agency handed in."""
    path = root.joinpath("evidence", campaign, *filter(None, [round]), "minh_chung.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def deployment(root: Path, agencies: Iterable[str], **limits: int) -> Path:
    """A deployment in which each of `agencies`, campaigns of one plan, has evidence."""
    (root / "provinces").mkdir(parents=True)
    stated = "".join(f"{key} = {value}\n" for key, value in limits.items())
    (root / "emulation.toml").write_text(f'provinces = ["provinces/"]\n[limits]\n{stated}', "utf-8")
    for campaign in agencies:
        put_plan(root, campaign)
        put_evidence(root, campaign)
    return root


def put_plan(root: Path, campaign: str, **changes: Any) -> Path:
    """The plan of an agency."""
    province = campaign.partition("/")[0]
    return put(root / "provinces", campaign, plan(province=province, agency=campaign, **changes))


def poisoned(use: str, **fields: Any) -> dict[str, Any]:
    """The plan with another rule in the place of its own."""
    [criterion] = plan()["criteria"]
    return {"criteria": [{**criterion, "evaluator": {"use": use, "fact": "so_tre_han", **fields}}]}


def answers(found: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The lines of a batch by campaign."""
    return {line["campaign"]: line for line in found["agencies"]}
