"""The page put together: the template filled with what the sections say, its style inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from emulation_core.decision import Decision
from emulation_core.i18n import language
from emulation_core.outcome import Outcome
from emulation_core.report.document import Document, document
from emulation_core.report.page import charts, sections
from emulation_core.report.page.labels import labels
from emulation_core.report.page.waiting import waiting
from emulation_core.report.result import Result

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def page(
    outcome: Outcome,
    run: str | None,
    head: str | None,
    decisions: Sequence[Decision] = (),
    earlier: Outcome | None = None,
    told: Document | None = None,
) -> str:
    """The result as one HTML document in the language in force; the same inputs give the same text.

    `earlier` is the outcome that ranks are compared with; `told` the document of `outcome`, where somebody has it
    already. Whatever stands in the evidence stays text, and the page
    asks the browser to run no script and to load nothing.
    """
    result = Result(outcome, run, head, decisions, told)
    before = () if earlier is None else document(earlier).participants
    anchors = sections.anchors(result)
    template = _templates().get_template("page.html.j2")
    return template.render(
        result=result,
        language=language(),
        labels=labels(),
        style=_style(),
        style_digest=_digest(_style()),
        legend=sections.legend(),
        tally=sections.tally(result),
        proposals=sections.proposals(result, anchors),
        council=sections.council(result),
        decided=sections.decided(result),
        waiting=waiting(result),
        matrices=sections.matrices(result, anchors),
        bars=charts.met_bars(result),
        points=charts.distribution(result.document.participants),
        moves=charts.rank_change(result.document.participants, before),
    )


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _seen(value: object) -> object:
    """Control characters, which HTML cannot hold, as the signs that stand for them (U+2400 and after)."""
    if type(value) is not str or not _UNSEEN.search(value):
        return value
    return _UNSEEN.sub(lambda sign: "\u2421" if sign[0] == "\x7f" else chr(0x2400 + ord(sign[0])), value)


@cache
def _style() -> str:
    return (_HERE / "style.css").read_text("utf-8")


def _digest(style: str) -> str:
    """How the policy of the page names the one style it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
