"""The cases beside a campaign: its tests, written so that an official can read and check them."""

from emulation_core.cases.coverage import Covered, coverage
from emulation_core.cases.file import Case, CasesFile, Expected, Person, Profile, Standing, files, read
from emulation_core.cases.judge import Result, beside, run
from emulation_core.cases.junit import junit
from emulation_core.cases.schemas import schemas

__all__ = [
    "Case",
    "CasesFile",
    "Covered",
    "Expected",
    "Person",
    "Profile",
    "Result",
    "Standing",
    "beside",
    "coverage",
    "files",
    "junit",
    "read",
    "run",
    "schemas",
]
