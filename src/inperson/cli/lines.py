"""Connections, and what one may cost before and between its requests: uvicorn bounds neither.

1. So many are open in all, and so many of one address; one more is answered 503 and closed.
2. A request's line and headers come in time, or the connection is closed.
3. Once a request was answered, what is left of its body comes soon, or nobody waits for it.
4. Who takes nothing of what was written is cut off.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import h11
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from inperson.core import InpersonError
from inperson.http import ConnectionLimits, Limit, Proxies, Shares, problem_response

_QUIET = logging.getLogger("uvicorn.error.lines")
"""A stranger's broken request has no line of the log: `Lines` lets errors through alone."""
_SOCKETS = logging.getLogger("uvicorn.error.sockets")
"""Neither has a text that is not UTF-8, which uvicorn takes for an error of the server's."""
_READS_TEXT = WebSocketsSansIOProtocol.send_receive_event_to_app.__name__
_SOCKETS.addFilter(lambda record: record.funcName != _READS_TEXT)


class Lines:
    """The connections of one server.

    Args:
        limits: what they may take.
        proxies: their addresses are not one client's: they may have as many as there are.
        refused: told of each connection that is refused.

    """

    def __init__(
        self,
        limits: ConnectionLimits,
        proxies: Proxies,
        refused: Callable[[Limit], None] = lambda _: None,
    ) -> None:
        _QUIET.setLevel(logging.ERROR)
        self.limits = limits
        self._proxies = proxies
        self._open = Shares(Limit.CONNECTIONS, limits.whole, limits.each, refused)

    def protocol(self, *args: Any, **kwargs: Any) -> H11Protocol:
        """Return the protocol of a new connection, as uvicorn asks for it."""
        return _Line(self, *args, **kwargs)

    def enter(self, client: tuple[str, int] | None) -> Callable[[], None]:
        """Count a new connection, and return what forgets it; raises what `Shares.take` raises."""
        who = self._proxies.peer({"client": client, "headers": []})
        if client is not None and self._proxies.trusts(client[0]):
            who = f"{who} {client[1]}"
        self._open.take(who)
        return partial(self._open.give, who)


class _Line(H11Protocol):
    """One connection, until it becomes a WebSocket."""

    def __init__(self, lines: Lines, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _QUIET
        self._lines = lines
        self._limits = lines.limits
        self._leave: Callable[[], None] | None = None
        self._waits_for = ""
        self._upgraded = False
        """From then on the capture's own limits hold."""
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self.ws_protocol_class = partial(_Socket, self)  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        try:
            self._leave = self._lines.enter(self.client)
        except InpersonError as error:
            transport.write(_answer(error))
            self._close()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        if self._leave is None:
            return  # of one that was refused
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.forget()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop()
        self._upgraded = True
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self._limits.answer_s, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def forget(self) -> None:
        """Count the connection no more; it is gone."""
        self._stop()
        if self._unread is not None:
            self._unread.cancel()
        if self._leave is not None:
            self._leave()
            self._leave = None

    def _watch(self) -> None:
        """Set the deadline of what the client owes, and take away that of what it gave."""
        owed = self._owed()
        if owed == self._waits_for:
            return
        self._stop()
        self._waits_for = owed
        if owed:
            within_s = self._limits.head_s if owed == "head" else self._limits.rest_s
            self._deadline = self.loop.call_later(within_s, self._close)

    def _owed(self) -> str:
        if self._upgraded or self.transport.is_closing():
            return ""
        if self.cycle is not None and not self.cycle.response_complete:
            return ""  # a request is worked on: `Intake` times its body
        if self.cycle is not None and self.conn.their_state is h11.SEND_BODY:
            return "rest"
        begun = self.cycle is None or bool(self.conn.trailing_data[0])
        return "head" if begun else ""

    def _stop(self) -> None:
        self._waits_for = ""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close(self) -> None:
        """Close, and do not wait long for the client to take what was written."""
        self._stop()
        self.transport.close()
        self.loop.call_later(self._limits.rest_s, self.transport.abort)


class _Socket(WebSocketsSansIOProtocol):
    """The same connection as a WebSocket."""

    def __init__(self, line: _Line, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _SOCKETS
        self._line = line

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            # refused before the upgrade: without it uvicorn logs an error for each stranger
            self.handshake_complete = True

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._line.forget()


def _answer(error: InpersonError) -> bytes:
    """Return a refusal as it goes over the wire, before any request was read."""
    told = problem_response(error)
    head = b"HTTP/1.1 %d \r\nConnection: close\r\n" % told.status_code
    lines = (b"%s: %s\r\n" % pair for pair in told.raw_headers)
    return head + b"".join(lines) + b"\r\n" + bytes(told.body)
