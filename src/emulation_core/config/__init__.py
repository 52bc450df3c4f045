"""Campaign TOML -> Campaign, or every problem at once with line and column."""

from emulation_core.config.catalogue import Catalogue, shipped
from emulation_core.config.jurisdictions import load_jurisdictions
from emulation_core.config.load import load, load_text, load_texts
from emulation_core.config.replacement import InForce, Listed, Replacements

__all__ = [
    "Catalogue",
    "InForce",
    "Listed",
    "Replacements",
    "load",
    "load_jurisdictions",
    "load_text",
    "load_texts",
    "shipped",
]
