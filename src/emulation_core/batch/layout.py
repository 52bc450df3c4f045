"""A new deployment: its folders, and a file that explains itself."""

from __future__ import annotations

from pathlib import Path

from emulation_core.config import shipped
from emulation_core.deployment import FILE
from emulation_core.errors import EmulationError
from emulation_core.i18n import _
from emulation_core.report.whole import write_whole

FOLDERS = ("provinces", "evidence", "ledger")


def lay_out(folder: Path) -> list[Path]:
    """Write a new deployment into `folder`, and say what was written; raises where anything of it is there already."""
    templates = Path(__file__).with_name("templates")
    wanted = [folder / FILE, folder / "README.md", *(folder / name for name in FOLDERS)]
    there = [path.name for path in wanted if path.exists()]
    if there or (folder.exists() and not folder.is_dir()):
        what = _("{folder}: not overwritten: {names}")
        raise EmulationError(what.format(folder=folder, names=", ".join(there) or folder.name))
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    schema = (shipped("schemas") / "deployment.schema.json").as_uri()
    for path in wanted[:2]:
        write_whole(path, (templates / path.name).read_text("utf-8").replace("{schema}", schema).encode())
    return wanted
