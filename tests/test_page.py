"""The page a council reads: complete, self-contained, readable by ear, in any light, and never fooled by a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve, field, mutable

import hostile
from emulation_core.config import Catalogue, load
from emulation_core.decision import Decision
from emulation_core.i18n import set_language
from emulation_core.intake import read
from emulation_core.model import Kind
from emulation_core.plugins import load as load_plugins
from emulation_core.report import document
from emulation_core.report.document import Participant
from emulation_core.report.page import charts, page
from emulation_core.report.page.waiting import waiting
from emulation_core.report.result import Result, kind_word
from emulation_core.report.signs import VERDICTS
from emulation_core.scoring import choose_round, score

RUN, HEAD = "a3f09c1d2b4e", "a3f09c1d2b4e5566778899aabbccddeeff00112233445566778899aabbccddee"
STYLE = Path(charts.__file__).with_name("style.css").read_text("utf-8")
VOID = {"meta", "link", "path", "rect", "line"}
SHARED = {"lang", "class", "id", "aria-label", "aria-labelledby", "aria-hidden", "role", "tabindex", "scope"}
DRAWN = {"viewbox", "x", "y", "x1", "y1", "x2", "y2", "rx", "d", "width", "height", "text-anchor"}


@mutable(slots=False, eq=False)
class Element:
    """One element of a parsed page."""

    tag: str
    attributes: dict[str, str | None] = field(factory=dict)
    inside: list[Element | str] = field(factory=list)

    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text() for part in self.inside)

    def every(self, tag: str = "") -> Iterator[Element]:
        for part in self.inside:
            if isinstance(part, Element):
                if tag in ("", part.tag):
                    yield part
                yield from part.every(tag)

    def classed(self, name: str) -> list[Element]:
        return [e for e in self.every() if name in (e.attributes.get("class") or "").split()]


class Tree(HTMLParser):
    """A page as a tree; refuses an element that is closed by another's tag."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("")]
        self.feed(text)
        self.close()
        assert [element.tag for element in self.open] == [""]
        self.root = self.open[0]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def scored(id: str, round: str, day: date):
    path = dict(Catalogue().campaigns())[id]
    loaded = load(path, id, load_plugins())
    evidence = read([path.with_suffix(".sample.csv")], loaded.campaign)
    return score(loaded, evidence, choose_round(loaded.campaign, round, day), day)


@pytest.fixture(scope="module")
def outcome():
    """A shipped sample with ties, open evidence, a deferral and an award that waits for a text."""
    return scored("ninh_thuan/so_cong_thuong_2023", "2023", date(2024, 5, 31))


@pytest.fixture(scope="module")
def root(outcome):
    return Tree(page(outcome, RUN, HEAD)).root


def find(root: Element, id: str) -> Element:
    return next(element for element in root.every() if element.attributes.get("id") == id)


# ---- what it says


def test_every_finding_is_explained(outcome, root):
    """Under each participant every criterion's sentence, verdict, clause and place, in the order of the document."""
    people = root.classed("person")
    told = document(outcome).participants
    assert len(people) == len(told)
    for shown, person in zip(people, told, strict=True):
        assert person.name in shown.text()
        cells = [[cell.text() for cell in row.inside if isinstance(cell, Element)] for row in shown.every("tr")][1:]
        for (verdict, asked, why, place), found in zip(cells, person.findings, strict=True):
            sign, words = VERDICTS[found.verdict]
            assert verdict == f"{sign} {words[0]}"
            assert asked.startswith(found.clause)
            assert (why, place) == (found.says, found.source or "–")


def test_the_matrix_shows_every_verdict_by_sign_word_and_class(outcome, root):
    """A row per participant, a column per criterion; each cell says its verdict three ways."""
    told = [p for p in document(outcome).participants if p.kind is Kind.COLLECTIVE]
    table = root.classed("matrix")[0]
    rows = [row for body in table.every("tbody") for row in body.every("tr")]
    assert len(rows) == len(told)
    for row, person in zip(rows, told, strict=True):
        for cell, found in zip(row.classed("cell"), person.findings, strict=True):
            sign, words = VERDICTS[found.verdict]
            assert cell.attributes["class"] == f"cell {found.verdict}"
            assert cell.text() == f"{sign} {words[0]}"


def test_the_seven_verdicts_have_seven_signs_words_and_colours():
    """No two look or read alike, in the light or in the dark."""
    assert len({sign for sign, _ in VERDICTS.values()}) == len({words for _, words in VERDICTS.values()}) == 7
    for colours in themes():
        assert len({colours[v] for v in VERDICTS}) == len({colours[f"{v}-tint"] for v in VERDICTS}) == 7


def test_a_tie_is_put_to_the_council_with_advice_that_is_not_applied(outcome, root):
    """Who is tied stands among what the council decides, and no tied name among those proposed."""
    proposal = outcome.proposals[0]
    names = [person.name for person in document(outcome).participants if person.id in proposal.tied]
    asked = find(root, "council").text()
    assert all(name in asked for name in names)
    assert proposal.advice[0].by in asked
    chosen = " ".join(part.text() for part in find(root, "proposals").classed("selected"))
    assert not [name for name in names if name in chosen]


def test_open_evidence_says_what_it_could_change(root):
    """Each open criterion names the award it bears on, and who could lose a seat to it."""
    said = find(root, "open").text()
    assert "Giấy khen của Giám đốc Sở: thêm 3 trường hợp có thể đủ điều kiện" in said
    assert "có thể lấy mất suất của: Trần Quốc Khải, Nguyễn Hoài Thương" in said


def test_everything_a_list_hangs_on_is_named_with_whom_it_concerns(outcome):
    """Each key of each proposal's `depends` has a line of that kind that names the participant."""
    result = Result(outcome, None, None)
    lines = {(line.kind, line.what): line for line in waiting(result)}
    for proposal in outcome.proposals:
        for id, keys in proposal.depends.items():
            for key in keys:
                line = lines[kind_word(proposal.kind), result.awaited(proposal.kind, key)]
                assert result.names[id] in line.who
                assert any(change.startswith(result.awards[proposal.award]) for change in line.changes)


def test_assumptions_texts_not_held_and_warnings_are_all_there(outcome, root):
    """Word for word."""
    for id, notes in (
        ("assumptions", outcome.assumptions),
        ("unresolved", outcome.unresolved),
        ("warnings", outcome.warnings),
    ):
        assert [d.text() for d in find(root, id).every("dd")] == [note.says for note in notes]


def test_the_page_says_which_result_it_is(outcome, root):
    """Run, short head, plan and day above and below; the whole head below."""
    above = next(e for e in root.every("header")).text()
    below = next(e for e in root.every("footer")).text()
    for part in (RUN, HEAD[:16], outcome.loaded.campaign.plan.number, "31/05/2024"):
        assert part in above
        assert part in below
    assert HEAD in below


def test_decisions_stand_beside_what_the_machine_said(outcome):
    """In the council's section and under the participant."""
    tied = outcome.proposals[0].tied[0]
    made = Decision("giay_khen", tied, "take", "Có nhiều sáng kiến hơn", "BB 12", "Hội đồng", date(2024, 6, 3))
    root = Tree(page(outcome, RUN, HEAD, (made,))).root
    for place in (find(root, "council"), find(root, "people")):
        [row] = [row for row in place.every("tr") if "BB 12" in row.text()]
        cells = [cell.text() for cell in row.inside if isinstance(cell, Element)]
        assert cells[2:4] == ["đồng hạng, chờ hội đồng", "chọn"]


def test_english_is_english(outcome):
    """The words follow the language in force; what comes from the plan is marked as Vietnamese."""
    set_language("en")
    try:
        root = Tree(page(outcome, None, None)).root
    finally:
        set_language("vi")
    assert next(root.every("html")).attributes["lang"] == "en"
    assert next(root.every("h2")).text() == "Proposals"
    assert next(root.every("h1")).attributes["lang"] == "vi"
    assert "not recorded" in next(root.every("footer")).text()


def test_the_same_result_is_the_same_page(outcome):
    """Nothing on the page tells when it was made."""
    assert page(outcome, RUN, HEAD) == page(outcome, RUN, HEAD)


# ---- charts


def participant(id: str, points: str | None, rank: int | None) -> Participant:
    return Participant(id, f"Phòng {id}", Kind.COLLECTIVE, "eligible", points, rank, ())


def test_bars_share_out_everybody(outcome):
    """The parts of a bar count every participant once and fill the bar."""
    result = Result(outcome, None, None)
    for kind, people in zip(charts.met_bars(result), result.people.values(), strict=True):
        for bar in kind.bars:
            assert sum(part.count for part in bar.parts) == len(people)
            assert sum(part.width for part in bar.parts) == charts.WIDTH
            assert bar.met <= bar.of <= len(people)


@pytest.mark.parametrize(
    ("points", "bins"),
    [
        (["84.5"], [("84", "85", 1)]),
        (["50", "50"], [("50", "51", 2)]),
        (["0", "0.1"], [("0", "0,01", 1), ("0,1", "0,11", 1)]),
        (["10", "34", None], [("10", "12", 1), ("34", "36", 1)]),
        (["-3", "3"], [("-3", "-2,5", 1), ("3", "3,5", 1)]),
    ],
)
def test_points_fall_into_round_bins(points, bins):
    """Bins of 1, 2 or 5 times a power of ten, from the lowest to the highest; nobody is left out."""
    made = charts.distribution([participant(f"T{n}", p, None) for n, p in enumerate(points)])
    assert [(b.low, b.high, b.count) for b in made if b.count] == bins
    assert len(made) <= charts.BINS + 1


def test_without_points_there_is_no_chart_of_points(root):
    """A plan that does not score shows no distribution and no ranks."""
    assert not [e for e in root.every() if e.attributes.get("id") in ("h-points", "moves1")]


def test_rank_changes_compare_those_ranked_both_times():
    """Up, down or the same, by so many places; who is new or gone is not compared."""
    before = [
        participant("T1", "9", 1),
        participant("T2", "8", 2),
        participant("T3", "7", 3),
        participant("T4", "1", 4),
    ]
    now = [participant("T2", "9", 1), participant("T1", "9", 1), participant("T3", "7", 3), participant("T5", "9", 1)]
    moves = charts.rank_change(now, before)
    assert {(m.name, m.before, m.now, m.change, m.places) for m in moves} == {
        ("Phòng T1", 1, 1, "same", 0),
        ("Phòng T2", 2, 1, "up", 1),
        ("Phòng T3", 3, 3, "same", 0),
    }


def test_points_and_ranks_are_drawn_with_their_figures(outcome, monkeypatch):
    """Where there are points and an earlier result, both charts stand on the page, each beside a table."""
    from emulation_core.report import result
    from emulation_core.report.page import build

    def ranked(backwards: bool):
        def made(outcome, run=None, head=None):
            found = document(outcome, run, head)
            people = found.participants[::-1] if backwards else found.participants
            given = {p.id: evolve(p, points=f"{90 - n}.5", rank=n + 1) for n, p in enumerate(people)}
            return evolve(found, participants=tuple(given[p.id] for p in found.participants))

        return made

    monkeypatch.setattr(result, "document", ranked(False))
    monkeypatch.setattr(build, "document", ranked(True))
    root = Tree(page(outcome, RUN, HEAD, (), outcome)).root
    figures = [e for e in root.every("figure")]
    assert len(figures) == 3
    assert all(len(list(f.every("svg"))) == len(list(f.every("table"))) == 1 for f in figures)
    assert "▲13" in figures[1].text()
    assert "xuống 39" in figures[1].text() + figures[2].text()


# ---- how it is built


def test_headings_never_skip_a_level(root):
    """One h1; below it each heading is at most one level deeper than the one before."""
    levels = [int(e.tag[1]) for e in root.every() if re.fullmatch("h[1-6]", e.tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_says_what_its_cells_belong_to(root):
    """A caption, and a scope on every heading cell."""
    for table in root.every("table"):
        assert next(table.every("caption")).text().strip()
        assert {th.attributes.get("scope") for th in table.every("th")} <= {"col", "row"}


def test_ids_are_unique_and_every_link_leads_somewhere_on_the_page(root):
    """Links are anchors of this page, labels name what is there."""
    ids = [e.attributes["id"] for e in root.every() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert {a.attributes["href"].removeprefix("#") for a in root.every("a")} <= set(ids)
    assert {e.attributes["aria-labelledby"] for e in root.every() if "aria-labelledby" in e.attributes} <= set(ids)


def test_what_scrolls_can_be_reached_by_the_keyboard_and_has_a_name(root):
    """Wide tables scroll in regions that take the focus."""
    for part in root.classed("scroll"):
        assert part.attributes["tabindex"] == "0"
        assert part.attributes["role"] == "region"
        assert "aria-label" in part.attributes or "aria-labelledby" in part.attributes


def harmless(root: Element) -> None:
    """No script, nothing fetched, no attribute that could carry either."""
    assert not [e.tag for e in root.every() if e.tag in ("script", "img", "iframe", "object", "embed", "form", "base")]
    for element in root.every():
        if element.tag in ("meta", "link"):
            continue
        strange = element.attributes.keys() - SHARED - DRAWN
        assert strange <= ({"href"} if element.tag == "a" else set()), (element.tag, strange)
        assert (element.attributes.get("href") or "#").startswith("#")
    assert [e.attributes.get("href") for e in root.every("link")] == ["data:,"]
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_nothing_is_fetched_and_no_script_runs(root):
    """Self-contained, and the page itself forbids what it does not need."""
    harmless(root)
    [policy] = [e.attributes["content"] for e in root.every("meta") if "http-equiv" in e.attributes]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_hostile_text_stays_text(name):
    """The text is found whole wherever an office may write it, and makes no element, link or script."""
    text = hostile.TEXTS[name]
    root = Tree(page(hostile.outcome(text), text, text, hostile.decisions(text))).root
    harmless(root)
    assert next(root.every("h1")).text() == text
    assert text in next(root.every("title")).text()
    assert text in [link.text() for link in find(root, "proposals").every("a")]
    # The assumption, the text not held, and the text that a criterion waits for.
    assert [note.text() for id in ("assumptions", "unresolved") for note in find(root, id).every("dd")].count(text) == 3
    assert root.text().count(text) > 30
    assert {name for e in root.every() for name, value in e.attributes.items() if text in (value or "")} <= {
        "aria-label"
    }


def test_a_control_character_is_shown_by_its_sign():
    """HTML has no place for one; U+2400 and after are the signs that stand for them."""
    root = Tree(page(hostile.outcome("Phòng A"), "\x00\x1b\x7f", None)).root
    assert "\u2400\u241b\u2421" in next(root.every("footer")).text()


# ---- colours


def themes() -> list[dict[str, str]]:
    """The colours by name: in the light, and in the dark."""
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in STYLE.split("@media", 2)[:2])
    return [light, dark]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_does():
    """Black on white is 21:1."""
    assert round(contrast("#000000", "#ffffff"), 6) == 21


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_read(dark):
    """Text at least 4.5:1 on what it stands on, in the light and in the dark."""
    light, night = themes()
    colours = night if dark else light
    assert light.keys() == night.keys()
    grounds = ("paper", "card")
    pairs = [(text, ground) for text in ("ink", "soft", "link", "accent", *VERDICTS) for ground in grounds]
    pairs += [(verdict, f"{verdict}-tint") for verdict in VERDICTS] + [("on-solid", "solid")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}
