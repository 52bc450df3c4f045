"""CSV, Parquet, xlsx -> typed columns and where each value was read, or every fault of every file at once."""

from emulation_core.intake.files import inputs
from emulation_core.intake.rawsheet import RawSheet
from emulation_core.intake.read import collect, read
from emulation_core.intake.values import Value, parse_value

__all__ = ["RawSheet", "Value", "collect", "inputs", "parse_value", "read"]
