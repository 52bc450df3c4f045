"""People erased from a ledger: is any byte left of their ids or names?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from random import Random

from emulation_core.ledger.council import Paper, decide
from emulation_core.ledger.erase import erase
from emulation_core.ledger.room import Wish
from ledgers import columns, person, record

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Vũ", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Thị", "Văn", "Ngọc", "Đức", "Hoàng", "Mỹ", "Quốc", "Thuỳ")
GIVEN = (
    "Ánh",
    "Bảo",
    "Cường",
    "Diễm",
    "Đạt",
    "Giang",
    "Hằng",
    "Khải",
    "Liễu",
    "Mẫn",
    "Nghĩa",
    "Oanh",
    "Phượng",
    "Quỳnh",
)
SEED = 2026


def people(count: int) -> list[dict[str, object]]:
    """People with names of their own; one in three explains something in free text that names them."""
    dice = Random(SEED)
    names = [f"{a} {b} {c}" for a in FAMILY for b in MIDDLE for c in GIVEN]
    made = []
    for n, name in enumerate(dice.sample(names, count)):
        said = f"{name} (NV-{n:04}) tự giải trình" if n % 3 == 0 else None
        made.append(person(f"NV-{n:04}", name, diem=str(n % 90), giai_trinh=said, so_tre_han=n % 4 // 3))
    return made


def written(book: Path, everybody: list[dict[str, object]]) -> None:
    """Runs of rows and of columns whose reasons, file names and minutes name people."""
    names = [str(one["name"]) for one in everybody]
    record(book, everybody)
    record(book, everybody[::2], reason=f"{names[0]} và {names[1]} (NV-0001) nộp lại minh chứng")
    with columns(part=50):
        record(book, everybody)
    for one in everybody[:3]:
        paper = Paper(f"Chọn {one['name']}", f"BB của {one['id']}", names[5])
        decide(book, "latest", "giay_khen", [Wish("defer", str(one["id"]))], paper)


def hits(book: Path, texts: Iterable[str]) -> int:
    """How often one of `texts` stands in a byte of the ledger's files, composed or not, in UTF-8 and UTF-16."""
    files = [file.read_bytes() for file in book.parent.glob(f"{book.name}*")]
    forms = {
        unicodedata.normalize(form, text).encode(code)
        for text in texts
        for form in ("NFC", "NFD")
        for code in ("utf-8", "utf-16-le", "utf-16-be")
    }
    return sum(body.count(form) for body in files for form in forms)


def tried(book: Path, count: int) -> tuple[int, int]:
    """Erase `count` of three times as many people; hits of them before and after."""
    everybody = people(3 * count)
    written(book, everybody)
    gone = everybody[::3]
    texts = [str(text) for one in gone for text in (one["id"], one["name"])]
    before = hits(book, texts)
    for one in gone:
        erase(book, str(one["id"]), f"{one['name']} yêu cầu")
    return before, hits(book, texts)
