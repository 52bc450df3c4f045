"""TOML read strictly: every problem of a file at once, each with its line and column."""

from emulation_core.toml.locate import faults, spelt
from emulation_core.toml.read import parse, read_text
from emulation_core.toml.salvage import salvage
from emulation_core.toml.structure import Path, Problem, Problems, converter, meant, plain, structure
from emulation_core.toml.types import unreadable

__all__ = [
    "Path",
    "Problem",
    "Problems",
    "converter",
    "faults",
    "meant",
    "parse",
    "plain",
    "read_text",
    "salvage",
    "spelt",
    "structure",
    "unreadable",
]
