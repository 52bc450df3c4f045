"""The process that parses one file of unknown origin; started by `watch.py`, imported by nobody.

It knows the standard library and the parser alone. On stdin: a line of JSON (`memory` in bytes, `cpu` in seconds,
`cells` and `grid` as limits), then the file. On stdout: lines of JSON, some followed by the bytes they
announce: a sheet, blocks of its rows, at last {"end": true} or {"error": kind, "says": …}.

Rows travel as columns: floats as doubles, anything else as the distinct values in JSON and the number of each row's
value in two bytes. Measured on 20 000 × 20 cells, writing and reading together: this 0.15 s, `marshal` 0.15 s,
`pickle` 0.22 s, rows in JSON 0.27 s. JSON and numbers cannot make the reader of a hostile stream run anything, and
equal texts are one object at the other end.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from importlib import import_module
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO

BLOCK = 80_000
"""Cells sent at once; so many rows at most that two bytes number the distinct values of a column."""
MOST_MERGED = 100_000
"""Merged ranges of one sheet."""
_NUMBERS = frozenset({bool, int, float})  # 1, 1.0 and True are one key of a dict


class _Stop(Exception):
    """Parsing ends here for a reason that has a name, and perhaps more to say."""

    def __init__(self, reason: str, says: str = "") -> None:
        self.line = {"error": reason, "says": says}
        super().__init__(reason)


def limit(memory: int, cpu: int) -> None:
    """Let the system end this process beyond `memory` bytes or `cpu` seconds, where it can: Windows cannot."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (OSError, ValueError):  # macOS does not take every limit; the others still hold
            continue


def main(module: str, path: str, given: BinaryIO, out: BinaryIO) -> None:
    """Parse what `given` holds with `module`, found in the folder `path`, and write it to `out`; never raises."""
    try:
        gc.disable()  # what is made here lives until the end anyway
        sys.path.append(path)
        os.environ["POLARS_MAX_THREADS"] = "1"  # each thread reserves memory
        import_module(module)
        task = json.loads(given.readline())
        limit(task["memory"], task["cpu"])
        (_parquet if module == "polars" else _workbook)(given.read(), task, out)
        _tell(out, end=True)
    except MemoryError:
        _tell(out, error="memory", says="")
    except _Stop as stop:
        _tell(out, **stop.line)
    except BaseException as problem:  # a panic of the parser is no Exception
        _tell(out, error="password" if type(problem).__name__ == "PasswordError" else "", says=str(problem)[:300])


def _tell(out: BinaryIO, *blobs: bytes | memoryview, **line: Any) -> None:
    out.write(json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n")
    for blob in blobs:
        out.write(blob)
    out.flush()


def _plain(value: object) -> dict[str, object]:
    """How a value that JSON does not know travels."""
    if isinstance(value, timedelta):
        return {"span": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(type(value).__name__)


def _workbook(data: bytes, task: dict[str, Any], out: BinaryIO) -> None:
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    for n, about in enumerate(book.sheets_metadata):
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(n)
        start, end = sheet.start, sheet.end
        merged = sheet.merged_cell_ranges or []
        if (end and (end[0] + 1) * (end[1] + 1) > task["grid"]) or len(merged) > MOST_MERGED:
            raise _Stop("grid", about.name)
        hidden = about.visible is not calamine.SheetVisibleEnum.Visible
        _tell(out, sheet=about.name, hidden=hidden, merged=[[*one, *two] for one, two in merged])
        if start is not None:
            rows = islice(sheet.iter_rows(), start[0], None)  # blank ones come before the first
            _send(out, enumerate(rows, start[0] + 1), start[1], sheet.width)


def _send(out: BinaryIO, rows: Iterable[tuple[int, Sequence[object]]], left: int, width: int) -> None:
    """Send rows of `width` cells each, the first of which stands in column `left`; blank rows are left out."""
    filled = ((number, row) for number, row in rows if row.count("") < width)
    for block in _blocks(filled, max(1, BLOCK // width)):
        numbers, cells = zip(*block, strict=True)
        columns = [_column(column) for column in zip(*cells, strict=True)]
        heads = [[head, len(blob)] for head, blob in columns]
        blobs = [array("I", numbers).tobytes(), *(blob for _head, blob in columns)]
        _tell(out, *blobs, rows=len(numbers), left=left, columns=heads)


def _blocks(rows: Iterator[tuple[int, Sequence[object]]], size: int) -> Iterator[list[tuple[int, Sequence[object]]]]:
    while block := list(islice(rows, size)):
        yield block


def _column(values: Sequence[Any]) -> tuple[list[object] | None, bytes]:
    """The values of a column as (None, doubles), (distinct values, their places), or (all values, nothing)."""
    if type(values[0]) is float and set(map(type, values)) == {float}:
        return None, array("d", values).tobytes()
    places = dict.fromkeys(values, 0)
    numbers = not _NUMBERS.isdisjoint(map(type, places))
    if 2 * len(places) > len(values) or (numbers and len(_NUMBERS.intersection(map(type, values))) > 1):
        return list(values), b""
    places = {value: n for n, value in enumerate(places)}
    return list(places), array("H", map(places.__getitem__, values)).tobytes()


def _parquet(data: bytes, task: dict[str, Any], out: BinaryIO) -> None:
    import polars as pl

    flat = (pl.String, pl.Boolean, pl.Decimal, pl.Date, pl.Datetime, pl.Null, pl.Categorical, pl.Enum)
    schema = pl.read_parquet_schema(BytesIO(data))
    odd = [name for name, kind in schema.items() if not (kind.is_numeric() or isinstance(kind, flat))]
    if odd:
        raise _Stop("types", ", ".join(odd)[:200])
    rows = pl.scan_parquet(BytesIO(data)).select(pl.len()).collect().item()
    if rows * max(1, len(schema)) > task["cells"]:
        raise _Stop("cells")
    table = BytesIO()
    pl.read_parquet(BytesIO(data), n_rows=rows).write_ipc(table)
    _tell(out, table.getbuffer(), table=table.tell())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.stdin.buffer, sys.stdout.buffer)
