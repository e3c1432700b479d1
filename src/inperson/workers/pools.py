"""The workers of a server: a pool for each job, made when it is first asked for."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from inperson.workers.errors import WorkersBusy, WorkStopped
from inperson.workers.job import Job
from inperson.workers.process import Worker
from inperson.workers.turns import Turns

_PATIENCE_S = 20.0
"""For a turn: who asks over HTTP is told to come again before it gives up by itself."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a job goes."""

    waiting: int = 0
    running: int = 0
    refused: int = 0
    """Since the start: because too much was waiting."""
    crashed: int = 0
    """Since the start: processes that died at a request, or were killed."""


class Workers:
    """Does jobs in processes of their own. Safe to share; close it at the end.

    Args:
        processes: how many do the same job at the same time, at most.

    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pools: dict[str, _Pool] = {}
        self._lock = threading.Lock()
        self._closed = False

    def run(self, job: Job, request: bytes, *, owner: str) -> bytearray:
        """Do a job and return its answer. Never call it inside a transaction.

        Args:
            job: what to do.
            request: what its module's `run` takes.
            owner: whose turn it is: the tenant.

        Raises:
            WorkersBusy: if too much of it is waiting.
            WorkRefused: if the job raised.
            WorkStopped: if its process died.

        """
        return self._pool(job).run(request, owner)

    def figures(self) -> Mapping[str, Figures]:
        """Return how each job goes that was asked for so far, by name."""
        return {name: pool.figures() for name, pool in list(self._pools.items())}

    def close(self) -> None:
        """End all processes, at once."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
        for each in pools:
            each.close()

    def _pool(self, job: Job) -> "_Pool":
        with self._lock:
            if self._closed:
                raise WorkersBusy("The server stops.")
            if job.name not in self._pools:
                self._pools[job.name] = _Pool(job, self._processes)
            return self._pools[job.name]


class _Pool:
    """The processes of one job."""

    def __init__(self, job: Job, processes: int) -> None:
        self._job = job
        self._turns = Turns(processes, processes * job.waiting, _PATIENCE_S)
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._closed = False
        self._crashed = 0

    def run(self, request: bytes, owner: str) -> bytearray:
        with self._turns.turn(owner):
            worker = self._take()
            try:
                return worker.ask(request)
            except WorkStopped:
                self._crashed += 1
                _log.warning("a worker died: %s", self._job.name)
                raise
            finally:
                self._put_back(worker)

    def figures(self) -> Figures:
        turns = self._turns
        return Figures(turns.waiting, turns.running, turns.refused, self._crashed)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            workers, self._idle = list(self._workers), []
        for each in workers:
            each.end()

    def _take(self) -> Worker:
        with self._lock:
            if self._closed:
                raise WorkersBusy("The server stops.")
            worker = self._idle.pop() if self._idle else Worker(self._job)
            self._workers.add(worker)
            return worker

    def _put_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.usable and not self._closed:
                self._idle.append(worker)
                return
            self._workers.discard(worker)
        worker.end()
