"""Scored campaigns in a few lines: a plan as parsed TOML, and what the engine says of people by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from emulation_core.outcome import Outcome
from emulation_core.report import document, to_json
from emulation_core.scoring import choose_round, score
from plans import HEAD
from support import evidence, loaded

ON = date(2027, 6, 1)
Table = dict[str, Any]


def plan(
    scoring: Table | None,
    facts: Mapping[str, str | Table],
    criteria: Sequence[Table],
    *awards: Table,
    labels: Sequence[Table] = (),
    kind: str = "individual",
) -> Table:
    """A plan for one kind; facts by type, one award without a limit where none is given."""
    criterion = {"clause": "1", "text": "x", "applies_to": [kind]}
    award = {"id": "giay_khen", "name": "Giấy khen", "by": "giam_doc_so", "kinds": [kind], "clause": "5"}
    dictionary = {name: {"label": name, **({"type": f} if isinstance(f, str) else f)} for name, f in facts.items()}
    return {
        **HEAD,
        **({} if scoring is None else {"scoring": scoring}),
        "facts": dictionary,
        "criteria": [{**criterion, **own} for own in criteria],
        **({"labels": [{"name": label["id"], **label} for label in labels]} if labels else {}),
        "awards": [{**award, "quota": {"use": "open"}, **own} for own in awards or ({},)],
    }


def fact_is_points(name: str, most: object = 100, **keys: Any) -> Table:
    """A criterion whose fact is its points."""
    return {"id": name, "points": most, "evaluator": {"use": "points", "fact": name}, **keys}


def judge(raw: Table, people: Sequence[Mapping[str, Any]]) -> Outcome:
    """The outcome for people given as rows; a name and the kind are filled in."""
    made = loaded(raw)
    kind = raw["criteria"][0]["applies_to"][0]
    rows = [{"name": f"Tên {person['id']}", "kind": kind, **person} for person in people]
    return score(made, evidence(made.campaign, rows), choose_round(made.campaign, None, ON), ON)


def told(raw: Table, people: Sequence[Mapping[str, Any]]) -> Any:
    """The outcome as operators read it, participants and proposals by id."""
    answer = to_json(document(judge(raw, people)))
    return {
        **answer,
        "participants": {person["id"]: person for person in answer["participants"]},
        "proposals": {proposal["award"]: proposal for proposal in answer["proposals"]},
    }


def each(answer: Any, key: str) -> dict[str, Any]:
    """One thing said of everybody."""
    return {id: person.get(key) for id, person in answer["participants"].items()}


def given(answer: Any, id: str) -> dict[str, str | None]:
    """What each criterion gave one participant."""
    return {finding["criterion"]: finding["points"] for finding in answer["participants"][id]["findings"]}
