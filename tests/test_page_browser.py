"""The page in a real browser: no violation found by axe, no request, no script needed, usable by the keyboard.

Skipped where there is no browser or not the extra `page`; `tox -e page` has both.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import hostile
from emulation_core.decision import Decision
from emulation_core.report.page import page

pytest.importorskip("playwright", reason="the extra `page` is not installed: no playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `page` is not installed: no axe")
sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import screenshot  # noqa: E402

if screenshot.chromium() is None:
    pytest.skip("no Chromium on the path; EMULATION_CHROMIUM may name one", allow_module_level=True)


def sample() -> str:
    """The shipped sample with one decision of the council."""
    outcome = screenshot.sample()
    tied = outcome.proposals[0].tied[0]
    decision = Decision("giay_khen", tied, "take", "Nhiều sáng kiến hơn", "BB 12", "Hội đồng", date(2024, 6, 3))
    return page(outcome, "a3f09c1d2b4e", "a3f09c1d2b4e" * 5, (decision,))


PAGES = {
    "sample": sample,
    "script": lambda: page(hostile.outcome(hostile.TEXTS["script"]), None, None),
    "image": lambda: page(hostile.outcome(hostile.TEXTS["image"]), None, None),
    "closing": lambda: page(hostile.outcome(hostile.TEXTS["closing"]), None, None),
}


@pytest.fixture(scope="module")
def running():
    with screenshot.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """The pages as files, as an office opens them."""
    folder = tmp_path_factory.mktemp("pages")
    for name, made in PAGES.items():
        (folder / f"{name}.html").write_text(made(), "utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.fixture
def opened(running):
    """Opens a page in a context of its own; every request it makes is noted."""
    contexts = []

    def open(file: Path, **options):
        context = running.new_context(**{"viewport": {"width": 1920, "height": 1080}, **options})
        contexts.append(context)
        view = context.new_page()
        view.asked, view.wrong = [], []
        view.on("request", lambda request: view.asked.append(request.url))
        view.on("pageerror", lambda error: view.wrong.append(str(error)))
        view.on("console", lambda message: view.wrong.append(message.text))
        view.on("dialog", lambda dialog: view.wrong.append(dialog.message))
        view.goto(file.as_uri())
        return view

    yield open
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("wide", "scheme"), [(1920, "light"), (390, "dark")])
def test_axe_finds_no_violation(opened, files, wide, scheme):
    """On a projector in the light and on a telephone in the dark, with every explanation unfolded."""
    view = opened(files["sample"], color_scheme=scheme, viewport={"width": wide, "height": 900})
    view.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = axe.Axe().run(view).response
    assert not [(broken["id"], broken["nodes"][0]["html"][:200]) for broken in found["violations"]]
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_for_but_the_page_itself(opened, files, name):
    """No request leaves the page, no script speaks, whatever stands in the evidence."""
    view = opened(files[name])
    view.wait_for_load_state("networkidle")
    assert view.asked == [files[name].as_uri()]
    assert view.wrong == []


def test_an_explanation_unfolds_without_a_script(opened, files):
    """A name in the matrix leads to its participant, and the fold around it opens by itself."""
    view = opened(files["sample"], java_script_enabled=False)
    row = view.locator(".matrix tbody th a").nth(2)
    target = row.get_attribute("href")
    assert not view.locator(target).is_visible()
    row.click()
    assert view.locator(target).is_visible()


def test_the_keyboard_reaches_everything(opened, files):
    """The first key leads past the menu; a fold opens with the enter key."""
    view = opened(files["sample"])
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.className") == "skip"
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "content"
    fold = view.locator("details.person > summary").first
    fold.focus()
    view.keyboard.press("Enter")
    assert view.locator("details.person").first.evaluate("part => part.open")


def test_paper_shows_what_is_folded(opened, files):
    """Printed, every explanation is there and the menu is not."""
    view = opened(files["sample"])
    view.emulate_media(media="print")
    assert view.locator("details.person .inside").last.is_visible()
    assert not view.locator("nav").is_visible()


def test_a_name_stays_a_name(opened, files):
    """A participant called <script> is shown as such."""
    view = opened(files["script"])
    assert hostile.TEXTS["script"] in view.locator("h1").inner_text()
    assert view.locator("script").count() == 0
