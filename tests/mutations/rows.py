"""Tables: what becomes of headings and rows; `cells` has the headings first, and is changed in place."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

Cells = list[list[Any]]


def _heading(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    text = str(cells[0][n] or "x")
    at = rng.randrange(len(text) + 1)
    cells[0][n] = rng.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + rng.choice("aeẽx_1 \u200b\u202e") + text[at:],
            unicodedata.normalize("NFD", text.upper()),
            f"  {text}  ",
            text.replace("ố", "ổ").replace("o", "о"),
            "",
            "#REF!",
            "x" * 40_000,
        ]
    )


def _column_twice(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    for line in cells:
        line.append(line[n])


def _column_gone(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]))
    for line in cells:
        del line[n]


def _columns_swapped(rng: random.Random, cells: Cells) -> None:
    a, b = rng.sample(range(len(cells[0])), 2)
    for line in cells[rng.choice([0, 1]) :]:  # with their headings or without
        line[a], line[b] = line[b], line[a]


def _column_of_their_own(rng: random.Random, cells: Cells) -> None:
    n = rng.randrange(len(cells[0]) + 1)
    title = rng.choice(["Ghi chú của phòng", "", "STT", "Tổng điểm"])
    for row, line in enumerate(cells):
        line.insert(n, row if row else title)


def _row_twice(rng: random.Random, cells: Cells) -> None:
    cells.insert(rng.randrange(1, len(cells) + 1), list(rng.choice(cells[rng.choice([0, 1]) :])))


def _ids_twice(rng: random.Random, cells: Cells) -> None:
    a, b = rng.sample(range(1, len(cells)), 2)
    cells[a][0] = rng.choice([cells[b][0], str(cells[b][0]).lower(), f" {cells[b][0]}", "", None])


def _rows_shuffled(rng: random.Random, cells: Cells) -> None:
    rest = cells[1:]
    rng.shuffle(rest)
    cells[1:] = rest


def _row_between(rng: random.Random, cells: Cells) -> None:
    width = len(cells[0])
    line = rng.choice([["Cộng"] + [""] * (width - 1), [""] * width, ["", "I. Khối văn phòng"], [], ["", "", "", "", 5]])
    cells.insert(rng.randrange(1, len(cells) + 1), list(line))


def _row_too_long(rng: random.Random, cells: Cells) -> None:
    rng.choice(cells).extend(["", rng.choice(["thừa", "", 3])])


def _row_too_short(rng: random.Random, cells: Cells) -> None:
    line = rng.choice(cells)
    del line[rng.randrange(len(line)) :]


def _row_shifted(rng: random.Random, cells: Cells) -> None:
    line = rng.choice(cells)
    line.insert(rng.randrange(len(line)), "")
    line.pop()


def _titles_above(rng: random.Random, cells: Cells) -> None:
    for _n in range(rng.choice([1, 2, 12])):
        cells.insert(0, [rng.choice(["SỞ MẪU", "Biểu số 1", ""])])


def _rows_gone(rng: random.Random, cells: Cells) -> None:
    del cells[rng.randrange(len(cells)) :]


SQUARE = (
    *(_heading, _heading, _column_twice, _column_gone, _columns_swapped, _column_of_their_own),
    *(_row_twice, _ids_twice, _rows_shuffled),
)
RAGGED = (_row_between, _row_too_long, _row_too_short, _row_shifted, _titles_above, _rows_gone)
"""What leaves lines of unequal length comes last."""
