"""A scored scheme by itself: whatever carries points needs one, and every number in it must be countable exactly.

Every check yields (path in the file, what is wrong).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from emulation_core.campaign import Campaign, Criterion
from emulation_core.i18n import _
from emulation_core.law import dictionary
from emulation_core.model import KINDS, Kind
from emulation_core.reading import Evaluator, Facts, Reading, leaves
from emulation_core.scheme import Scoring
from emulation_core.toml import Path, Problem, meant
from emulation_core.units import LARGEST, POINT, weighed

KEYS = ("points", "floor", "group")
"""Keys of a criterion that mean something in a scored scheme only."""


def problems(campaign: Campaign, stated: bool, at: Any, ids: Sequence[str]) -> Iterator[Problem]:
    """Everything wrong with points; `stated` says whether the file has `[scoring]`, whole or not.

    `at` gives the path of an element of a list; `ids` are all criteria written in the file.
    """
    for n, criterion in enumerate(campaign.criteria):
        for key, what in _criterion(campaign, criterion, stated):
            yield at("criteria", n, *key), what
    for n, scope in enumerate(campaign.scope):
        if _gives_points(scope.evaluator, campaign):
            yield at("scope", n, "evaluator"), _not_here()
    yield from _labels(campaign, stated, at, ids)
    yield from _cuts(campaign, stated, at)
    if campaign.scoring is not None:
        yield from _scheme(campaign, campaign.scoring)


def _not_here() -> str:
    return _("a rule that gives points stands alone as a criterion's evaluator")


def _read(rule: Evaluator, campaign: Campaign) -> tuple[Reading, Facts]:
    facts = Facts(dictionary(campaign.facts))
    return rule.evaluate(facts), facts


def _gives_points(rule: Evaluator, campaign: Campaign) -> bool:
    """Whether any rule in it gives points; one that crashes says so elsewhere."""
    try:
        return any(_read(leaf, campaign)[0].share is not None for leaf in leaves(rule))
    except Exception:
        return False


def _divides(rule: Evaluator, campaign: Campaign) -> bool:
    """Whether the points of a rule need not be a decimal."""
    try:
        reading, facts = _read(rule, campaign)
        return reading.share is not None and reading.share[1] is not facts.full
    except Exception:
        return False


def _criterion(campaign: Campaign, criterion: Criterion, stated: bool) -> Iterator[tuple[Path, str]]:
    rule, points = criterion.evaluator, criterion.points
    gives = _gives_points(rule, campaign)
    alone = not hasattr(rule, "any") and gives
    if gives and not alone:
        yield ("evaluator",), _not_here()
    if criterion.applies_if is not None and _gives_points(criterion.applies_if, campaign):
        yield ("applies_if",), _not_here()
    for key in KEYS:
        if getattr(criterion, key) is not None and not stated:
            yield (key,), _("the campaign has no [scoring]")
        elif getattr(criterion, key) is not None and points is None:
            yield (key,), _("the criterion has no points")
    if alone and points is None:
        yield ("points",), _("the maximum is needed: this rule gives points")
    if points is not None and points <= 0:
        yield ("points",), _("more than 0 is expected")
    if criterion.weight <= 0:
        yield ("weight",), _("more than 0 is expected")
    most = getattr(rule, "most", None)
    if points is not None and most is not None and most > points:
        what = _("gives up to {most}, which is more than the maximum of {points}")
        yield ("evaluator",), what.format(most=f"{most:f}", points=f"{points:f}")
    yield from _exact(campaign, criterion)


def _exact(campaign: Campaign, criterion: Criterion) -> Iterator[tuple[Path, str]]:
    """What no decimal holds must be rounded somewhere, and what does not apply must be worth something."""
    scoring = campaign.scoring
    if scoring is None or criterion.points is None:
        return
    if _divides(criterion.evaluator, campaign) and scoring.round_at == "never":
        yield ("evaluator",), _('a ratio needs round_at = "criterion" or "total" in [scoring]')
    groups = {group.id: group.sort for group in scoring.groups}
    if criterion.group is not None and criterion.group not in groups:
        yield ("group",), _("no group {id}").format(id=criterion.group) + meant(criterion.group, groups)
    part = criterion.group is None or groups.get(criterion.group) == "part"
    if part and criterion.applies_if is not None and scoring.not_applicable is None:
        what = _('[scoring] must say what it is worth where it does not apply: not_applicable = "{choices}"')
        yield ("applies_if",), what.format(choices='" | "'.join(("rescale", "full", "zero")))


def _scheme(campaign: Campaign, scoring: Scoring) -> Iterator[Problem]:
    if scoring.decimals is None and scoring.round_at != "never":
        yield ("scoring", "round_at"), _("decimals says how many digits are kept; it is missing")
    if scoring.decimals is not None and not 0 <= scoring.decimals <= 9:
        yield ("scoring", "decimals"), _("a number from 0 to 9")
    if scoring.not_applicable == "rescale" and scoring.round_at == "never":
        yield ("scoring", "not_applicable"), _('"rescale" needs round_at = "criterion" or "total"')
    used = {criterion.group for criterion in campaign.criteria}
    twice = Counter(group.id for group in scoring.groups)
    for n, group in enumerate(scoring.groups):
        if twice[group.id] > 1:
            yield ("scoring", "groups", n, "id"), _("the group {id} stands twice").format(id=group.id)
        if group.id not in used:
            yield ("scoring", "groups", n), _("no criterion stands in this group")
        if group.cap is not None and group.sort == "part":
            yield ("scoring", "groups", n, "cap"), _("only a bonus or a penalty has a cap")
        elif group.cap is not None and not 0 <= group.cap < LARGEST:
            yield ("scoring", "groups", n, "cap"), _("0 or more")
    for kind in KINDS:
        mine = [(c.points, c.weight) for c in campaign.criteria if kind in c.applies_to and c.points is not None]
        if sum(weighed(points, weight) for points, weight in mine) >= LARGEST * POINT or any(
            points >= LARGEST or weight >= LARGEST for points, weight in mine
        ):
            yield ("scoring",), _("the maxima come to 10^18 points or more, which cannot be counted exactly")
            return


def _labels(campaign: Campaign, stated: bool, at: Any, ids: Sequence[str]) -> Iterator[Problem]:
    seen: dict[tuple[Kind, object], str] = {}
    named = Counter(label.id for label in campaign.labels)
    for n, label in enumerate(campaign.labels):
        if not stated:
            yield at("labels", n), _("the campaign has no [scoring]")
        if named[label.id] > 1:
            yield at("labels", n, "id"), _("the label {id} stands twice").format(id=label.id)
        for key in ("requires", "unless"):
            for m, wanted in enumerate(getattr(label, key)):
                if wanted not in ids:
                    what = _("no criterion {id}").format(id=wanted) + meant(wanted, sorted(set(ids)))
                    yield at("labels", n, key, m), what
        for kind in label.kinds or KINDS:
            other = seen.setdefault((kind, label.at_least), label.id)
            if other != label.id:
                yield at("labels", n), _("{other} starts at the same points").format(other=other)
                break


def _cuts(campaign: Campaign, stated: bool, at: Any) -> Iterator[Problem]:
    for n, award in enumerate(campaign.awards):
        for key in ("at_least", "label"):
            if getattr(award, key) is None:
                continue
            if not stated:
                yield at("awards", n, key), _("the campaign has no [scoring]")
                continue
            for kind in award.kinds:
                if not any(kind in c.applies_to and c.points is not None for c in campaign.criteria):
                    yield at("awards", n, key), _("nothing gives points to {kind}").format(kind=kind.value)
        if award.at_least is not None and abs(award.at_least) >= LARGEST:
            yield at("awards", n, "at_least"), _("less than 10^18 is expected")
        known = [label.id for label in campaign.labels if set(award.kinds) <= set(label.kinds or KINDS)]
        if stated and award.label is not None and award.label not in known:
            yield at("awards", n, "label"), _("no label {id}").format(id=award.label) + meant(award.label, known)
