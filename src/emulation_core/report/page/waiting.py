"""What is still open, for whom, and what it could change: one line per criterion, scope or fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Kind
from emulation_core.outcome import Proposal
from emulation_core.report.page.sections import Mark, mark
from emulation_core.report.result import Result, kind_word
from emulation_core.report.signs import OPEN


@frozen
class Waiting:
    """One open thing: how it is open (marks with counts), who waits for it, and what it could change."""

    kind: str
    clause: str
    what: str
    marks: Sequence[tuple[Mark, int]]
    who: Sequence[str]
    changes: Sequence[str]


def waiting(result: Result) -> Sequence[Waiting]:
    """Criteria in the order of the plan, then what else the lists hang on."""
    return [line for kind in result.people for line in _of_kind(result, kind)]


def _of_kind(result: Result, kind: Kind) -> Iterator[Waiting]:
    mine = [proposal for proposal in result.document.proposals if proposal.kind is kind]
    hanging = dict.fromkeys(key for proposal in mine for waits in proposal.depends.values() for key in waits)
    people = result.people[kind]
    for n, found in enumerate(people[0].findings):
        verdicts = {p.id: p.findings[n].verdict for p in people if p.findings[n].verdict in OPEN}
        hanging.pop(found.criterion, None)
        if verdicts:
            counts = [(mark(v), list(verdicts.values()).count(v)) for v in OPEN if v in verdicts.values()]
            what = result.criterion(kind, found.criterion)
            changes = _changes(result, mine, found.criterion, list(verdicts))
            names = [result.names[id] for id in verdicts]
            yield Waiting(kind_word(kind), found.clause, what, counts, names, changes)
    for key in hanging:
        ids = [p.id for p in people if any(key in proposal.depends.get(p.id, ()) for proposal in mine)]
        names = [result.names[id] for id in ids]
        what, changes = result.awaited(kind, key), _changes(result, mine, key, ids)
        yield Waiting(kind_word(kind), "", what, [], names, changes)


def _changes(result: Result, mine: Sequence[Proposal], key: str, ids: Sequence[str]) -> Sequence[str]:
    """What could change for those with `ids`, award by award.

    Whose seat is not certain hangs on everything that is open together, so it is never laid to one line alone.
    """
    said, moved = [], set()
    for proposal in mine:
        hanging = [id for id in ids if key in proposal.depends.get(id, ())]
        moved.update(hanging)
        outside = sum(result.place(proposal.award, id) in ("open", "deferred") for id in hanging)
        effects = [_("{count} more could qualify").format(count=outside)] if outside else []
        if len(hanging) > outside:
            effects.append(_("the order of {count} could change").format(count=len(hanging) - outside))
        unsure = [result.names[id] for id in proposal.selected if id not in proposal.certain]
        if hanging and unsure:
            effects.append(
                _("with the rest that is open, could cost the seat of: {names}").format(names=", ".join(unsure))
            )
        if effects:
            said.append(f"{result.awards[proposal.award]}: {'; '.join(effects)}")
    still = len(ids) - len(moved)
    return [*said, _("{count} cannot change any list").format(count=still)] if still else said
