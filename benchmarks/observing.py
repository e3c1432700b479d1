"""What logs and figures cost a request: `python -m benchmarks.observing`. No socket, no store."""

import asyncio
import io
import statistics
import time
from typing import Any

from starlette.responses import PlainTextResponse

from inperson.http.middleware import AsgiApp
from inperson.http.server_metrics import ServerMetrics
from inperson.http.traffic import Traffic
from inperson.observing import configure_logs

REQUESTS, ROUNDS = 2000, 7
ROUTE = "/v1/sessions/{session_id}"


class _Route:
    path = ROUTE


async def _plain(scope: Any, receive: Any, send: Any) -> None:
    scope["route"] = _Route
    await PlainTextResponse("")(scope, receive, send)


async def _nothing(*_: Any) -> Any: ...


async def _round(app: AsgiApp) -> float:
    began = time.process_time()
    for _ in range(REQUESTS):
        await app({"type": "http", "method": "GET", "path": "/x"}, _nothing, _nothing)
    return (time.process_time() - began) / REQUESTS * 1e6


def main() -> None:
    """Print microseconds of CPU a request: bare, with figures, and with a line of the log too."""
    watched = Traffic(_plain, ServerMetrics(), [ROUTE])
    for name, app, level in (
        ("bare", _plain, "warning"),
        ("figures", watched, "warning"),
        ("figures and log", watched, "info"),
    ):
        configure_logs("json", level, stream=io.StringIO())
        times = [asyncio.run(_round(app)) for _ in range(ROUNDS)]
        print(f"{name:16} {statistics.median(times):6.0f} us a request")


if __name__ == "__main__":
    main()
