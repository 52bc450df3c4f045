"""Partial acceptance: a faulty row is left out whole and named, and nothing is left out unasked."""

from __future__ import annotations

import random

import pytest

from emulation_core.intake import collect
from tables import HEADINGS, ROW, places, plan, refusal, sheet, told


def test_a_partial_reading_leaves_out_every_faulty_row_whole():
    """The others stay; who is left out is named by id, or by place where there is none, with what is wrong."""
    rows = [ROW, ("P2", "Hai", -1), ("P3", "", 0), ("", "Bốn", 0), ("P5", "Năm", 0), (6.5, "Sáu", 0)]
    evidence = collect([sheet(HEADINGS, *rows)], plan(), partial=True)
    assert evidence.frame.select("id", "so").rows() == [("P1", 0), ("P5", 0)]
    assert evidence.left_out == ("P2", "P3")
    warnings = told(evidence)
    assert set(warnings) == {"P2", "P3", "a.xlsx › Tập thể › A8", "a.xlsx › Tập thể › A10"}
    assert "Số hồ sơ trễ hạn" in warnings["P2"]
    assert "-1" in warnings["P2"]


def test_where_a_kept_row_was_read_does_not_shift():
    """Places are those of the paper, whoever was left out before."""
    evidence = collect([sheet(HEADINGS, ("P1", "Một", -1), ("P2", "Hai", 4))], plan(), partial=True)
    assert [evidence.source(n, row, "so") for n, row in evidence.frame.select("_sheet", "_row").rows()] == [
        "a.xlsx › Tập thể › C6"
    ]


def test_of_an_id_that_stands_twice_no_row_is_kept():
    """Nobody knows which of them is right, so the order of rows must not decide it."""
    rows = [ROW, ("P2", "Hai", 0), ("P1", "Phòng Một", 5), ("P1", "Phòng Một", 6)]
    taken = []
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        evidence = collect([sheet(HEADINGS, *rows)], plan(), partial=True)
        taken.append((evidence.frame["id"].to_list(), evidence.left_out, told(evidence)))
    assert taken == [(["P2"], ("P1",), taken[0][2])] * 4
    assert list(taken[0][2]) == ["P1"]


def test_who_is_left_out_is_suspected_of_nothing():
    """Duplicates are looked for among those that are taken in."""
    rows = [("P1", "Phòng Hòa", 0), ("P2", "Phòng Hoà", -1)]
    assert set(told(collect([sheet(HEADINGS, *rows)], plan(), partial=True))) == {"P2"}


@pytest.mark.parametrize(
    "wrong",
    [
        sheet(("Mã", "Tên", "Số hồ sơ trẽ hạn"), ROW, file="b.xlsx"),
        sheet(("Mã", "Số hồ sơ trễ hạn"), ("P1", 0), file="b.xlsx"),
        sheet(("Danh mục",), ("x",), name="Ghi chú", file="b.xlsx"),
        sheet(HEADINGS, ("P7", "Bảy", 0), merged=((4, 0, 4, 1),), file="b.xlsx"),
    ],
    ids=["a heading", "a column that lacks", "a file without participants", "merged headings"],
)
def test_faults_of_a_file_or_heading_refuse_even_a_partial_reading(wrong):
    """Nobody can say which rows they spoil; the faults of rows wait until those are put right."""
    refused = refusal(sheet(HEADINGS, ("P2", "Hai", -1)), wrong, partial=True)
    assert {fault.file for fault in refused.faults} == {"b.xlsx"}


def test_nothing_is_left_out_unasked():
    """Without being told to, a reading is whole or refused."""
    assert collect([sheet(HEADINGS, ROW)], plan()).left_out == ()
    assert places(refusal(sheet(HEADINGS, ROW, ("P2", "Hai", -1)))) == ["a.xlsx › Tập thể › C6"]
