"""A receiver of webhooks on this machine, as well or badly behaved as a test wants."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from inperson.deliveries import Reachable
from tests.serving import listening

HERE = Reachable((ip_network("127.0.0.0/8"), ip_network("::1")))
"""What an operator opens whose tenants have their receivers on the same machine, as tests have."""


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[BaseHTTPRequestHandler, Received], None]


def answering(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Answer everything alike."""

    def behave(line: BaseHTTPRequestHandler, _: Received) -> None:
        line.send_response(status)
        for name, value in headers.items():
            line.send_header(name, value)
        line.send_header("content-length", str(len(body)))
        line.end_headers()
        line.wfile.write(body)

    return behave


@dataclass
class Receiver:
    """What it received, and how it answers."""

    behave: Behaviour = field(default_factory=lambda: answering(204))
    received: list[Received] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test ends: what hangs waits for it."""

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.received]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """Say nothing: callers that hang up are part of the tests."""


@contextmanager
def receiving(
    behave: Behaviour | None = None,
    *,
    port: int = 0,
    trust: ssl.SSLContext | None = None,
) -> Iterator[Receiver]:
    """Receive for as long as a block runs."""
    receiver = Receiver(behave or answering(204))

    class Line(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            came = Received(self.command, self.path, headers, self.rfile.read(length))
            receiver.received.append(came)
            receiver.behave(self, came)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = _Server(("127.0.0.1", port), Line)
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    with listening(server):
        try:
            yield receiver
        finally:
            receiver.over.set()


def free_port() -> int:
    """Return a port on which nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
