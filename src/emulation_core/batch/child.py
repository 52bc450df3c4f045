"""The process that runs rules, and may be killed with them; started by `processes.py`, imported by nobody.

What a rule prints goes nowhere.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from attrs import evolve

from emulation_core import plugins
from emulation_core.batch.pipe import Tell, receive, send
from emulation_core.batch.tasks import Failed, Task
from emulation_core.frozen import frozen
from emulation_core.i18n import _, set_language


def main() -> None:
    """Serve the starter until it is gone."""
    into, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    messages: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(into, messages), daemon=True).start()

    def tell(what: str, content: object = None) -> None:
        send(out, (what, content))

    registry = _registry(messages.get(), tell)
    tell("ready")
    while True:
        _serve(messages.get(), registry, tell)
        tell("end")


def _listen(stream: BinaryIO, messages: SimpleQueue[Any]) -> None:
    """Pass on what the starter says; without it there is nobody to work for, whatever a rule is doing."""
    try:
        while True:
            messages.put(receive(stream))
    except (EOFError, OSError):
        os._exit(0)


def _registry(banned: Mapping[str, str], tell: Tell) -> plugins.Registry:
    """The rules, without the plugins that killed a process before; each is named before it is imported."""
    entries = list(entry_points(group=plugins.GROUP))
    known: Any = [_Named(entry, tell) for entry in entries if entry.name not in banned]
    found = plugins.load(known)
    dead = [
        plugins.Plugin(entry.name, "?", entry.value, (), "failed", banned[entry.name])
        for entry in entries
        if entry.name in banned
    ]
    return evolve(found, plugins=(*found.plugins, *dead))


@frozen
class _Named:
    """An entry point that says its name before it is imported."""

    entry: EntryPoint
    tell: Tell

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)

    def load(self) -> Any:
        """What the entry point names."""
        self.tell("plugin", self.entry.name)
        return self.entry.load()


def _serve(task: Task, registry: plugins.Registry, tell: Tell) -> None:
    """Do one task, telling its results one by one."""
    from emulation_core.batch import judge, write

    set_language(task.place.language)
    if not task.place.folder.is_dir():
        what = _("{folder} is not to be seen from the machine {name}")
        lost = Failed(what.format(folder=task.place.folder, name=platform.node()))
        for item in task.items:
            tell("done", (item.asked.key, lost))
        return
    os.chdir(task.place.folder)  # places of evidence are named from here, on whatever machine
    steps = {"recall": write.recall, "write": write.write, "judge": judge.judge, "review": judge.judge}
    steps[task.what](task, registry, tell)


if __name__ == "__main__":
    main()
