"""What has to be done although nobody asks: deadlines, messages that must arrive, retention.

Each chore is one callable over one desk, does what is due and returns how much that was. It is
idempotent and may be killed at any time, so it may as well run in several processes at once.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from inperson.core import InpersonError
from inperson.desks import Desk, Desks
from inperson.tenants import TokenKind, of_server

_log = logging.getLogger(__name__)
_STOP_S = 15.0
"""So long a stop waits for what goes on just now; what it leaves is done by the next start."""


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to keep up."""

    name: str
    run: Callable[[Desk], int]
    """Does what is due at one desk, and returns how much that was."""
    every_s: float = 60.0
    """How often a server looks."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one chore, over all tenants."""

    chore: str
    count: int
    errors: tuple[str, ...]
    """The codes of what failed, one for each desk where it did."""


def _unnoted(_done: Done, _took_s: float) -> None: ...


class Upkeep:
    """Runs chores for every tenant and kind of token, in the name of the server.

    What one of them raises is logged, by type and code only, and stops none of the others. Each
    run, and how long it took, is told to `noted`.
    """

    def __init__(
        self,
        desks: Desks,
        chores: Sequence[Chore],
        noted: Callable[[Done, float], None] = _unnoted,
    ) -> None:
        self.chores = tuple(chores)
        self._noted = noted
        self._desks = desks
        self._known: dict[tuple[str, str, str], str] = {}

    def run_once(self) -> Sequence[Done]:
        """Run every chore once, and say what came of each.

        Raises:
            StoreUnavailable: if the tenants cannot be listed.

        """
        return [self.run(chore) for chore in self.chores]

    def run(self, chore: Chore, stopped: Callable[[], bool] = lambda: False) -> Done:
        """Run one chore once.

        Args:
            chore: what to do.
            stopped: asked before each desk; a yes leaves the rest to the next run.

        Raises:
            StoreUnavailable: if the tenants cannot be listed.

        """
        count, errors, began = 0, [], time.monotonic()
        desks = [(each.id, kind) for each in self._desks.tenants.tenants() for kind in TokenKind]
        for tenant_id, kind in desks:
            if stopped():
                break
            where = (chore.name, tenant_id, kind.value)
            try:
                count += chore.run(self._desks.of(of_server(tenant_id).over(kind)))
            except Exception as error:  # one tenant's trouble is not the others'
                errors.append(self._note(where, error))
            else:
                self._known.pop(where, None)
        done = Done(chore.name, count, tuple(errors))
        self._noted(done, time.monotonic() - began)
        return done

    def _note(self, where: tuple[str, str, str], error: Exception) -> str:
        """Log an error that is not the one of the last round, and return its code."""
        code = _code(error)
        if self._known.get(where) != code:
            self._known[where] = code
            # without its text, which another part wrote
            _log.error("chore %s failed at %s: %s %s", *where[:2], type(error).__name__, code)
        return code


class UpkeepThread:
    """Runs an upkeep in the background of a server, for as long as a block runs.

    Each chore has a thread of its own, so that receivers that hang keep no erasure waiting.
    """

    def __init__(self, upkeep: Upkeep) -> None:
        self._upkeep = upkeep
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, args=(chore,), name=chore.name, daemon=True)
            for chore in upkeep.chores
        ]

    def start(self) -> None:
        """Begin. The first round is at once: it finishes what the last stop left."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after what goes on just now, or after fifteen seconds."""
        self._stop.set()
        for thread in self._threads:
            thread.join(_STOP_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _loop(self, chore: Chore) -> None:
        while not self._stop.is_set():
            try:
                self._upkeep.run(chore, self._stop.is_set)
            except Exception as error:  # the next round may find the store again
                _log.error("chore %s failed: %s", chore.name, _code(error))
            self._stop.wait(chore.every_s)


def _code(error: Exception) -> str:
    return error.code if isinstance(error, InpersonError) else InpersonError.code
