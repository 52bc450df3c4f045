"""Points as papers that an office signs say them: what somebody has, and the line an award draws."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from emulation_core.campaign import Award
from emulation_core.explain import shown
from emulation_core.outcome import Proposal
from emulation_core.report.document import Participant
from emulation_core.report.material import Material
from emulation_core.report.result import points_of


def counted(material: Material, person: Participant) -> str:
    """Points (or the range they lie in), rank and label of one participant; empty where nothing is scored."""
    return "; ".join(_counted(material, person))


def _counted(material: Material, person: Participant) -> Iterator[str]:
    points = points_of(person)
    if points:
        yield f"{points} điểm"
    if person.rank is not None:
        yield f"hạng {person.rank}"
    if person.label is not None:
        yield f"xếp loại {_label(material, person.label)}"


def line(material: Material, award: Award) -> str:
    """The points and the label an award asks for; empty where it draws no line."""
    asked = [] if award.at_least is None else [f"từ {shown(None, award.at_least)} điểm trở lên"]
    asked += [] if award.label is None else [f"xếp loại từ {_label(material, award.label)} trở lên"]
    return " và ".join(asked)


def below(material: Material, person: Participant, proposal: Proposal) -> str:
    """Why somebody stands below the line of an award whatever is open, in a sentence; empty where nobody does."""
    award = material.award(proposal)
    listed = (proposal.selected, proposal.tied, proposal.reserve, proposal.open, proposal.deferred)
    asked = line(material, award)
    if not asked or any(person.id in ids for ids in listed):
        return ""
    has = counted(material, person) or "Chưa có điểm"
    return f"{has[:1].upper()}{has[1:]}; hình thức này dành cho trường hợp đạt {asked} ({award.clause})."


def unsettled(material: Material, person: Participant, award: Award) -> str:
    """That points still open keep somebody open, in a sentence; empty where points are known or nothing is scored."""
    if person.points_range is None:
        return ""
    asked = line(material, award)
    needed = f"; hình thức này dành cho trường hợp đạt {asked} ({award.clause})" if asked else ""
    return f"Còn thiếu minh chứng nên điểm chưa chốt, trong khoảng {points_of(person)} điểm{needed}."


def given(points: str | None) -> str:
    """What one criterion gave, behind its verdict; empty where it is not scored or not known yet."""
    return "" if points is None else f"; {shown(None, Decimal(points))} điểm"


def _label(material: Material, id: str) -> str:
    return next(str(label.name or id) for label in material.campaign.labels if label.id == id)
