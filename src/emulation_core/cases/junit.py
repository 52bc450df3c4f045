"""Results as JUnit XML, the form that CI services read: a suite for each file, a test for each case."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from emulation_core.cases.judge import Result
from emulation_core.config.catalogue import CASES

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""


def junit(results: Iterable[Result]) -> bytes:
    """The document, UTF-8; without times, so that the same results give the same bytes."""
    root = ET.Element("testsuites")
    for file, group in groupby(results, key=lambda result: result.file):
        mine = list(group)
        failed = sum(bool(result.differences) for result in mine)
        counts = {"tests": str(len(mine)), "failures": str(failed), "errors": "0", "skipped": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": _text(file), **counts})
        path = Path(file)
        name = f"{path.resolve().parent.name}.{path.name.removesuffix(CASES)}"
        for result in mine:
            case = ET.SubElement(suite, "testcase", classname=_text(name), name=_text(result.name), file=_text(file))
            if result.differences:
                failure = ET.SubElement(case, "failure", message=_text(result.differences[0]))
                failure.text = _text("\n".join(result.differences))
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
