"""What a careful clerk would ask about a plan, as far as it can be computed: remarks on the paper, never faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from emulation_core import law
from emulation_core.campaign import Campaign, Loaded, Note, Round, RoundKind, Step
from emulation_core.explain import show_day
from emulation_core.i18n import _
from emulation_core.model import Text
from emulation_core.plan import Interval
from emulation_core.reading import trial

DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
YEAR = r"((?:19|20)\d\d)"
YEARS = re.compile(rf"\b{YEAR}\s*[-–]\s*{YEAR}\b|\b{YEAR}\b")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
SATURDAY, SUNDAY = 5, 6
SHOWN = 3
"""Labels named in one remark."""


def notes_of(loaded: Loaded) -> tuple[Note, ...]:
    """Every remark on a campaign: what is computed, then what its file notes by hand."""
    checks = (_blanks, _papers, _sections, _title, _rounds, _steps, _money)
    found = [note for check in checks for note in check(loaded.campaign)]
    return tuple(dict.fromkeys([*found, *_offices(loaded), *loaded.campaign.notes]))


def _note(about: str, what: str, **slots: object) -> Note:
    shown = {key: show_day(value) if isinstance(value, date) else value for key, value in slots.items()}
    return Note(Text(about), Text(what.format(**shown)))


def _blanks(campaign: Campaign) -> Iterator[Note]:
    """A number or day left blank."""
    plan = campaign.plan
    if plan.number.startswith(("…", "...")):
        yield _note("plan.number", _("the number is left blank: {number}"), number=plan.number)
    if isinstance(plan.issued, Interval):
        what = _("the day of issue is left blank: not before {start}, not after {until}")
        yield _note("plan.issued", what, start=plan.issued.from_, until=plan.issued.until)


def _papers(campaign: Campaign) -> Iterator[Note]:
    """Days written on papers: of the plan, of what it stands on, of what it replaces."""
    plan = campaign.plan
    if isinstance(plan.issued, date):
        yield from _weekend("plan.issued", plan.issued)
    for paper in (*plan.basis, *plan.replaces):
        for found in DAY.finditer(paper):
            name = paper[: found.start()].strip() or paper
            try:
                day = date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                yield _note(name, _("{day} is no day of the calendar"), day=found[0])
                continue
            yield from _weekend(name, day)
            if day > plan.latest:
                yield _note(name, _("dated {day}, after the plan that cites it"), day=day)
            elif isinstance(plan.issued, Interval) and day == plan.earliest:
                yield _note(name, _("dated {day}: the plan that cites it cannot be older"), day=day)


def _weekend(about: str, day: date) -> Iterator[Note]:
    if day.weekday() == SATURDAY:
        yield _note(about, _("{day} is a Saturday"), day=day)
    elif day.weekday() == SUNDAY:
        yield _note(about, _("{day} is a Sunday"), day=day)


def _sections(campaign: Campaign) -> Iterator[Note]:
    """Parts whose numbers do not follow each other."""
    numbers = [ROMAN.index(part) for part in campaign.plan.sections if part in ROMAN]
    for before, after in pairwise(numbers):
        if after != before + 1:
            what = _("part {after} follows part {before}")
            yield _note("plan.sections", what, before=ROMAN[before], after=ROMAN[after])


def _title(campaign: Campaign) -> Iterator[Note]:
    """Years of the title that are not those of the rounds."""
    said = YEARS.search(campaign.title)
    if said is None:
        return
    first, last = int(said[1] or said[3]), int(said[2] or said[3])
    years = [round.starts.year for round in _yearly(campaign)]
    if years and (first, last) != (min(years), max(years)):
        what = _("the title says {said}, the rounds are {first} to {last}")
        yield _note("title", what, said=said[0], first=min(years), last=max(years))


def _rounds(campaign: Campaign) -> Iterator[Note]:
    """Rounds that were over before there was a plan."""
    for round in campaign.period.rounds():
        if round.until < campaign.plan.earliest:
            what = _("the round ended on {day}, before the plan was issued ({issued} at the earliest)")
            yield _note(round.id, what, day=round.until, issued=campaign.plan.earliest)


def _steps(campaign: Campaign) -> Iterator[Note]:
    """Last days on a weekend, before the plan, before the campaign ends, or before its evidence is there."""
    for round in campaign.period.rounds() if campaign.procedure else ():
        assert campaign.procedure is not None
        for step in campaign.procedure.steps(round):
            if step.last_day is not None:
                yield from _step(campaign, round, step, step.last_day)


def _step(campaign: Campaign, round: Round, step: Step, day: date) -> Iterator[Note]:
    about = f"{step.id} ({step.clause})"
    for note in _weekend(about, day):
        yield _note(about, _("the last day, {day}"), day=note.says)
    if day < campaign.plan.earliest:
        what = _("the last day, {day}, lies before the plan was issued ({issued} at the earliest)")
        yield _note(about, what, day=day, issued=campaign.plan.earliest)
        return
    takes_dossiers = step.takes == "dossier"
    if takes_dossiers and day < round.until:
        what = _("dossiers are due on {day}, before the round ends on {until}: what they say then is provisional")
        yield _note(about, what, day=day, until=round.until)
    due, labels = _evidence(campaign, round)
    if due is not None and day < due and (takes_dossiers or day >= round.until):
        what = _("the last day, {day}, lies before the evidence is expected on {due} ({facts})")
        yield _note(about, what, day=day, due=due, facts=", ".join(labels))


def _evidence(campaign: Campaign, round: Round) -> tuple[date | None, Sequence[str]]:
    """The last day on which evidence for the awards of a round is expected, and the labels of what comes then."""
    facts = law.dictionary(campaign.facts)
    required = [c for a in campaign.awards_in(round) for kind in a.kinds for c in campaign.required_by(a, round, kind)]
    rules = [rule for c in required for rule in (c.evaluator, c.applies_if) if rule is not None]
    read = {name for rule in rules for name in trial(rule, facts).reads}
    days = {n: fact.expected_in(round.until) for n, fact in campaign.facts.items() if fact.expected and n in read}
    due = max(days.values(), default=None)
    labels = [str(campaign.facts[name].label) for name, day in days.items() if day == due]
    return due, [*labels[:SHOWN], *([f"+{len(labels) - SHOWN}"] if len(labels) > SHOWN else [])]


def _money(campaign: Campaign) -> Iterator[Note]:
    """A decree the plan names for money that may be gone when the award is decided."""
    named = campaign.money
    regime = next((r for r in law.regimes() if named is not None and r.id == named.regime), None)
    last = max((campaign.all_due(round) for round in campaign.period.rounds()), default=date.min)
    if named is not None and regime is not None and regime.until < last:
        what = _("the plan names {source} ({clause}), in force until {day}; a later decision is paid by another")
        yield _note("money", what, source=regime.source, clause=named.clause, day=regime.until)


def _offices(loaded: Loaded) -> Iterator[Note]:
    """Offices that take over before the campaign is over."""
    last = max((round.until for round in loaded.campaign.period.rounds()), default=date.min)
    for change in loaded.succession.changes(last):
        by = change.source if change.confirmed else _("{source} (not confirmed)").format(source=change.source)
        named = change.agency or _("nobody the data know")
        what = _("before the campaign is over, from {day} on, {agency} answers for it ({by})")
        yield _note("agency", what, day=change.since, agency=named, by=by)


def _yearly(campaign: Campaign) -> Sequence[Round]:
    rounds = campaign.period.rounds()
    return [round for round in rounds if round.kind is RoundKind.YEARLY] or rounds
