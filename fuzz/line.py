"""A client of the capture protocol that does as a dialogue says."""

import json
import time
from contextlib import ExitStack
from typing import Any

from tests.capturing import SUBPROTOCOL, TICKET
from tests.serving import PATIENCE_S
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from fuzz.fuzzer import Found

_KNOWN = {"welcome", "target", "guidance", "rate", "checking", "done", "error"}
_ANSWERED = {"guidance", "rate", "checking", "done", "error"}
_ENDS = {"done", "error"}
_LAST_S = 0.05


class Line:
    """One client, which hears what it is told while it does its steps.

    Args:
        url: of the server.
        session: whose capture it makes.
        token: of that session.
        answers_s: how long it waits for the answer to a frame.

    """

    def __init__(self, url: str, session: str, token: str, answers_s: float) -> None:
        self._address = f"{url.replace('http', 'ws', 1)}/v1/sessions/{session}/capture"
        self._token = token
        self._answers_s = answers_s
        self._opened = ExitStack()
        self._socket: ClientConnection | None = None
        self.heard: list[dict[str, Any]] = []
        """On the last connection."""
        self.refused = ""
        """With what, if it was before the upgrade."""
        self.closed: int | None = None
        """How the server ended the connection, if it did."""

    def __enter__(self) -> "Line":
        self._open()
        return self

    def __exit__(self, *ended: object) -> None:
        self._drop()

    def do(self, kind: str, body: bytes) -> None:
        """Do one step; what comes after the end of the connection is said to nobody."""
        if kind == "drop":
            self._drop()
            self._open()
        if self._socket is None:
            return
        try:
            if kind == "text":
                said = body.decode("utf-8", "replace").replace("$TOKEN", self._token)
                self._socket.send(said)
                self._hear(_LAST_S, {"target"})
            elif kind == "data":
                self._socket.send(body)
                self._hear(self._answers_s, _ANSWERED)
            elif kind == "raw":
                self._socket.socket.sendall(body)
        except (ConnectionClosed, OSError):
            self._end()

    def finish(self) -> None:
        """Hear the rest: all of it where a decision is made, else what is on its way."""
        if self._socket is not None:
            try:
                self._hear(self._answers_s, {"checking", *_ENDS})
                while self.heard and self.heard[-1]["type"] in {"checking", *_ENDS}:
                    self._hear(PATIENCE_S, _ENDS)
            except (ConnectionClosed, OSError):
                self._end()

    def _hear(self, within_s: float, wanted: set[str]) -> None:
        ends = time.monotonic() + within_s
        while self._socket is not None:
            try:
                message = self._socket.recv(timeout=max(0.0, ends - time.monotonic()))
            except TimeoutError:
                return
            told = json.loads(message)
            if not isinstance(told, dict) or told.get("type") not in _KNOWN:
                raise Found(f"the server says {str(told)[:200]}")
            self.heard.append(told)
            if told["type"] in wanted:
                return

    def _open(self) -> None:
        self.heard, self.closed, self.refused = [], None, ""
        ticket = Subprotocol(TICKET + self._token)
        try:
            self._socket = self._opened.enter_context(
                connect(
                    self._address,
                    subprotocols=[SUBPROTOCOL, ticket],
                    compression=None,
                    open_timeout=PATIENCE_S,
                    close_timeout=0.01,
                    ping_interval=None,
                )
            )
        except InvalidStatus as refused:
            self.refused = str(json.loads(refused.response.body or b"{}").get("code"))
            if refused.response.status_code >= 500 and self.refused != "server_busy":
                raise Found(f"the upgrade was answered {refused.response.status_code}") from refused

    def _drop(self) -> None:
        """Lose the line, without a word."""
        if self._socket is not None:
            self._socket.socket.close()
            self._socket = None
        self._opened.close()

    def _end(self) -> None:
        assert self._socket is not None
        self.closed = self._socket.close_code or 1006
        self._drop()
