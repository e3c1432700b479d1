"""ASGI middleware: a floor under what is answered."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from inperson.core import InpersonError
from inperson.http.problems import problem_response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"cross-origin-resource-policy", b"same-origin"),  # no other page's <img> or <script>
]
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class Floor:
    """Turns a bug into a plain 500 problem, and sets the headers that an answer has not itself.

    Args:
        app: the application.
        secure: whether browsers are to come by https alone (HSTS, RFC 6797).

    """

    def __init__(self, app: AsgiApp, *, secure: bool) -> None:
        self._app = app
        self._headers = [*_HEADERS, _HTTPS_ONLY] if secure else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer in the application's place if it breaks."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = list(message.get("headers", []))
                named = {bytes(name).lower() for name, _ in own}
                message["headers"] = own + [each for each in self._headers if each[0] not in named]
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            # The type alone: messages and locals of a bug could hold what must not be logged.
            _log.error("request failed: %s", type(error).__name__)
            if started:
                raise ConnectionAbortedError from None
            await problem_response(InpersonError())(scope, receive, with_headers)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on; a bug closes it with 1011, and no traceback is logged."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            _log.error("connection failed: %s", type(error).__name__)
            with suppress(Exception):  # it may be closed already
                await send({"type": "websocket.close", "code": 1011, "reason": "internal_error"})
