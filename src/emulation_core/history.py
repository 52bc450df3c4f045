"""What a review round knows of the years before: facts the engine itself supplies, named `lich_su.<name>`.

A year counts where its last run in the ledger proposes the participant, by the machine or by the council. A year
without a run, without the participant, or whose result is still open is not known: it is never counted as a no.
"""

from __future__ import annotations

from collections.abc import Mapping

from emulation_core.model import Fact, FactType, Text

PREFIX = "lich_su."
PROPOSED = "so_nam_de_nghi"
UNKNOWN = "so_nam_chua_ro"
BEST_YEARS, WORST_YEARS, WITHOUT = "nam_tot_nhat", "nam_kem_nhat", "nam_khong_co"
RISES, FALLS, SERIES = "tang", "giam", "qua_cac_nam"

YEARS: Mapping[str, Fact] = {
    PROPOSED: Fact(Text("Số năm được đề nghị khen"), FactType.COUNT),
    UNKNOWN: Fact(Text("Số năm chưa rõ kết quả"), FactType.COUNT),
    BEST_YEARS: Fact(Text("Năm tốt nhất"), FactType.TEXT),
    WORST_YEARS: Fact(Text("Năm kém nhất"), FactType.TEXT),
    WITHOUT: Fact(Text("Năm không có kết quả"), FactType.TEXT),
}
"""What is known of the years themselves, by name."""
_OF_A_FIGURE = {
    RISES: ("{fact}: năm sau cao hơn năm trước", FactType.FLAG),
    FALLS: ("{fact}: năm sau thấp hơn năm trước", FactType.FLAG),
    SERIES: ("{fact} qua các năm", FactType.TEXT),
}


def trend(way: str, figure: str) -> str:
    """The name of what is known of one figure over the years: whether it rises or falls each year, or its series."""
    return f"{way}.{figure}"


def fact(column: str, figures: Mapping[str, Fact] | None = None) -> Fact | None:
    """What the column `lich_su.<name>` holds, a trend by the label of its figure; None where there is no such name."""
    if not column.startswith(PREFIX):
        return None
    name = column.removeprefix(PREFIX)
    way, _dot, figure = name.partition(".")
    if way in _OF_A_FIGURE and figure:
        label, type_ = _OF_A_FIGURE[way]
        known = (figures or {}).get(figure)
        return Fact(Text(label.format(fact=known.label if known else figure)), type_)
    return YEARS.get(name)


def parts(column: str) -> tuple[str, str]:
    """The way and the figure of a trend's column; the figure is "" for any other."""
    way, _dot, figure = column.removeprefix(PREFIX).partition(".")
    return way, figure
