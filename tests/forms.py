"""Forms filled in by a script in place of an officer."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from emulation_core import law
from emulation_core.intake import form
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import FactType, Kind
from support import CAMPAIGNS, shipped

HEADING_ROW, FIRST = 4, 5
SAMPLES = [id for id, path in CAMPAIGNS.items() if path.with_name(path.stem + ".sample.csv").exists()]


def headings(sheet) -> list[str]:
    return [cell.value for cell in sheet[HEADING_ROW]]


def column(sheet, heading: str) -> int:
    """The column of a heading, counted from 1."""
    return headings(sheet).index(heading) + 1


def fill(path: Path, people: dict[str, dict[str, object]]) -> None:
    """Fill the cells of people, found by id, below labels: what a script does in place of an officer."""
    book = openpyxl.load_workbook(path)
    for label in KIND_LABELS.values():
        if label not in book.sheetnames:
            continue
        sheet = book[label]
        for row in sheet.iter_rows(min_row=FIRST):
            for heading, value in people.get(row[0].value, {}).items():
                cell = row[column(sheet, heading) - 1]
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # typed into a cell of text, "=A1" is text
    book.save(path)


def typed(fact, text: str):
    """A cell of a sample CSV as an officer types it into a workbook."""
    if text and fact.type in (FactType.COUNT, FactType.NUMBER, FactType.PERCENT):
        return int(text) if text.isdecimal() else float(text)
    return text or None


def filled_from_sample(id: str, folder: Path) -> tuple[Path, Path]:
    """A campaign's sample of evidence, and its form filled with the same values."""
    loaded = shipped(id)
    sample = CAMPAIGNS[id].with_name(CAMPAIGNS[id].stem + ".sample.csv")
    facts = law.dictionary(loaded.campaign.facts)
    path = folder / "F.xlsx"
    form.write(form.contents(loaded, None, None, form.people(sample, loaded.campaign)), path)
    with sample.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    concerned = law.kinds_of_facts(loaded.campaign)
    kinds = {label: kind for kind, label in KIND_LABELS.items()} | {kind.value: kind for kind in Kind}
    fill(
        path,
        {
            row["id"]: {
                fact.label: typed(fact, row[name])
                for name, fact in facts.items()
                if name in row and kinds[row["kind"]] in concerned[name]
            }
            for row in rows
        },
    )
    return sample, path
