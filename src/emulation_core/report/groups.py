"""The lists of one run, as papers print them: who is proposed for what, with its money, and who waits for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from emulation_core import law
from emulation_core.campaign import Award
from emulation_core.decision import Decision
from emulation_core.explain import KIND_WORDS, Finding, votes_asked
from emulation_core.law.money import regimes
from emulation_core.model import Kind, Verdict
from emulation_core.outcome import Money, Proposal
from emulation_core.report.counted import counted, unsettled
from emulation_core.report.document import Participant
from emulation_core.report.material import ANSWERS, Material
from emulation_core.report.result import documents
from emulation_core.report.variables import Decided, Group, Nominee, Waiting
from emulation_core.report.words import dong, grouped, spelled

OPEN = frozenset(verdict.word for verdict in Verdict if verdict.is_open)
MET, NOT_APPLICABLE = Verdict.MET.word, Verdict.NOT_APPLICABLE.word
_DECISIONS = {"take": "đề nghị khen thưởng", "defer": "hoãn xét", "cancel": "hủy đề nghị"}


def kind_word(kind: Kind) -> str:
    """Tập thể, cá nhân, cơ quan."""
    return KIND_WORDS[kind][0]


def groups(material: Material, proposals: Iterable[Proposal]) -> tuple[Group, ...]:
    """The lists of `proposals`, in their order."""
    return tuple(_group(material, proposal) for proposal in proposals)


def _group(material: Material, proposal: Proposal) -> Group:
    award, nominees, money = material.award(proposal), material.nominees(proposal), proposal.money
    refused = (id for id in proposal.open if _refused(material, proposal, award, id))
    placed = material.erased.union(nominees, refused)
    tied = [id for id in proposal.tied if id not in material.erased and material.decided(proposal, id) is None]
    total = money.each * len(nominees) if money and nominees else 0
    return Group(
        hinh_thuc=award.name,
        dieu_khoan=award.clause,
        bieu_quyet=votes_asked(award.votes) if award.votes else "",
        doi_tuong=kind_word(proposal.kind),
        so_suat="kế hoạch không ấn định" if proposal.seats is None else f"{proposal.seats:02}",
        so_nguoi=f"{len(nominees):02}",
        nguoi=tuple(_nominee(material, proposal, award, id) for id in nominees),
        tong_tien=dong(total) if total else "",
        bang_chu=spelled(total) if total else "",
        cach_tinh=_sum(money, proposal.kind) if money and total else "",
        so_suat_con="" if proposal.seats is None else f"{max(0, proposal.seats - len(nominees)):02}",
        dong_hang=tuple(_waiting(material, id, _unplaced(material, proposal, id)) for id in tied),
        goi_y=tuple(_advice(material, by, order) for by, order in ((a.by, a.order) for a in proposal.advice if tied)),
        du_bi=tuple(_waiting(material, id, ()) for id in proposal.reserve if id not in placed),
        de_ngo=tuple(
            _waiting(material, id, waits_for(material, proposal, award, id)) for id in proposal.open if id not in placed
        ),
        tam_hoan=tuple(_waiting(material, id, (deferral(material),)) for id in proposal.deferred if id not in placed),
    )


def _nominee(material: Material, proposal: Proposal, award: Award, id: str) -> Nominee:
    applicable = [f for f in material.required(award, proposal.kind, id) if f.verdict != NOT_APPLICABLE]
    points = counted(material, material.people[id])
    met = f"{sum(f.verdict == MET for f in applicable)}/{len(applicable)}" if applicable or not points else ""
    decision = material.decided(proposal, id)
    note = "Chắc chắn" if id in proposal.certain else "Tạm thời"
    note = note if decision is None else f"Hội đồng quyết định ({decision.minutes})"
    return Nominee(
        ten=material.people[id].name,
        ma=id,
        don_vi=material.units.get(id, ""),
        dat="\n".join(filter(None, [met, points])),
        tien=grouped(proposal.money.each) if proposal.money else "",
        ghi_chu="\n".join([note, *_dossier(material, proposal, id)]),
    )


def _dossier(material: Material, proposal: Proposal, id: str) -> Iterator[str]:
    """What is wrong with somebody's dossier, where the plan asks for one."""
    dossier, names = (proposal.dossier or {}).get(id), documents(material.campaign)
    if dossier is not None and dossier.lacks:
        yield f"Hồ sơ thiếu: {', '.join(names.get(paper, paper) for paper in dossier.lacks)}"
    if dossier is not None and dossier.late:
        yield "Hồ sơ nộp muộn"


def _waiting(material: Material, id: str, what: Iterable[str]) -> Waiting:
    return Waiting(material.people[id].name, id, material.units.get(id, ""), tuple(what))


def waits_for(material: Material, proposal: Proposal, award: Award, id: str) -> tuple[str, ...]:
    """What keeps one participant open for an award, each with its clause."""
    scope = [scope_open(material, proposal.kind)] if material.inside[id].is_open else []
    held = [line(finding) for finding in material.required(award, proposal.kind, id) if finding.verdict in OPEN]
    points = unsettled(material, material.people[id], award)
    if not (scope or held or points) and id in material.answered:
        return ("Hội đồng đã kết luận; chờ quyết định có đề nghị hay không.",)
    nothing = "Không có tiêu chí nào áp dụng, nên chưa có cơ sở để kết luận."
    return tuple(filter(None, [*scope, *held, points])) or (nothing,)


def _refused(material: Material, proposal: Proposal, award: Award, id: str) -> bool:
    """Whether the council answered no where an award needs a yes."""
    answered = material.answered.get(id, {})
    required = material.required(award, proposal.kind, id) if answered else ()
    return any(f.verdict == "not_met" and f.criterion in answered for f in required)


def line(finding: Finding) -> str:
    """One finding in a line: its clause and its sentence."""
    return f"{finding.clause}: {finding.says}"


def scope_clause(material: Material, kind: Kind) -> str:
    """Where the plan says who of `kind` takes part."""
    return ", ".join(scope.clause for scope in material.campaign.scope if kind in scope.kinds)


def scope_open(material: Material, kind: Kind) -> str:
    """Nobody knows yet whether a participant of `kind` takes part."""
    return f"{scope_clause(material, kind)}: chưa có minh chứng là thuộc đối tượng của phong trào."


def deferral(material: Material) -> str:
    """Why somebody is deferred, with the law of the decision's day."""
    rule = law.in_force("hoan_xet", material.outcome.decided)
    return "Đang xem xét kỷ luật hoặc đang xác minh." if rule is None else f"{rule.source}: {rule.says}."


def _unplaced(material: Material, proposal: Proposal, id: str) -> Iterator[str]:
    """The facts of a stated order that one of the tied lacks."""
    dictionary = law.dictionary(material.campaign.facts)
    for name in proposal.depends.get(id, ()):
        if name in dictionary and name != law.DEFERRAL:
            yield f"Chưa có số liệu «{dictionary[name].label}» để xếp thứ tự."


def _advice(material: Material, by: str, order: Iterable[str]) -> str:
    return f"{by}: {'; '.join(material.people[id].name for id in order if id not in material.erased)}."


def regime_source(money: Money) -> str:
    """The decree an amount comes from, with its articles."""
    return next((regime.source for regime in regimes() if regime.id == money.regime), money.regime)


def _sum(money: Money, kind: Kind) -> str:
    coefficient = f"{money.coefficient:f}".replace(".", ",")
    return (
        f"{coefficient} × {dong(money.base)} (mức lương cơ sở), làm tròn lên thành {dong(money.each)} "
        f"cho mỗi {kind_word(kind)}, theo {regime_source(money)}"
    )


def doubts(proposals: Iterable[Proposal]) -> tuple[str, ...]:
    """A sentence for every decree whose amounts the law data do not confirm."""
    kinds: dict[str, dict[str, None]] = {}
    for proposal in proposals:
        if proposal.money is not None and not proposal.money.confirmed:
            kinds.setdefault(regime_source(proposal.money), {})[kind_word(proposal.kind)] = None
    return tuple(
        f"Mức tiền thưởng cho {', '.join(words)} theo {source} chưa được xác nhận với văn bản đang có hiệu lực vào "
        "ngày quyết định; cần đối chiếu trước khi ký."
        for source, words in kinds.items()
    )


def total(material: Material, proposals: Iterable[Proposal]) -> tuple[str, str, str]:
    """How many are proposed in all, and all the money, in figures and in words; no money gives empty text."""
    shown = list(proposals)
    people = sum(len(material.nominees(p)) for p in shown)
    amount = sum(p.money.each * len(material.nominees(p)) for p in shown if p.money)
    return f"{people:02}", dong(amount) if amount else "", spelled(amount) if amount else ""


def decided(material: Material) -> tuple[Decided, ...]:
    """The council's decisions on record, in the order they were recorded."""
    names: dict[str, str] = {award.id: award.name for award in material.campaign.awards}
    return tuple(
        Decided(
            ngay=f"{decision.day:%d/%m/%Y}",
            ten=person.name if (person := material.people.get(decision.participant)) else decision.participant,
            hinh_thuc=names.get(decision.award, decision.award),
            quyet_dinh=_answer(material, decision, person) if decision.what == "judge" else _DECISIONS[decision.what],
            ly_do=decision.reason,
            bien_ban=decision.minutes,
            nguoi_ghi=decision.by,
        )
        for decision in material.decisions
    )


def _answer(material: Material, decision: Decision, person: Participant | None) -> str:
    """What the council answered where only people can judge: the criterion, its clause, and yes or no."""
    told = [f for f in (person.findings if person else ()) if f.criterion == decision.criterion]
    asked = [c for c in material.campaign.criteria if c.id == decision.criterion]
    if not asked:
        return "kết luận"
    clause = told[0].clause if told else asked[0].clause
    return f"kết luận {ANSWERS[decision.verdict == MET]} “{asked[0].text}” ({clause})"
