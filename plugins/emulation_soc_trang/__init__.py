"""Sóc Trăng: what its plans ask that the common rules do not say."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from emulation_core import Evaluator, Facts, Reading, council, hookimpl


@frozen
class Sustained:
    """The yearly results inside a review's window, laid before the council, who alone can weigh them.

    The plan asks for outstanding achievement over the years and sets no number of them, so the rule never answers.
    Source: KH Sở Tài nguyên và Môi trường 2021-2030, II.3.b.
    """

    def evaluate(self, facts: Facts) -> Reading:
        """Always the council's, also where no ledger was given and there is nothing to show."""
        return council(shown=facts.years())

    def says(self) -> tuple[str, str]:
        """The rule in words."""
        return (
            "thành tích qua các năm đến kỳ sơ kết, tổng kết có xuất sắc hay không; kế hoạch không đặt số năm tối thiểu",
            "whether achievement over the years up to the review is outstanding; the plan sets no number of years",
        )


@hookimpl
def emulation_evaluators() -> Mapping[str, type[Evaluator]]:
    """Rules that judge."""
    return {"soc_trang.sustained": Sustained}
