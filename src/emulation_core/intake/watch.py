"""Parsing in a child process that may run out of memory or time, or die, without us."""

from __future__ import annotations

import json
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, Any

from attrs import define, field

from emulation_core.i18n import _
from emulation_core.intake.limits import MOST_CELLS, MOST_GRID
from emulation_core.intake.package import again, locked
from emulation_core.intake.rawsheet import Unfit

if TYPE_CHECKING:
    import polars as pl

MEMORY = 768 << 20
"""Bytes of addresses that the child may have; 3 million cells take a quarter of it."""
ADDRESSES_OF_POLARS = 512 << 20
"""Bytes that Polars reserves before it reads anything; most of them are never used."""
CPU, CPU_OF_A_MIB = 3, 0.25
"""Seconds of work that the child may do, and for each MiB to parse; a MiB of cells takes 0.03."""
PATIENCE, SLOWNESS = 10, 3
"""Seconds by the clock that a busy machine may take to start the child, and for each second of its work."""
MOST_OUTPUT = 512 << 20
"""Bytes that are taken from a child."""
MOST_LINE = 64 << 20
"""Bytes of a line or of a column that follows it."""

_CHILD = Path(__file__).with_name("child.py")
_DECODERS: dict[str, Callable[[Any], object]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda parts: timedelta(*parts),
}


@define
class Table:
    """A worksheet as parsed: rows as (number, cells) without blank ones, and merged ranges counted from 0."""

    name: str
    hidden: bool
    merged: list[tuple[int, int, int, int]]
    rows: list[tuple[int, tuple[object, ...]]] = field(factory=list)


@contextmanager
def started(module: str) -> Iterator[Child]:
    """A child that waits for work with the parser `module`; it starts while the caller looks at the file.

    Killed when the block ends, when it is late, or when it says too much. Raises `Unfit` where it cannot be started.
    """
    spec = find_spec(module)
    path = str(Path(spec.origin).parents[1]) if spec and spec.origin else ""
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            # Nothing but the standard library and the folder of the parser: no start-up files of the site.
            [sys.executable, "-I", "-S", str(_CHILD), module, path],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
        )
    except OSError as problem:
        raise Unfit(_("the process that reads it cannot be started: {why}").format(why=problem)) from problem
    child = Child(process)
    with process:  # closes the pipes and waits
        try:
            yield child
        finally:
            child.stop()


def tables(child: Child, data: bytes, inflated: int) -> list[Table]:
    """The worksheets of an admitted workbook of `inflated` bytes; raises `Unfit`."""
    found: list[Table] = []
    try:
        for line in child.work(data, MEMORY, inflated):
            if "sheet" in line:
                found.append(Table(line["sheet"], line["hidden"], [tuple(each) for each in line["merged"]]))
            else:
                found[-1].rows += child.rows(line)
    except (ValueError, LookupError) as problem:  # a parser that was led astray may say anything
        raise _refusal("", type(problem).__name__) from problem
    return found


def parquet(data: bytes) -> pl.DataFrame:
    """The table in the bytes of a Parquet file; raises `Unfit`."""
    import polars as pl

    with started("polars") as child:
        lines = child.work(data, MEMORY + ADDRESSES_OF_POLARS, len(data))
        (frame,) = [pl.read_ipc(child.exactly(line["table"])) for line in lines]
    return frame


class Child:
    """The process that parses, and what it sends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._in, self._out = process, process.stdin, process.stdout
        self._timer: Timer | None = None
        self._late = Event()
        self._cpu = CPU
        self._taken = 0

    def stop(self) -> None:
        """End it, whatever it is doing."""
        if self._timer is not None:
            self._timer.cancel()
        self._process.kill()

    def work(self, data: bytes, memory: int, size: int) -> Iterator[dict[str, Any]]:
        """What the child says of `data`, which is worth `size` bytes of work and may take `memory` bytes.

        The bytes that a line announces must be taken before the next line.
        """
        self._cpu = round(CPU + CPU_OF_A_MIB * (size >> 20))
        self._timer = Timer(PATIENCE + SLOWNESS * self._cpu, self._give_up)
        self._timer.daemon = True
        self._timer.start()
        task = {"memory": memory, "cpu": self._cpu, "cells": MOST_CELLS, "grid": MOST_GRID}
        try:
            with self._in:
                self._in.write(json.dumps(task).encode() + b"\n")
                self._in.write(data)
        except OSError:  # it is dead already; what it said, or how it died, tells why
            pass
        while True:
            text = self._out.readline(MOST_LINE)
            self._count(len(text))
            if not text.endswith(b"\n"):
                raise self._died()
            line = json.loads(text, object_hook=_decoded)
            if "end" in line:
                return
            if "error" in line:
                raise _refusal(line["error"], line["says"])
            yield line

    def _give_up(self) -> None:
        self._late.set()
        self._process.kill()

    def rows(self, head: dict[str, Any]) -> Iterator[tuple[int, tuple[object, ...]]]:
        """The block of rows that `head` announces."""
        numbers = array("I", self.exactly(4 * head["rows"]))
        columns: list[Any] = [repeat("")] * head["left"]
        for values, size in head["columns"]:
            blob = self.exactly(size)
            if values is None:
                columns.append(array("d", blob))
            else:
                columns.append(map(values.__getitem__, array("H", blob)) if size else values)
        return zip(numbers, zip(*columns, strict=False), strict=True)

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes."""
        self._count(size)
        data = self._out.read(size)
        if len(data) < size:
            raise self._died()
        return data

    def _count(self, size: int) -> None:
        self._taken += size
        if self._taken > MOST_OUTPUT or size >= MOST_LINE:
            raise _refusal("memory", "")

    def _died(self) -> Unfit:
        code = self._process.wait()
        if self._late.is_set() or code == -24:  # SIGXCPU; the name is unknown to Windows
            return Unfit(_("reading it took longer than {cpu} s; {again}").format(cpu=self._cpu, again=again()))
        return _refusal("memory", "")


def _decoded(line: dict[str, Any]) -> object:
    ((key, value), *more) = line.items()
    return line if more or key not in _DECODERS else _DECODERS[key](value)


def _refusal(kind: str, says: str) -> Unfit:
    """Why the child gave up, in words."""
    if kind == "memory":
        what = _("reading it takes more than {most} MiB of memory; {again}, without what does not belong to the table")
        return Unfit(what.format(most=MEMORY >> 20, again=again()))
    if kind == "password":
        return Unfit(locked())
    if kind == "grid":
        return Unfit(_("sheet {sheet} spans too many rows and columns; delete the stray cells").format(sheet=says))
    if kind == "cells":
        return Unfit(_("it has more than {most} cells; divide it").format(most=MOST_CELLS))
    if kind == "types":
        return Unfit(_("columns hold neither text, numbers, days nor flags: {columns}").format(columns=says))
    return Unfit(_("it cannot be read ({why}); {again}").format(why=says, again=again()))
