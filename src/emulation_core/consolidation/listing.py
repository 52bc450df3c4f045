"""The campaign behind a mere list: where the province has no plan of its own yet, its council judges everybody."""

from __future__ import annotations

from emulation_core.campaign import Loaded
from emulation_core.config import load_text
from emulation_core.consolidation.gather import Gathered
from emulation_core.model import KINDS, Kind
from emulation_core.plugins import Registry

NAMES = {
    "bang_khen": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
    "giay_khen": "Giấy khen",
    "other": "Hình thức khác",
}
_TEXT = """\
title    = "Tổng hợp đề nghị khen thưởng, năm {year}"
agency   = "Ủy ban nhân dân tỉnh"
province = "{province}"
period   = {{ use = "year", year = {year} }}

[plan]
number = "chưa có kế hoạch của tỉnh"
issued = {{ from = {year}-01-01, until = {year}-12-31 }}
source = "summary"

[facts.hoi_dong_tinh_xet]
label = "Hội đồng Thi đua - Khen thưởng tỉnh đồng ý"
type  = "flag"

[[criteria]]
id         = "hoi_dong_tinh_xet"
clause     = "chưa có kế hoạch của tỉnh"
text       = "Hội đồng Thi đua - Khen thưởng tỉnh xem xét"
applies_to = [{kinds}]
evaluator  = {{ use = "judged", fact = "hoi_dong_tinh_xet" }}

[[awards]]
id     = "{form}"
name   = "{name}"
form   = "{form}"
by     = "chu_tich_ubnd_tinh"
kinds  = [{kinds}]
clause = "chưa có kế hoạch của tỉnh"
quota  = {{ use = "open" }}

[[assumptions]]
about = "plan"
says  = "Chưa nêu kế hoạch xét của tỉnh: bảng này chỉ tổng hợp, không xếp hạng; hội đồng xét từng trường hợp."
"""


def unranked(gathered: Gathered, form: str, year: int, registry: Registry) -> Loaded:
    """A campaign with one question, which only the province's council answers; it ranks nobody and sets no seats.

    `year` is that of the day asked about where no run says another: the last year that a run collected speaks of.
    """
    runs = [run for _book, run in gathered.runs]
    year = max([int(run.until[:4]) for run in runs], default=year)
    homes = {run.campaign.partition("/")[0] for run in runs}
    there = {one.kind for one in gathered.nominees} or {Kind.COLLECTIVE, Kind.INDIVIDUAL}
    kinds = ", ".join(f'"{kind.value}"' for kind in KINDS if kind in there)
    province = homes.pop() if len(homes) == 1 else "tinh"
    text = _TEXT.format(year=year, form=form, name=NAMES[form], province=province, kinds=kinds)
    id = f"{province}/tong_hop_{form}_{year}"
    return load_text(text, id, f"{id}.toml", registry)
