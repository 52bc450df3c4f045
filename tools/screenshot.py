"""The page of a shipped sample as pictures, in the light and in the dark, made by a browser.

    python tools/screenshot.py [CAMPAIGN] [-o docs/pictures]

Needs the extra `page` and a Chromium: the one that EMULATION_CHROMIUM names, one on the path, or Playwright's own.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from emulation_core.config import Catalogue, load
from emulation_core.intake import read
from emulation_core.outcome import Outcome
from emulation_core.plugins import load as load_plugins
from emulation_core.report.page import page
from emulation_core.scoring import choose_round, score

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "ninh_thuan/so_cong_thuong_2023"
PROJECTOR = {"width": 1600, "height": 900}
PICTURES = (("top", "light"), ("matrix", "light"), ("charts", "dark"))
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Where a Chromium is, as far as can be told without starting one; None: only Playwright could know."""
    named = os.environ.get("EMULATION_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium())
        try:
            yield running
        finally:
            running.close()


def sample(id: str = SAMPLE) -> Outcome:
    """A shipped campaign with its sample evidence, asked on the first day on which all of it is due."""
    path = dict(Catalogue().campaigns())[id]
    loaded = load(path, id, load_plugins())
    round = loaded.campaign.period.rounds()[0]
    day = loaded.campaign.all_due(round)
    evidence = read([path.with_suffix(".sample.csv")], loaded.campaign)
    return score(loaded, evidence, choose_round(loaded.campaign, round.id, day), day)


def main() -> None:
    """Write the pictures: a part of the page, and how it is lit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("campaign", nargs="?", default=SAMPLE)
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "docs" / "pictures")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, browser() as running:
        file = Path(folder, "page.html")
        file.write_text(page(sample(chosen.campaign), None, None), "utf-8")
        for part, scheme in PICTURES:
            view = running.new_page(viewport=PROJECTOR, color_scheme=scheme, java_script_enabled=False)
            view.goto(f"{file.as_uri()}#{part}")
            picture = chosen.out / f"page-{part}-{scheme}.png"
            view.screenshot(path=picture)
            print(picture)


if __name__ == "__main__":
    main()
