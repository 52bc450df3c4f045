"""Every sentence of the form. It is a Vietnamese paper, so its words are Vietnamese whatever the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from emulation_core.campaign import Campaign, Round
from emulation_core.intake.read import GUIDE
from emulation_core.law.facts import DEFERRAL, SEX, WOMEN
from emulation_core.model import Fact, FactType, YearsAfter

ID, NAME, UNIT = "Mã", "Tên", "Đơn vị"
IDENTITY = (ID, NAME, UNIT)
DOCUMENT, SETS, ORIGINALS, RECEIVED = "Tài liệu", "Số bộ", "Bản gốc", "Ngày nhận"
YES, NO = "có", "không"

FORM = "PHIẾU MINH CHỨNG THI ĐUA"
EMPTY = (
    "Ô trống nghĩa là thiếu minh chứng, không phải «không»: không có thì ghi «không» hoặc 0. "
    "Trỏ chuột vào tiêu đề cột để xem điều khoản."
)
DOSSIER_LINE = "Mỗi tài liệu của mỗi tập thể, cá nhân một dòng; dòng để trống nghĩa là chưa ghi nhận tài liệu ấy."
WANTED_SETS, WANTED_ORIGINALS = "Kế hoạch yêu cầu {count} bộ", "trong đó {count} bản gốc"
IDENTITY_HELP: Mapping[str, str] = {
    ID: "Bắt buộc. Mỗi dòng một mã, không trùng nhau trong cả phiếu; số 0 ở đầu được giữ nguyên.",
    NAME: "Bắt buộc. Tên tập thể, họ và tên cá nhân hoặc tên cơ quan.",
    UNIT: "Đơn vị của tập thể, cá nhân; để trống được.",
}
DOSSIER_HELP: Mapping[str, str] = {
    ID: "Mã đã ghi ở trang của tập thể, cá nhân.",
    NAME: "Tên, để dễ đối chiếu.",
    DOCUMENT: "Chọn tài liệu trong danh sách; mỗi tài liệu của mỗi tập thể, cá nhân một dòng.",
    SETS: "Số bộ đã nhận: số nguyên, từ 0 trở lên.",
    ORIGINALS: "Trong đó số bản gốc: số nguyên, từ 0 trở lên.",
    RECEIVED: "Ngày nhận: ngày/tháng/năm, ví dụ 31/12/2026.",
}
GUIDE_HEADINGS = ("Trang", "Cột", "Tiêu đề cột", "Ghi gì", "Tiêu chí và điều khoản yêu cầu", "Cần có từ ngày")
GUIDE_RULES = (
    "Ghi vào các trang {sheets}: mỗi dòng một tập thể, cá nhân hoặc cơ quan; chỉ những ô để ghi mới mở khóa.",
    "Ô trống nghĩa là thiếu minh chứng, không phải «không». Không có thì ghi «không»; số lượng bằng không thì ghi 0.",
    "Chưa đến ngày ở cột «Cần có từ ngày» mà ô còn trống thì là chưa đến hạn; từ ngày đó trở đi là thiếu minh chứng.",
    "Số thập phân viết như máy đang dùng (thường là dấu phẩy). Phần trăm ghi 90 nếu là 90 %, không ghi 0,9.",
    "Không đổi tên trang, tiêu đề cột; không ẩn dòng, không gộp ô, không dán công thức nối sang tệp khác.",
    "Ghi xong, lưu lại dạng .xlsx rồi gửi cho nơi tổng hợp; tệp có lỗi được trả lại với từng ô lỗi đánh dấu.",
)
DOSSIER_TITLE = "Hồ sơ gồm"
LEGAL = "thông tin theo luật, không phải điều kiện"
LEGAL_CLAUSE = "pháp luật về thi đua, khen thưởng"
LEGAL_HELP: Mapping[str, str] = {
    DEFERRAL: "«Có»: tạm hoãn xét khen thưởng khi luật quy định; «không» hoặc để trống: không hoãn.",
    WOMEN: "Tỷ lệ nữ của tập thể, để hội đồng ưu tiên khi nhiều tập thể cùng đủ điều kiện.",
    SEX: "Để hội đồng ưu tiên khi nhiều người cùng đủ điều kiện.",
}
SCOPE = "phạm vi xét"
ANY_DAY, NEVER = "ngay khi nộp phiếu", "không bắt buộc"
SHORT = 255
"""The longest message a validation can show."""

_TITLES: Mapping[FactType, str] = {
    FactType.FLAG: "Có hoặc không",
    FactType.COUNT: "Số nguyên",
    FactType.NUMBER: "Số",
    FactType.PERCENT: "Phần trăm",
    FactType.RATING: "Chọn trong danh sách",
    FactType.DATE: "Ngày/tháng/năm",
    FactType.TEXT: "Ghi chữ",
    FactType.SET: "Các mục, cách nhau dấu ;",
}
_WAITING = "Chưa có minh chứng thì để trống."


def how_title(type: FactType) -> str:
    """What a cell of this type takes, in at most 32 characters."""
    return _TITLES[type]


def how(fact: Fact, judged: bool = False) -> str:
    """What to enter for `fact`; `judged`: only a council can answer."""
    options = "; ".join(fact.name_of(option) for option in fact.options)
    most = "" if fact.max is None else f", nhiều nhất {number(f'{fact.max:f}')}"
    return {
        FactType.FLAG: "Hội đồng trả lời: chọn «có» hoặc «không»." if judged else "Chọn «có» hoặc «không».",
        FactType.COUNT: f"Số nguyên, từ 0 trở lên{most}.",
        FactType.NUMBER: f"Một số{most}.",
        FactType.PERCENT: f"Ghi 90 nếu là 90 % (không ghi 0,9){most}; dưới 1 % thì ghi cả dấu %, ví dụ 0,5%.",
        FactType.RATING: f"Chọn một trong: {options}.",
        FactType.DATE: "Ngày/tháng/năm, ví dụ 31/12/2026.",
        FactType.TEXT: "Ghi chữ.",
        FactType.SET: f"Ghi các mục, cách nhau bằng dấu chấm phẩy: {options}. Không có mục nào thì ghi «không».",
    }[fact.type]


def message(fact: Fact, judged: bool = False) -> str:
    """`how` as a cell shows it, with what an empty cell means; the list of options goes first when all is too long."""
    waiting = "Chưa xét thì để trống." if judged else _WAITING
    text = f"{how(fact, judged)} {waiting}"
    if len(text) > SHORT and fact.type is FactType.RATING:
        return f"Chọn một mục trong danh sách của ô này. {waiting}"
    if len(text) > SHORT and fact.type is FactType.SET:
        return f"Ghi các mục nêu ở trang «{GUIDE}», cách nhau bằng dấu chấm phẩy, hoặc «không». {waiting}"
    return text


def number(plain: str) -> str:
    """A number in plain notation as Vietnamese papers write it."""
    return plain.replace(".", ",")


def day(value: date) -> str:
    """A day as Vietnamese papers write it."""
    return value.strftime("%d/%m/%Y")


def due(expected: date | YearsAfter | None) -> str:
    """The day from which evidence is expected."""
    if isinstance(expected, YearsAfter):
        years = f"{expected.years_after} năm sau năm cuối đợt xét" if expected.years_after else "năm cuối đợt xét"
        return f"ngày {expected.day:02}/{expected.month:02}, {years}"
    return day(expected) if expected else ANY_DAY


def whose(campaign: Campaign, round: Round | None, unit: str | None) -> str:
    """Whose form it is: agency, plan, the round it serves and the unit it goes to."""
    parts = [campaign.agency, f"Kế hoạch {campaign.plan.number}"]
    parts += [f"Đợt xét {day(round.starts)} – {day(round.until)}"] if round else []
    parts += [f"{UNIT}: {unit}"] if unit else []
    return " · ".join(parts)


def dossier_line(sets: int | None, originals: int | None) -> str:
    """What the lines of the sheet of papers are, and how many copies the plan asks for."""
    wanted = [] if sets is None else [WANTED_SETS.format(count=sets)]
    wanted += [] if originals is None else [WANTED_ORIGINALS.format(count=originals)]
    return " ".join([DOSSIER_LINE, *([", ".join(wanted) + "."] if wanted else [])])
