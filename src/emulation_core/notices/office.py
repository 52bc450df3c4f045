"""Who signs when the plan's agency is no more, and whose collectives ended before the day of the decision."""

from __future__ import annotations

from collections.abc import Iterator

from emulation_core import law
from emulation_core.campaign import Note
from emulation_core.evidence import same
from emulation_core.explain import show_day
from emulation_core.i18n import _
from emulation_core.model import Kind, Text
from emulation_core.outcome import Outcome
from emulation_core.succession import Ended, Office

ABOUT = Text("agency")


def office(outcome: Outcome) -> Iterator[Note]:
    """The office that signs on the day of the decision, and those that take over before the round ends."""
    succession, decided = outcome.loaded.succession, outcome.decided
    now = outcome.office
    if now is not None and now.since is not None:
        if now.agency is None:
            what = _("the plan's agency is no more since {day} ({by}); the data name no successor")
        else:
            what = _("{agency} answers for the campaign since {day} and signs in place of the plan's agency ({by})")
        by = "; ".join(dict.fromkeys(map(_by, succession.changes(decided))))
        lines = [what.format(agency=now.agency, day=show_day(now.since), by=by), law.told("con_ap_dung", decided)]
        yield Note(ABOUT, Text(". ".join(filter(None, lines))))
    for change in succession.changes(outcome.round.until):
        if change.since is not None and change.since > decided:
            what = _("from {day} on, within this round, {agency} answers for the campaign ({by})")
            named = change.agency or _("nobody the data know")
            yield Note(ABOUT, Text(what.format(day=show_day(change.since), agency=named, by=_by(change))))


def ended(outcome: Outcome) -> Iterator[Note]:
    """Collectives that are, or belong to, a body that ended before the decision: where they stand now is not known."""
    collectives = outcome.tables[Kind.COLLECTIVE]
    if collectives.is_empty():
        return
    gone: dict[str, Ended] = {}
    for body in outcome.loaded.succession.gone(outcome.decided):
        gone.setdefault(same(body.name), body)
    hit: dict[str, list[str]] = {}
    for id, name, unit in collectives.select("id", "name", "unit").iter_rows() if gone else ():
        found = next((word for word in (same(name), same(unit or "")) if word in gone), None)
        if found is not None:
            hit.setdefault(found, []).append(f"{name} ({id})")
    for word, names in hit.items():
        body = gone[word]
        what = _("{body} ended on {day} ({by}); evidence is needed of what became of: {names}")
        text = what.format(body=body.name, day=show_day(body.until), by=_by(body), names=", ".join(names))
        yield Note(Text("unit"), Text(text))


def _by(body: Office | Ended) -> str:
    source = body.source or ""
    return source if body.confirmed else _("{source} (not confirmed)").format(source=source)
