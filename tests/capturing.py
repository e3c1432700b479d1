"""A client of the capture protocol that can do everything wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.camera import frame
from tests.serving import PATIENCE_S

SUBPROTOCOL = Subprotocol("inperson.capture.v1")


class Wire:
    """One connection."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.sequence = 0
        self.said: list[dict[str, Any]] = []

    def hello(self, token: str, **more: Any) -> dict[str, Any]:
        self.tell({"type": "hello", "token": token, "sdk": "test/1", **more})
        first = self.hear()
        if first["type"] == "welcome":
            self.sequence = first["next_sequence"]
            self.until("target")
        return first

    def tell(self, message: object) -> None:
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def show(self, jpeg: bytes, *, sequence: int | None = None, clock_ms: int = 0) -> None:
        number = self.sequence if sequence is None else sequence
        self.sequence = number + 1
        header = b"\x01\0\0\0" + number.to_bytes(4, "big") + clock_ms.to_bytes(8, "big")
        self.socket.send(header + jpeg)

    def hear(self) -> dict[str, Any]:
        self.said.append(json.loads(self.socket.recv(timeout=PATIENCE_S)))
        return self.said[-1]

    def until(self, *types: str) -> dict[str, Any]:
        while (message := self.hear())["type"] not in {*types, "done", "error"}:
            pass
        return message

    def ended(self) -> tuple[str, int]:
        """Return the code of the error that ends the connection, and the close code."""
        code = str(self.until("error").get("code"))
        return code, self.close_code()

    def close_code(self) -> int:
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                self.socket.recv(timeout=PATIENCE_S)
        except ConnectionClosed:
            pass
        return self.socket.close_code or 0

    def follow(self, person: int = 1, wrong: str = "", start: int = 0) -> dict[str, Any]:
        """Show frames, one at a time, until the capture is decided."""
        for serial in range(start, start + 60):
            self.show(frame(person, wrong, serial))
            message = self.until("guidance", "checking")
            if message["type"] == "guidance" and message["progress"] == 0:
                message = self.until("target", "checking")
            if message["type"] in {"checking", "done", "error"}:
                break
        return message if message["type"] in {"done", "error"} else self.until("done")


@contextmanager
def wire(url: str, session: str, **options: Any) -> Iterator[Wire]:
    """Open a connection to a session's capture."""
    address = f"{url.replace('http', 'ws', 1)}/v1/sessions/{session}/capture"
    options = {"subprotocols": [SUBPROTOCOL], "compression": None, "close_timeout": 0.5} | options
    with connect(address, **options) as socket:
        yield Wire(socket)
