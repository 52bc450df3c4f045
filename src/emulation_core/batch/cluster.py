"""A Dask scheduler that is running already, through its executor of the standard library."""

from __future__ import annotations

from concurrent.futures import Future
from threading import local
from typing import Any

from emulation_core.batch.processes import Process
from emulation_core.batch.tasks import Ran, Task
from emulation_core.errors import EmulationError
from emulation_core.i18n import _

_here = local()
PATIENCE = 30
"""Seconds that a scheduler has to answer, and then to have a worker."""


def supervised(task: Task) -> Ran:
    """A task done on a worker of the cluster, in a process of its own: what kills that leaves the worker alone."""
    if not hasattr(_here, "process"):
        _here.process = Process()
    return _here.process.run(task)  # type: ignore[no-any-return]


class Cluster:
    """The workers of one scheduler; to be closed, which leaves them as they are."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client as client
        except ImportError as problem:
            what = _("a cluster needs Dask: install emulation-core[cluster]")
            raise EmulationError(what) from problem
        self._address = address
        untyped: Any = client
        try:
            self._client = untyped(address, timeout=PATIENCE)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError) as problem:
            raise self._lost(problem) from problem
        # A task whose worker dies goes to another one, three times.
        self._executor = self._client.get_executor(pure=False)
        self.capacity = max(1, 2 * sum(self._client.nthreads().values()))

    def submit(self, task: Task) -> Future[Ran]:
        """Have a task done by whoever is free."""
        future: Future[Ran] = Future()
        remote = self._executor.submit(supervised, task)
        remote.add_done_callback(lambda done: self._pass_on(done, future))
        return future

    def _pass_on(self, done: Any, future: Future[Ran]) -> None:
        """What came back; a task that killed workers again and again is a task that died."""
        try:
            problem = done.exception()
        except BaseException as ended:
            problem = ended
        if problem is None:
            future.set_result(done.result())
        elif type(problem).__name__ == "KilledWorker":
            future.set_result(Ran({}, died=_("ended the workers of the cluster")))
        else:
            future.set_exception(self._lost(problem))

    def _lost(self, problem: BaseException) -> EmulationError:
        what = _("the cluster {address} cannot be used: {why}")
        return EmulationError(what.format(address=self._address, why=f"{type(problem).__name__}: {problem}"))

    def close(self) -> None:
        """Leave the cluster to others."""
        self._client.close()
