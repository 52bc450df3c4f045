"""Whether an installation is whole: run it with the Python of the installation, in an empty folder (`tox -e wheel`).

What a wheel must hold is there, no checkout stands behind it, and what an officer does first works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import files
from pathlib import Path

import emulation_core

CAMPAIGN = "lam_dong/so_cong_thuong_2026"
PACKAGE = Path(emulation_core.__file__).parent
DATA = PACKAGE / "_data"
HELD = {
    PACKAGE: ("py.typed", "locale/vi/LC_MESSAGES/emulation.mo", "law/money.toml", "report/templates/*.docx"),
    DATA: ("provinces/*/*.toml", "provinces/*/*.cases.toml", "provinces/jurisdictions.toml", "schemas/*.schema.json"),
}


def emulation(*arguments: str) -> str:
    """What `emulation` answers; the end of this check where it fails."""
    program = shutil.which("emulation", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("the command `emulation` was not installed")
    done = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", env=clean(), check=False)
    print(f"emulation {' '.join(arguments)}: {done.returncode}")
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


def clean() -> dict[str, str]:
    """The environment without what would lead to a checkout or to more campaigns."""
    names = ("PYTHONPATH", "EMULATION_PROVINCES", "EMULATION_SHARED_DATA")
    return {name: value for name, value in os.environ.items() if name not in names}


def main() -> None:
    """Look, then do."""
    lacking = [f"{folder}/{what}" for folder, held in HELD.items() for what in held if not [*folder.glob(what)]]
    if lacking or PACKAGE.parent.name != "site-packages":
        sys.exit(f"not whole, or not installed: {lacking or PACKAGE}")
    print(f"{len(files('emulation-core') or [])} files in {PACKAGE.parent}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if CAMPAIGN not in emulation("campaigns"):
            sys.exit(f"{CAMPAIGN} is not among the campaigns")
        emulation("demo")
        emulation("form", CAMPAIGN, "-o", "phieu.xlsx")
        emulation("check", CAMPAIGN, "phieu.xlsx", "--on", "2027-03-01")
        sample = DATA / "provinces" / f"{CAMPAIGN}.sample.csv"
        emulation("score", CAMPAIGN, str(sample), "--on", "2027-03-01", "--ledger", "emulation.db")
        emulation("report", "latest", "-o", "van_ban")
        emulation("verify", "--replay")
        emulation("test")
        if not [*Path("van_ban").glob("to_trinh*.docx")]:
            sys.exit("report wrote no tờ trình")


if __name__ == "__main__":
    main()
