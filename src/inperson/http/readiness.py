"""Whether this process can serve: which parts of it answer, asked at most once a second."""

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock, Thread

_log = logging.getLogger(__name__)
_WAIT_S = 2.0
_NEW_EVERY_S = 1.0


class ReadinessPart(StrEnum):
    """What a server needs to be of use, and what may be missing of it."""

    STORES = "stores"
    ROOM = "room"
    KEYS = "keys"
    MODELS = "models"
    PAGES = "pages"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at one part; whatever it raises, the part is missing."""

    part: ReadinessPart
    look: Callable[[], object]
    every_s: float = _NEW_EVERY_S
    """How long an answer holds, so that who asks often costs no more than who asks once."""


@dataclass(slots=True)
class _Known:
    at_s: float = float("-inf")
    well: bool = False
    running: "Future[bool] | None" = None


class Readiness:
    """Looks at every part, each by one thread at a time, and remembers what it saw.

    Args:
        checks: one for each part.
        wait_s: how long somebody who asks is kept waiting; a part that has not answered by then
            is missing.

    """

    def __init__(self, checks: Sequence[Check] = (), wait_s: float = _WAIT_S) -> None:
        self._checks = tuple(checks)
        self._wait_s = wait_s
        self._known = {each.part: _Known() for each in checks}
        self._lock = Lock()

    async def missing(self) -> tuple[ReadinessPart, ...]:
        """Return what is missing, in the order of the checks."""
        ends_s = time.monotonic() + self._wait_s
        started = [(each.part, self._start(each)) for each in self._checks]
        return tuple([part for part, found in started if not await self._answer(found, ends_s)])

    def _start(self, check: Check) -> "Future[bool] | bool":
        """Return what is known of a part, or the look at it that goes on."""
        with self._lock:
            known, now_s = self._known[check.part], time.monotonic()
            if known.running is not None:
                return known.running if now_s - known.at_s < self._wait_s else False
            if now_s - known.at_s < check.every_s:
                return known.well
            known.at_s, known.running = now_s, Future()
            # a daemon, because a store that hangs must not keep the process from ending
            Thread(target=self._look, args=(check, known.running), daemon=True).start()
            return known.running

    def _look(self, check: Check, running: "Future[bool]") -> None:
        try:
            check.look()
            well = True
        except Exception as error:  # whatever it is, the part is of no use
            _log.warning("%s is missing", check.part, extra={"error": error})
            well = False
        with self._lock:
            self._known[check.part] = _Known(time.monotonic(), well)
        running.set_result(well)

    async def _answer(self, found: "Future[bool] | bool", ends_s: float) -> bool:
        if isinstance(found, bool):
            return found
        try:
            async with asyncio.timeout(max(0.0, ends_s - time.monotonic())):
                return await asyncio.shield(asyncio.wrap_future(found))
        except TimeoutError:
            return False


@dataclass(frozen=True, slots=True)
class ScrapeKey:
    """Opens the figures; of the secret itself a digest is kept."""

    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> "ScrapeKey":
        """Return the key of a secret."""
        return cls(hashlib.sha256(secret).digest())

    def opens(self, given: str) -> bool:
        """Tell whether a secret is the one, in a time that tells nothing of it."""
        return hmac.compare_digest(hashlib.sha256(given.encode()).digest(), self.digest)
