"""Data keys that stay in memory for a minute."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from inperson.core import SubjectId
from inperson.vault.sealing import DataKey, Purpose

CACHE_TTL_S = 60.0
CACHE_SIZE = 1024

Use = tuple[str, SubjectId, Purpose]
"""Who uses whose key for what: each is an unwrap of its own."""


@dataclass(slots=True)
class KeysInMemory:
    """The keys in memory, shared by all who use one vault."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    data: OrderedDict[Use, tuple[float, DataKey]] = field(default_factory=OrderedDict)
    macs: tuple[float, dict[int, bytes]] | None = None
    records: DataKey | None = None
    hits: int = 0
    misses: int = 0

    def get(self, use: Use, now_s: float) -> DataKey | None:
        """Return a key that may still be used, or None; count either."""
        with self.lock:
            known = self.data.get(use)
            if known is not None and now_s < known[0]:
                self.hits += 1
                return known[1]
            self.misses += 1
            return None

    def put(self, use: Use, key: DataKey, now_s: float) -> None:
        """Keep a key for a minute; of too many the oldest goes."""
        with self.lock:
            self.data[use] = (now_s + CACHE_TTL_S, key)
            self.data.move_to_end(use)
            while len(self.data) > CACHE_SIZE:
                self.data.popitem(last=False)

    def forget(self, subject_id: SubjectId) -> None:
        """Drop a subject's key, whoever used it for whatever."""
        with self.lock:
            for use in [each for each in self.data if each[1] == subject_id]:
                del self.data[use]
