"""Sóc Trăng: what its plans ask that the common rules do not say."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from attrs import frozen

from emulation_core import Evaluator, Facts, Reading, council, hookimpl

# What the ledger says of the years inside the review's window, as the council reads it.
YEARS = {
    "so_nam_de_nghi": "số năm được đề nghị khen",
    "nam_tot_nhat": "năm tốt nhất",
    "nam_kem_nhat": "năm kém nhất",
    "nam_khong_co": "năm không có kết quả",
}


@frozen
class Sustained:
    """The yearly results inside a review's window, laid before the council, who alone can weigh them.

    The plan asks for outstanding achievement over the years and sets no number of them, so the rule never answers.
    Source: KH Sở Tài nguyên và Môi trường 2021-2030, II.3.b.
    """

    def evaluate(self, facts: Facts) -> Reading:
        """Always the council's, also where no ledger was given and there is nothing to show."""
        return council(shown=_in_one_line([(told, facts.history(name)) for name, told in YEARS.items()]))

    def says(self) -> tuple[str, str]:
        """The rule in words."""
        return (
            "thành tích qua các năm đến kỳ sơ kết, tổng kết có xuất sắc hay không; kế hoạch không đặt số năm tối thiểu",
            "whether achievement over the years up to the review is outstanding; the plan sets no number of years",
        )


def _in_one_line(parts: list[tuple[str, pl.Expr]]) -> pl.Expr:
    """The columns that hold something, each after its name; null where none does."""
    told = [pl.format(name + ": {}", column) for name, column in parts]
    known = pl.any_horizontal([column.is_not_null() for _name, column in parts])
    return pl.when(known).then(pl.concat_str(told, separator="; ", ignore_nulls=True))


@hookimpl
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:
    """Rules that judge."""
    return {"soc_trang.sustained": Sustained}
