"""The variables a template may use: the fields below, under exactly these names.

Offices write templates in Word, so the names are Vietnamese ids; amounts, days and numbers come as finished text.
`Common` stands in every paper, its fields beside those of the paper itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

import attrs

from emulation_core.frozen import frozen
from emulation_core.i18n import pick


def says(vi: str, en: str) -> Any:
    """A variable, with what it holds (Vietnamese, English)."""
    return attrs.field(metadata={"says": (vi, en)})


@frozen
class Common:
    """What every paper may use."""

    co_quan_chu_quan: str = says("cơ quan chủ quản, chữ in hoa", "the agency above, in capitals")
    co_quan: str = says("cơ quan ban hành, chữ in hoa", "the issuing agency, in capitals")
    ten_co_quan: str = says("cơ quan ban hành, viết trong câu", "the issuing agency, as in a sentence")
    viet_tat: str = says("chữ viết tắt của cơ quan trong ký hiệu", "the agency's letters in a paper's symbol")
    dia_danh: str = says("địa danh", "the place")
    ngay: str = says("ngày của văn bản: ngày được hỏi", "the day of the paper: the day asked about")
    phong_trao: str = says("tên phong trào, viết trong câu", "the movement, as in a sentence")
    ke_hoach: str = says("kế hoạch phát động, như khi viện dẫn", "the plan, as it is cited")
    can_cu: tuple[str, ...] = says("các căn cứ, đủ dấu câu", "what the paper stands on, with its punctuation")
    dot: str = says("đợt xét", "the round")
    luot: str = says("mã lần chấm", "the run's id")
    ma_so: str = says("mã đối chiếu rút gọn trong sổ", "the run's short head in the ledger")
    ngay_xet: str = says("ngày được hỏi", "the day asked about")
    ngay_quyet_dinh: str = says("ngày quyết định khen thưởng", "the day of the award decision")
    gia_dinh: tuple[str, ...] = says("các giả định", "the assumptions")
    chua_co_van_ban: tuple[str, ...] = says("các văn bản chưa có", "the texts not held")
    ky: tuple[str, ...] = says("quyền hạn, chức vụ người ký", "the signer's office, a line each")
    nguoi_ky: str = says("họ tên người ký; trống thì để ký", "the signer's name; empty until known")


@frozen
class Nominee:
    """One of those proposed for an award."""

    ten: str = says("tên", "name")
    ma: str = says("mã", "id")
    don_vi: str = says("đơn vị", "unit")
    dat: str = says("số tiêu chí đạt, điểm, hạng, xếp loại", "criteria met of those that apply; points, rank, label")
    tien: str = says("mức tiền thưởng", "the money")
    ghi_chu: str = says("chắc chắn, tạm thời hay theo hội đồng", "certain, provisional, or by the council")


@frozen
class Waiting:
    """One who waits for the council: tied, in reserve, open or deferred."""

    ten: str = says("tên", "name")
    ma: str = says("mã", "id")
    don_vi: str = says("đơn vị", "unit")
    cho: tuple[str, ...] = says("đang chờ gì, mỗi điều một câu", "what it waits for, a sentence each")


@frozen
class Group:
    """One award and kind: who is proposed, and who waits for what."""

    hinh_thuc: str = says("hình thức khen thưởng", "the award")
    dieu_khoan: str = says("điều khoản của kế hoạch", "the plan's clause")
    doi_tuong: str = says("tập thể hay cá nhân", "collectives or individuals")
    so_suat: str = says("số suất", "the seats")
    bieu_quyet: str = says("tỷ lệ phiếu kế hoạch đòi; trống khi không nói", "the votes the plan asks for, if any")
    so_nguoi: str = says("số được đề nghị", "how many are proposed")
    nguoi: tuple[Nominee, ...] = says("những người được đề nghị", "those proposed")
    tong_tien: str = says("tổng tiền; trống khi không tính tiền", "the total; empty without money")
    bang_chu: str = says("tổng tiền bằng chữ", "the total in words")
    cach_tinh: str = says("cách tính tiền", "how the money is computed")
    so_suat_con: str = says("số suất còn lại cho những người đồng hạng", "the seats left for the tied")
    dong_hang: tuple[Waiting, ...] = says("những người đồng hạng", "the tied")
    goi_y: tuple[str, ...] = says("gợi ý khi đồng hạng", "advice on the tie")
    du_bi: tuple[Waiting, ...] = says("dự bị", "the reserve")
    de_ngo: tuple[Waiting, ...] = says("còn để ngỏ", "open")
    tam_hoan: tuple[Waiting, ...] = says("tạm hoãn xét", "deferred")


@frozen
class Decided:
    """One decision of the council on record."""

    ngay: str = says("ngày", "day")
    ten: str = says("tên", "name")
    hinh_thuc: str = says("hình thức khen thưởng", "the award")
    quyet_dinh: str = says("quyết định gì", "what was decided")
    ly_do: str = says("lý do", "why")
    bien_ban: str = says("biên bản", "the minutes")
    nguoi_ghi: str = says("người ghi", "who recorded it")


@frozen
class Judged:
    """One criterion and what was found."""

    dieu_khoan: str = says("điều khoản", "the clause")
    noi_dung: str = says("tiêu chí", "the criterion")
    ket_luan: str = says("kết luận", "the verdict")
    so_lieu: str = says("số liệu đã đọc", "the value read")
    noi_doc: str = says("nơi đọc minh chứng", "where the evidence was read")
    giai_thich: str = says("vì sao", "why")


@frozen
class Lacking:
    """One award not proposed, with what was missing."""

    hinh_thuc: str = says("hình thức khen thưởng", "the award")
    ly_do: str = says("vì sao chưa được đề nghị", "why it is not proposed")
    tieu_chi: tuple[Judged, ...] = says("các tiêu chí còn thiếu", "the criteria that are lacking")


@frozen
class ToTrinh:
    """Tờ trình: the submission to one authority."""

    kinh_gui: str = says("người nhận", "the authority addressed")
    danh_muc: tuple[Group, ...] = says("danh sách theo hình thức và đối tượng", "a list per award and kind")
    so_nguoi: str = says("tổng số được đề nghị", "how many are proposed in all")
    tong_tien: str = says("tổng tiền thưởng; trống khi không có", "all the money; empty without any")
    bang_chu: str = says("tổng tiền bằng chữ", "all the money in words")
    luu_y: tuple[str, ...] = says("điều cần lưu ý về tiền thưởng", "what to mind about the money")
    ho_so: tuple[str, ...] = says("thành phần hồ sơ, đủ dấu câu", "the papers of the dossier, with punctuation")


@frozen
class DanhSach:
    """Danh sách: everybody proposed."""

    danh_muc: tuple[Group, ...] = says("danh sách theo hình thức và đối tượng", "a list per award and kind")
    so_nguoi: str = says("tổng số được đề nghị", "how many are proposed in all")
    tong_tien: str = says("tổng tiền thưởng; trống khi không có", "all the money; empty without any")
    bang_chu: str = says("tổng tiền bằng chữ", "all the money in words")
    luu_y: tuple[str, ...] = says("điều cần lưu ý về tiền thưởng", "what to mind about the money")


@frozen
class BienBanHop:
    """Biên bản họp xét: what the council has before it, decides and has decided."""

    danh_muc: tuple[Group, ...] = says("danh sách theo hình thức và đối tượng", "a list per award and kind")
    da_quyet: tuple[Decided, ...] = says("các quyết định đã ghi", "the decisions on record")


@frozen
class BaoCaoThanhTich:
    """Báo cáo thành tích: one nominee."""

    ten: str = says("tên", "name")
    ma: str = says("mã", "id")
    don_vi: str = says("đơn vị", "unit")
    doi_tuong: str = says("tập thể hay cá nhân", "a collective or an individual")
    hinh_thuc: tuple[str, ...] = says("các hình thức được đề nghị", "the awards it is proposed for")
    diem: str = says("điểm, hạng, xếp loại; trống khi không tính điểm", "points, rank, label; empty where none count")
    tieu_chi: tuple[Judged, ...] = says("các tiêu chí", "the criteria")
    ky_trai: tuple[str, ...] = says("bên trái chỗ ký", "left in the signing block")
    ky_phai: tuple[str, ...] = says("bên phải chỗ ký", "right in the signing block")


@frozen
class ThongBao:
    """Thông báo: one participant who is not proposed, and nobody else."""

    ten: str = says("tên", "name")
    ma: str = says("mã", "id")
    don_vi: str = says("đơn vị", "unit")
    con_thieu: tuple[Lacking, ...] = says("từng hình thức và điều còn thiếu", "each award and what was missing")
    noi_gui: str = says("nơi gửi minh chứng bổ sung", "where more evidence is sent")


PAPERS: Mapping[str, type] = {
    "to_trinh": ToTrinh,
    "danh_sach": DanhSach,
    "bien_ban_hop": BienBanHop,
    "bao_cao_thanh_tich": BaoCaoThanhTich,
    "thong_bao": ThongBao,
}
"""The kinds of paper, in the order in which an office needs them."""


def names(kind: str) -> tuple[str, ...]:
    """The variables of a template of `kind` that stand alone."""
    return tuple(field.name for cls in (Common, PAPERS[kind]) for field in attrs.fields(cls))


def variables(kind: str) -> dict[str, str]:
    """What a template of `kind` may use, in the language in force: name -> what it holds; `a[].b` is b of each a."""
    return dict(line for cls in (Common, PAPERS[kind]) for line in _lines(cls, ""))


def _lines(cls: type, before: str) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(cls)
    for field in attrs.fields(cls):
        inner = next((part for part in get_args(hints[field.name]) if part is not Ellipsis), None)
        name = f"{before}{field.name}" + ("[]" if inner else "")
        yield name, pick(field.metadata["says"])
        if inner is not None and attrs.has(inner):
            yield from _lines(inner, f"{name}.")


def values(common: Common, paper: object) -> dict[str, object]:
    """The variables of one paper, ready for its template."""
    return {
        field.name: getattr(source, field.name)
        for source in (common, paper)
        for field in attrs.fields(type(source))  # type: ignore[arg-type]
    }
