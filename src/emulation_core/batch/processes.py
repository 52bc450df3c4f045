"""Processes that work for us and may die: watched, killed when late, replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import LifoQueue
from threading import Event, Lock, Timer
from typing import Any

from emulation_core.batch.pipe import receive, send
from emulation_core.batch.tasks import Ran, Result, Task
from emulation_core.errors import EmulationError
from emulation_core.i18n import _

START_SECONDS = 60
"""How long a process may take to import one plugin, and to be ready."""


class Processes:
    """Some processes that do tasks, each started when it is first needed; to be closed."""

    def __init__(self, count: int) -> None:
        self.capacity = count
        self._threads = ThreadPoolExecutor(count)
        self._idle: LifoQueue[Process] = LifoQueue()
        self._all = [Process(max(1, (os.cpu_count() or 1) // count)) for _n in range(count)]
        for process in self._all:
            self._idle.put(process)

    def submit(self, task: Task) -> Future[Ran]:
        """Have a task done by whoever is free."""
        return self._threads.submit(self._run, task)

    def pids(self) -> list[int]:
        """The ids of those that run now."""
        return [pid for process in self._all if (pid := process.pid) is not None]

    def _run(self, task: Task) -> Ran:
        process = self._idle.get()
        try:
            return process.run(task)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End every process, whatever it is doing."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._all:
            process.stop()
        self._threads.shutdown(wait=True)
        for process in self._all:
            process.bury()


class Process:
    """One process after another; a plugin that ends it while it is imported is left out from then on."""

    _banned: dict[str, str] = {}  # noqa: RUF012 - of all processes of this one
    _lock = Lock()

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._process: subprocess.Popen[bytes] | None = None
        self._late = Event()
        self._ended = False

    @property
    def pid(self) -> int | None:
        """The id of the process, where one runs."""
        process = self._process
        return None if process is None else process.pid

    def run(self, task: Task) -> Ran:
        """Do a task; whatever happens to the process is in what comes back, never raised."""
        results: dict[int, Result] = {}
        at: tuple[int, ...] = ()
        try:
            process = self._started()
            with self._patience(task.seconds):
                self._send(task)
            while True:
                what, content = self._hear(process, task.seconds)
                if what == "end":
                    return Ran(results)
                if what == "at":
                    at = content
                else:
                    key, results[key] = content
        except (EOFError, OSError):
            return Ran(results, at, self.bury(task.seconds), self._late.is_set())

    def stop(self) -> None:
        """End it for good."""
        self._ended = True
        if self._process is not None:
            self._process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        """The process, ready for work; raises `EmulationError` where none can be started."""
        while self._process is None:
            with self._lock:
                banned = dict(self._banned)
            self._process = self._spawned()
            plugin = ""
            try:
                self._send(banned)
                while (message := self._hear(self._process, START_SECONDS))[0] != "ready":
                    plugin = message[1]
            except (EOFError, OSError):
                how = self.bury(START_SECONDS)
                if not plugin or self._ended:
                    raise EmulationError(_("no process can be started: {how}").format(how=how)) from None
                with self._lock:
                    self._banned[plugin] = _("importing it {how}").format(how=how)
        return self._process

    def _spawned(self) -> subprocess.Popen[bytes]:
        if self._ended:
            raise EOFError
        # Found where this process finds them: modules and distributions.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        if self._threads is not None:
            environment.setdefault("POLARS_MAX_THREADS", str(self._threads))
        pipe = subprocess.PIPE
        self._late.clear()
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "emulation_core.batch.child"],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the driver, which ends the others
        )

    def _send(self, message: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        send(self._process.stdin, message)

    def _hear(self, process: subprocess.Popen[bytes], seconds: float) -> Any:
        assert process.stdout is not None
        with self._patience(seconds):
            return receive(process.stdout)

    @contextmanager
    def _patience(self, seconds: float) -> Iterator[None]:
        """Kill the process when this block takes longer."""
        timer = Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._late.set()
        if self._process is not None:
            self._process.kill()

    def bury(self, seconds: float = 0) -> str:
        """How the process ended, in words; the next task has another."""
        process, self._process = self._process, None
        if process is None:
            return _("was ended")
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what could not be written to the dead
                    pipe.close()
        if self._late.is_set():
            return _("took longer than {seconds} s").format(seconds=round(seconds))
        if code < 0:
            return _("ended the process ({how})").format(how=signal.Signals(-code).name)
        return _("ended the process (exit code {code})").format(code=code)
