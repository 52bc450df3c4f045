"""What the cells below a heading accept, as the workbook's own validation, number format and message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field

from emulation_core.campaign import Document
from emulation_core.frozen import frozen
from emulation_core.intake.form import text
from emulation_core.intake.form.contents import Column
from emulation_core.model import Fact, FactType

GENERAL, TEXT, DAY = "General", "@", "dd/mm/yyyy"
"""Numbers stay "General": 90 is 90, and what a spreadsheet takes for a day or a percentage keeps its own format."""
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
LARGEST = "999999999999999"
"""The largest number that a spreadsheet holds to the last digit."""


@frozen
class Input:
    """One column of cells: `rule` is XlsxWriter's validation; `options` its drop-down list, empty for none."""

    title: str
    message: str
    format: str = GENERAL
    rule: Mapping[str, Any] = field(factory=lambda: {"validate": "any"})
    options: tuple[str, ...] = ()
    width: float = 10
    narrow: float = 8.5
    """The least width in figures, and that on a sheet with many columns."""

    @property
    def style(self) -> str:
        """Words stand on the left, answers and figures in the middle."""
        return "words" if self.format == TEXT else "answers"

    def validation(self, ranges: Callable[[Sequence[str]], str]) -> dict[str, Any]:
        """The options for XlsxWriter; `ranges` lays a list that cannot stand in the cell into cells and names them."""
        found = {
            "input_title": self.title,
            "input_message": self.message,
            "error_title": self.title,
            "error_message": self.message,
            **self.rule,
        }
        if self.options:
            found |= {"validate": "list", "source": _source(self.options, ranges)}
        return found


def of_fact(column: Column) -> Input:
    """What the cells of a fact accept."""
    fact = column.fact
    title, message = text.how_title(fact.type), text.message(fact, column.judged)
    options = tuple(fact.name_of(option) for option in fact.options)
    match fact.type:
        case FactType.FLAG:
            return Input(title, message, options=(text.YES, text.NO), width=9)
        case FactType.RATING:
            width = min(34, max(10, *map(len, options)))
            return Input(title, message, options=options, width=width, narrow=width)
        case FactType.SET:
            return Input(title, message, TEXT, width=20, narrow=12)
        case FactType.DATE:
            return Input(title, message, DAY, _between("date", FIRST_DAY, LAST_DAY), width=12, narrow=11)
        case FactType.TEXT:
            return Input(title, message, TEXT, width=26, narrow=14)
        case _:
            return Input(title, message, rule=_bounds(fact))


def of_identity(heading: str) -> Input:
    """What the cells of an id, a name and a unit accept: any text."""
    width = {text.ID: 11, text.NAME: 30, text.UNIT: 20}[heading]
    return Input(heading, text.IDENTITY_HELP[heading], TEXT, width=width, narrow=width)


def of_dossier(heading: str, documents: Sequence[Document]) -> Input:
    """What the cells of the sheet of papers accept."""
    message = text.DOSSIER_HELP[heading]
    match heading:
        case text.ID | text.NAME:
            return Input(heading, message, TEXT, width=of_identity(heading).width)
        case text.DOCUMENT:
            return Input(heading, message, TEXT, options=tuple(str(one.label) for one in documents), width=56)
        case text.RECEIVED:
            return Input(heading, message, DAY, _between("date", FIRST_DAY, LAST_DAY), width=14)
        case _:
            return Input(heading, message, rule=_at_least("integer", "0"), width=10)


def _bounds(fact: Fact) -> Mapping[str, Any]:
    whole = "integer" if fact.type is FactType.COUNT else "decimal"
    most = None if fact.max is None else f"{fact.max:f}"
    if fact.type is FactType.NUMBER:
        return _between(whole, f"-{LARGEST}", most or LARGEST)
    return _at_least(whole, "0") if most is None else _between(whole, "0", most)


def _between(validate: str, least: object, most: object) -> Mapping[str, Any]:
    return {"validate": validate, "criteria": "between", "minimum": least, "maximum": most}


def _at_least(validate: str, least: str) -> Mapping[str, Any]:
    return {"validate": validate, "criteria": ">=", "value": least}


def _source(options: Sequence[str], ranges: Callable[[Sequence[str]], str]) -> list[str] | str:
    """A list stands in the cell's own rule when it fits and no option holds the sign that separates them."""
    plain = all(not set(',"') & set(option) and option == option.strip() for option in options)
    return list(options) if plain and len(",".join(options)) <= text.SHORT else ranges(options)
