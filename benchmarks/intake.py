"""Reading a workbook safely against reading it at all.

python benchmarks/intake.py [--rows 20000] [--columns 20] [--repeat 5]

A workbook is written; then `sheets()`, with its admission check and its child process, and bare calamine `to_python` in
this process read it in turn. The cells are compared before anything is timed, and medians are set against each other.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median

import python_calamine
import xlsxwriter

from emulation_core.intake.admit import admit
from emulation_core.intake.sheets import sheets

MOST = 2.5
"""How many times as long as bare calamine the safe reading may take."""
RATINGS = (
    "Không hoàn thành nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành xuất sắc nhiệm vụ",
)


def write(path: Path, rows: int, columns: int) -> None:
    """What a province could send: ids, names and units, then counts, percentages, ratings, flags and days in turn."""
    draw = Random(1)
    kinds: tuple[Callable[[], object], ...] = (
        lambda: draw.randrange(100),
        lambda: round(draw.random() * 100, 2),
        lambda: draw.choice(RATINGS),
        lambda: draw.choice(("có", "không")),
        lambda: date(2026, 1, 1) + timedelta(draw.randrange(365)),
    )
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Tập thể")
        page.write_row(0, 0, ["Mã", "Tên", "Đơn vị", *(f"Tiêu chí {n}" for n in range(columns - 3))])
        for row in range(1, rows):
            facts = (kinds[n % len(kinds)]() for n in range(columns - 3))
            page.write_row(row, 0, [f"P{row:06}", f"Phòng số {row}", f"Sở {row % 40}", *facts])


def bare(path: Path) -> list[list[list[object]]]:
    """Every cell as the parser alone gives it."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def safe(path: Path) -> list[list[list[object]]]:
    """Every cell as the intake gives it."""
    return [[list(sheet.headings), *(list(cells) for _row, cells in sheet.rows)] for sheet in sheets(path)]


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--columns", type=int, default=20)
    options.add_argument("--repeat", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write(path, given.rows, given.columns)
        data = path.read_bytes()
        assert safe(path) == bare(path)
        laps = [
            (seconds(lambda: bare(path)), seconds(lambda: list(sheets(path))), seconds(lambda: admit(data)))
            for _ in range(max(3, given.repeat))
        ]
    alone, whole, check = (median(column) for column in zip(*laps, strict=True))
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{given.rows} × {given.columns} cells, {len(data) / 1e6:.1f} MB, median of {len(laps)}")
    print(f"bare calamine   {alone:8.3f} s")
    print(f"sheets()        {whole:8.3f} s   of which admission {check:.3f} s")
    print(f"ratio           {whole / alone:8.2f}   at most {MOST}")
    raise SystemExit(whole / alone > MOST)


if __name__ == "__main__":
    main()
