"""The workbook that an officer fills without a manual: a guide, a sheet for each kind, one for the papers."""

from emulation_core.intake.form.contents import Contents, Person, contents
from emulation_core.intake.form.people import people
from emulation_core.intake.form.workbook import VERSION, sheet_names, workbook, write

__all__ = ["VERSION", "Contents", "Person", "contents", "people", "sheet_names", "workbook", "write"]
