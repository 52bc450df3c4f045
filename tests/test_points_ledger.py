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


def test_a_tie_of_points_is_settled_by_the_council(scored):
    """A and B have 70 points for one seat, and nothing but points qualifies anybody: the council may take B in."""
    raw = scheme()
    raw["awards"][0]["quota"] = {"use": "fixed", "individual": 1}
    scored(rows="A,60,10 B,65,5", raw=raw)
    paper = ("--reason", "Hội đồng biểu quyết", "--minutes", "BB 1/BB-HĐ", "--by", "Chủ tịch")
    made = scored("decide", "latest", "--award", "giay_khen", "--take", "B", *paper, "--json")
    assert made.code == 0, made.err
    assert {line["participant"]: line["holds"] for line in made.json["lines"]} == {"A": False, "B": True}


def between(scored: Scored) -> Any:
    """The difference of the first and the last run."""
    runs = scored("runs", "--json").json
    return scored("diff", runs[0]["run"], runs[-1]["run"], "--json").json


def changes(found: Any) -> dict[str, list[tuple[str, str | None, str | None]]]:
    return {p["id"]: [(c["what"], c["before"], c["after"]) for c in p["points"]] for p in found["participants"]}


def test_points_that_change_nothing_else_are_named_in_a_difference(scored):
    """B gains three points and A's place; no verdict and no list changes."""
    scored(rows="A,60,10 B,65,0 C,50,5")
    scored(rows="A,60,10 B,65,8 C,50,5")
    found = between(scored)
    assert changes(found) == {
        "A": [("rank", "1", "2")],
        "B": [("points", "65", "73"), ("rank", "2", "1")],
    }
    assert found["participants"][1]["evidence"] == [{"what": "sk", "before": "0", "after": "8"}]


def test_another_maximum_and_another_scheme_are_named_among_the_rules(scored):
    """80 points instead of 70, and one decimal: the text is what changed, nobody's points do."""
    scored(rows="A,60,10")
    scored(rows="A,60,10", raw={**scheme(most=80), "scoring": {"decimals": 1}})
    found = between(scored)
    assert [change["what"] for change in found["criteria"]] == ["cm[individual]", "scoring"]
    assert found["participants"] == []
