"""What the rules leave to the council: whether one wish may be decided, given the run and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field

from emulation_core.decision import Action
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.ledger.results import Result
from emulation_core.model import Verdict

HELD = ("selected", "certain")


@frozen
class Wish:
    """What is to be decided about one participant: `criterion` and `verdict` belong to a judgement."""

    action: Action
    participant: str
    criterion: str | None = None
    verdict: str | None = None


@frozen(eq=False)
class Standing:
    """Everything decided so far about one run, to judge the next wish by."""

    manifest: Mapping[str, Any]
    results: Mapping[int, Result]
    seats: Mapping[tuple[str, str], int | None]
    each: Mapping[tuple[str, str], int]
    judged: Mapping[tuple[int, str], str] = field(factory=dict)
    taken: frozenset[tuple[str, int]] = frozenset()
    put_off: frozenset[tuple[str, int]] = frozenset()

    def holds(self, award: str, ref: int) -> bool:
        """Whether the machine or the council has given `award` and nobody took it back."""
        given = self.results[ref].places.get(award) in HELD or (award, ref) in self.taken
        return given and (award, ref) not in self.put_off

    def after(self, action: Action, award: str, ref: int, criterion: str | None, verdict: str | None) -> Standing:
        """The standing once this is decided."""
        if action == "judge":
            return evolve(self, judged={**self.judged, (ref, str(criterion)): str(verdict)})
        key = frozenset([(award, ref)])
        if action == "take":
            return evolve(self, taken=self.taken | key, put_off=self.put_off - key)
        return evolve(self, taken=self.taken - key, put_off=self.put_off | key)

    def verdict(self, ref: int, criterion: str) -> str:
        """The verdict, the council's where it has judged."""
        return self.judged.get((ref, criterion), self.results[ref].verdicts[criterion])


def money(standing: Standing, award: str, ref: int, action: Action) -> int:
    """What the decision adds: the sum for somebody taken in, its reverse for somebody who no longer holds it."""
    each = standing.each.get((award, standing.results[ref].kind), 0)
    held = standing.holds(award, ref)
    if action == "take":
        return 0 if held else each
    return -each if held and action in ("defer", "cancel") else 0


def refusal(standing: Standing, award: str, ref: int, wish: Wish) -> str:
    """Why the rules leave no room for `wish`; "" where they do."""
    found = standing.results[ref]
    if award not in found.places:
        known = ", ".join(found.places) or "—"
        return _("no award {award} for this kind in this round; accepted: {known}").format(award=award, known=known)
    if wish.action == "judge":
        return _not_a_question(standing, ref, wish)
    place, held = found.places[award], standing.holds(award, ref)
    if wish.action == "cancel":
        return "" if held else _("does not hold {award}: there is nothing to cancel").format(award=award)
    if place == "out":
        return _fallen(standing, award, ref)
    if place == "deferred":
        return _("is deferred by law while the examination is pending; bring new evidence and score again")
    if wish.action == "defer":
        again = (award, ref) in standing.put_off
        return _("is put off already") if again else ""
    if (award, ref) in standing.taken:
        return _("was taken in already")
    return "" if held else _no_way_in(standing, award, ref, place)


def _not_a_question(standing: Standing, ref: int, wish: Wish) -> str:
    found = standing.results[ref].verdicts
    if wish.criterion is None or wish.criterion not in found:
        return _("no criterion {id}; accepted: {known}").format(id=wish.criterion, known=", ".join(found))
    stored = found[wish.criterion]
    if stored != Verdict.COUNCIL.word:
        what = _("{criterion} is {verdict} by the evidence; only what is the council's to judge can be judged")
        return what.format(criterion=wish.criterion, verdict=stored)
    return "" if wish.verdict == Verdict.MET.word else _stands_on(standing, ref, wish.criterion)


def _stands_on(standing: Standing, ref: int, criterion: str) -> str:
    """The award that somebody was taken in for because `criterion` was judged to be met."""
    held = (award for award, other in standing.taken if other == ref and criterion in _required(standing, award, ref))
    return "".join(_("was taken in for {award} on that judgement; cancel it first").format(award=a) for a in held)


def _fallen(standing: Standing, award: str, ref: int) -> str:
    """Which conditions keep somebody out."""
    clauses = {id: clause for id, clause, _reads in standing.manifest["criteria"][standing.results[ref].kind]}
    fallen = [id for id in _required(standing, award, ref) if standing.verdict(ref, id) == Verdict.NOT_MET.word]
    if not fallen:
        return _("is not eligible for {award}: below the points or label it asks for").format(award=award)
    named_ = ", ".join(f"{id} ({clauses[id]})" for id in fallen)
    return _("is not eligible for {award}: not met {criteria}").format(award=award, criteria=named_)


def _no_way_in(standing: Standing, award: str, ref: int, place: str) -> str:
    """Why somebody who stands in `place` cannot be taken in."""
    if place == "reserve":
        return _("stands below the cut by the stated order; only the next run can move somebody up")
    required = _required(standing, award, ref)
    verdicts = {id: standing.verdict(ref, id) for id in required}
    if Verdict.NOT_MET.word in verdicts.values():
        return _fallen(standing, award, ref)
    waiting = [f"{id} ({word})" for id, word in verdicts.items() if Verdict[word.upper()].is_open]
    if waiting:
        return _("still open: {what}; judge it or bring evidence first").format(what=", ".join(waiting))
    # Who is tied is eligible already: in a scheme of points nothing may be required.
    if place == "open" and all(word == Verdict.NOT_APPLICABLE.word for word in verdicts.values()):
        return _("no criterion applies: there is no basis to decide on")
    seats, used = _seats(standing, award, ref)
    if seats is not None and used >= seats:
        return _("all {seats} seats are taken").format(seats=seats)
    return ""


def _seats(standing: Standing, award: str, ref: int) -> tuple[int | None, int]:
    """The seats of the award's pool for the participant's kind, and how many others hold one.

    One seat carries every award of the pool.
    """
    kind = standing.results[ref].kind
    pool = {award, *next(pool for id, _requires, pool in standing.manifest["awards"][kind] if id == award)}
    rivals = (other for other, one in standing.results.items() if one.kind == kind and other != ref)
    held = sum(any(standing.holds(id, other) for id in pool) for other in rivals)
    return standing.seats.get((award, kind)), held


def _required(standing: Standing, award: str, ref: int) -> list[str]:
    awards = standing.manifest["awards"][standing.results[ref].kind]
    return next(requires for id, requires, _pool in awards if id == award)
