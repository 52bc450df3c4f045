"""Pictures of the papers of two campaigns, for docs/papers.md.

    python tools/pictures.py        write docs/pictures/paper_*.png

Needs LibreOffice Writer (`soffice`) and poppler's `pdftoppm`. The sample evidence of the campaigns is made up.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from datetime import date
from pathlib import Path

from emulation_core.config import Catalogue, load
from emulation_core.intake import read
from emulation_core.plugins import load as load_plugins
from emulation_core.report.material import Material, in_vietnamese
from emulation_core.report.variables import PAPERS
from emulation_core.report.write import write
from emulation_core.scoring import choose_round, score

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CAMPAIGNS = ("lam_dong/so_cong_thuong_2026", "ninh_thuan/so_ldtbxh_2023")
ON = date(2027, 3, 5)
DOTS = 72  # an inch: the smallest letters can be read
PAGES = 2


def papers(id: str, into: Path) -> list[Path]:
    """One paper of each kind, of a campaign's sample, as .docx."""
    path = dict(Catalogue().campaigns())[id]
    loaded = load(path, id, load_plugins())
    round = choose_round(loaded.campaign, None, ON)
    with in_vietnamese():
        outcome = score(loaded, read([path.with_suffix(".sample.csv")], loaded.campaign), round, ON)
    written = write(Material(outcome, "0123456789ab", "0123456789ab"), PAPERS, (), into)
    return [into / next(paper.file for paper in written if paper.kind == kind) for kind in PAPERS]


def draw(id: str, folder: Path) -> None:
    """The first pages of each kind of paper of a campaign, as PNG."""
    found = papers(id, folder)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, found)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for kind, path in zip(PAPERS, found, strict=True):
        pages = str(PAGES if kind == "to_trinh" else 1)
        command = ["pdftoppm", "-gray", "-r", str(DOTS), "-l", pages, str(path.with_suffix(".pdf")), str(folder / kind)]
        subprocess.run(command, check=True)
        for n, page in enumerate(sorted(folder.glob(f"{kind}-*.pgm")), 1):
            picture = FOLDER / f"paper_{id.partition('/')[0]}_{kind}-{n}.png"
            picture.write_bytes(png(page.read_bytes()))


def png(pgm: bytes) -> bytes:
    """A grey picture in sixteen shades: a quarter of what poppler's own PNG takes."""
    width, height = map(int, pgm.split(maxsplit=3)[1:3])
    pixels = pgm[len(pgm) - width * height :]
    lines = bytearray()
    for y in range(height):
        row = pixels[y * width : (y + 1) * width] + b"\xff" * (width % 2)
        lines += b"\0" + bytes(row[x] & 0xF0 | row[x + 1] >> 4 for x in range(0, len(row), 2))
    header = struct.pack(">2I5B", width, height, 4, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def main() -> None:
    """Draw anew what is drawn."""
    lacking = [program for program in ("soffice", "pdftoppm") if shutil.which(program) is None]
    if lacking:
        sys.exit(f"not installed: {', '.join(lacking)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("paper_*.png"):
        old.unlink()
    for id in CAMPAIGNS:
        with tempfile.TemporaryDirectory() as folder:
            draw(id, Path(folder))


if __name__ == "__main__":
    main()
