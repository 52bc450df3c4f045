"""What the papers about one person say: the criteria of a nominee, and what somebody not proposed was lacking."""

from __future__ import annotations

from emulation_core import law
from emulation_core.campaign import Award, Criterion
from emulation_core.explain import Finding, shown, typed
from emulation_core.model import Verdict
from emulation_core.outcome import Proposal
from emulation_core.report.counted import below, given, unsettled
from emulation_core.report.document import Participant
from emulation_core.report.groups import MET, NOT_APPLICABLE, OPEN, deferral, scope_clause, scope_open
from emulation_core.report.material import Material
from emulation_core.report.variables import Judged, Lacking

VERDICT_WORDS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "not_applicable": "Không áp dụng",
    "missing": "Thiếu minh chứng",
    "not_due": "Chưa đến hạn",
    "council": "Chờ hội đồng",
    "unresolved": "Chưa có văn bản",
}


def judged(material: Material, person: Participant, finding: Finding) -> Judged:
    """One finding, its value as people write it."""
    criterion = _criterion(material, person, finding)
    return Judged(
        dieu_khoan=finding.clause,
        noi_dung=criterion.text,
        ket_luan=VERDICT_WORDS[finding.verdict] + given(finding.points),
        so_lieu=_value(material, finding),
        noi_doc=finding.source or "",
        giai_thich=finding.says,
    )


def _criterion(material: Material, person: Participant, finding: Finding) -> Criterion:
    """The criterion of (id, kind)."""
    criteria = material.campaign.criteria_in(material.outcome.round, person.kind)
    return next(criterion for criterion in criteria if criterion.id == finding.criterion)


def _value(material: Material, finding: Finding) -> str:
    """The value that decided, with the words of its fact."""
    if finding.measured is None:
        return ""
    dictionary = law.dictionary(material.campaign.facts)
    for read in finding.reads:
        if (read.value, read.source) == (finding.measured, finding.source) and read.fact in dictionary:
            fact = dictionary[read.fact]
            return shown(fact, typed(fact, finding.measured))
    return finding.measured


def lacking(material: Material, person: Participant) -> tuple[Lacking, ...]:
    """For every award of its kind: why `person` is not proposed, and each condition that is not satisfied."""
    return tuple(
        _lacking(material, person, proposal)
        for proposal in material.outcome.proposals
        if proposal.kind is person.kind and proposal not in material.proposed.get(person.id, ())
    )


def _lacking(material: Material, person: Participant, proposal: Proposal) -> Lacking:
    award = material.award(proposal)
    wrong = [f for f in material.required(award, person.kind, person.id) if f.verdict not in (MET, NOT_APPLICABLE)]
    reason, outside = _reason(material, person, proposal, award, wrong)
    shown = () if outside else tuple(judged(material, person, finding) for finding in wrong)
    return Lacking(award.name, reason, shown)


def _reason(
    material: Material, person: Participant, proposal: Proposal, award: Award, wrong: list[Finding]
) -> tuple[str, bool]:
    """Why, in a sentence that speaks of this person alone; and whether the criteria do not matter at all."""
    decision = material.decided(proposal, person.id)
    if decision is not None:
        word = "hoãn xét" if decision.what == "defer" else "không đề nghị"
        return f"Hội đồng quyết định {word}: {decision.reason} ({decision.minutes}).", False
    inside = material.inside[person.id]
    if inside is Verdict.NOT_MET:
        return f"Không thuộc đối tượng của phong trào ({scope_clause(material, person.kind)}).", True
    if any(finding.verdict not in OPEN for finding in wrong):
        return f"Chưa đạt điều kiện của hình thức này ({award.clause}).", False
    short = below(material, person, proposal)
    if short:
        return short, False
    if person.id in proposal.deferred:
        return f"Tạm hoãn xét. {deferral(material)}", False
    if inside.is_open:
        return f"Chưa đủ cơ sở để kết luận. {scope_open(material, person.kind)}", False
    if wrong:
        return f"Chưa đủ cơ sở để kết luận theo điều kiện của hình thức này ({award.clause}).", False
    unsure = unsettled(material, person, award)
    if unsure and person.id in proposal.open:
        return unsure, False
    if person.id in proposal.open and person.id in material.answered:
        return "Hội đồng đã kết luận; chờ quyết định có đề nghị hay không.", False
    if person.id in proposal.tied:
        return "Đủ điều kiện; số đủ điều kiện nhiều hơn số suất nên hội đồng sẽ xem xét, quyết định.", False
    if person.id in proposal.reserve:
        return "Đủ điều kiện; đứng ngoài số suất theo thứ tự xét đã công bố của kế hoạch.", False
    return "Không có tiêu chí nào áp dụng, nên chưa có cơ sở để kết luận.", False
