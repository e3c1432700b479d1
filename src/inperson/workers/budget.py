"""A bound on what is in hand at the same time, in all and for one owner."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from inperson.workers.errors import WorkersBusy


class Budget:
    """So much of something may be in hand. Safe to share.

    Args:
        total: in all.
        each: of one owner.

    """

    def __init__(self, total: int, each: int) -> None:
        self._total, self._each = total, each
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, owner: str, amount: int) -> Iterator[None]:
        """Have so much in hand for a block.

        Raises:
            WorkersBusy: if it is too much beside what others have, or the owner has.

        """
        with self._lock:
            if self._held[owner] + amount > self._each or self._held.total() + amount > self._total:
                raise WorkersBusy("Too much of this is in hand already.")
            self._held[owner] += amount
        try:
            yield
        finally:
            with self._lock:
                self._held[owner] -= amount
                self._held += Counter()  # drops who holds nothing
