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

from inperson.http.admission import Shares, checked, checking, seated, stand_up, whose
from inperson.http.errors import BodyTooLarge, BodyTooSlow, RequestMalformed
from inperson.http.limits import JSON_BYTES, QUIET, DoorLimits, Limit, largest_body
from inperson.http.middleware import AsgiApp, Message, Receive, Scope, Send
from inperson.http.services import Services

_LENGTH = re.compile(rb"\d{1,15}")


def ask_first(route: BaseRoute, *, works: bool = True) -> BaseRoute:
    """Make a route ask its dependencies, then read its body, then wait for its turn to work.

    Args:
        route: to be changed; `admission` tells the order.
        works: False of one that only asks another route, which waits for its own turn.

    """
    if not isinstance(route, APIRoute) or route.path in QUIET:
        return route
    whole, field = route.dependant, route.body_field
    steps = [_step(checking), *whole.dependencies, _step(checked)]
    if field is not None:
        body = whole.body_params[0].name
        steps.append(Dependant(call=_reader(whole), name=body, request_param_name="request"))
    if works:
        steps.append(_step(seated))
    route.dependant, route.body_field = replace(whole, body_params=[], dependencies=steps), None
    route.app = request_response(route.get_route_handler())
    route.dependant, route.body_field = whole, field  # as the description shows them
    return route


def _step(call: Callable[[Request], Any]) -> Dependant:
    return Dependant(call=call, request_param_name="request", scope="function")


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
        services: count what is refused.
        max_bytes: of an upload, and more than any other body may have.
        limits: how slowly a body may come, and how much of them there may be.

    """

    def __init__(
        self, app: AsgiApp, services: Services, max_bytes: int, limits: DoorLimits
    ) -> None:
        self._app = app
        self.max_bytes = max_bytes
        self.pace = limits.pace
        self.memory = Shares(
            Limit.BODIES, limits.uploads * max_bytes, refused=services.metrics.ran_out
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a body that is read within bounds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(self, scope, receive)
        try:
            await self._app(scope, body.receive, send)
        finally:
            body.forget()


class _Body:
    """One request's body, read when the application asks for it."""

    def __init__(self, intake: Intake, scope: Scope, receive: Receive) -> None:
        self._intake = intake
        self._scope = scope
        self._receive = receive
        self._most = self._read = self._held = 0
        self._who = ""
        self._begun_s: float | None = None
        self._whole = False

    async def receive(self) -> Message:
        """Return the next part.

        Raises:
            BodyTooLarge: if it is over the route's bound, as it says before it is read, or as read.
            BodyTooSlow: if it does not come in time.
            TooManyRequests: if so many uploads of the caller's are in memory already.
            ServerBusy: if there is no memory for one more upload.

        """
        if self._whole:
            return await self._receive()
        if self._begun_s is None:
            self._begun_s = asyncio.get_running_loop().time()
            await stand_up(self._scope)
            self._begin()
        try:
            allowed_s = self._intake.pace.allowed_s(self._read)
            async with asyncio.timeout_at(self._begun_s + allowed_s):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow("The body did not come in time.") from None
        self._read += len(message.get("body", b""))
        self._check(self._read)
        self._whole = not message.get("more_body", False)
        return message

    def forget(self) -> None:
        """Give back what it held of the memory."""
        if self._held:
            self._intake.memory.give(self._who, self._held)

    def _begin(self) -> None:
        # known by now: who reads a body is the route
        path = getattr(self._scope.get("route"), "path", "")
        self._most = min(largest_body(path), self._intake.max_bytes)
        said = dict(self._scope["headers"]).get(b"content-length")
        size = self._most if said is None else int(said) if _LENGTH.fullmatch(said) else 10**15
        self._check(size)
        if self._most > JSON_BYTES:
            self._who = whose(self._scope)
            self._intake.memory.take(self._who, size)
            self._held = size

    def _check(self, size: int) -> None:
        if size > self._most:
            raise BodyTooLarge(f"This request's body may have {self._most} bytes at most.")
