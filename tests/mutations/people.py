"""What is mutated: people with acceptable facts, as the grid of a CSV and as a filled form."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
from attrs import frozen

from emulation_core import law
from emulation_core.config import load_text
from emulation_core.intake import form
from emulation_core.intake.values import KIND_LABELS
from emulation_core.model import Fact, FactType, Kind
from support import registry, shipped

SEED = "emulation 2026"
EVERY_TYPE = "ca_mau/moi_kieu"
TYPES = """
title = "Mọi kiểu"
agency = "Sở Mẫu"
province = "ca_mau"
period = { use = "year", year = 2026 }
plan = { number = "1/KH", issued = 2026-01-05, source = "full" }
facts.co = { label = "Có thủ tục", type = "flag" }
facts.dem = { label = "Số hồ sơ", type = "count", max = 40 }
facts.diem = { label = "Điểm đánh giá", type = "number" }
facts.diem_toi_da = { label = "Điểm cộng", type = "number", max = 10 }
facts.ty_le = { label = "Tỷ lệ hài lòng (%)", type = "percent", max = 100 }
facts.xep_loai = { label = "Xếp loại", type = "rating", ladder = ["kha", "tot"], labels = { kha = "Khá", tot = "Tốt" } }
facts.chi_so = { label = "Chỉ số", type = "set", members = ["par", "dti"], labels = { par = "PAR INDEX", dti = "DTI" } }
facts.ngay = { label = "Ngày nộp", type = "date" }
facts.ghi_chu = { label = "Giải trình", type = "text" }
awards = [{ id = "giay_khen", name = "Giấy khen", by = "giam_doc_so", kinds = ["collective", "individual"], \
clause = "II", quota = { use = "open" }, order = ["fact.ngay asc"] }]
"""


@frozen(eq=False)
class Base:
    """A campaign, people with a value for everything asked of them, and the form filled with it."""

    id: str
    loaded: Any
    facts: dict[str, Fact]
    kinds: dict[str, tuple[Kind, ...]]
    people: list[dict[str, Any]]
    form: bytes


@cache
def every_type() -> Any:
    """A campaign with a fact of each type: none that is shipped asks for a day or a text."""
    rules = {"flag": "co", "equals_zero": "dem", "rated_at_least": "xep_loai", "not_empty": "chi_so"}
    shown = ("diem", "diem_toi_da", "ty_le", "ngay", "ghi_chu")
    more = {"rated_at_least": ', rung = "tot"'}
    text = "".join(
        f'\n[[criteria]]\nid = "c{n}"\nclause = "I"\ntext = "Mẫu"\napplies_to = ["collective", "individual"]\n'
        f'evaluator = {{ use = "{use}", fact = "{fact}"{more.get(use, "")} }}\n'
        for n, (use, fact) in enumerate([*rules.items(), *(("shown", fact) for fact in shown)])
    )
    return load_text(TYPES + text, EVERY_TYPE, "moi_kieu.toml", registry())


def plausible(rng: random.Random, fact: Fact) -> Any:
    """A value that the fact accepts, as a workbook's cell holds it."""
    most = int(fact.max or 100)
    return {
        FactType.FLAG: lambda: rng.choice(["có", "không"]),
        FactType.COUNT: lambda: rng.randint(0, 9),
        FactType.NUMBER: lambda: Decimal(rng.randint(0, 100 * most)) / 100,
        FactType.PERCENT: lambda: Decimal(rng.randint(10, 10 * min(most, 100))) / 10,
        FactType.RATING: lambda: fact.name_of(rng.choice(fact.ladder)),
        FactType.SET: lambda: "; ".join(map(fact.name_of, rng.sample(fact.members, 2))),
        FactType.DATE: lambda: datetime(2026, rng.randint(1, 12), rng.randint(1, 28)),
        FactType.TEXT: lambda: "Đã giải trình",
    }[fact.type]()


@cache
def base(id: str) -> Base:
    """Three people of every kind that the campaign concerns, all their columns filled."""
    loaded = every_type() if id == EVERY_TYPE else shipped(id)
    rng = random.Random(f"{SEED}:{id}")
    facts = {**loaded.campaign.facts, **law.FACTS}  # every column a form has
    kinds = dict(law.kinds_of_facts(loaded.campaign))
    asked = form.contents(loaded)
    people = [
        {"id": f"{kind.value[0].upper()}0{n}", "name": f"{KIND_LABELS[kind]} số {n}", "unit": "Sở Mẫu", "kind": kind}
        | {name: plausible(rng, fact) for name, fact in facts.items() if kind in kinds[name]}
        for kind in asked.columns
        for n in range(1, 4)
    ]
    known = tuple(form.Person(one["id"], one["name"], one["unit"], one["kind"]) for one in people)
    book = openpyxl.load_workbook(io.BytesIO(form.workbook(form.contents(loaded, people=known))))
    for kind in asked.columns:
        sheet = book[KIND_LABELS[kind]]
        top = heading_row(sheet)
        columns = {cell.value: cell.column for cell in sheet[top] if cell.value}
        lines = {sheet.cell(row, columns["Mã"]).value: row for row in range(top + 1, top + 5)}
        for person in people:
            for name in [name for name in facts if name in person and facts[name].label in columns]:
                if person["kind"] is kind:
                    sheet.cell(lines[person["id"]], columns[facts[name].label]).value = person[name]
    return Base(id, loaded, facts, kinds, people, saved(book))


def heading_row(sheet: Any) -> int:
    """The row of a form's sheet that begins with the heading of ids."""
    return next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Mã")


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return rezipped(file.getvalue(), lambda parts: None)


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package with its parts changed; the same parts give the same bytes, whatever the hour."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = re.sub(
            rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", parts["docProps/core.xml"]
        )
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def grid(people: Base, sign: str) -> list[list[str]]:
    """The people as the lines of a CSV; `sign` is the decimal sign."""
    names = ["id", "name", "unit", "kind", *people.facts]
    return [names, *([typed(person.get(name), sign) for name in names] for person in people.people)]


def typed(value: Any, sign: str) -> str:
    """A cell as people type it."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Kind):
        return KIND_LABELS[value]
    return "" if value is None else str(value).replace(".", sign) if isinstance(value, Decimal) else str(value)
