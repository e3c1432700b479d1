"""Threads that several owners share by how long each has kept them."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class FairPool:
    """A pool of threads, for one event loop. Next is whose owner has had the least of it.

    An owner that comes, or comes again, begins where those stand who are served, so that nobody
    saves up for a flood (start-time fair queueing). What counts is how long a thread was kept: of
    the CPU seconds of a look at a face, `thread_time` sees a quarter, and OpenVINO's threads the
    rest.

    Args:
        threads: how many there are.

    """

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="capture")
        self._free = self._threads = threads
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}
        self._kept_s: dict[str, float] = {}
        self._served_s = 0.0

    async def run(
        self, owner: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function in a thread, in its owner's turn; a cancelled caller does not stop it."""
        await self._turn(owner)
        loop, context = asyncio.get_running_loop(), copy_context()  # the request's id, for the log
        began_s = time.monotonic()

        def leave() -> None:
            self._leave(owner, time.monotonic() - began_s)

        def left(_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(leave)

        try:
            running = self._pool.submit(lambda: context.run(function, *args, **kwargs))
        except RuntimeError:  # the pool is gone
            leave()
            raise
        running.add_done_callback(left)
        return await asyncio.wrap_future(running)

    async def _turn(self, owner: str) -> None:
        self._kept_s[owner] = max(self._kept_s.get(owner, 0.0), self._served_s)
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(owner, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came just now
                self._leave(owner, 0.0)
            raise

    def _leave(self, owner: str, kept_s: float) -> None:
        self._kept_s[owner] += kept_s
        self._free += 1
        while self._queues:
            following = min(self._queues, key=self._kept_s.__getitem__)
            queue = self._queues[following]
            turn = queue.popleft()
            if not queue:
                del self._queues[following]
            if not turn.done():  # it waits still
                self._served_s = self._kept_s[following]
                self._free -= 1
                turn.set_result(None)
                return
        if self._free == self._threads:  # nobody is left to be fair to
            self._kept_s.clear()
            self._served_s = 0.0
