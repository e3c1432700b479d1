"""Real servers on free ports, for as long as a block runs."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseServer

import httpx
from fastapi import FastAPI

from inperson.cli.server import listen, make_server
from inperson.config import Settings
from inperson.http import ConnectionLimits

PATIENCE_S = 120
"""How long a test's client waits before it gives up: nothing is late on a machine that is busy."""
TRIES = 8
"""How often a rendered person is let try. A quiet machine refuses one in a hundred captures of a
living one, a busy one more, for it looks at few frames; the tenth refusal would lock the account.
"""


def until(true: Callable[[], object], within_s: float = PATIENCE_S) -> bool:
    """Wait until something holds."""
    ends = time.monotonic() + within_s
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def serving(app: FastAPI, limits: ConnectionLimits | None = None) -> Iterator[str]:
    """Serve an application as `inperson serve` does, and yield its address."""
    settings = Settings(host="127.0.0.1", port=0)
    server = make_server(settings, app, limits)
    with listen(settings) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        # for tests that cut the lines of a server
        app.state.server = server
        while not server.started and thread.is_alive():
            time.sleep(0.002)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def listening(server: BaseServer) -> Iterator[None]:
    """Let a small server that a test wrote answer, and close it at the end."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def client(url: str) -> httpx.Client:
    """Return a client with patience, that reads no certificates for a server that has none."""
    return httpx.Client(base_url=url, timeout=PATIENCE_S, verify=False)
