"""Scored runs kept in a ledger: explained, and compared with one another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemes import Table, fact_is_points, plan
from support import campaign_file, inside

Scored = Callable[..., Any]


def scheme(line: int = 20, most: int = 70) -> Table:
    """Work and initiatives; whoever has the points of the line is in."""
    criteria = [fact_is_points("cm", most, required=False), fact_is_points("sk", 10, required=False)]
    return plan({}, {"cm": "number", "sk": "number"}, criteria, {"at_least": line})


@pytest.fixture
def scored(tmp_path: Path, capsys: Any) -> Scored:
    """Scores rows of (id, work, initiatives) into one ledger; then runs a verb on that ledger."""
    ledger, campaign = tmp_path / "so.db", tmp_path / "tinh_mau" / "so_mau_2026.toml"
    campaign.parent.mkdir()

    def run(*verb: str, rows: str = "", raw: Table | None = None) -> Any:
        if verb:
            return inside(capsys, *verb, "--ledger", ledger)
        campaign.write_text(campaign_file(raw or scheme()), "utf-8")
        (tmp_path / "mc.csv").write_text(
            "id,name,kind,cm,sk\n" + "".join(f"{row[0]},Tên {row[0]},individual{row[1:]}\n" for row in rows.split()),
            "utf-8",
        )
        made = inside(capsys, "score", campaign, tmp_path / "mc.csv", "--on", "2027-01-01", "--ledger", ledger)
        assert made.code == 0, made.err

    return run


def test_a_place_is_explained_as_one_among_all(scored):
    """C is third of three, also when C alone is asked about."""
    scored(rows="A,60,10 B,65,0 C,50,5")
    asked = scored("explain", "latest", "C", "--json").json["participant"]
    assert (asked["points"], asked["rank"]) == ("55", 3)
    assert "hạng 3" in scored("explain", "latest", "C").out


def test_open_points_are_explained_as_a_range(scored):
    """Whoever reads the explanation sees what the points can still come to."""
    scored(rows="A,60,")
    assert "60 – 70" in scored("explain", "latest", "A").out
