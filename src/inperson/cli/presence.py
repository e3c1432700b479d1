"""A serving process among others: it says that it is there, and looks after its captures."""

import logging
import threading
from collections.abc import Callable
from typing import Self

from inperson.core import InpersonError
from inperson.sessions import CaptureOwnership
from inperson.store import SqlProcesses

BEAT_S = 2.0
"""A fraction of the lease, so that a beat or two may be late."""
LOOK_S = 1.0
"""So long after a withdrawal at another process the person is told here, at most."""
_STOP_S = 5.0
_log = logging.getLogger(__name__)


class Presence:
    """Keeps a process in the register for as long as a block runs.

    Args:
        register: what others look into.
        ownership: over the captures of this process.

    """

    def __init__(self, register: SqlProcesses, ownership: CaptureOwnership) -> None:
        self._register = register
        self._ownership = ownership
        self._stop = threading.Event()
        self._failed: dict[str, str] = {}
        self._threads = [
            threading.Thread(target=self._loop, args=each, daemon=True)
            for each in (
                ("presence", register.beat, BEAT_S),
                ("capture ownership", ownership.look, LOOK_S),
            )
        ]

    def __enter__(self) -> Self:
        self._register.beat()  # before the first capture, and whatever is wrong stops the start
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_STOP_S)
        try:
            self._register.leave()
        except InpersonError as error:  # the lease ends by itself
            _log.warning("presence not ended: %s", error.code)

    def _loop(self, name: str, work: Callable[[], object], every_s: float) -> None:
        """Work now and then; two threads, so that a slow silo lets no lease end."""
        while not self._stop.wait(every_s):
            try:
                work()
            except Exception as error:  # the next round may find the store again
                code = error.code if isinstance(error, InpersonError) else type(error).__name__
                if self._failed.get(name) != code:
                    _log.error("%s failed: %s", name, code)
                self._failed[name] = code
            else:
                self._failed.pop(name, None)
