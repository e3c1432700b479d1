"""Who may take how much of what there is little of: connections, bodies in memory, work at once.

Shares are of this process, whose memory and threads they protect. Nobody holds more than is still
free: one that asks for all gets half, two get a third each, and who comes next always finds room.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Request

from inperson.http.errors import ServerBusy, TooManyRequests
from inperson.http.limits import Limit
from inperson.http.middleware import Scope
from inperson.http.services import Services

_WHO = "inperson.who"


def known_as(request: Request, who: str) -> None:
    """Note whose request it is, where a credential was checked; until then it is its peer's."""
    request.scope[_WHO] = who


def whose(scope: Scope, services: Services) -> str:
    """Return whose share a request takes: its tenant's, its person's, or its peer's."""
    return scope.get(_WHO) or services.proxies.peer(scope)


class Shares:
    """So much there is, and each may have as much as is still free.

    Args:
        limit: what it is of.
        whole: how much there is.
        each: more than that nobody has in any case.
        refused: told of each refusal.

    """

    def __init__(
        self,
        limit: Limit,
        whole: int,
        each: int | None = None,
        refused: Callable[[Limit], None] = lambda _: None,
    ) -> None:
        self._limit = limit
        self._whole = whole
        self._each = whole if each is None else each
        self._refused = refused
        self._taken: Counter[str] = Counter()

    def take(self, who: str, much: int = 1) -> None:
        """Take some.

        Raises:
            TooManyRequests: if it holds its share already.
            ServerBusy: if others hold too much.

        """
        if not self.fits(who, much):
            raise self.refusal(who)
        self._taken[who] += much

    def give(self, who: str, much: int = 1) -> None:
        """Give it back."""
        self._taken[who] -= much
        if self._taken[who] <= 0:
            del self._taken[who]

    def fits(self, who: str, much: int = 1) -> bool:
        """Tell whether there is so much for this one."""
        free = self._whole - self._taken.total()
        return self._taken[who] + much <= min(self._each, free)

    def refusal(self, who: str) -> TooManyRequests | ServerBusy:
        """Return why this one gets no more, and count it."""
        self._refused(self._limit)
        if self._taken[who]:
            return TooManyRequests("Wait until some of your requests are answered.")
        return ServerBusy("Others ask for too much right now.")


class Seats(Shares):
    """Shares of what runs at once, for which a request waits its turn; only in the event loop.

    Args:
        whole: how many there are.
        patience_s: for how long one waits.
        refused: told of each refusal.

    """

    def __init__(
        self, whole: int, patience_s: float, refused: Callable[[Limit], None] = lambda _: None
    ) -> None:
        super().__init__(Limit.WORK, whole, refused=refused)
        self._longest = 8 * whole
        self._patience_s = patience_s
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def seat(self, who: str) -> AsyncIterator[None]:
        """Hold a seat; raises what `take` raises if none is free in time."""
        await self._sit(who)
        try:
            yield
        finally:
            self.give(who)
            self._call()

    async def _sit(self, who: str) -> None:
        if who not in self._queues and self.fits(who):
            self.take(who)
            return
        queue = self._queues.setdefault(who, deque())
        if len(queue) >= self._longest:
            raise self.refusal(who)
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(self._patience_s):
                await turn
        except BaseException as error:
            self._rise(who, turn)
            if isinstance(error, TimeoutError):
                raise self.refusal(who) from None
            raise

    def _rise(self, who: str, turn: asyncio.Future[None]) -> None:
        """Leave the queue, or the seat that was just given to who had stopped waiting."""
        if turn.done() and not turn.cancelled():
            self.give(who)
            self._call()
            return
        queue = self._queues.get(who)
        if queue and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[who]

    def _call(self) -> None:
        """Seat who waits, one of each in turn."""
        while ready := [who for who in self._queues if self.fits(who)]:
            who = ready[0]
            queue = self._queues.pop(who)
            turn = queue.popleft()
            if queue:
                self._queues[who] = queue  # behind all others
            if not turn.done():
                self.take(who)
                turn.set_result(None)


async def seated(request: Request) -> AsyncIterator[None]:
    """Hold a seat while a route works: after its body was read, and before its answer is sent."""
    services: Services = request.app.state.services
    seats: Seats = request.app.state.seats
    async with seats.seat(whose(request.scope, services)):
        yield
