"""Parquet by columns: where it answers, it answers as the reader of single cells does; where in doubt, that one does."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from emulation_core.errors import EvidenceRefused
from emulation_core.intake import RawSheet, collect, columnar, read
from emulation_core.intake.rawsheet import FrameRows
from emulation_core.intake.spelling import candidates, skeleton, suspects
from tables import FACTS
from tables import plan as campaign

KINDS = ("collective", "individual", "Tập thể", "cá nhân", " Cá  nhân", "agency", "Cơ quan")
NAMES = (
    *("Nguyễn Văn An", "Nguyễn Văn Ân", "nguyễn văn an", "Nguye\u0302\u0303n Va\u0306n An", "Hoà Bình", "Hòa Bình"),
    *(
        "Đỗ  Thị Ðào",
        "Đỗ Thị Đào",
        "Phòng A-B",
        "Phòng A – B",
        "Ｐhòng A",
        "Ph\u00f2ng\u00a0A",
        "АВС",
        "ABC",
        "x",
        " Bé ",
    ),
)
BAD_NAMES = ("", "-", "#N/A", "NguyÔn V¨n ¸nh", "Lª ThÞ B×nh", "a\u200eb", "a\x07", "n" * 501, "Ná»™i vá»¥")
CELLS: dict[str, tuple[tuple[object, ...], ...]] = {
    "co": ((True, False), ("có", "Không", "ĐẠT", "1", " không đạt "), (1, 0), (1.0, 0.0), ("x",), (2,)),
    "so": ((0, 3, 12), ("0", "7", "1.0"), (2.0, 0.0), (Decimal("4"), Decimal(0)), (-1,), (0.5,), ("mười",), (True,)),
    "diem": ((1, -2), (1.5, -0.25), (Decimal("12.75"), Decimal(-3)), ("1.5", "-", "7,25"), ("1,234",), (float("nan"),)),
    "ty_le": ((90, 0, 100), (88.5, 1.0), (Decimal("72.5"), Decimal(1)), ("90%", "88.5", "0.5%"), (0.5,), (101,), (-1,)),
    "giai_ngan": ((120, 0), (Decimal("130.125"),), (Decimal("0.1"),), ("150 %",), (1e-7,)),
    "xep_loai": (("xuat_sac", "Hoàn thành tốt nhiệm vụ", "hoàn thành  nhiệm vụ"), ("giỏi",), (1,)),
    "chi_so": (("par; DTI", "không", "PAR INDEX,chuyển đổi số"), ("par;xx",), (";",)),
    "ngay": (
        (date(2026, 5, 1),),
        ("31/12/2026", "2026-1-2"),
        (datetime(2026, 3, 4),),
        (date(1900, 1, 1),),
        ("13/13/2026",),
    ),
    "ghi_chu": (
        ("Sáng kiến 1", "  thừa  ", "a\u0302"),
        (5, 12),
        (2.5,),
        ("S¸ng kiÕn",),
        ("a\x00",),
        (date(2026, 1, 2),),
    ),
}
USUAL = {"xep_loai": 1, "chi_so": 1, "so": 4, "co": 4, "diem": 4, "ty_le": 4, "ngay": 3}
"""How many of the sorts of cells are fine as they stand; two where nothing is said."""
NOTHING = (None, None, "", " ", "-")


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """A table of up to 8 participants: most columns hold cells of one sort that is fine, some hold others."""
    height = draw(st.integers(1, 8))
    columns: dict[str, object] = {"id": [f"P{n}" for n in range(height)]}
    if draw(st.integers(0, 9)) == 0:
        columns["id"] = draw(
            st.lists(st.sampled_from(["A", "Ă ", "", "B\t", "#N/A", "-"]), min_size=height, max_size=height)
        )
    names = NAMES if draw(st.integers(0, 4)) else (*NAMES, *BAD_NAMES)
    columns["Tên"] = draw(st.lists(st.sampled_from(names), min_size=height, max_size=height))
    columns["kind"] = draw(st.lists(st.sampled_from(KINDS), min_size=height, max_size=height))
    if draw(st.booleans()):
        columns["unit"] = draw(
            st.lists(st.sampled_from(["Sở A", "sở a", None, "-", ""]), min_size=height, max_size=height)
        )
    for name in draw(st.lists(st.sampled_from(FACTS), unique=True)):
        sorts = CELLS[name]
        cells = sorts[draw(st.sampled_from([0, 0, 0, 1, 1, *range(len(sorts))])) % len(sorts)]
        empty = [cell for cell in NOTHING if cell is None or isinstance(cells[0], str)]
        columns[name] = draw(st.lists(st.sampled_from([*cells, *empty]), min_size=height, max_size=height))
    if draw(st.booleans()):
        columns["Ghi riêng"] = ["x"] * height
    return pl.DataFrame(columns, strict=False)


def sheet(table: pl.DataFrame) -> RawSheet:
    return RawSheet("a.parquet", None, tuple(table.columns), FrameRows(table), ".")


CLEAN = pl.DataFrame({"id": ["A", "B"], "name": ["Phòng A", "Phòng B"], "kind": ["collective"] * 2, "so": [1, None]})


@settings(max_examples=150, deadline=None)
@given(tables())
@example(CLEAN)
def test_columns_say_what_cells_say(table):
    """Whatever the table: columns either leave it to the reader of cells or give the same values, places and warnings."""
    asked = campaign()
    try:
        quick = columnar.evidence(sheet(table), asked)
    except columnar.Unsure:
        return
    exact = collect([sheet(table)], asked)
    assert_frame_equal(quick.frame, exact.frame)
    assert (quick.sheets, quick.warnings, quick.left_out) == (exact.sheets, exact.warnings, exact.left_out)
    assert quick.dossiers is None
    assert exact.dossiers is None


@pytest.mark.parametrize(
    ("fact", "cells"), [(name, cells) for name, sorts in CELLS.items() for cells in sorts[: USUAL.get(name, 2)]]
)
def test_what_is_usual_needs_no_look_at_single_cells(fact, cells):
    """Values as offices write them, in the types of a database or as words, are taken in column by column."""
    kinds = ["collective"] * (len(cells) + 1)
    ids = [str(n) for n in range(len(kinds))]
    table = pl.DataFrame({"id": ids, "name": ids, "kind": kinds, fact: [*cells, None]}, strict=False)
    found = columnar.evidence(sheet(table), campaign())
    assert_frame_equal(found.frame, collect([sheet(table)], campaign()).frame)


def test_ids_that_are_numbers_are_their_figures():
    """A database keeps ids as whole numbers; evidence keeps ids as text."""
    table = CLEAN.with_columns(pl.Series("id", [7, 12]))
    assert columnar.evidence(sheet(table), campaign()).frame["id"].to_list() == ["7", "12"]


@pytest.mark.parametrize(
    "change",
    [
        pl.lit("A").alias("id"),
        pl.lit("").alias("name"),
        pl.lit("phòng").alias("kind"),
        pl.lit(-1).alias("so"),
        pl.lit(0.5).alias("ty_le"),
        pl.lit(Decimal("0.0000000001"), pl.Decimal(38, 10)).alias("diem"),
        pl.lit(2**64 - 1, pl.UInt64).alias("so"),
        pl.lit("NguyÔn V¨n ¸nh").alias("name"),
        pl.lit(1).alias("ty_le hai"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_by_the_reader_of_cells(tmp_path, change):
    """One truth for faults: columns never refuse anything, and the file is refused with its place."""
    table = CLEAN.with_columns(change)
    if "ty_le hai" in table.columns:
        table = table.rename({"ty_le hai": "ty_lee"})
    with pytest.raises(columnar.Unsure):
        columnar.evidence(sheet(table), campaign())
    table.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(EvidenceRefused, match=r"a\.parquet"):
        read([tmp_path / "a.parquet"], campaign())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([*NAMES, "Phong A", "Ma–ri", "ma - ri", "MA-RI"]), st.sampled_from("ci")), max_size=9
    )
)
def test_who_may_be_one_and_the_same_is_found_among_few(people):
    """The names that are looked at one by one hold every group that differs only in spelling, and every namesake."""
    table = pl.DataFrame(
        [(str(n), name, None, kind) for n, (name, kind) in enumerate(people)],
        schema={"id": pl.String, "name": pl.String, "unit": pl.String, "kind": pl.String},
        orient="row",
    )
    assert sorted(suspects(candidates(table).iter_rows())) == sorted(suspects(table.iter_rows()))


def test_names_apart_are_not_looked_at_one_by_one():
    """Different names cost no look at single participants."""
    table = pl.DataFrame(
        {"id": ["1", "2"], "name": ["Nguyễn Văn An", "Trần Thị Bê"], "unit": [None, None], "kind": ["i", "i"]}
    )
    assert skeleton("Nguyễn Văn An") != skeleton("Trần Thị Bê")
    assert candidates(table).is_empty()
