"""A client of the capture protocol that can do everything wrong."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.camera import frame
from tests.serving import PATIENCE_S

SUBPROTOCOL = Subprotocol("inperson.capture.v2")
TICKET = "inperson.token."


class Wire:
    """One connection, which opens with the token that it is given, or that is said in `hello`."""

    def __init__(self, connect_with: Callable[[str], ClientConnection]) -> None:
        self._connect_with = connect_with
        self._socket: ClientConnection | None = None
        self._opened = ExitStack()
        self.sequence = 0
        self.said: list[dict[str, Any]] = []

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None, "open it with a token first"
        return self._socket

    def open(self, token: str) -> None:
        self._socket = self._opened.enter_context(self._connect_with(token))

    def close(self) -> None:
        self._opened.close()

    def hello(self, token: str, **more: Any) -> dict[str, Any]:
        """Say hello; a refusal before the upgrade is returned like one after it."""
        try:
            self.tell({"type": "hello", "token": token, "sdk": "test/1", **more})
        except InvalidStatus as refused:
            self.said.append(json.loads(refused.response.body) | {"type": "error"})
            return self.said[-1]
        first = self.hear()
        if first["type"] == "welcome":
            self.sequence = first["next_sequence"]
            self.until("target")
        return first

    def tell(self, message: object) -> None:
        if self._socket is None and isinstance(message, Mapping):
            self.open(str(message.get("token")))
        self.socket.send(message if isinstance(message, str) else json.dumps(message))

    def show(self, jpeg: bytes, *, sequence: int | None = None, clock_ms: int = 0) -> None:
        number = self.sequence if sequence is None else sequence
        self.sequence = number + 1
        header = b"\x01\0\0\0" + number.to_bytes(4, "big") + clock_ms.to_bytes(8, "big")
        self.socket.send(header + jpeg)

    def burst(self, jpeg: bytes, count: int) -> None:
        """Show frames all at once, in one write."""
        messages = []
        for number in range(self.sequence, self.sequence + count):
            payload = b"\x01\0\0\0" + number.to_bytes(4, "big") + bytes(8) + jpeg
            assert 126 <= len(payload) < 1 << 16
            # binary, whole, masked with zeros (RFC 6455, section 5.2)
            messages.append(b"\x82\xfe" + len(payload).to_bytes(2, "big") + bytes(4) + payload)
        self.sequence += count
        self.socket.socket.sendall(b"".join(messages))

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
def wire(url: str, session: str, token: str | None = None, **options: Any) -> Iterator[Wire]:
    """Make a connection to a session's capture; without a token it opens with the `hello`."""
    address = f"{url.replace('http', 'ws', 1)}/v1/sessions/{session}/capture"

    def connect_with(token: str) -> ClientConnection:
        offered = {"subprotocols": [SUBPROTOCOL, Subprotocol(TICKET + token)]}
        more = {"compression": None, "close_timeout": 0.5, "ping_timeout": None}
        more |= {"open_timeout": PATIENCE_S} | offered | options
        return connect(address, **more)

    line = Wire(connect_with)
    if token is not None:
        line.open(token)
    try:
        yield line
    finally:
        line.close()
