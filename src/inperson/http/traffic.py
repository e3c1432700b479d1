"""ASGI middleware: every request gets a random id, one line in the log and its place in a figure.

None of them says more of the path than the route's own template, and nothing of who asks.
"""

import base64
import logging
import os
import time
from collections.abc import Callable, Iterable

from structlog.contextvars import bound_contextvars

from inperson.http.limits import QUIET, DoorLimits
from inperson.http.middleware import AsgiApp, Message, Receive, Scope, Send
from inperson.http.server_metrics import ServerMetrics
from inperson.observing import OTHER

_log = logging.getLogger(__name__)


_BEGINNINGS = frozenset(
    {"http.response.start", "websocket.accept", "websocket.http.response.start"}
)
_REFUSED = frozenset({"4xx", "none"})


class Sample:
    """So many lines a second, so that strangers do not fill the log with what was refused."""

    def __init__(self, most_hz: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most_hz
        self._clock = clock
        self._second = self._written = self._left_out = 0

    def left_out(self) -> int | None:
        """Return how many lines were left out since the last one; None if this one is, too."""
        second = int(self._clock())
        if second != self._second:
            self._second, self._written = second, 0
        if self._written >= self._most:
            self._left_out += 1
            return None
        self._written += 1
        before, self._left_out = self._left_out, 0
        return before


class Traffic:
    """Notes requests and connections.

    Args:
        app: the application.
        metrics: where figures go.
        routes: the templates of every route: constants of the code.
        sample: which refusals have a line.

    """

    def __init__(
        self,
        app: AsgiApp,
        metrics: ServerMetrics,
        routes: Iterable[str],
        sample: Sample | None = None,
    ) -> None:
        self._app = app
        self._measures = metrics
        self._routes = frozenset(routes)
        self._sample = sample or Sample(DoorLimits().logged_hz)
        metrics.registry.labels.admit("route", self._routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note how it went."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = _new_id()
        status, began = "none", time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] in _BEGINNINGS:
                status = f"{message.get('status', 101) // 100}xx"
                named = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), named]
            elif message["type"] == "websocket.close" and status == "none":
                status = "4xx"  # refused before the upgrade
            await send(message)

        method = scope.get("method", "WEBSOCKET")
        with bound_contextvars(request_id=request_id), self._measures.tracing.span("http") as span:
            try:
                await self._app(scope, receive, noted)
            finally:
                route = self._template(scope)
                took_s = time.perf_counter() - began
                self._measures.request(route, method, status, took_s)
                span.done(route, route=route, method=method, status=status)
                self._tell(route, method, status, took_s)

    def _template(self, scope: Scope) -> str:
        path = getattr(scope.get("route"), "path", None)
        return path if path in self._routes else OTHER

    def _tell(self, route: str, method: str, status: str, took_s: float) -> None:
        level = logging.DEBUG if route in QUIET else logging.INFO
        if _log.isEnabledFor(level):
            sampled = status in _REFUSED and not _log.isEnabledFor(logging.DEBUG)
            left_out = self._sample.left_out() if sampled else 0
            if left_out is None:
                return  # it is in the figures
            clean = self._measures.registry.labels.clean({"method": method, "status": status})
            facts = {"route": route, "took_ms": round(took_s * 1000, 1), **clean}
            if left_out:
                facts["left_out"] = left_out
            _log.log(level, "request", extra=facts)


def _new_id() -> str:
    """Return 80 random bits; nothing of a request is in them."""
    return base64.b32encode(os.urandom(10)).decode("ascii").lower()
