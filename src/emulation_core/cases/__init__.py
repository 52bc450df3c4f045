"""The cases beside a campaign: its tests, written so that an official can read and check them."""

from emulation_core.cases.file import Case, CasesFile, Expected, Person, Profile, Standing, files, read
from emulation_core.cases.judge import Result, run
from emulation_core.cases.schemas import schemas

__all__ = [
    "Case",
    "CasesFile",
    "Expected",
    "Person",
    "Profile",
    "Result",
    "Standing",
    "files",
    "read",
    "run",
    "schemas",
]
