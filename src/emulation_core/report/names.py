"""Safe file names: ASCII, short, never a path, and no two that a disk without case takes for one."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 40
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def slug(text: str, longest: int = LONGEST) -> str:
    """`text` as lower-case ASCII words joined by "_"; empty where it has no letter or digit."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)).lower())
    return "_".join(words)[:longest].strip("_")


def file_name(kind: str, id: str, name: str, alone: bool = True) -> str:
    """The file of one participant's paper. An id that had to be changed, or is not `alone` where capitals do not
    count, gets a digest of itself.
    """
    if alone and len(id) <= LONGEST and _SAFE.fullmatch(id):
        told = id
    else:
        told = "_".join(filter(None, [slug(id), sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]]))
    return "_".join(filter(None, [kind, told, slug(name)])) + ".docx"
