"""`/v1/sessions/{id}/capture`: the WebSocket of live captures (docs/formats/capture-protocol.md).

One task reads, so that a client is never kept waiting by an inference; another looks at the newest
frame in a pool of threads that all captures share, each tenant as much, and answers. A frame that
comes while another one waits takes its place, so a slow server skips frames and never queues them.
Whatever ends a connection, its capture is decided, or waits for the next connection until its
window is over. A process that stops lets its captures end, then lets them go; their clients are
sent on with 1012.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from inperson.core import InpersonError, SessionId
from inperson.http import capture_messages as messages
from inperson.http.admission import Seats, Shares, known_as, whose
from inperson.http.capture_connection import Connection, Run, tell
from inperson.http.errors import CaptureCancelled, ClientOutdated, HelloTimeout, MessageInvalid
from inperson.http.fair_pool import FairPool
from inperson.http.limits import Limit
from inperson.http.middleware import Scope
from inperson.http.problems import log_ours, problem_response
from inperson.http.services import Services
from inperson.liveness import PROFILES
from inperson.sessions import (
    CaptureEnded,
    CaptureMoved,
    ConsentWithdrawn,
    OpenCapture,
    ServerFull,
    SessionTokenExpired,
)

CLOSED_DONE, CLOSED_ERROR, CLOSED_BUG, CLOSED_RESTART = 1000, 4000, 1011, 1012
_GLANCE_S, _LAST_S = 0.05, 3.0
_PINGED_S = 1.0
"""For a ping to come through."""
_log = logging.getLogger(__name__)
router = APIRouter()


class CaptureDoor:
    """What all captures of an application share: the pool, the windows of those that dropped."""

    def __init__(self, services: Services, seats: Seats) -> None:
        self.services = services
        self.seats = seats
        self.limits = services.capture_limits
        self.metrics = services.metrics
        self.pool = FairPool(self.limits.workers)
        self._windows: set[asyncio.Task[None]] = set()
        self.connections = 0
        """Of captures that are open."""
        limits, refused = self.limits, self.metrics.ran_out
        self.greetings = Shares(
            Limit.GREETINGS, limits.greetings, limits.session_greetings, refused
        )

    def admit(self, scope: Scope, token: str) -> tuple[str, float]:
        """Return whose connection it is before it is upgraded, by the token that is offered.

        One whose time is over comes in to be told so: a page is told nothing before the upgrade.

        Returns:
            Who, and how many seconds its `hello` is awaited: of who only wants to find out how long
            a line may say nothing, a little longer than any is silent here.

        Raises:
            SessionTokenInvalid: if the token is none of this server's.
            RateLimited: if the session, or its tenant, connects too fast.
            TooManyRequests: if so many connections with this token say nothing already.
            ServerBusy: if there is no room for one more that says nothing.

        """
        services, within_s = self.services, self.limits.hello_s
        try:
            ticket = services.session_tokens.read(token, services.sessions.clock.now())
        except SessionTokenExpired:
            who = SessionId("late")
        else:
            who = ticket.session_id
            known_as(scope, services, who, f"{ticket.kind} of {ticket.tenant_id}")
            if ticket.quiet:
                within_s = self.limits.silence_s + _PINGED_S
        self.greetings.take(who)
        return who, within_s

    async def drain(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Take no new capture, let those that have a connection end, then let go of all.

        Args:
            enough: asked meanwhile; a yes ends the waiting.

        """
        self.services.draining.begin()
        captures = self.services.sessions.captures
        await self._until(
            lambda: enough() or not any(each.connected for each in captures.all()),
            self.limits.drain_s,
        )
        for each in captures.all():
            try:
                await self.pool.run("the server", each.leave)
            except InpersonError as error:  # whoever follows waits until this process is gone
                _log.warning("capture not let go: %s", error.code)
        # connections that are told, and captures that are being decided
        await self._until(lambda: enough() or not (self.connections or len(captures)), _LAST_S)

    async def _until(self, over: Callable[[], bool], within_s: float) -> None:
        ends_s = asyncio.get_running_loop().time() + within_s
        while not over() and asyncio.get_running_loop().time() < ends_s:
            await asyncio.sleep(_GLANCE_S)

    def leave(self, capture: OpenCapture) -> None:
        """Keep a capture for its next connection, and give it up after the window."""
        window = asyncio.create_task(self._give_up_later(capture, capture.detach()))
        self._windows.add(window)
        window.add_done_callback(self._windows.discard)

    async def _give_up_later(self, capture: OpenCapture, connection: int) -> None:
        await asyncio.sleep(self.limits.resume_s)
        try:
            if await run_in_threadpool(capture.abandon_after, connection):
                self.metrics.decided("capture", capture.session)
        except Exception as error:  # the session expires by itself; its memory is freed
            _log.error("capture not given up: %s", type(error).__name__)


@router.websocket("/v1/sessions/{session_id}/capture")
async def capture(socket: WebSocket, session_id: str) -> None:
    """Run one connection of a session's capture."""
    version = messages.spoken(socket.scope.get("subprotocols", ()))
    if version is None:
        await socket.close()  # before the upgrade: HTTP 403
        return
    door: CaptureDoor = socket.app.state.captures
    try:
        who, within_s = door.admit(
            socket.scope, messages.offered_token(socket.scope["subprotocols"])
        )
    except InpersonError as error:
        door.metrics.refused(error.code)
        await socket.send_denial_response(problem_response(error))
        return
    try:
        await socket.accept(subprotocol=version)
        if version != messages.SUBPROTOCOL:
            await _refuse(door, socket, ClientOutdated("This version of the protocol is over."))
            return
        opened = await _greeted(door, socket, SessionId(session_id), within_s)
    finally:
        door.greetings.give(who)
    if opened is None:
        return
    door.connections += 1
    try:
        await _run(door, socket, opened)
    finally:
        door.connections -= 1
        if not opened.over and opened.connected:  # the server stops, or a bug lies in `_run`
            opened.detach()


async def _greeted(
    door: CaptureDoor, socket: WebSocket, session_id: SessionId, within_s: float
) -> OpenCapture | None:
    """Open the capture that the `hello` is for; None if there is none, and that was told."""
    try:
        return await _open(door, socket, session_id, within_s)
    except WebSocketDisconnect:
        pass
    except CaptureMoved:
        await _close(socket, CLOSED_RESTART)
    except InpersonError as error:
        await _refuse(door, socket, error)
    return None


async def _open(
    door: CaptureDoor, socket: WebSocket, session_id: SessionId, within_s: float
) -> OpenCapture:
    """Wait for the `hello`, check its token, and open the capture or go on with it."""
    try:
        async with asyncio.timeout(within_s):
            message = await socket.receive()
    except TimeoutError:
        raise HelloTimeout(f"Say hello within {within_s:.0f} seconds.") from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    if text is None:
        raise MessageInvalid("A connection begins with a `hello`.")
    hello = messages.read_message(text, door.limits)
    if not isinstance(hello, messages.Hello):
        raise MessageInvalid("A connection begins with a `hello`.")
    services = door.services
    if services.draining.begun:
        raise CaptureMoved("This process stops; another one takes the capture.")
    ticket = services.session_tokens.read(hello.token, services.sessions.clock.now())
    ticket.admit(socket.headers.get("origin"), light=hello.light)
    profile = PROFILES[hello.profile]
    async with door.seats.seat(whose(socket.scope)):
        mine = await run_in_threadpool(services.sessions.captures_of, ticket)
        told = hello.signs(), hello.given(), hello.camera or {}
        return await run_in_threadpool(mine.open, session_id, profile, *told)


async def _run(door: CaptureDoor, socket: WebSocket, opened: OpenCapture) -> None:
    """Serve an open capture until it is decided, or its connection is gone."""
    clock, metrics = door.services.sessions.clock, door.metrics
    run: Run = partial(door.pool.run, whose(socket.scope))
    connection = Connection(run, socket, opened, door.limits, clock, metrics)
    try:
        if await connection.run():
            metrics.decided("capture", opened.session)
            await _close(socket, CLOSED_DONE)
        else:
            door.leave(opened)
    except CaptureMoved:
        await _close(socket, CLOSED_RESTART)
    except ServerFull as error:  # nothing was looked at: the token stays good
        await run(opened.leave)
        await _refuse(door, socket, error)
    except InpersonError as error:
        end = opened.cancel if isinstance(error, CaptureCancelled) else opened.abandon
        try:
            await run(end)
            metrics.decided("capture", opened.session)
        except CaptureMoved:  # a process that slept: its client goes where the capture went
            await _close(socket, CLOSED_RESTART)
            return
        except (CaptureEnded, ConsentWithdrawn):
            pass  # it was over when this went wrong
        except InpersonError as another:
            _log.warning("capture not decided: %s", another.code)
        await _refuse(door, socket, error)
    except Exception as error:
        # The type alone: what a bug's message holds may be what must not be logged.
        _log.error("capture failed: %s", type(error).__name__)
        opened.discard()
        await _refuse(door, socket, InpersonError(), CLOSED_BUG)


async def _refuse(
    door: CaptureDoor, socket: WebSocket, error: InpersonError, code: int = CLOSED_ERROR
) -> None:
    door.metrics.refused(error.code)
    log_ours(error)
    await tell(socket, messages.refusal(error), door.limits.send_s)
    await _close(socket, code)


async def _close(socket: WebSocket, code: int) -> None:
    if socket.client_state is WebSocketState.CONNECTED:
        try:
            await socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            return  # it went away first
