"""Who may take how much of what there is little of: connections, bodies in memory, work at once.

Shares are of this process, whose memory and threads they protect. Nobody holds more than is still
free: one that asks for all gets half, two get a third each, and who comes next always finds room.
Of seats nobody has more than two: threads of one interpreter are no faster for being more, and who
has sixteen of them has sixteen turns for each of another's.

Every request passes in the same order: its address's rate, before it is known what it is for
(`Gate`); a seat while its credential is checked; the rate of who it turns out to be; its body; a
seat again, for the work.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus

from fastapi import Request

from inperson.http.errors import RateLimited, ServerBusy, TooManyRequests
from inperson.http.limits import QUIET, Limit, units_of
from inperson.http.middleware import AsgiApp, Message, Receive, Scope, Send
from inperson.http.problems import problem_response
from inperson.http.services import Services

_WHO, _PEER, _CHECKING = "inperson.who", "inperson.peer", "inperson.checking"


class Gate:
    """Stops whose address asks too fast, and lets who is told to come later wait for that.

    Args:
        app: the application.
        services: tell where a request comes from, and hold the rates.
        pause_s: before an answer 429.

    """

    def __init__(self, app: AsgiApp, services: Services, pause_s: float) -> None:
        self._app = app
        self._services = services
        self._pause_s = pause_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anything is looked at."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return

        async def slowly(message: Message) -> None:
            if message.get("status") == HTTPStatus.TOO_MANY_REQUESTS:
                await asyncio.sleep(self._pause_s)
            await send(message)

        scope[_PEER] = peer = self._services.proxies.peer(scope)
        try:
            self._services.rates.address.take(peer)
        except RateLimited as error:
            await problem_response(error)(scope, receive, slowly)
            return
        await self._app(scope, receive, slowly)


def known_as(scope: Scope, services: Services, one: str, together: str) -> None:
    """Note whose request it is, where a credential was checked, and let it pay for the route.

    Args:
        scope: of the request.
        services: hold the rates.
        one: the credential.
        together: whose it is: all its requests have one share.

    Raises:
        RateLimited: if the credential, or whose it is, asks too fast.

    """
    if _WHO not in scope:
        scope[_WHO] = together
        services.rates.known(scope[_PEER], one, together, units_of(_route_of(scope)))


def whose(scope: Scope) -> str:
    """Return whose share a request takes: its tenant's, its person's, or its peer's."""
    return str(scope.get(_WHO) or scope[_PEER])


def _route_of(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "")


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
        each: more than that nobody has.
        patience_s: for how long one waits.
        refused: told of each refusal.

    """

    def __init__(
        self,
        whole: int,
        each: int,
        patience_s: float,
        refused: Callable[[Limit], None] = lambda _: None,
    ) -> None:
        super().__init__(Limit.WORK, whole, each, refused)
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


async def checking(request: Request) -> AsyncIterator[None]:
    """Hold a seat while a caller's credential is checked, which reads a store."""
    seats: Seats = request.app.state.seats
    async with AsyncExitStack() as held:
        await held.enter_async_context(seats.seat(whose(request.scope)))
        request.scope[_CHECKING] = held
        yield


async def checked(request: Request) -> None:
    """Give that seat back, and let an address pay for what it asks without a credential.

    Raises:
        RateLimited: if it asks too fast.

    """
    await stand_up(request.scope)
    if _WHO not in request.scope:
        units = units_of(_route_of(request.scope))
        services: Services = request.app.state.services
        services.rates.address.take(whose(request.scope), units - 1)


async def stand_up(scope: Scope) -> None:
    """Give the seat back under which a caller was checked, if it is held: nobody sends in it."""
    if (held := scope.get(_CHECKING)) is not None:
        await held.aclose()


async def seated(request: Request) -> AsyncIterator[None]:
    """Hold a seat while a route works: after its body was read, and before its answer is sent."""
    seats: Seats = request.app.state.seats
    async with seats.seat(whose(request.scope)):
        yield
