"""Who may work next: one owner after the other, so that nobody waits for all of another's work."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from inperson.workers.errors import WorkersBusy


class Turns:
    """Lets so many work at the same time, and so many wait. Safe to share.

    Args:
        places: how many work.
        waiting: how many wait, at most; half of them for one owner.
        patience_s: for so long.

    """

    def __init__(self, places: int, waiting: int, patience_s: float) -> None:
        self._free = places
        self._most = waiting
        self._most_of_one = max(1, waiting // 2)
        self._patience_s = patience_s
        self._queues: OrderedDict[str, deque[threading.Event]] = OrderedDict()
        self._lock = threading.Lock()
        self.running = 0
        self.refused = 0

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return sum(map(len, list(self._queues.values())))

    @contextmanager
    def turn(self, owner: str) -> Iterator[None]:
        """Wait for a place, and have it for a block.

        Raises:
            WorkersBusy: if too many wait, or this one did for too long.

        """
        gate = self._come(owner)
        if gate is not None and not gate.wait(self._patience_s):
            self._give_up(owner, gate)
        try:
            yield
        finally:
            self._leave()

    def _come(self, owner: str) -> threading.Event | None:
        with self._lock:
            if self._free:
                self._free -= 1
                self.running += 1
                return None
            queue = self._queues.get(owner, deque())
            if self.waiting >= self._most or len(queue) >= self._most_of_one:
                self.refused += 1
                raise WorkersBusy("Too much of this work is waiting.")
            gate = threading.Event()
            queue.append(gate)
            self._queues[owner] = queue
            return gate

    def _give_up(self, owner: str, gate: threading.Event) -> None:
        with self._lock:
            if gate.is_set():  # it came just now
                return
            queue = self._queues[owner]
            queue.remove(gate)
            if not queue:
                del self._queues[owner]
            self.refused += 1
        raise WorkersBusy("This work waited for too long.")

    def _leave(self) -> None:
        with self._lock:
            if not self._queues:
                self._free += 1
                self.running -= 1
                return
            owner, queue = self._queues.popitem(last=False)
            gate = queue.popleft()
            if queue:
                self._queues[owner] = queue  # behind the others
            gate.set()
