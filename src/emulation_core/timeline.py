"""A campaign in time: the steps of its procedure, the ends of its rounds, the days from which evidence is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from attrs import evolve

from emulation_core import dossiers, law
from emulation_core.campaign import Campaign, Loaded, Note, Round, judged_in
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id
from emulation_core.reading import trial


@frozen
class Milestone:
    """One step with its last day: `coming` before that day, `due` on it, `past` after it.

    `rounds` are the rounds it belongs to; `clause` is null for what no clause of the plan states in so many words.
    """

    id: str
    says: str
    clause: str | None
    starts: date | None
    last_day: date
    state: Literal["coming", "due", "past"]
    rounds: tuple[str, ...]


@frozen
class Undated:
    """A step for which the plan sets no day."""

    id: str
    says: str
    clause: str


@frozen
class Timeline:
    """What `emulation timeline --json` prints; `steps` in order of their last days."""

    campaign: str
    on: date
    steps: tuple[Milestone, ...]
    undated: tuple[Undated, ...]
    warnings: tuple[Note, ...]


def timeline(loaded: Loaded, rounds: Sequence[Round], on: date) -> Timeline:
    """The steps of `rounds`, as they stand on day `on`. One that several rounds share by its day is told once."""
    campaign = loaded.campaign
    found: dict[Milestone, tuple[str, ...]] = {}
    undated: dict[Undated, None] = {}
    warnings: set[Note] = set()
    for round in rounds:
        steps = campaign.procedure.steps(round) if campaign.procedure is not None else ()
        dated = [
            _milestone(step.id, step.says, step.clause, step.last_day, on, step.starts)
            for step in steps
            if step.last_day is not None
        ]
        for milestone in (_end(round, on), *_evidence(campaign, round, on), *dated):
            found[milestone] = (*found.get(milestone, ()), round.id)
        undated |= dict.fromkeys(Undated(step.id, step.says, step.clause) for step in steps if step.last_day is None)
        warnings.update(dossiers.doubts(steps, steps))
    steps_of_all = [evolve(milestone, rounds=ids) for milestone, ids in found.items()]
    in_order = tuple(sorted(steps_of_all, key=lambda milestone: milestone.last_day))
    return Timeline(loaded.id, on, in_order, tuple(undated), tuple(sorted(warnings)))


def _milestone(id: str, says: str, clause: str | None, last_day: date, on: date, starts: object = None) -> Milestone:
    state: Literal["coming", "due", "past"] = "coming" if on < last_day else "due" if on == last_day else "past"
    return Milestone(id, says, clause, starts if isinstance(starts, date) else None, last_day, state, ())


def _end(round: Round, on: date) -> Milestone:
    says = _("Round {round} ends").format(round=round.id)
    return _milestone(f"ket_thuc.{round.id}", says, None, round.until, on, round.starts)


def _evidence(campaign: Campaign, round: Round, on: date) -> Iterator[Milestone]:
    """A milestone for each day from which evidence that the round asks for counts as missing when it is absent."""
    days: dict[date, list[Id]] = {}
    asking = _asking(campaign, round)
    for name, fact in campaign.facts.items():
        if fact.expected is not None and name in asking:
            days.setdefault(fact.expected_in(round.until), []).append(name)
    for day, names in days.items():
        labels = "; ".join(campaign.facts[name].label for name in names)
        says = _("Evidence is expected from this day: {labels}").format(labels=labels)
        clauses = dict.fromkeys(clause for name in names for clause in asking[name])
        yield _milestone(f"minh_chung.{day.isoformat()}", says, "; ".join(clauses), day, on)


def _asking(campaign: Campaign, round: Round) -> dict[str, list[str]]:
    """For each fact that something in the round reads: the clauses that ask for it, in the order of the file."""
    rules = [(scope.clause, scope.evaluator) for scope in campaign.scope]
    for criterion in campaign.criteria:
        if judged_in(criterion.rounds, round):
            both = (criterion.applies_if, criterion.evaluator)
            rules += [(criterion.clause, rule) for rule in both if rule is not None]
    found: dict[str, list[str]] = {}
    for clause, rule in rules:
        for name in trial(rule, law.dictionary(campaign.facts)).reads:
            found.setdefault(name, []).append(clause)
    return found
