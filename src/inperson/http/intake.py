"""How a request's body is taken in: after who calls is known, bounded, and not for ever.

FastAPI reads and parses a body before it asks a route's dependencies, which check who calls: one
stranger's 25 MiB of brackets held a process for seven seconds. `ask_first` turns that round for
every route; `Intake` bounds what is read then, by the route that it is for.
"""

import asyncio
import email.message
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, request_response
from starlette.routing import BaseRoute

from inperson.http.errors import BodyTooLarge, BodyTooSlow, RequestMalformed
from inperson.http.limits import BodyPace, largest_body
from inperson.http.middleware import AsgiApp, Message, Receive, Scope, Send

_LENGTH = re.compile(rb"\d{1,15}")


def ask_first(route: BaseRoute) -> BaseRoute:
    """Make a route's body the last of its dependencies: all others are asked before it is read."""
    if not isinstance(route, APIRoute) or route.body_field is None:
        return route
    whole, field = route.dependant, route.body_field
    last = Dependant(
        call=_reader(whole),
        name=whole.body_params[0].name,
        request_param_name="request",
        path=whole.path,
    )
    route.dependant = replace(whole, body_params=[], dependencies=[*whole.dependencies, last])
    route.body_field = None
    route.app = request_response(route.get_route_handler())
    route.dependant, route.body_field = whole, field  # as the description shows them
    return route


def _reader(whole: Dependant) -> Callable[[Request], Awaitable[Any]]:
    """Return what reads a JSON body and checks it against the route's schema, as FastAPI does."""

    async def read(request: Request) -> Any:
        received = await _json(request)
        values, errors = await request_body_to_args(whole.body_params, received, False)
        if errors:
            raise RequestValidationError(errors)
        return values[whole.body_params[0].name]

    return read


async def _json(request: Request) -> Any:
    """Return the parsed body; bytes, which fit no schema, where it does not say that it is JSON."""
    data = await request.body()
    said = email.message.Message()
    said["content-type"] = request.headers.get("content-type", "")
    kind = said.get_content_type()
    if not data or not (kind == "application/json" or re.fullmatch(r"application/.+\+json", kind)):
        return data or None
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RequestMalformed("The body is not JSON.") from error


class Intake:
    """Bounds each request's body: its size, by its route, and how slowly it may come.

    Args:
        app: the application.
        max_bytes: of an upload, and more than any other body may have.
        pace: how slowly a body may come.

    """

    def __init__(self, app: AsgiApp, max_bytes: int, pace: BodyPace) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a body that is read within bounds."""
        if scope["type"] == "http":
            receive = _Body(scope, receive, self._max_bytes, self._pace).receive
        await self._app(scope, receive, send)


class _Body:
    """One request's body, read when the application asks for it."""

    def __init__(self, scope: Scope, receive: Receive, max_bytes: int, pace: BodyPace) -> None:
        self._scope = scope
        self._receive = receive
        self._max_bytes = max_bytes
        self._pace = pace
        self._read = 0
        self._begun_s: float | None = None
        self._whole = False

    async def receive(self) -> Message:
        """Return the next part.

        Raises:
            BodyTooLarge: if it is over the route's bound, as it says before it is read, or as read.
            BodyTooSlow: if it does not come in time.

        """
        if self._whole:
            return await self._receive()
        now_s = asyncio.get_running_loop().time()
        if self._begun_s is None:
            self._begun_s = now_s
            self._check(self._declared())
        try:
            async with asyncio.timeout_at(self._begun_s + self._pace.allowed_s(self._read)):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow("The body did not come in time.") from None
        self._read += len(message.get("body", b""))
        self._check(self._read)
        self._whole = not message.get("more_body", False)
        return message

    def _check(self, size: int) -> None:
        # known by now: who reads a body is the route
        path = getattr(self._scope.get("route"), "path", "")
        most = min(largest_body(path), self._max_bytes)
        if size > most:
            raise BodyTooLarge(f"This request's body may have {most} bytes at most.")

    def _declared(self) -> int:
        said = dict(self._scope["headers"]).get(b"content-length", b"0")
        return int(said) if _LENGTH.fullmatch(said) else 10**15
