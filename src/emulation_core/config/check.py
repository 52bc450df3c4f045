"""What the classes of a campaign cannot say by themselves: names that must agree, dates in order, law kept.

Every check yields (path in the file, what is wrong); none stops at the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from emulation_core import law
from emulation_core.campaign import Award, Campaign, Round, RoundKind
from emulation_core.config import facts, points
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Kind
from emulation_core.plan import Interval, Plan
from emulation_core.reading import Evaluator, leaves
from emulation_core.toml import Path, Problem, meant


@frozen
class Draft:
    """A campaign as far as it could be built.

    `kept` gives the place in the file of each element of its lists; `faulty` the paths that have a
    problem of their own already; `timed` says whether the period is the file's own; `inherited` are facts of a
    campaign it extends, which it need not read.
    """

    campaign: Campaign
    raw: Mapping[str, Any]
    kept: Mapping[str, tuple[int, ...]]
    faulty: frozenset[Path]
    timed: bool
    inherited: frozenset[str]

    def at(self, key: str, n: int, *rest: str | int) -> Path:
        """The path in the file of element `n` of list `key`."""
        return (key, self.kept[key][n], *rest)

    def touched(self, path: Path) -> bool:
        """Whether something at or below `path` is faulty already: what hangs on it is not judged again."""
        return any(faulty[: len(path)] == path for faulty in self.faulty)

    def broken(self, path: Path) -> bool:
        """Whether a row of the rule that holds the key `path` is faulty: what its rows come to is not judged again."""
        table = path[:-1]
        rule = "evaluator" in table or "applies_if" in table
        return rule and any(len(faulty) > len(path) and faulty[: len(table)] == table for faulty in self.faulty)

    def rounds(self) -> tuple[Round, ...]:
        """The rounds by name, none where the period is not the file's own; their days may be faulty."""
        return self.campaign.period.rounds() if self.timed else ()

    def days(self) -> tuple[Round, ...]:
        """The rounds where their days can be trusted, else none."""
        return () if _own(self.campaign.period) else self.rounds()

    def whole(self, key: str) -> bool:
        """Whether every element of `key` could be built."""
        raw = self.raw.get(key, [])
        return isinstance(raw, list) and len(raw) == len(self.kept[key])

    def ids(self, key: str) -> list[str]:
        """Every id written under `key`, also of elements that could not be built."""
        raw = self.raw.get(key, [])
        named = [element.get("id") for element in raw if isinstance(element, dict)] if isinstance(raw, list) else []
        return [id for id in named if isinstance(id, str)]


def problems_of(draft: Draft) -> list[Problem]:
    """Everything that is wrong beyond the shape of the file."""
    checks = (_duplicates, _own_checks, _rounds, _plan_dates, _awards, _money, _requires, _pools, _procedure, _pages)
    found = [problem for check in checks for problem in check(draft)]
    faulty = [element for path in draft.faulty if isinstance(element := _element(draft.raw, path[:2]), dict)]
    tables = [element.get(key) for element in faulty for key in ("evaluator", "applies_if")]
    worth = points.problems(draft.campaign, "scoring" in draft.raw, draft.at, draft.ids("criteria"))
    found += [problem for problem in worth if problem[0] not in draft.faulty]
    declared = draft.raw.get("facts")
    read = facts.problems(draft.campaign, declared, _rules(draft), tables, draft.days(), draft.inherited)
    return [*found, *(problem for problem in read if not draft.broken(problem[0]))]


def _element(raw: Mapping[str, Any], path: Path) -> object:
    holder = raw.get(str(path[0]))
    return holder[int(path[1])] if isinstance(holder, list) and len(path) > 1 else None


def _rules(draft: Draft) -> list[tuple[Path, tuple[Kind, ...], Evaluator]]:
    """Every judging rule with its path in the file."""
    return [(draft.at(str(p[0]), int(p[1]), *p[2:]), kinds, rule) for p, kinds, rule in draft.campaign.evaluators()]


def _duplicates(draft: Draft) -> Iterator[Problem]:
    seen: set[tuple[str, Kind]] = set()
    for n, criterion in enumerate(draft.campaign.criteria):
        for kind in criterion.applies_to:
            if (criterion.id, kind) in seen:
                what = _("the criterion {id}[{kind}] stands twice").format(id=criterion.id, kind=kind.value)
                yield draft.at("criteria", n, "id"), what
            seen.add((criterion.id, kind))
    ids = [award.id for award in draft.campaign.awards]
    for n, id in enumerate(ids):
        if id in ids[:n]:
            yield draft.at("awards", n, "id"), _("the award {id} stands twice").format(id=id)


def _own_checks(draft: Draft) -> Iterator[Problem]:
    """What each rule says of its own fields."""
    campaign = draft.campaign
    rules: list[tuple[Path, object]] = [(("period",), campaign.period), (("procedure",), campaign.procedure)]
    rules += [(draft.at("awards", n, "quota"), award.quota) for n, award in enumerate(campaign.awards)]
    for path, _kinds, rule in _rules(draft):
        rules += [(path, rule)] + [(path, leaf) for leaf in leaves(rule) if leaf is not rule]
    for path, checked in rules:
        for message in _own(checked):
            key, colon, what = message.partition(": ")
            # "steps.0.takes": places in a list are trusted only while the whole list could be built.
            parts = tuple(int(part) if part.isdigit() else part for part in key.split("."))
            place, said = ((*path, *parts), what) if colon else (path, message)
            if not draft.touched(place[: len(path) + 1]):
                yield place, said


def _own(rule: Any) -> list[str]:
    """What a rule says of its own fields; a check that crashes is a fault of the rule."""
    try:
        return list(rule.check()) if hasattr(rule, "check") else []
    except Exception as problem:
        return [_("the rule raised {why}").format(why=f"{type(problem).__name__} {problem}")]


def _rounds(draft: Draft) -> Iterator[Problem]:
    campaign = draft.campaign
    rounds = draft.rounds()
    ids = [round.id for round in rounds]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield ("period",), _("the round {id} stands twice").format(id=id)
    known = [*ids, *dict.fromkeys(round.kind.value for round in rounds)]
    if not rounds:
        return
    listed = [("criteria", n, criterion.rounds) for n, criterion in enumerate(campaign.criteria)]
    listed += [("awards", n, award.rounds) for n, award in enumerate(campaign.awards)]
    for key, n, wanted_rounds in listed:
        for m, wanted in enumerate(wanted_rounds or ()):
            if wanted not in known and wanted not in [kind.value for kind in RoundKind]:
                what = _("no round {id}").format(id=wanted) + meant(wanted, known)
                yield draft.at(key, n, "rounds", m), what


def _plan_dates(draft: Draft) -> Iterator[Problem]:
    issued = draft.campaign.plan.issued
    if isinstance(issued, Interval) and issued.from_ > issued.until:
        what = _("{until} lies before {start}").format(until=issued.until.isoformat(), start=issued.from_.isoformat())
        yield ("plan", "issued", "until"), what
    yield from _effect(draft.campaign.plan)
    last = max((round.until for round in draft.days()), default=date.max)
    if not draft.touched(("plan", "issued")) and draft.campaign.plan.earliest > last:
        what = _("issued after the campaign's last day {day}").format(day=last.isoformat())
        yield ("plan", "issued"), what


def _effect(plan: Plan) -> Iterator[Problem]:
    """The day on which a plan takes the place of another."""
    day = plan.takes_effect
    if day is not None and plan.supersedes is None:
        yield ("plan", "takes_effect"), _("only a plan that supersedes another has this day")
    if isinstance(day, Interval) and day.from_ > day.until:
        what = _("{until} lies before {start}").format(until=day.until.isoformat(), start=day.from_.isoformat())
        yield ("plan", "takes_effect", "until"), what


def _money(draft: Draft) -> Iterator[Problem]:
    named, known = draft.campaign.money, [str(regime.id) for regime in law.regimes()]
    if named is not None and named.regime not in known:
        yield ("money", "regime"), _("no decree {id} is held").format(id=named.regime) + meant(named.regime, known)


def _awards(draft: Draft) -> Iterator[Problem]:
    issuers = law.issuers()
    for n, award in enumerate(draft.campaign.awards):
        if award.votes is not None and award.votes.fraction is None:
            what = _("{value} is no fraction above 0 and at most 1, like 2/3").format(value=award.votes.at_least)
            yield draft.at("awards", n, "votes", "at_least"), what
        issuer = issuers.get(award.by)
        if issuer is None:
            yield draft.at("awards", n, "by"), _("unknown issuer {id}").format(id=award.by) + meant(award.by, issuers)
        elif award.law_form in issuer.never:
            what = _("{issuer} cannot give {form} ({source})")
            yield (
                draft.at("awards", n, "form" if award.form else "by"),
                what.format(issuer=issuer.name, form=award.law_form, source=issuer.source),
            )


def _requires(draft: Draft) -> Iterator[Problem]:
    campaign = draft.campaign
    ids = draft.ids("criteria")
    for n, award in enumerate(campaign.awards):
        for m, wanted in enumerate(award.requires if award.requires != "all" else ()):
            path = draft.at("awards", n, "requires", m)
            concerned = [c for c in campaign.criteria if c.id == wanted and set(c.applies_to) & set(award.kinds)]
            if wanted not in ids:
                yield path, _("no criterion {id}").format(id=wanted) + meant(wanted, sorted(set(ids)))
            elif not concerned and draft.whole("criteria"):
                yield path, _("{id} concerns none of the kinds of this award").format(id=wanted)


def _pools(draft: Draft) -> Iterator[Problem]:
    """A pool is named by each of its awards, with the same seats."""
    by_id: dict[str, Award] = {award.id: award for award in draft.campaign.awards}
    for n, award in enumerate(draft.campaign.awards):
        pool = {award.id, *award.quota.pool()}
        for m, other in enumerate(award.quota.pool()):
            path = draft.at("awards", n, "quota", "with", m)
            if other not in draft.ids("awards"):
                yield path, _("no award {id}").format(id=other) + meant(other, by_id)
            elif draft.touched(draft.at("awards", n, "quota")) or _faulty_quota(draft, other):
                continue
            elif other in by_id and {other, *by_id[other].quota.pool()} != pool:
                yield path, _("{id} must name the same pool").format(id=other)
            elif other in by_id and _seats(by_id[other].quota) != _seats(award.quota):
                yield path, _("{id} must state the same seats").format(id=other)


def _faulty_quota(draft: Draft, id: str) -> bool:
    places = [draft.at("awards", n, "quota") for n, award in enumerate(draft.campaign.awards) if award.id == id]
    return any(draft.touched(place) for place in places)


def _seats(quota: Any) -> list[object]:
    return [getattr(quota, kind.value, None) for kind in Kind]


def _procedure(draft: Draft) -> Iterator[Problem]:
    """The steps of every round have their days, and the awards named exist."""
    procedure = draft.campaign.procedure
    for m, id in enumerate(getattr(procedure, "awards", None) or ()):
        if id not in draft.ids("awards"):
            what = _("no award {id}").format(id=id) + meant(id, [award.id for award in draft.campaign.awards])
            yield ("procedure", "awards", m), what
    if procedure is None or draft.touched(("procedure",)) or _own(procedure):
        return
    for round in draft.days():
        try:
            steps = procedure.steps(round)
        except Exception as problem:
            yield ("procedure",), _("the rule raised {why}").format(why=f"{type(problem).__name__} {problem}")
            return
        for n, step in enumerate(steps):
            if isinstance(step.starts, date) and step.last_day is not None and step.starts > step.last_day:
                days = {"until": step.last_day.isoformat(), "start": step.starts.isoformat()}
                yield ("procedure", "steps", n), _("{until} lies before {start}").format(**days)
                return


def _pages(draft: Draft) -> Iterator[Problem]:
    """An empty campaign judges nobody."""
    for key in ("criteria", "awards"):
        if not draft.raw.get(key):
            yield (key,), _("at least one is needed")
