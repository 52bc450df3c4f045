"""The Vietnamese catalogue of the messages that the code marks `_("…")`.

    python tools/messages.py            take new messages in, drop unused ones, compile
    python tools/messages.py --check    write nothing

Translations are written by hand into `emulation.po`. Either way the exit code is 1 while something is left to do:
a file out of date, a message without a translation or with a doubtful ("fuzzy") one, {slots} that differ.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import BinaryIO

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "emulation_core"
PO = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "emulation.po"
MO = PO.with_suffix(".mo")
ABOUT = "# What the code marks _(), in Vietnamese. Kept by tools/messages.py; only the msgstr are written by hand."


class Stable(Catalog):
    """A catalogue whose header tells no day and no version: the same messages give the same bytes."""

    mime_headers = (("Language", "vi"), ("Content-Type", "text/plain; charset=utf-8"))


def calls(file: BinaryIO, keywords: Iterable[str], _tags: object, options: object) -> Iterator[tuple[object, ...]]:
    """Every marked message of a Python file, as Babel asks its extraction methods for them.

    Taken from the syntax tree, because Babel's own method does not look into f-strings before Python 3.12.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if len(values) != 1 or not isinstance(values[0], str):
                sys.exit(f"{file.name}:{node.lineno}: _() takes one string as it stands")
            yield node.lineno, node.func.id, values[0], []


def extracted() -> set[str]:
    """Every message of the code."""
    found = extract_from_dir(SOURCE, [("**.py", calls)], keywords={"_": None})
    return {message for _file, _line, message, _comments, _context in found}


def updated(old: Catalog) -> Catalog:
    """The messages of the code with the translations of `old`."""
    new = Stable(header_comment=ABOUT, fuzzy=False)
    for id in sorted(extracted()):
        known = old.get(id)
        new.add(id, known.string if known else "", user_comments=known.user_comments if known else ())
        # Babel guesses flags from percent signs and braces; only what a translator flagged is kept.
        new[id].flags = known.flags & {"fuzzy"} if known else set()
    return new


def files(catalogue: Catalog) -> dict[Path, bytes]:
    """What should stand in each file."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    write_mo(mo, catalogue)
    return {PO: po.getvalue().rstrip() + b"\n", MO: mo.getvalue()}


def slots(text: str) -> set[tuple[str, str | None, str | None]]:
    """The {slots} of a message; raises `ValueError` where a brace stands alone."""
    return {(name, spec, how) for _text, name, spec, how in Formatter().parse(text) if name is not None}


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is left for the translator."""
    for message in list(catalogue)[1:]:
        if not message.string:
            yield f"no translation: {message.id}"
        elif message.fuzzy:
            yield f"doubtful (fuzzy): {message.id}"
        else:
            try:
                same = slots(message.string) == slots(message.id)
            except ValueError:
                same = False
            if not same:
                yield f"the slots differ: {message.id}"


def check(*, write: bool = False) -> list[str]:
    """Everything that is wrong with the catalogue; with `write`, after both files are brought up to date."""
    catalogue = updated(read_po(BytesIO(PO.read_bytes() if PO.is_file() else b"")))
    stale = []
    for path, content in files(catalogue).items():
        if not path.is_file() or path.read_bytes() != content:
            if write:
                path.write_bytes(content)
            else:
                stale.append(f"out of date: {path.relative_to(ROOT)}; run: python tools/messages.py")
    return stale + list(faults(catalogue))


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    left = check(write=not sys.argv[1:])
    print("\n".join(left) or f"{len(extracted())} messages, all translated")
    sys.exit(bool(left))
