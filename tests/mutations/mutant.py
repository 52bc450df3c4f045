"""One mutation, by its number alone."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections.abc import Callable
from typing import Any

import openpyxl
from attrs import field, frozen

from emulation_core.intake.values import KIND_LABELS
from mutations.books import SHEETS
from mutations.cells import Spoilt, spoil
from mutations.damage import damaged, damaged_part
from mutations.people import EVERY_TYPE, SEED, Base, base, grid, heading_row, saved
from mutations.rows import RAGGED, SQUARE, Cells
from support import CAMPAIGNS


@frozen
class Mutant:
    """A mutated file. `spoilt` is told where nothing but cells changed."""

    number: int
    campaign: str
    does: str
    file: str
    data: bytes
    partial: bool
    spoilt: tuple[Spoilt, ...] = field(default=())


def mutant(number: int) -> Mutant:
    """Mutation `number`: every eighth is a workbook."""
    rng = random.Random(f"{SEED}:{number}")
    people = base(rng.choice([*CAMPAIGNS, EVERY_TYPE]))
    level = rng.choices(["cells", "table", "bytes"], [5, 3, 3])[0]
    does, data, spoilt = (mutated_form if number % 8 == 0 else mutated_csv)(rng, people, level)
    file = "F.xlsx" if number % 8 == 0 else "F.csv"
    return Mutant(number, people.id, does, file, data, rng.random() < 0.4, spoilt)


def mutated_csv(rng: random.Random, people: Base, level: str) -> tuple[str, bytes, tuple[Spoilt, ...]]:
    """A CSV of `people` with one level of it mutated: how, its bytes, and the cells spoilt."""
    delimiter, sign = rng.choice([(",", "."), (";", ",")])
    cells: Cells = grid(people, sign)
    names, spoilt = list(cells[0]), []
    lines = {line[0]: line for line in cells[1:]}
    does = [level]
    if level == "cells":
        for _n in range(rng.randint(1, 3)):
            person, key, cell, one = spoil(rng, people, False, sign)
            lines[person["id"]][names.index(key)] = cell
            spoilt = [other for other in spoilt if (other.id, other.fact) != (person["id"], key)]
            spoilt += [one] if one else []
            does.append(f"{key}={cell[:20]!r}")
    elif level == "table":
        for change in [*rng.sample(SQUARE, rng.randint(0, 2)), rng.choice(RAGGED)][: rng.choice([1, 1, 2])]:
            change(rng, cells)
            does.append(change.__name__)
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=rng.choice(["\r\n", "\n"])).writerows(cells)
    text = out.getvalue()
    data = text.encode("utf-8", "surrogatepass")
    if level == "bytes":
        ways: dict[str, Callable[[], tuple[str, bytes]]] = {
            "encoding": lambda: coded(rng, text),
            "delimiter": lambda: parted(rng, text, delimiter),
            "damage": lambda: damaged(rng, data),
        }
        how, data = ways[rng.choice(["encoding", "delimiter", "damage", "damage"])]()
        does.append(how)
    return " ".join(does), data, tuple(spoilt)


def coded(rng: random.Random, text: str) -> tuple[str, bytes]:
    """The text in another encoding."""
    name = rng.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258", "cp1252", "latin-1", "utf-7", "cp437"])
    return name, text.encode(name, "replace")


def parted(rng: random.Random, text: str, delimiter: str) -> tuple[str, bytes]:
    """The text with another sign between its cells, in all lines or in one, or with other ends of lines."""
    other = rng.choice([",", ";", "\t", "|", " "])
    lines = text.splitlines(keepends=True)
    n = rng.randrange(len(lines))
    ways = {
        "other delimiter": text.replace(delimiter, other),
        "other delimiter in a line": "".join([*lines[:n], lines[n].replace(delimiter, other), *lines[n + 1 :]]),
        "lines end in CR": text.replace("\r\n", "\n").replace("\n", "\r"),
        "blank lines": text.replace("\n", "\n\n"),
        "all in quotes": text.replace(delimiter, f'"{delimiter}"'),
        "sep=": f"sep={delimiter}\n{text}",
    }
    how = rng.choice(list(ways))
    return how, ways[how].encode("utf-8", "surrogatepass")


def mutated_form(rng: random.Random, people: Base, level: str) -> tuple[str, bytes, tuple[Spoilt, ...]]:
    """A filled form of `people` with one level of it mutated: how, its bytes, and the cells spoilt."""
    if level == "bytes":
        how, data = rng.choice([damaged, damaged_part, damaged_part])(rng, people.form)
        return f"bytes {how}", data, ()
    book = openpyxl.load_workbook(io.BytesIO(people.form))
    does, spoilt = [level], []
    if level == "cells":
        for _n in range(rng.randint(1, 2)):
            person, key, cell, one = spoil(rng, people, True, ",")
            if isinstance(cell, str) and not cell.startswith("_x"):
                cell = "".join(
                    f"_x{ord(c):04X}_" if unicodedata.category(c) == "Cc" and c not in "\t\r\n" else c for c in cell
                )
            put(book[KIND_LABELS[person["kind"]]], people, person, key, cell)
            spoilt = [other for other in spoilt if (other.id, other.fact) != (person["id"], key)]
            spoilt += [one] if one else []
            does.append(f"{key}={str(cell)[:20]!r}")
    else:
        sheet = book[KIND_LABELS[rng.choice(people.people)["kind"]]]
        if rng.random() < 0.4:
            change = rng.choice([*SQUARE, *RAGGED])
            rewrite(sheet, lambda cells: change(rng, cells))
            does.append(change.__name__)
        else:
            other = rng.choice(SHEETS)
            other(rng, book, sheet)
            does.append(other.__name__)
    return " ".join(does), saved(book), tuple(spoilt)


def put(sheet: Any, people: Base, person: dict[str, Any], key: str, cell: Any) -> None:
    """Write a cell of a filled form."""
    top = heading_row(sheet)
    label = {"id": "Mã", "name": "Tên", "unit": "Đơn vị"}.get(key) or people.facts[key].label
    column = next(one.column for one in sheet[top] if one.value == label)
    names = [one["id"] for one in people.people if one["kind"] is person["kind"]]
    sheet.cell(top + 1 + names.index(person["id"]), column).value = cell


def rewrite(sheet: Any, change: Callable[[Cells], None]) -> None:
    """Change the table on a sheet of the form as the lines of a CSV are changed."""
    top = heading_row(sheet)
    cells: Cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=top, max_row=top + 4)]
    change(cells)
    for row in sheet.iter_rows(min_row=top, max_row=top + 20, max_col=80):
        for cell in row:
            cell.value = None
    for n, line in enumerate(cells[:20]):
        for m, value in enumerate(line):
            sheet.cell(top + n, m + 1).value = value
