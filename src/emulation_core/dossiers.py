"""What the dossiers of nominees lack, and which came too late: told beside the lists, never changing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from emulation_core import law
from emulation_core.campaign import Award, Campaign, Note, Procedure, Round, Step
from emulation_core.evidence import Evidence
from emulation_core.frozen import frozen
from emulation_core.i18n import _
from emulation_core.model import Id, Text
from emulation_core.outcome import Dossier

SETS, ORIGINALS = "sets", "originals"
"""What a dossier lacks beside papers, as the keys of the procedure name it: enough sets, enough originals."""
Paper = tuple[int | None, int | None, date | None]
"""One paper on the sheet: sets, originals, the day it was received."""


@frozen
class Asked:
    """What the plan asks of a dossier: ids of papers, numbers and the last day; None where it says nothing."""

    documents: tuple[str, ...]
    sets: int | None
    originals: int | None
    last_day: date | None


def asked(campaign: Campaign, award: Award, round: Round) -> Asked | None:
    """What the plan asks of a dossier for `award`; None where it lists no papers."""
    procedure = campaign.procedure
    if procedure is None or not procedure.documents:
        return None
    awards = getattr(procedure, "awards", None)
    counted = awards is None or award.id in awards
    step = deadline(procedure, round)
    return Asked(
        documents=tuple(document.id for document in procedure.documents),
        sets=getattr(procedure, SETS, None) if counted else None,
        originals=getattr(procedure, ORIGINALS, None) if counted else None,
        last_day=step.last_day if step is not None and counted else None,
    )


def deadline(procedure: Procedure, round: Round) -> Step | None:
    """The step by which dossiers are handed in, or None."""
    return next((step for step in procedure.steps(round) if step.takes == "dossier"), None)


def of(
    campaign: Campaign, award: Award, round: Round, ids: Iterable[str], evidence: Evidence
) -> Mapping[str, Dossier] | None:
    """The dossier of each of `ids`, in their order; None where the plan asks for none, empty where nothing is known."""
    wanted = asked(campaign, award, round)
    if wanted is None:
        return None
    papers: dict[str, dict[str, Paper]] = {}
    for id, document, sets, originals, received in _lines(evidence):
        papers.setdefault(id, {})[document] = (sets, originals, received)
    return {id: _dossier(wanted, papers.get(id, {})) for id in ids} if papers else {}


def _lines(evidence: Evidence) -> list[tuple[str, str, int | None, int | None, date | None]]:
    """The lines of the sheets of papers; none while nobody has written on any: a form comes with its lines drawn."""
    if evidence.dossiers is None:
        return []
    lines = evidence.dossiers.select("participant", "document", SETS, ORIGINALS, "received").rows()
    return lines if any(cell is not None for line in lines for cell in line[2:]) else []


def _dossier(wanted: Asked, papers: Mapping[str, Paper]) -> Dossier:
    """What is not shown to be there is lacking; only a stated day can be too late."""
    came = {id: paper for id, paper in papers.items() if _came(paper)}
    lacks = [id for id in wanted.documents if id not in came]
    if any((paper[0] or 0) < (wanted.sets or 0) for paper in came.values()):
        lacks.append(SETS)
    if any((paper[1] or 0) < (wanted.originals or 0) for paper in came.values()):
        lacks.append(ORIGINALS)
    days = [paper[2] for paper in came.values() if paper[2] is not None]
    late = wanted.last_day is not None and any(day > wanted.last_day for day in days)
    return Dossier(complete=not lacks, late=late, lacks=tuple(lacks))


def _came(paper: Paper) -> bool:
    """Whether anything on the line says that the paper was handed in: a number that is not 0, else a day."""
    sets, originals, received = paper
    return sets != 0 and (bool(sets) or bool(originals) or received is not None)


def warnings(campaign: Campaign, round: Round, evidence: Evidence) -> Iterator[Note]:
    """What is not known of the dossiers, or of their last day."""
    procedure = campaign.procedure
    if procedure is None or not procedure.documents:
        return
    if not _lines(evidence):
        yield Note(Text("dossier"), Text(_("no sheet Hồ sơ is filled in; nothing is known of anybody's papers")))
    step = deadline(procedure, round)
    if step is not None:
        yield from doubts(procedure.steps(round), [step])


def doubts(steps: Iterable[Step], of: Iterable[Step]) -> Iterator[Note]:
    """Which steps in `of` hang on the days off of years that are not announced, counted through `steps`."""
    by_id = {step.id: step for step in steps}
    for step in of:
        years = sorted(_unannounced(step, by_id))
        if years and step.last_day is not None:
            what = _("{day} is counted with the days off of {years}, whose announcement is not among our data")
            text = what.format(day=step.last_day.isoformat(), years=", ".join(map(str, years)))
            yield Note(Text(step.id), Text(text))


def _unannounced(step: Step, by_id: Mapping[Id, Step]) -> set[int]:
    """The years that the step's count, and those it begins from, take from a rule instead of an announcement."""
    within, last = step.within, step.last_day
    if within is None or last is None:
        return set()
    before = by_id[within.after] if within.after is not None else None
    start = before.last_day if before is not None else within.after_day
    inherited = _unannounced(before, by_id) if before is not None else set()
    if within.working_days is None or not isinstance(start, date):
        return inherited
    return inherited | set(law.unannounced(start, last))
