"""Every paper of one run: its kind, its file and what its template is filled with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from emulation_core.campaign import Document
from emulation_core.frozen import frozen
from emulation_core.model import Kind
from emulation_core.report.counted import counted
from emulation_core.report.groups import decided, doubts, groups, kind_word, total
from emulation_core.report.heading import common, issuer
from emulation_core.report.material import Material
from emulation_core.report.names import file_name
from emulation_core.report.persons import judged, lacking
from emulation_core.report.variables import (
    PAPERS,
    BaoCaoThanhTich,
    BienBanHop,
    DanhSach,
    ThongBao,
    ToTrinh,
    values,
)


@frozen
class Draft:
    """One paper to be written: `participant` is who it is about, where it is about one."""

    kind: str
    file: str
    values: Mapping[str, object]
    participant: str | None = None


def drafts(material: Material, kind: str) -> Iterator[Draft]:
    """The papers of `kind`, one of `PAPERS`."""
    return _WRITERS[kind](material)


def _submissions(material: Material) -> Iterator[Draft]:
    """One for each authority that somebody is proposed to; the first of the plan also when nobody is."""
    proposals = material.outcome.proposals
    issuers = list(dict.fromkeys(material.award(proposal).by for proposal in proposals))
    for place, by in enumerate(issuers):
        mine = [proposal for proposal in proposals if material.award(proposal).by == by]
        if place and not any(material.nominees(proposal) for proposal in mine):
            continue
        count, amount, words = total(material, mine)
        shown = [proposal for proposal in mine if material.nominees(proposal)]
        paper = ToTrinh(
            kinh_gui=issuer(material, by),
            danh_muc=groups(material, shown),
            so_nguoi=count,
            tong_tien=amount,
            bang_chu=words,
            luu_y=doubts(shown),
            ho_so=_dossier(material),
        )
        yield Draft(
            "to_trinh", f"to_trinh_{by}.docx" if place else "to_trinh.docx", values(common(material, by), paper)
        )


def _dossier(material: Material) -> tuple[str, ...]:
    """The papers the plan asks for, but the submission itself, as a list with its punctuation."""
    procedure = material.campaign.procedure
    documents: tuple[Document, ...] = procedure.documents if procedure else ()
    listed = [f"{document.label} ({document.clause})" for document in documents if document.id != "to_trinh"]
    return tuple(f"- {text}{'.' if n == len(listed) else ';'}" for n, text in enumerate(listed, 1))


def _list(material: Material) -> Iterator[Draft]:
    proposals = [proposal for proposal in material.outcome.proposals if material.nominees(proposal)]
    count, amount, words = total(material, proposals)
    paper = DanhSach(groups(material, proposals), count, amount, words, doubts(proposals))
    yield Draft("danh_sach", "danh_sach.docx", values(common(material), paper))


def _minutes(material: Material) -> Iterator[Draft]:
    paper = BienBanHop(groups(material, material.outcome.proposals), decided(material))
    yield Draft("bien_ban_hop", "bien_ban_hop.docx", values(common(material), paper))


def _achievements(material: Material) -> Iterator[Draft]:
    shared = common(material)
    for id, proposals in material.proposed.items():
        person = material.people[id]
        paper = BaoCaoThanhTich(
            ten=person.name,
            ma=id,
            don_vi=material.units.get(id, ""),
            doi_tuong=kind_word(person.kind),
            hinh_thuc=tuple(material.award(proposal).name for proposal in proposals),
            diem=counted(material, person),
            tieu_chi=tuple(judged(material, person, finding) for finding in person.findings),
            ky_trai=("THỦ TRƯỞNG CƠ QUAN", "XÁC NHẬN"),
            ky_phai=("NGƯỜI BÁO CÁO",) if person.kind is Kind.INDIVIDUAL else ("THỦ TRƯỞNG ĐƠN VỊ",),
        )
        name = file_name("bao_cao_thanh_tich", id, person.name, material.alone(id))
        yield Draft("bao_cao_thanh_tich", name, values(shared, paper), id)


def _notices(material: Material) -> Iterator[Draft]:
    shared = common(material)
    # A procedure of a province's own may name no place.
    place = getattr(material.campaign.procedure, "to", None) or shared.ten_co_quan
    asked = {proposal.kind for proposal in material.outcome.proposals}
    for id, person in material.people.items():
        if id in material.proposed or id in material.erased or person.kind not in asked:
            continue
        paper = ThongBao(person.name, id, material.units.get(id, ""), lacking(material, person), place)
        name = file_name("thong_bao", id, person.name, material.alone(id))
        yield Draft("thong_bao", name, values(shared, paper), id)


_WRITERS: Mapping[str, Callable[[Material], Iterator[Draft]]] = dict(
    zip(PAPERS, (_submissions, _list, _minutes, _achievements, _notices), strict=True)
)
