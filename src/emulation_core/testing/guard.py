"""Watching what a plugin's own code touches: files, the network, other processes, the clock.

Python tells an audit hook of every file opened and every socket made. Something counts only where the plugin asked
for it: going outwards from the event, its code is met before the import system is.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

_EVENTS = ("open", "socket.", "subprocess.", "os.", "shutil.", "tempfile.", "sqlite3.", "urllib.", "winreg.", "ctypes.")
_CLOCKS = ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime")
_IMPORTS = "<frozen importlib"
_watching: list[tuple[str, list[str]]] = []
_hooked: list[bool] = []


@contextmanager
def watched(folder: str) -> Iterator[list[str]]:
    """What code in files below `folder` touches meanwhile, each thing once, in a list that fills."""
    if not _hooked:
        sys.addaudithook(_heard)  # stays for good: Python takes none away
        _hooked.append(True)
    touched: list[str] = []
    _watching.append((folder, touched))
    kept = {(time, name): getattr(time, name) for name in _CLOCKS}
    kept |= {(datetime, name): getattr(datetime, name) for name in ("datetime", "date")}
    for name in _CLOCKS:
        setattr(time, name, _told(getattr(time, name), f"time.{name}"))
    for name in ("datetime", "date"):
        setattr(datetime, name, _calendar(getattr(datetime, name)))
    try:
        yield touched
    finally:
        for (module, name), real in kept.items():
            setattr(module, name, real)
        _watching.pop()


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and (event == "open" or event.startswith(_EVENTS[1:])):
        _note(f"{event} {arguments[0]}" if arguments else event)


def _note(what: str) -> None:
    if not _watching:
        return
    folder, touched = _watching[-1]
    frame: Any = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_IMPORTS):
            return
        if file.startswith(folder):
            if what not in touched:
                touched.append(what)
            return
        frame = frame.f_back


def _told(real: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(real)
    def clock(*arguments: Any) -> Any:
        _note(name)
        return real(*arguments)

    return clock


def _calendar(real: type) -> type:
    """`real` (date or datetime) that tells when it is asked for today."""

    class Watched(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, real)

    def asked(name: str) -> classmethod[Any, Any, Any]:
        def call(cls: type, *arguments: Any, **named: Any) -> Any:
            _note(f"{real.__name__}.{name}")
            return getattr(real, name)(*arguments, **named)

        return classmethod(call)

    names = [name for name in ("today", "now", "utcnow") if hasattr(real, name)]
    return Watched(real.__name__, (real,), {name: asked(name) for name in names})
